"""What a result of a consultation leads to: facts, or a refusal that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from states.consultation_json import consultation_to, points_to
from states.event import Fact, Recorded
from states.fold import apply
from states.machine import Impossible, machine_of, step
from states.motion import Consultation, Motion, Status, Urgency
from states.outcome import Effect, Outcome, Vote, possible
from states.refusal import Refusal
from states.route import Facts, Move, consequences, goes_on
from states.rule_refusals import (
    AllPointsAlike,
    ConsentMissing,
    GoesWithItsMotion,
    LinkMissing,
    MotionEnded,
    NoStation,
    NotFiled,
    NotPossibleHere,
    PointOutcome,
    PointsMissing,
    PointsUnknown,
    ResubmissionDateMissing,
    TextMissing,
    UrgencyFirst,
    VotedHere,
)
from states.stage import OPEN, STAGE_OF_ROLE, STAGES, Act, State
from states.text import Point
from states.vote import Quorum, total
from workflow.decide import amendment, ending, timing
from workflow.decide.entered import SUBSTANCE, ResultFacts
from workflow.decide.refusals import NotAgreed, PutOffBackwards
from workflow.decide.scene import Decision, Scene, fact, sittings
from workflow.decide.votes import check_votes

_HOLDS = (Effect.HOLD,)
_VOTED = (Effect.NEXT, Effect.ADOPT)
_LEAVES = (Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.MERGED)
#: What an amendment can be recorded as by itself; for the rest it goes with its motion.
_OF_AMENDMENTS = (
    Effect.NEXT,
    Effect.ADOPT,
    Effect.REJECT,
    Effect.SPLIT,
    Effect.CLOSE,
    Effect.SETTLE,
    Effect.LEAVE,
)


def record(motion: Motion, entered: ResultFacts, scene: Scene) -> Decision:
    """Record a result at the consultation whose turn it is.

    Returns the facts for the motion, for its amendments that follow, fall or are adopted with it, and
    for the paper an amendment changes. Raises the refusals of `states.rule_refusals` and `states.route`.
    """
    if motion.state not in OPEN:
        return _after_the_end(motion, entered, scene)
    if motion.state is State.DRAFT:
        raise NotFiled(reference=motion.reference or motion.title)
    if entered.outcome in _LEAVES and timing.outside_a_meeting(motion, entered, scene):
        return _outside(motion, entered, scene)
    if entered.outcome is Outcome.WITHDRAWN and not entered.from_record:
        ending.check_withdrawal(motion, entered.on, scene)
    opening, ready = _take_up(motion, scene)
    current = ready.current
    if current is None:
        raise _without_turn(motion, scene)
    on, meeting = timing.when(ready, current, entered, scene)
    entered = _completed(ready, entered._replace(on=on, meeting=meeting), scene)
    check_votes(current.organization, entered, scene)
    _check_turn(ready, entered, scene)
    move = _move(ready, entered, scene)
    text = _text(ready, move, entered, scene)
    recorded, scheduled = _recorded(ready, current, move, entered, text, scene)
    effective = on.isoformat()
    facts = [*opening, fact(motion, "recorded", recorded, effective), *scheduled]
    if motion.is_amendment or len(scene.family) > 1:  # nobody else is concerned by what follows
        after = _folded(motion, [f for f in facts if f.stream == f"motion:{motion.id}"])
        facts += amendment.consequences(ready, after, move, on, scene)
    return Decision(tuple(facts), _warnings(ready, move, entered, recorded.get("owed", ())))


def _without_turn(motion: Motion, scene: Scene) -> Refusal:
    last, root = motion.last_result(), scene.member(motion.root)
    if last is None or root is None:
        return NoStation(reference=motion.reference)
    return VotedHere(reference=motion.reference, outcome=last.outcome, parent=root.reference)


def _outside(motion: Motion, entered: ResultFacts, scene: Scene) -> Decision:
    """Withdrawn, settled or merged by letter. Nothing is settled so without the applicants' consent."""
    if entered.outcome is Outcome.SETTLED and entered.consent is None:
        raise ConsentMissing(reference=motion.reference)
    if entered.outcome is Outcome.SETTLED and not entered.consent:
        raise NotAgreed(reference=motion.reference)
    return ending.leave(motion, entered.outcome, scene, on=entered.on, by=entered.by)


