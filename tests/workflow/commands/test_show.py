"""A motion on one page, its text at any station, its way drawn; and what lists find."""

from __future__ import annotations

import subprocess
import sys

import pytest

from states.refusal import Exit
from tests.workflow.commands.rehearsal import Rehearsal
from workflow.store.address import is_postgres

SOON = "2026-01-13T10:00"


def advanced(rehearsal: Rehearsal) -> Rehearsal:
    """Amended by the committee on 10 March; the faction keeps that text; Kreisausschuss on 17 March."""
    rehearsal.at(
        "2026-03-10T20:00", "advance", "1/26", "adopted_amended", "--votes", "9:4:1",
        "--phrase", "mit Änderungen",
        "--text", "1. Der Kreis plant den Radweg.\n2. Die Verwaltung berichtet.",
    )  # fmt: skip
    rehearsal.at("2026-03-11T09:00", "advance", "1/26", "adopt_text")
    rehearsal.at("2026-03-17T20:00", "advance", "1/26", "adopted", "--votes", "14:1:0")
    return rehearsal


# show


def test_the_page_says_where_it_stands_and_what_is_ahead(on_its_way: Rehearsal) -> None:
    page = on_its_way.at(SOON, "show", "1/26")
    assert "Radwege am Kanal" in page
    assert "▶ 1" in page
    assert "Kreistag, Tue 24 March 2026, 17:00 (plenary decision)" in page


def test_json_has_stable_keys(on_its_way: Rehearsal) -> None:
    found = advanced(on_its_way).data("2026-03-18", "show", "1/26")
    assert list(found)[:6] == ["schema", "reference", "id", "title", "kind", "state"]
    first = found["route"][0]
    assert (first["outcome"], first["votes"], first["phrase"]) == (
        "adopted_amended",
        {"yes": 9, "no": 4, "abstain": 1},
        "mit Änderungen",
    )
    assert (found["state"], found["station"]["organization"], found["next"]) == (
        "plenary_decision",
        "kreistag",
        [],
    )
    assert found["text"][0] == {"number": "1", "text": "Der Kreis plant den Radweg."}
    assert found["points"][0] == {"number": "1", "text": "Der Kreis baut den Radweg."}


def test_the_text_of_any_station_can_be_shown(on_its_way: Rehearsal) -> None:
    advanced(on_its_way)
    assert "plant den Radweg" in on_its_way.at("2026-03-18", "show", "1/26", "--at", "Kreisausschuss")
    on_its_way.at("2026-03-24T20:00", "advance", "1/26", "adopted_amended", "--text", "1. Gar nichts.")
    assert "plant den Radweg" in on_its_way.at("2026-03-25", "show", "1/26", "--at", "1")
    assert "Gar nichts" in on_its_way.at("2026-03-25", "show", "1/26", "--text")
    on_its_way.at("2026-03-25", "show", "1/26", "--at", "Bauausschuss", status=Exit.NOT_FOUND)


def test_changes_are_shown_word_by_word(on_its_way: Rehearsal) -> None:
    assert "Nothing changed" in on_its_way.at(SOON, "show", "1/26", "--changes")
    shown = advanced(on_its_way).at("2026-03-18", "show", "1/26", "--changes")
    assert "1. Der Kreis [−baut−] [+plant+] den Radweg." in shown
    assert "berichtet" not in shown, "an unchanged point is not shown"
    colour = on_its_way.at("2026-03-18", "show", "1/26", "--changes", "--color")
    assert "\x1b[31mbaut\x1b[0m \x1b[32mplant\x1b[0m" in colour


def test_a_decision_shows_its_objection_period_over_holidays(on_its_way: Rehearsal) -> None:
    """Until the third day after, and where that is a holiday or weekend, until the next working day."""
    advanced(on_its_way)
    on_its_way.at("2026-03-18", "meeting", "move", "Kreistag@24.03.2026", "31.03.2026")
    on_its_way.at("2026-03-31T20:00", "advance", "1/26", "adopted")
    found = on_its_way.data("2026-04-01", "show", "1/26")
    assert found["objection_until"].startswith("2026-04-07"), "3 April is Good Friday, 6 April Easter Monday"
    assert "Objections are possible until Tue 7 April 2026, 24:00" in on_its_way.at(
        "2026-04-01", "show", "1/26"
    )


def test_what_is_over_runs_no_more(on_its_way: Rehearsal) -> None:
    """The objection period is told in the past once it has ended, and what was carried out since when."""
    advanced(on_its_way)
    on_its_way.at("2026-03-24T20:00", "advance", "1/26", "adopted")
    assert "Objections are possible until Fri 27 March 2026, 24:00" in on_its_way.at(
        "2026-03-27T23:00", "show", "1/26"
    )
    over = on_its_way.at("2026-03-28T09:00", "show", "1/26")
    assert "The objection period ended Fri 27 March 2026, 24:00; the decision can be carried out." in over
    assert "are possible" not in over
    on_its_way.at("2026-05-04T09:00", "advance", "1/26", "report_due", "--report-by", "01.06.2026")
    on_its_way.at("2026-05-04T09:00", "advance", "1/26", "implemented", "--on", "02.05.2026")
    page = on_its_way.at("2026-05-05T09:00", "show", "1/26")
    assert "implemented since 2 May 2026" in page
    assert "bjection" not in page
    due = on_its_way.data("2026-05-05T09:00", "deadlines", "1/26")
    assert [(d["of"], d["when"]) for d in due] == [("report", "2026-06-01T23:59:59+02:00")]


