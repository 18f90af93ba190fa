"""Recurring meetings in words: “second Tuesday”, „erster Donnerstag im Monat“, „alle zwei Wochen montags“.

The n-th weekday is that of the month; “every other”, „jeden zweiten“ and “every two weeks” count weeks from
the first day of the series. `dateutil` unrolls what the words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.intake.dates import parse_user_date


class RecurrenceUnreadable(Refusal):
    code = "recurrence_unreadable"
    exit_status = Exit.INPUT
    message = N_("“{text}” says no rule for recurring meetings.")
    way_out = N_(
        "Write it as “second Tuesday”, “1st and 3rd Monday”, “last Thursday” or “every two weeks on Monday”."
    )


class PeriodUnreadable(Refusal):
    code = "period_unreadable"
    exit_status = Exit.INPUT
    message = N_("“{text}” is no period to leave out.")
    way_out = N_(
        "Write it as “summer break”, “school holidays”, “holidays”, 24.12.2026 or 01.07.2026..14.08.2026."
    )


class Recurrence(NamedTuple):
    """A rule: these weekdays (0 is Monday), the n-th of each `every` months, or each `every` weeks."""

    weekdays: tuple[int, ...]
    nth: tuple[int, ...] = ()  #: -1 is the last; empty for a weekly rule
    every: int = 1


class Pause(NamedTuple):
    """When a series pauses: `summer`, `school`, `holidays`, or `days` with its first and last one."""

    kind: str
    text: str
    first: date = date.min
    last: date = date.max


_WEEKDAYS = {
    "mo": 0, "mon": 0, "monday": 0, "montag": 0, "di": 1, "tue": 1, "tuesday": 1, "dienstag": 1,
    "mi": 2, "wed": 2, "wednesday": 2, "mittwoch": 2, "do": 3, "thu": 3, "thursday": 3, "donnerstag": 3,
    "fr": 4, "fri": 4, "friday": 4, "freitag": 4, "sa": 5, "sat": 5, "saturday": 5, "samstag": 5,
    "sonnabend": 5, "so": 6, "sun": 6, "sunday": 6, "sonntag": 6,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "1st": 1, "erste": 1, "second": 2, "2nd": 2, "zweite": 2, "third": 3, "3rd": 3, "dritte": 3,
    "fourth": 4, "4th": 4, "vierte": 4, "fifth": 5, "5th": 5, "fünfte": 5, "last": -1, "letzte": -1,
}  # fmt: skip
_NUMBERS = {
    "one": 1, "ein": 1, "two": 2, "zwei": 2, "three": 3, "drei": 3, "four": 4, "vier": 4, "five": 5,
    "fünf": 5, "six": 6, "sechs": 6,
}  # fmt: skip
_FILLING = frozenset(
    "of the im in des month months monat monats on am a each every jeder jeden jede jedes und and week weeks "
    "woche wochen alle wöchentlich weekly immer".split()
)
_FORTNIGHT = re.compile(
    r"every (?:other|second)\b|jede[nrms]? zweiten?\b|(?:14|vierzehn)-?t[äa]g\w*|bi-?weekly|fortnight\w*|"
    r"(?:every|alle) (?:2|two|zwei) (?:weeks?|wochen)"
)
_WEEKS = re.compile(r"(?:every|alle) (\w+) (?:weeks?|wochen)")
_MONTHS = re.compile(
    r"(?:every|alle|of every) (\w+) (?:months?|monate?)|(quarter(?:ly)?|vierteljährlich|(?:im|jedes) quartal)"
)
_OF_MONTH = re.compile(r"\b(?:month|monat)")


def recurrence_of(text: str) -> Recurrence:
    """The rule that some words say. Raises RecurrenceUnreadable."""
    said = " ".join(text.casefold().replace(",", " ").split())
    rest, every, weekly = _interval(said)
    weekdays, nth = _days_and_places(text, rest)
    if not weekdays:
        raise RecurrenceUnreadable(text=text)
    if weekly and not nth:
        return Recurrence(weekdays, (), every)
    return Recurrence(weekdays, nth, every) if nth else Recurrence(weekdays, (), 1)


def _interval(said: str) -> tuple[str, int, bool]:
    """The words without those on the interval, the interval, and whether it counts weeks."""
    months = _MONTHS.search(said)
    if months:
        every = 3 if months[2] else _number(months[1])
        return _MONTHS.sub(" ", said), every, False
    fortnight = _FORTNIGHT.search(said)
    if fortnight and not _OF_MONTH.search(said):
        return _FORTNIGHT.sub(" ", said), 2, True
    weeks = _WEEKS.search(said)
    if weeks:
        return _WEEKS.sub(" ", said), _number(weeks[1]), True
    return said, 1, False


def _number(word: str) -> int:
    found = int(word) if word.isascii() and word.isdigit() else _NUMBERS.get(word, 0)
    if not 1 <= found <= 60:
        raise RecurrenceUnreadable(text=word)
    return found


def _days_and_places(text: str, rest: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    weekdays: list[int] = []
    nth: list[int] = []
    for word in rest.replace("/", " ").split():
        place = _place(word)
        day = _weekday(word)
        if place is not None:
            nth.append(place)
        elif day is not None:
            weekdays.append(day)
        elif word not in _FILLING:
            raise RecurrenceUnreadable(text=text)
    return tuple(dict.fromkeys(weekdays)), tuple(dict.fromkeys(nth))


def _place(word: str) -> int | None:
    if re.fullmatch(r"[1-5]\.", word):
        return int(word[0])
    return _ORDINALS.get(word) or _ORDINALS.get(word.rstrip("nrsm"))


def _weekday(word: str) -> int | None:
    bare = word.rstrip(".")
    found = _WEEKDAYS.get(bare)
    return found if found is not None else _WEEKDAYS.get(bare.removesuffix("s"))


def days_of(text: str, first: date, last: date) -> list[date]:
    """Every day of a series from `first` to `last`, both included. Raises RecurrenceUnreadable.

    An interval counts from the first day of the series, not from the week or month somebody began to look.
    """
    rule = recurrence_of(text)
    soonest = next(_every(rule._replace(every=1), first, last), None)
    return [] if soonest is None else list(_every(rule, soonest, last))


def _every(rule: Recurrence, first: date, last: date) -> Iterator[date]:
    from datetime import datetime, time

    from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

    days = [weekday(day, n) for day in rule.weekdays for n in rule.nth or (None,)]
    series = rrule(
        MONTHLY if rule.nth else WEEKLY,
        datetime.combine(first, time()),
        rule.every,
        until=datetime.combine(last, time()),
        byweekday=days,
    )
    return (moment.date() for moment in series)


_SUMMER = frozenset({"summer break", "summer holidays", "sommerpause", "sommerferien", "sitzungsfreie zeit"})
_SCHOOL = frozenset({"school holidays", "schulferien", "ferien", "school breaks"})
_HOLIDAYS = frozenset({"holidays", "public holidays", "feiertage", "feiertagen", "gesetzliche feiertage"})


def pause_of(text: str) -> Pause:
    """The period that some words leave out. Raises PeriodUnreadable and NotADate."""
    said = " ".join(text.casefold().split())
    for kind, words in (("summer", _SUMMER), ("school", _SCHOOL), ("holidays", _HOLIDAYS)):
        if (
            said in words
            or said.removeprefix("the ").removeprefix("in den ").removeprefix("in der ") in words
        ):
            return Pause(kind, text)
    start, dots, end = text.partition("..")
    if dots:
        first, last = parse_user_date(start), parse_user_date(end)
    elif any(c.isdigit() for c in text):
        first = last = parse_user_date(text)
    else:
        raise PeriodUnreadable(text=text)
    if last < first:
        raise PeriodUnreadable(text=text)
    return Pause("days", text, first, last)
