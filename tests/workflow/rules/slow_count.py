"""Deadlines found the slow way: by walking the calendar, written from the law and not from the program.

Nothing here adds or subtracts a number of days: every count is a walk from one day to the next, and every
moment is found by trying quarters of an hour. The holidays are those of the Länder's laws, from 2019 on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter

NEXT = timedelta(days=1)
QUARTER = timedelta(minutes=15)


def holidays_of(land: str, year: int) -> set[date]:
    """The public holidays by the holiday laws of the Länder (state of 2019 and later)."""
    sunday = easter(year)
    days = {date(year, 1, 1), date(year, 5, 1), date(year, 10, 3), date(year, 12, 25), date(year, 12, 26)}
    days |= {sunday + timedelta(days=gap) for gap in (-2, 1, 39, 50)}
    if land in {"BW", "BY", "ST"}:
        days.add(date(year, 1, 6))
    if land == "BE" or (land == "MV" and year >= 2023):
        days.add(date(year, 3, 8))
    if land in {"BW", "BY", "HE", "NW", "RP", "SL"}:
        days.add(sunday + timedelta(days=60))
    if land == "SL":
        days.add(date(year, 8, 15))
    if land == "TH":
        days.add(date(year, 9, 20))
    if land in {"BB", "HB", "HH", "MV", "NI", "SH", "SN", "ST", "TH"}:
        days.add(date(year, 10, 31))
    if land in {"BW", "BY", "NW", "RP", "SL"}:
        days.add(date(year, 11, 1))
    if land == "SN":  # the Wednesday before 23 November
        days.add(next(date(year, 11, d) for d in range(22, 15, -1) if date(year, 11, d).weekday() == 2))
    if land == "BE":  # single years, § 1 of Berlin's law
        days |= {d for d in (date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)) if d.year == year}
    return days


def works(day: date, land: str, *, saturday: bool = False) -> bool:
    """Mon–Fri, with `saturday` Mon–Sat, without the Land's public holidays."""
    if day.weekday() == 6 or (day.weekday() == 5 and not saturday):
        return False
    return day not in holidays_of(land, day.year)


def nth_before(meeting: date, n: int, land: str, kind: str, *, counts_meeting: bool = False) -> date:
    """Walk back and count days of a kind; the nth is found. The meeting's day counts only if told so."""
    day, seen = (meeting + NEXT if counts_meeting else meeting), 0
    while seen < n:
        day -= NEXT
        seen += _is(day, land, kind)
    return day


def latest_leaving_free(meeting: date, n: int, land: str, kind: str, *, counts_meeting: bool = False) -> date:
    """The latest day that leaves n whole days of a kind between itself and the meeting."""
    day, free = (meeting if counts_meeting else meeting - NEXT), 0
    while free < n:
        free += _is(day, land, kind)
        day -= NEXT
    return day


def _is(day: date, land: str, kind: str) -> bool:
    if kind == "day":
        return True
    return works(day, land, saturday=kind == "werktag")


def days_after(event: date, n: int, *, counts_event: bool = False) -> date:
    """§ 187 Abs. 1, § 188 Abs. 1 BGB; with its own day § 187 Abs. 2."""
    day, counted = event, int(counts_event)
    while counted < n:
        day += NEXT
        counted += 1
    return day


def working_days_after(event: date, n: int, land: str, kind: str) -> date:
    """Walk forward until n days of a kind have passed."""
    day, seen = event, 0
    while seen < n:
        day += NEXT
        seen += _is(day, land, kind)
    return day


def months_after(event: date, months: int, *, counts_event: bool = False) -> date:
    """§ 188 Abs. 2, 3 BGB: walk into the nth month after, to the day of the same number or the last one."""
    day, turned = event, 0
    while turned < months:
        day += NEXT
        turned += day.day == 1
    while day.day != event.day:
        if (day + NEXT).day == 1:
            return day  # Abs. 3: that number is missing, the month's last day ends the period
        day += NEXT
    return day - NEXT if counts_event else day


def moved(day: date, policy: str, land: str) -> date:
    """What the weekend policy makes of the last day."""
    step = {"previous_working_day": -NEXT, "next_working_day": NEXT}.get(policy)
    while step and not works(day, land):
        day += step
    return day


def last_second(day: date, zone: ZoneInfo) -> datetime:
    """The last second that a clock in this zone shows this day's date."""
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=2)
    while (instant - QUARTER).astimezone(zone).date() != day:
        instant -= QUARTER
    return (instant - timedelta(seconds=1)).astimezone(zone)


def first_showing(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant that a clock in this zone shows this date and time (a whole quarter)."""
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    while instant.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        instant += QUARTER
    return instant.astimezone(zone)


def hours_before(instant: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """So many whole hours of time elapsed, one by one."""
    moment = instant.astimezone(UTC)
    for _hour in range(hours):
        moment -= 4 * QUARTER
    return moment.astimezone(zone)
