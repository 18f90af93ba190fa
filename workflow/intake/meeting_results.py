"""The results of a meeting from a file: a table with a header, one JSON object a line, or plain lines.

    Nummer;Ergebnis;Stimmen;an
    12/397;verwiesen;9:4:1;Finanzausschuss

    12/397: mehrheitlich in den Finanzausschuss verwiesen

What the words mean is understood elsewhere; here every value keeps the place it stands at.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.store.names import fold_reference


class ResultsUnreadable(Refusal):
    code = "results_unreadable"
    exit_status = Exit.INPUT
    message = N_("{place}: {fault}")
    way_out = N_("Nothing of the file has been recorded.")


class ColumnUnknown(Refusal):
    code = "column_unknown"
    exit_status = Exit.INPUT
    message = N_("{place}: there is no column “{column}”.")
    way_out = N_("Known columns: {known}.")


class ColumnMissing(Refusal):
    code = "column_missing"
    exit_status = Exit.INPUT
    message = N_("{place}: the header has no column for the motion’s number.")
    way_out = N_("Name it “reference” or “Nummer”; the others are: {known}.")


class LineTwice(Refusal):
    code = "line_twice"
    exit_status = Exit.INPUT
    message = N_("{place}: {reference} stands in the file already, at {first}.")
    way_out = N_("A meeting has one result for each motion; take one of them out.")


class NoResults(Refusal):
    code = "no_results"
    exit_status = Exit.INPUT
    message = N_("“{file}” holds no results.")
    way_out = N_("Write one line for each motion: 12/397: angenommen 9:4:1")


#: What each column may be called, the first name being that of the program.
COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": ("ref", "nummer", "nr", "antrag", "antragsnummer", "drucksache", "drs", "vorlage", "motion"),
    "outcome": ("result", "ergebnis", "beschlussart", "beschluss"),
    "votes": ("stimmen", "abstimmung", "abstimmungsergebnis", "stimmenverhältnis"),
    "yes": ("ja", "dafür", "for"),
    "no": ("nein", "dagegen", "against"),
    "abstain": ("enthaltung", "enthaltungen", "abstentions"),
    "to": ("an", "ziel", "target", "verwiesen an", "nach"),
    "until": ("bis", "wiedervorlage"),
    "text": ("wortlaut", "fassung", "beschlusstext"),
    "points": ("punkte", "einzelabstimmung"),
    "phrase": ("formulierung", "protokoll", "ergebnistext"),
    "on": ("date", "datum", "am", "tag"),
    "item": ("top", "tagesordnungspunkt", "agenda item"),
    "meeting": ("sitzung",),
    "vote_on": ("abgestimmt über",),
    "quorum": ("mehrheit",),
    "consent": ("zustimmung",),
    "by": ("durch", "erledigt durch"),
    "report_by": ("bericht bis",),
    "report_to": ("bericht an",),
}
_NAMES = {name: key for key, others in COLUMNS.items() for name in (key, key.replace("_", " "), *others)}


class Cell(NamedTuple):
    """A value and the place it stands at: file:line, with the column where there are columns."""

    text: str
    place: str


class RawLine(NamedTuple):
    """One result as it was written."""

    reference: str
    place: str
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """The value of a column; empty where it has none."""
        found = self.cells.get(name)
        return found.text if found else ""


def read_results(data: bytes, file: str) -> list[RawLine]:
    """Every result of a file, in its order.

    Raises ResultsUnreadable, ColumnUnknown, ColumnMissing, LineTwice and NoResults, each with its place.
    """
    text = _decoded(data)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if first.startswith(("{", "[")):
        lines = list(_from_json(text, file))
    elif _is_header(first) or file.lower().endswith((".csv", ".tsv")):
        lines = list(_from_table(text, file))
    else:
        lines = list(_from_plain(text, file))
    if not lines:
        raise NoResults(file=file)
    _check_once(lines)
    return lines


def _decoded(data: bytes) -> str:
    """UTF-8, as most programs write, else what office programs on Windows do."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _check_once(lines: list[RawLine]) -> None:
    seen: dict[str, str] = {}
    for line in lines:
        first = seen.setdefault(fold_reference(line.reference), line.place)
        if first != line.place:
            raise LineTwice(place=line.place, reference=line.reference, first=first)


# A table


def _delimiter(header: str) -> str:
    return max(";\t,|", key=header.count)


def _is_header(line: str) -> bool:
    """A first line whose cells are names of columns, the motion's number among them."""
    names = [_folded(cell) for cell in line.split(_delimiter(line))]
    return len(names) > 1 and any(_NAMES.get(name) == "reference" for name in names)


def _folded(name: str) -> str:
    return " ".join(name.strip().strip('"').rstrip(".:").casefold().split())


