"""Results: what each one leads to."""

from __future__ import annotations

from datetime import date

import pytest

from states.council import Override
from states.motion import Choice, Motion, Status
from states.outcome import Effect, Outcome, Role
from states.rule_refusals import (
    AllPointsAlike,
    AmendmentFirst,
    BeforeMeeting,
    BeforePrevious,
    FurtherReachingFirst,
    GoesWithItsMotion,
    MotionEnded,
    NotEarlier,
    NotPossibleHere,
    PointsMissing,
    ResubmissionDateMissing,
    SameOrganization,
    TargetMissing,
    TextMissing,
    TooManyVotes,
    VotesContradict,
    VotesDoNotAddUp,
)
from states.stage import State
from states.text import Change, Operation, Point, UnknownPoint
from states.vote import Votes
from tests.world import World, a_council, stops, votes
from workflow.decide import routing
from workflow.decide.refusals import NoMeeting

FEBRUARY = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    """A motion before its committee, on the day of the meeting."""
    filed = world.files(route=stops("social", "main", "council", on=FEBRUARY))
    world.goes_to(date(2026, 2, 3))
    return filed


def test_a_motion_whose_first_meeting_is_known_stands_before_it(motion: Motion) -> None:
    assert motion.state is State.COMMITTEE_RECOMMENDATION


def test_a_motion_for_the_next_meeting_waits_as_submitted(world: World) -> None:
    filed = world.files()
    assert filed.state is State.SUBMITTED
    world.meets("social", date(2026, 2, 3))
    assert world.motions[filed.id].state is State.COMMITTEE_RECOMMENDATION


def test_it_goes_through_all_stages_to_its_decision(world: World, motion: Motion) -> None:
    states = [motion.state]
    for on in FEBRUARY.values():
        world.goes_to(on)
        states.append(world.records(motion, Outcome.ADOPTED, votes=votes(9, 4)).state)
    assert states == [
        State.COMMITTEE_RECOMMENDATION,
        State.COMMITTEE_DECISION,
        State.PLENARY_DECISION,
        State.ADOPTED,
    ]
    ended = world.motions[motion.id]
    assert ended.final == motion.points
    assert ended.decided_on == date(2026, 2, 17)


def test_an_advisory_rejection_does_not_end_a_motion(world: World, motion: Motion) -> None:
    assert world.records(motion, Outcome.REJECTED).state is State.COMMITTEE_DECISION


def test_where_the_council_demands_it_an_advisory_rejection_means_refiling() -> None:
    world = World(a_council(flags={"refile_after_rejection": True}))
    filed = world.files(route=stops("social", "council", on=FEBRUARY))
    world.goes_to(date(2026, 2, 3))
    ended = world.records(filed, Outcome.REJECTED)
    assert ended.state is State.TO_BE_REFILED
    assert world.planned(ended) == []


def test_a_committee_with_the_power_decides_alone(world: World) -> None:
    filed = world.files(route=stops("works", on={"works": date(2026, 2, 3)}))
    assert filed.state is State.COMMITTEE_DECISION
    world.goes_to(date(2026, 2, 3))
    assert world.records(filed, Outcome.ADOPTED).state is State.ADOPTED


def test_a_committee_without_the_power_leaves_the_decision_to_the_plenary(world: World) -> None:
    filed = world.files(route=stops("social", on=FEBRUARY))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.ADOPTED)
    assert (after.state, world.station(after)) == (State.PLENARY_DECISION, "council")


def test_a_deferral_repeats_the_station_and_finds_its_next_meeting(world: World, motion: Motion) -> None:
    world.meets("social", date(2026, 3, 3))
    after = world.records(motion, Outcome.DEFERRED, votes=votes(8, 5))
    current = after.current
    assert current is not None
    assert (current.organization, current.role, current.origin) == ("social", Role.RECOMMENDATION, "deferral")
    assert world.meetings[current.meeting or 0].on == date(2026, 3, 3)
    assert world.planned(after) == ["main", "council"]


