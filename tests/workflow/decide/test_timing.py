"""When a result took effect, at which meeting, and when the next station meets."""

from __future__ import annotations

from datetime import date, time

import pytest

from states.motion import Motion, Status
from states.outcome import Outcome
from states.rule_refusals import BeforeMeeting, BeforePrevious, BeforeSubmission, MeetingCancelled, NotItsTurn
from tests.world import World, a_council, stops
from workflow.decide import meetings
from workflow.decide.refusals import NoMeeting, NoMeetingYet, PutOffBackwards, WhichMeeting

FEBRUARY = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}
DEADLINE = {"key": "submission", "of": "submission", "label": "Antragsfrist", "rule": "10th day before"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    filed = world.files(route=stops(*FEBRUARY, on=FEBRUARY))
    world.goes_to(date(2026, 2, 3))
    return filed


def ahead(world: World, motion: Motion) -> list[tuple[str, date | None]]:
    """The stations without a result, each with its day."""
    fresh = world.motions[motion.id]
    found = [c for c in fresh.consultations if c.result is None and c.status is not Status.VOID]
    return [(c.organization, world.meetings[c.meeting].on if c.meeting else c.on) for c in found]


def at(world: World, motion: Motion, n: int = 0) -> tuple[date, int | None]:
    done = world.motions[motion.id].closed()[n]
    assert done.result is not None
    return done.result.on, done.meeting


def test_a_result_is_of_the_day_of_its_meeting_whenever_it_is_recorded(world: World, motion: Motion) -> None:
    world.goes_to(date(2026, 3, 1))
    world.records(motion, Outcome.ADOPTED)
    assert at(world, motion) == (date(2026, 2, 3), 1)


def test_another_day_means_the_meeting_of_that_day(world: World, motion: Motion) -> None:
    number = world.meets("social", date(2026, 2, 5))
    world.goes_to(date(2026, 2, 5))
    world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 5))
    assert at(world, motion) == (date(2026, 2, 5), number)


def test_two_meetings_on_a_day_have_to_be_told_apart(world: World, motion: Motion) -> None:
    first, second = world.meets("social", date(2026, 2, 5)), world.meets("social", date(2026, 2, 5), "19:00")
    world.goes_to(date(2026, 2, 5))
    with pytest.raises(WhichMeeting):
        world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 5))
    world.records(motion, Outcome.ADOPTED, meeting=second)
    assert at(world, motion) == (date(2026, 2, 5), second)
    assert first != second


def test_only_the_organization_whose_turn_it_is_decides(world: World, motion: Motion) -> None:
    with pytest.raises(NotItsTurn):
        world.records(motion, Outcome.ADOPTED, meeting=2)
    assert world.records(motion, Outcome.ADOPTED, meeting=1).closed()


def test_without_a_meeting_the_day_has_to_be_said_and_known(world: World) -> None:
    filed = world.files()
    with pytest.raises(NoMeetingYet):
        world.records(filed, Outcome.ADOPTED)
    for day in (date(2026, 3, 3), date(2026, 1, 7), date(2026, 2, 1), date(2026, 1, 20)):
        world.meets("social", day)
    world.goes_to(date(2026, 3, 3))
    with pytest.raises(NoMeeting) as refused:
        world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 21))
    assert refused.value.facts["near"] == [date(2026, 1, 20), date(2026, 2, 1), date(2026, 1, 7)]


def test_a_record_is_believed_without_a_meeting_but_not_from_the_future(world: World) -> None:
    filed = world.files()
    world.days(10)
    with pytest.raises(BeforeMeeting):
        world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 16), from_record=True)
    world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 15), from_record=True)
    assert at(world, filed) == (date(2026, 1, 15), None)


def test_nothing_was_decided_before_it_was_filed(world: World) -> None:
    filed = world.files()
    with pytest.raises(BeforeSubmission):
        world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 4), from_record=True)
    world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 5), from_record=True)


def test_the_order_of_the_stations_holds_for_records_too(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.ADOPTED)
    with pytest.raises(BeforePrevious) as refused:
        world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 2), from_record=True)
    assert refused.value.facts["previous"] == date(2026, 2, 3)


def test_a_cancelled_meeting_decides_nothing_but_did_not_reach_it(world: World, motion: Motion) -> None:
    world.keep(meetings.cancel(world.meetings[1], [], False, world.scene()))
    with pytest.raises(MeetingCancelled):
        world.records(motion, Outcome.ADOPTED)
    assert world.records(motion, Outcome.NOT_REACHED).closed()


@pytest.mark.parametrize("outcome", [Outcome.NOT_REACHED, Outcome.NOT_ADMITTED])
def test_what_is_known_before_the_meeting_never_leads_to_the_same_meeting(
    world: World, motion: Motion, outcome: Outcome
) -> None:
    world.goes_to(date(2026, 1, 20))
    world.meets("social", date(2026, 2, 1))
    world.records(motion, outcome)
    assert at(world, motion)[0] == date(2026, 1, 20)
    assert ahead(world, motion)[0] == ("social", None)
    assert world.motions[motion.id].current.next_meeting  # type: ignore[union-attr]


def test_what_was_not_admitted_goes_to_the_next_meeting_whose_deadline_is_open() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed = world.files(route=stops(*FEBRUARY, on=FEBRUARY))
    for day in (date(2026, 2, 12), date(2026, 2, 13), date(2026, 2, 20)):
        world.meets("social", day)
    world.meets("main", date(2026, 2, 24))
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.NOT_ADMITTED)
    assert ahead(world, filed) == [
        ("social", date(2026, 2, 13)),
        ("main", date(2026, 2, 24)),
        ("council", None),
    ]


