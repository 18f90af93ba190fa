"""When a reminder falls due: its offset, counted from the day or the moment of its anchor.

Offsets are no periods of law: no weekend moves them (§ 193 BGB is about deadlines), and "3 days before" is
simply the third day before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from states.council import Council
from workflow.rules.council_deadline import work_calendar
from workflow.rules.deadline import compute
from workflow.rules.period import add_months, day_begins
from workflow.rules.rule import Policy, Reading, Rule, Unit
from workflow.rules.rule_words import parsed
from workflow.rules.workday import WorkCalendar

#: When people are reminded where a rule names a day without a time.
MORNING = time(8)
_REPEAT = re.compile(r"every (\d+) (day|week|month)s?")


@lru_cache(maxsize=256)
def offset_rule(words: str) -> Rule:
    """The rule of an offset, read as reminders mean it. Raises RuleUnreadable."""
    rule = parsed(words)
    if rule.span.unit is Unit.HOUR:
        return rule._replace(policy=rule.policy or Policy.NONE)
    reading = Reading.ORDINAL if rule.reading is Reading.OPEN else rule.reading
    return rule._replace(reading=reading, policy=rule.policy or Policy.NONE, at=rule.at or MORNING)


def falls_due(entry: Mapping[str, Any], on: date, at: datetime | None, council: Council) -> datetime:
    """The moment at which a reminder of the council's file falls due, in the council's zone.

    `on` is the anchor's local day and `at` its moment where it has one: hours count from that, else from
    the beginning of the day. Raises the refusals of `workflow.rules.deadline_refusals`.
    """
    moment = None if at is None else at.astimezone(UTC)
    return _falls_due(entry["offset"], on, moment, council.zone, work_calendar(council))


@lru_cache(maxsize=16_384)
def _falls_due(words: str, on: date, at: datetime | None, zone: str, calendar: WorkCalendar) -> datetime:
    """All motions of one meeting ask the same."""
    rule, local = offset_rule(words), ZoneInfo(zone)
    start: date = on
    if rule.span.unit is Unit.HOUR:
        start = at.astimezone(local) if at is not None else day_begins(on, local)
    if rule.counts_back:
        found = compute(rule, zone=local, meeting=start, calendar=calendar, explained=False)
    else:
        found = compute(rule, zone=local, event=start, calendar=calendar, explained=False)
    return found.deadline


def repetitions(first: datetime, every: str) -> Iterator[datetime]:
    """The first moment and, at the same time of day, every one after it: "every 180 days", "every 3 months".

    Ends where the calendar of this program ends.
    """
    found = _REPEAT.fullmatch(every)
    if found is None:
        raise ValueError(f"no repetition: {every}")
    amount, unit = int(found[1]), found[2]
    n = 0
    while True:
        try:
            yield _shifted(first, n * amount, unit)
        except OverflowError:
            return
        n += 1


def _shifted(first: datetime, amount: int, unit: str) -> datetime:
    day = first.date()
    if unit == "month":
        later = add_months(day, amount).day
    else:
        later = day + timedelta(days=amount * (7 if unit == "week" else 1))
    return datetime.combine(later, first.time(), first.tzinfo).astimezone(UTC).astimezone(first.tzinfo)
