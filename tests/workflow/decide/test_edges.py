"""The edges of rules: the very day, the exact moment, the one outcome more. Each stands for a change to the
code that no other test noticed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from states.motion import Choice, Consultation, Motion, Status, invariants
from states.outcome import Outcome, Role
from states.rule_refusals import (
    BeforeMeeting,
    MotionEnded,
    NoSuchEvent,
    UrgencyVoted,
    VotesContradict,
    WithdrawalTooLate,
)
from states.stage import State
from states.text import Change, Operation, Point
from states.vote import Majority, Quorum
from tests.world import BERLIN, World, a_council, stops, votes
from workflow.decide import amendment, ending, meetings, routing
from workflow.decide.correction import correct
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Filing, draft, role_at, submit_draft
from workflow.decide.meetings import MeetingFacts
from workflow.decide.refusals import FilingStands
from workflow.decide.result import record
from workflow.decide.votes import CARRIED

FEBRUARY = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}
DEADLINE = {"key": "submission", "of": "submission", "label": "Antragsfrist", "rule": "10th day before"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def motion(world: World) -> Motion:
    """A motion before its committee, on the day of the meeting."""
    filed = world.files(route=stops("social", "main", "council", on=FEBRUARY))
    world.goes_to(date(2026, 2, 3))
    return filed


def recorded(world: World, motion: Motion) -> dict[str, Any]:
    """The facts of the newest result."""
    return next(dict(e.data) for e in reversed(world.histories[motion.id]) if e.kind == "recorded")


# What a result holds


def test_a_result_holds_what_was_entered_with_it(world: World, motion: Motion) -> None:
    facts: dict[str, Any] = {"agenda_item": "7.1", "phrase": "so beschlossen", "votes": votes(4, 9)}
    world.records(motion, Outcome.ADOPTED, on_rejection=True, **facts)
    found = recorded(world, motion)
    assert (found["agenda_item"], found["phrase"], found["on_rejection"]) == ("7.1", "so beschlossen", True)
    assert (found["votes"], found["vote"]) == ([9, 4, 0], "+")


def test_a_result_that_moves_no_vote_holds_none(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.DEFERRED)
    assert "vote" not in recorded(world, motion)


def test_a_result_whose_legality_is_to_be_checked_says_so(world: World, motion: Motion) -> None:
    world.records(motion, Outcome.NOT_TAKEN_UP)
    assert recorded(world, motion)["check"] is True
    other = world.files(route=stops("social", "main", "council", on=FEBRUARY))
    world.records(other, Outcome.ADOPTED)
    assert "check" not in recorded(world, other)


@pytest.mark.parametrize(("outcome", "kept"), [(Outcome.ADOPTED, True), (Outcome.REJECTED, False)])
def test_a_text_given_with_a_vote_is_kept_where_the_vote_was_for_it(
    world: World, motion: Motion, outcome: Outcome, kept: bool
) -> None:
    world.records(motion, outcome, text=(Point("1", "Anders."),))
    assert ("text" in recorded(world, motion)) is kept


def test_a_vote_by_points_of_a_text_of_one_point_may_be_its_text(world: World, motion: Motion) -> None:
    """Adopted in part, and the text says in what part: there are no points to be voted on."""
    after = world.records(motion, Outcome.ADOPTED_PARTLY, text=(Point("1", "Ein halber Weg."),))
    assert (after.text, after.owed) == ((Point("1", "Ein halber Weg."),), ())
    assert after.choice is Choice.PENDING


def test_an_ended_motion_says_since_when(world: World, motion: Motion) -> None:
    world.keep(ending.leave(motion, Outcome.WITHDRAWN, world.scene(motion), on=date(2026, 1, 20)))
    with pytest.raises(MotionEnded) as refused:
        world.records(motion, Outcome.ADOPTED)
    assert refused.value.facts["on"] == date(2026, 1, 20)


def test_a_record_need_not_have_voted_on_urgency(world: World) -> None:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}), urgent=True)
    world.goes_to(date(2026, 2, 3))
    assert world.records(filed, Outcome.ADOPTED, from_record=True).state is State.ADOPTED


@pytest.mark.parametrize("role", [Role.NOTICE, Role.COMMITTEE_DECISION])
def test_what_takes_note_or_decides_settles_without_asking_the_applicants(world: World, role: Role) -> None:
    stop = stops("works", on={"works": date(2026, 2, 3)})[0]._replace(role=role)
    later = stops("council", on={"council": date(2026, 2, 17)})
    filed = world.files(route=(stop, *later))
    world.goes_to(date(2026, 2, 3))
    assert world.records(filed, Outcome.SETTLED, by="9/2026").state is State.SETTLED


def test_a_committees_decision_on_an_amendment_is_advice_where_the_route_goes_on(world: World) -> None:
    days = {"works": date(2026, 2, 3), "council": date(2026, 2, 17)}
    way = stops("works", "council", on=days)
    filed = world.files(route=(way[0]._replace(role=Role.COMMITTEE_DECISION), way[1]))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "So."))
    world.goes_to(date(2026, 2, 3))
    after = world.records(amendment, Outcome.ADOPTED)
    assert after.state is State.COMMITTEE_DECISION, "it goes on with its motion"
    assert world.motions[filed.id].choice is Choice.PENDING


# Votes


def test_the_outcomes_that_need_a_majority_are_these() -> None:
    """What is only noted, forwarded or not reached is not voted for; a rejection needs none."""
    assert set(Outcome) - CARRIED == {
        Outcome.REJECTED,
        Outcome.ADOPTED_PARTLY,
        Outcome.FORWARDED,
        Outcome.NOTED,
        Outcome.NOT_REACHED,
        Outcome.WITHDRAWN,
        Outcome.SETTLED,
        Outcome.MERGED,
        Outcome.NOT_ADMITTED,
    }


def test_what_needs_no_majority_may_have_a_lost_vote(world: World, motion: Motion) -> None:
    assert world.records(motion, Outcome.NOTED, votes=votes(4, 9)).closed()


def test_a_majority_that_is_not_enough_rejects(world: World, motion: Motion) -> None:
    facts: dict[str, Any] = {"votes": votes(25, 15), "quorum": Quorum.TWO_THIRDS_PRESENT}
    with pytest.raises(VotesContradict):
        world.records(motion, Outcome.ADOPTED, **facts)
    result = world.records(motion, Outcome.REJECTED, **facts).closed()[0].result
    assert result is not None
    assert result.majority is Majority.MAJORITY


# The day and the moment


def test_a_result_can_be_recorded_from_the_minute_the_meeting_begins(world: World, motion: Motion) -> None:
    world.goes_to(date(2026, 2, 3), "16:59")
    world.meets("finance", date(2026, 2, 3))
    begins = world.meetings[world.motions[motion.id].consultations[0].meeting or 0]._replace(begins=time(17))
    world.meetings[begins.id] = begins
    with pytest.raises(BeforeMeeting) as refused:
        world.records(motion, Outcome.ADOPTED)
    assert refused.value.facts["begins"] == datetime(2026, 2, 3, 17, tzinfo=BERLIN)
    world.goes_to(date(2026, 2, 3), "17:00")
    assert world.records(motion, Outcome.ADOPTED).closed()


def test_a_result_without_a_meeting_takes_the_day_its_station_names(world: World) -> None:
    filed = world.files(route=stops("social", "council"))
    route = tuple(c._replace(on=date(2026, 2, 3), next_meeting=False) for c in filed.consultations[:1])
    world.motions[filed.id] = filed._replace(consultations=(*route, *filed.consultations[1:]))
    world.goes_to(date(2026, 2, 4))
    decision = record(world.motions[filed.id], ResultFacts(Outcome.ADOPTED), world.scene(filed))
    assert next(f.event.data["on"] for f in decision.facts if f.event.kind == "recorded") == "2026-02-03"


@pytest.mark.parametrize(("on", "late"), [(date(2026, 2, 2), False), (date(2026, 2, 3), True)])
def test_a_letter_of_the_day_before_the_meeting_is_not_too_late(on: date, late: bool) -> None:
    """Where a motion can be withdrawn until the agenda is adopted, which the meeting does first."""
    world = World(a_council(flags={"withdrawal_until": "agenda"}))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    if late:
        with pytest.raises(WithdrawalTooLate):
            ending.leave(filed, Outcome.WITHDRAWN, world.scene(filed), on=on)
    else:
        assert ending.leave(filed, Outcome.WITHDRAWN, world.scene(filed), on=on).facts


def test_a_motion_filed_after_the_hour_of_the_deadline_is_late(world: World) -> None:
    noon = {**DEADLINE, "rule": "10th day before 12:00"}
    for at, warned in (("11:59", False), ("12:01", True)):
        world = World(a_council(deadlines=(noon,)))
        world.meets("council", date(2026, 2, 13))
        world.goes_to(date(2026, 2, 3), at)
        found = warnings_at_filing(world, date(2026, 2, 13))
        assert ("filed_late" in found) is warned, at


def warnings_at_filing(world: World, on: date, **more: Any) -> set[str]:
    from workflow.decide.filing import Filing, submit

    filing = Filing("Weg", points=(Point("1", "So."),), route=stops("council", on={"council": on}), **more)
    return {code for code, _facts in submit(filing, 90, None, world.scene(), iter((90,))).warnings}


@pytest.mark.parametrize("more", [{"kind": "urgent_motion"}, {"urgent": True}, {"agenda_item": "Haushalt"}])
def test_what_needs_no_deadline_is_never_late(more: dict[str, Any]) -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    world.meets("council", date(2026, 2, 13))
    world.goes_to(date(2026, 2, 10))
    assert "filed_late" in warnings_at_filing(world, date(2026, 2, 13))
    assert "filed_late" not in warnings_at_filing(world, date(2026, 2, 13), **more)


# Meetings


def test_a_meeting_keeps_what_was_entered_of_it(world: World) -> None:
    facts = MeetingFacts("council", date(2026, 3, 3), time(17), time(20), "Saal", "Sonder", "import", "u-1")
    (fact,) = meetings.add(facts, 7, (), world.scene()).facts
    kept = {name: fact.event.data[name] for name in ("begins", "ends", "place", "name", "uid")}
    assert kept == {"begins": "17:00", "ends": "20:00", "place": "Saal", "name": "Sonder", "uid": "u-1"}


def test_a_motion_waits_for_no_meeting_before_its_filing_or_its_last_result(world: World) -> None:
    world.goes_to(date(2026, 1, 20))
    filed = world.files(route=stops("social", "council"))
    world.meets("social", date(2026, 1, 15))
    assert world.motions[filed.id].consultations[0].meeting is None
    number = world.meets("social", date(2026, 2, 3))
    assert world.motions[filed.id].consultations[0].meeting == number
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.ADOPTED)
    world.meets("council", date(2026, 1, 28))
    assert world.motions[filed.id].consultations[1].meeting is None


def test_a_meeting_that_is_cancelled_puts_off_only_who_stood_on_it(world: World, motion: Motion) -> None:
    """A motion whose turn is elsewhere loses the later station's day and keeps its turn."""
    later = world.motions[motion.id].consultations[2].meeting
    meeting = world.meetings[later or 0]
    standing = [world.motions[motion.id]]
    world.keep(meetings.cancel(meeting, standing, False, world.scene(motion)))
    after = world.motions[motion.id]
    assert after.closed() == ()
    assert after.current is not None
    assert (after.current.organization, after.consultations[2].meeting) == ("social", None)


