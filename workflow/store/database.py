"""What a database has to do for the store, whichever it is. Statements are run as they were written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from workflow.store.statements_sqlite import Statements

Values = Sequence[Any]
Found = tuple[Any, ...]
#: council, motion; title, points, reasoning, reference and applicants
Searched = tuple[int, int, tuple[str, ...]]


class Database(Protocol):
    """One connection. Every error that means something to a user comes out as a refusal."""

    dialect: str
    path: str
    sql: type[Statements]
    before: Callable[[], object] | None  #: what has to be done before anything is asked or changed

    def row(self, sql: str, values: Values = ()) -> Found | None:
        """The first row, None where there is none."""

    def rows(self, sql: str, values: Values = ()) -> list[Found]:
        """All rows."""

    def aside(self, sql: str, values: Values = ()) -> list[Found]:
        """All rows, without doing what `before` says: they do not depend on it."""

    def at_once(self, statements: Sequence[tuple[str, Values]]) -> list[list[Found]]:
        """All rows of each statement; a server is asked once. As `aside`."""

    def run(self, sql: str, values: Values = ()) -> int:
        """How many rows it changed."""

    def many(self, sql: str, values: Sequence[Values]) -> int:
        """The same statement for each; how many rows were changed in all."""

    def numbered(self, sql: str, values: Sequence[Values]) -> Callable[[], list[int]]:
        """Insert rows into a table that numbers them; what tells their numbers in the same order, when all
        that goes `together` is done."""

    def load(self, table: str, columns: Sequence[str], values: Sequence[Values]) -> None:
        """Write many rows of a table as they are, the quickest way there is. Inside a transaction."""

    def together(self) -> AbstractContextManager[None]:
        """Statements that go to a server in one go: `many` does not wait there, and counts what it was given.

        So only for rows that this transaction has locked, or that an entry's number guards.
        """

    def unchanged(self) -> bool:
        """True where no other connection can have written since this was last asked."""

    def closing(self) -> AbstractContextManager[None]:
        """The last statements of a transaction and its commit, in one go with a server."""

    def write_search(self, texts: Iterable[Searched]) -> None:
        """Replace what search knows of motions."""

    def begin(self) -> None:
        """Begin to write: on SQLite waiting for one's turn, on a server with the next statement."""

    def commit(self) -> None:
        """Make it durable. Raises AnswerLost where nobody knows whether that has happened."""

    def reconnect(self, within: float = 0) -> None:
        """Another connection in place of one that broke, tried for so many seconds."""

    def rollback(self) -> None:
        """Undo all of it; never fails."""

    def migrating(self) -> AbstractContextManager[Connection]:
        """One transaction in which nobody else migrates."""

    def engine(self) -> Engine:
        """SQLAlchemy over this very connection, for what is not worth a statement by hand."""

    def close(self) -> None:
        """Let go of it."""


def asked(database: Database, sql: str) -> str:
    """A statement written with `?` as the database wants its marks."""
    if database.dialect == "sqlite":
        return sql
    from workflow.store.statements_postgres import marked

    return marked(sql)
