"""What read commands are told, on every database; and that it costs them little."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from states import snapshot
from states.event import Event
from states.motion import Motion
from states.stage import OPEN
from tests.workflow.store.shelf import a_council, add_meeting, adopted, append, file_motion, opened
from workflow.store import columns, views_sql
from workflow.store.book import Book
from workflow.store.filters import Filters
from workflow.store.refusals import (
    AmbiguousReference,
    NoCouncil,
    UnknownCouncil,
    UnknownReference,
    UnknownReferenceNear,
    WhichCouncil,
)
from workflow.store.views import Reader, open_reader


def place(book: Book, town: int, motion: int, n: int, session: int, on: str) -> None:
    """Put a consultation on the agenda of a meeting."""
    append(
        book, town, f"motion:{motion}", Event("scheduled", {"consultation": n, "meeting": session, "on": on})
    )


def ids(reader: Reader, town: int, filters: Filters, **more: str) -> list[int]:
    """The numbers of the motions in a list."""
    rows = reader.list_motions(town, filters, **more)  # type: ignore[arg-type]
    assert reader.count_motions(town, filters) == len(rows)
    return [row["id"] for row in rows]


def test_a_list_shows_what_a_motion_is_and_where_it_stands(book: Book, town: int, address: str) -> None:
    session = add_meeting(book, town)
    number = file_motion(book, town, opened())
    place(book, town, number, 1, session, "2026-02-03")
    with open_reader(address) as reader:
        (row,) = reader.list_motions(town)
    assert row["applicants"] == ["Die Linke"]
    assert (row["public"], row["owed"], row["submitted_on"]) == (True, [], "2026-01-05")
    assert (row["station_organization"], row["station_name"], row["station_short"]) == (
        "social",
        "Sozialausschuss",
        "SozA",
    )
    assert (row["meeting_on"], row["meeting_begins"], row["meeting_status"]) == (
        "2026-02-03",
        "17:00:00",
        "scheduled",
    )


def test_each_filter_narrows_the_list(book: Book, town: int, address: str) -> None:
    session = add_meeting(book, town)
    first = file_motion(book, town, opened(), title="Sichere Radwege")
    place(book, town, first, 1, session, "2026-02-03")
    second = file_motion(
        book, town, reference="13/2026", kind="inquiry", on="2026-03-01", applicants=["SPD"], title="Schulen"
    )
    third = file_motion(book, town, reference="14/2026", on="2026-02-01", consultations=[], title="Zoo")
    append(book, town, f"motion:{third}", Event("withdrawn", {"on": "2026-02-02", "state": "withdrawn"}))
    cases = {
        Filters(): [second, third, first],
        Filters(open=True): [second, first],
        Filters(open=False): [third],
        Filters(state=("submitted", "withdrawn")): [second, third],
        Filters(kind=("inquiry",)): [second],
        Filters(organization="Rat der Stadt"): [second, first],
        Filters(at="SozA"): [second, first],
        Filters(at="council"): [],
        Filters(applicant="linke"): [third, first],
        Filters(applicant="nobody"): [],
        Filters(since="2026-02-01"): [second, third],
        Filters(until="2026-01-31"): [first],
        Filters(meeting=session): [first],
        Filters(text="Radweg"): [second, third, first],
        Filters(text="Zoo"): [third],
        Filters(text="schule SPD"): [second],
        Filters(open=True, applicant="linke", text="sicher"): [first],
    }
    with open_reader(address) as reader:
        assert {f: ids(reader, town, f) for f in cases} == cases


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("filed", ["b", "a", "c"]),
        ("reference", ["a", "b", "c"]),
        ("title", ["b", "c", "a"]),
        ("number", ["a", "b", "c"]),
        ("state", ["b", "a", "c"]),
        ("meeting", ["b", "a", "c"]),
    ],
)
def test_a_list_is_sorted_the_same_on_every_database(
    book: Book, town: int, address: str, order: str, expected: list[str]
) -> None:
    """Umlauts sort by their code, drafts without a date go last."""
    names = {}
    for name, title, on in (
        ("a", "Ökostrom", "2026-01-02"),
        ("b", "Auen", "2026-03-01"),
        ("c", "Zoo", "2026-01-01"),
    ):
        names[file_motion(book, town, reference=f"{name}/1", title=title, on=on)] = name
    session = add_meeting(book, town)
    place(book, town, next(n for n, name in names.items() if name == "b"), 1, session, "2026-02-03")
    with open_reader(address) as reader:
        rows = reader.list_motions(town, order=order)
        assert [names[row["id"]] for row in rows] == expected
        assert [
            names[row["id"]] for row in reader.list_motions(town, order=order, limit=1, offset=1)
        ] == expected[1:2]


def test_every_filter_and_every_order_can_be_asked_for(book: Book, town: int, address: str) -> None:
    with open_reader(address) as reader:
        for order in views_sql.ORDERS:
            assert reader.list_motions(town, Filters(held=True), order=order) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Anträge", True),  # the stem of Antrag
        ("antrag", True),
        ("radweg", True),  # part of a compound
        ("Kreisradwegekonzept", True),
        ("Fußgänger", True),
        ("FUSSGÄNGER", True),
        ("antrag radweg", True),  # all words have to occur
        ("antrag hafen", False),
        ("A-2026-014", True),  # signs mean nothing to the search
        ('"radweg" OR (', False),
        ("...", False),
        ("naht", False),  # no part of any word
    ],
)
def test_search_finds_stems_and_parts_of_words(
    book: Book, town: int, address: str, query: str, found: bool
) -> None:
    file_motion(
        book,
        town,
        reference="A-2026-014",
        title="Kreisradwegekonzept",
        points=[["1", "Der Antrag der Fußgänger wird geprüft."]],
    )
    with open_reader(address) as reader:
        assert bool(ids(reader, town, Filters(text=query))) is found


def test_search_follows_the_text(book: Book, town: int, address: str) -> None:
    """What an edit took away is not found any more."""
    number = file_motion(book, town, title="Spielplatz")
    append(book, town, f"motion:{number}", Event("edited", {"title": "Bolzplatz"}))
    with open_reader(address) as reader:
        assert ids(reader, town, Filters(text="spielplatz")) == []
        assert ids(reader, town, Filters(text="bolzplatz")) == [number]


def test_one_motion_comes_with_all_its_facts(book: Book, town: int, address: str) -> None:
    number = file_motion(book, town, opened())
    append(book, town, f"motion:{number}", adopted(phrase="mehrheitlich angenommen"))
    file_motion(book, town, reference="13/2026", parent=number, root=number)
    with open_reader(address) as reader:
        row = reader.motion_row(town, "drs. 12/2026")
        assert row["id"] == number
        assert row["facts"]["points"] == [["1", "Die Verwaltung prüft den Bau eines Radwegs."]]
        assert row["facts"]["reasoning"] == "Der Schulweg ist gefährlich."
        route = reader.route(number)
        assert [c["status"] for c in route] == ["closed", "open", "planned"]
        assert (route[0]["outcome"], route[0]["yes"], route[0]["phrase"]) == (
            "adopted",
            9,
            "mehrheitlich angenommen",
        )
        assert route[1]["organization_name"] == "Hauptausschuss"
        assert [m["reference"] for m in reader.amendments(number)] == ["13/2026"]
        history = reader.history(town, f"motion:{number}")
        assert [(e["n"], e["kind"], e["actor"]) for e in history] == [
            (1, "submitted", "anna"),
            (2, "opened", "anna"),
            (3, "recorded", "anna"),
        ]


def test_a_snapshot_of_another_program_is_read_from_the_events(book: Book, town: int, address: str) -> None:
    number = file_motion(book, town)
    book.database.run("UPDATE motion SET format = 0, snapshot = '?'")
    with open_reader(address) as reader:
        assert reader.motion_row(town, f"#{number}")["facts"]["title"] == "Sichere Radwege"


def test_readers_refuse_as_the_book_does(book: Book, town: int, address: str) -> None:
    file_motion(book, town)
    with open_reader(address) as reader:
        assert reader.council()["id"] == town
        assert reader.meta()["rehearsal"] == "1"
        with pytest.raises(UnknownReferenceNear):
            reader.motion_row(town, "12/2025")
        with pytest.raises(UnknownReference):
            reader.motion_row(town, "#99")
        with pytest.raises(UnknownCouncil):
            reader.council("nirgends")
    file_motion(book, town)
    a_council(book, key="kreis")
    with open_reader(address) as reader:
        with pytest.raises(AmbiguousReference):
            reader.motion_row(town, "12/2026")
        with pytest.raises(WhichCouncil):
            reader.council()
        assert reader.council("KREIS")["key"] == "kreis"


def test_an_empty_book_has_no_council(book: Book, address: str) -> None:
    with open_reader(address) as reader, pytest.raises(NoCouncil):
        reader.council()
    with pytest.raises(NoCouncil):
        book.council()


def test_nothing_of_a_motion_that_is_not_public_is_shown(book: Book, town: int, address: str) -> None:
    """Neither in lists, counts, search and completion nor by its number."""
    session = add_meeting(book, town)
    number = file_motion(book, town, opened(), public=False)
    place(book, town, number, 1, session, "2026-02-03")
    with open_reader(address, public_only=True) as reader:
        assert reader.list_motions(town) == []
        assert ids(reader, town, Filters(text="radweg")) == []
        assert reader.states(town) == {}
        assert reader.references(town, "12") == []
        assert reader.meetings(town)[0]["motions"] == 0
        assert reader.next_items(town, "2026-03-01T10:00") == []
        for reference in ("12/2026", f"#{number}"):
            with pytest.raises(UnknownReference):
                reader.motion_row(town, reference)
        with pytest.raises(UnknownReference):
            reader.route(number)
        with pytest.raises(UnknownReference):
            reader.history(town, f"motion:{number}")
        with pytest.raises(UnknownReference) as caught:
            reader.motion_row(town, "12/2025")
        assert "nearest" not in caught.value.facts
    with open_reader(address) as reader:
        assert len(reader.list_motions(town)) == 1


def tasks(reader: Reader, town: int, now: str, ahead: str = "") -> dict[str, list[int]]:
    """What is to be done: task → numbers of motions."""
    found: dict[str, list[int]] = {}
    for item in reader.next_items(town, now, ahead=ahead):
        found.setdefault(item["task"], []).append(item["id"])
    return found


def test_a_meeting_that_is_over_wants_its_result(book: Book, town: int, address: str) -> None:
    """Not before it has begun, and not if it was cancelled."""
    session = add_meeting(book, town)
    number = file_motion(book, town, opened())
    place(book, town, number, 1, session, "2026-02-03")
    with open_reader(address) as reader:
        assert tasks(reader, town, "2026-02-03T16:59", "2026-02-10") == {"meeting_ahead": [number]}
        assert tasks(reader, town, "2026-02-03T17:01") == {"result_missing": [number]}
        assert tasks(reader, town, "2026-02-04T00:00") == {"result_missing": [number]}
    append(book, town, f"meeting:{session}", Event("meeting_cancelled", {}))
    with open_reader(address) as reader:
        assert tasks(reader, town, "2026-02-04T00:00", "2026-03-01") == {"meeting_cancelled": [number]}


def test_what_waits_is_named_by_what_it_waits_for(book: Book, town: int, address: str) -> None:
    waiting = file_motion(book, town, opened())
    held_route = [{"n": 1, "organization": "social", "role": "recommendation", "until": "2026-02-01"}]
    held = file_motion(book, town, reference="13/2026", consultations=held_route)
    append(book, town, f"motion:{held}", opened())
    result = adopted(
        outcome="held", opens=2, opens_as="held", state="committee_recommendation", effect="hold"
    )
    again = {"n": 2, "organization": "social", "role": "recommendation", "until": "2026-03-01"}
    append(book, town, f"motion:{held}", Event(result.kind, {**result.data, "inserted": [again]}))
    owed = file_motion(book, town, opened(), reference="14/2026")
    append(book, town, f"motion:{owed}", adopted(owed=["text"], text=[["1", "Anders"]]))
    with open_reader(address) as reader:
        assert tasks(reader, town, "2026-02-28T12:00") == {
            "meeting_missing": [waiting, owed],
            "choice_pending": [owed],
            "facts_owed": [owed],
        }
        assert tasks(reader, town, "2026-03-01T12:00")["hold_passed"] == [held]


def test_meetings_are_listed_with_their_agenda(book: Book, town: int, address: str) -> None:
    first = add_meeting(book, town)
    second = add_meeting(book, town, on="2026-04-01", organization="council")
    number = file_motion(book, town, opened())
    place(book, town, number, 1, first, "2026-02-03")
    place(book, town, number, 3, second, "2026-04-01")
    append(book, town, f"motion:{number}", adopted(meeting=first))
    with open_reader(address) as reader:
        rows = reader.meetings(town)
        assert [(r["id"], r["motions"]) for r in rows] == [(first, 1), (second, 1)]
        assert rows[0]["organization_short"] == "SozA"
        assert [r["id"] for r in reader.meetings(town, start="2026-03-01")] == [second]
        assert [r["id"] for r in reader.meetings(town, end="2026-02-03")] == [first]
        assert [r["id"] for r in reader.meetings(town, organization="Rat")] == [second]
        assert [r["id"] for r in reader.meetings(town, limit=1)] == [first]


def test_small_views_answer(book: Book, town: int, address: str) -> None:
    file_motion(book, town, opened(), applicants=["SPD", "Die Linke"])
    with open_reader(address) as reader:
        assert reader.applicants(town) == ["die linke", "spd"]
        assert reader.states(town) == {"committee_recommendation": 1}
        assert [o["key"] for o in reader.organizations(town)] == ["social", "main", "council"]
        assert reader.references(town, "drs. 12") == [{"reference": "12/2026", "title": "Sichere Radwege"}]
        assert reader.references(town, "")[0]["reference"] == "12/2026"
        assert reader.dead_notices(town) == []


def test_the_names_of_columns_are_those_of_the_values() -> None:
    """What readers know without loading the values is what the values say."""
    assert Motion._fields == tuple(columns.SNAPSHOT_FIELDS)
    assert snapshot.FORMAT == columns.SNAPSHOT_FORMAT
    assert {state.value for state in OPEN} == set(columns.OPEN_STATES)


def test_readers_load_nothing_heavy(book: Book, town: int, file: str) -> None:
    """A read command starts without SQLAlchemy, pydantic, the values and the machine."""
    file_motion(book, town)
    script = (
        "import sys\n"
        "from workflow.store.filters import Filters\n"
        "from workflow.store.views import open_reader\n"
        f"with open_reader({file!r}) as r: r.meta(); r.councils()\n"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " {'sqlalchemy', 'pydantic', 'alembic', 'holidays', 'psycopg', 'transitions', 'Stemmer',"
        " 'dataclasses'} or m.startswith('states.') and m != 'states.refusal'])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