def test_a_motion_that_only_waits_is_opened_by_its_date_and_one_on_its_way_is_not(
    world: World, motion: Motion
) -> None:
    number = world.meets("council", date(2026, 3, 3))
    last = world.motions[motion.id].consultations[2]
    world.keep(routing.schedule(world.motions[motion.id], last.n, number, "7", world.scene(motion)))
    after = world.motions[motion.id]
    assert after.current is not None
    assert (after.current.organization, after.consultations[2].agenda_item) == ("social", "7")


def test_a_refused_urgency_goes_to_a_meeting_after_the_one_that_refused_it() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}), urgent=True)
    world.meets("council", date(2026, 2, 5))
    later = world.meets("council", date(2026, 2, 24))
    world.goes_to(date(2026, 2, 3))
    world.keep(ending.vote_urgency(filed, False, votes(9, 20), None, world.scene(filed)))
    current = world.motions[filed.id].current
    assert isinstance(current, Consultation)
    assert (current.meeting, current.status) == (later, Status.OPEN), "the fifth is too soon for it"


# Urgency and the filing itself


def test_urgency_is_voted_on_at_the_meeting_and_recognised_once() -> None:
    world = World()
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}), urgent=True)
    world.goes_to(date(2026, 2, 2))
    with pytest.raises(BeforeMeeting):
        ending.vote_urgency(filed, True, None, None, world.scene(filed))
    world.goes_to(date(2026, 2, 3))
    world.keep(ending.vote_urgency(filed, True, None, None, world.scene(filed)))
    voted = world.motions[filed.id]
    for recognised in (True, False):
        with pytest.raises(UrgencyVoted):
            ending.vote_urgency(voted, recognised, None, None, world.scene(filed))


