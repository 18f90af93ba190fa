"""Rows out of values: what the tables keep of a motion, its consultations, a meeting. Pure.

Saving and verifying both use these functions, so a row can never mean two things.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from states import snapshot
from states.meeting import Meeting
from states.motion import Consultation, Motion, Status
from states.stage import OPEN
from workflow.store.names import fold_name, fold_reference

Row = tuple[Any, ...]


def iso(value: date | time | None) -> str | None:
    """A day or a wall clock time as the tables write it."""
    return None if value is None else value.isoformat()


def as_list(values: Sequence[str]) -> str:
    """A short list as JSON; empty ones as an empty text, which an index can tell apart."""
    return json.dumps(list(values), ensure_ascii=False) if values else ""


def station(motion: Motion) -> Consultation | None:
    """Where a motion stands: the consultation whose turn it is, or the first of its route before that."""
    current = motion.current
    if current is not None:
        return current
    return motion.following if motion.state in OPEN else None


def motion_row(motion: Motion) -> Row:
    """The values of MOTION_COLUMNS."""
    at = station(motion)
    due = [r.due for r in motion.reports if r.due is not None and r.given_on is None]
    return (
        motion.reference,
        fold_reference(motion.reference),
        motion.title,
        motion.kind,
        motion.state.value,
        as_list(motion.applicants),
        iso(motion.submitted_on) or "",
        motion.parent,
        motion.root,
        int(motion.public),
        motion.urgency.value,
        iso(motion.decided_on),
        iso(motion.ended_on),
        iso(motion.implemented_on),
        *_station_row(at),
        motion.choice.value,
        as_list(motion.owed),
        iso(min(due)) if due else None,
        snapshot.FORMAT,
        snapshot.dump(motion),
    )


def _station_row(at: Consultation | None) -> Row:
    if at is None:
        return (None, None, None, None, None, None)
    held = at.until if at.status is Status.HELD else None
    return (at.organization, at.role.value, at.meeting, iso(at.on), at.status.value, iso(held))


def consultation_row(position: int, c: Consultation) -> Row:
    """The values of CONSULTATION_COLUMNS."""
    return (
        position,
        c.organization,
        c.role.value,
        c.status.value,
        c.meeting,
        iso(c.on),
        int(c.next_meeting),
        c.agenda_item,
        c.origin,
        iso(c.until),
        *_result_row(c),
    )


def _result_row(c: Consultation) -> Row:
    r = c.result
    if r is None:
        return (None,) * 8
    votes = r.votes or (None, None, None)
    majority = r.majority.value if r.majority else None
    return (r.outcome.value, majority, r.vote.value, *votes, r.phrase, r.event)


def consultation_rows(motion: Motion | None) -> dict[int, Row]:
    """Every consultation's row by its number, in the order of the route."""
    if motion is None:
        return {}
    return {c.n: consultation_row(i, c) for i, c in enumerate(motion.consultations)}


def changed_consultations(old: Motion | None, new: Motion) -> tuple[list[tuple[int, Row]], list[int]]:
    """The rows to write (number, values), and the numbers of those that are no longer there."""
    before = {} if old is None else {c.n: (i, c) for i, c in enumerate(old.consultations)}
    written = [
        (c.n, consultation_row(i, c))
        for i, c in enumerate(new.consultations)
        if before.pop(c.n, None) != (i, c)
    ]
    return written, list(before)


def meeting_row(meeting: Meeting) -> Row:
    """The values of MEETING_COLUMNS."""
    return (
        meeting.organization,
        iso(meeting.on),
        iso(meeting.begins),
        iso(meeting.ends),
        meeting.place,
        meeting.name,
        meeting.status.value,
        meeting.sequence,
        meeting.origin,
        meeting.uid,
        iso(meeting.minutes_on),
    )


def applicant_keys(motion: Motion) -> set[str]:
    """The applicants as they are looked for."""
    return {fold_name(name) for name in motion.applicants}


def searched(motion: Motion) -> tuple[str, str, str, str, str]:
    """What search looks at: title, points of the text, reasoning, reference, applicants."""
    points = "\n".join(p.text for p in motion.text)
    return (motion.title, points, motion.reasoning, motion.reference, "\n".join(motion.applicants))


def reads_otherwise(old: Motion, new: Motion) -> bool:
    """True where search would look at another text; mostly told without comparing any."""
    return _parts(old) != _parts(new)


def _parts(motion: Motion) -> Row:
    return (motion.title, motion.text, motion.reasoning, motion.reference, motion.applicants)
