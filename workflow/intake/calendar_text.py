"""Meetings out of lines as people paste them from a web page or a mail.

    Do., 12.03.2026, 17 Uhr: Sozialausschuss (Kreishaus)
    Sozialausschuss am 12. März 2026 um 17:00 Uhr, Kreishaus, Raum 101

A line that only names an organization holds for the dates below it; one that only names a year or a month
gives the dates below it their year.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple

from states.refusal import N_
from workflow.intake.calendar_entry import Found, Sitting, Wrong
from workflow.intake.dates import DATE, TIME, parse_time, read_dates

_DATES = re.compile(DATE)
_TIMES = re.compile(TIME)
_SPAN = re.compile(rf"({TIME}|(?<![\d.:])\d{{1,2}}(?:[.:]\d\d)?)\s*(?:–|-|bis)\s*({TIME})")
_WEEKDAY = re.compile(
    r"\b(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?|"
    r"mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)(?:day|\.|,|(?=\s*\d))[,]?",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"\b(?:abgesagt|entf[äa]llt|f[äa]llt aus|cancell?ed)\b", re.IGNORECASE)
_DATELIKE = re.compile(r"(?<!\d)\d{1,2}\. ?\d{1,2}\.(?:\d{2,4})?(?!\d)")
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?![\d.])")
_PLACE = re.compile(r"\(([^()]*)\)")
_FILLING = re.compile(r"\b(?:am|um|ab|den|der|im|in|Uhr|at|on|von|bis)\b(?=\s*[,:;–-]|\s*$)", re.IGNORECASE)
_EDGES = " ,;:–-\t•*·|"


class _Line(NamedTuple):
    """What a line says."""

    days: tuple[date, ...]
    begins: time | None
    ends: time | None
    rest: str
    place: str
    cancelled: bool


def read_text(text: str) -> Found:
    """The meetings that lines name, and the lines with a date of which nobody understands the rest."""
    sittings: list[Sitting] = []
    wrong: list[Wrong] = []
    heading, year = "", None
    for number, raw in enumerate(text.splitlines(), 1):
        line = " ".join(raw.replace("\xa0", " ").split())
        if not line or line.startswith("#"):
            continue
        if not _DATES.search(line) and _DATELIKE.search(line):
            wrong.append(Wrong(number, N_("the date cannot be read, or its year is missing")))
            continue
        if not _DATES.search(line):
            found = _YEAR.search(line)
            year = int(found[1]) if found else year
            heading = line.strip(_EDGES) if not found else heading
            continue
        said = _read(line, year)
        if not said.days:
            wrong.append(Wrong(number, N_("the date cannot be read, or its year is missing")))
            continue
        texts = tuple(filter(None, (said.rest, heading)))
        one = Sitting(texts, said.days[0], said.begins, said.ends, said.place, line=number)
        sittings += [one._replace(on=day, cancelled=said.cancelled) for day in said.days]
    return Found(tuple(sittings), tuple(wrong))


def _read(line: str, year: int | None) -> _Line:
    begins, ends, rest = _clocks(line)
    days = [day for found in _DATES.finditer(rest) for day in _days(found[0], year)]
    rest = _DATES.sub(" ", _WEEKDAY.sub(" ", rest))
    cancelled = bool(_CANCELLED.search(rest))
    rest = _CANCELLED.sub(" ", rest)
    places = [found[1].strip() for found in _PLACE.finditer(rest) if len(found[1]) > 1]
    rest = _tidy(_PLACE.sub(lambda found: f"({found[1]})" if _short(found[1]) else " ", rest))
    head, place = _split_place(rest)
    placed = next((p for p in places if not _short(p)), "") or place
    return _Line(tuple(days), begins, ends, head, placed, cancelled)


def _short(text: str) -> bool:
    """`(ASIF)`: a short name belongs to the organization, not to its place."""
    return text.isupper() and len(text) <= 8 and text.isalpha()


def _clocks(line: str) -> tuple[time | None, time | None, str]:
    span = _SPAN.search(line)
    if span:
        return parse_time(span[1]), parse_time(span[2]), line[: span.start()] + " " + line[span.end() :]
    found = _TIMES.search(line)
    if found is None:
        return None, None, line
    return parse_time(found[0]), None, line[: found.start()] + " " + line[found.end() :]


def _days(printed: str, year: int | None) -> list[date]:
    days = []
    for found in read_dates(printed):
        if found.day is not None:
            days.append(found.day)
        elif found.yearless and year:
            try:
                days.append(date(year, found.yearless[1], found.yearless[0]))
            except ValueError:
                continue
    return days


def _tidy(text: str) -> str:
    before = None
    while text != before:
        before = text
        text = _FILLING.sub(" ", " ".join(text.split())).strip(_EDGES)
    return re.sub(r"\s+([,;:])", r"\1", " ".join(text.split()))


def _split_place(rest: str) -> tuple[str, str]:
    """The organization ahead of the first comma or dash, and what stands behind as its place.

    A name may hold a comma itself (Ausschuss für Soziales, Inklusion und Familie), so the whole is tried as a
    name as well: see `texts_of`.
    """
    match = re.search(r"(?:,|;|\s[–-]|:)\s*", rest)
    if match is None:
        return rest, ""
    head, tail = rest[: match.start()], rest[match.end() :]
    if re.search(r"\bund\b|\bu\.", tail) and re.search(r"\b(?:für|fuer)\b", head):
        return rest, ""
    return head.strip(_EDGES), tail.strip(_EDGES)
