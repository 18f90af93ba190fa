"""When a result took effect, at which meeting, and when the next station meets."""

from __future__ import annotations

from datetime import date

from states.event import Fact
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Status
from states.outcome import Effect, Outcome
from states.route import Move
from states.rule_refusals import (
    BeforeMeeting,
    BeforePrevious,
    BeforeSubmission,
    MeetingCancelled,
    NotItsTurn,
)
from workflow.decide.entered import ResultFacts
from workflow.decide.refusals import NoMeeting, NoMeetingYet, WhichMeeting
from workflow.decide.scene import Scene, fact, first_open, moment, next_sitting, sittings

#: What can be known before the meeting begins: it does not take place, or the motion is not on it.
KNOWN_BEFORE = frozenset(
    {Outcome.NOT_REACHED, Outcome.NOT_ADMITTED, Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.MERGED}
)


def when(
    motion: Motion, current: Consultation, entered: ResultFacts, scene: Scene
) -> tuple[date, int | None]:
    """The day a result took effect and the meeting that made it.

    Raises NoMeeting, NotItsTurn, MeetingCancelled, BeforeMeeting, BeforePrevious, BeforeSubmission: a result
    is never recorded before its meeting began, nor a station before the one ahead of it (the same day is
    allowed).
    """
    meeting = _meeting(current, entered, scene)
    on = meeting.on if meeting is not None else entered.on or current.on
    if on is None:
        name = scene.name(current.organization)
        raise NoMeetingYet(organization=name, reference=motion.reference, key=current.organization)
    if meeting is not None:
        _check_meeting(motion.reference, meeting, current, entered, scene)
    _check_not_future(on, meeting, current, entered, scene)
    if entered.outcome in KNOWN_BEFORE and on > scene.today:
        on = scene.today
    _check_order(motion, current, on, scene)
    return on, meeting.id if meeting is not None else None


def _meeting(current: Consultation, entered: ResultFacts, scene: Scene) -> Meeting | None:
    if entered.meeting is not None:
        return scene.meeting(entered.meeting)
    placed = scene.meeting(current.meeting)
    if entered.on is None or (placed is not None and placed.on == entered.on):
        return placed
    held = [m for m in sittings(scene.calendar, current.organization) if m.on == entered.on]
    if len(held) > 1:
        raise WhichMeeting(organization=scene.name(current.organization), on=entered.on)
    if held:
        return held[0]
    if entered.from_record:
        return None
    day, nearest = entered.on, sittings(scene.calendar, current.organization)
    nearest.sort(key=lambda m: abs((m.on - day).days))
    raise NoMeeting(
        organization=scene.name(current.organization),
        key=current.organization,
        on=entered.on,
        near=[m.on for m in nearest[:3]],
    )


def _check_meeting(
    reference: str, meeting: Meeting, current: Consultation, entered: ResultFacts, scene: Scene
) -> None:
    """A result is made by a meeting of the organization whose turn it is, and by one that took place."""
    if meeting.organization != current.organization and not entered.from_record:
        other, name = scene.name(meeting.organization), scene.name(current.organization)
        raise NotItsTurn(organization=other, reference=reference, current=name)
    cancelled = meeting.status is MeetingStatus.CANCELLED
    if cancelled and entered.outcome not in KNOWN_BEFORE:
        raise MeetingCancelled(organization=scene.name(current.organization), on=meeting.on)


def _check_not_future(
    on: date, meeting: Meeting | None, current: Consultation, entered: ResultFacts, scene: Scene
) -> None:
    if entered.outcome in KNOWN_BEFORE:
        return
    early = scene.now < meeting.start(scene.council.zone) if meeting is not None else on > scene.today
    if early:
        begins = meeting.start(scene.council.zone) if meeting is not None and meeting.begins else on
        raise BeforeMeeting(organization=scene.name(current.organization), begins=begins)


