"""The calendar: meetings added, moved, cancelled and held, and what that means for the motions there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any, NamedTuple

from states.event import Event, Fact
from states.meeting import Meeting, MeetingStatus
from states.motion import Motion, Urgency
from states.outcome import Outcome
from states.refusal import N_, Word
from states.route import planned as planned_of
from states.stage import OPEN, State
from workflow.decide import routing
from workflow.decide.entered import ResultFacts
from workflow.decide.refusals import (
    MeetingExists,
    MeetingHasResults,
    MeetingIsCancelled,
    MinutesBeforeMeeting,
    NotOver,
)
from workflow.decide.result import record
from workflow.decide.scene import Decision, Scene, in_time, moment, next_sitting


class MeetingFacts(NamedTuple):
    """A meeting as it is entered or imported. None: not known, or unchanged."""

    organization: str
    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    name: str = ""
    origin: str = "hand"
    uid: str = ""


def add(entered: MeetingFacts, number: int, waiting: Iterable[Motion], scene: Scene) -> Decision:
    """A new meeting. Motions that wait for the next meeting of its organization are put on it, where its
    submission deadline does not bar them; their amendments follow.

    Raises MeetingExists for a second meeting of an organization at the same time.
    """
    _check_free(entered, None, scene)
    data: dict[str, Any] = {
        "organization": entered.organization,
        "on": entered.on.isoformat(),
        "origin": entered.origin,
    }
    data |= _optional(entered)
    facts = [Fact(f"meeting:{number}", Event("meeting_added", data, entered.on.isoformat()))]
    meeting = Meeting(number, entered.organization, entered.on, entered.begins)
    with_it = scene._replace(calendar=(*scene.calendar, meeting))
    for motion in waiting:
        station = _awaiting(motion, entered.organization)
        if station is not None and _after_previous(motion, entered.on) and _admits(meeting, motion, scene):
            facts += routing.schedule(motion, station, meeting.id, "", with_it).facts
    return Decision(tuple(facts))


def _optional(entered: MeetingFacts) -> dict[str, Any]:
    found = {
        "begins": entered.begins.strftime("%H:%M") if entered.begins else None,
        "ends": entered.ends.strftime("%H:%M") if entered.ends else None,
        "place": entered.place or None,
        "name": entered.name or None,
        "uid": entered.uid or None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _check_free(entered: MeetingFacts, number: int | None, scene: Scene) -> None:
    for known in scene.calendar:
        same = known.organization == entered.organization and known.on == entered.on and known.id != number
        if same and known.status is not MeetingStatus.CANCELLED and known.begins == entered.begins:
            raise MeetingExists(
                organization=scene.name(entered.organization),
                on=known.on,
                begins=known.begins or "–",
                number=known.id,
            )


def _awaiting(motion: Motion, organization: str) -> int | None:
    """The station that waits for the next meeting of an organization, if it is its turn or comes next. An
    amendment goes with its motion; what sleeps since the end of a term is only woken on purpose."""
    station = motion.current or motion.following
    asleep = motion.state in (State.DRAFT, State.DORMANT)
    if motion.state not in OPEN or asleep or station is None or motion.is_amendment:
        return None
    waits = station.organization == organization and station.meeting is None and station.next_meeting
    return station.n if waits else None


def _after_previous(motion: Motion, on: date) -> bool:
    last = motion.last_result()
    filed = motion.submitted_on
    return (last is None or on >= last.on) and (filed is None or on >= filed)


def _admits(meeting: Meeting, motion: Motion, scene: Scene) -> bool:
    """Whether a motion reaches a meeting in time: at its first station by the day of its filing, after it was
    not admitted by that day. What was put off or sent on is with the council already."""
    last = motion.last_result()
    since = motion.submitted_on if last is None else last.on
    needless = motion.urgency is Urgency.CLAIMED or bool(motion.agenda_item)
    on_its_way = last is not None and last.outcome is not Outcome.NOT_ADMITTED
    return needless or on_its_way or since is None or in_time(meeting, moment(since, scene), scene)


def move(meeting: Meeting, entered: dict[str, Any], results: bool, scene: Scene) -> Decision:
    """Another day, time or place. Everything that hangs on the meeting moves with it, since dates are
    derived from it. Raises MeetingHasResults, MeetingExists."""
    if results:
        raise MeetingHasResults(
            number=meeting.id, organization=scene.name(meeting.organization), act=Word(N_("moved"))
        )
    on = date.fromisoformat(entered.get("on", meeting.on.isoformat()))
    begins = time.fromisoformat(entered["begins"]) if entered.get("begins") else meeting.begins
    _check_free(MeetingFacts(meeting.organization, on, begins), meeting.id, scene)
    event = Event("meeting_moved", {**entered, "was": meeting.on.isoformat()}, scene.today.isoformat())
    return Decision((Fact(f"meeting:{meeting.id}", event),))


def cancel(meeting: Meeting, motions: Iterable[Motion], results: bool, scene: Scene) -> Decision:
    """A meeting that does not take place. Motions whose turn it was come to the next one (not reached);
    those planned for it wait for the next one. Raises MeetingHasResults, MeetingIsCancelled."""
    if meeting.status is MeetingStatus.CANCELLED:
        raise MeetingIsCancelled(
            number=meeting.id, organization=scene.name(meeting.organization), on=meeting.on
        )
    if results:
        raise MeetingHasResults(
            number=meeting.id, organization=scene.name(meeting.organization), act=Word(N_("cancelled"))
        )
    facts = [Fact(f"meeting:{meeting.id}", Event("meeting_cancelled", {}, scene.today.isoformat()))]
    kept = tuple(m for m in scene.calendar if m.id != meeting.id)
    without = scene._replace(calendar=(*kept, meeting._replace(status=MeetingStatus.CANCELLED)))
    for motion in motions:
        facts += _put_off(motion, meeting, without)
    return Decision(tuple(facts))


def _put_off(motion: Motion, meeting: Meeting, scene: Scene) -> tuple[Fact, ...]:
    current = motion.current
    if motion.is_amendment or motion.state not in OPEN:
        return ()  # an amendment goes with its motion; what has ended is left as it was
    if current is not None and current.meeting == meeting.id:
        entered = ResultFacts(Outcome.NOT_REACHED, meeting=meeting.id, from_record=True)
        return record(motion, entered, scene).facts
    planned = next((c for c in planned_of(motion) if c.meeting == meeting.id), None)
    if planned is None:
        return ()
    asleep = motion.state is State.DORMANT
    later = None if asleep else next_sitting(scene.calendar, meeting.organization, meeting.on)
    return routing.schedule(motion, planned.n, later.id if later else None, "", scene).facts


def hold(meeting: Meeting, ends: time | None, scene: Scene) -> Decision:
    """The meeting has taken place. Raises MeetingIsCancelled, NotOver."""
    name = scene.name(meeting.organization)
    if meeting.status is MeetingStatus.CANCELLED:
        raise MeetingIsCancelled(number=meeting.id, organization=name, on=meeting.on)
    begins = meeting.start(scene.council.zone)
    if scene.now < begins:
        raise NotOver(number=meeting.id, organization=name, begins=begins)
    data: dict[str, Any] = {"ends": ends.strftime("%H:%M")} if ends else {}
    return Decision((Fact(f"meeting:{meeting.id}", Event("meeting_held", data, meeting.on.isoformat())),))


def publish_minutes(meeting: Meeting, on: date, scene: Scene) -> Decision:
    """The minutes were published on a day. Raises MeetingIsCancelled, MinutesBeforeMeeting."""
    name = scene.name(meeting.organization)
    if meeting.status is MeetingStatus.CANCELLED:
        raise MeetingIsCancelled(number=meeting.id, organization=name, on=meeting.on)
    if on < meeting.on or on > scene.today:
        raise MinutesBeforeMeeting(organization=name, meeting=meeting.on, today=scene.today, on=on)
    day = on.isoformat()
    return Decision((Fact(f"meeting:{meeting.id}", Event("minutes_published", {"on": day}, day)),))
