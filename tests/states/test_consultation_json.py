"""A consultation and a result come back from an event as they were written."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from states.consultation_json import (
    consultation_from,
    consultation_to,
    day,
    points_from,
    points_to,
    result_from,
)
from states.motion import Consultation, Status
from states.outcome import Outcome, Role, Vote
from states.vote import Majority, Quorum, Votes
from tests.states.test_snapshot import consultations, points


@given(consultations)
def test_a_consultation_comes_back_without_what_only_happens_to_it(consultation: Consultation) -> None:
    plain = consultation._replace(status=Status.PLANNED, result=None)
    assert consultation_from(consultation_to(plain)) == plain


def test_what_is_empty_is_left_out() -> None:
    assert consultation_to(Consultation(1, "social", Role.HEARING)) == {
        "n": 1,
        "organization": "social",
        "role": "hearing",
    }


@given(points)
def test_points_come_back(found: tuple[tuple[str, str], ...]) -> None:
    assert points_from(points_to(points_from(found))) == found


def test_a_day_may_be_missing() -> None:
    assert (day("2026-02-03"), day(None), day("")) == (date(2026, 2, 3), None, None)


def test_a_result_holds_what_its_event_says() -> None:
    least = result_from({"outcome": "noted", "on": "2026-02-03"}, 4)
    assert (least.event, least.outcome, least.on) == (4, Outcome.NOTED, date(2026, 2, 3))
    assert (least.vote, least.majority, least.votes, least.text) == (Vote.NONE, None, None, None)
    assert (least.factions, least.targets, least.points, least.check) == ((), (), (), False)
    full = result_from(
        {
            "outcome": "adopted",
            "on": "2026-02-03",
            "vote": "+",
            "majority": "tie",
            "votes": [1, 2, 3],
            "factions": [["A", [1, 2, 3]]],
            "quorum": "two_thirds_legal",
            "targets": ["x"],
            "phrase": "einstimmig",
            "points": [["1", "rejected"]],
            "text": [],
            "check": True,
        },
        5,
    )
    assert (full.vote, full.majority, full.votes) == (Vote.FOR, Majority.TIE, Votes(1, 2, 3))
    assert (full.factions, full.quorum) == ((("A", Votes(1, 2, 3)),), Quorum.TWO_THIRDS_LEGAL)
    assert (full.points, full.text, full.check) == ((("1", Outcome.REJECTED),), (), True)
