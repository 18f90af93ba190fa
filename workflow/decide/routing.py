"""Changing the way ahead by hand: stations added or taken off, meetings and agenda items given to them."""

from __future__ import annotations

from typing import Any

from states.consultation_json import consultation_to
from states.event import Fact, Recorded
from states.fold import apply
from states.motion import Consultation, Motion, Status
from states.outcome import Role
from states.route import next_number
from states.rule_refusals import MotionEnded, NoStation
from states.stage import OPEN, STAGE_OF_ROLE, State
from workflow.decide import amendment, timing
from workflow.decide.refusals import NoRouteOfItsOwn, StationNotOpen
from workflow.decide.scene import Decision, Scene, fact


def add_station(
    motion: Motion, organization: str, role: Role, before: int | None, meeting: int | None, scene: Scene
) -> Decision:
    """A station the route did not foresee, at its end or before another station.

    Put before the station whose turn it is, it takes the turn. Raises MotionEnded, NoRouteOfItsOwn,
    StationNotOpen.
    """
    _check_open(motion, scene)
    behind = motion.consultation(before) if before is not None else None
    if before is not None and (
        behind is None or behind.status not in (Status.PLANNED, Status.OPEN, Status.HELD)
    ):
        raise StationNotOpen(reference=motion.reference, station=before)
    added = Consultation(
        next_number(motion), organization, role, meeting=meeting, origin="added", next_meeting=meeting is None
    )
    data: dict[str, Any] = {"added": [consultation_to(added)]}
    if before is not None:
        data["before"] = before
    if behind is not None and behind.current:
        data |= {"opens": added.n, "state": STAGE_OF_ROLE[role].value}
    return _with_amendments(motion, [fact(motion, "routed", data, scene.today.isoformat())], scene)


def drop_station(motion: Motion, n: int, scene: Scene) -> Decision:
    """Take a station off the route that has not had its vote; its turn goes to the next.

    Raises MotionEnded, NoRouteOfItsOwn, StationNotOpen, NoStation where none would be left.
    """
    _check_open(motion, scene)
    dropped = motion.consultation(n)
    if dropped is None or dropped.status not in (Status.PLANNED, Status.OPEN, Status.HELD):
        raise StationNotOpen(reference=motion.reference, station=n)
    data: dict[str, Any] = {"dropped": [n]}
    if dropped.current:
        ahead = motion.following
        if ahead is None:
            raise NoStation(reference=motion.reference)
        data |= {"opens": ahead.n, "state": STAGE_OF_ROLE[ahead.role].value}
    return _with_amendments(motion, [fact(motion, "routed", data, scene.today.isoformat())], scene)


def _with_amendments(motion: Motion, facts: list[Fact], scene: Scene) -> Decision:
    """What moves a motion by hand moves its amendments with it."""
    after = motion
    for one in facts:
        after = apply(after, Recorded(after.version + 1, one.event.kind, one.event.data, one.event.effective))
    return Decision((*facts, *amendment.follow(after, scene.today, scene)))


def schedule(motion: Motion, n: int, meeting: int | None, agenda_item: str, scene: Scene) -> Decision:
    """Put a station on the agenda of a meeting, or take it off (None: at the next one, not known yet).

    A motion that was only filed is opened by it; one on hold, or asleep since the end of a term, is taken up
    again. Stations behind it keep the order of the route. Raises MotionEnded, NoRouteOfItsOwn,
    StationNotOpen.
    """
    _check_open(motion, scene)
    station = motion.consultation(n)
    if station is None or station.status in (Status.CLOSED, Status.VOID):
        raise StationNotOpen(reference=motion.reference, station=n)
    data: dict[str, Any] = {"consultation": n, "meeting": meeting}
    if meeting is None:
        data["next_meeting"] = True
    if agenda_item:
        data["agenda_item"] = agenda_item
    facts = [fact(motion, "scheduled", data, scene.today.isoformat())]
    waits = motion.state in (State.SUBMITTED, State.DORMANT) and station == motion.following
    if waits and meeting is not None:
        opened: dict[str, Any] = {"consultation": n, "state": STAGE_OF_ROLE[station.role].value}
        facts.append(fact(motion, "opened", opened, scene.today.isoformat()))
    placed = scene.meeting(meeting)
    if placed is not None:
        facts += timing.later_stations(motion, (), placed.on, scene, behind=n)
    return _with_amendments(motion, facts, scene)


def _check_open(motion: Motion, scene: Scene) -> None:
    if motion.is_amendment:
        root = scene.member(motion.root)
        raise NoRouteOfItsOwn(reference=motion.reference, parent=root.reference if root else "–")
    if motion.state not in OPEN:
        ended = motion.ended_on or motion.decided_on
        raise MotionEnded(reference=motion.reference, state=motion.state, on=ended)
