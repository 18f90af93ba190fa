"""Arithmetic of periods on the calendar: counting days back and forward, month ends, clock times.

§§ 187, 188 BGB for periods forward; by analogy for those that run back. Days are local days; only `moment`
and `day_ends` make instants of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workflow.rules.rule import WORKING_UNITS, Reading, Span, Unit
from workflow.rules.workday import ONE_DAY, Idle, WorkCalendar, why_idle

#: The last second of a day: the written form of 24:00, which belongs to the day that ends.
DAY_ENDS = time(23, 59, 59)


class Count(NamedTuple):
    """Where a count ends, and which days it passed over without counting them."""

    day: date
    skipped: tuple[tuple[date, Idle], ...] = ()
    clamped: bool = False  #: the month has no such day (§ 188 Abs. 3 BGB)


def count_back(
    anchor: date, span: Span, reading: Reading, *, anchor_counts: bool, calendar: WorkCalendar
) -> Count:
    """The last day in time, counted back from a day which does not count itself.

    Ordinal: the nth day before; clear: the day before that, so that n full days lie in between. With
    `anchor_counts` the anchor's day is the first of the n.
    """
    start = anchor + ONE_DAY if anchor_counts else anchor
    count = _shift(start, span, -1, calendar)
    if reading is Reading.ORDINAL:
        return count
    return count._replace(day=count.day - ONE_DAY)


def count_forward(event: date, span: Span, *, first_day_counts: bool, calendar: WorkCalendar) -> Count:
    """The last day of a period that begins with an event.

    The event's day does not count (§ 187 Abs. 1, § 188 Abs. 1, 2 Alt. 1 BGB), or is the period's first day
    (§ 187 Abs. 2, § 188 Abs. 2 Alt. 2 BGB).
    """
    if not first_day_counts:
        return _shift(event, span, 1, calendar)
    if span.unit in WORKING_UNITS:
        return _shift(event - ONE_DAY, span, 1, calendar)
    count = _shift(event, span, 1, calendar)
    # § 188 Abs. 3: where the day of that number is missing, the month's last day ends the period;
    # else it is the day before the one of the same number or name.
    return count if count.clamped else count._replace(day=count.day - ONE_DAY)


def _shift(start: date, span: Span, sign: int, calendar: WorkCalendar) -> Count:
    if span.unit is Unit.MONTH:
        return add_months(start, sign * span.amount)
    if span.unit is Unit.YEAR:
        return add_months(start, sign * 12 * span.amount)
    if span.unit in WORKING_UNITS:
        return _walk(start, span, sign, calendar)
    days = span.amount * 7 if span.unit is Unit.WEEK else span.amount
    return Count(start + timedelta(days=sign * days))


def _walk(start: date, span: Span, sign: int, calendar: WorkCalendar) -> Count:
    """Pass working days until the nth, noting the days that do not count."""
    saturday_works = span.unit is Unit.WERKTAG
    day, left = start, span.amount
    skipped: list[tuple[date, Idle]] = []
    while left:
        day += sign * ONE_DAY
        if idle := why_idle(day, calendar, saturday_works=saturday_works):
            skipped.append((day, idle))
        else:
            left -= 1
    return Count(day, tuple(skipped))


def add_months(start: date, months: int) -> Count:
    """The same day of a later or earlier month, or that month's last day (§ 188 Abs. 2, 3 BGB).

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date value out of range")
    last = _days_in(year, month0 + 1)
    return Count(date(year, month0 + 1, min(start.day, last)), clamped=start.day > last)


def _days_in(year: int, month: int) -> int:
    """As `calendar.monthrange`, which would load the locale's names of the months as well."""
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - ONE_DAY).day


def moment(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """The last second in time on a local day: at this time of day, or at the day's end.

    A time of day that the clocks pass twice is its first passing; one that they leap over moves on with
    them. A day's last second is the last one, should it come twice.
    """
    local = datetime.combine(day, at or DAY_ENDS, zone)
    if at is None:
        local = local.replace(fold=1)
    return local.astimezone(UTC).astimezone(zone)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, time(0), zone).astimezone(UTC).astimezone(zone)


def hours_from(instant: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """So many elapsed hours later (earlier when negative), whatever the clocks do meanwhile."""
    return (instant.astimezone(UTC) + timedelta(hours=hours)).astimezone(zone)


def clock_hours_from(instant: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """The same on the clock's face: 48 hours are the same time of day two days away."""
    local = instant.astimezone(zone) + timedelta(hours=hours)
    return local.astimezone(UTC).astimezone(zone)
