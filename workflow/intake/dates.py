"""German dates: find them in running text, and read the one a person typed.

Day before month, as Germans write. A date with slashes is American or British and stays open
(`Found.readings`) until its neighbours decide.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.intake.patterns import lazily

_MONTHS = {
    "jan": 1, "feb": 2, "mär": 3, "mar": 3, "mae": 3, "apr": 4, "mai": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dez": 12,
}  # fmt: skip
MONTH = (
    r"(?:Januar|Jänner|Jan\.|Februar|Feb\.|März|Mär\.|Mrz\.|Maerz|April|Apr\.|Mai|Juni|Jun\.|Juli|Jul\.|"
    r"August|Aug\.|September|Sept?\.|Oktober|Okt\.|November|Nov\.|Dezember|Dez\.(?! \d\b))"
)
#: one pattern for all forms; the month may carry a typist's extra zero (`22.010.2019`)
DATE = (
    r"(?:(?<![\d/.,-])(?:[0-3]?\d\. ?(?:/|und|u\.|,|\+|&) ?){0,3}"
    rf"(?:[0-3]?\d\. ?(?:0?[01]?\d\.(?: ?(?:(?:19|20)\d\d|\d\d)(?!\d|\.\d)|"
    rf"(?! ?\d+[.,]?\d*))|{MONTH}(?: ?(?:19|20)\d\d)?)"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)|[0-3]?\d/[0-3]?\d/(?:19|20)\d\d(?!\d))"
    r"|\b[xX_.]{1,3}\.[xX_.]{1,3}\.(?:[xX_]{2,4}|(?:19|20)[\dxX]{2})(?!\d))"
)
_FORMS = lazily(
    rf"(?P<days>(?:[0-3]?\d\. ?(?:/|und|u\.|,|\+|&) ?){{0,3}})"
    rf"(?:(?P<d>[0-3]?\d)\. ?(?:(?P<m>0?[01]?\d)\. ?(?P<y>\d{{4}}|\d\d)?|"
    rf"(?P<name>{MONTH}) ?(?P<y2>\d{{4}})?)"
    r"|(?P<iso>\d{4}-\d\d-\d\d)|(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y3>\d{4}))"
)
_DAY = lazily(r"\d+")
_DATES = lazily(DATE)
_USER = lazily(rf"\s*(?:[A-Za-z]+\.?,? )?(?:den )?({DATE})\s*", re.IGNORECASE)
TIME = r"(?:(?<![\d.])(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)? ?Uhr|(?<![\d.:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]))"
_CLOCK = lazily(r"(\d\d?)(?:[:.](\d\d))?")


class NotADate(Refusal):
    """What was given as a date is none, or leaves its year open."""

    code = "not_a_date"
    exit_status = Exit.INPUT
    message = N_("“{text}” is not a date.")
    way_out = N_("Write it as 20.03.2009 or 2009-03-20.")


class Found(NamedTuple):
    """One date found in a text: its possible readings, best first; none for a placeholder or the 31.02."""

    readings: tuple[date, ...]
    text: str
    #: day and month of a date whose year is not printed
    yearless: tuple[int, int] | None = None

    @property
    def day(self) -> date | None:
        """The one reading there is; None where there is none or a choice."""
        return self.readings[0] if len(self.readings) == 1 else None


def read_dates(printed: str) -> tuple[Found, ...]:
    """Every date of one match of `DATE`; `22./23.03.2021` is two, `xx.xx.2021` one without a reading."""
    form = _FORMS.match(printed)
    if form is None:
        return (Found((), printed),)
    if iso := form["iso"]:
        return (Found(_valid(int(iso[:4]), int(iso[5:7]), int(iso[8:])), printed),)
    if form["a"]:
        return (_slashed(int(form["a"]), int(form["b"]), int(form["y3"]), printed),)
    month = int(form["m"]) if form["m"] else _MONTHS[form["name"][:3].lower().replace("mrz", "mär")]
    days = [int(day) for day in _DAY.findall(form["days"])] + [int(form["d"])]
    year = full_year(form["y"] or form["y2"])
    return tuple(_dotted(day, month, year, printed) for day in days)


def _dotted(day: int, month: int, year: int | None, printed: str) -> Found:
    if year is None:
        return Found((), printed, (day, month) if _valid(2000, month, day) else None)
    return Found(_valid(year, month, day), printed)


def _slashed(first: int, second: int, year: int, printed: str) -> Found:
    """03/10/2009 is 10 March to an American program and 3 October to a British one."""
    readings = _valid(year, first, second) + _valid(year, second, first)
    return Found(tuple(dict.fromkeys(readings)), printed)


def _valid(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def full_year(printed: str | None) -> int | None:
    """`21` is 2021 and `98` is 1998: no council's paper of the 1960s lies on this table."""
    if not printed:
        return None
    year = int(printed)
    if year >= 100:
        return year
    return year + (2000 if year < 70 else 1900)


def find_dates(text: str) -> tuple[Found, ...]:
    """Every date in a text, in its order."""
    return tuple(found for match in _DATES.finditer(text) for found in read_dates(match[0]))


def parse_date(text: str) -> date | None:
    """The only date that a text holds; None for none, for several, and for one with two readings."""
    found = find_dates(text)
    return found[0].day if len(found) == 1 else None


def parse_user_date(text: str) -> date:
    """The date a person typed: 20.03.2009, 15.4.21, 2009-03-20, 3. März 2008.

    Raises NotADate where it is none, where the year is missing, and for 03/10/2009, which two
    people read as two days.
    """
    match = _USER.fullmatch(text.replace("\xa0", " "))
    found = read_dates(match[1]) if match else ()
    if len(found) != 1 or found[0].day is None:
        raise NotADate(text=text.strip())
    return found[0].day


def parse_time(printed: str) -> time | None:
    """`17.30 Uhr`, `17:30`, `17 Uhr` as a local time of day."""
    clock = _CLOCK.search(printed)
    if clock is None or int(clock[1]) > 23 or int(clock[2] or 0) > 59:
        return None
    return time(int(clock[1]), int(clock[2] or 0))


def nearest_before(readings: tuple[date, ...], anchor: date | None) -> date | None:
    """The reading that lies before the anchor and is closest to it; None where the anchor cannot decide.

    A motion is written before the meeting that hears it: 03/10/2009 before a meeting on 20.03.2009
    can only be 10 March. A reading more than half a year off is no better than the other one.
    """
    if anchor is None:
        return None
    before = [day for day in readings if 0 <= (anchor - day).days <= 183]
    return before[0] if len(before) == 1 else None


def next_such_day(yearless: tuple[int, int], anchor: date) -> date | None:
    """The first day of this day and month on or after the anchor (29.02. waits for its leap year)."""
    day, month = yearless
    for year in range(anchor.year, anchor.year + 9):
        for found in _valid(year, month, day):
            if found >= anchor:
                return found
    return None
