"""Changing the way ahead by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from states.motion import Motion, Status
from states.outcome import Outcome, Role
from states.rule_refusals import MotionEnded, NoStation
from states.stage import State
from states.text import Change, Operation
from tests.world import World, a_council, stops
from workflow.decide import ending, routing
from workflow.decide.refusals import NoRouteOfItsOwn, StationNotOpen

DATES = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    filed = world.files(route=stops(*DATES, on=DATES))
    world.goes_to(date(2026, 2, 3))
    return filed


def days(world: World, motion: Motion) -> list[date | None]:
    """The days of the stations that are open or ahead."""
    fresh = world.motions[motion.id]
    return [world.meetings[c.meeting].on if c.meeting else None for c in fresh.consultations if not c.result]


def put(world: World, motion: Motion, n: int, meeting: int | None) -> Motion:
    fresh = world.motions[motion.id]
    world.keep(routing.schedule(fresh, n, meeting, "", world.scene(fresh)))
    return world.motions[motion.id]


def test_a_station_is_added_at_the_end_or_before_another(world: World, motion: Motion) -> None:
    world.keep(routing.add_station(motion, "east", Role.HEARING, None, None, world.scene(motion)))
    fresh = world.motions[motion.id]
    world.keep(routing.add_station(fresh, "finance", Role.RECOMMENDATION, 2, 4, world.scene(motion)))
    after = world.motions[motion.id]
    assert [c.organization for c in after.consultations] == ["social", "finance", "main", "council", "east"]
    assert (after.consultations[1].meeting, after.consultations[1].next_meeting) == (4, False)
    assert (after.consultations[4].origin, after.consultations[4].next_meeting) == ("added", True)
    assert world.station(motion) == "social"


def test_before_the_one_whose_turn_it_is_it_takes_the_turn(world: World, motion: Motion) -> None:
    world.keep(routing.add_station(motion, "main", Role.PREPARATION, 1, None, world.scene(motion)))
    after = world.motions[motion.id]
    assert (world.station(motion), after.state) == ("main", State.COMMITTEE_DECISION)
    assert world.planned(motion) == ["social", "main", "council"]


def test_what_is_over_cannot_be_changed(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.ADOPTED)
    scene = world.scene(after)
    acts: tuple[Callable[[], object], ...] = (
        lambda: routing.add_station(after, "east", Role.HEARING, 1, None, scene),
        lambda: routing.add_station(after, "east", Role.HEARING, 9, None, scene),
        lambda: routing.drop_station(after, 1, scene),
        lambda: routing.drop_station(after, 9, scene),
        lambda: routing.schedule(after, 1, 1, "", scene),
        lambda: routing.schedule(after, 9, 1, "", scene),
    )
    for act in acts:
        with pytest.raises(StationNotOpen):
            act()
    ended = world.records(after, Outcome.WITHDRAWN)
    acts = (
        lambda: routing.add_station(ended, "east", Role.HEARING, None, None, scene),
        lambda: routing.drop_station(ended, 2, scene),
        lambda: routing.schedule(ended, 2, 1, "", scene),
    )
    for act in acts:
        with pytest.raises(MotionEnded):
            act()


def test_a_dropped_station_gives_its_turn_to_the_next(world: World, motion: Motion) -> None:
    world.keep(routing.drop_station(motion, 1, world.scene(motion)))
    after = world.motions[motion.id]
    assert (world.station(motion), after.state) == ("main", State.COMMITTEE_DECISION)
    world.keep(routing.drop_station(after, 3, world.scene(after)))
    assert world.planned(motion) == []
    with pytest.raises(NoStation):
        routing.drop_station(world.motions[motion.id], 2, world.scene(motion))


def test_stations_behind_one_that_is_put_later_keep_the_order(world: World, motion: Motion) -> None:
    later = world.meets("social", date(2026, 2, 12))
    world.meets("main", date(2026, 2, 16))
    put(world, motion, 1, later)
    assert days(world, motion) == [date(2026, 2, 12), date(2026, 2, 16), date(2026, 2, 17)]


def test_stations_ahead_of_one_that_is_put_later_stay(world: World, motion: Motion) -> None:
    later = world.meets("main", date(2026, 2, 20))
    put(world, motion, 2, later)
    assert days(world, motion) == [date(2026, 2, 3), date(2026, 2, 20), None]


def test_a_station_without_a_meeting_waits_for_the_next(world: World, motion: Motion) -> None:
    after = put(world, motion, 1, None)
    assert (after.consultations[0].meeting, after.consultations[0].next_meeting) == (None, True)
    number = world.meets("social", date(2026, 2, 5))
    assert world.motions[motion.id].consultations[0].meeting == number


def test_a_motion_that_was_only_filed_is_opened_by_its_meeting(world: World) -> None:
    filed = world.files()
    assert put(world, filed, 2, 1).state is State.SUBMITTED
    assert put(world, filed, 1, None).state is State.SUBMITTED
    assert put(world, filed, 1, 1).state is State.COMMITTEE_RECOMMENDATION


def test_the_number_on_the_agenda_is_kept(world: World, motion: Motion) -> None:
    world.keep(routing.schedule(motion, 1, 1, "TOP 7", world.scene(motion)))
    after = put(world, motion, 1, 1)
    assert after.consultations[0].agenda_item == "TOP 7"


def test_a_motion_asleep_wakes_when_it_is_put_on_an_agenda() -> None:
    world = World(a_council(flags={"end_of_term": "dormant"}))
    filed = world.files(route=stops("social", "council", on=DATES))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    world.keep(ending.end_term([filed, amendment], world.now.date(), world.scene()))
    asleep = world.motions[filed.id]
    assert (asleep.state, asleep.current) == (State.DORMANT, None)
    world.meets("social", date(2026, 3, 3))
    assert world.motions[filed.id].state is State.DORMANT
    awake = put(world, filed, 1, 3)
    assert (awake.state, world.station(filed)) == (State.COMMITTEE_RECOMMENDATION, "social")
    assert world.motions[amendment.id].state is State.COMMITTEE_RECOMMENDATION
    assert world.motions[amendment.id].current == awake.current


def test_an_amendment_has_no_route_of_its_own(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(Operation.REPLACE, "1", "Anders."))
    scene = world.scene(motion)
    acts: tuple[Callable[[], object], ...] = (
        lambda: routing.add_station(amendment, "east", Role.HEARING, None, None, scene),
        lambda: routing.drop_station(amendment, 1, scene),
        lambda: routing.schedule(amendment, 1, 1, "", scene),
    )
    for act in acts:
        with pytest.raises(NoRouteOfItsOwn) as refused:
            act()
        assert refused.value.facts["parent"] == motion.reference


def test_an_amendment_goes_to_the_meeting_its_motion_is_put_on(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(Operation.REPLACE, "1", "Anders."))
    later = world.meets("social", date(2026, 2, 5))
    after = put(world, motion, 1, later)
    assert world.motions[amendment.id].current == after.current
    assert len(world.motions[amendment.id].consultations) == 1
    put(world, motion, 1, later)
    assert len(world.histories[amendment.id]) == 3


def test_an_amendment_voted_on_is_not_asked_again_when_the_meeting_changes(
    world: World, motion: Motion
) -> None:
    amendment = world.amends(motion, Change(Operation.REPLACE, "1", "Anders."))
    world.records(amendment, Outcome.REJECTED)
    put(world, motion, 1, world.meets("social", date(2026, 2, 5)))
    assert world.motions[amendment.id].current is None
    world.goes_to(date(2026, 2, 5))
    assert world.records(motion, Outcome.ADOPTED).state is State.COMMITTEE_DECISION
    assert world.motions[amendment.id].current is not None


def test_a_station_the_motion_comes_back_to_is_there_once_for_its_amendments(
    world: World, motion: Motion
) -> None:
    """Voted on at the station put in between, not yet at the first."""
    amendment = world.amends(motion, Change(Operation.REPLACE, "1", "Anders."))
    world.keep(routing.add_station(motion, "east", Role.HEARING, 1, None, world.scene(motion)))
    record = {"on": date(2026, 2, 3), "from_record": True}
    world.records(amendment, Outcome.REJECTED, **record)
    world.records(motion, Outcome.ADOPTED, **record)
    back = world.motions[amendment.id]
    assert [(c.n, c.status) for c in back.consultations] == [(4, Status.CLOSED), (1, Status.OPEN)]
    world.records(amendment, Outcome.ADOPTED)
    assert world.motions[motion.id].text[0].text == "Anders."


def test_an_amendment_already_voted_on_there_stays_so_when_the_motion_comes_back(
    world: World, motion: Motion
) -> None:
    amendment = world.amends(motion, Change(Operation.REPLACE, "1", "Anders."))
    world.records(amendment, Outcome.REJECTED)
    world.keep(routing.add_station(motion, "east", Role.HEARING, 1, None, world.scene(motion)))
    assert world.station(amendment) == "east"
    world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 3), from_record=True)
    assert (world.station(motion), world.station(amendment)) == ("social", "")
    assert world.motions[amendment.id].state is State.COMMITTEE_RECOMMENDATION
    assert world.records(motion, Outcome.ADOPTED).state is State.COMMITTEE_DECISION
