"""A number is given once: whatever is filed together, the next meeting and the next paper get new ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from states.text import Change, Operation, Point
from tests.world import BERLIN
from workflow import presets
from workflow.office import calendar
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.store.book import Stamp, create_book


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office in 2026."""
    now = datetime(2026, 1, 5, 9, tzinfo=BERLIN)
    with create_book(str(tmp_path / "b.db"), rehearsal=True) as book:
        rules = presets.read_builtin("kreis-nrw").data
        assert rules is not None
        book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", now), actor="office")
        yield Office(book, now, "anna")


def test_meetings_of_a_paper_and_one_entered_later_have_numbers_of_their_own(office: Office) -> None:
    days = (("Kreisausschuss", date(2026, 3, 17)), ("Kreistag", date(2026, 3, 24)))
    submit(
        office, Draft("Eins", reference="1", points=(Point("", "Ja."),), route=tuple(Wish(*d) for d in days))
    )
    made, _ = calendar.add(office, calendar.Entered("Bauausschuss", date(2026, 4, 1)))
    known = office.book.meetings(office.council.id)
    assert {(m.organization, m.on) for m in known} == {
        ("kreisausschuss", date(2026, 3, 17)),
        ("kreistag", date(2026, 3, 24)),
        ("bauausschuss", date(2026, 4, 1)),
    }
    assert made.version == 1


def test_a_paper_entered_for_its_amendment_takes_no_number_from_the_next(office: Office) -> None:
    change = (Change(Operation.ADD, "3", "Mehr."),)
    amendment = submit(office, Draft("Zusatz", amends="7/26", changes=change)).motion
    following = submit(office, Draft("Drei", reference="3", points=(Point("", "Ja."),))).motion
    assert len({office.find("7/26").id, amendment.id, following.id}) == 3
    assert office.find("3").title == "Drei"
