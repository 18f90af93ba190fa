"""School holidays of each Land, for councils that do not meet in them.

Source is the library `holidays` (category “school”), which follows the lists of the Kultusministerkonferenz;
a year that it does not know yet has none here, and `known` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from states.refusal import N_

#: The library's names, and ours.
BREAKS: Mapping[str, str] = {
    "Winter Break": N_("winter holidays"),
    "Easter/Spring Break": N_("Easter holidays"),
    "Ascension/Whit Break": N_("Whitsun holidays"),
    "Summer Break": N_("summer holidays"),
    "Autumn Break": N_("autumn holidays"),
    "Christmas Break": N_("Christmas holidays"),
}
SUMMER = "Summer Break"


def school_break(day: date, land: str) -> str:
    """Which school holidays a day lies in, as a key of BREAKS; empty for none and where nothing is known."""
    return _days(land, day.year).get(day, "")


def known(land: str, year: int) -> bool:
    """Whether the summer holidays of this Land and year are known."""
    return SUMMER in _days(land, year).values()


def summer_break(land: str, year: int) -> tuple[date, date] | None:
    """First and last day of the summer holidays, or None where they are not known (yet)."""
    days = sorted(day for day, name in _days(land, year).items() if name == SUMMER)
    if not days:
        return None
    first, last = days[0], days[-1]
    if last - first > timedelta(days=70):  # no Land has eleven weeks: the data of that year is damaged
        return None
    return first, last


@lru_cache(maxsize=64)
def _days(land: str, year: int) -> dict[date, str]:
    from holidays.countries.germany import Germany

    if "school" not in Germany.supported_categories or not land:
        return {}
    return {day: str(name) for day, name in Germany(subdiv=land, years=year, categories=("school",)).items()}
