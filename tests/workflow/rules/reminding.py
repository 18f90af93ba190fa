"""Reminders of motions in a council in memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from states.council import Council
from states.motion import Motion
from tests.world import World, a_council
from workflow import presets
from workflow.rules.reminder import Reminders, reminders
from workflow.rules.reminder_anchor import Sight
from workflow.rules.reminder_table import Timetable

DEADLINES = (
    {"key": "antragsfrist", "of": "submission", "label": "Antragsfrist", "rule": "10th day before 12:00"},
    {"key": "ladung", "of": "invitation", "label": "Ladungsfrist", "rule": "7th day before"},
)


def usual_reminders() -> tuple[dict[str, Any], ...]:
    """The reminders that hold where a council's file says nothing."""
    data = presets.read_builtin("kreis-nrw").data
    assert data is not None
    return tuple(data["reminders"])


def a_reminding_council(**changes: Any) -> Council:
    """A town with deadlines and the usual reminders."""
    changes.setdefault("deadlines", DEADLINES)
    changes.setdefault("reminders", usual_reminders())
    return a_council(**changes)


def reminders_of(world: World, motion: Motion, since: datetime | None = None) -> Reminders:
    """The reminders of a motion as it stands in the world now."""
    table = Timetable(lambda _on: world.council, world.council.zone, world.meetings.values())
    return reminders(Sight(world.motions[motion.id], table, world.now, since or world.now))


def moments(world: World, motion: Motion, since: datetime | None = None) -> dict[str, str]:
    """Each rule that has a point, with the moment at which it falls due, the last where there are several."""
    found = reminders_of(world, motion, since)
    assert not found.faults
    return {
        str(d.rule["key"]): d.at.strftime("%Y-%m-%d %H:%M") for d in found.due if not d.pointless(world.now)
    }
