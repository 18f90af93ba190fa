"""`sync` and `reconcile`: what the council has published, beside what is entered here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.opening import open_office
from workflow.commands.output import emit, table
from workflow.words import _, day, said

if TYPE_CHECKING:
    from workflow.office.office import Office
    from workflow.office.reconciling import Difference

_COLUMNS = ("reference", "field", "organization", "ours", "theirs")
_NAMES = {
    "title": N_("Title"),
    "submitted": N_("Submitted on"),
    "published": N_("Published"),
    "station": N_("Station"),
    "date": N_("Date"),
    "on": N_("Date"),
    "begins": N_("Begins"),
    "ends": N_("Ends"),
    "place": N_("Place"),
    "name": N_("Name"),
    "item": N_("Agenda item"),
    "result": N_("Result"),
}


@command(
    "sync",
    help=N_(
        "Fetch what the council has published since the last time, and show where it differs.\n\nWithout an "
        "address every service is asked that was read before. The calendar and motions that came from the "
        "service follow it; nothing of one’s own is changed, but shown with its differences."
    ),
    examples=[
        ("laufzettel sync", N_("from where it was fetched before")),
        ("laufzettel sync https://ris.example.org/oparl/system", N_("for the first time")),
    ],
)
@argument("url", required=False, metavar=N_("URL"), help=N_("The address of the service, or a folder."))
@option("--dry-run", is_flag=True, help=N_("Do everything and keep nothing."))
@pass_desk
def sync(desk: Desk, url: str | None, dry_run: bool) -> None:
    """Fetch and compare."""
    from workflow.commands.imports_oparl import as_object, progress, read_lines
    from workflow.office import reconciling, syncing

    office = open_office(desk, "import", dry_run=dry_run)
    done = syncing.sync(office, url or "", tell=progress())
    found = [d for compared in reconciling.compare_all(office) for d in compared.differences]
    read = [as_object(one, dry_run) for one in done]
    result: dict[str, Any] = {"read": read, "differences": [_as_object(office, d) for d in found]}

    def lines(_result: object) -> Iterable[str]:
        for one in read:
            yield _("From {source}:").format(source=one["source"])
            yield from (f"  {line}" for line in read_lines(one))
        yield from _difference_lines(desk, office, found)
        if dry_run:
            yield _("Nothing was kept (--dry-run).")

    emit(desk, result, lines, rows=lambda r: r["differences"], columns=_COLUMNS)


@command(
    "reconcile",
    help=N_(
        "Show field by field where one’s own entries and the council’s differ, and take over what is chosen."
        "\n\nWithout a motion all are shown that differ. What is accepted is entered as if it were typed: a "
        "result goes through the rules, and what stands already is put right by a correction."
    ),
    examples=[
        ("laufzettel reconcile", N_("all that differs")),
        ("laufzettel reconcile 12/397 --accept 2.result", N_("take over one field")),
        ("laufzettel reconcile 12/397 --accept all", N_("take over everything")),
    ],
)
@argument("reference", required=False, metavar=N_("REF"), help=N_("The motion’s number."))
@option("--accept", multiple=True, metavar=N_("FIELD"), help=N_("Take over this field, or all."))
@option("--dry-run", is_flag=True, help=N_("Do everything and keep nothing."))
@pass_desk
def reconcile(desk: Desk, reference: str | None, accept: tuple[str, ...], dry_run: bool) -> None:
    """Compare, and accept what was chosen."""
    from workflow.office import reconciling

    if accept and not reference:
        raise click.UsageError(_("--accept needs a motion."))
    office = open_office(desk, "import", dry_run=dry_run)
    reason = _("as the council has published it")
    done: list[Difference] = []
    for field in accept:
        done += reconciling.accept(office, str(reference), field, reason)
    found = _found(office, reference)
    if reference and not accept and found and desk.can_ask and desk.format == "text":
        done += _chosen(desk, office, reference, found, reason)
        found = _found(office, reference)
    result: dict[str, Any] = {
        "accepted": [_as_object(office, d) for d in done],
        "differences": [_as_object(office, d) for d in found],
        "dry_run": dry_run,
    }

    def lines(_result: object) -> Iterable[str]:
        yield from (_taken_over(office, d) for d in done)
        yield from _difference_lines(desk, office, found)
        if dry_run:
            yield _("Nothing was kept (--dry-run).")

    emit(desk, result, lines, rows=lambda r: r["differences"], columns=_COLUMNS)


def _found(office: Office, reference: str | None) -> list[Difference]:
    from workflow.office import reconciling

    if reference:
        return reconciling.compare(office, reference).differences
    return [d for compared in reconciling.compare_all(office) for d in compared.differences]


def _chosen(
    desk: Desk, office: Office, reference: str, found: Sequence[Difference], reason: str
) -> list[Difference]:
    """Ask for each field; what is not wanted stays as it is."""
    from workflow.commands.ask import agreed
    from workflow.office import reconciling

    done = []
    for line in _difference_lines(desk, office, found):
        click.echo(line)
    for d in found:
        question = _("Take over {field}: {ours} → {theirs}?")
        said_ = question.format(field=_field(office, d), ours=_value(d.ours), theirs=_value(d.theirs))
        if d.field != "published" and agreed(said_):
            done += reconciling.accept(office, reference, d.field, reason)
    return done


def _taken_over(office: Office, d: Difference) -> str:
    text = _("{reference}: {field} taken over: {ours} → {theirs}")
    field = _field(office, d)
    return text.format(reference=d.reference, field=field, ours=_value(d.ours), theirs=_value(d.theirs))


def _difference_lines(desk: Desk, office: Office, found: Sequence[Difference]) -> Iterable[str]:
    if not found:
        yield _("No differences.")
        return
    headers = [_("Motion"), _("Field"), "", _("here"), _("published by the council")]
    rows = [(d.reference, d.field, _field(office, d), _value(d.ours), _value(d.theirs)) for d in found]
    yield table(desk, headers, rows)
    yield _("Take over: laufzettel reconcile REF --accept FIELD")


def _field(office: Office, d: Difference) -> str:
    name = _(_NAMES.get(d.field.rpartition(".")[2], d.field))
    known = office.rules.organization(d.organization)
    return f"{name} ({known.name if known else d.organization})" if d.organization else name


def _value(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value)
    return said(value)


def _as_object(office: Office, d: Difference) -> dict[str, Any]:
    known = office.rules.organization(d.organization)
    return {**d._asdict(), "organization": known.name if known else d.organization or None}