def _check_order(motion: Motion, current: Consultation, on: date, scene: Scene) -> None:
    previous = max((c.result.on for c in motion.consultations if c.result is not None), default=None)
    if previous is not None and on < previous:
        raise BeforePrevious(organization=scene.name(current.organization), on=on, previous=previous)
    if motion.submitted_on is not None and on < motion.submitted_on:
        raise BeforeSubmission(reference=motion.reference, submitted=motion.submitted_on, on=on)


def outside_a_meeting(motion: Motion, entered: ResultFacts, scene: Scene) -> bool:
    """True where a motion is withdrawn, settled or merged by letter and not at a meeting that has begun."""
    current = motion.current
    if entered.from_record and (current or motion.following) is not None:
        return False
    if current is None or motion.state.value in ("draft", "submitted", "dormant"):
        return True
    meeting = scene.meeting(entered.meeting or current.meeting)
    if entered.on is not None and (meeting is None or meeting.on != entered.on):
        held = [m for m in sittings(scene.calendar, current.organization) if m.on == entered.on]
        return not held
    if meeting is None:
        return True
    return scene.now < meeting.start(scene.council.zone)


def find_meetings(
    motion: Motion, move: Move, on: date, scene: Scene, meeting: Meeting | None = None
) -> tuple[tuple[Consultation, ...], list[Fact]]:
    """Give the consultations ahead their meetings where the calendar knows them.

    Inserted consultations get theirs within the result; one that was planned all along and is now opened
    without a meeting gets a fact of its own. Each organization's first meeting after `meeting`, which made
    the result, or on its day where another organization meets later on it; what was not admitted waits for
    one whose submission deadline is still open.
    """
    inserted: list[Consultation] = []
    after, begins = (max(on, meeting.on), meeting.begins) if meeting is not None else (on, None)
    last = motion.current.organization if motion.current else ""
    for c in move.inserted:
        found = None
        if c.next_meeting and move.effect is Effect.READMIT:
            found = first_open(c.organization, moment(on, scene), scene, after=after)
        elif c.next_meeting:
            other = c.organization != last
            found = next_sitting(scene.calendar, c.organization, after, same_day=other, since=begins)
        inserted.append(c._replace(meeting=found.id, next_meeting=False) if found else c)
        if found:
            after, last, begins = found.on, c.organization, found.begins
    if inserted:
        floor = max(after, *(d for c in inserted for d in (c.until, c.on) if d), after)
        return tuple(inserted), later_stations(motion, move.voids, floor, scene)
    ahead = motion.consultation(move.opens) if move.opens is not None else None
    if ahead is None or ahead.meeting is not None or not ahead.next_meeting:
        return (), []
    found = next_sitting(scene.calendar, ahead.organization, on, same_day=True)
    return (), [_scheduled(motion, ahead, found, scene)] if found is not None else []


def later_stations(
    motion: Motion, voids: tuple[int, ...], floor: date, scene: Scene, *, behind: int | None = None
) -> list[Fact]:
    """The stations ahead (or those behind one of them) whose meeting would come before a day that the motion
    now reaches only then: each goes to the first meeting of its organization from there on, or waits for one.
    Those that keep the order keep their meeting."""
    numbers = [c.n for c in motion.consultations]
    first = numbers.index(behind) + 1 if behind in numbers else 0
    facts = []
    for c in motion.consultations[first:]:
        meeting = scene.meeting(c.meeting)
        if c.status is not Status.PLANNED or c.n in voids or meeting is None:
            continue
        if meeting.on < floor:
            found = next_sitting(scene.calendar, c.organization, floor, same_day=True)
            facts.append(_scheduled(motion, c, found, scene))
            meeting = found or meeting
        floor = max(floor, meeting.on)
    return facts


def _scheduled(motion: Motion, c: Consultation, meeting: Meeting | None, scene: Scene) -> Fact:
    data: dict[str, object] = {"consultation": c.n, "meeting": meeting.id if meeting else None}
    if meeting is None:
        data["next_meeting"] = True
    return fact(motion, "scheduled", data, scene.today.isoformat())
