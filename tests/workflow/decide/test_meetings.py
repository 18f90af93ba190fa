"""The calendar, and what it means for the motions that hang on it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from states.meeting import MeetingStatus
from states.motion import Motion, Status
from states.outcome import Outcome, Role
from states.stage import State
from states.text import Change, Operation
from tests.world import World, a_council, stops
from workflow.decide import meetings, routing
from workflow.decide.filing import Stop
from workflow.decide.refusals import (
    MeetingExists,
    MeetingHasResults,
    MeetingIsCancelled,
    MinutesBeforeMeeting,
    NotOver,
)

DEADLINE = {"key": "submission", "of": "submission", "label": "Antragsfrist", "rule": "10th day before"}
FEBRUARY = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}


@pytest.fixture
def world() -> World:
    return World()


def cancel(world: World, number: int) -> None:
    motions = list(world.motions.values())
    scene = world.scene()._replace(family=tuple(motions))
    world.keep(meetings.cancel(world.meetings[number], motions, False, scene))


def on(world: World, motion: Motion) -> list[date | None]:
    """The days of the stations without a result."""
    fresh = world.motions[motion.id]
    ahead = [c for c in fresh.consultations if c.result is None and c.status is not Status.VOID]
    return [world.meetings[c.meeting].on if c.meeting else None for c in ahead]


def test_a_new_meeting_takes_what_waits_for_it_and_nothing_else(world: World) -> None:
    waiting, elsewhere = world.files(), world.files(route=stops("main"))
    later = world.files(route=stops("finance", "social"))
    held = world.files(route=stops("social", on={"social": date(2026, 1, 6)}))
    world.goes_to(date(2026, 1, 6))
    world.records(held, Outcome.HELD, until=date(2026, 9, 1))
    number = world.meets("social", date(2026, 2, 3))
    assert world.motions[waiting.id].current is not None
    assert world.motions[waiting.id].current.meeting == number  # type: ignore[union-attr]
    assert on(world, elsewhere) == [None]
    assert on(world, later) == [None, None]
    assert on(world, held) == [None]


def test_a_meeting_before_the_filing_or_the_last_result_takes_nothing(world: World) -> None:
    filed = world.files()
    world.meets("social", date(2026, 1, 4))
    assert on(world, filed)[0] is None
    world.meets("social", date(2026, 1, 5))
    assert on(world, filed)[0] == date(2026, 1, 5)
    world.goes_to(date(2026, 1, 5))
    world.records(filed, Outcome.DEFERRED)
    world.meets("social", date(2026, 1, 4), "10:00")
    assert on(world, filed)[0] is None


def test_a_meeting_whose_deadline_had_passed_when_it_was_filed_does_not_take_it() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed, urgent, item = world.files(), world.files(urgent=True), world.files(agenda_item="TOP 3")
    world.meets("social", date(2026, 1, 14))
    assert [on(world, m)[0] for m in (filed, urgent, item)] == [None, date(2026, 1, 14), date(2026, 1, 14)]
    world.meets("social", date(2026, 1, 15))
    assert on(world, filed)[0] == date(2026, 1, 15)


def test_what_was_not_admitted_waits_for_a_meeting_whose_deadline_is_open() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    late = world.files(route=stops("social", on={"social": date(2026, 1, 7)}))
    put_off = world.files(route=stops("social", on={"social": date(2026, 1, 7)}))
    world.goes_to(date(2026, 1, 7))
    world.records(late, Outcome.NOT_ADMITTED)
    world.records(put_off, Outcome.DEFERRED)
    world.meets("social", date(2026, 1, 16))
    assert (on(world, late), on(world, put_off)) == ([None], [date(2026, 1, 16)])
    world.meets("social", date(2026, 1, 17))
    assert on(world, late) == [date(2026, 1, 17)]


def test_stations_behind_one_that_gets_its_meeting_keep_the_order(world: World) -> None:
    way = (
        Stop("social", next_meeting=True),
        Stop("main", date(2026, 2, 10)),
        Stop("council", date(2026, 2, 17)),
    )
    filed = world.files(route=way)
    world.meets("main", date(2026, 2, 24))
    world.meets("social", date(2026, 2, 12))
    assert on(world, filed) == [date(2026, 2, 12), date(2026, 2, 24), None]


def test_two_meetings_at_the_same_time_are_one(world: World) -> None:
    number = world.meets("social", date(2026, 2, 3))
    with pytest.raises(MeetingExists) as refused:
        world.meets("social", date(2026, 2, 3))
    assert refused.value.facts["number"] == number
    world.meets("social", date(2026, 2, 3), "19:00")
    world.meets("main", date(2026, 2, 3))
    cancel(world, number)
    world.meets("social", date(2026, 2, 3))


def moved(world: World, number: int, results: bool = False, **entered: Any) -> None:
    world.keep(meetings.move(world.meetings[number], entered, results, world.scene()))


def test_a_meeting_moves_unless_another_is_there_or_it_has_results(world: World) -> None:
    number, other = world.meets("social", date(2026, 2, 3)), world.meets("social", date(2026, 2, 10))
    with pytest.raises(MeetingExists):
        moved(world, number, on="2026-02-10")
    moved(world, number, on="2026-02-10", begins="19:00")
    assert (world.meetings[number].on, world.meetings[number].begins) == (date(2026, 2, 10), time(19))
    moved(world, number, place="Aula")
    with pytest.raises(MeetingExists):
        moved(world, number, begins="17:00")
    with pytest.raises(MeetingHasResults):
        moved(world, other, True, on="2026-02-11")


def test_a_cancelled_meeting_sends_its_motions_to_the_next(world: World) -> None:
    filed = world.files(route=stops(*FEBRUARY, on=FEBRUARY))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    ahead = world.files(route=stops("finance", "social", on={"social": date(2026, 2, 3)}))
    next_one = world.meets("social", date(2026, 2, 12))
    cancel(world, 1)
    after = world.motions[filed.id]
    assert (after.closed()[0].result.outcome, after.closed()[0].result.on) == (  # type: ignore[union-attr]
        Outcome.NOT_REACHED,
        date(2026, 1, 5),
    )
    assert on(world, filed) == [date(2026, 2, 12), None, date(2026, 2, 17)]
    assert world.motions[amendment.id].current == after.current
    assert world.motions[ahead.id].consultations[1].meeting == next_one
    assert world.meetings[1].status is MeetingStatus.CANCELLED
    with pytest.raises(MeetingIsCancelled):
        cancel(world, 1)


def test_without_a_next_meeting_they_wait_for_one(world: World) -> None:
    filed = world.files(route=stops("social", on=FEBRUARY))
    ahead = world.files(route=stops("finance", "social", on=FEBRUARY))
    cancel(world, 1)
    assert (on(world, filed), on(world, ahead)) == ([None], [None, None])
    world.meets("social", date(2026, 3, 3))
    assert (on(world, filed), on(world, ahead)) == ([date(2026, 3, 3)], [None, None])


def test_what_is_over_or_asleep_does_not_keep_a_meeting_from_being_cancelled(world: World) -> None:
    from workflow.decide import ending

    way = (
        Stop("council", date(2026, 1, 5), role=Role.PLENARY_DECISION),
        Stop("social", FEBRUARY["social"], role=Role.NOTICE),
    )
    noted = world.files(route=way)
    world.goes_to(date(2026, 1, 5))
    world.records(noted, Outcome.ADOPTED)
    asleep = world.files(route=stops("social", on=FEBRUARY))
    world.keep(ending.end_term([asleep], world.now.date(), world.scene()))
    world.meets("social", date(2026, 3, 3))
    cancel(world, 2)
    assert world.motions[noted.id].state is State.ADOPTED
    assert (world.motions[asleep.id].state, on(world, asleep)) == (State.DORMANT, [None])


def test_a_meeting_with_results_is_not_cancelled(world: World) -> None:
    world.meets("social", date(2026, 2, 3))
    with pytest.raises(MeetingHasResults):
        meetings.cancel(world.meetings[1], [], True, world.scene())


def test_a_meeting_has_been_held_when_it_has_begun(world: World) -> None:
    number = world.meets("social", date(2026, 2, 3))
    world.goes_to(date(2026, 2, 3), "16:59")
    with pytest.raises(NotOver):
        meetings.hold(world.meetings[number], None, world.scene())
    world.goes_to(date(2026, 2, 3), "17:00")
    world.keep(meetings.hold(world.meetings[number], time(19, 30), world.scene()))
    assert (world.meetings[number].status, world.meetings[number].ends) == (MeetingStatus.HELD, time(19, 30))
    other = world.meets("social", date(2026, 2, 2))
    cancel(world, other)
    with pytest.raises(MeetingIsCancelled):
        meetings.hold(world.meetings[other], None, world.scene())
    with pytest.raises(MeetingIsCancelled):
        meetings.publish_minutes(world.meetings[other], date(2026, 2, 3), world.scene())


def test_minutes_are_published_between_the_meeting_and_today(world: World) -> None:
    number = world.meets("social", date(2026, 2, 3))
    world.goes_to(date(2026, 2, 20))
    for day in (date(2026, 2, 2), date(2026, 2, 21)):
        with pytest.raises(MinutesBeforeMeeting):
            meetings.publish_minutes(world.meetings[number], day, world.scene())
    for day in (date(2026, 2, 3), date(2026, 2, 20)):
        world.keep(meetings.publish_minutes(world.meetings[number], day, world.scene()))
        assert world.meetings[number].minutes_on == day


def test_what_is_on_hold_is_taken_up_by_the_next_meeting_where_it_was_asked_for(world: World) -> None:
    held = world.files(route=stops("social", on={"social": date(2026, 1, 6)}))
    world.goes_to(date(2026, 1, 6))
    after = world.records(held, Outcome.HELD, until=date(2026, 9, 1))
    assert after.current is not None
    world.keep(routing.schedule(after, after.current.n, None, "", world.scene(after)))
    number = world.meets("social", date(2026, 2, 3))
    current = world.motions[held.id].current
    assert current is not None
    assert (current.status, current.meeting, current.until) == (Status.OPEN, number, None)


def test_the_refusal_of_a_second_meeting_says_when_the_first_begins(world: World) -> None:
    world.meets("social", date(2026, 2, 3))
    with pytest.raises(MeetingExists) as refused:
        world.meets("social", date(2026, 2, 3))
    assert refused.value.facts["begins"] == time(17)