def test_a_deferral_asks_for_no_deadline() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed = world.files(route=stops(*FEBRUARY, on=FEBRUARY))
    world.meets("social", date(2026, 2, 6))
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.DEFERRED)
    assert ahead(world, filed)[0] == ("social", date(2026, 2, 6))


def test_a_late_record_finds_the_deadline_as_it_was_on_the_day() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed = world.files(route=stops("social", "council", on=FEBRUARY))
    world.meets("social", date(2026, 2, 13))
    world.goes_to(date(2026, 2, 12))
    world.records(filed, Outcome.NOT_ADMITTED)
    assert ahead(world, filed)[0] == ("social", date(2026, 2, 13))


def test_a_deferral_can_name_its_day_with_or_without_a_meeting(world: World, motion: Motion) -> None:
    later = world.meets("social", date(2026, 3, 10))
    world.meets("social", date(2026, 3, 3))
    after = world.records(motion, Outcome.DEFERRED, put_off_to=date(2026, 3, 10))
    assert after.current is not None
    assert (after.current.meeting, after.current.on) == (later, date(2026, 3, 10))
    world.goes_to(date(2026, 3, 10))
    after = world.records(motion, Outcome.DEFERRED, put_off_to=date(2026, 4, 14))
    assert after.current is not None
    assert (after.current.meeting, after.current.on) == (None, date(2026, 4, 14))
    assert [day for _, day in ahead(world, motion)] == [date(2026, 4, 14), None, None]


def test_a_cancelled_meeting_is_nothing_to_put_off_to(world: World, motion: Motion) -> None:
    number = world.meets("social", date(2026, 3, 10))
    world.keep(meetings.cancel(world.meetings[number], [], False, world.scene()))
    after = world.records(motion, Outcome.DEFERRED, put_off_to=date(2026, 3, 10))
    assert after.current is not None
    assert (after.current.meeting, after.current.on) == (None, date(2026, 3, 10))


def test_a_sitting_broken_off_goes_on_the_same_day_or_later_but_not_before(
    world: World, motion: Motion
) -> None:
    for late in ({"put_off_to": date(2026, 2, 2)}, {"until": date(2026, 2, 2)}):
        with pytest.raises(PutOffBackwards):
            world.records(motion, Outcome.DEFERRED, **late)
    after = world.records(motion, Outcome.DEFERRED, put_off_to=date(2026, 2, 3))
    assert after.current is not None
    assert after.current.meeting == 1
    assert world.records(motion, Outcome.ADOPTED).closed()[1].meeting == 1


def test_a_hold_takes_the_stations_behind_it_along(world: World, motion: Motion) -> None:
    world.meets("council", date(2026, 3, 17))
    world.records(motion, Outcome.HELD, until=date(2026, 3, 1))
    assert ahead(world, motion) == [("social", None), ("main", None), ("council", date(2026, 3, 17))]


def test_a_referral_within_a_day_goes_to_a_later_meeting_of_it(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.keep(meetings.move(world.meetings[1], {"begins": "17:00"}, False, world.scene()))
    world.meets("social", date(2026, 2, 3), "15:00")
    world.meets("finance", date(2026, 2, 3), "18:00")
    world.meets("social", date(2026, 2, 10), "15:00")
    world.meets("council", date(2026, 2, 10), "14:00")
    world.meets("council", date(2026, 2, 24), "17:00")
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.REFERRED, targets=("finance", "social"))
    assert ahead(world, filed) == [
        ("finance", date(2026, 2, 3)),
        ("social", date(2026, 2, 10)),
        ("council", date(2026, 2, 24)),
    ]
    assert world.meetings[1].begins == time(17)


def test_a_planned_station_without_a_meeting_gets_one_when_its_turn_comes(world: World) -> None:
    filed = world.files(route=stops("social", "main", on={"social": date(2026, 2, 3)}))
    world.meets("main", date(2026, 2, 2))
    number = world.meets("main", date(2026, 2, 3), "19:00")
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.ADOPTED)
    assert after.current is not None
    assert (after.current.meeting, after.current.next_meeting) == (number, False)


def test_a_letter_that_comes_while_no_meeting_sits_ends_it_at_once(world: World, motion: Motion) -> None:
    world.goes_to(date(2026, 2, 3), "00:00")
    world.meetings[1] = world.meetings[1]._replace(begins=time(17))
    assert world.records(motion, Outcome.WITHDRAWN).closed() == ()


def test_withdrawn_at_its_meeting_is_a_result_of_the_meeting(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.WITHDRAWN)
    assert after.closed()[0].result.outcome is Outcome.WITHDRAWN  # type: ignore[union-attr]


def test_a_station_that_keeps_the_order_on_the_same_day_is_left_as_it_is(world: World) -> None:
    day = date(2026, 2, 10)
    filed = world.files(route=stops("social", "main", on={"social": date(2026, 2, 3), "main": day}))
    world.meets("social", day)
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.DEFERRED)
    assert [e.kind for e in world.histories[filed.id]] == ["submitted", "opened", "recorded"]
    assert ahead(world, filed) == [("social", day), ("main", day)]


def test_a_closed_station_waits_for_nothing(world: World) -> None:
    filed = world.files()
    world.records(filed, Outcome.ADOPTED, on=date(2026, 1, 5), from_record=True)
    done = world.motions[filed.id].closed()[0]
    assert (done.next_meeting, done.until, done.on) == (False, None, date(2026, 1, 5))