def test_an_amendment_adopted_with_its_motion_says_so(on_its_way: Rehearsal) -> None:
    """It needs no vote of its own at the last station: it stands in the text that is adopted there."""
    on_its_way.at("2026-01-14", "amend", "1/26", "--add", "3: Mehr.", "--reference", "1/26-A", "--yes")
    on_its_way.at("2026-03-10T20:00", "advance", "1/26-A", "adopted")
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "adopted")
    on_its_way.at("2026-03-17T20:00", "advance", "1/26", "adopted")
    on_its_way.at("2026-03-24T20:00", "advance", "1/26", "adopted")
    for line in ("show", "diagram"):
        page = on_its_way.at("2026-03-25", line, "1/26-A")
        assert "adopted with its motion" in page
        assert "without a vote of its own" in page, "the main committee did not vote on it again"
        assert "does not take place" not in page


def test_amendments_stand_in_the_order_of_voting(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-01-14", "amend", "1/26", "--add", "3: Mehr.", "--reference", "1/26-A", "--yes")
    on_its_way.at("2026-01-15", "amend", "1/26", "--whole", "Alles anders.", "--reference", "1/26-B", "--yes")
    found = on_its_way.data("2026-01-16", "show", "1/26")
    assert [(a["order"], a["reference"]) for a in found["amendments"]] == [(1, "1/26-B"), (2, "1/26-A")]
    assert on_its_way.data("2026-01-16", "show", "1/26-A")["amends"] == "1/26"


def test_an_unknown_reference_offers_the_nearest(on_its_way: Rehearsal) -> None:
    assert "1/26" in on_its_way.at(SOON, "show", "1/28", status=Exit.NOT_FOUND)


def test_a_hostile_title_cannot_steer_the_terminal(on_its_way: Rehearsal) -> None:
    on_its_way.at(
        SOON,
        "submit",
        "--title",
        "[/x] \x1b[2J\x07[siehe Anlage] \u202etxt",
        "--reference",
        "9",
        "--point",
        "Ja.",
        "--yes",
    )
    for line in (("show", "9"), ("list",), ("history", "9"), ("diagram", "9")):
        shown = on_its_way.at(SOON, *line)
        assert "[siehe Anlage]" in shown
        assert "\x1b" not in shown
        assert "\x07" not in shown


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_a_page_fits_its_terminal(on_its_way: Rehearsal, columns: int) -> None:
    on_its_way.env["COLUMNS"] = str(columns)
    for line in (("show", "1/26", "--text"), ("diagram", "1/26"), ("history", "1/26")):
        widest = max(on_its_way.at(SOON, *line).splitlines(), key=len)
        assert len(widest) <= max(columns, 70), widest


# list


def references(rehearsal: Rehearsal, *filters: str, now: str = "2026-03-18") -> list[str]:
    """Which motions the list finds."""
    return [row["reference"] for row in rehearsal.data(now, "list", *filters)]


@pytest.fixture
def several(on_its_way: Rehearsal) -> Rehearsal:
    """Beside 1/26 a rejected one of 2025, a draft, and one on hold."""
    for reference, title, day in (
        ("7/25", "Busspuren und Haltestellen", "2025-11-03"),
        ("2/26", "Schulküchen", "2026-01-20"),
    ):
        on_its_way.at(
            "2026-01-20T10:00", "submit", "--title", title, "--reference", reference, "--applicant", "GRÜNE",
            "--point", "Ja.", "--route", "Kreistag", "--on", day, "--yes",
        )  # fmt: skip
    on_its_way.at(
        "2026-01-21", "draft", "--title", "Entwurf zum Kreisradwegekonzept", "--point", "Ja.", "--yes"
    )
    on_its_way.at("2026-03-24T20:00", "advance", "7/25", "rejected")
    on_its_way.at("2026-03-24T20:00", "advance", "2/26", "held", "--until", "2026-06-30")
    return on_its_way


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((), {"1/26", "7/25", "2/26", ""}),
        (("--open",), {"1/26", "2/26", ""}),
        (("--ended",), {"7/25"}),
        (("--held",), {"2/26"}),
        (("--state", "rejected"), {"7/25"}),
        (("--state", "draft", "--state", "rejected"), {"7/25", ""}),
        (("--applicant", "grün"), {"7/25", "2/26"}),
        (("--organization", "Sozialausschuss"), {"1/26"}),
        (("--standing", "Kreistag", "--open"), {"2/26"}),
        (("--since", "01.01.2026"), {"1/26", "2/26"}),
        (("--until", "31.12.2025"), {"7/25"}),
        (("--meeting", "KT@24.03.2026", "--ended"), {"7/25"}),
        (("--search", "Radweg"), {"1/26", ""}),
        (("--search", "haltestelle"), {"7/25"}),
        (("--search", '1/26 "OR NEAR('), set()),
        (("--search", "1/26"), {"1/26"}),
    ],
)
def test_filters_narrow_the_list(several: Rehearsal, filters: tuple[str, ...], expected: set[str]) -> None:
    assert set(references(several, *filters, now="2026-03-25")) == expected


