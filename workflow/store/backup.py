"""A copy of the database while it is in use, looked at after writing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from states.refusal import N_, Exit, Refusal
from workflow.store.book import Book
from workflow.store.refusals import from_sqlite
from workflow.store.sqlite import SQLite


class BackupFaulty(Refusal):
    """What was written does not read back."""

    code = "backup_faulty"
    exit_status = Exit.STORAGE
    message = N_("The copy {path} is damaged: {fault}.")
    way_out = N_("Check the disk and try again; the database itself was only read.")


def back_up(book: Book, folder: str, name: str) -> Path | None:
    """Copy the database to `folder/laufzettel-<name>.db`; returns its path.

    The copy is complete and consistent whatever others write meanwhile, and takes its name only after it was
    looked at. None on PostgreSQL, whose own tools do this. Raises BackupFaulty, NotWritable, DiskFull.
    """
    database = book.database
    if not isinstance(database, SQLite):
        return None
    target = Path(folder) / f"laufzettel-{name}.db"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        _copy(database, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _copy(database: SQLite, path: Path) -> None:
    try:
        copy = sqlite3.connect(path)
        try:
            database.raw.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = str(copy.execute("PRAGMA quick_check").fetchone()[0])
        finally:
            copy.close()
    except sqlite3.Error as error:
        raise from_sqlite(error, str(path), 0) or error from error
    if found != "ok":
        raise BackupFaulty(path=path, fault=found)
