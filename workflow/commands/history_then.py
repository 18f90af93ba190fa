"""What held on a day, and what had been recorded by then: the entries folded again as they stood."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from states.event import DoesNotFollow, Recorded
from states.fold import apply, effective_events
from states.motion import Motion
from workflow.commands.history_page import Asked, History, recorded_at, written
from workflow.commands.history_words import Names
from workflow.commands.reading import Reading

Row = dict[str, Any]


def history_then(reading: Reading, reference: str, asked: Asked) -> History:
    """As of a day: what held on it by all that is known now, corrections in the place of what they correct.
    Known at a day: what was on record at its end, as it read then. Both together narrow each other."""
    number = reading.reader.find(reading.id, reference)
    rows = reading.reader.history(reading.id, f"motion:{number}")
    zone = ZoneInfo(reading.council["zone"])
    known = [r for r in rows if asked.known_at is None or recorded_at(r, zone).date() <= asked.known_at]
    standing = effective_events(Recorded(e["n"], e["kind"], e["data"], e["effective"] or "") for e in known)
    shown = known
    if asked.as_of is not None:
        day = asked.as_of
        standing = [e for e in standing if _effective(e, known, zone) <= day]
        shown = known = _as_they_hold(known, standing)
    motion = _folded(number, standing)
    return History(
        motion.reference or reading.reader.motion_row(reading.id, f"#{number}")["reference"] or f"#{number}",
        motion.title,
        asked.as_of.isoformat() if asked.as_of else None,
        asked.known_at.isoformat() if asked.known_at else None,
        motion.state.value,
        Names(reading).organization(motion.current.organization) if motion.current else None,
        written(reading, shown, known, full=asked.full),
    )


def _effective(event: Recorded, rows: Sequence[Row], zone: ZoneInfo) -> date:
    if event.effective:
        return date.fromisoformat(event.effective[:10])
    return next(recorded_at(row, zone).date() for row in rows if row["n"] == event.n)


def _as_they_hold(rows: Sequence[Row], held: Sequence[Recorded]) -> list[Row]:
    """The entries that hold, each with the facts that a correction has put in its place."""
    by_number = {row["n"]: row for row in rows}
    told = [e for e in held if e.kind != "corrected"]
    return [
        {**by_number[e.n], "kind": e.kind, "data": e.data, "effective": e.effective or None} for e in told
    ]


def _folded(number: int, events: Sequence[Recorded]) -> Motion:
    """What these entries make; one that rests on another which is left out here is left out, too."""
    motion = Motion(id=number)
    for event in events:
        with suppress(DoesNotFollow):
            motion = apply(motion, event)
    return motion
