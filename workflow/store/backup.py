"""A copy of the database while it is in use, looked at after writing; and bringing one back.

A copy takes its name only after it was read back and is on the disk. Bringing one back never destroys what
was there: a file is kept beside the new one, on a server the old tables move into a schema of their own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.store.book import Book
from workflow.store.copying import copy, standing_still
from workflow.store.refusals import from_sqlite
from workflow.store.sqlite import APPLICATION_ID, SQLite

#: Told now and then: what is being done, how much of it, how much there is.
Progress = Callable[[str, int, int], object]

_PAGES = 4_000  #: copied at a time; others write in between

#: Heads that are not those of the last entries; entries of the log without an entry: a torn copy.
_TORN_MOTION = (
    "SELECT count(*) FROM motion m WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.council = m.council"
    " AND e.stream = 'motion:' || m.id AND e.n = m.version AND e.hash = m.head)"
)
_TORN_LOG = "SELECT count(*) FROM leaf l WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.id = l.event)"
_TORN_CHECKPOINT = (
    "SELECT count(*) FROM checkpoint c"
    " WHERE c.size > (SELECT count(*) FROM leaf l WHERE l.council = c.council)"
)


class BackupFaulty(Refusal):
    """What was written does not read back."""

    code = "backup_faulty"
    exit_status = Exit.STORAGE
    message = N_("The copy {path} is damaged: {fault}.")
    way_out = N_("Check the disk and try again; the database itself was only read.")


class FileThere(Refusal):
    code = "file_there"
    exit_status = Exit.INPUT
    message = N_("There already is a file {path}; it was left as it is.")
    way_out = N_("Name another file.")


class Held(NamedTuple):
    """What a copy holds, counted in the copy itself."""

    councils: int
    motions: int
    entries: int
    checkpoints: int


def back_up(book: Book, folder: str, name: str) -> Path:
    """Copy the database to `folder/laufzettel-<name>.db`, over an older copy of that name; returns its path.

    From a server it takes what this role may see, as `write_file` does. Raises BackupFaulty, NotWritable,
    DiskFull.
    """
    target = Path(folder) / f"laufzettel-{name}.db"
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(book.database, SQLite):
        write_copy(book.database, target)
    else:
        write_file(book, target)
    return target


def write_file(book: Book, target: Path, progress: Progress = lambda *_: None) -> Held:
    """What a server holds in a file of SQLite, with which one can go on working without the server.

    Raises BackupFaulty, CopyDiffers, NotWritable, DiskFull.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        reserve(partial)
        copy(book, str(partial), progress)
        with closing(sqlite3.connect(partial)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
        held = look_at(partial)
        settle(partial, target)
        return held
    finally:
        for path in (partial, *beside(partial)):
            path.unlink(missing_ok=True)


def beside(path: Path) -> list[Path]:
    """The files that SQLite and the queue of writers keep beside a database."""
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal", "-queue")]


def write_copy(database: SQLite, target: Path, progress: Progress = lambda *_: None) -> Held:
    """A complete and consistent copy whatever others write meanwhile. Raises BackupFaulty, NotWritable,
    DiskFull."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        reserve(partial)
        _copy(database, partial, progress)
        held = look_at(partial)
        settle(partial, target)
        return held
    finally:
        partial.unlink(missing_ok=True)


def reserve(path: Path) -> None:
    """An empty file that nobody else may read: it will hold names and addresses."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def settle(partial: Path, target: Path) -> None:
    """Give a file its name once all of it is on the disk."""
    descriptor = os.open(partial, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    partial.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk as well; Windows does that by itself."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _copy(database: SQLite, path: Path, progress: Progress) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        progress("pages", total - remaining, total)

    try:
        # one snapshot for all steps: else every commit of another program would begin the copy anew
        with closing(sqlite3.connect(path)) as target, standing_still(database):
            database.raw.backup(target, pages=_PAGES, progress=step)
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise from_sqlite(error, str(path), 0) or error from error


def look_at(path: Path) -> Held:
    """Read a copy from end to end: whole, ours, and every motion where its last entry left it.

    Raises BackupFaulty.
    """
    try:
        with closing(sqlite3.connect(path)) as raw:
            _look(raw, path)
            one = ("council", "motion", "event", "checkpoint")
            return Held(*(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in one))
    except sqlite3.Error as error:
        raise BackupFaulty(path=path, fault=str(error)) from error


def _look(raw: sqlite3.Connection, path: Path) -> None:
    if raw.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise BackupFaulty(path=path, fault="not a database of this program")
    found = str(raw.execute("PRAGMA integrity_check").fetchone()[0])
    if found != "ok":
        raise BackupFaulty(path=path, fault=found)
    for sql in (_TORN_MOTION, _TORN_LOG, _TORN_CHECKPOINT):
        if raw.execute(sql).fetchone()[0]:
            raise BackupFaulty(path=path, fault="entries and rows do not fit")
