"""`init`: a new database with a council in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from workflow.presets.loading import Loaded


class Made(NamedTuple):
    """What was made."""

    database: str
    rehearsal: bool
    council: str | None
    name: str | None
    organizations: int
    in_force: str | None


@command(
    "init",
    help=N_(
        "Make a database and adopt a council’s rules in it.\n\nThe database lies in the user’s data folder, "
        "or where --db says. In a rehearsal LAUFZETTEL_NOW sets the clock; its log says so for ever."
    ),
    examples=[
        ("laufzettel init --council kreis-nrw", N_("with rules that come with the program")),
        ("laufzettel init --council unser-kreis.yaml", N_("with a council file of one’s own")),
        ("laufzettel init --rehearsal --council lvr --db probe.db", N_("to try things out on any day")),
    ],
)
@option("--rehearsal", is_flag=True, help=N_("A database to try things out, whose clock may be set."))
@option(
    "--council",
    metavar=N_("NAME|FILE"),
    help=N_("The council: a name from laufzettel council list, or a file."),
)
@pass_desk
def init(desk: Desk, rehearsal: bool, council: str | None) -> object:
    """Check first, make then: a faulty council file leaves nothing behind."""
    from workflow.commands.council_file import print_faults, read_council
    from workflow.store.address import is_postgres
    from workflow.store.refusals import DatabaseExists

    if not is_postgres(desk.db):
        import os

        if os.path.exists(desk.db) and os.path.getsize(desk.db):
            raise DatabaseExists(path=desk.db)
    loaded = None
    wanted = council or desk.council or (_ask() if desk.can_ask else None)
    if wanted:
        loaded = read_council(wanted)
        if loaded.faults:
            return print_faults(desk, loaded)
    made = _make(desk, rehearsal, loaded)
    emit(desk, made, _said)
    return None


def _make(desk: Desk, rehearsal: bool, loaded: Loaded | None) -> Made:
    from zoneinfo import ZoneInfo

    from workflow import __version__
    from workflow.store.book import Stamp, create_book

    found = loaded.council if loaded else None
    zone = ZoneInfo(found.zone) if found else None
    now = desk.now(rehearsal=rehearsal, zone=zone)
    book = desk.keep(create_book(desk.db, rehearsal=rehearsal))
    path = book.database.path  # without the password that an address may hold
    if loaded is None or loaded.data is None or found is None:
        return Made(path, rehearsal, None, None, 0, None)
    in_force = found.in_force or now.astimezone(zone).date()
    book.adopt(loaded.data, in_force, Stamp("", __version__, "init", now), actor=desk.actor)
    return Made(path, rehearsal, found.key, found.name, len(found.organizations), in_force.isoformat())


def _ask() -> str | None:
    """The councils that come with the program, to choose from."""
    from workflow import presets

    names = presets.builtin()
    click.echo(_("Which council? These come with the program; a file of one’s own is named by its path."))
    for number, name in enumerate(names, 1):
        click.echo(f"{number:>4}  {name}")
    chosen = str(click.prompt(_("Number, name or file (nothing: later)"), default="", show_default=False))
    chosen = chosen.strip()
    if chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= len(names):
        return names[int(chosen) - 1]
    return chosen or None


def _said(made: Made) -> list[str]:
    kind = _("Database for rehearsals made: {path}") if made.rehearsal else _("Database made: {path}")
    lines = [kind.format(path=made.database)]
    if made.council is None:
        lines.append(_("It holds no council yet. Next: laufzettel council adopt NAME"))
        return lines
    from datetime import date

    from workflow.words import day

    in_force = day(date.fromisoformat(made.in_force or ""))
    template = _("Council: {name} ({key}), {n} organizations, rules in force from {day}")
    lines.append(template.format(name=made.name, key=made.council, n=made.organizations, day=in_force))
    lines.append(_("Next: laufzettel meeting import CALENDAR.ics, or at once: laufzettel submit MOTION.pdf"))
    return lines