def test_the_filing_itself_is_put_right_and_not_taken_back(world: World, motion: Motion) -> None:
    history = world.histories[motion.id]
    with pytest.raises(FilingStands):
        correct(motion, history, 1, "falsch", None, world.scene(motion))
    assert correct(motion, history, 1, "falsch", {"title": "Anders"}, world.scene(motion)).facts
    with pytest.raises(NoSuchEvent):
        correct(motion, history, 99, "falsch", None, world.scene(motion))


# Amendments beside one another


def test_an_added_point_disposes_of_no_change_to_it() -> None:
    add, replace = Change(Operation.ADD, "3", "Neu."), Change(Operation.REPLACE, "3", "Anders.")
    delete = Change(Operation.DELETE, "3")
    assert not amendment.disposed(replace, [add])
    assert not amendment.disposed(add, [replace])
    assert amendment.disposed(replace, [delete])
    assert amendment.disposed(add, [Change(Operation.WHOLE, "", "Alles neu.")])


def before_the_council(world: World, **more: Any) -> Motion:
    filed = world.files(route=stops("council", on={"council": date(2026, 2, 3)}), **more)
    world.goes_to(date(2026, 2, 3))
    return filed


def test_an_amendment_whose_changes_nobody_knows_is_not_settled_by_another(world: World) -> None:
    filed = before_the_council(world)
    unknown = world.amends(filed, points_known=False)
    known = world.amends(filed, Change(Operation.REPLACE, "1", "So."))
    world.records(known, Outcome.ADOPTED)
    assert world.motions[unknown.id].state is State.PLENARY_DECISION


