"""A council's history as process mining sees it: cases with their events, before any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.event import Recorded
from states.fold import effective_events


class Happening(NamedTuple):
    """One event of a case that holds: what was corrected is there as it was corrected."""

    id: str
    activity: str  #: such as "recommendation: adopted", "submitted"
    when: datetime  #: aware; the start of the day where only the day is known
    recorded: datetime
    who: str  #: a pseudonym, the same for the same person; never a name
    organization: str  #: its name, "" where none took part
    meeting: int | None
    facts: Mapping[str, str | int]


class Case(NamedTuple):
    """A motion on its way."""

    id: str
    reference: str
    title: str
    kind: str
    state: str
    applicants: Sequence[str]
    parent: str | None
    happenings: Sequence[Happening]


class Meeting(NamedTuple):
    """A meeting that events took place in."""

    id: int
    organization: str
    on: str


class EventLog(NamedTuple):
    """All of it. Cases can be gone through once."""

    council: str
    cases: Iterator[Case]
    organizations: Sequence[str]
    meetings: Sequence[Meeting]
    witness: str = ""  #: the newest checkpoint as one line


def happenings(
    number: int, entries: Sequence[Mapping[str, Any]], names: Mapping[str, str], zone: ZoneInfo
) -> list[Happening]:
    """The events of a motion's entries (as their texts have them), in the order in which they took effect."""
    events = [Recorded(e["n"], e["kind"], e["data"], e["effective"] or "") for e in entries]
    roles = _roles(events)
    by_number = {e["n"]: e for e in entries}
    found = []
    for event in effective_events(events):
        if event.kind in ("corrected", "refused"):
            continue
        entry = by_number[event.n]
        recorded = datetime.fromisoformat(entry["recorded"]).astimezone(UTC)
        key = event.data.get("organization", "")
        found.append(
            Happening(
                f"{number}-{event.n}",
                _activity(event, roles),
                _moment(event.effective, zone) or recorded,
                recorded,
                entry["actor"]["~"][:12],
                names.get(key, key),
                event.data.get("meeting"),
                _facts(event),
            )
        )
    return sorted(found, key=lambda each: each.when)  # stable: one day keeps the order of its entries


def _roles(events: Sequence[Recorded]) -> dict[int, str]:
    """The role of each consultation, however it came to the route."""
    found: dict[int, str] = {}
    for event in events:
        for key in ("consultations", "added", "inserted"):
            found |= {c["n"]: c["role"] for c in event.data.get(key, ()) if "role" in c}
        for key in ("repeat", "opens"):
            c = event.data.get(key)
            if isinstance(c, Mapping) and "role" in c:
                found[c["n"]] = c["role"]
    return found


def _activity(event: Recorded, roles: Mapping[int, str]) -> str:
    if event.kind == "recorded":
        role = roles.get(event.data["consultation"], "consultation")
        return f"{role}: {event.data['outcome']}"
    return event.kind


def _moment(effective: str, zone: ZoneInfo) -> datetime | None:
    if not effective:
        return None
    when = datetime.fromisoformat(effective)
    if len(effective) == 10:
        when = datetime.combine(when.date(), time(0))
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _facts(event: Recorded) -> dict[str, str | int]:
    d = event.data
    found: dict[str, str | int] = {}
    for key in ("outcome", "majority", "state", "effect"):
        if isinstance(d.get(key), str):
            found[key] = d[key]
    if isinstance(d.get("votes"), list):
        found |= dict(zip(("yes", "no", "abstain"), d["votes"], strict=False))
    return found
