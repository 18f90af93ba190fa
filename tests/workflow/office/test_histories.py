"""Histories: every step goes through the machine; what it refuses is kept and told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workflow import presets
from workflow.intake.history import BadHistory, NoColumns, match_columns, read_history
from workflow.office.histories import Imported, import_all
from workflow.office.office import Office
from workflow.store import saving
from workflow.store.book import Book, Stamp, create_book

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A town in Baden-Württemberg."""
    with create_book(str(tmp_path / "b.db"), rehearsal=True) as made:
        now = datetime(2026, 1, 1, 9, 0, tzinfo=BERLIN)
        rules = presets.read_builtin("gemeinde-bw").data
        assert rules is not None
        made.adopt(rules, date(2000, 1, 1), Stamp("", "0", "i", now), actor="a")
        yield made


def step(day: str | None, organization: str, phrase: str, role: str = "", **votes: int) -> dict[str, Any]:
    found: dict[str, Any] = {"organization": organization, "phrase": phrase, "role": role}
    if day:
        found["date"] = day
    if votes:
        found["votes"] = votes
    return found


def motion(*steps: dict[str, Any], reference: str = "1/2025", **more: Any) -> dict[str, Any]:
    return {"reference": reference, "title": f"Antrag {reference}", "steps": list(steps), **more}


def brought_in(book: Book, *motions: dict[str, Any]) -> Imported:
    text = "\n".join(json.dumps(m, ensure_ascii=False) for m in motions)
    found = read_history(text.encode(), "h.jsonl")
    return import_all(Office(book, datetime(2026, 1, 1, 9, 0, tzinfo=BERLIN), "anna"), found.motions)


def verdicts(done: Imported) -> list[str]:
    return [line.verdict for line in done.lines]


RAT, HA, SOZ = "Gemeinderat", "Hauptausschuss", "Sozialausschuss"


def test_a_plain_history_ends_where_it_ended(book: Book) -> None:
    done = brought_in(
        book,
        motion(
            step("2025-02-03", SOZ, "einstimmig empfohlen", "Vorberatung"),
            step("2025-03-10", RAT, "mehrheitlich beschlossen", "Entscheidung", yes=30, no=10),
        ),
    )
    assert verdicts(done) == ["accepted", "accepted"]
    assert done.states == {"adopted": 1}


def test_the_same_file_twice_changes_nothing(book: Book) -> None:
    history = motion(
        step("2025-02-03", SOZ, "vertagt"),
        step("2025-02-24", SOZ, "zurückgezogen"),
        step("2025-03-10", RAT, "angenommen"),
    )
    first = brought_in(book, history)
    entries = len(book.history("motion:1"))
    second = brought_in(book, history)
    assert verdicts(first) == ["accepted", "accepted", "outside_rules"]
    assert set(verdicts(second)) == {"known"}
    assert len(book.history("motion:1")) == entries


def test_later_steps_of_a_known_motion_are_added(book: Book) -> None:
    early = step("2025-02-03", SOZ, "vertagt")
    brought_in(book, motion(early))
    done = brought_in(book, motion(early, step("2025-03-03", SOZ, "abgelehnt")))
    assert verdicts(done) == ["known", "accepted"]


def test_steps_out_of_order_are_put_in_time(book: Book) -> None:
    done = brought_in(
        book, motion(step("2025-03-10", RAT, "beschlossen"), step("2025-02-03", SOZ, "empfohlen"))
    )
    assert verdicts(done) == ["accepted", "accepted"]
    assert done.states == {"adopted": 1}


def test_a_step_written_twice_counts_once(book: Book) -> None:
    twice = step("2025-03-10", RAT, "beschlossen")
    assert verdicts(brought_in(book, motion(twice, twice))) == ["accepted", "duplicate"]


def test_a_sitting_continued_four_days_later_is_one_consultation_on_two_days(book: Book) -> None:
    done = brought_in(
        book,
        motion(
            step("2025-03-10", RAT, "vertagt", "Entscheidung"),
            step("2025-03-14", RAT, "mehrheitlich angenommen", "Entscheidung"),
        ),
    )
    assert done.states == {"adopted": 1}


def test_the_plenary_refers_hears_nine_committees_and_decides_last(book: Book) -> None:
    committees = [f"Ausschuss für Gebiet {n}" for n in range(9)]
    steps = [step("2025-01-10", RAT, "in die Ausschüsse verwiesen", "Entscheidung")]
    steps += [
        step(f"2025-02-{n + 1:02}", name, "zugestimmt", "Vorberatung") for n, name in enumerate(committees)
    ]
    steps.append(step("2025-04-10", RAT, "einstimmig beschlossen", "Entscheidung"))
    done = brought_in(book, motion(*steps))
    assert verdicts(done) == ["accepted"] * 11
    assert done.states == {"adopted": 1}