def _completed(motion: Motion, entered: ResultFacts, scene: Scene) -> ResultFacts:
    """A motion that an adopted amendment has replaced as a whole is settled by it: nobody need say so.

    Raises PutOffBackwards where something is put off to a day that is over.
    """
    on = entered.on or scene.today
    for day in (entered.put_off_to, entered.until):
        if day is not None and day < on and not entered.from_record:
            raise PutOffBackwards(reference=motion.reference, on=on, to=day)
    if entered.outcome is not Outcome.SETTLED or entered.by or motion.current is None:
        return entered
    whole = amendment.replaced_by(motion, scene) if motion.current.role.decides else None
    return entered if whole is None else entered._replace(by=whole.reference)


def _folded(motion: Motion, facts: list[Fact]) -> Motion:
    for offset, one in enumerate(facts, 1):
        motion = apply(motion, Recorded(motion.version + 1, one.event.kind, one.event.data, str(offset)))
    return motion


def _take_up(motion: Motion, scene: Scene) -> tuple[list[Fact], Motion]:
    """Open the first consultation of a motion that is only filed, or that slept over the end of a term."""
    if motion.state not in (State.SUBMITTED, State.DORMANT) or motion.current is not None:
        return [], motion
    root = scene.member(motion.root) if motion.is_amendment else motion
    opened = open_next(root, scene) if root is not None else None
    if opened is None or root is None:
        raise NoStation(reference=motion.reference)
    facts = [opened, *amendment.follow(_folded(root, [opened]), scene.today, scene)]
    return facts, _folded(motion, [f for f in facts if f.stream == f"motion:{motion.id}"])


def open_next(motion: Motion, scene: Scene) -> Fact | None:
    """The fact that the first planned consultation has its turn; None where there is none."""
    ahead = motion.following
    if ahead is None:
        return None
    state = STAGE_OF_ROLE[ahead.role]
    act = Act.WAKE if motion.state is State.DORMANT else Act.OPEN
    step(motion.state, act.value, state)
    data: dict[str, object] = {"consultation": ahead.n, "state": state.value}
    return fact(motion, "opened", data, scene.today.isoformat())


def _check_turn(motion: Motion, entered: ResultFacts, scene: Scene) -> None:
    if entered.outcome not in SUBSTANCE:
        return
    unvoted = motion.urgency is Urgency.CLAIMED and not entered.from_record
    if unvoted:
        raise UrgencyFirst(reference=motion.reference)
    if not entered.from_record:
        amendment.check_order(motion, scene)


def _move(motion: Motion, entered: ResultFacts, scene: Scene) -> Move:
    facts = Facts(
        outcome=entered.outcome,
        targets=entered.targets,
        meeting=_put_off_meeting(motion, entered, scene),
        on=entered.put_off_to,
        until=entered.until,
        consent=_consent(motion, entered),
        from_record=entered.from_record,
    )
    move = consequences(motion, facts, scene.council)
    if motion.is_amendment:
        move = _of_amendment(motion, move, entered, scene)
    if move.effect in _HOLDS and entered.until is None and not entered.from_record:
        raise ResubmissionDateMissing(outcome=entered.outcome, reference=motion.reference)
    try:
        step(motion.state, entered.outcome.value, move.state, machine_of(scene.council))
    except Impossible:
        role = motion.current.role if motion.current else ""
        raise NotPossibleHere(
            outcome=entered.outcome,
            reference=motion.reference,
            state=motion.state,
            role=role,
            possible=list(possible(motion.current.role)) if motion.current else [],
        ) from None
    return move