def test_holding_needs_a_resubmission_date(world: World, motion: Motion) -> None:
    with pytest.raises(ResubmissionDateMissing):
        world.records(motion, Outcome.HELD)
    held = world.records(motion, Outcome.HELD, until=date(2026, 9, 1))
    assert held.current is not None
    assert held.current.status is Status.HELD
    assert held.current.until == date(2026, 9, 1)


def test_a_referral_by_the_plenary_comes_back_to_it(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.REFERRED, targets=("social", "finance"))
    assert world.station(after) == "social"
    assert world.planned(after) == ["finance", "council"]


def test_the_main_committee_prepares_after_a_referral_where_the_council_demands_it() -> None:
    world = World(a_council(flags={"prepare_after_referral": True}))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.REFERRED, targets=("social",))
    assert [world.station(after), *world.planned(after)] == ["social", "main", "council"]


def test_a_referral_by_an_advisory_committee_does_not_come_back(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.REFERRED, targets=("finance",))
    assert [world.station(after), *world.planned(after)] == ["finance", "main", "council"]


def test_a_referral_to_the_station_that_is_next_anyway_adds_none(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.REFERRED, targets=("main",))
    assert [world.station(after), *world.planned(after)] == ["main", "council"]


def test_a_referral_needs_another_organization(world: World, motion: Motion) -> None:
    with pytest.raises(TargetMissing):
        world.records(motion, Outcome.REFERRED)
    with pytest.raises(SameOrganization):
        world.records(motion, Outcome.REFERRED, targets=("social",))


def test_the_decision_itself_can_move(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.REFERRED_FOR_DECISION, targets=("works",))
    assert after.current is not None
    assert (after.current.organization, after.current.role) == ("works", Role.COMMITTEE_DECISION)


def test_back_means_an_organization_that_dealt_with_it_before(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.ADOPTED)
    world.goes_to(date(2026, 2, 10))
    with pytest.raises(NotEarlier):
        world.records(motion, Outcome.REFERRED_BACK, targets=("finance",))
    after = world.records(motion, Outcome.REFERRED_BACK, targets=("social",))
    assert [world.station(after), *world.planned(after)] == ["social", "main", "council"]


def test_what_the_table_refuses_says_what_is_possible(world: World, motion: Motion) -> None:
    with pytest.raises(NotPossibleHere) as refused:
        world.records(motion, Outcome.REFERRED_FOR_DECISION, targets=("works",))
    assert Outcome.ADOPTED in refused.value.facts["possible"]  # type: ignore[operator]


def test_no_result_before_the_meeting_began(world: World, motion: Motion) -> None:
    world.goes_to(date(2026, 2, 2))
    with pytest.raises(BeforeMeeting):
        world.records(motion, Outcome.ADOPTED)
    world.goes_to(date(2026, 2, 3), "16:59")
    world.meetings[1] = world.meetings[1]._replace(begins=world.now.time().replace(hour=17, minute=0))
    with pytest.raises(BeforeMeeting):
        world.records(motion, Outcome.ADOPTED)


def test_no_station_is_decided_before_the_one_ahead_of_it(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.ADOPTED)
    world.meets("main", date(2026, 2, 1))
    world.goes_to(date(2026, 2, 10))
    with pytest.raises(BeforePrevious):
        world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 1))


def test_two_stations_on_one_day_are_ordered_by_the_route(world: World) -> None:
    day = date(2026, 2, 10)
    filed = world.files(route=stops("main", "council", on={"main": day, "council": day}))
    world.goes_to(day)
    world.records(filed, Outcome.ADOPTED)
    assert world.records(filed, Outcome.ADOPTED).state is State.ADOPTED


def test_a_day_without_a_meeting_names_the_nearest(world: World, motion: Motion) -> None:
    with pytest.raises(NoMeeting) as refused:
        world.records(motion, Outcome.ADOPTED, on=date(2026, 2, 2))
    assert refused.value.facts["near"] == [date(2026, 2, 3)]


