"""The office on a real database: a motion's whole way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from states.fold import fold
from states.outcome import Outcome
from states.stage import State
from states.text import Change, Operation, Point
from states.vote import Votes
from tests import databases
from workflow import presets
from workflow.decide.entered import ResultFacts
from workflow.office import calendar, results
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.store.book import Book, Stamp, open_book

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(params=databases.DATABASES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """A database with one council."""
    with open_book(databases.address(request.param, tmp_path)) as made:
        rules = presets.read_builtin("lvr").data
        assert rules is not None
        now = datetime(2009, 1, 1, 9, 0, tzinfo=BERLIN)
        made.adopt(rules, date(2000, 1, 1), Stamp("", "0", "init", now), actor="office")
        yield made


def at(book: Book, *when: int) -> Office:
    return Office(book, datetime(*when, tzinfo=BERLIN), "anna")  # type: ignore[misc, arg-type]


ROUTE = (
    Wish("Finanz- und Wirtschaftsausschuss", date(2009, 3, 20)),
    Wish("Landschaftsausschuss", date(2009, 3, 26)),
    Wish("Landschaftsversammlung", date(2009, 3, 27)),
)


def test_a_motion_goes_from_filing_to_its_decision(book: Book) -> None:
    draft = Draft("Konzept", reference="12/397", points=(Point("", "Tun."),), route=ROUTE)
    filed = submit(at(book, 2009, 3, 10, 10), draft)
    assert filed.meetings == 3
    assert filed.motion.state is State.COMMITTEE_RECOMMENDATION
    roles = [c.role.value for c in filed.motion.consultations]
    assert roles == ["recommendation", "preparation", "plenary_decision"]
    amendment = submit(
        at(book, 2009, 3, 11, 10),
        Draft("Zusatz", amends="12/397", changes=(Change(Operation.ADD, "", "Berichten."),)),
    )
    assert amendment.motion.state is State.COMMITTEE_RECOMMENDATION
    for day in (20, 26, 27):
        office = at(book, 2009, 3, day, 20)
        results.advance(office, amendment.motion.reference, ResultFacts(Outcome.ADOPTED))
        done = results.advance(office, "12/397", ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1)))
    assert done.after.state is State.ADOPTED
    assert [p.text for p in done.after.final or ()] == ["Tun.", "Berichten."]
    history = book.recorded(book.council(None).id, f"motion:{done.after.id}")
    assert fold(done.after.id, history) == done.after


def test_a_dry_run_keeps_nothing(book: Book) -> None:
    office = at(book, 2009, 3, 10, 10)
    office.dry_run = True
    filed = submit(office, Draft("Konzept", points=(Point("", "Tun."),), route=ROUTE))
    assert filed.motion.state is State.COMMITTEE_RECOMMENDATION
    assert book.open_motions(book.council(None).id) == []
    assert book.meetings(book.council(None).id) == []


def test_an_amendment_to_an_unknown_paper_enters_the_paper(book: Book) -> None:
    draft = Draft(
        "Konzept", amends="14/21", changes=(Change(Operation.REPLACE, "3", "Anders."),), route=ROUTE[1:]
    )
    filed = submit(at(book, 2009, 3, 10, 10), draft)
    assert filed.paper == "14/21"
    office = at(book, 2009, 3, 26, 20)
    paper = office.find("14/21")
    assert (paper.kind, paper.points_known, filed.motion.parent) == ("paper", False, paper.id)
    results.advance(office, filed.motion.reference, ResultFacts(Outcome.ADOPTED))
    assert office.find("14/21").text == (Point("3", "Anders."),)


def test_a_cancelled_meeting_sends_its_motions_to_the_next(book: Book) -> None:
    submit(at(book, 2009, 3, 10, 10), Draft("K", reference="1", points=(Point("", "Tun."),), route=ROUTE))
    office = at(book, 2009, 3, 12, 10)
    later, _ = calendar.add(office, calendar.Entered("Finanz- und Wirtschaftsausschuss", date(2009, 5, 8)))
    first = calendar.find(office, "Finanz- und Wirtschaftsausschuss@20.03.2009")
    calendar.cancel(office, first)
    current = office.find("1").current
    assert current is not None
    assert current.meeting == later.id
