"""The care of a database: is it sound, copies of it, bringing one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.store import backup
from workflow.store.address import is_postgres
from workflow.store.backup import FileThere
from workflow.store.book import Book, open_book
from workflow.store.copying import Copied, copy
from workflow.store.sqlite import SQLite
from workflow.store.verifying import Difference, differences
from workflow.store.verifying_more import of_counters, of_search, stray_search

if TYPE_CHECKING:
    from workflow.store.postgres import Postgres

Progress = Callable[[str, int, int], object]


class WouldReplace(Refusal):
    code = "would_replace"
    exit_status = Exit.INPUT
    message = N_("There already is a database at {path}.")
    way_out = N_("With --yes the copy takes its place; the old database is kept beside it.")


class NoCopy(Refusal):
    code = "no_copy"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no file {path}.")
    way_out = N_("Name the file that laufzettel db backup has written.")


class DumpNeedsServer(Refusal):
    code = "dump_needs_server"
    exit_status = Exit.INPUT
    message = N_("{path} is a dump of PostgreSQL; it cannot become a file of SQLite.")
    way_out = N_("Bring it back into a server with --db postgresql://…, then: laufzettel db copy")


class Fault(NamedTuple):
    """What does not fit, and where."""

    where: str
    what: str


class Saved(NamedTuple):
    """A backup that was written and read back."""

    path: str
    kind: str  #: sqlite | pg_dump
    size: int  #: bytes
    councils: int
    motions: int
    entries: int


class Restored(NamedTuple):
    """A database that was brought back."""

    path: str
    motions: int
    entries: int
    kept: str  #: where the one before it is now; '' where there was none


def faults(book: Book, progress: Progress) -> Iterator[Fault]:
    """Everything that does not fit: damage of the file, rows that the entries do not make, lost counters."""
    yield from _damage(book)
    for council in book.councils():
        for number, found in enumerate(differences(book, council.id), 1):
            progress("differences", number, 0)
            yield _said(found)
        progress(council.key, 1, 1)
        yield from map(_said, _search(book, council.id, progress))
    yield from map(_said, chain(of_counters(book), stray_search(book)))


def _search(book: Book, council: int, progress: Progress) -> Iterator[Difference]:
    after, done = 0, 0
    sql = "SELECT id FROM motion WHERE council = {council} AND id > {after} ORDER BY id LIMIT 500"
    while page := book.database.rows(sql.format(council=f"{council:d}", after=f"{after:d}")):
        for (number,) in page:
            yield from of_search(book, council, book.motion(number))
        after, done = page[-1][0], done + len(page)
        progress("search", done, 0)


def _damage(book: Book) -> Iterator[Fault]:
    if book.dialect != "sqlite":
        return
    try:
        found = book.database.rows("PRAGMA integrity_check(20)")
        yield from (Fault("integrity_check", str(row[0])) for row in found if row[0] != "ok")
        strays = book.database.rows("PRAGMA foreign_key_check")
        yield from (Fault(str(table), f"{row} > {parent}") for table, row, parent, _ in strays)
    except sqlite3.Error as error:
        yield Fault("integrity_check", str(error))


def _said(found: Difference) -> Fault:
    def short(value: object) -> str:
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:57]}…"

    where = ", ".join(part for part in (found.stream, found.table, found.column) if part)
    return Fault(where, f"{short(found.stored)} ≠ {short(found.folded)}")


def copy_all(source: str, target: str, progress: Progress) -> Copied:
    """Copy one database into another, either of them a file or a server; see `workflow.store.copying`."""
    with open_book(source) as book:
        return copy(book, target, progress)


def _named_after(now: datetime) -> str:
    """A moment as names of files bear it, UTC."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def default_name(book: Book, now: datetime) -> Path:
    """Where a backup goes when nobody says where: beside a file, else into the folder one is in."""
    moment = _named_after(now)
    if isinstance(book.database, SQLite):
        path = Path(book.database.path).absolute()
        return path.parent / "backups" / f"{path.stem}-{moment}.db"
    return Path(f"laufzettel-{moment}.{'dump' if _dumps(book) else 'db'}")


