"""What goes to a server in one go: statements gathered while a transaction is written, sent at its end.

The usual step changes one motion: its row, a few consultations, an entry, the command's answer. That is one
statement (data-modifying WITH), planned once. Whatever else was gathered goes out one behind the other,
without waiting in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workflow.store.statements_postgres import PostgresStatements

if TYPE_CHECKING:
    import psycopg

    from workflow.store.database import Found, Values

COMMIT = "COMMIT"

#: These touch no row twice, whatever the order in which a server runs them: so they may be one statement.
_ORDER = (
    PostgresStatements.MOTION_CHANGE,
    PostgresStatements.CONSULTATION_PUT,
    PostgresStatements.COMMAND_ADD,
    PostgresStatements.EVENT_ADD,
)
#: More would be planned anew too often: every number of rows is a statement of its own.
_MOST = 12


class Batch:
    """Statements with their values, in the order they were given."""

    def __init__(self) -> None:
        self._given: list[tuple[str, Values]] = []
        self.numbers: list[int] = []  #: of the rows of numbered tables, once the batch was sent

    def add(self, sql: str, rows: Iterable[Values]) -> None:
        """Gather a statement for each row of values."""
        self._given += [(sql, row) for row in rows]

    def send(self, connection: psycopg.Connection[Found]) -> None:
        """Send what was gathered. Raises what psycopg raises; then nothing of it holds."""
        given, self._given = self._given, []
        commits = bool(given) and given[-1][0] == COMMIT
        work = given[:-1] if commits else given
        one = 0 < len(work) <= _MOST and all(sql in _ORDER for sql, _ in work)
        with connection.pipeline():
            cursors = [_as_one(connection, work)] if one else _in_turn(connection, work)
            if commits:
                connection.execute(COMMIT)
            for cursor in cursors:
                self.numbers += _numbers(cursor)


def _as_one(
    connection: psycopg.Connection[Found], work: Sequence[tuple[str, Values]]
) -> psycopg.Cursor[Found]:
    ordered = sorted(work, key=lambda one: _ORDER.index(one[0]))
    values: list[Any] = [value for _, row in ordered for value in row]
    from psycopg import RawCursor  # takes the server's own marks: psycopg's would be looked for each time

    return RawCursor(connection).execute(combined(tuple(sql for sql, _ in ordered)), values)


@lru_cache(maxsize=128)
def combined(statements: tuple[str, ...]) -> str:
    """One statement in place of several, equal ones beside each other and those that add entries at the end;
    tells the numbers of the entries."""
    parts: list[str] = []
    last = "SELECT 0 WHERE false"
    for sql, group in groupby(statements):
        count = len(list(group))
        if sql == PostgresStatements.EVENT_ADD:
            last = f"{_of_rows(sql, count)} RETURNING id"
        elif sql.startswith("INSERT"):
            parts.append(_of_rows(sql, count))
        else:
            parts += [sql] * count
    named = ", ".join(f"w{number} AS ({sql})" for number, sql in enumerate(parts))
    pieces = (f"WITH {named} {last}" if named else last).split("%s")
    return "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], 1)) + pieces[-1]


def _of_rows(sql: str, count: int) -> str:
    """An INSERT of one row as one of many."""
    head, _, rest = sql.partition(" VALUES ")
    marks, rows_end, tail = rest.partition(")")
    return f"{head} VALUES {', '.join([marks + rows_end] * count)}{tail}"


def _in_turn(
    connection: psycopg.Connection[Found], work: Sequence[tuple[str, Values]]
) -> list[psycopg.Cursor[Found]]:
    cursors = []
    for sql, group in groupby(work, key=lambda one: one[0]):
        numbered = sql == PostgresStatements.EVENT_ADD
        cursor = connection.cursor()
        cursor.executemany(
            f"{sql} RETURNING id" if numbered else sql, [row for _, row in group], returning=numbered
        )
        if numbered:
            cursors.append(cursor)
    return cursors


def _numbers(cursor: psycopg.Cursor[Found]) -> list[int]:
    return [row[0] for result in cursor.results() for row in result.fetchall()]
