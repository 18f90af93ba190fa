"""Consultations, results and points as the log writes them, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from states.motion import Consultation, Result, Status
from states.outcome import Outcome, Role, Vote
from states.text import Point
from states.vote import Majority, Quorum, Votes

#: Looked up a hundred thousand times a minute: a dictionary is quicker than asking the enumeration.
OUTCOMES = {outcome.value: outcome for outcome in Outcome}
ROLES = {role.value: role for role in Role}
STATUSES = {status.value: status for status in Status}
VOTES = {vote.value: vote for vote in Vote}
QUORUMS = {quorum.value: quorum for quorum in Quorum}


def day(text: str | None) -> date | None:
    """A date as the log writes it; None where there is none."""
    return date.fromisoformat(text) if text else None


def points_from(data: Iterable[Sequence[str]]) -> tuple[Point, ...]:
    """Points from pairs of number and text."""
    return tuple([Point(p[0], p[1]) for p in data])


def points_to(points: Iterable[Point]) -> list[list[str]]:
    """Points as pairs of number and text."""
    return [[p.number, p.text] for p in points]


def consultation_from(d: Mapping[str, Any]) -> Consultation:
    """A consultation of the route, before it has a result."""
    return Consultation(
        n=d["n"],
        organization=d["organization"],
        role=Role(d["role"]),
        meeting=d.get("meeting"),
        on=day(d.get("on")),
        next_meeting=d.get("next_meeting", False),
        agenda_item=d.get("agenda_item", ""),
        origin=d.get("origin", "route"),
        of=d.get("of"),
        until=day(d.get("until")),
    )


def consultation_to(c: Consultation) -> dict[str, Any]:
    """A consultation as an event holds it; what is empty is left out."""
    d: dict[str, Any] = {"n": c.n, "organization": c.organization, "role": c.role.value}
    optional = {
        "meeting": c.meeting,
        "on": c.on.isoformat() if c.on else None,
        "next_meeting": c.next_meeting or None,
        "agenda_item": c.agenda_item or None,
        "origin": c.origin if c.origin != "route" else None,
        "of": c.of,
        "until": c.until.isoformat() if c.until else None,
    }
    d.update({k: v for k, v in optional.items() if v is not None})
    return d


def votes_from(data: Sequence[int] | None) -> Votes | None:
    """Votes from a list of three numbers."""
    return Votes(*data) if data else None


def result_from(d: Mapping[str, Any], event: int) -> Result:
    """The result that a `recorded` event holds."""
    majority = d.get("majority")
    text = d.get("text")
    return Result(
        event=event,
        outcome=OUTCOMES[d["outcome"]],
        on=date.fromisoformat(d["on"]),
        vote=VOTES[d.get("vote", "")],
        majority=Majority(majority) if majority else None,
        votes=votes_from(d.get("votes")),
        factions=tuple((f[0], Votes(*f[1])) for f in d.get("factions", ())),
        quorum=QUORUMS[d.get("quorum", "simple")],
        targets=tuple(d.get("targets", ())),
        phrase=d.get("phrase", ""),
        points=tuple((p[0], Outcome(p[1])) for p in d.get("points", ())),
        text=points_from(text) if text is not None else None,
        check=d.get("check", False),
    )
