"""What comes after the decision, texts that come late, and the end of a term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from states.motion import Choice, Motion
from states.outcome import Outcome, Role
from states.rule_refusals import (
    LinkMissing,
    NotAdopted,
)
from states.stage import OPEN, State
from states.text import Change, Operation, Point
from tests.world import World, a_council, stops
from workflow.decide import ending
from workflow.decide.filing import Filing, Stop, draft
from workflow.decide.refusals import (
    BeforeDecision,
    DayAhead,
    NoRouteOfItsOwn,
    NothingOwed,
    NothingToChoose,
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


# After the decision


def test_an_objection_suspends_and_the_same_organization_votes_again_twice_over() -> None:
    world = World()
    motion = decided(world)
    for day, meeting in ((date(2026, 2, 5), date(2026, 2, 10)), (date(2026, 2, 12), date(2026, 2, 24))):
        world.goes_to(day)
        world.meets("council", meeting)
        suspended = kept(
            world, motion, ending.object_to(world.motions[motion.id], day, "§ 54", world.scene(motion))
        )
        assert (suspended.state, suspended.suspended_on, suspended.ended_on) == (State.SUSPENDED, day, None)
        assert suspended.current is not None
        assert (suspended.current.origin, suspended.current.role) == ("repeat", Role.PLENARY_DECISION)
        assert world.meetings[suspended.current.meeting or 0].on == meeting
        world.goes_to(meeting)
        again = world.records(motion, Outcome.ADOPTED)
        assert (again.state, again.suspended_on, again.decided_on) == (State.ADOPTED, None, meeting)
        assert again.final == motion.points
    assert [c.of for c in world.motions[motion.id].consultations] == [None, 1, 2]


def test_a_repeat_vote_can_reject_defer_and_take_note_behind_it() -> None:
    world = World()
    filed = world.files(
        route=(Stop("council", DAY, role=Role.PLENARY_DECISION), Stop("social", role=Role.NOTICE))
    )
    world.goes_to(DAY)
    world.records(filed, Outcome.ADOPTED)
    motion = kept(world, filed, ending.object_to(world.motions[filed.id], DAY, "", world.scene(filed)))
    world.meets("council", date(2026, 2, 10))
    world.goes_to(date(2026, 2, 10))
    deferred = world.records(motion, Outcome.DEFERRED)
    assert (deferred.state, world.station(deferred)) == (State.PLENARY_DECISION, "council")
    world.goes_to(date(2026, 2, 24))
    world.meets("council", date(2026, 2, 24))
    world.records(motion, Outcome.ADOPTED)
    world.meets("social", date(2026, 3, 3))
    world.goes_to(date(2026, 3, 3))
    noted = world.records(motion, Outcome.NOTED, on=date(2026, 3, 3))
    assert (noted.state, noted.closed()[-1].organization) == (State.ADOPTED, "social")


def test_a_lifted_objection_leaves_the_decision_as_it_was() -> None:
    text = (Point("1", "Anders."),)
    points = (Point("1", "Planen."), Point("2", "Bauen."))
    for outcome, more, state, final in (
        (Outcome.ADOPTED_AMENDED, {"text": text}, State.ADOPTED, text),
        (Outcome.REJECTED, {}, State.REJECTED, None),
        (
            Outcome.ADOPTED_PARTLY,
            {"points": {"1": Outcome.ADOPTED, "2": Outcome.REJECTED}},
            State.ADOPTED_PARTLY,
            points[:1],
        ),
        (Outcome.ADOPTED_AMENDED, {"text_unknown": True}, State.ADOPTED, None),
    ):
        world = World()
        filed = before_the_council(world, points=points)
        motion = world.records(filed, outcome, **more)
        kept(world, motion, ending.object_to(motion, DAY, "", world.scene(motion)))
        lifted = kept(world, motion, ending.lift(world.motions[motion.id], DAY, world.scene(motion)))
        assert (lifted.state, lifted.final, lifted.suspended_on) == (state, final, None)
        assert (lifted.ended_on, lifted.current) == (DAY, None)
        with pytest.raises(NotAdopted):
            ending.lift(lifted, DAY, world.scene(motion))


def test_only_a_decision_can_be_objected_to() -> None:
    world = World()
    filed = before_the_council(world)
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    with pytest.raises(NotAdopted):
        ending.object_to(filed, DAY, "", world.scene(filed))
    adopted = world.records(amendment, Outcome.ADOPTED)
    with pytest.raises(NoRouteOfItsOwn):
        ending.object_to(adopted, DAY, "", world.scene(filed))


def test_reports_and_implementation_follow_an_adoption() -> None:
    world = World()
    motion = decided(world)
    scene = world.scene(motion)
    motion = kept(world, motion, ending.expect_report(motion, date(2026, 6, 1), "Sozialausschuss", scene))
    motion = kept(world, motion, ending.report(motion, DAY, "läuft", "", scene))
    assert [(r.due, r.given_on, r.text) for r in motion.reports] == [(date(2026, 6, 1), DAY, "läuft")]
    motion = kept(world, motion, ending.implement(motion, DAY, "", scene))
    assert (motion.state, motion.implemented_on) == (State.IMPLEMENTED, DAY)
    assert kept(world, motion, ending.report(motion, DAY, "fertig", "", scene)).reports[1].due is None


def test_what_was_rejected_is_neither_reported_on_nor_implemented() -> None:
    world = World()
    motion = decided(world, Outcome.REJECTED)
    scene = world.scene(motion)
    acts: tuple[Callable[[], object], ...] = (
        lambda: ending.expect_report(motion, date(2026, 6, 1), "", scene),
        lambda: ending.report(motion, DAY, "", "", scene),
        lambda: ending.implement(motion, DAY, "", scene),
        lambda: ending.lift(motion, DAY, scene),
    )
    for act in acts:
        with pytest.raises(NotAdopted):
            act()


def test_what_follows_a_decision_lies_between_it_and_today() -> None:
    world = World()
    motion = decided(world)
    for day, refusal in ((date(2026, 2, 2), BeforeDecision), (date(2026, 2, 4), DayAhead)):
        with pytest.raises(refusal):
            ending.report(motion, day, "", "", world.scene())
        with pytest.raises(refusal):
            ending.implement(motion, day, "", world.scene())
        with pytest.raises(refusal):
            ending.object_to(motion, day, "", world.scene())
    suspended = kept(world, motion, ending.object_to(motion, DAY, "", world.scene()))
    with pytest.raises(DayAhead):
        ending.lift(suspended, date(2026, 2, 4), world.scene())


# Texts


def recommended(world: World) -> Motion:
    filed = world.files(route=stops("social", "council", on={"social": DAY, "council": date(2026, 2, 17)}))
    world.goes_to(DAY)
    return world.records(filed, Outcome.ADOPTED_AMENDED, text=(Point("1", "Der Radweg wird geprüft."),))


@pytest.mark.parametrize(
    ("choice", "text"),
    [(Choice.ADOPT, "Der Radweg wird geprüft."), (Choice.MAINTAIN, "Der Radweg wird gebaut.")],
)
def test_the_faction_adopts_the_committees_text_or_maintains_its_own(choice: Choice, text: str) -> None:
    world = World()
    motion = recommended(world)
    chosen = kept(world, motion, ending.choose_text(motion, choice, world.scene(motion)))
    assert chosen.text[0].text == text
    world.goes_to(date(2026, 2, 17))
    final = world.records(motion, Outcome.ADOPTED).final
    assert final is not None
    assert final[0].text == text


def test_an_amendment_changes_the_text_the_faction_maintains() -> None:
    world = World()
    motion = recommended(world)
    kept(world, motion, ending.choose_text(motion, Choice.MAINTAIN, world.scene(motion)))
    amendment = world.amends(motion, Change(Operation.ADD, "2", "Er wird beleuchtet."))
    world.goes_to(date(2026, 2, 17))
    world.records(amendment, Outcome.ADOPTED)
    final = world.records(motion, Outcome.ADOPTED).final
    assert [p.text for p in final or ()] == ["Der Radweg wird gebaut.", "Er wird beleuchtet."]


def test_an_amendment_recommended_falls_where_the_faction_maintains_its_own_text() -> None:
    world = World()
    filed = world.files(route=stops("social", "council", on={"social": DAY, "council": date(2026, 2, 17)}))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    world.goes_to(DAY)
    world.records(amendment, Outcome.ADOPTED)
    motion = world.records(filed, Outcome.ADOPTED)
    kept(world, motion, ending.choose_text(motion, Choice.MAINTAIN, world.scene(motion)))
    world.goes_to(date(2026, 2, 17))
    assert world.records(filed, Outcome.ADOPTED).final == filed.points
    assert world.motions[amendment.id].state is State.FALLEN


def test_there_is_nothing_to_choose_or_to_supply_where_nothing_is_open() -> None:
    world = World()
    motion = decided(world)
    with pytest.raises(NothingToChoose):
        ending.choose_text(motion, Choice.ADOPT, world.scene())
    with pytest.raises(NothingOwed):
        ending.supply_text(motion, motion.points, world.scene())


def test_a_text_that_comes_late_is_recommended_or_final() -> None:
    text = (Point("1", "Wie beschlossen."),)
    world = World()
    motion = decided(world, Outcome.ADOPTED_AMENDED, text_unknown=True)
    assert motion.final is None
    late = kept(world, motion, ending.supply_text(motion, text, world.scene()))
    assert (late.final, late.owed) == (text, ())
    world = World()
    filed = world.files(route=stops("social", "council", on={"social": DAY, "council": date(2026, 2, 17)}))
    world.goes_to(DAY)
    open_ = world.records(filed, Outcome.ADOPTED_AMENDED, text_unknown=True)
    late = kept(world, open_, ending.supply_text(open_, text, world.scene()))
    assert (late.proposed, late.choice, late.final) == (text, Choice.PENDING, None)
    world.goes_to(date(2026, 2, 17))
    assert world.records(filed, Outcome.ADOPTED).final == text


def test_a_text_that_comes_after_the_rejection_is_not_adopted_by_it() -> None:
    world = World()
    filed = world.files(route=stops("social", "council", on={"social": DAY, "council": date(2026, 2, 17)}))
    world.goes_to(DAY)
    world.records(filed, Outcome.ADOPTED_AMENDED, text_unknown=True)
    world.goes_to(date(2026, 2, 17))
    motion = world.records(filed, Outcome.REJECTED)
    late = kept(world, motion, ending.supply_text(motion, (Point("1", "x"),), world.scene()))
    assert (late.final, late.owed, late.choice) == (None, (), motion.choice)


def test_what_is_to_be_examined_owes_its_wording_where_it_is_not_given() -> None:
    world = World()
    motion = decided(world, Outcome.EXAMINED)
    assert (motion.state, motion.final, motion.owed) == (State.ADOPTED, None, ("text",))


# The end of a term


@pytest.mark.parametrize(
    ("treatment", "state"), [("lapse", State.LAPSED), ("dormant", State.DORMANT), ("continue", None)]
)
def test_the_end_of_a_term_is_what_the_council_makes_of_it(treatment: str, state: State | None) -> None:
    world = World(a_council(flags={"end_of_term": treatment}))
    world.keep(draft(Filing("Entwurf"), 99, None, world.scene()))
    waiting, standing = world.files(), world.files(route=stops("council", on={"council": DAY}))
    held = world.files(route=stops("social", "council", on={"social": DAY}))
    amendment = world.amends(standing, Change(Operation.REPLACE, "1", "Anders."))
    world.goes_to(DAY)
    world.records(held, Outcome.HELD, until=date(2026, 9, 1))
    gone = world.files()
    world.records(gone, Outcome.WITHDRAWN)
    everything = [world.motions[m.id] for m in (waiting, standing, held, amendment)]
    world.keep(ending.end_term(list(world.motions.values()), DAY, world.scene()))
    for before in everything:
        after = world.motions[before.id]
        assert after.state is (state or before.state)
        assert state is not None or after.current == before.current
        assert (after.ended_on == DAY) is (state is State.LAPSED)
        if state is State.LAPSED:
            assert (after.current, world.planned(after)) == (None, [])
        if state is State.DORMANT:
            assert (after.current, after.state in OPEN) == (None, True)
    assert world.motions[99].state is State.DRAFT
    assert world.motions[gone.id].state is State.WITHDRAWN


def test_what_sleeps_is_woken_by_a_result_and_not_put_to_sleep_twice() -> None:
    world = World(a_council(flags={"end_of_term": "dormant"}))
    filed = before_the_council(world)
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    everything = [filed, amendment]
    world.keep(ending.end_term(everything, DAY, world.scene()))
    again = ending.end_term([world.motions[m.id] for m in everything], DAY, world.scene())
    assert again.facts == ()
    world.records(amendment, Outcome.ADOPTED)
    assert world.motions[filed.id].state is State.PLENARY_DECISION
    final = world.records(filed, Outcome.ADOPTED).final
    assert final is not None
    assert final[0].text == "Anders."


def test_what_sleeps_can_still_lapse_or_be_withdrawn() -> None:
    world = World(a_council(flags={"end_of_term": "dormant"}))
    filed, other = world.files(), world.files()
    world.keep(ending.end_term([filed, other], world.now.date(), world.scene()))
    world.council = a_council(flags={"end_of_term": "lapse"})
    world.keep(ending.end_term([world.motions[filed.id]], world.now.date(), world.scene()))
    assert world.motions[filed.id].state is State.LAPSED
    assert world.records(other, Outcome.WITHDRAWN).state is State.WITHDRAWN


def owing(world: World) -> Motion:
    """A motion whose committee changed the text, which is not at hand; the plenary's day has come."""
    filed = world.files(route=stops("social", "council", on={"social": DAY, "council": date(2026, 2, 17)}))
    world.goes_to(DAY)
    world.records(filed, Outcome.ADOPTED_AMENDED, text_unknown=True)
    world.goes_to(date(2026, 2, 17))
    return world.motions[filed.id]


