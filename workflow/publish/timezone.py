"""A time zone as calendars carry it (VTIMEZONE, RFC 5545 3.6.5), from the zone data of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)


class Switch(NamedTuple):
    """A moment at which the clocks change; `local` is what they showed before."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@lru_cache(maxsize=64)
def timezone(key: str, first: int, last: int) -> Timezone:
    """The zone with every change of its clocks that matters to the years from `first` to `last`.

    A change that comes every year on the last weekday of a month is a rule, so that it holds later, too.
    The zone is made once and shared: put it into calendars, do not change it.
    """
    switches = list(_switches(ZoneInfo(key), first - 1, last + 1))
    zone = Timezone()
    zone.add("tzid", key)
    if not switches:
        zone.add_component(_unchanging(ZoneInfo(key), first))
    for kind in dict.fromkeys((s.before, s.after, s.name) for s in switches):
        alike = [s for s in switches if (s.before, s.after, s.name) == kind]
        zone.add_component(_observance(alike))
    return zone


def _switches(zone: ZoneInfo, first: int, last: int) -> Iterator[Switch]:
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        if _offset(moment, zone) != _offset(moment + _STEP, zone):
            yield _found(moment, zone)
        moment += _STEP


def _found(early: datetime, zone: ZoneInfo) -> Switch:
    """The change within a day, to the second."""
    late, before = early + _STEP, _offset(early, zone)
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    there = late.astimezone(zone)
    summer = bool(there.dst())
    return Switch(
        (late + before).replace(tzinfo=None), before, _offset(late, zone), there.tzname() or "", summer
    )


def _observance(alike: list[Switch]) -> TimezoneStandard | TimezoneDaylight:
    first = alike[0]
    made = TimezoneDaylight() if first.summer else TimezoneStandard()
    made.add("dtstart", first.local)
    made.add("tzoffsetfrom", first.before)
    made.add("tzoffsetto", first.after)
    made.add("tzname", first.name)
    if _is_yearly(alike):
        day = "MO TU WE TH FR SA SU".split()[first.local.weekday()]
        made.add("rrule", {"freq": "yearly", "bymonth": first.local.month, "byday": f"-1{day}"})
    else:
        for switch in alike[1:]:
            made.add("rdate", switch.local)
    return made


def _is_yearly(alike: list[Switch]) -> bool:
    years = [s.local.year for s in alike]
    same = {(s.local.month, s.local.weekday(), s.local.time()) for s in alike}
    last = all((s.local + timedelta(days=7)).month != s.local.month for s in alike)
    return len(same) == 1 and last and len(years) > 1 and years == list(range(years[0], years[-1] + 1))


def _unchanging(zone: ZoneInfo, year: int) -> TimezoneStandard:
    there = datetime(year, 1, 1, tzinfo=zone)
    made = TimezoneStandard()
    made.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local time by definition
    made.add("tzoffsetfrom", there.utcoffset())
    made.add("tzoffsetto", there.utcoffset())
    made.add("tzname", there.tzname())
    return made


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found