def _from_table(text: str, file: str) -> Iterator[RawLine]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(first), skipinitialspace=True)
    header: list[str] | None = None
    began = 1
    try:
        for row in reader:
            place, began = f"{file}:{began}", reader.line_num + 1
            if not any(cell.strip() for cell in row) or row[0].lstrip().startswith("#"):
                continue
            if header is None:
                header = _header(row, place)
                continue
            yield _row(header, row, place)
    except csv.Error as fault:
        raise ResultsUnreadable(place=f"{file}:{reader.line_num}", fault=str(fault)) from None


def _header(row: list[str], place: str) -> list[str]:
    known = [name.replace("_", " ") for name in COLUMNS]
    found = []
    for number, cell in enumerate(row, 1):
        key = _NAMES.get(_folded(cell), "")
        if not key and cell.strip():
            raise ColumnUnknown(place=f"{place}:{number}", column=cell.strip(), known=known)
        found.append(key)
    if "reference" not in found:
        raise ColumnMissing(place=place, known=known)
    return found


_TOO_LONG = N_("the line has more cells than the header")
_NO_REFERENCE = N_("the motion’s number is missing")


def _row(header: list[str], row: list[str], place: str) -> RawLine:
    from workflow.words import _

    if any(cell.strip() for cell in row[len(header) :]):
        raise ResultsUnreadable(place=f"{place}:{len(header) + 1}", fault=_(_TOO_LONG))
    cells = {
        key: Cell(cell.strip(), f"{place}:{number}")
        for number, (key, cell) in enumerate(zip(header, row, strict=False), 1)
        if key and cell.strip()
    }
    return _line(cells, place)


def _line(cells: dict[str, Cell], place: str) -> RawLine:
    from workflow.words import _

    reference = cells.pop("reference", None)
    if reference is None:
        raise ResultsUnreadable(place=place, fault=_(_NO_REFERENCE))
    counts = [cells.pop(name, None) for name in ("yes", "no", "abstain")]
    given = [c for c in counts if c is not None]
    if given and "votes" not in cells:
        votes = ":".join(c.text if c else "0" for c in counts)
        cells["votes"] = Cell(votes, given[0].place)
    return RawLine(reference.text, place, cells)


# JSON


def _from_json(text: str, file: str) -> Iterator[RawLine]:
    """A list of objects, or one object a line."""
    if text.lstrip().startswith("["):
        for number, item in enumerate(_parsed(text, file, 1), 1):
            yield _object(item, f"{file}[{number}]")
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _object(_parsed(line, file, number), f"{file}:{number}")


def _parsed(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text)
    except ValueError as fault:
        at = line + getattr(fault, "lineno", 1) - 1
        place = f"{file}:{at}:{getattr(fault, 'colno', 1)}"
        raise ResultsUnreadable(place=place, fault=getattr(fault, "msg", str(fault))) from None


_NO_OBJECT = N_("this is not an object with fields")


def _object(item: Any, place: str) -> RawLine:
    from workflow.words import _

    if not isinstance(item, dict):
        raise ResultsUnreadable(place=place, fault=_(_NO_OBJECT))
    known = [name.replace("_", " ") for name in COLUMNS]
    cells = {}
    for name, value in item.items():
        key = _NAMES.get(_folded(str(name)))
        if key is None:
            raise ColumnUnknown(place=place, column=name, known=known)
        text = _value(key, value)
        if text:
            cells[key] = Cell(text, place)
    return _line(cells, place)


def _value(key: str, value: Any) -> str:
    if isinstance(value, dict) and key == "votes" and value.keys() <= {"yes", "no", "abstain"}:
        return ":".join(str(value.get(part, 0)) for part in ("yes", "no", "abstain"))
    if isinstance(value, dict):
        return ", ".join(f"{name}={said}" for name, said in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


# Plain lines

_PLAIN = re.compile(r"\s*(?P<ref>\S.*?)\s*(?::\s|\t|\s[–—-]\s)\s*(?P<phrase>\S.*)$")
_FIRST_WORD = re.compile(r"\s*(?P<ref>\S*\d\S*?):?\s+(?P<phrase>\S.*)$")
_NO_PHRASE = N_("there is no result behind the motion’s number")


def _from_plain(text: str, file: str) -> Iterator[RawLine]:
    from workflow.words import _

    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _PLAIN.match(line) or _FIRST_WORD.match(line)
        place = f"{file}:{number}"
        if found is None:
            raise ResultsUnreadable(place=place, fault=_(_NO_PHRASE))
        phrase = Cell(found["phrase"].strip(), f"{place}:{found.start('phrase') + 1}")
        yield RawLine(found["ref"], place, {"outcome": phrase})
