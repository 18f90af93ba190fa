"""Results: what an entry holds, and what is missing or owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.council import Override
from states.motion import Motion, Status
from states.outcome import Effect, Outcome, Role
from states.rule_refusals import (
    MotionEnded,
    NotFiled,
    PointOutcome,
    SameOrganization,
    TargetMissing,
    VotesContradict,
)
from states.stage import State
from states.text import Point
from states.vote import Majority, Votes
from tests.world import World, a_council, stops, votes
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Filing, Stop, draft
from workflow.decide.result import record
from workflow.decide.votes import CARRIED

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


@pytest.mark.parametrize("outcome", sorted(CARRIED))
def test_what_needs_a_majority_is_not_recorded_with_a_lost_vote(
    world: World, motion: Motion, outcome: Outcome
) -> None:
    more: dict[str, Any] = {"until": date(2026, 9, 1), "targets": ("finance",), "text_unknown": True}
    for lost in ({"votes": votes(4, 9)}, {"votes": votes(6, 6)}, {"majority": Majority.TIE}):
        with pytest.raises(VotesContradict):
            world.records(motion, outcome, **lost, **more)


def test_a_result_without_a_count_has_none(world: World, motion: Motion) -> None:
    result = world.records(motion, Outcome.ADOPTED).closed()[0].result
    assert result is not None
    assert (result.votes, result.majority, result.factions) == (None, None, ())
    recorded = world.histories[motion.id][-1].data
    assert set(recorded) == {
        *("consultation", "organization", "role", "outcome", "effect"),
        *("on", "state", "opens", "vote", "meeting"),
    }


def test_the_factions_votes_are_kept_and_summed(world: World, motion: Motion) -> None:
    factions = {"B": Votes(5, 0, 1), "A": Votes(4, 2)}
    result = world.records(motion, Outcome.ADOPTED, factions=factions).closed()[0].result
    assert result is not None
    assert (result.votes, result.majority) == (votes(9, 2, 1), Majority.MAJORITY)
    assert result.factions == (("A", Votes(4, 2)), ("B", Votes(5, 0, 1)))


def test_a_majority_in_words_is_believed(world: World, motion: Motion) -> None:
    result = world.records(motion, Outcome.REJECTED, majority=Majority.TIE).closed()[0].result
    assert result is not None
    assert (result.majority, result.votes) == (Majority.TIE, None)


def test_back_to_nobody_needs_a_name_unless_a_record_says_none(world: World) -> None:
    filed = world.files(route=stops("main", "council", on={"main": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    with pytest.raises(TargetMissing):
        world.records(filed, Outcome.REFERRED_BACK)
    with pytest.raises(SameOrganization):
        world.records(filed, Outcome.REFERRED_BACK, targets=("main",))
    after = world.records(filed, Outcome.REFERRED_BACK, from_record=True)
    assert after.current is not None
    assert (after.current.organization, after.current.status) == ("main", Status.HELD)


def test_back_without_a_name_means_whoever_dealt_with_it_last(world: World, motion: Motion) -> None:
    for on in list(FEBRUARY.values())[:2]:
        world.goes_to(on)
        world.records(motion, Outcome.ADOPTED)
    world.goes_to(FEBRUARY["council"])
    after = world.records(motion, Outcome.REFERRED_BACK)
    assert [world.station(after), *world.planned(after)] == ["main", "council"]
    assert after.current is not None
    assert after.current.role is Role.PREPARATION


@pytest.mark.parametrize("outcome", [Outcome.REFERRED, Outcome.REFERRED_FOR_DECISION])
def test_a_record_that_names_nobody_leaves_the_motion_waiting(world: World, outcome: Outcome) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, outcome, from_record=True)
    assert after.current is not None
    assert (after.current.organization, after.current.status) == ("council", Status.HELD)


def test_a_referral_to_several_skips_the_one_that_is_next_anyway(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.REFERRED, targets=("main", "finance"))
    assert [world.station(after), *world.planned(after)] == ["finance", "main", "council"]


def test_a_decision_handed_to_the_next_station_that_decides_adds_none(world: World) -> None:
    days = {"works": date(2026, 2, 3), "council": date(2026, 2, 17)}
    way = (Stop("works", days["works"], role=Role.COMMITTEE_DECISION), Stop("council", days["council"]))
    filed = world.files(route=way)
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.REFERRED_FOR_DECISION, targets=("council",))
    assert (world.station(after), world.planned(after)) == ("council", [])
    assert len(after.consultations) == 2


def test_a_decision_handed_to_who_has_no_power_is_to_be_checked(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    for target, checked in (("social", True), ("works", False)):
        facts = ResultFacts(Outcome.REFERRED_FOR_DECISION, targets=(target,))
        warnings = record(filed, facts, world.scene(filed)).warnings
        assert [code for code, _ in warnings] == (["check_legality"] if checked else [])


def test_a_report_that_is_due_is_warned_about_until_its_day_is_named(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    text = (Point("1", "Der Radweg wird geprüft."),)
    due = date(2026, 6, 1)
    for more, codes in (
        ({"text": text}, ["report_date_missing"]),
        ({"text": text, "report_due": due}, []),
        ({"report_due": due}, ["text_owed"]),
    ):
        warnings = record(filed, ResultFacts(Outcome.EXAMINED, **more), world.scene(filed)).warnings
        assert [code for code, _ in warnings] == codes
    after = world.records(filed, Outcome.EXAMINED, text=text, report_due=due, report_to="Rat")
    assert [(r.due, r.to) for r in after.reports] == [(due, "Rat")]


def test_a_hold_of_a_record_without_a_day_owes_it(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.HELD, from_record=True)
    assert after.owed == ("resubmission_date",)


def test_a_point_is_adopted_or_rejected_and_nothing_else(world: World, motion: Motion) -> None:
    with pytest.raises(PointOutcome):
        world.records(motion, Outcome.ADOPTED_PARTLY, points={"1": Outcome.DEFERRED})


def test_of_a_single_point_the_text_tells_what_part_was_adopted(world: World, motion: Motion) -> None:
    text = (Point("1", "Der Radweg wird geplant."),)
    after = world.records(motion, Outcome.ADOPTED_PARTLY, text=text)
    assert (after.proposed, after.state) == (text, State.COMMITTEE_DECISION)


def test_after_the_decision_it_is_only_taken_note_of(world: World) -> None:
    way = (
        Stop("council", date(2026, 2, 3), role=Role.PLENARY_DECISION),
        Stop("social", date(2026, 2, 10), role=Role.NOTICE),
        Stop("finance", date(2026, 2, 10), role=Role.RECOMMENDATION),
    )
    filed = world.files(route=way)
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.ADOPTED)
    world.goes_to(date(2026, 2, 10))
    with pytest.raises(MotionEnded):
        world.records(filed, Outcome.DEFERRED)
    after = world.records(filed, Outcome.NOTED, phrase="z. K.")
    assert (after.state, after.current, world.planned(after)) == (State.ADOPTED, None, [])
    noted = after.closed()[-1]
    assert noted.result is not None
    assert (noted.organization, noted.meeting, noted.result.phrase) == ("social", 2, "z. K.")
    assert after.decided_on == after.ended_on == date(2026, 2, 3)
    with pytest.raises(MotionEnded):
        world.records(filed, Outcome.NOTED)


def test_a_draft_has_no_results(world: World) -> None:
    world.keep(draft(Filing("Radweg"), 9, None, world.scene()))
    with pytest.raises(NotFiled):
        world.records(world.motions[9], Outcome.ADOPTED)


def test_a_decision_handed_to_who_would_only_prepare_it_is_a_station_of_its_own(world: World) -> None:
    way = (
        Stop("works", date(2026, 2, 3), role=Role.COMMITTEE_DECISION),
        Stop("main", date(2026, 2, 10), role=Role.PREPARATION),
    )
    filed = world.files(route=way)
    world.goes_to(date(2026, 2, 3))
    after = world.records(filed, Outcome.REFERRED_FOR_DECISION, targets=("main",))
    assert after.current is not None
    assert (after.current.organization, after.current.role) == ("main", Role.COMMITTEE_DECISION)


def test_an_outcome_that_a_council_lets_end_a_motion_ends_it_without_a_decision() -> None:
    override = Override(Outcome.REMOVED, Role.PLENARY_DECISION, Effect.CLOSE)
    world = World(a_council(overrides=(override,)))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    assert world.records(filed, Outcome.REMOVED).state is State.NOT_TAKEN_UP
