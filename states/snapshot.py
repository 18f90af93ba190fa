"""A motion as one line of JSON: what a row keeps so that a command need not fold a whole history.

A snapshot is derived and may be thrown away at any time; `FORMAT` rises with every change of the values
in `states.motion`, and a snapshot of another format is folded anew from the events.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from states.consultation_json import day
from states.motion import Choice, Consultation, Motion, Report, Result, Status, Urgency
from states.outcome import Outcome, Role, Vote
from states.stage import State
from states.text import Change, Operation, Point
from states.vote import Majority, Quorum, Votes

FORMAT = 1


def _date(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a motion holds no {type(value).__name__}")


#: Made once: `json.dumps` would make one for every motion.
_encode = json.JSONEncoder(default=_date, ensure_ascii=False, separators=(",", ":")).encode


def dump(motion: Motion) -> str:
    """The motion as JSON; equal motions give equal text."""
    return _encode(motion)


def load(text: str) -> Motion:
    """The motion that `dump` wrote."""
    m = Motion(*json.loads(text))
    return m._replace(
        state=State(m.state),
        applicants=tuple(m.applicants),
        submitted_on=_day(m.submitted_on),
        points=_points(m.points),
        proposed=None if m.proposed is None else _points(m.proposed),
        recommended=None if m.recommended is None else _points(m.recommended),
        amended=tuple((number, _changes(changes)) for number, changes in m.amended),
        choice=Choice(m.choice),
        final=None if m.final is None else _points(m.final),
        changes=_changes(m.changes),
        consultations=tuple(_consultation(c) for c in m.consultations),
        urgency=Urgency(m.urgency),
        signatories=tuple(m.signatories),
        decided_on=_day(m.decided_on),
        suspended_on=_day(m.suspended_on),
        ended_on=_day(m.ended_on),
        reports=tuple(Report(_day(r[0]), r[1], _day(r[2]), r[3]) for r in m.reports),
        implemented_on=_day(m.implemented_on),
        links=tuple((k, v) for k, v in m.links),
        owed=tuple(m.owed),
        acknowledged_on=_day(m.acknowledged_on),
    )


def _day(value: Any) -> date | None:
    return day(value)


def _points(data: Sequence[Any]) -> tuple[Point, ...]:
    return tuple(Point(p[0], p[1]) for p in data)


def _changes(data: Sequence[Any]) -> tuple[Change, ...]:
    return tuple(Change(Operation(c[0]), c[1], c[2]) for c in data)


def _consultation(data: Sequence[Any]) -> Consultation:
    c = Consultation(*data)
    return c._replace(
        role=Role(c.role),
        status=Status(c.status),
        on=_day(c.on),
        until=_day(c.until),
        result=None if c.result is None else _result(c.result),
    )


def _result(data: Sequence[Any]) -> Result:
    r = Result(*data)
    return r._replace(
        outcome=Outcome(r.outcome),
        on=date.fromisoformat(str(r.on)),
        vote=Vote(r.vote),
        majority=Majority(r.majority) if r.majority else None,
        votes=Votes(*r.votes) if r.votes else None,
        factions=tuple((f[0], Votes(*f[1])) for f in r.factions),
        quorum=Quorum(r.quorum),
        targets=tuple(r.targets),
        points=tuple((p[0], Outcome(p[1])) for p in r.points),
        text=None if r.text is None else _points(r.text),
    )
