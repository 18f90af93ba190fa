"""Leaving the route outside a meeting, and what comes after the decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from states.consultation_json import consultation_to, points_to
from states.event import Fact
from states.machine import Impossible, step
from states.meeting import Meeting
from states.motion import Choice, Consultation, Motion, Urgency
from states.outcome import Outcome
from states.refusal import N_, Word
from states.route import next_number
from states.rule_refusals import (
    BeforeMeeting,
    BeforeSubmission,
    LinkMissing,
    MotionEnded,
    NotAdopted,
    NotFiled,
    UrgencyVoted,
    VotesContradict,
    WithdrawalTooLate,
)
from states.stage import END_OF_OUTCOME, OPEN, Act, State
from states.text import Point
from states.vote import Quorum, Votes
from workflow.decide import amendment, routing
from workflow.decide.refusals import (
    BeforeDecision,
    DayAhead,
    NoRouteOfItsOwn,
    NothingOwed,
    NothingToChoose,
    TakenOverByItself,
)
from workflow.decide.scene import Decision, Scene, fact, first_open, moment, next_sitting

ONE_DAY = timedelta(days=1)

RELATIONS = {
    Outcome.SETTLED: "settled_by",
    Outcome.MERGED: "merged_into",
    Outcome.WITHDRAWN: "replaced_by",
}


def leave(
    motion: Motion, outcome: Outcome, scene: Scene, *, on: date | None = None, by: str = "", reason: str = ""
) -> Decision:
    """End a motion by withdrawal, settlement or merger. Its amendments fall with it.

    Raises MotionEnded, WithdrawalTooLate (where the council allows it only until the agenda is adopted),
    LinkMissing for a merger without the paper that took it over and for a settlement without what settled
    it (`by`, or in words `reason`), TakenOverByItself, DayAhead, BeforeSubmission, NotFiled for a draft,
    which can only be withdrawn.
    """
    if motion.state not in OPEN:
        raise MotionEnded(
            reference=motion.reference, state=motion.state, on=motion.ended_on or motion.decided_on
        )
    if not by and (outcome is Outcome.MERGED or (outcome is Outcome.SETTLED and not reason)):
        raise LinkMissing(outcome=outcome)
    if outcome is Outcome.WITHDRAWN:
        check_withdrawal(motion, on, scene)
    check_link(motion, by)
    state = END_OF_OUTCOME[outcome]
    try:
        step(motion.state, outcome.value, state)
    except Impossible:
        raise NotFiled(reference=motion.reference or motion.title) from None
    day = on or scene.today
    _check_happened(day, scene)
    if motion.submitted_on is not None and day < motion.submitted_on:
        raise BeforeSubmission(reference=motion.reference, submitted=motion.submitted_on, on=day)
    data: dict[str, Any] = {"state": state.value, "on": day.isoformat(), "outcome": outcome.value}
    if by:
        data["links"] = [[RELATIONS[outcome], by]]
    if reason:
        data["reason"] = reason
    left = fact(motion, "withdrawn", data, day.isoformat())
    fallen = amendment.all_fall(motion, day, scene)
    return Decision((left, *fallen))


def check_link(motion: Motion, by: str) -> None:
    """Raise TakenOverByItself where a motion is said to be settled, taken over or replaced by itself."""
    if by and by in (motion.reference, f"#{motion.id}"):
        raise TakenOverByItself(reference=motion.reference)


def check_withdrawal(motion: Motion, on: date | None, scene: Scene) -> None:
    """Raise WithdrawalTooLate where the council allows it only until the agenda is adopted, which is the
    first thing a meeting does. Without that rule a motion can be withdrawn until the vote."""
    if scene.council.flag("withdrawal_until") != "agenda":
        return
    current = motion.current
    meeting = scene.meeting(current.meeting) if current else None
    if meeting is None or (on is not None and on < meeting.on):
        return
    if scene.now >= meeting.start(scene.council.zone):
        raise WithdrawalTooLate(
            reference=motion.reference,
            limit=meeting.on,
            ground=scene.council.source("withdrawal_until"),
        )


def vote_urgency(
    motion: Motion, recognised: bool, votes: Votes | None, on: date | None, scene: Scene
) -> Decision:
    """The vote on urgency, which precedes the vote on the motion. Refused urgency sends an urgent motion to
    the next meeting as an ordinary one.

    Raises MotionEnded, UrgencyVoted, BeforeMeeting, DayAhead, VotesContradict where the count and the quorum
    say otherwise.
    """
    if motion.state not in OPEN:
        raise MotionEnded(reference=motion.reference, state=motion.state, on=motion.ended_on)
    if motion.urgency is Urgency.RECOGNISED:
        raise UrgencyVoted(reference=motion.reference)
    _check_begun(motion, scene)
    quorum = Quorum(scene.council.flag("urgency_quorum"))
    urgency = Urgency.RECOGNISED if recognised else Urgency.REFUSED
    day = on or scene.today
    _check_happened(day, scene)
    _check_urgency(motion, recognised, votes, quorum, scene)
    data: dict[str, Any] = {"urgency": urgency.value, "on": day.isoformat(), "quorum": quorum.value}
    if votes is not None:
        data["votes"] = list(votes)
    voted = fact(motion, "urgency_voted", data, day.isoformat())
    return Decision((voted, *(() if recognised else _at_next_meeting(motion, day, scene))))


def _check_begun(motion: Motion, scene: Scene) -> None:
    current = motion.current
    meeting = scene.meeting(current.meeting) if current is not None else None
    if meeting is not None and scene.now < meeting.start(scene.council.zone):
        begins = meeting.start(scene.council.zone) if meeting.begins else meeting.on
        raise BeforeMeeting(organization=scene.name(meeting.organization), begins=begins)


def _check_urgency(
    motion: Motion, recognised: bool, votes: Votes | None, quorum: Quorum, scene: Scene
) -> None:
    current = motion.current or motion.following
    if votes is None or votes.cast == 0 or current is None:
        return
    found = scene.council.organization(current.organization)
    if votes.carries(quorum, found.members if found else None) is not recognised:
        outcome = N_("urgency recognised") if recognised else N_("urgency refused")
        raise VotesContradict(votes=f"{votes.yes}:{votes.no}:{votes.abstain}", outcome=Word(outcome))


def _at_next_meeting(motion: Motion, on: date, scene: Scene) -> tuple[Fact, ...]:
    """As an ordinary motion it has to keep the submission deadline of the meeting that deals with it."""
    current = motion.current
    meeting = scene.meeting(current.meeting) if current else None
    if current is None or motion.is_amendment or (current.meeting is not None and meeting is None):
        return ()
    after = max(on, meeting.on) if meeting is not None else on
    found = first_open(current.organization, moment(on, scene), scene, after=after)
    return routing.schedule(motion, current.n, found.id if found else None, "", scene).facts


def object_to(motion: Motion, on: date, ground: str, scene: Scene) -> Decision:
    """An objection (Widerspruch, Beanstandung) suspends a decision and brings a repeat vote
    (§ 54 Abs. 1 und 2 GO NRW, § 39 KrO NRW, § 88 NKomVG)."""
    _step_or(motion, Act.OBJECT, State.SUSPENDED, N_("an objection"))
    if motion.is_amendment:
        root = scene.member(motion.root)
        raise NoRouteOfItsOwn(reference=motion.reference, parent=root.reference if root else "–")
    _check_after_decision(motion, on, scene)
    deciding = [c for c in motion.closed() if c.role.decides][-1]
    again = Consultation(
        next_number(motion),
        deciding.organization,
        deciding.role,
        origin="repeat",
        of=deciding.n,
        next_meeting=True,
    )
    opens, closes = _repeat_window(motion, on, scene)
    meeting = next_sitting(scene.calendar, deciding.organization, max(on, opens - ONE_DAY))
    if meeting is not None:
        again = again._replace(meeting=meeting.id, next_meeting=False)
    data: dict[str, Any] = {"on": on.isoformat(), "ground": ground, "repeat": consultation_to(again)}
    warnings = _objection_warnings(motion, on, closes, meeting, scene)
    return Decision((fact(motion, "objected", data, on.isoformat()),), tuple(warnings))


def _repeat_window(motion: Motion, on: date, scene: Scene) -> tuple[date, date | None]:
    """The first day of the repeat vote, and the last one where the council has a window."""
    from workflow.rules.aftermath import Decided, repeat_vote_window

    found = repeat_vote_window(Decided(State.SUSPENDED, motion.decided_on, on), scene.council)
    if found is None:
        return on, None
    return (found.opens.date() if found.opens else on), (found.closes.date() if found.closes else None)


def _objection_warnings(
    motion: Motion, on: date, closes: date | None, meeting: Meeting | None, scene: Scene
) -> Iterator[tuple[str, dict[str, object]]]:
    from workflow.rules.aftermath import objection_end, objection_flag

    ended = objection_end(motion, scene.council)
    if ended is not None and ended.deadline.date() < on:
        facts = {"reference": motion.reference, "on": on, "until": ended.deadline.date()}
        yield "objection_late", {**facts, "ground": scene.council.source(objection_flag(motion))}
    if closes is not None and (meeting is None or meeting.on > closes):
        late: dict[str, object] = {"reference": motion.reference, "until": closes}
        yield "repeat_vote_late", {**late, "ground": scene.council.source("repeat_vote")}


def lift(motion: Motion, on: date, scene: Scene) -> Decision:
    """The objection is withdrawn or dismissed; the decision stands as it was, and amendments that were filed
    meanwhile fall. Raises NotAdopted, DayAhead, BeforeDecision."""
    last = next((c.result for c in reversed(motion.closed()) if c.role.decides), None)
    state = State.ADOPTED
    if last is not None and last.outcome is Outcome.REJECTED:
        state = State.REJECTED
    elif last is not None and last.outcome is Outcome.ADOPTED_PARTLY:
        state = State.ADOPTED_PARTLY
    _step_or(motion, Act.LIFT, state, N_("lifting an objection"))
    _check_after_decision(motion, on, scene)
    data: dict[str, Any] = {"on": on.isoformat(), "state": state.value}
    lifted = fact(motion, "objection_lifted", data, on.isoformat())
    return Decision((lifted, *amendment.all_fall(motion, on, scene)))


def expect_report(motion: Motion, due: date, to: str, scene: Scene) -> Decision:
    """A report on an adopted motion is due on a day. Raises NotAdopted, BeforeDecision."""
    _step_or(motion, Act.REPORT, motion.state, N_("a report"))
    if motion.decided_on is not None and due < motion.decided_on:
        raise BeforeDecision(reference=motion.reference, on=due, decided=motion.decided_on)
    data: dict[str, Any] = {"due": due.isoformat(), "to": to}
    return Decision((fact(motion, "report_expected", data, scene.today.isoformat()),))


def report(motion: Motion, on: date, text: str, to: str, scene: Scene) -> Decision:
    """The administration has reported. Raises NotAdopted, DayAhead, BeforeDecision."""
    _step_or(motion, Act.REPORT, motion.state, N_("a report"))
    _check_after_decision(motion, on, scene)
    data: dict[str, Any] = {"on": on.isoformat(), "text": text, "to": to}
    return Decision((fact(motion, "report_given", data, on.isoformat()),))


def implement(motion: Motion, on: date, text: str, scene: Scene) -> Decision:
    """What was adopted has been carried out. Raises NotAdopted, DayAhead, BeforeDecision."""
    _step_or(motion, Act.IMPLEMENT, State.IMPLEMENTED, N_("implementation"))
    _check_after_decision(motion, on, scene)
    data: dict[str, Any] = {"on": on.isoformat(), "text": text}
    return Decision((fact(motion, "implemented", data, on.isoformat()),))


def _check_happened(on: date, scene: Scene) -> None:
    if on > scene.today:
        raise DayAhead(on=on)


def _check_after_decision(motion: Motion, on: date, scene: Scene) -> None:
    _check_happened(on, scene)
    if motion.decided_on is not None and on < motion.decided_on:
        raise BeforeDecision(reference=motion.reference, on=on, decided=motion.decided_on)


def _step_or(motion: Motion, act: Act, state: State, word: str) -> None:
    try:
        step(motion.state, act.value, state)
    except Impossible:
        raise NotAdopted(reference=motion.reference, state=motion.state, act=Word(word)) from None


def choose_text(motion: Motion, choice: Choice, scene: Scene) -> Decision:
    """The faction adopts the text a committee recommends, or maintains its own; for that it need not have
    seen the other. Raises NothingToChoose."""
    recommended = motion.proposed is not None or "text" in motion.owed
    if not recommended or motion.state not in OPEN:
        raise NothingToChoose(reference=motion.reference)
    return Decision((fact(motion, "text_chosen", {"choice": choice.value}, scene.today.isoformat()),))


def supply_text(motion: Motion, text: tuple[Point, ...], scene: Scene) -> Decision:
    """The text as voted, where a result was recorded without it."""
    if "text" not in motion.owed:
        raise NothingOwed(reference=motion.reference)
    data: dict[str, Any] = {"text": points_to(text)}
    return Decision((fact(motion, "text_supplied", data, scene.today.isoformat()),))


def end_term(motions: list[Motion], on: date, scene: Scene) -> Decision:
    """What becomes of open motions at the end of a term: lapse, sleep, or go on, as the council has it.

    No statute says that motions lapse with the term; practice differs, so it is a setting. What sleeps
    already is left asleep.
    """
    treatment = scene.council.flag("end_of_term")
    facts = []
    for motion in motions:
        if motion.state not in OPEN or motion.state is State.DRAFT:
            continue
        state = {"lapse": State.LAPSED, "dormant": State.DORMANT}.get(treatment, motion.state)
        if state is not motion.state:
            act = Act.LAPSE if state is State.LAPSED else Act.SLEEP
            step(motion.state, act.value, state)
        elif motion.state is State.DORMANT:
            continue
        data: dict[str, Any] = {"on": on.isoformat(), "state": state.value, "treatment": treatment}
        facts.append(fact(motion, "term_ended", data, on.isoformat()))
    return Decision(tuple(facts))