def test_votes_have_to_add_up_and_to_fit(world: World, motion: Motion) -> None:
    with pytest.raises(VotesDoNotAddUp):
        world.records(motion, Outcome.ADOPTED, votes=votes(9, 4), factions={"A": Votes(9, 3, 0)})
    with pytest.raises(VotesContradict):
        world.records(motion, Outcome.ADOPTED, votes=votes(4, 9))
    with pytest.raises(VotesContradict):
        world.records(motion, Outcome.ADOPTED, votes=votes(6, 6))
    with pytest.raises(VotesContradict):
        world.records(motion, Outcome.REJECTED, votes=votes(44, 4))
    after = world.records(motion, Outcome.REJECTED, votes=votes(9, 4), on_rejection=True)
    result = after.closed()[0].result
    assert result is not None
    assert result.votes == votes(4, 9)


def test_no_more_votes_than_members(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    with pytest.raises(TooManyVotes):
        world.records(filed, Outcome.ADOPTED, votes=votes(40, 5))


def test_a_tie_rejects(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    assert world.records(filed, Outcome.REJECTED, votes=votes(22, 22)).state is State.REJECTED


def test_a_changed_text_has_to_be_given(world: World, motion: Motion) -> None:
    with pytest.raises(TextMissing):
        world.records(motion, Outcome.ADOPTED_AMENDED)
    text = (Point("1", "Der Radweg wird geplant."),)
    after = world.records(motion, Outcome.ADOPTED_AMENDED, text=text)
    assert (after.proposed, after.choice, after.points) == (text, Choice.PENDING, motion.points)


def test_a_text_that_comes_later_is_owed(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.ADOPTED_AMENDED, text_unknown=True)
    assert after.owed == ("text",)


def test_points_are_decided_one_by_one(world: World) -> None:
    points = (Point("1", "Planen."), Point("2", "Bauen."))
    filed = world.files(points=points, route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    with pytest.raises(PointsMissing):
        world.records(filed, Outcome.ADOPTED_PARTLY, points={"1": Outcome.ADOPTED})
    both = {"1": Outcome.ADOPTED, "2": Outcome.ADOPTED}
    with pytest.raises(AllPointsAlike):
        world.records(filed, Outcome.ADOPTED_PARTLY, points=both)
    split = {"1": Outcome.ADOPTED, "2": Outcome.REJECTED}
    after = world.records(filed, Outcome.ADOPTED_PARTLY, points=split)
    assert (after.state, after.final) == (State.ADOPTED_PARTLY, points[:1])


def test_nothing_is_recorded_after_the_end(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.WITHDRAWN)
    with pytest.raises(MotionEnded):
        world.records(motion, Outcome.ADOPTED)


def replacing(number: str, text: str) -> Change:
    return Change(Operation.REPLACE, number, text)


def test_amendments_are_voted_on_first_the_furthest_reaching_first(world: World, motion: Motion) -> None:
    near = world.amends(motion, replacing("1", "Der Radweg wird geprüft."))
    far = world.amends(motion, Change(Operation.WHOLE, "1", "Es wird nichts gebaut."))
    with pytest.raises(AmendmentFirst):
        world.records(motion, Outcome.ADOPTED)
    with pytest.raises(FurtherReachingFirst):
        world.records(near, Outcome.ADOPTED)
    world.records(far, Outcome.REJECTED)
    world.records(near, Outcome.ADOPTED)
    assert world.motions[motion.id].text == (Point("1", "Der Radweg wird geprüft."),)
    world.records(motion, Outcome.ADOPTED)
    assert world.motions[near.id].state is State.COMMITTEE_DECISION


def test_amendments_fall_with_their_motion(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    amendment = world.amends(filed, replacing("1", "Anders."))
    below = world.amends(amendment, replacing("1", "Ganz anders."))
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.WITHDRAWN)
    assert world.motions[amendment.id].state is State.FALLEN
    assert world.motions[below.id].state is State.FALLEN


def test_an_adopted_amendment_stands_in_the_final_text(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    amendment = world.amends(filed, Change(Operation.ADD, "", "Der Rat wird unterrichtet."))
    world.goes_to(date(2026, 2, 3))
    assert world.records(amendment, Outcome.ADOPTED).state is State.ADOPTED
    after = world.records(filed, Outcome.ADOPTED)
    assert [p.number for p in after.final or ()] == ["1", "2"]


def test_an_amendment_to_an_amendment_changes_it(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    amendment = world.amends(filed, replacing("1", "Anders."))
    below = world.amends(amendment, replacing("1", "Ganz anders."))
    world.goes_to(date(2026, 2, 3))
    with pytest.raises(AmendmentFirst):
        world.records(amendment, Outcome.ADOPTED)
    world.records(below, Outcome.ADOPTED)
    world.records(amendment, Outcome.ADOPTED)
    assert world.records(filed, Outcome.ADOPTED).final == (Point("1", "Ganz anders."),)


def test_an_amendment_cannot_be_deferred_alone(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, replacing("1", "Anders."))
    with pytest.raises(GoesWithItsMotion):
        world.records(amendment, Outcome.DEFERRED)
    world.records(motion, Outcome.DEFERRED)
    assert world.station(amendment) == "social"


def test_an_amendment_disposed_of_by_another_is_settled(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    first = world.amends(filed, replacing("1", "So."))
    second = world.amends(filed, replacing("1", "Oder so."))
    world.goes_to(date(2026, 2, 3))
    world.records(first, Outcome.ADOPTED)
    assert world.motions[second.id].state is State.SETTLED
    assert world.records(filed, Outcome.ADOPTED).final == (Point("1", "So."),)


def test_an_amendment_recommended_twice_stands_once_in_the_text(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(Operation.ADD, "", "Der Rat wird unterrichtet."))
    for on in FEBRUARY.values():
        world.goes_to(on)
        world.records(amendment, Outcome.ADOPTED)
        after = world.records(motion, Outcome.ADOPTED)
    assert [p.number for p in after.final or ()] == ["1", "2"]


def test_an_amendment_the_plenary_rejects_leaves_the_recommended_text(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, Change(Operation.ADD, "", "Der Rat wird unterrichtet."))
    for on in list(FEBRUARY.values())[:2]:
        world.goes_to(on)
        world.records(amendment, Outcome.ADOPTED)
        world.records(motion, Outcome.ADOPTED)
    world.goes_to(date(2026, 2, 17))
    world.records(amendment, Outcome.REJECTED)
    assert world.records(motion, Outcome.ADOPTED).final == motion.points


def test_an_amendment_to_a_point_that_is_not_there_is_refused_at_filing(world: World, motion: Motion) -> None:
    with pytest.raises(UnknownPoint):
        world.amends(motion, replacing("7", "Anders."))


def test_an_amendment_to_a_motion_that_waits_opens_both(world: World) -> None:
    filed = world.files()
    amendment = world.amends(filed, replacing("1", "Anders."))
    assert (filed.state, amendment.state) == (State.SUBMITTED, State.SUBMITTED)
    world.goes_to(date(2026, 2, 3))
    world.records(amendment, Outcome.ADOPTED, on=date(2026, 2, 3), from_record=True)
    assert world.motions[filed.id].state is State.COMMITTEE_RECOMMENDATION
    assert (
        world.records(filed, Outcome.ADOPTED, on=date(2026, 2, 3), from_record=True).text[0].text == "Anders."
    )


def test_a_station_added_ahead_takes_the_amendments_with_it(world: World, motion: Motion) -> None:
    amendment = world.amends(motion, replacing("1", "Anders."))
    current = world.motions[motion.id].current
    assert current is not None
    scene = world.scene(motion)
    world.keep(routing.add_station(motion, "east", Role.HEARING, current.n, None, scene))
    assert (world.station(motion), world.station(amendment)) == ("east", "east")


def test_a_councils_own_effect_of_an_outcome_holds(world: World) -> None:
    override = Override(Outcome.EXAMINED, Role.PLENARY_DECISION, Effect.HOLD, "§ 12 GeschO")
    world = World(a_council(overrides=(override,)))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.EXAMINED, until=date(2026, 9, 1))
    assert after.current is not None
    assert after.current.status is Status.HELD