def _dumps(book: Book) -> bool:
    from workflow.store.dumping import owns, tool

    database: Postgres = book.database  # type: ignore[assignment]
    return owns(database) and all(tool(database, name) for name in ("pg_dump", "pg_restore"))


def save(book: Book, target: Path, progress: Progress) -> Saved:
    """Write a backup while the database is in use. Raises FileThere, BackupFaulty, and what disks say.

    On PostgreSQL a name that ends in `.db` asks for a copy in a file of SQLite, any other for a dump, which
    only the role can make to which the tables belong.
    """
    if target.exists():
        raise FileThere(path=target)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(book.database, SQLite):
        held = backup.write_copy(book.database, target, progress)
        return Saved(str(target), "sqlite", target.stat().st_size, *held[:3])
    if target.suffix.lower() in (".db", ".sqlite", ".sqlite3"):
        held = backup.write_file(book, target, progress)
        return Saved(str(target), "sqlite", target.stat().st_size, *held[:3])
    from workflow.store.dumping import dump

    dump(book.database, target)  # type: ignore[arg-type]
    counted = [_count(book, table) for table in ("council", "motion", "event")]
    return Saved(str(target), "pg_dump", target.stat().st_size, *counted)


def _count(book: Book, table: str) -> int:
    return int(book.database.rows(f"SELECT count(*) FROM {table}")[0][0])


def restore(source: Path, address: str, now: datetime, progress: Progress, *, replace: bool) -> Restored:
    """Bring a backup back. What was there is kept: a file beside the new one, tables in another schema.

    Raises NoCopy, WouldReplace where something is there and `replace` is false, BackupFaulty,
    DumpNeedsServer, OlderDatabase and NewerDatabase.
    """
    if not source.is_file():
        raise NoCopy(path=source)
    from workflow.store.dumping import is_dump

    moment = _named_after(now)
    if is_postgres(address):
        kept = _restore_server(source, address, moment.lower(), progress, replace=replace)
    elif is_dump(source):
        raise DumpNeedsServer(path=source)
    else:
        kept = _restore_file(source, Path(address), moment, progress, replace=replace)
    with open_book(address) as book:
        return Restored(book.database.path, _count(book, "motion"), _count(book, "event"), kept)


def _restore_file(source: Path, target: Path, moment: str, progress: Progress, *, replace: bool) -> str:
    there = target.exists() and target.stat().st_size > 0
    if there and not replace:
        raise WouldReplace(path=target)
    backup.look_at(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with open_book(str(source)) as book:  # refuses what another version has written
            assert isinstance(book.database, SQLite)
            backup.write_copy(book.database, partial, progress)
        if there:
            shutil.copymode(target, partial)  # whoever could work with the old one can with the new one
        kept = _set_aside(target, moment) if there else ""
        backup.settle(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    return kept


def _set_aside(path: Path, moment: str) -> str:
    """Rename a database with what belongs to it. The log first: it must never meet another file."""
    kept = path.with_name(f"{path.stem}-before-{moment}{path.suffix}")
    if kept.exists():
        raise FileThere(path=kept)
    for old, new in zip(backup.beside(path), backup.beside(kept), strict=True):
        if old.exists():
            old.replace(new)
    path.replace(kept)
    backup.sync_folder(path.absolute().parent)
    return str(kept)


def _restore_server(source: Path, address: str, moment: str, progress: Progress, *, replace: bool) -> str:
    from workflow.store import dumping
    from workflow.store.postgres import Postgres

    dumped = dumping.is_dump(source)
    if not dumped:
        backup.look_at(source)
    with closing(Postgres(address)) as database:
        there = bool(database.rows("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"))
        if there and not replace:
            raise WouldReplace(path=database.path)
        aside = dumping.move_aside(database, moment)
        try:
            if dumped:
                dumping.undump(database, source)
            else:
                copy_all(str(source), address, progress)
        except BaseException:
            if aside:
                dumping.move_back(database, aside)
            raise
    return aside or ""
