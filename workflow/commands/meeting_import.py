"""A whole calendar at once: read, name, bring in step, say what was done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import click

from states.refusal import N_, Exit
from workflow.commands import meeting_shown as shown
from workflow.commands.desk import Desk
from workflow.commands.opening import open_office
from workflow.commands.output import emit
from workflow.intake.calendar_entry import Found, Sitting
from workflow.intake.calendar_file import read_calendar
from workflow.office import calendar
from workflow.office.calendar import Entered
from workflow.office.calendar_names import bare_name, organization_named
from workflow.office.office import Office
from workflow.words import _, fill, listed, ngettext

Row = dict[str, Any]

_AHEAD = timedelta(days=730)  #: as far as recurring meetings are unrolled


class Wish(NamedTuple):
    """What was asked for."""

    file: str
    organization: str
    add_organizations: bool
    skip_unknown: bool
    dry_run: bool


class Fault(NamedTuple):
    """A line that keeps the file from being imported."""

    file: str
    line: int
    code: str
    message: str


def imported(desk: Desk, wish: Wish) -> object:
    """Import the file, or show every fault of it."""
    content = _bytes(wish.file)
    office = open_office(desk, "import", dry_run=wish.dry_run)
    found = read_calendar(content, wish.file, ZoneInfo(office.council.zone), office.today + _AHEAD)
    entered, faults, skipped = _named(office, wish, found)
    if faults:
        emit(desk, faults, _fault_lines, columns=Fault._fields)
        click.echo(_("Nothing was imported."), err=True)
        return Exit.INPUT
    done = calendar.import_all(office, entered, add_organizations=wish.add_organizations)
    emit(desk, _result(office, done, skipped), _lines, rows=_rows)
    return None


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    with open(file, "rb") as opened:
        return opened.read()


def _named(office: Office, wish: Wish, found: Found) -> tuple[list[Entered], list[Fault], list[Row]]:
    """Each meeting with its organization; what cannot be understood, and what was left out for that."""
    faults = [Fault(wish.file, w.line, "unreadable", fill(_(w.reason), w.facts)) for w in found.wrong]
    entered: list[Entered] = []
    skipped: list[Row] = []
    for sitting in found.sittings:
        name = _organization(office, wish, sitting)
        if name:
            entered.append(_entered(sitting, name, wish.file))
        elif wish.skip_unknown:
            skipped.append({"line": sitting.line, "date": sitting.on.isoformat(), "text": _first(sitting)})
        else:
            faults.append(Fault(wish.file, sitting.line, "unknown_organization", _unknown(sitting)))
    return entered, sorted(faults, key=lambda f: f.line), skipped


def _organization(office: Office, wish: Wish, sitting: Sitting) -> str:
    found = organization_named(office.rules, sitting.texts)
    if found is not None:
        return found.name
    if wish.organization:
        return wish.organization
    name = bare_name(_first(sitting))
    return name if wish.add_organizations and name else ""


def _first(sitting: Sitting) -> str:
    return next((text for text in sitting.texts if text.strip()), "")


def _unknown(sitting: Sitting) -> str:
    text = _first(sitting)
    if not text:
        return _("no organization is named; name it with --organization")
    template = _("“{text}” names no organization that is known; see --add-organizations and --skip-unknown")
    return template.format(text=text)


def _entered(sitting: Sitting, name: str, file: str) -> Entered:
    return Entered(
        name,
        sitting.on,
        sitting.begins,
        sitting.ends,
        sitting.place,
        sitting.name,
        sitting.uid,
        sitting.cancelled,
        origin="calendar",
        where=f"{file}:{sitting.line}",
    )


def _result(office: Office, done: calendar.Imported, skipped: list[Row]) -> Row:
    made = [*done.added, *done.moved]
    return {
        "done": not office.dry_run,
        "added": [shown.meeting_row(office, m) for m in sorted(done.added, key=lambda m: (m.on, m.id))],
        "moved": [shown.meeting_row(office, m) for m in done.moved],
        "cancelled": [shown.meeting_row(office, m) for m in done.cancelled],
        "unchanged": done.unchanged,
        "organizations": sorted(set(done.organizations)),
        "skipped": skipped,
        "conflicts": [row for m in made for row in shown.conflicts_of(office, m, _motions(office, m.id))],
    }


def _motions(office: Office, number: int) -> list[Any]:
    return [] if office.dry_run else office.book.motions_at(number)


# For people

_ACTS = {"added": N_("new"), "moved": N_("moved"), "cancelled": N_("cancelled")}


def _lines(result: Row) -> Iterator[str]:
    for act, word in _ACTS.items():
        for row in result[act]:
            yield f"{_(word)}: {shown.meeting_line(row)}"
    for row in result["skipped"]:
        on = shown.when({"date": row["date"], "begins": None})
        yield _("left out (line {line}): {on} {text}").format(line=row["line"], on=on, text=row["text"])
    if result["organizations"]:
        yield _("New organizations: {names}").format(names=listed(result["organizations"]))
    yield from shown.conflict_lines(result["conflicts"])
    yield _summary(result)


def _summary(result: Row) -> str:
    counts = {act: len(result[act]) for act in _ACTS}
    parts = [f"{n} {_(_ACTS[act])}" for act, n in counts.items() if n]
    if result["unchanged"]:
        unchanged = ngettext("{n} as it was", "{n} as they were", result["unchanged"])
        parts.append(unchanged.format(n=result["unchanged"]))
    told = _("Meetings: {counts}.").format(counts=", ".join(parts) or _("none"))
    return told if result["done"] else f"{told} {_('Nothing was entered (--dry-run).')}"


def _rows(result: Row) -> list[Row]:
    return [{"act": act, **row} for act in _ACTS for row in result[act]]


def _fault_lines(faults: list[Fault]) -> Iterator[str]:
    for fault in faults:
        yield f"{fault.file}:{fault.line}: {fault.message}"
