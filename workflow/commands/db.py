"""`db`: bring a database up to date, check it, copy it, back it up, bring it back, say who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from states.refusal import N_, Exit
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.output import emit, table
from workflow.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.office.upkeep import Fault, Restored, Saved
    from workflow.store.book import Book

Progress = Callable[[str, int, int], object]


class Upgraded(NamedTuple):
    """The shape of the tables before and after."""

    database: str
    was: int
    now: int


class Looked(NamedTuple):
    """What a check found."""

    database: str
    sound: bool
    faults: list[Fault]


class CopyMade(NamedTuple):
    """What was copied; every row was read back and compared."""

    source: str
    target: str
    motions: int
    entries: int
    rows: int
    renumbered: int


@group(
    "db",
    help=N_("Upgrade, check, copy and back up the database."),
    examples=[
        ("laufzettel db backup", N_("a copy beside the database, while others work")),
        ("laufzettel db copy laufzettel.db postgresql://server/laufzettel", N_("move to a server")),
        ("laufzettel db check", N_("is everything as the history says?")),
    ],
)
def db() -> None:
    """The database itself."""


@db.command(
    "upgrade",
    help=N_(
        "Bring the tables of an older version up to date.\n\nIt happens as a whole or not at all, and "
        "whoever comes second waits. On a server it is done by the role to which the tables belong."
    ),
    examples=["laufzettel db upgrade", "laufzettel db upgrade --db postgresql://besitzer@server/laufzettel"],
)
@pass_desk
def upgrade(desk: Desk) -> None:
    """Run what is missing; a newer database is refused."""
    from contextlib import closing

    from workflow.store import SCHEMA, schema
    from workflow.store.opening import reach, version_of
    from workflow.store.refusals import NewerDatabase

    with closing(reach(desk.db)) as database:
        was = version_of(database)
        if was > SCHEMA:
            raise NewerDatabase(path=database.path, found=was, needed=SCHEMA)
        schema.upgrade(database)
        done = Upgraded(database.path, was, version_of(database))
    emit(desk, done, _upgraded)


def _upgraded(done: Upgraded) -> list[str]:
    from workflow.store.address import is_postgres

    if done.was == done.now:
        return [_("{database} is up to date ({now}).").format(**done._asdict())]
    lines = [_("{database} was brought from version {was} to {now}.").format(**done._asdict())]
    if is_postgres(done.database):
        lines.append(_("Give the program’s roles their rights again: laufzettel db grant ROLE"))
    return lines


@db.command(
    "check",
    help=N_(
        "Look whether the database is sound: the file itself, every row against the history it was made "
        "from, the search.\n\nWhether the history itself is unchanged is told by laufzettel audit verify."
    ),
    examples=["laufzettel db check", "laufzettel db check --format json"],
)
@pass_desk
def check(desk: Desk) -> object:
    """List every fault."""
    from workflow.office.upkeep import faults

    book = _book(desk)
    with _progress() as progress:
        found = list(faults(book, progress))
    looked = Looked(book.database.path, not found, found)
    emit(
        desk,
        looked,
        lambda shown: _looked(desk, shown),
        rows=lambda shown: [f._asdict() for f in shown.faults],
        columns=("where", "what"),
    )
    return Exit.FAULTS if found else Exit.DONE


def _looked(desk: Desk, looked: Looked) -> str:
    if looked.sound:
        return _("{database} is sound.").format(database=looked.database)
    return table(desk, [_("Where"), _("What")], looked.faults)


@db.command(
    "copy",
    help=N_(
        "Copy a whole database into a new one, from a file to a server or back.\n\nAfterwards both are read "
        "again and compared: every entry, every hash and every proof is the same. The source may be in use; "
        "what is entered meanwhile is not in the copy."
    ),
    examples=[
        ("laufzettel db copy laufzettel.db postgresql://server/laufzettel", N_("move to a server")),
        ("laufzettel db copy postgresql://server/laufzettel laufzettel.db", N_("and back")),
    ],
)
@argument("source", metavar=N_("SOURCE"), help=N_("The database to copy: a file, or postgresql://…"))
@argument("target", metavar=N_("TARGET"), help=N_("Where to: a new file, or an empty database on a server."))
@pass_desk
def copy(desk: Desk, source: str, target: str) -> None:
    """Copy and compare."""
    from workflow.office.upkeep import copy_all
    from workflow.store.address import without_password

    with _progress() as progress:
        done = copy_all(source, target, progress)
    rows = dict(done.rows)
    shown = (without_password(source), without_password(target))
    emit(desk, CopyMade(*shown, rows["motion"], rows["event"], sum(rows.values()), done.renumbered), _copied)


def _copied(done: CopyMade) -> str:
    return _(
        "{source} was copied to {target}: {motions} motions, {entries} entries. Read again and compared: "
        "all the same."
    ).format(**done._asdict())


@db.command(
    "backup",
    help=N_(
        "Write a copy of the database while it is in use, and read it back.\n\nWithout FILE it lies in the "
        "folder “backups” beside the database. On a server pg_dump writes it where that is present; a name "
        "that ends in .db makes a file of SQLite in any case."
    ),
    examples=["laufzettel db backup", "laufzettel db backup /media/usb/laufzettel.db"],
)
@argument("file", metavar=N_("FILE"), required=False, help=N_("The file to write."))
@pass_desk
def backup(desk: Desk, file: str | None) -> None:
    """Write and look at it."""
    from pathlib import Path

    from workflow.office.upkeep import default_name, save

    book = _book(desk)
    target = Path(file) if file else default_name(book, _now(desk, book))
    with _progress() as progress:
        emit(desk, save(book, target, progress), _saved)


def _saved(saved: Saved) -> str:
    template = _("Backup written and read back: {path} ({motions} motions, {entries} entries)")
    return template.format(**saved._asdict())


@db.command(
    "restore",
    help=N_(
        "Bring back a backup.\n\nThe database that is there is not destroyed: a file is kept beside the new "
        "one, on a server its tables move into a schema of their own. Nobody should be working meanwhile."
    ),
    examples=["laufzettel db restore backups/laufzettel-20260105T080000Z.db --yes"],
)
@argument("file", metavar=N_("FILE"), help=N_("What laufzettel db backup has written."))
@option("--yes", is_flag=True, help=N_("Take the place of the database that is there."))
@pass_desk
def restore(desk: Desk, file: str, yes: bool) -> None:
    """Check the copy first, set the old one aside, put the copy in its place."""
    from pathlib import Path

    from workflow import clock
    from workflow.office.upkeep import restore as bring_back

    now = clock.read(rehearsal=False, environ={})
    with _progress() as progress:
        done = bring_back(Path(file), desk.db, now, progress, replace=yes)
    emit(desk, done, lambda found: list(_restored(found, desk.db)))


def _restored(done: Restored, address: str) -> Iterator[str]:
    from workflow.store.address import is_postgres

    template = _("Brought back to {path}: {motions} motions, {entries} entries")
    yield template.format(**done._asdict())
    if done.kept:
        yield _("The database before it is kept: {kept}").format(kept=done.kept)
    if is_postgres(address):
        yield _("Give the program’s roles their rights again: laufzettel db grant ROLE")


@db.command(
    "grant",
    help=N_(
        "Give a role on a PostgreSQL server what the program needs, and no more.\n\nIt may add to the "
        "history and neither change nor delete it; with --council it sees the rows of those councils only. "
        "Run this as the role to which the tables belong. Without ROLE: who may see what."
    ),
    examples=[
        ("laufzettel db grant laufzettel_buero", N_("the program, for all councils")),
        ("laufzettel db grant buero_unna --council kreis-unna", N_("an office that has one council")),
        ("laufzettel db grant presse --read-only", N_("somebody who only looks things up")),
        ("laufzettel db grant", N_("who may see what")),
    ],
)
@argument("role", metavar=N_("ROLE"), required=False, help=N_("The role; it is made where there is none."))
@option("--council", "keys", metavar=N_("KEY"), multiple=True, help=N_("Only this council; may repeat."))
@option("--read-only", is_flag=True, help=N_("Only look things up."))
@option("--dry-run", is_flag=True, help=N_("Only show the statements."))
@pass_desk
def grant(desk: Desk, role: str | None, keys: tuple[str, ...], read_only: bool, dry_run: bool) -> None:
    """Roles and row-level security."""
    from workflow.store import granting

    book = _book(desk)
    if role is None:
        emit(
            desk, granting.granted(book), lambda found: _roles(desk, found), columns=granting.Granted._fields
        )
        return
    numbers = tuple(book.council(key).id for key in keys)
    wanted = granting.Wanted(role, numbers, writes=not read_only)
    if dry_run:
        granting.check(book, role)
        emit(
            desk,
            {"statements": granting.statements(book, wanted)},
            lambda f: [f"{s};" for s in f["statements"]],
        )
        return
    made = granting.grant(book, wanted)
    found = next(one for one in granting.granted(book) if one.role == role)
    emit(desk, {**found._asdict(), "made": made}, lambda one: list(_given(one)))


def _given(one: dict[str, Any]) -> Iterator[str]:
    may = _("may read and write") if one["writes"] else _("may read")
    which = ", ".join(one["councils"]) or _("all councils")
    yield _("{role} {may}: {which}").format(role=one["role"], may=may, which=which)
    if one["made"]:
        yield _("The role is new and has no password yet: in psql, \\password {role}").format(
            role=one["role"]
        )


def _roles(desk: Desk, found: list[Any]) -> str:
    if not found:
        return _("No role was given rights yet.")
    rows = [
        (
            r.role,
            _("may read and write") if r.writes else _("may read"),
            ", ".join(r.councils) or _("all councils"),
        )
        for r in found
    ]
    return table(desk, [_("Role"), _("Rights"), _("Councils")], rows)


def _book(desk: Desk) -> Book:
    from workflow.store.book import open_book

    return desk.keep(open_book(desk.db))


def _now(desk: Desk, book: Book) -> datetime:
    return desk.now(rehearsal=book.rehearsal)


@contextmanager
def _progress() -> Iterator[Progress]:
    """One line on a terminal that says how far it is; silence elsewhere."""
    import sys

    if not sys.stderr.isatty():
        yield lambda *_: None
        return

    def show(what: str, done: int, total: int) -> None:
        of = f"/{total}" if total else ""
        click.echo(f"\r\x1b[K{what} {done}{of}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
