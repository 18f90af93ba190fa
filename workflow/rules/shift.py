"""What hangs on a meeting's date: its deadlines and reminders, before it moves and after. Pure, derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting
from states.refusal import Refusal
from workflow.rules.council_deadline import deadlines_of
from workflow.rules.reminder_moment import falls_due
from workflow.rules.rule import Mode

_SITTING = timedelta(hours=3)  #: how long a meeting is taken to last where no end is known


Due = dict[tuple[str, str], tuple[str, datetime]]


class Shift(NamedTuple):
    """A deadline or reminder of a meeting and when it falls due; None where it does not any more."""

    kind: str  #: `deadline` or `reminder`
    key: str
    label: str
    before: datetime | None
    after: datetime | None
    when: str = ""  #: the condition under which a reminder goes out


def shifts(before: Meeting, after: Meeting | None, council: Council) -> list[Shift]:
    """Every deadline and reminder of a meeting that falls at another moment after a change, the earliest
    first; `after` is None for a meeting that is cancelled. What cannot be computed is left out."""
    old, new = _due(before, council), _due(after, council) if after else {}
    when = {str(entry["key"]): str(entry.get("when", "")) for entry in council.reminders}
    found = [
        Shift(kind, key, label, was, then, when.get(key, "") if kind == "reminder" else "")
        for (kind, key), (label, was, then) in _paired(old, new).items()
        if was != then
    ]
    return sorted(found, key=lambda s: (s.kind, s.before or s.after))


def _paired(old: Due, new: Due) -> dict[tuple[str, str], tuple[str, datetime | None, datetime | None]]:
    labels = {name: label for name, (label, _) in {**new, **old}.items()}
    return {
        name: (label, old.get(name, ("", None))[1], new.get(name, ("", None))[1])
        for name, label in labels.items()
    }


def _due(meeting: Meeting, council: Council) -> Due:
    found: Due = {}
    anchors = {"meeting": meeting.start(council.zone), "meeting_end": _end(meeting, council.zone)}
    try:
        deadlines = deadlines_of(meeting, council)
    except Refusal:
        deadlines = []
    for deadline in deadlines:
        if not deadline.computed.rule.counts_back and deadline.computed.rule.mode is not Mode.AFTER_DEADLINE:
            continue  # it counts from the beginning of a term or the like, not from this meeting
        when = deadline.computed.deadline
        found["deadline", deadline.key] = (deadline.label, when)
        if deadline.of == "submission":
            anchors["submission_deadline"] = anchors["deadline_passed"] = deadline.computed.safe_deadline
        elif deadline.of == "invitation":
            anchors["invitation"] = when
    found.update(_reminders(anchors, council))
    return found


def _end(meeting: Meeting, zone: str) -> datetime:
    if meeting.ends is not None:
        return datetime.combine(meeting.on, meeting.ends, ZoneInfo(zone))
    return meeting.start(zone) + (_SITTING if meeting.begins else timedelta())


def _reminders(
    anchors: Mapping[str, datetime], council: Council
) -> Iterator[tuple[tuple[str, str], tuple[str, datetime]]]:
    for entry in council.reminders:
        anchor = anchors.get(entry.get("anchor", ""))
        if anchor is not None and entry.get("enabled", True):
            when = _moment(entry, anchor, council)
            if when is not None:
                yield ("reminder", str(entry["key"])), (str(entry.get("label", entry["key"])), when)


def _moment(entry: Mapping[str, Any], anchor: datetime, council: Council) -> datetime | None:
    try:
        return falls_due(entry, anchor.astimezone(ZoneInfo(council.zone)).date(), anchor, council)
    except Refusal:
        return None