def test_amendments_stand_in_a_text_that_is_adopted_in_part(world: World) -> None:
    points = (Point("1", "Der Weg wird gebaut."), Point("2", "Sofort."))
    filed = before_the_council(world, points=points)
    better = world.amends(filed, Change(Operation.REPLACE, "1", "Der Weg wird geplant."))
    worse = world.amends(filed, Change(Operation.ADD, "3", "Und beleuchtet."))
    world.records(better, Outcome.ADOPTED)
    world.records(worse, Outcome.REJECTED)
    after = world.records(filed, Outcome.ADOPTED_PARTLY, points={"1": Outcome.ADOPTED, "2": Outcome.REJECTED})
    assert after.final == (Point("1", "Der Weg wird geplant."),)
    assert (world.motions[better.id].state, world.motions[worse.id].state) == (State.ADOPTED, State.REJECTED)


def test_a_drafted_amendment_keeps_nobody_waiting(world: World) -> None:
    filed = before_the_council(world)
    paper = Filing("Entwurf", kind="amendment", changes=(Change(Operation.REPLACE, "1", "So."),))
    world.keep(draft(paper, 90, world.motions[filed.id], world.scene(filed)))
    assert world.records(filed, Outcome.ADOPTED).state is State.ADOPTED


def test_a_voted_amendment_without_a_turn_is_sound(world: World, motion: Motion) -> None:
    voted = world.records(world.amends(motion, Change(Operation.REPLACE, "1", "So.")), Outcome.ADOPTED)
    assert (voted.current, invariants(voted)) == (None, [])


