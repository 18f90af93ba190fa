"""A result as it is entered, before anything has been decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from states.outcome import Outcome
from states.text import Point
from states.vote import Majority, Quorum, Votes

#: Outcomes that are a vote on the motion itself.
SUBSTANCE = frozenset(
    {
        Outcome.ADOPTED,
        Outcome.ADOPTED_AMENDED,
        Outcome.ADOPTED_PARTLY,
        Outcome.REJECTED,
        Outcome.EXAMINED,
    }
)


class ResultFacts(NamedTuple):
    """A result as somebody enters it or a record tells it."""

    outcome: Outcome
    on: date | None = None
    meeting: int | None = None
    votes: Votes | None = None
    factions: Mapping[str, Votes] = {}
    majority: Majority | None = None
    quorum: Quorum = Quorum.SIMPLE
    on_rejection: bool = False  #: the vote was on the proposal to reject
    targets: tuple[str, ...] = ()  #: keys of organizations
    put_off_to: date | None = None
    until: date | None = None  #: resubmission date
    phrase: str = ""
    text: tuple[Point, ...] | None = None
    text_unknown: bool = False
    points: Mapping[str, Outcome] = {}
    consent: bool | None = None
    by: str = ""  #: reference of the paper that settled it or took it over
    report_due: date | None = None
    report_to: str = ""
    agenda_item: str = ""
    from_record: bool = False