def test_a_limit_says_how_many_there_are(several: Rehearsal) -> None:
    assert "1 of 4 motions" in several.at("2026-03-25", "list", "--limit", "1")
    assert len(references(several, "--limit", "2")) == 2


def test_lost_motions_are_those_without_a_date_ahead(several: Rehearsal) -> None:
    assert references(several, "--lost", "60", now="2026-05-01") == []
    assert references(several, "--lost", "30", now="2026-05-01") == ["1/26"], "2/26 has its date in June"
    assert set(references(several, "--lost", "30", now="2026-08-01")) == {"1/26", "2/26"}


def test_an_empty_list_is_a_list(rehearsal: Rehearsal) -> None:
    assert rehearsal.data("2026-01-06", "list") == []
    assert rehearsal.at("2026-01-06", "list", "--format", "csv").startswith("id,reference,title,")
    rehearsal.at("2026-01-06", "list", "--state", "lost in space", status=Exit.USAGE)


# diagram


def test_a_diagram_marks_where_the_motion_stands(on_its_way: Rehearsal) -> None:
    advanced(on_its_way)
    drawn = on_its_way.at("2026-03-18", "diagram", "1/26")
    assert (
        drawn.index("✓ Ausschuss für Soziales") < drawn.index("✓ Kreisausschuss") < drawn.index("▶ Kreistag")
    )
    mermaid = on_its_way.at("2026-03-18", "diagram", "1/26", "--mermaid")
    assert mermaid.startswith("flowchart TD\n")
    assert "class s3 current" in mermaid
    assert 's1 -->|"adopted as amended 9:4:1"| s2' in mermaid


def test_the_machine_is_drawn_without_a_database(rehearsal: Rehearsal) -> None:
    drawn = rehearsal.at("2026-01-06", "diagram", "--machine", "--db", "/nowhere/x.db")
    assert drawn.startswith("stateDiagram-v2\n")
    assert "plenary_decision --> rejected: rejected" in drawn
    rehearsal.at("2026-01-06", "diagram", status=Exit.USAGE)


# start-up


HEAVY = (
    "sqlalchemy",
    "pydantic",
    "holidays",
    "transitions",
    "rich",
    "alembic",
    "icalendar",
    "ruamel",
    "cryptography",
)


#: What only deciding needs: the whole motion and council, and what the deadline rules do without.
DECIDING = ("states.motion", "states.council", "dataclasses", "hashlib", "calendar")


#: What the part that talks to servers loads by itself.
PSYCOPGS = {"dataclasses", "hashlib", "calendar"}


def loaded(rehearsal: Rehearsal, line: tuple[str, ...], now: str, forbidden: tuple[str, ...]) -> str:
    """The status of a line typed in a process of its own, and which of these modules it loaded."""
    if is_postgres(rehearsal.address):
        forbidden = tuple(name for name in forbidden if name not in PSYCOPGS)
    program = (
        "import sys; from workflow.commands.program import main; "
        f"status = main({list(line)!r}); "
        f"print(status, sorted(set(sys.modules) & set({forbidden!r})), file=sys.stderr)"
    )
    env = {
        "LAUFZETTEL_DB": rehearsal.address,
        "LAUFZETTEL_NOW": now,
        "HOME": str(rehearsal.folder),
        "PATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=False
    )
    return done.stderr.strip()


@pytest.mark.parametrize(
    "line",
    [("list",), ("list", "--search", "Radweg"), ("show", "1/26"), ("next",), ("history", "1/26"),
     ("meeting", "list"), ("diagram", "1/26")],
)  # fmt: skip
def test_reading_loads_nothing_that_only_writing_needs(on_its_way: Rehearsal, line: tuple[str, ...]) -> None:
    assert loaded(on_its_way, line, "2026-02-01T10:00", (*HEAVY, *DECIDING)) == "0 []"


@pytest.mark.parametrize("line", [("show", "1/26"), ("next",), ("history", "1/26"), ("list",)])
def test_nor_does_it_for_a_motion_that_was_decided(on_its_way: Rehearsal, line: tuple[str, ...]) -> None:
    """The objection's end is computed, as the page shows, without what only deciding needs."""
    for now in ("2026-03-10T20:00", "2026-03-17T20:00", "2026-03-24T20:00"):
        on_its_way.at(now, "advance", "1/26", "adopted")
    assert on_its_way.data("2026-03-25", "show", "1/26")["objection_until"] == "2026-03-27T23:59:59+01:00"
    assert loaded(on_its_way, line, "2026-03-25T08:00", (*HEAVY, *DECIDING)) == "0 []"
