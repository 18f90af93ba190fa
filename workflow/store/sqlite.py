"""SQLite: one file, write-ahead log, every commit on the disk before it counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.store import PATIENCE
from workflow.store.database import Found, Searched, Values
from workflow.store.refusals import (
    DatabaseLocked,
    NoDatabase,
    NotADatabase,
    NotWritable,
    from_sqlite,
    sqlite_address,
)
from workflow.store.statements_sqlite import Statements
from workflow.store.turnstile import Turnstile

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

APPLICATION_ID = 0x4C61755A  #: "LauZ": tells the program's files from those of others

#: journal_mode is kept by the file, the others belong to the connection.
PRAGMAS = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF")


class SQLite:
    """A connection to a file. Not shared between threads."""

    dialect = "sqlite"
    sql: type[Statements] = Statements

    def __init__(self, path: str, *, create: bool = False, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        if Path(path).is_dir():
            raise NotADatabase(path=path)
        if not create and not Path(path).exists():
            raise NoDatabase(path=path)
        self.raw = self._connect(create)
        self.before: Callable[[], object] | None = None
        self._turnstile: Turnstile | None = None
        self._seen: int | None = None  #: rises when another connection has written

    def _connect(self, create: bool) -> sqlite3.Connection:
        if create:
            _make_folder(self.path)
        mode = "rwc" if create else "rw"
        try:
            uri = sqlite_address(self.path, mode)
            raw = sqlite3.connect(
                uri, uri=True, isolation_level=None, timeout=self.patience, cached_statements=256
            )
            for pragma in PRAGMAS:
                raw.execute(pragma)
        except sqlite3.Error as error:
            raise self._said(error) from error
        return raw

    def _said(self, error: sqlite3.Error) -> Exception:
        return from_sqlite(error, self.path, self.patience) or error

    def row(self, sql: str, values: Values = ()) -> Found | None:
        if self.before is not None:
            self.before()
        try:
            found: Found | None = self.raw.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self._said(error) from error
        return found

    def rows(self, sql: str, values: Values = ()) -> list[Found]:
        if self.before is not None:
            self.before()
        return self.aside(sql, values)

    def aside(self, sql: str, values: Values = ()) -> list[Found]:
        try:
            return self.raw.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._said(error) from error

    def at_once(self, statements: Sequence[tuple[str, Values]]) -> list[list[Found]]:
        return [self.aside(sql, values) for sql, values in statements]

    def run(self, sql: str, values: Values = ()) -> int:
        if self.before is not None:
            self.before()
        try:
            return self.raw.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._said(error) from error

    def many(self, sql: str, values: Sequence[Values]) -> int:
        if self.before is not None:
            self.before()
        try:
            if len(values) == 1:  # one step is the usual case, and this is its quicker way
                return self.raw.execute(sql, values[0]).rowcount
            return self.raw.executemany(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._said(error) from error

    def numbered(self, sql: str, values: Sequence[Values]) -> Callable[[], list[int]]:
        self.many(sql, values)
        last: int = self.raw.execute("SELECT last_insert_rowid()").fetchone()[0]
        return lambda: list(range(last - len(values) + 1, last + 1))  # nobody else writes meanwhile

    def load(self, table: str, columns: Sequence[str], values: Sequence[Values]) -> None:
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        self.many(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    closing = together

    def unchanged(self) -> bool:
        version: int = self.raw.execute("PRAGMA data_version").fetchone()[0]
        same = version == self._seen
        self._seen = version
        return same

    def write_search(self, texts: Iterable[Searched]) -> None:
        from workflow.store.search import plain, stemmed

        for _, motion, parts in texts:
            self.run(Statements.SEARCH_DROP, (motion,))
            self.run(Statements.SEARCH_ADD, (motion, *(stemmed(part) for part in parts)))
            self.run(Statements.PARTS_DROP, (motion,))
            self.run(Statements.PARTS_ADD, (motion, plain(parts)))

    def begin(self) -> None:
        if self._turnstile is None:
            self._turnstile = Turnstile(f"{self.path}-queue")
        if not self._turnstile.enter(self.patience):
            raise DatabaseLocked(path=self.path, seconds=int(self.patience))
        try:
            self.raw.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._turnstile.leave()
            raise self._said(error) from error

    def commit(self) -> None:
        try:
            self.raw.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._said(error) from error
        self._leave()

    def rollback(self) -> None:
        if self.raw.in_transaction:  # a full disk has already rolled back by itself
            self.raw.execute("ROLLBACK")
        self._leave()

    def reconnect(self, within: float = 0) -> None:
        """A file has no connection that could break."""

    def _leave(self) -> None:
        if self._turnstile is not None:
            self._turnstile.leave()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """The whole file locked, in one transaction; foreign keys are not looked at meanwhile."""
        self.run("PRAGMA journal_mode = WAL")
        self.run("PRAGMA foreign_keys = OFF")
        try:
            with self.engine().connect() as connection:
                self.begin()  # only now: on its first connection SQLAlchemy rolls back
                self.run(f"PRAGMA application_id = {APPLICATION_ID}")
                yield connection
                connection.commit()  # SQLAlchemy undoes what it was not told to commit
        finally:
            self.rollback()  # of nothing, unless something went wrong
            self.run("PRAGMA foreign_keys = ON")

    def engine(self) -> Engine:
        from sqlalchemy import StaticPool, create_engine

        return create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)

    def close(self) -> None:
        self.raw.close()
        if self._turnstile is not None:
            self._turnstile.close()
            self._turnstile = None


def _make_folder(path: str) -> None:
    try:
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(path=path) from error
