"""The rows of a route: which date, role and result belong to which organization."""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from workflow.intake.dates import Found, parse_time, read_dates
from workflow.intake.facts import Stop
from workflow.intake.text.organizations import abbreviates, is_plenary, nominative
from workflow.intake.text.signs import ROLE_NAMES, Sign


class Entry(NamedTuple):
    """An organization in its row, by place and line."""

    organization: str
    start: int
    line: int
    printed: str


class Extras:
    """What stands beside an organization before the next one begins."""

    def __init__(self) -> None:
        self.role: str | None = None
        self.result: str | None = None
        self.clock: time | None = None
        self.item: str | None = None
        self.public: bool | None = None
        self.next_meeting = False

    def stop(self, entry: Entry, day: date | None) -> Stop:
        return Stop(
            entry.organization,
            day,
            self.clock,
            self.role,
            self.result,
            self.next_meeting,
            self.item,
            self.public,
        )


class _Rows:
    """Organizations, dates and what stands beside them, row by row in the order of print."""

    def __init__(self, text: str, roles_first: bool) -> None:
        self.text = text
        #: a table whose rows go date, role, organization
        self.roles_first = roles_first
        self.entries: list[Entry] = []
        self.extras: list[Extras] = []
        self.dates: list[tuple[Found, int]] = []
        self.pending: list[Sign] = []
        self.held: list[Sign] = []
        self.ahead = False
        #: the last organization has a date, and that sitting was told of
        self.dated = False
        self.sat = False

    def take(self, sign: Sign) -> None:
        """Put one sign where it belongs."""
        if sign.name == "sitting":
            self._sitting(sign)
        elif sign.name == "organization":
            self._organization(sign, nominative(sign.text))
        elif sign.name == "next":
            self.ahead = True
        elif sign.name == "date":
            self._date(sign)
        elif self.roles_first and self.dated:
            self.held.append(sign)
        elif self.extras:
            _note(self.extras[-1], sign, self.pending)

    def _organization(self, sign: Sign, name: str) -> None:
        line = self.text.count("\n", 0, sign.start)
        self.entries.append(Entry(name, sign.start, line, sign.text))
        self.extras.append(Extras())
        self.extras[-1].next_meeting = self.ahead
        self.dated = self.sat = False
        for held in self.held:
            _note(self.extras[-1], held, self.pending)
        self.held = []

    def _sitting(self, sign: Sign) -> None:
        """The row of the sitting repeats the organization; without one before, it names it."""
        name = nominative(sign.text)
        if self.entries and _same(self.entries[-1].organization, name):
            self.sat = self.sat or self.dated
        else:
            self._organization(sign, name)

    def _date(self, sign: Sign) -> None:
        if self.dated and self.sat:
            # one more sitting of the same organization
            again, role = self.entries[-1].organization, self.extras[-1].role
            self._organization(sign._replace(text=again), again)
            self.extras[-1].role = role
        self.dates.extend((found, sign.start) for found in read_dates(sign.text))
        self.pending = [sign]
        self.ahead, self.dated = False, True


def _same(one: str, other: str) -> bool:
    if one.startswith(other) or other.startswith(one) or (is_plenary(one) and is_plenary(other)):
        return True
    return abbreviates(other, one) or abbreviates(one, other)


def pair(signs: list[Sign], text: str) -> tuple[list[tuple[Entry, Found | None, Extras]], bool]:
    """Organizations with their dates, whichever the table prints first, row by row or column by column."""
    rows = _Rows(text, _roles_first(signs))
    for sign in signs:
        rows.take(sign)
    _roles_by_column(rows.entries, rows.extras, signs)
    matched, unpaired = _match(rows.entries, rows.dates, text)
    return [(entry, matched.get(i), rows.extras[i]) for i, entry in enumerate(rows.entries)], unpaired


def _roles_first(signs: list[Sign]) -> bool:
    """True where a role stands between the first date and the first organization behind it."""
    names = [sign.name for sign in signs]
    if (
        "date" not in names
        or "organization" not in names
        or names.index("date") > names.index("organization")
    ):
        return False
    between = names[names.index("date") : names.index("organization")]
    return any(name in ROLE_NAMES for name in between)


def _roles_by_column(entries: list[Entry], extras: list[Extras], signs: list[Sign]) -> None:
    """As many roles as organizations, all behind the last one: a table read column by column."""
    roles = [sign for sign in signs if sign.name in ROLE_NAMES]
    if len(roles) == len(entries) > 1 and roles[0].start > entries[-1].start:
        for own, sign in zip(extras, roles, strict=True):
            own.role = sign.name


def _note(extras: Extras, sign: Sign, dates: list[Sign]) -> None:
    if sign.name == "time":
        extras.clock = extras.clock or parse_time(sign.text)
    elif sign.name == "item":
        extras.item = extras.item or re.sub(r"^\D+", "", sign.text)
    elif sign.name == "number":
        if dates and extras.item is None and sign.start - dates[-1].end < 40:
            extras.item = sign.text
    elif sign.name in ("open", "closed"):
        extras.public = sign.name == "open" if extras.public is None else extras.public
    elif sign.name == "box":
        extras.public = sign.text[0] in "☒☑✓✗" if extras.public is None else extras.public
    elif sign.name == "result":
        extras.result = extras.result or sign.text.strip(" .\t")
    elif extras.role is None:
        extras.role = sign.name


def _match(entries: list[Entry], dates: list[tuple[Found, int]], text: str) -> tuple[dict[int, Found], bool]:
    """Which date is whose.

    As many dates as organizations pair in their order, by rows or by columns. A date after several
    organizations of one line is a day for them all; else it belongs to the organization before it.
    """
    if not entries or not dates:
        return {}, False
    if len(entries) == len(dates):
        return {i: found for i, (found, _) in enumerate(dates)}, False
    matched: dict[int, Found] = {}
    lost = False
    first_is_date = dates[0][1] < entries[0].start
    for found, at in dates:
        before = [i for i, entry in enumerate(entries) if entry.start < at]
        after = [i for i, entry in enumerate(entries) if entry.start > at]
        if first_is_date and after and "\n" not in text[at : entries[after[0]].start]:
            matched.setdefault(after[0], found)
        elif before and before[-1] not in matched:
            matched[before[-1]] = found
            line = text.count("\n", 0, at)
            for i in reversed(before[:-1]):
                if entries[i].line != line or i in matched:
                    break
                matched[i] = found
        else:
            lost = True
    return matched, lost
