"""Entries that contradict the motion, the count, the calendar or themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.motion import Motion
from states.outcome import Outcome
from states.rule_refusals import (
    NoStation,
    NotUnanimous,
    PointsUnknown,
    TieRejects,
    VotedHere,
    VotesContradict,
)
from states.text import Change, Operation, Point
from states.vote import Majority, Votes
from tests.world import World, a_council, stops, votes
from workflow.decide import ending
from workflow.decide.refusals import (
    BeforeDecision,
    ChangedTwice,
    ChangeWithoutText,
    TakenOverByItself,
)

FEBRUARY = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}
TWO = (Point("1", "Der Weg wird gebaut."), Point("2", "Der Rat wird unterrichtet."))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    """A motion with two points before its committee, on the day of the meeting."""
    filed = world.files(route=stops("social", "main", "council", on=FEBRUARY), points=TWO)
    world.goes_to(date(2026, 2, 3))
    return filed


# Points and counts


def test_a_vote_by_points_names_only_points_of_the_motion(world: World, motion: Motion) -> None:
    points = {"1": Outcome.ADOPTED, "2": Outcome.REJECTED, "7": Outcome.ADOPTED}
    with pytest.raises(PointsUnknown) as refused:
        world.records(motion, Outcome.ADOPTED_PARTLY, points=points)
    assert refused.value.facts["unknown"] == ["7"]
    recorded = world.records(motion, Outcome.ADOPTED_PARTLY, points=points, from_record=True)
    assert recorded.text == (TWO[0],)


def test_what_is_unanimous_has_votes_on_one_side_only(world: World, motion: Motion) -> None:
    with pytest.raises(NotUnanimous):
        world.records(motion, Outcome.ADOPTED, majority=Majority.UNANIMOUS, votes=votes(9, 1))
    after = world.records(motion, Outcome.ADOPTED, majority=Majority.UNANIMOUS, votes=votes(9, 0, 2))
    assert after.closed()[0].result is not None


def test_what_was_rejected_unanimously_has_no_vote_for_it(world: World, motion: Motion) -> None:
    facts: dict[str, Any] = {"majority": Majority.UNANIMOUS, "votes": votes(0, 9, 1)}
    assert world.records(motion, Outcome.REJECTED, **facts).closed()


def test_a_record_may_call_a_divided_vote_unanimous(world: World, motion: Motion) -> None:
    facts: dict[str, Any] = {"majority": Majority.UNANIMOUS, "votes": votes(9, 1), "from_record": True}
    assert world.records(motion, Outcome.ADOPTED, **facts).closed()


@pytest.mark.parametrize("tie", [{"votes": votes(6, 6)}, {"majority": Majority.TIE}])
def test_a_tie_is_said_to_reject(world: World, motion: Motion, tie: dict[str, Any]) -> None:
    """A vote on the proposal to reject is no way out of a tie."""
    with pytest.raises(TieRejects):
        world.records(motion, Outcome.ADOPTED, **tie)


def test_a_lost_vote_is_not_called_a_tie(world: World, motion: Motion) -> None:
    with pytest.raises(VotesContradict) as refused:
        world.records(motion, Outcome.ADOPTED, votes=votes(4, 9))
    assert not isinstance(refused.value, TieRejects)


# Amendments


def replacing(number: str, text: str) -> Change:
    return Change(Operation.REPLACE, number, text)


@pytest.mark.parametrize(
    "changes",
    [
        (replacing("1", "So."), replacing("1", "Oder so.")),
        (replacing("1", "So."), Change(Operation.DELETE, "1")),
    ],
)
def test_an_amendment_changes_a_point_once(world: World, motion: Motion, changes: tuple[Change, ...]) -> None:
    with pytest.raises(ChangedTwice):
        world.amends(motion, *changes)


def test_an_amendment_may_change_and_add(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, replacing("1", "So."), Change(Operation.ADD, "", "Und so."))
    assert len(amendment.changes) == 2


@pytest.mark.parametrize("operation", [Operation.REPLACE, Operation.ADD, Operation.WHOLE])
def test_an_amendment_leaves_no_point_without_a_text(
    world: World, motion: Motion, operation: Operation
) -> None:
    with pytest.raises(ChangeWithoutText):
        world.amends(motion, Change(operation, "1" if operation is Operation.REPLACE else "3", "  "))
    assert world.amends(motion, Change(Operation.DELETE, "1")).changes


def test_an_amendment_is_voted_on_once_at_a_station(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, replacing("1", "So."))
    world.records(amendment, Outcome.ADOPTED)
    with pytest.raises(VotedHere) as refused:
        world.records(amendment, Outcome.REJECTED)
    facts = refused.value.facts
    assert (facts["reference"], facts["parent"]) == (amendment.reference, motion.reference)
    assert facts["outcome"] is Outcome.ADOPTED


def test_a_motion_without_a_station_says_so(world: World) -> None:
    """Only an amendment waits for another paper."""
    filed = world.files(route=stops("social"))
    world.motions[filed.id] = filed._replace(consultations=())
    with pytest.raises(NoStation):
        world.records(filed, Outcome.ADOPTED)


# Links


@pytest.mark.parametrize("outcome", [Outcome.SETTLED, Outcome.MERGED])
def test_nothing_takes_its_own_place(world: World, motion: Motion, outcome: Outcome) -> None:
    for by in (motion.reference, f"#{motion.id}"):
        with pytest.raises(TakenOverByItself):
            world.records(motion, outcome, by=by, consent=True)
        with pytest.raises(TakenOverByItself):
            ending.leave(motion, outcome, world.scene(motion), by=by)


# After the decision


def objecting(**flags: str) -> tuple[World, Motion]:
    """A motion adopted on Tuesday 3 February by a council with an objection period."""
    world = World(a_council(flags=flags))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.ADOPTED, votes=Votes(20, 10))
    world.goes_to(date(2026, 3, 31))
    return world, world.motions[filed.id]


def warned(world: World, motion: Motion, on: date) -> dict[str, dict[str, object]]:
    found = ending.object_to(motion, on, "", world.scene(motion))
    return dict(found.warnings)


def test_an_objection_after_its_period_is_recorded_with_a_warning() -> None:
    world, motion = objecting(objection_plenary="3 days after")
    assert "objection_late" not in warned(world, motion, date(2026, 2, 6))
    late = warned(world, motion, date(2026, 2, 7))
    assert late["objection_late"]["until"] == date(2026, 2, 6)


def test_a_council_without_an_objection_period_warns_of_none() -> None:
    world, motion = objecting()
    assert warned(world, motion, date(2026, 3, 1)) == {}


def test_a_repeat_vote_that_no_meeting_allows_in_time_is_warned_of() -> None:
    world, motion = objecting(repeat_vote="day 3 to 2 weeks after")
    assert warned(world, motion, date(2026, 2, 5))["repeat_vote_late"]["until"] == date(2026, 2, 19)
    world.meets("council", date(2026, 2, 20))
    assert "repeat_vote_late" in warned(world, motion, date(2026, 2, 5))
    world.meets("council", date(2026, 2, 19))
    assert warned(world, motion, date(2026, 2, 5)) == {}


def test_the_repeat_vote_waits_for_its_window_to_open() -> None:
    """§ 54 Abs. 1 GO NRW: in a new meeting, on the third day at the earliest."""
    world, motion = objecting(repeat_vote="day 3 to 2 weeks after")
    early = world.meets("council", date(2026, 2, 7))
    third = world.meets("council", date(2026, 2, 8))
    found = ending.object_to(motion, date(2026, 2, 5), "", world.scene(motion))
    assert found.facts[0].event.data["repeat"]["meeting"] == third != early


def test_where_only_an_earliest_day_is_set_no_repeat_vote_comes_too_late() -> None:
    """§ 79 Satz 3 NKomVG names no last day."""
    world, motion = objecting(repeat_vote="not before 3 days after meeting")
    early = world.meets("council", date(2026, 2, 5))
    allowed = world.meets("council", date(2026, 2, 7))
    found = ending.object_to(motion, date(2026, 2, 4), "", world.scene(motion))
    assert found.warnings == ()
    assert found.facts[0].event.data["repeat"]["meeting"] == allowed != early


def test_a_report_falls_due_after_the_decision_it_reports_on() -> None:
    world, motion = objecting()
    with pytest.raises(BeforeDecision):
        ending.expect_report(motion, date(2026, 2, 2), "", world.scene(motion))
    assert ending.expect_report(motion, date(2026, 2, 3), "", world.scene(motion)).facts
