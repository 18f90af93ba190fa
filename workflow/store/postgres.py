"""PostgreSQL by psycopg 3: READ COMMITTED, rows locked as they are loaded, hot statements in one go."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from states.refusal import Refusal
from workflow.store import PATIENCE
from workflow.store.address import not_connected, without_password
from workflow.store.database import Found, Searched, Values
from workflow.store.postgres_batch import Batch
from workflow.store.refusals import (
    AnswerLost,
    Conflict,
    DatabaseLocked,
    DiskFull,
    MayNot,
    NoTables,
    PostgresMissing,
    ReadOnlyServer,
    ServerUnreachable,
    StorageFailed,
)
from workflow.store.statements_postgres import PostgresStatements, marked
from workflow.store.statements_sqlite import Statements

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Connection, Engine

#: Two first migrations at once: the second waits for this and finds nothing left to do.
_MIGRATING = 0x4C61755A

_PAUSE = 0.2  #: seconds between two attempts to reach a server that starts again

#: Whatever the server's own default is: what is locked is read as it is then, not as it was at the beginning.
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"

#: What changes whatever is remembered: rules, organizations, blotting; and the shape of the tables.
_VERSIONS = (
    "SELECT count(*), sum(version), max(id), (SELECT value FROM meta WHERE key = 'schema') FROM council"
)

_REFUSALS: dict[str, type[Refusal]] = {
    "23505": Conflict,  # unique_violation: somebody else wrote the same entry
    "40001": Conflict,  # serialization_failure
    "40P01": Conflict,  # deadlock_detected
    "55P03": DatabaseLocked,  # lock_not_available
    "25006": ReadOnlyServer,  # read_only_sql_transaction: a replica, or a server set so
    "57014": DatabaseLocked,  # query_canceled, by lock or statement timeout
    "53100": DiskFull,
    "58030": StorageFailed,  # io_error
    "42501": MayNot,  # insufficient_privilege
    "42P01": NoTables,  # undefined_table
}


class Postgres:
    """A connection to a server. Not shared between threads."""

    dialect = "postgresql"
    sql: type[Statements] = PostgresStatements

    def __init__(self, path: str, *, patience: float = PATIENCE) -> None:
        try:
            import psycopg
        except ImportError:
            raise PostgresMissing from None
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # what goes wrong is told in our own words
        self.address = path
        self.path = without_password(path)
        self.patience = patience
        self._psycopg = psycopg
        self.before: Callable[[], object] | None = None
        self._batch: Batch | None = None  #: what goes `together`
        self._later = False  #: BEGIN goes out with the first statement
        self._faults = 0  #: of transactions, so far
        self._found: Found | None = None  #: the versions of all councils when this transaction began
        self._seen: Found | None = None  #: and those when what is remembered was read
        self.raw: psycopg.Connection[Found] = self._connect()

    def _connect(self) -> psycopg.Connection[Found]:
        wait = int(self.patience) or 1
        try:
            raw = self._psycopg.connect(
                self.address, autocommit=True, prepare_threshold=1, connect_timeout=wait
            )
        except self._psycopg.Error as error:
            misread = isinstance(error, self._psycopg.ProgrammingError)
            raise not_connected(self.address, str(error), misread=misread) from error
        try:
            # every statement has a plan that serves any value (a test reads it): none is planned twice
            raw.execute(
                f"SET lock_timeout = {int(self.patience * 1000)}; SET plan_cache_mode = force_generic_plan"
            )
        except self._psycopg.Error as error:
            raise self._said(error) from error
        return raw

    def reconnect(self, within: float = 0) -> None:
        """Another connection in place of one that broke; a server that starts again gets so many seconds.

        Raises ServerUnreachable.
        """
        self.raw.close()
        ends = time.monotonic() + within
        while True:
            try:
                self.raw = self._connect()
                return
            except ServerUnreachable:
                if time.monotonic() > ends:
                    raise
            time.sleep(_PAUSE)

    def _said(self, error: psycopg.Error) -> Exception:
        kind = _REFUSALS.get(error.sqlstate or "")
        detail = str(error).strip().partition("\n")[0]
        if kind is Conflict and error.sqlstate == "23505" and "uq_event" not in detail:
            kind = None  # only a second entry of the same number means that somebody was faster
        if kind is not None:
            return kind(path=self.path, detail=detail, seconds=int(self.patience), what=self.path)
        state = error.sqlstate or ""
        gone = not state or state.startswith(("08", "57P"))  # the connection, or the server is going down
        if gone and isinstance(error, self._psycopg.OperationalError):
            return ServerUnreachable(path=self.path, detail=detail)
        return error

    def ask(self, sql: str, values: Values) -> tuple[list[str], list[Found]]:
        """The names of the columns and all rows of a statement written with `?`."""
        if self.before is not None:
            self.before()
        self._ready()
        try:
            cursor = self.raw.execute(marked(sql), values)
            return [column.name for column in cursor.description or ()], cursor.fetchall()
        except self._psycopg.Error as error:
            raise self._said(error) from error

    def row(self, sql: str, values: Values = ()) -> Found | None:
        if self.before is not None:
            self.before()
        self._ready()
        try:
            return self.raw.execute(sql, values).fetchone()
        except self._psycopg.Error as error:
            raise self._said(error) from error

    def rows(self, sql: str, values: Values = ()) -> list[Found]:
        if self.before is not None:
            self.before()
        return self.aside(sql, values)

    def aside(self, sql: str, values: Values = ()) -> list[Found]:
        self._ready()
        try:
            return self.raw.execute(sql, values).fetchall()
        except self._psycopg.Error as error:
            raise self._said(error) from error

    def at_once(self, statements: Sequence[tuple[str, Values]]) -> list[list[Found]]:
        try:
            return self._at_once(statements)
        except ServerUnreachable:
            if not self._later:
                raise
        self.reconnect()  # restarted since the last command: nothing was begun, nothing is lost
        return self._at_once(statements)

    def _at_once(self, statements: Sequence[tuple[str, Values]]) -> list[list[Found]]:
        try:
            with self.raw.pipeline():
                begun = self._send_begin() if self._later else None
                cursors = [self.raw.execute(sql, values) for sql, values in statements]
                if begun is not None:
                    self._found = begun.fetchone()
                found = [cursor.fetchall() for cursor in cursors]
        except self._psycopg.Error as error:
            raise self._said(error) from error
        self._later = False
        return found

    def run(self, sql: str, values: Values = ()) -> int:
        if self.before is not None:
            self.before()
        if self._batch is not None:
            self._batch.add(sql, [values])
            return 1
        self._ready()
        try:
            return self.raw.execute(sql, values).rowcount
        except self._psycopg.Error as error:
            raise self._said(error) from error

    def many(self, sql: str, values: Sequence[Values]) -> int:
        if self.before is not None:
            self.before()
        if self._batch is not None:
            self._batch.add(sql, values)
            return len(values)
        self._ready()
        try:
            if len(values) == 1:
                return self.raw.execute(sql, values[0]).rowcount
            with self.raw.cursor() as cursor:
                cursor.executemany(sql, values)
                return cursor.rowcount
        except self._psycopg.Error as error:
            raise self._said(error) from error

    def numbered(self, sql: str, values: Sequence[Values]) -> Callable[[], list[int]]:
        if self._batch is None:
            with self.together():
                return self.numbered(sql, values)
        batch = self._batch
        batch.add(sql, values)
        return lambda: batch.numbers

    def load(self, table: str, columns: Sequence[str], values: Sequence[Values]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        self._ready()
        try:
            with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as rows:
                for row in values:
                    rows.write_row(row)
        except self._psycopg.Error as error:
            raise self._said(error) from error

    @contextmanager
    def together(self) -> Iterator[None]:
        if self._batch is not None:
            yield  # the outer one sends
            return
        self._batch = Batch()
        try:
            yield
            self._send()
        finally:
            self._batch = None

    def _send(self) -> None:
        batch, self._batch = self._batch, None
        self._ready()
        if batch is not None:
            try:
                batch.send(self.raw)
            except self._psycopg.Error as error:
                raise self._said(error) from error

    @contextmanager
    def closing(self) -> Iterator[None]:
        try:
            with self.together():
                yield
        except ServerUnreachable as error:  # the commit may have arrived before that
            raise AnswerLost(path=self.path) from error

    def unchanged(self) -> bool:
        """Councils, rules and organizations change with the version of a council; so does blotting."""
        self._ready()
        seen, self._seen = self._seen, self._found
        return seen is not None and seen == self._seen

    def write_search(self, texts: Iterable[Searched]) -> None:
        from workflow.store.search import grams, plain, stemmed

        rows = []
        for council, motion, parts in texts:
            stems = sorted({stem for part in parts for stem in stemmed(part).split()})
            bare = plain(parts)
            rows.append((motion, council, stems, grams(bare), bare))
        self.many(PostgresStatements.SEARCH_PUT, rows)

    def begin(self) -> None:
        self._later = True

    def _ready(self) -> None:
        if self._batch is not None:  # what is asked now has to come behind it
            self._send()
        if self._later:
            self.at_once(())

    def _send_begin(self) -> psycopg.Cursor[Found]:
        self.raw.execute(BEGIN)
        return self.raw.execute(_VERSIONS)

    def commit(self) -> None:
        if self._later:
            self._later = False  # nothing was asked
            return
        try:
            self.run("COMMIT")
        except ServerUnreachable as error:
            raise AnswerLost(path=self.path) from error

    def rollback(self) -> None:
        self._later = False
        if not self.raw.closed and self.raw.info.transaction_status != 0:
            with suppress(self._psycopg.OperationalError):  # then the server undoes it by itself
                self.raw.execute(self._rollback())

    def _rollback(self) -> str:
        """After a fault the server has not prepared what came behind it, though psycopg believes so.

        It forgets that at a ROLLBACK, but only at one whose text is new to it.
        """
        if self.raw.info.transaction_status != self._psycopg.pq.TransactionStatus.INERROR:
            return "ROLLBACK"
        self._faults += 1
        return f"ROLLBACK -- {self._faults}"

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction, and one migration at a time."""
        with self.engine().connect() as connection:
            self.run("BEGIN")
            try:
                self.run("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
                yield connection
                connection.commit()
            except Exception as error:  # SQLAlchemy wraps what the server has said
                said = getattr(error, "orig", None)
                if isinstance(said, self._psycopg.Error):
                    raise self._said(said) from error
                raise
            finally:
                self.rollback()

    def engine(self) -> Engine:
        from sqlalchemy import StaticPool, create_engine

        return create_engine("postgresql+psycopg://", creator=lambda: self.raw, poolclass=StaticPool)

    def close(self) -> None:
        self.raw.close()
