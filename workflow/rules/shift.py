"""What hangs on a meeting's date: its deadlines and reminders, before it moves and after. Pure, derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.meeting import Meeting
from states.refusal import Refusal
from workflow.rules.council_deadline import deadlines_of, parsed, work_calendar
from workflow.rules.deadline import compute

_SITTING = timedelta(hours=3)  #: how long a meeting is taken to last where no end is known


class Shift(NamedTuple):
    """A deadline or reminder of a meeting and when it falls due; None where it does not any more."""

    kind: str  #: `deadline` or `reminder`
    key: str
    label: str
    before: datetime | None
    after: datetime | None


def shifts(before: Meeting, after: Meeting | None, council: Council) -> list[Shift]:
    """Every deadline and reminder of a meeting that falls at another moment after a change, the earliest
    first; `after` is None for a meeting that is cancelled. What cannot be computed is left out."""
    old, new = _due(before, council), _due(after, council) if after else {}
    found = [
        Shift(*name, label, was, new.get(name, ("", None))[1])
        for name, (label, was) in old.items()
        if new.get(name, ("", None))[1] != was
    ]
    found += [Shift(*name, label, None, then) for name, (label, then) in new.items() if name not in old]
    return sorted(found, key=lambda s: (s.kind, s.before or s.after))


Due = dict[tuple[str, str], tuple[str, datetime]]


def _due(meeting: Meeting, council: Council) -> Due:
    found: Due = {}
    anchors = {"meeting": meeting.start(council.zone), "meeting_end": _end(meeting, council.zone)}
    try:
        deadlines = deadlines_of(meeting, council)
    except Refusal:
        deadlines = []
    for deadline in deadlines:
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
        rule = parsed(entry["offset"])
        at = {"meeting": anchor} if rule.counts_back else {"event": anchor}
        zone = ZoneInfo(council.zone)
        return compute(rule, zone=zone, calendar=work_calendar(council), **at).deadline  # type: ignore[arg-type]
    except Refusal:
        return None
