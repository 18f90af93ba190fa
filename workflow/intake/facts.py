"""What a document says: plain values, and nothing that it does not say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class Warn(NamedTuple):
    """Something the reader was unsure of: a code and the facts that its sentence names."""

    code: str
    facts: Mapping[str, str] = {}


class Stop(NamedTuple):
    """One consultation that the text names, in the route's order."""

    organization: str
    date: dt.date | None = None
    #: local time of the council
    time: dt.time | None = None
    #: a value of `states.outcome.Role`; None where the text prints none (the council's rules know it)
    role: str | None = None
    #: the result as printed
    result: str | None = None
    #: the text asks for "the next meeting" of this organization
    next_meeting: bool = False
    agenda_item: str | None = None
    public: bool | None = None


class Point(NamedTuple):
    """One point of the resolution; in an amendment also what it does to which point of the other paper."""

    number: str | None
    text: str
    #: replace, add, delete or whole; None in a motion and where an amendment does not say
    operation: str | None = None
    target: str | None = None


class Costs(NamedTuple):
    """What the resolution costs, in its own words; the amount in euros where there is exactly one."""

    amount_eur: Decimal | None
    budget_line: str | None
    text: str


class Report(NamedTuple):
    """The report that the administration is to give: to whom, and by when."""

    to: str | None
    due: dt.date | None


class Document(NamedTuple):
    """Everything read from one text. Absent facts are None or empty, never guessed."""

    is_motion: bool
    kind: str
    reference: str | None = None
    title: str | None = None
    date: dt.date | None = None
    #: when it was received, where a stamp or a line says so
    received: dt.date | None = None
    applicants: tuple[str, ...] = ()
    addressee: str | None = None
    council: str | None = None
    public: bool | None = None
    agenda_item: str | None = None
    route: tuple[Stop, ...] = ()
    #: words before the first point that govern them all ("Die Verwaltung wird beauftragt,")
    preamble: str | None = None
    points: tuple[Point, ...] = ()
    has_reasoning: bool = False
    reasoning: str | None = None
    amends: str | None = None
    #: the date of the amended paper, never the amendment's own
    amends_date: dt.date | None = None
    costs: Costs | None = None
    signatories: tuple[str, ...] = ()
    report: Report | None = None
    urgent: bool = False
    warnings: tuple[Warn, ...] = ()
    #: for each field the numbers of the lines that it came from, counted from 1
    origins: Mapping[str, tuple[int, ...]] = {}