# Records, drafts, days


def test_a_record_of_a_settled_motion_asks_for_no_consent(world: World, motion: Motion) -> None:
    assert world.records(motion, Outcome.SETTLED, from_record=True).state is State.SETTLED


def test_a_vote_on_rejection_need_not_be_counted(world: World, motion: Motion) -> None:
    after = world.records(motion, Outcome.REJECTED, on_rejection=True, majority=Majority.MAJORITY)
    result = after.closed()[0].result
    assert result is not None
    assert (result.votes, result.majority) == (None, Majority.MAJORITY)


@pytest.mark.parametrize(("from_record", "warned"), [(False, True), (True, False)])
def test_a_text_that_is_owed_is_warned_of_where_somebody_enters_it(
    world: World, motion: Motion, from_record: bool, warned: bool
) -> None:
    entered = ResultFacts(Outcome.ADOPTED_AMENDED, text_unknown=True, from_record=from_record)
    found = record(motion, entered, world.scene(motion))
    assert ("text_owed" in dict(found.warnings)) is warned


def test_a_draft_is_put_on_a_meeting_without_being_opened(world: World) -> None:
    paper = Filing("Entwurf", points=(Point("1", "So."),), route=stops("council"))
    world.keep(draft(paper, 90, None, world.scene()))
    number = world.meets("council", date(2026, 2, 3))
    decision = routing.schedule(world.motions[90], 1, number, "", world.scene(world.motions[90]))
    assert [f.event.kind for f in decision.facts] == ["scheduled"]
    assert "next_meeting" not in decision.facts[0].event.data
    away = routing.schedule(world.motions[90], 1, None, "", world.scene(world.motions[90]))
    assert away.facts[0].event.data["next_meeting"] is True


def test_a_later_station_may_meet_on_the_day_to_which_an_earlier_one_moves(
    world: World, motion: Motion
) -> None:
    social, main = world.meets("social", date(2026, 3, 3)), world.meets("main", date(2026, 3, 3))
    world.keep(routing.schedule(world.motions[motion.id], 1, social, "", world.scene(motion)))
    assert world.motions[motion.id].consultations[1].meeting == main


@pytest.mark.parametrize(("at", "outside"), [("16:59", True), ("17:00", False)])
def test_a_motion_is_withdrawn_by_letter_until_the_meeting_begins(
    world: World, motion: Motion, at: str, outside: bool
) -> None:
    number = world.motions[motion.id].consultations[0].meeting or 0
    world.meetings[number] = world.meetings[number]._replace(begins=time(17))
    world.goes_to(date(2026, 2, 3), at)
    after = world.records(motion, Outcome.WITHDRAWN)
    assert (after.consultations[0].result is None) is outside


def test_a_main_committee_decides_where_no_plenary_follows() -> None:
    council = a_council()
    assert role_at(stops("main", "social"), 0, council) is Role.COMMITTEE_DECISION
    assert role_at(stops("main", "council"), 0, council) is Role.PREPARATION
    assert role_at(stops("main", "nobody"), 0, council) is Role.COMMITTEE_DECISION


def test_a_draft_on_an_agenda_item_needs_no_deadline_when_it_is_filed() -> None:
    world = World(a_council(deadlines=(DEADLINE,)))
    number = world.meets("council", date(2026, 2, 6))
    world.meets("council", date(2026, 3, 3))
    world.goes_to(date(2026, 2, 3))
    for n, item in ((90, ""), (91, "Haushalt")):
        paper = Filing("Entwurf", points=(Point("1", "So."),), route=stops("council"), agenda_item=item)
        world.keep(draft(paper, n, None, world.scene()))
        world.keep(submit_draft(world.motions[n], None, f"{n}/26", world.scene(), iter((92,))))
        assert (world.motions[n].consultations[0].meeting == number) is bool(item)
