"""Documents from the command line: found, read, and shown as fields with the lines they came from."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from states.outcome import Role
from states.refusal import N_, Refusal
from states.stage import ROLE_LABELS
from workflow.commands.cautions import Caution, cautions
from workflow.commands.desk import Desk
from workflow.intake import sources
from workflow.intake.document import read_text
from workflow.intake.facts import Document, Stop
from workflow.intake.formats import Extract, extract
from workflow.intake.sources import Source
from workflow.words import _, day, fill, listed, said


class Read(NamedTuple):
    """One document, read."""

    file: str  #: as the user knows it
    text: str
    document: Document
    notes: tuple[str, ...] = ()
    source: str = ""  #: SHA-256 of the file it came in


class Unread(NamedTuple):
    """A file that could not be read, and why."""

    file: str
    refusal: Refusal


def read_source(source: Source, names: Sequence[str]) -> list[Read]:
    """Every document of a source: a mail may hold several. Raises what reading a file can refuse."""
    from hashlib import sha256

    data = sources.load(source, sys.stdin.buffer)
    digest = sha256(data).hexdigest()
    return [_read(part, names, digest) for part in extract(data, source.name) if part.text.strip()]


def _read(part: Extract, names: Sequence[str], digest: str) -> Read:
    notes = tuple(fill(_(note.message), note.facts) for note in part.notes)
    return Read(part.name, part.text, read_text(part.text, names=tuple(names)), notes, digest)


def read_all(paths: Iterable[str], names: Sequence[str]) -> Iterator[Read | Unread]:
    """Every document that paths mean, and those that cannot be read. Raises where a path means nothing."""
    for source in sources.find(paths):
        try:
            yield from read_source(source, names)
        except Refusal as refusal:
            yield Unread(source.name, refusal)


def known_names(desk: Desk) -> tuple[str, ...]:
    """The organizations of the council by every name, where a council is known; they help to read a route.

    The council is the one adopted in the database; without a database, one that comes with the program
    and was named with --council.
    """
    from workflow.commands.opening import try_reader

    reader = try_reader(desk)
    if reader is not None and reader.councils():
        try:
            council = reader.council(desk.council)["id"]
        except Refusal:
            return ()
        names = [n for o in reader.organizations(council) for n in (o["name"], o["short"])]
        return tuple(n for n in names if n)
    return _builtin_names(desk.council) if desk.council else ()


def _builtin_names(key: str) -> tuple[str, ...]:
    from workflow import presets

    if key not in presets.builtin():
        return ()
    council = presets.read_builtin(key).council
    found = council.organizations if council else ()
    return tuple(n for o in found for n in (o.name, o.short, *o.aliases) if n)


# For people

#: The fields in the order in which they are shown, each with its label.
FIELDS: tuple[tuple[str, str], ...] = (
    ("kind", N_("Kind")),
    ("reference", N_("Reference")),
    ("title", N_("Title")),
    ("date", N_("Date")),
    ("received", N_("Received")),
    ("applicants", N_("Applicants")),
    ("council", N_("Council")),
    ("addressee", N_("Addressee")),
    ("public", N_("Public")),
    ("urgent", N_("Urgent")),
    ("agenda_item", N_("Agenda item")),
    ("amends", N_("Amends")),
    ("route", N_("Route")),
    ("points", N_("Resolution")),
    ("costs", N_("Costs")),
    ("report", N_("Report")),
    ("reasoning", N_("Reasoning")),
    ("signatories", N_("Signatories")),
)

KIND_LABELS = {
    "motion": N_("motion"),
    "amendment": N_("amendment"),
    "resolution": N_("resolution"),
    "inquiry": N_("inquiry"),
    "proposal": N_("proposal of the administration"),
    "statement": N_("statement of the administration"),
    "notice": N_("notice of the administration"),
    "invitation": N_("invitation or agenda"),
    "minutes": N_("minutes"),
    "paper": N_("paper of the administration"),
    "other": N_("no paper of a council"),
}


def kind_label(kind: str) -> str:
    """What a kind of paper is called."""
    return _(KIND_LABELS.get(kind, kind.replace("_", " ")))


class FieldLine(NamedTuple):
    """A field as it is shown: its label, its value in lines, and the numbers of the lines it came from."""

    label: str
    values: tuple[str, ...]
    lines: tuple[int, ...]


def field_lines(document: Document) -> Iterator[FieldLine]:
    """The fields that the document has, in a calm order."""
    for name, english in FIELDS:
        shown = tuple(v for v in _shown(document, name) if v)
        if shown:
            yield FieldLine(_(english), shown, document.origins.get(name, ()))


def _shown(document: Document, name: str) -> Iterator[str]:
    value = getattr(document, name)
    if name == "kind":
        yield kind_label(value)
    elif name == "route":
        yield from map(stop_line, value)
    elif name == "points":
        yield from _point_lines(document)
    elif name == "amends" and value and document.amends_date:
        yield _("{reference} of {date}").format(reference=value, date=day(document.amends_date))
    elif name == "costs" and value is not None:
        amount = None if value.amount_eur is None else f"{_amount(value.amount_eur)} €"
        yield "; ".join(v for v in (amount, value.budget_line) if v) or value.text
    elif name == "report" and value is not None:
        yield ", ".join(v for v in (value.to, _maybe(value.due)) if v)
    elif name == "reasoning":
        yield _("yes, {n} characters").format(n=len(value)) if value else ""
    elif name == "urgent":
        yield _("yes") if value else ""
    elif value not in (None, ()):
        yield listed(value) if isinstance(value, tuple) else said(value)


def _amount(euros: Decimal) -> str:
    return said(int(euros) if euros == int(euros) else euros)


def _maybe(when: date | None) -> str:
    return day(when) if when else ""


def stop_line(stop: Stop) -> str:
    """`Kreistag, Di., 23.03.2021 (Entscheidung der Vertretung)`."""
    when = day(stop.date, weekday=True) if stop.date else _("next meeting") if stop.next_meeting else ""
    clock = said(stop.time) if stop.time else ""
    role = f" ({_(ROLE_LABELS[Role(stop.role)])})" if stop.role else ""
    return ", ".join(part for part in (stop.organization, when, clock) if part) + role


_OPERATIONS = {
    "replace": N_("point {number} is replaced"),
    "add": N_("point {number} is added"),
    "delete": N_("point {number} is deleted"),
    "whole": N_("the whole text is replaced"),
}


def _point_lines(document: Document) -> Iterator[str]:
    if document.preamble:
        yield document.preamble
    for point in document.points:
        number = f"{point.number}. " if point.number else ""
        if point.operation:
            what = _(_OPERATIONS[point.operation]).format(number=point.target or point.number or "–")
            number = f"{what[0].upper()}{what[1:]}: "
        yield f"{number}{point.text}"


def document_cautions(document: Document) -> list[Caution]:
    """What the reader was unsure of, in words."""
    return cautions((w.code, _dated(w.facts)) for w in document.warnings)


def _dated(facts: object) -> dict[str, object]:
    found: dict[str, object] = dict(facts)  # type: ignore[call-overload]
    for name, value in found.items():
        if name == "date" and isinstance(value, str):
            found[name] = date.fromisoformat(value)
    return found
