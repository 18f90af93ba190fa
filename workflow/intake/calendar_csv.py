"""Meetings out of a table: CSV with German or English headers, or none, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, time

from states.refusal import N_, Refusal
from workflow.intake.calendar_entry import Found, Sitting, Wrong, read_clock
from workflow.intake.dates import parse_date, parse_user_date

#: What each column is called, without case, signs and spaces.
HEADERS: dict[str, frozenset[str]] = {
    "organization": frozenset(
        "gremium gremien organisation organization ausschuss committee body kalender calendar".split()
    ),
    "date": frozenset(
        "datum date tag day termin sitzungsdatum sitzungstag sitzungstermin startdate beginntam".split()
    ),
    "begins": frozenset("beginn uhrzeit zeit begins start time starttime von anfang beginntum".split()),
    "ends": frozenset("ende ends end endtime bis endetum endzeit".split()),
    "place": frozenset("ort raum place location sitzungsort sitzungsraum room saal tagungsort".split()),
    "name": frozenset("bezeichnung titel name title sitzung betreff subject thema bemerkung".split()),
    "status": frozenset("status stand zustand abgesagt cancelled state".split()),
    "uid": frozenset("uid id kennung sitzungsnr sitzungsnummer".split()),
}
_SIGNS = re.compile(r"[^a-zäöüß]")
_CANCELLED = re.compile(r"abgesagt|entf[äa]llt|cancell?ed|ausgefallen|^(?:ja|yes|x|true|1)$", re.IGNORECASE)
_DELIMITERS = ";\t,|"


def read_csv(text: str) -> Found:
    """The meetings of a table, and the lines that nobody understands."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    skip = 1 if text.lower().startswith("sep=") else 0
    body = text.split("\n", 1)[1] if skip and "\n" in text else text
    rows = list(_rows(body, skip))
    if not rows:
        return Found(())
    columns = columns_of(rows[0][1])
    if columns:
        rows = rows[1:]
    sittings: list[Sitting] = []
    wrong: list[Wrong] = []
    for line, cells in rows:
        try:
            sittings.append(_by_header(columns, cells, line) if columns else _by_content(cells, line))
        except Refusal as refusal:
            wrong.append(Wrong(line, refusal.message, dict(refusal.facts)))
        except _NoDate:
            wrong.append(Wrong(line, N_("the row has no date")))
    return Found(tuple(sittings), tuple(wrong))


class _NoDate(Exception):
    """A row without a day."""


def looks_like_table(text: str) -> bool:
    """Whether a text is a table: its first row is a header, or its rows have dates in cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep="):
        return True
    delimiter = _delimiter(first)
    cells = first.split(delimiter)
    if columns_of(cells):
        return True
    return delimiter in ";\t|" and any(_is_date(cell) for cell in cells) and len(cells) > 1


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what; empty where the row is no header."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        plain = _SIGNS.sub("", cell.casefold().strip("\ufeff"))
        for name, words in HEADERS.items():
            if plain in words and name not in found:
                found[name] = place
    return found if "date" in found and len(found) > 1 else {}


def _rows(text: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they begin at; empty ones left out."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(first), skipinitialspace=True)
    line = 1 + skipped
    for cells in reader:
        begins, line = line, reader.line_num + 1 + skipped
        if any(cell.strip() for cell in cells):
            yield begins, [" ".join(cell.split()) for cell in cells]


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda sign: (line.count(sign), -_DELIMITERS.index(sign)))


def _by_header(columns: dict[str, int], cells: Sequence[str], line: int) -> Sitting:
    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    day, begins = _day_and_time(cell("date"))
    status = cell("status")
    return Sitting(
        texts=tuple(filter(None, (cell("organization"), cell("name")))),
        on=day,
        begins=read_clock(cell("begins")) if cell("begins") else begins,
        ends=read_clock(cell("ends")) if cell("ends") else None,
        place=cell("place"),
        name=cell("name") if cell("organization") else "",
        uid=cell("uid"),
        cancelled=bool(_CANCELLED.search(status)),
        line=line,
    )


def _day_and_time(text: str) -> tuple[date, time | None]:
    """`12.03.2026`, `12.03.2026 17:00`, `Do., 12.03.2026`, `2026-03-12T17:00:00`. Raises NotADate."""
    from workflow.intake.calendar_entry import read_when

    if not text:
        raise _NoDate
    iso = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d)?(?:\.\d+)?Z?", text)
    if iso:
        return parse_user_date(iso[1]), read_clock(iso[2])
    day, begins = read_when(text)
    if day is None:
        raise _NoDate
    return day, begins


def _is_date(cell: str) -> bool:
    return parse_date(cell) is not None and len(cell.strip()) <= 30


def _is_clock(cell: str) -> bool:
    return bool(re.fullmatch(r"(?:[01]?\d|2[0-3])[.:][0-5]\d(?: ?Uhr)?|\d{1,2} ?Uhr", cell.strip()))


def _by_content(cells: Sequence[str], line: int) -> Sitting:
    """A row without a header: the cell with a date, those with times, then organization and place."""
    dated = next((c for c in cells if _is_date(c)), None)
    if dated is None:
        raise _NoDate
    clocks = [c for c in cells if _is_clock(c)]
    others = [c for c in cells if c and c != dated and c not in clocks]
    day, begins = _day_and_time(dated)
    return Sitting(
        texts=tuple(others[:1]),
        on=day,
        begins=read_clock(clocks[0]) if clocks else begins,
        ends=read_clock(clocks[1]) if len(clocks) > 1 else None,
        place=others[1] if len(others) > 1 else "",
        cancelled=any(re.search(r"abgesagt|entf[äa]llt|cancell?ed", c, re.IGNORECASE) for c in others[1:]),
        line=line,
    )