def test_what_is_adopted_as_recommended_has_no_final_text_as_long_as_that_is_owed() -> None:
    world = World()
    motion = world.records(owing(world), Outcome.ADOPTED)
    assert (motion.state, motion.final, motion.owed) == (State.ADOPTED, None, ("text",))
    late = kept(world, motion, ending.supply_text(motion, (Point("1", "Wie empfohlen."),), world.scene()))
    assert (late.final, late.owed) == ((Point("1", "Wie empfohlen."),), ())


def test_a_text_that_is_voted_on_later_makes_up_for_the_one_that_was_owed() -> None:
    world = World()
    text = (Point("1", "Wie beschlossen."),)
    motion = world.records(owing(world), Outcome.ADOPTED_AMENDED, text=text)
    assert (motion.final, motion.owed) == (text, ())


def test_the_factions_own_text_needs_nothing_that_is_owed() -> None:
    world = World()
    motion = owing(world)
    motion = kept(world, motion, ending.choose_text(motion, Choice.MAINTAIN, world.scene()))
    after = world.records(motion, Outcome.ADOPTED)
    assert (after.final, after.owed) == (motion.points, ())


def test_nothing_is_chosen_once_it_is_decided() -> None:
    world = World()
    motion = recommended(world)
    world.goes_to(date(2026, 2, 17))
    ended = world.records(motion, Outcome.REJECTED)
    with pytest.raises(NothingToChoose):
        ending.choose_text(ended, Choice.ADOPT, world.scene())


def test_amendments_filed_while_a_decision_is_suspended_fall_when_it_stands() -> None:
    world = World()
    motion = decided(world)
    suspended = kept(world, motion, ending.object_to(motion, DAY, "", world.scene(motion)))
    amendment = world.amends(suspended, Change(Operation.REPLACE, "1", "Anders."))
    assert amendment.state is State.SUSPENDED
    kept(world, motion, ending.lift(suspended, DAY, world.scene(motion)))
    assert world.motions[amendment.id].state is State.FALLEN


def test_merged_at_a_meeting_names_the_paper_that_took_it_over() -> None:
    world = World()
    filed = before_the_council(world)
    with pytest.raises(LinkMissing):
        world.records(filed, Outcome.MERGED)
    assert world.records(filed, Outcome.MERGED, by="9/26").links == (("merged_into", "9/26"),)
