"""Leaving the route by letter, urgency, and what comes after the decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.motion import Motion, Urgency
from states.outcome import Outcome
from states.rule_refusals import (
    BeforeSubmission,
    ConsentMissing,
    LinkMissing,
    MotionEnded,
    NotFiled,
    UrgencyFirst,
    VotesContradict,
    WithdrawalTooLate,
)
from states.stage import State
from states.text import Change, Operation
from states.vote import Votes
from tests.world import World, a_council, stops
from workflow.decide import ending
from workflow.decide.filing import Filing, draft
from workflow.decide.refusals import (
    DayAhead,
    NotAgreed,
)
from workflow.decide.scene import Decision

DAY = date(2026, 2, 3)
DEADLINE = {"key": "submission", "of": "submission", "label": "Antragsfrist", "rule": "10th day before"}


def kept(world: World, motion: Motion, decision: Decision) -> Motion:
    world.keep(decision)
    return world.motions[motion.id]


def before_the_council(world: World, **more: Any) -> Motion:
    """A motion that the plenary decides on its day, which has come."""
    filed = world.files(route=stops("council", on={"council": DAY}), **more)
    world.goes_to(DAY)
    return filed


def decided(world: World, outcome: Outcome = Outcome.ADOPTED, **more: Any) -> Motion:
    return world.records(before_the_council(world), outcome, **more)


# By letter


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.MERGED])
def test_a_motion_ends_by_letter_and_its_amendments_fall(outcome: Outcome) -> None:
    world = World()
    filed = world.files(route=stops("social", "council"))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    below = world.amends(amendment, Change(Operation.REPLACE, "1", "Ganz anders."))
    ended = kept(world, filed, ending.leave(filed, outcome, world.scene(filed), by="9/26"))
    assert ended.state.value == outcome.value
    relation = {"withdrawn": "replaced_by", "settled": "settled_by", "merged": "merged_into"}[outcome]
    assert ended.links == ((relation, "9/26"),)
    assert (ended.ended_on, ended.current, world.planned(filed)) == (date(2026, 1, 5), None, [])
    assert {world.motions[m.id].state for m in (amendment, below)} == {State.FALLEN}
    with pytest.raises(MotionEnded):
        ending.leave(ended, outcome, world.scene(ended), by="9/26")


def test_what_took_its_place_has_to_be_named() -> None:
    world = World()
    filed = world.files()
    scene = world.scene(filed)
    for outcome in (Outcome.MERGED, Outcome.SETTLED):
        with pytest.raises(LinkMissing):
            ending.leave(filed, outcome, scene)
    with pytest.raises(LinkMissing):
        ending.leave(filed, Outcome.MERGED, scene, reason="Vorlage")
    answered = ending.leave(filed, Outcome.SETTLED, scene, reason="beantwortet")
    assert answered.facts[0].event.data["reason"] == "beantwortet"


def test_a_draft_can_only_be_withdrawn() -> None:
    world = World()
    world.keep(draft(Filing("Radweg"), 1, None, world.scene()))
    with pytest.raises(NotFiled):
        ending.leave(world.motions[1], Outcome.SETTLED, world.scene(), by="9/26")
    assert kept(
        world, world.motions[1], ending.leave(world.motions[1], Outcome.WITHDRAWN, world.scene())
    ).state is (State.WITHDRAWN)


def test_it_ends_on_a_day_between_its_filing_and_today() -> None:
    world = World()
    filed = world.files()
    world.days(3)
    with pytest.raises(DayAhead):
        ending.leave(filed, Outcome.WITHDRAWN, world.scene(filed), on=date(2026, 1, 9))
    with pytest.raises(BeforeSubmission):
        ending.leave(filed, Outcome.WITHDRAWN, world.scene(filed), on=date(2026, 1, 4))
    assert kept(
        world, filed, ending.leave(filed, Outcome.WITHDRAWN, world.scene(filed), on=date(2026, 1, 6))
    ).ended_on == date(2026, 1, 6)


def test_nothing_is_settled_by_letter_without_the_applicants() -> None:
    world = World()
    filed = world.files()
    with pytest.raises(ConsentMissing):
        world.records(filed, Outcome.SETTLED, by="9/26")
    with pytest.raises(NotAgreed):
        world.records(filed, Outcome.SETTLED, by="9/26", consent=False)
    assert world.records(filed, Outcome.SETTLED, by="9/26", consent=True).state is State.SETTLED


def test_at_an_advisory_station_a_settlement_needs_what_settled_it() -> None:
    world = World()
    filed = world.files(route=stops("social", "council", on={"social": DAY}))
    world.goes_to(DAY)
    with pytest.raises(LinkMissing):
        world.records(filed, Outcome.SETTLED, consent=True)
    with pytest.raises(ConsentMissing):
        world.records(filed, Outcome.SETTLED, by="9/26")
    after = world.records(filed, Outcome.SETTLED, consent=False)
    assert (world.station(after), after.links) == ("council", ())


def test_a_motion_replaced_as_a_whole_is_settled_by_the_amendment() -> None:
    world = World()
    filed = before_the_council(world)
    amendment = world.amends(filed, Change(Operation.WHOLE, "1", "Ganz anders."))
    world.records(amendment, Outcome.ADOPTED)
    after = world.records(filed, Outcome.SETTLED)
    assert (after.state, after.links) == (State.SETTLED, (("settled_by", amendment.reference),))
    assert world.motions[amendment.id].state is State.ADOPTED


def test_where_the_agenda_is_the_limit_a_withdrawal_comes_before_the_meeting() -> None:
    for until, refused in (("vote", False), ("agenda", True)):
        world = World(a_council(flags={"withdrawal_until": until}))
        filed = before_the_council(world)
        if refused:
            for act in (
                lambda w=world, f=filed: w.records(f, Outcome.WITHDRAWN),
                lambda w=world, f=filed: ending.leave(f, Outcome.WITHDRAWN, w.scene(f)),
            ):
                with pytest.raises(WithdrawalTooLate) as said:
                    act()
                assert said.value.facts["limit"] == DAY
        letter = date(2026, 2, 2)
        assert world.records(filed, Outcome.WITHDRAWN, on=letter).ended_on == letter


def test_a_record_that_says_withdrawn_is_believed() -> None:
    world = World(a_council(flags={"withdrawal_until": "agenda"}))
    filed = before_the_council(world)
    assert world.records(filed, Outcome.WITHDRAWN, from_record=True).state is State.WITHDRAWN


def test_before_the_agenda_is_adopted_it_can_be_withdrawn() -> None:
    world = World(a_council(flags={"withdrawal_until": "agenda"}))
    filed = before_the_council(world)
    world.goes_to(DAY, "16:59")
    world.meetings[1] = world.meetings[1]._replace(begins=world.now.time().replace(hour=17, minute=0))
    assert world.records(filed, Outcome.WITHDRAWN).state is State.WITHDRAWN


# Urgency


def test_urgency_is_voted_on_before_the_motion() -> None:
    world = World()
    filed = before_the_council(world, urgent=True)
    with pytest.raises(UrgencyFirst):
        world.records(filed, Outcome.ADOPTED)
    assert world.records(filed, Outcome.DEFERRED).urgency is Urgency.CLAIMED
    again = World()
    filed = before_the_council(again, urgent=True)
    kept(again, filed, ending.vote_urgency(filed, True, Votes(30, 14), None, again.scene(filed)))
    assert again.records(filed, Outcome.ADOPTED).state is State.ADOPTED


@pytest.mark.parametrize(
    ("recognised", "count"), [(True, Votes(20, 14)), (False, Votes(30, 14)), (True, Votes(9, 9))]
)
def test_the_vote_on_urgency_fits_its_quorum(recognised: bool, count: Votes) -> None:
    world = World()
    filed = before_the_council(world, urgent=True)
    with pytest.raises(VotesContradict):
        ending.vote_urgency(filed, recognised, count, None, world.scene(filed))


def test_a_council_may_want_two_thirds_of_all_its_members() -> None:
    world = World(a_council(flags={"urgency_quorum": "two_thirds_legal"}))
    filed = before_the_council(world, urgent=True)
    with pytest.raises(VotesContradict):
        ending.vote_urgency(filed, True, Votes(29, 0), None, world.scene(filed))
    decision = ending.vote_urgency(filed, True, Votes(30, 0), None, world.scene(filed))
    assert decision.facts[0].event.data["quorum"] == "two_thirds_legal"


def test_without_urgency_it_goes_on_as_an_ordinary_motion_at_the_next_meeting_in_time() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed = before_the_council(world, urgent=True)
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    world.meets("council", date(2026, 2, 12))
    world.meets("council", date(2026, 2, 13))
    after = kept(world, filed, ending.vote_urgency(filed, False, Votes(10, 30), None, world.scene(filed)))
    assert after.current is not None
    assert world.meetings[after.current.meeting or 0].on == date(2026, 2, 13)
    assert (after.urgency, after.state) == (Urgency.REFUSED, State.PLENARY_DECISION)
    assert world.motions[amendment.id].current == after.current
    world.goes_to(date(2026, 2, 13))
    world.records(amendment, Outcome.REJECTED)
    assert world.records(filed, Outcome.ADOPTED).decided_on == date(2026, 2, 13)


def test_where_no_meeting_is_known_it_waits_for_one() -> None:
    world = World()
    filed = before_the_council(world, urgent=True)
    after = kept(world, filed, ending.vote_urgency(filed, False, None, None, world.scene(filed)))
    assert after.current is not None
    assert (after.current.meeting, after.current.next_meeting) == (None, True)


def test_urgency_is_not_voted_on_tomorrow_nor_after_the_end() -> None:
    world = World()
    filed = before_the_council(world, urgent=True)
    with pytest.raises(DayAhead):
        ending.vote_urgency(filed, True, None, date(2026, 2, 4), world.scene(filed))
    ended = world.records(filed, Outcome.WITHDRAWN)
    with pytest.raises(MotionEnded):
        ending.vote_urgency(ended, True, None, None, world.scene(filed))
