"""Days that may be a public holiday somewhere in Germany, so that all others need no looking up.

Since 1991, by the laws of the Länder: fixed days, days that go with Easter, and Buß- und Bettag. Which of
them is one, and where, is the business of `workflow.rules.workday`; this only says which days cannot be.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXED = frozenset(
    {
        *((1, 1), (1, 6), (3, 8), (5, 1), (5, 8), (6, 17), (8, 8), (8, 15), (9, 20)),
        *((10, 3), (10, 31), (11, 1), (12, 25), (12, 26)),
    }
)
#: Karfreitag, Ostersonntag, Ostermontag, Himmelfahrt, Pfingstsonntag, Pfingstmontag, Fronleichnam
_AFTER_EASTER = (-2, 0, 1, 39, 49, 50, 60)
_WEDNESDAY = 2


def may_be_holiday(day: date) -> bool:
    """False where the day is a public holiday in no part of Germany."""
    if (day.month, day.day) in _FIXED or day in _moving(day.year):
        return True
    # Buß- und Bettag: the Wednesday before 23 November
    return day.month == 11 and 16 <= day.day <= 22 and day.weekday() == _WEDNESDAY


@lru_cache(maxsize=64)
def _moving(year: int) -> frozenset[date]:
    sunday = easter(year)
    return frozenset(sunday + timedelta(days=n) for n in _AFTER_EASTER)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