def test_an_organization_renamed_between_terms_goes_on_under_its_new_name(book: Book) -> None:
    done = brought_in(
        book,
        motion(
            step("2024-05-10", "Ausschuss für Umwelt", "vertagt", "Vorberatung"),
            step("2024-10-10", "Ausschuss für Umwelt und Klima", "empfohlen", "Vorberatung"),
            step("2024-11-10", RAT, "beschlossen", "Entscheidung"),
        ),
    )
    assert verdicts(done) == ["accepted"] * 3
    assert done.states == {"adopted": 1}


def test_a_step_without_a_date_stays_in_its_place(book: Book) -> None:
    done = brought_in(
        book,
        motion(
            step("2025-02-03", SOZ, "empfohlen"),
            step(None, HA, "empfohlen"),
            step("2025-03-10", RAT, "beschlossen"),
        ),
    )
    assert verdicts(done) == ["accepted"] * 3


def test_a_committee_that_decides_alone_decides(book: Book) -> None:
    done = brought_in(book, motion(step("2025-02-03", SOZ, "beschlossen", "Entscheidung")))
    assert done.states == {"adopted": 1}


def test_a_committee_that_only_advises_leaves_the_motion_open(book: Book) -> None:
    done = brought_in(book, motion(step("2025-02-03", SOZ, "empfohlen", "Vorberatung")))
    assert done.states == {"plenary_decision": 1}


def test_what_the_machine_refuses_is_kept_with_its_ground(book: Book) -> None:
    done = brought_in(
        book,
        motion(step("2025-03-10", RAT, "beschlossen"), step("2025-04-10", RAT, "abgelehnt", "Entscheidung")),
    )
    assert verdicts(done) == ["accepted", "outside_rules"]
    refusal = done.lines[1].refusal
    assert refusal is not None
    assert refusal.code == "motion_ended"
    kept = book.history("motion:1")[-1]
    assert (kept.kind, kept.data["phrase"], kept.data["ground"]) == (
        "outside_rules",
        "abgelehnt",
        "motion_ended",
    )


def test_an_unknown_phrase_is_kept_and_never_guessed(book: Book) -> None:
    done = brought_in(book, motion(step("2025-03-10", RAT, "siehe Anlage 7")))
    assert verdicts(done) == ["unknown"]
    assert done.lines[0].outcome is None


def test_a_tie_and_votes_that_contradict(book: Book) -> None:
    done = brought_in(
        book,
        motion(step("2025-03-10", RAT, "abgelehnt", yes=20, no=20)),
        motion(step("2025-03-10", RAT, "angenommen", yes=10, no=30), reference="2/2025"),
    )
    assert verdicts(done) == ["accepted", "outside_rules"]


def test_an_amendment_is_voted_on_at_its_motions_stations(book: Book) -> None:
    done = brought_in(
        book,
        motion(step("2025-03-10", RAT, "in geänderter Fassung beschlossen")),
        motion(
            step("2025-03-10", RAT, "mehrheitlich angenommen"),
            reference="1/2025-1",
            amends="1/2025",
            kind="Änderungsantrag",
        ),
    )
    assert verdicts(done) == ["accepted", "accepted"]
    assert done.states == {"adopted": 2}


def test_a_step_without_a_result_is_a_station_ahead(book: Book) -> None:
    done = brought_in(book, motion(step("2026-03-10", RAT, "")))
    assert verdicts(done) == ["planned"]
    assert done.states == {"plenary_decision": 1}


def test_one_reference_in_two_spellings_is_one_motion(book: Book) -> None:
    """The second line adds its steps to the motion that the first one of the same file has filed."""
    done = brought_in(
        book,
        motion(step("2025-02-03", "Gemeinderat", "vertagt"), reference="7/2025"),
        motion(step("2025-03-03", "Gemeinderat", "einstimmig angenommen"), reference="Drs. 7/2025"),
    )
    assert done.numbers == {"7/2025": 1, "Drs. 7/2025": 1}
    assert book.motion(1).state == "adopted"


