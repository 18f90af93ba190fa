"""A motion as one line of JSON: what a row keeps so that a command need not fold a whole history.

A snapshot is derived and may be thrown away at any time; `FORMAT` rises with every change of the values
in `states.motion`, and a snapshot of another format is folded anew from the events.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from states.consultation_json import OUTCOMES, QUORUMS, ROLES, STATUSES, VOTES, day, points_from
from states.motion import Choice, Consultation, Motion, Report, Result, Urgency
from states.stage import State
from states.text import Change, Operation
from states.vote import Majority, Votes

FORMAT = 1


STATES = {state.value: state for state in State}
CHOICES = {choice.value: choice for choice in Choice}
URGENCIES = {urgency.value: urgency for urgency in Urgency}


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
    (
        number, reference, title, kind, state, applicants, submitted_on, points, points_known,
        proposed, proposed_by, recommended, amended, choice, final, reasoning, parent, root, changes, rank,
        consultations, urgency, public, agenda_item, addressee, signatories, costs, decided_on,
        suspended_on, ended_on, reports, implemented_on, links, owed, channel, acknowledged_on, outside,
        version,
    ) = json.loads(text)  # fmt: skip
    return Motion(
        number,
        reference,
        title,
        kind,
        STATES[state],
        tuple(applicants),
        day(submitted_on),
        points_from(points),
        points_known,
        None if proposed is None else points_from(proposed),
        proposed_by,
        None if recommended is None else points_from(recommended),
        tuple((n, _changes(made)) for n, made in amended),
        CHOICES[choice],
        None if final is None else points_from(final),
        reasoning,
        parent,
        root,
        _changes(changes),
        rank,
        tuple(map(_consultation, consultations)),
        URGENCIES[urgency],
        public,
        agenda_item,
        addressee,
        tuple(signatories),
        costs,
        day(decided_on),
        day(suspended_on),
        day(ended_on),
        tuple(Report(day(r[0]), r[1], day(r[2]), r[3]) for r in reports),
        day(implemented_on),
        tuple((relation, other) for relation, other in links),
        tuple(owed),
        channel,
        day(acknowledged_on),
        outside,
        version,
    )


def _changes(data: Sequence[Any]) -> tuple[Change, ...]:
    return tuple(Change(Operation(c[0]), c[1], c[2]) for c in data)


def _consultation(data: Sequence[Any]) -> Consultation:
    n, organization, role, status, meeting, on, next_meeting, agenda_item, origin, of, until, result = data
    return Consultation(
        n,
        organization,
        ROLES[role],
        STATUSES[status],
        meeting,
        day(on),
        next_meeting,
        agenda_item,
        origin,
        of,
        day(until),
        None if result is None else _result(result),
    )


def _result(data: Sequence[Any]) -> Result:
    event, outcome, on, vote, majority, votes, factions, quorum, targets, phrase, points, text, check = data
    return Result(
        event,
        OUTCOMES[outcome],
        date.fromisoformat(on),
        VOTES[vote],
        Majority(majority) if majority else None,
        Votes(*votes) if votes else None,
        tuple((f[0], Votes(*f[1])) for f in factions),
        QUORUMS[quorum],
        tuple(targets),
        phrase,
        tuple((p[0], OUTCOMES[p[1]]) for p in points),
        None if text is None else points_from(text),
        check,
    )