def _of_amendment(motion: Motion, move: Move, entered: ResultFacts, scene: Scene) -> Move:
    """An amendment has no route: what would move it is recorded for its motion."""
    if move.effect not in _OF_AMENDMENTS or move.opens is not None:
        parent = scene.member(motion.root)
        name = parent.reference if parent else ""
        raise GoesWithItsMotion(reference=motion.reference, parent=name, outcome=entered.outcome)
    root = scene.member(motion.root)
    advisory = root is not None and goes_on(root) and root.state is State.COMMITTEE_DECISION
    if move.effect in (Effect.ADOPT, Effect.SPLIT) and advisory:
        return move._replace(effect=Effect.NEXT, state=motion.state)
    return move


def _consent(motion: Motion, entered: ResultFacts) -> bool:
    if entered.outcome is not Outcome.SETTLED or entered.consent is not None:
        return entered.consent is not False
    current = motion.current
    if entered.from_record or (current is not None and (current.role.decides or not current.role.votes)):
        return True
    raise ConsentMissing(reference=motion.reference)


def _put_off_meeting(motion: Motion, entered: ResultFacts, scene: Scene) -> int | None:
    current = motion.current
    if entered.put_off_to is None or current is None:
        return None
    found = sittings(scene.calendar, current.organization)
    return next((m.id for m in found if m.on == entered.put_off_to), None)


def _text(motion: Motion, move: Move, entered: ResultFacts, scene: Scene) -> tuple[Point, ...] | None:
    """The text as voted, which only a vote for it makes. Adopted amendments have already made it; else it has
    to be given. What is to be examined may be resolved without a wording of its own: that is owed then."""
    if entered.outcome is Outcome.ADOPTED_PARTLY:
        return _adopted_points(motion, move, entered)
    if entered.text is not None:
        return entered.text if move.text or move.vote is Vote.FOR else None
    if not _makes_text(motion, move):
        return None
    examined = entered.outcome is Outcome.EXAMINED
    if not examined and amendment.adopted_here(motion, scene):
        return motion.text
    if examined or entered.text_unknown or entered.from_record:
        return None
    raise TextMissing(outcome=entered.outcome)


def _makes_text(motion: Motion, move: Move) -> bool:
    """True where the table has a new text come with the result. An amendment is itself the new text."""
    return move.text and not move.split and not motion.is_amendment and move.effect in _VOTED


def _adopted_points(motion: Motion, move: Move, entered: ResultFacts) -> tuple[Point, ...] | None:
    numbers = [p.number for p in (motion.changes if motion.is_amendment else motion.text)]
    if not move.split:
        return None
    if not numbers:
        return entered.text
    if not entered.points and (entered.from_record or (entered.text is not None and len(numbers) == 1)):
        return entered.text
    given = dict(entered.points)
    wrong = [o for o in given.values() if o not in (Outcome.ADOPTED, Outcome.REJECTED)]
    if wrong:
        raise PointOutcome(outcome=wrong[0])
    unknown = [number for number in given if number not in numbers]
    if unknown and not entered.from_record:
        raise PointsUnknown(reference=motion.reference, unknown=unknown, points=numbers)
    missing = [number for number in numbers if number not in given]
    if missing:
        raise PointsMissing(outcome=entered.outcome, missing=missing)
    if len(set(given.values())) == 1:
        raise AllPointsAlike(outcome=next(iter(given.values())))
    if motion.is_amendment:
        return entered.text
    source = entered.text if entered.text is not None else motion.text
    return tuple(p for p in source if given.get(p.number) is not Outcome.REJECTED)


def _recorded(
    motion: Motion,
    current: Consultation,
    move: Move,
    entered: ResultFacts,
    text: tuple[Point, ...] | None,
    scene: Scene,
) -> tuple[dict[str, Any], list[Fact]]:
    on = entered.on or scene.today
    inserted, scheduled = timing.find_meetings(motion, move, on, scene, scene.meeting(entered.meeting))
    data: dict[str, Any] = {
        "consultation": current.n,
        "organization": current.organization,
        "role": current.role.value,
        "outcome": entered.outcome.value,
        "effect": move.effect.value,
        "on": on.isoformat(),
        "state": move.state.value,
    }
    data.update(_way(move, inserted))
    data.update(_vote(move, entered))
    data.update(_details(motion, move, entered, text))
    return data, scheduled


