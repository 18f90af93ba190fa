"""Histories of motions as offices kept them: JSON lines, CSV or a spreadsheet → motions with their steps.

A line of JSON is one motion with its steps. In a table a row is a step; rows with the same reference are one
motion, and a row without a date and a result is a motion without steps. Columns are matched by name, German
or English; what was matched to what is shown.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal, Word
from states.vote import Votes
from workflow.intake.dates import NotADate, parse_user_date


class Step(NamedTuple):
    """One consultation as the record tells it. Nothing is interpreted yet."""

    organization: str
    on: date | None = None
    role: str = ""
    phrase: str = ""
    votes: Votes | None = None
    agenda_item: str = ""
    place: str = ""  #: file:line
    text: str = ""  #: the text as voted, where the record has it
    meeting: int | None = None  #: the number of its meeting, where it is known already


class Past(NamedTuple):
    """One motion with its past."""

    reference: str
    title: str
    kind: str = ""
    applicants: tuple[str, ...] = ()
    submitted_on: date | None = None
    amends: str = ""
    steps: tuple[Step, ...] = ()
    place: str = ""
    number: int | None = None  #: the motion that it tells of, where it is known already
    signatories: tuple[str, ...] = ()  #: names of persons
    links: tuple[tuple[str, str], ...] = ()


class Histories(NamedTuple):
    """What a file holds, and how its columns were understood (empty for JSON lines)."""

    motions: tuple[Past, ...]
    columns: Mapping[str, str]


class BadHistory(Refusal):
    code = "bad_history"
    exit_status = Exit.INPUT
    message = N_("{place}: {fault}")
    way_out = N_("Nothing was imported. Put the line right and import the file again.")


_HOMELESS = N_("a step does not say which organization it took place in")


class NoColumns(Refusal):
    code = "no_columns"
    exit_status = Exit.INPUT
    message = N_("{file} has no column for {missing}; its columns are: {columns}.")
    way_out = N_(
        "Name the columns in the first line, e.g. reference;title;date;organization;role;result;votes"
    )


class NoSpreadsheets(Refusal):
    code = "no_spreadsheets"
    exit_status = Exit.USAGE
    message = N_("Reading spreadsheets needs one more package.")
    way_out = N_("Install it: pip install 'laufzettel[xlsx]', or save the sheet as CSV.")


def read_history(data: bytes, name: str) -> Histories:
    """The motions of a file. Raises BadHistory with file:line, NoColumns, NoSpreadsheets."""
    if data[:2] == b"PK":
        return _from_rows(_sheet_rows(data, name), name)
    text = _decoded(data, name)
    first = text.lstrip()[:1]
    if first in ("{", "["):
        return Histories(tuple(_from_lines(text, name)), {})
    if not first:
        return Histories((), {})
    return _from_rows(_csv_rows(text), name)


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if b"\0" in data[:4096]:
        raise BadHistory(place=name, fault=Word(N_("this is neither a table nor text")))
    return data.decode("cp1252", errors="replace")


# JSON lines


def _from_lines(text: str, name: str) -> Iterator[Past]:
    if text.lstrip().startswith("["):
        yield from (_past(d, f"{name}:{n}") for n, d in enumerate(_loaded(text, f"{name}:1"), 1))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            place = f"{name}:{number}"
            yield _past(_loaded(line, place), place)


def _loaded(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadHistory(place=f"{place}:{error.colno}", fault=Word(N_("this is no JSON"))) from error
    except RecursionError as error:
        raise BadHistory(place=place, fault=Word(N_("this is no JSON"))) from error


def _past(d: Any, place: str) -> Past:
    if not isinstance(d, dict):
        raise BadHistory(place=place, fault=Word(N_("a motion is an object with reference, title and steps")))
    reference, title = _text(d, "reference", place), _text(d, "title", place)
    if not reference or not title:
        raise BadHistory(place=place, fault=Word(N_("reference or title is missing")))
    steps = d.get("steps") or []
    applicants = d.get("applicants") or []
    if not isinstance(steps, list) or not isinstance(applicants, list):
        raise BadHistory(place=place, fault=Word(N_("steps and applicants are lists")))
    return Past(
        reference,
        title,
        _text(d, "kind", place),
        tuple(str(a) for a in applicants if a),
        _day(d.get("submitted_on"), place),
        _text(d, "amends", place),
        tuple(_step(s, f"{place}#{n}") for n, s in enumerate(steps, 1)),
        place,
    )


def _text(d: Mapping[str, Any], key: str, place: str) -> str:
    value = d.get(key)
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise BadHistory(place=place, fault=f"{key}?")
    return str(value).strip()


def _step(s: Any, place: str) -> Step:
    if not isinstance(s, dict):
        raise BadHistory(
            place=place, fault=Word(N_("a step is an object with date, organization and phrase"))
        )
    organization = _text(s, "organization", place)
    if not organization:
        raise BadHistory(place=place, fault=Word(_HOMELESS))
    return Step(
        organization,
        _day(s.get("date"), place),
        _text(s, "role", place),
        _text(s, "phrase", place),
        _votes(s.get("votes"), place),
        _text(s, "agenda_item", place),
        place,
    )


def _votes(value: Any, place: str) -> Votes | None:
    """Votes of an object, a list or text. An object without numbers counts nothing."""
    if value in (None, "", {}, []):
        return None
    if isinstance(value, str):
        from workflow.intake.result import InvalidVotes, parse_votes

        try:
            return parse_votes(value)
        except InvalidVotes as error:
            raise BadHistory(place=place, fault=error) from error
    if not isinstance(value, (dict, list)):
        raise BadHistory(place=place, fault=f"votes: {value!r}")
    parts = [value.get(k) for k in ("yes", "no", "abstain")] if isinstance(value, dict) else value
    if all(p is None for p in parts):
        return None
    try:
        yes, no, abstain = (int(p or 0) for p in [*parts, 0][:3])
    except (TypeError, ValueError, OverflowError) as error:
        raise BadHistory(place=place, fault=f"votes: {value!r}") from error
    if min(yes, no, abstain) < 0:
        raise BadHistory(place=place, fault=f"votes: {value!r}")
    return Votes(yes, no, abstain)


def _day(value: Any, place: str) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else parse_user_date(text)
    except (ValueError, NotADate) as error:
        raise BadHistory(place=place, fault=NotADate(text=text)) from error


# Tables

#: What a column may be called, folded to letters.
COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": (
        *(
            "reference",
            "aktenzeichen",
            "az",
            "drucksache",
            "drucksachennummer",
            "drucksachennr",
            "drsnr",
            "drs",
        ),
        *("nummer", "nr", "antragsnummer", "antragsnr", "vorlage", "vorlagennummer", "vorlagennr", "ds"),
    ),
    "title": ("title", "titel", "betreff", "thema", "antrag", "bezeichnung", "name", "gegenstand"),
    "kind": ("kind", "art", "typ", "vorlagenart", "antragsart", "type"),
    "applicants": ("applicants", "antragsteller", "antragstellerin", "fraktion", "fraktionen", "einreicher"),
    "submitted_on": (
        *(
            "submittedon",
            "submitted",
            "eingang",
            "eingereicht",
            "eingereichtam",
            "eingangsdatum",
            "gestelltam",
        ),
        *("antragsdatum", "vom"),
    ),
    "amends": ("amends", "aendert", "zu", "zuantrag", "zuvorlage", "aenderungzu", "bezug"),
    "date": ("date", "datum", "sitzung", "sitzungsdatum", "sitzungstag", "beratenam", "am", "termin"),
    "organization": ("organization", "gremium", "ausschuss", "body", "organ", "beratung"),
    "role": ("role", "rolle", "zustaendigkeit", "beratungsart", "funktion"),
    "phrase": ("phrase", "ergebnis", "beschluss", "result", "abstimmungsergebnis", "status", "ausgang"),
    "votes": ("votes", "stimmen", "abstimmung", "stimmenverhaeltnis"),
    "yes": ("yes", "ja", "jastimmen", "dafuer"),
    "no": ("no", "nein", "neinstimmen", "dagegen"),
    "abstain": ("abstain", "enthaltung", "enthaltungen", "enth"),
    "agenda_item": ("agendaitem", "top", "tagesordnungspunkt"),
}

#: What the fields are called where a person reads them.
FIELDS = {
    "reference": N_("Reference"), "title": N_("Title"), "kind": N_("Kind"), "applicants": N_("Applicants"),
    "submitted_on": N_("Filed on"), "amends": N_("Amends"), "date": N_("Day"),
    "organization": N_("Organization"), "role": N_("Role"), "phrase": N_("Result"), "votes": N_("Votes"),
    "yes": N_("Yes"), "no": N_("No"), "abstain": N_("Abstentions"), "agenda_item": N_("Item"),
}  # fmt: skip

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def _folded(header: str) -> str:
    return "".join(ch for ch in header.casefold().translate(_UMLAUTS) if ch.isalnum())


def match_columns(headers: Iterable[str]) -> dict[str, str]:
    """Field → header, the first header that fits each field."""
    found: dict[str, str] = {}
    for header in headers:
        folded = _folded(header)
        for field, names in COLUMNS.items():
            if field not in found and folded in names and header not in found.values():
                found[field] = header
    return found


Row = tuple[int, dict[str, Any]]


def _csv_rows(text: str) -> Iterator[Row]:
    sample = text[:4096]
    delimiter = max(";\t,", key=sample.splitlines()[0].count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", restval="")
    for row in reader:
        yield reader.line_num, dict(row)


def _sheet_rows(data: bytes, name: str) -> Iterator[Row]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise NoSpreadsheets from error
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:
        raise BadHistory(place=name, fault=Word(N_("this is no spreadsheet that can be read"))) from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    headers = [str(h or "") for h in next(rows, ())]
    for number, row in enumerate(rows, 2):
        yield number, dict(zip(headers, row, strict=False))


def _from_rows(rows: Iterator[Row], name: str) -> Histories:
    made: dict[str, Past] = {}
    columns: dict[str, str] = {}
    for number, row in rows:
        if not columns:
            columns = match_columns(row)
            missing = [f for f in ("reference", "title") if f not in columns]
            if missing:
                named = [Word(FIELDS[f]) for f in missing]
                raise NoColumns(file=name, missing=named, columns=[h for h in row if h])
        place = f"{name}:{number}"
        cells = {field: row.get(header) for field, header in columns.items()}
        reference = str(cells.get("reference") or "").strip()
        if not any(str(v or "").strip() for v in cells.values()):
            continue
        if not reference:
            raise BadHistory(place=place, fault=Word(N_("reference or title is missing")))
        made[reference] = _with_row(made.get(reference), reference, cells, place)
    return Histories(tuple(made.values()), columns)


def _with_row(known: Past | None, reference: str, cells: Mapping[str, Any], place: str) -> Past:
    if known is None:
        applicants = str(cells.get("applicants") or "").replace(" / ", ";").split(";")
        known = Past(
            reference,
            str(cells.get("title") or "").strip() or reference,
            str(cells.get("kind") or "").strip(),
            tuple(a.strip() for a in applicants if a.strip()),
            _day(cells.get("submitted_on"), place),
            str(cells.get("amends") or "").strip(),
            (),
            place,
        )
    organization = str(cells.get("organization") or "").strip()
    phrase = str(cells.get("phrase") or "").strip()
    if not organization:
        if phrase:  # whose result it was cannot be guessed, and it must not be lost
            raise BadHistory(place=place, fault=Word(_HOMELESS))
        return known
    counted = {k: cells.get(k) for k in ("yes", "no", "abstain") if cells.get(k) not in (None, "")}
    step = Step(
        organization,
        _day(cells.get("date"), place),
        str(cells.get("role") or "").strip(),
        phrase,
        _votes(cells.get("votes"), place) or _votes(counted, place),
        str(cells.get("agenda_item") or "").strip(),
        place,
    )
    return known._replace(steps=(*known.steps, step))