def test_an_import_writes_many_motions_at_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of the database between the motions, amendments and their steps among them, so that
    they are written by the hundred; and all of it is there afterwards."""
    written: list[int] = []
    write = saving.write

    def counted(book: Book, unsaved: saving.Unsaved) -> Any:
        written.append(len(unsaved.entries))
        return write(book, unsaved)

    monkeypatch.setattr(saving, "write", counted)
    motions = [
        motion(step("2025-02-03", "Gemeinderat", "abgelehnt"), reference=f"{n}/2025") for n in range(1, 121)
    ]
    amendments = [
        motion(
            step("2025-02-03", "Gemeinderat", "abgelehnt"),
            reference=f"{n}/2025-1",
            amends=f"{n}/2025",
            kind="Änderungsantrag",
        )
        for n in range(1, 121)
    ]
    done = brought_in(book, *motions, *amendments)
    assert done.states == {"rejected": 240}
    assert max(written) >= 400
    assert len(written) < 10
    assert [len(book.family(book.motions_named(1, f"{n}/2025")[0])) for n in (1, 60, 120)] == [2, 2, 2]


def test_columns_are_found_by_german_and_english_names() -> None:
    assert match_columns(["Drs.-Nr.", "Betreff", "Gremium", "Sitzungsdatum", "Ergebnis", "Ja", "Nein"]) == {
        "reference": "Drs.-Nr.",
        "title": "Betreff",
        "organization": "Gremium",
        "date": "Sitzungsdatum",
        "phrase": "Ergebnis",
        "yes": "Ja",
        "no": "Nein",
    }


TABLE = "Nr.;Titel;Datum;Gremium;Ergebnis;Ja;Nein\n7/25;Bäume;10.03.2025;Gemeinderat;beschlossen;20;3\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    found = read_history(TABLE.encode(encoding), "t.csv").motions
    assert [(m.reference, m.title) for m in found] == [("7/25", "Bäume")]
    assert found[0].steps[0].on == date(2025, 3, 10)
    assert found[0].steps[0].votes == (20, 3, 0)


def test_a_spreadsheet_is_read_like_a_table() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.Workbook()
    sheet.active.append(["Nr.", "Titel", "Datum", "Gremium", "Ergebnis"])
    sheet.active.append(["7/25", "Bäume", datetime(2025, 3, 10), "Gemeinderat", "beschlossen"])
    out = BytesIO()
    sheet.save(out)
    found = read_history(out.getvalue(), "t.xlsx").motions
    assert found[0].steps[0].on == date(2025, 3, 10)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"reference": "1", "title": "x"', "h.jsonl:2:"),
        ('{"reference": "1"}', "h.jsonl:2"),
        ('{"reference": "1", "title": "x", "steps": 3}', "h.jsonl:2"),
        (
            '{"reference": "1", "title": "x", "steps": [{"date": "31.02.2025", "organization": "R"}]}',
            "h.jsonl:2#1",
        ),
        (
            '{"reference": "1", "title": "x", "steps": [{"organization": "R", "votes": {"yes": "a"}}]}',
            "h.jsonl:2#1",
        ),
    ],
)
def test_a_line_that_is_wrong_is_named_with_its_place(line: str, place: str) -> None:
    good = json.dumps(motion())
    with pytest.raises(BadHistory) as refused:
        read_history(f"{good}\n{line}\n".encode(), "h.jsonl")
    assert str(refused.value.facts["place"]).startswith(place)


def test_a_table_without_the_columns_it_needs_says_which() -> None:
    with pytest.raises(NoColumns) as refused:
        read_history(b"Datum;Ergebnis\n1.1.2025;x\n", "t.csv")
    assert refused.value.facts["missing"] == [
        "Reference",
        "Title",
    ]  # words of ours, said in the user’s language


def test_nothing_of_a_dry_run_is_kept(book: Book) -> None:
    found = read_history(json.dumps(motion(step("2025-03-10", RAT, "beschlossen"))).encode(), "h.jsonl")
    office = Office(book, datetime(2026, 1, 1, 9, 0, tzinfo=BERLIN), "anna", dry_run=True)
    done = import_all(office, found.motions)
    assert done.states == {"adopted": 1}
    assert book.open_motions(book.council(None).id) == []
    assert book.motions_named(book.council(None).id, "1/2025") == []


FIRST = "h.jsonl:1#1"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"reference": "1", "title": "a", "steps": [{"phrase": "angenommen"}]}', FIRST),
        ("Nummer;Titel;Ergebnis\n1;Radweg;angenommen\n", "h.jsonl:2"),
        ('{"reference": "1", "title": "a"}\n{"reference": ', "h.jsonl:2:15"),
        ('{"reference": "1", "title": "a", "steps": [{"organization": "Rat", "votes": 5}]}', FIRST),
        ('{"reference": "1", "title": "a", "steps": [{"organization": "R", "votes": [1e999]}]}', FIRST),
        ("[" * 100_000, "h.jsonl:1"),
    ],
)  # fmt: skip
def test_a_line_that_would_be_lost_or_cannot_be_read_is_named(text: str, place: str) -> None:
    """A result without an organization is nobody's: it is asked about, and not silently left out."""
    with pytest.raises(BadHistory) as refused:
        read_history(text.encode(), "h.jsonl")
    assert refused.value.facts["place"] == place
    assert not str(refused.value.facts["fault"]).startswith("Expecting")