def _way(move: Move, inserted: tuple[Consultation, ...]) -> dict[str, Any]:
    way: dict[str, Any] = {}
    if inserted:
        way["inserted"] = [consultation_to(c) for c in inserted]
    if move.opens is not None:
        way["opens"] = move.opens
        if move.status is not Status.OPEN:
            way["opens_as"] = move.status.value
    if move.voids:
        way["voids"] = list(move.voids)
    return way


def _vote(move: Move, entered: ResultFacts) -> dict[str, Any]:
    votes = entered.votes
    if votes is None and entered.factions:
        votes = total(entered.factions)
    if votes is not None and entered.on_rejection:
        votes = votes.turned()
    majority = entered.majority or (votes.majority if votes is not None else None)
    found: dict[str, Any] = {
        "vote": move.vote.value if move.vote is not Vote.NONE else None,
        "votes": list(votes) if votes is not None else None,
        "factions": [[name, list(v)] for name, v in sorted(entered.factions.items())] or None,
        "majority": majority.value if majority else None,
        "quorum": entered.quorum.value if entered.quorum is not Quorum.SIMPLE else None,
        "on_rejection": True if entered.on_rejection else None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _details(
    motion: Motion, move: Move, entered: ResultFacts, text: tuple[Point, ...] | None
) -> dict[str, Any]:
    owed = ["text"] if text is None and _makes_text(motion, move) else []
    if move.effect in _HOLDS and entered.until is None:
        owed.append("resubmission_date")
    ending.check_link(motion, entered.by)
    linked = entered.outcome is Outcome.MERGED or move.effect is Effect.SETTLE
    if linked and not entered.by and not entered.from_record:
        raise LinkMissing(outcome=entered.outcome)
    found: dict[str, Any] = {
        "meeting": entered.meeting,
        "targets": list(entered.targets) or None,
        "phrase": entered.phrase or None,
        "agenda_item": entered.agenda_item or None,
        "text": points_to(text) if text is not None else None,
        "points": [[n, o.value] for n, o in entered.points.items()] or None,
        "report_due": entered.report_due.isoformat() if entered.report_due else None,
        "report_to": entered.report_to or None,
        "links": [[ending.RELATIONS.get(entered.outcome, "see"), entered.by]] if entered.by else None,
        "check": True if move.check else None,
        "owed": owed or None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _warnings(
    motion: Motion, move: Move, entered: ResultFacts, owed: Sequence[str]
) -> tuple[tuple[str, dict[str, object]], ...]:
    found: list[tuple[str, dict[str, object]]] = []
    if move.check:
        found.append(("check_legality", {"outcome": entered.outcome, "reference": motion.reference}))
    if move.report and entered.report_due is None:
        found.append(("report_date_missing", {"reference": motion.reference}))
    if "text" in owed and not entered.from_record:
        found.append(("text_owed", {"reference": motion.reference}))
    return tuple(found)


def _after_the_end(motion: Motion, entered: ResultFacts, scene: Scene) -> Decision:
    """A decided motion can still be taken note of by committees behind the plenary on its route."""
    ahead = motion.following
    noting = entered.outcome in (Outcome.NOTED, Outcome.FORWARDED)
    if ahead is None or not noting or motion.state in STAGES:
        raise MotionEnded(
            reference=motion.reference, state=motion.state, on=motion.ended_on or motion.decided_on
        )
    opened = fact(motion, "routed", {"opens": ahead.n}, scene.today.isoformat())
    ready = _folded(motion, [opened])
    on, meeting = timing.when(ready, ready.current or ahead, entered, scene)
    data: dict[str, Any] = {
        "consultation": ahead.n,
        "organization": ahead.organization,
        "role": ahead.role.value,
        "outcome": entered.outcome.value,
        "effect": "none",
        "on": on.isoformat(),
        "state": motion.state.value,
    }
    data.update({k: v for k, v in (("meeting", meeting), ("phrase", entered.phrase)) if v})
    return Decision((opened, fact(motion, "recorded", data, on.isoformat())))
