"""Which days work: weekends, and the public holidays of each Land in each year.

Source of the holidays is the library `holidays` (it links each Land's law); it is imported only when a
weekday has to be looked up, because it costs more than everything else here together. Regional holidays
(Mariä Himmelfahrt in parts of Bavaria, Fronleichnam in parts of Saxony and Thuringia, the Friedensfest of
Augsburg) hold only where the council names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from workflow.rules.deadline_refusals import HolidaysUnknown, LandMissing, LandUnknown, RegionalHolidayUnknown
from workflow.rules.feast import may_be_holiday

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
#: The library's German record: from the unification to the last year it computes. Outside it returns no
#: holiday at all without a word, so years outside are refused.
FIRST_YEAR, LAST_YEAR = 1991, 2100

LAENDER: Mapping[str, str] = {
    "BB": "Brandenburg",
    "BE": "Berlin",
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "HB": "Bremen",
    "HE": "Hessen",
    "HH": "Hamburg",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
}
#: abbreviations in common use beside the official ones
OTHER_CODES: Mapping[str, str] = {"NRW": "NW", "NDS": "NI", "BRB": "BB", "RLP": "RP", "LSA": "ST"}


class WorkCalendar(NamedTuple):
    """Whose working days count: the Land's, less regional holidays and days the office is closed."""

    land: str = ""  #: one of `LAENDER`; empty where not known, then weekdays cannot be judged
    regional: tuple[str, ...] = ()  #: names of regional holidays that hold in this council's place
    closed: frozenset[date] = frozenset()  #: further days without work, e.g. between the years


#: Where no Land is known: only weekends can be judged.
ANYWHERE = WorkCalendar()


class Idle(NamedTuple):
    """Why a day does not work: `saturday`, `sunday`, `holiday` (with its German name) or `closed`."""

    kind: str
    name: str = ""


def land_code(text: str) -> str:
    """The code of a Land from its code, its ISO code or its name, in any case; raises LandUnknown."""
    plain = text.strip().upper().removeprefix("DE-")
    if plain in LAENDER:
        return plain
    by_name = {name.upper(): code for code, name in LAENDER.items()}
    code = OTHER_CODES.get(plain) or by_name.get(plain)
    if code is None:
        raise LandUnknown(land=text, known=", ".join(LAENDER))
    return code


def why_idle(day: date, calendar: WorkCalendar, *, saturday_works: bool = False) -> Idle | None:
    """Why nobody works on this day, or None where it is a working day.

    Mon–Fri without public holidays are Arbeitstage; with `saturday_works` the Mon–Sat of a Werktag.
    Raises LandMissing where only the Land could tell, HolidaysUnknown outside 1991–2100.
    """
    weekday = day.weekday()
    if weekday == SUNDAY:
        return Idle("sunday")
    if weekday == SATURDAY and not saturday_works:
        return Idle("saturday")
    if day in calendar.closed:
        return Idle("closed")
    name = holiday_name(day, calendar)
    return Idle("holiday", name) if name else None


def judges(day: date, calendar: WorkCalendar) -> bool:
    """Whether the calendar knows enough to say of this day and those around it whether they work."""
    return bool(calendar.land) and FIRST_YEAR < day.year < LAST_YEAR


def holiday_name(day: date, calendar: WorkCalendar) -> str:
    """The German name of the public holiday on this day in this Land, or an empty string."""
    if not calendar.land:
        raise LandMissing(day=day)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise HolidaysUnknown(year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
    if not calendar.regional and not may_be_holiday(day):
        return ""  # spares most questions the library, which takes longer to load than all the rest
    return _holidays(calendar.land, calendar.regional, day.year).get(day, "")


def previous_working_day(day: date, calendar: WorkCalendar) -> tuple[date, tuple[tuple[date, Idle], ...]]:
    """This day or the last working day before it, and each day skipped with its reason, nearest first."""
    return _nearest_working_day(day, -ONE_DAY, calendar)


def next_working_day(day: date, calendar: WorkCalendar) -> tuple[date, tuple[tuple[date, Idle], ...]]:
    """This day or the first working day after it (§ 193 BGB), and each day skipped with its reason."""
    return _nearest_working_day(day, ONE_DAY, calendar)


def _nearest_working_day(
    day: date, step: timedelta, calendar: WorkCalendar
) -> tuple[date, tuple[tuple[date, Idle], ...]]:
    skipped = []
    while idle := why_idle(day, calendar):
        skipped.append((day, idle))
        day += step
    return day, tuple(skipped)


def regional_holidays(land: str) -> tuple[str, ...]:
    """The holidays that hold only in parts of this Land, by their German names."""
    return tuple(sorted(set(_regional_days(land, 2024).values())))  # any year: their names do not change


@lru_cache(maxsize=512)
def _holidays(land: str, regional: tuple[str, ...], year: int) -> dict[date, str]:
    """All holidays of a Land in a year, with those regional ones that the council names."""
    days = dict(_library(land, year, "public"))
    for wanted in regional:
        found = {day: name for day, name in _regional_days(land, year).items() if _same_name(wanted, name)}
        if not found:
            known = ", ".join(regional_holidays(land)) or "–"
            raise RegionalHolidayUnknown(name=wanted, land=LAENDER[land], known=known)
        days.update(found)
    return days


def _regional_days(land: str, year: int) -> dict[date, str]:
    days = _library(land, year, "catholic") if land in {"BY", "SN", "TH"} else {}
    if land == "BY":
        everywhere = _library("BY", year, "public")
        augsburg = _library("Augsburg", year, "public")
        days |= {day: name for day, name in augsburg.items() if day not in everywhere}
    return days


def _same_name(wanted: str, name: str) -> bool:
    """“Friedensfest” is enough for “Augsburger Hohes Friedensfest”."""
    return wanted.strip().casefold() in name.casefold()


def _library(subdivision: str, year: int, category: str) -> dict[date, str]:
    from holidays.countries.germany import Germany

    return dict(Germany(subdiv=subdivision, years=year, language="de", categories=(category,)).items())
