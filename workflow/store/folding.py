"""Folding of streams that are not motions: meetings, the council itself, people. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from states.event import Recorded
from states.fold import effective_events
from states.meeting import Meeting, fold_meeting

#: Entries that are kept and move nothing.
SILENT = frozenset({"corrected", "refused"})


def fold_meeting_stream(number: int, history: Iterable[Recorded]) -> Meeting:
    """The meeting that its events make, corrections applied. Raises ValueError for an unknown event."""
    history = list(history)
    meeting: Meeting | None = None
    for event in effective_events(history):
        meeting = meeting_after(meeting, event, number)
    if meeting is None:
        raise ValueError(f"meeting {number} has no beginning")
    return meeting._replace(version=len(history))


def meeting_after(meeting: Meeting | None, event: Recorded, number: int) -> Meeting | None:
    """The meeting after one more event that corrects none. Raises ValueError for an unknown event."""
    if event.kind not in SILENT:
        meeting = fold_meeting(meeting, event.kind, event.data, number)
    return None if meeting is None else meeting._replace(version=event.n)


class Person(NamedTuple):
    """Somebody who works with the program. Personal fields in `data` are commitments: ``{"~": "…"}``."""

    id: int
    login: str = ""  #: commitment to the name at the operating system
    roles: tuple[str, ...] = ()
    active: bool = True
    data: Mapping[str, Any] = {}
    version: int = 0


def fold_person(number: int, history: Iterable[Recorded]) -> Person:
    """The person that the events make: each names the fields it sets, null takes one away."""
    history = list(history)
    person = Person(number)
    for event in effective_events(history):
        if event.kind not in SILENT:
            person = _person_after(person, event)
    return person._replace(version=len(history))


def _person_after(person: Person, event: Recorded) -> Person:
    merged = {**person.data, **event.data}
    data = {key: value for key, value in merged.items() if value is not None}
    login = data.get("login") or {}
    return person._replace(
        login=login.get("~", "") if isinstance(login, Mapping) else "",
        roles=tuple(data.get("roles", ())),
        active=event.kind != "person_left",
        data=data,
    )
