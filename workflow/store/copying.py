"""The whole content of a database in another one, SQLite or PostgreSQL, and the proof that it is the same.

Every table is copied row by row as it is: entries with their texts and hashes, leaves, nodes, checkpoints,
personal values, notices. Counters are set, what search needs is made anew. Then both are read again, side by
side, and every value is compared. It is one transaction of the target: it counts as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import zip_longest
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.store.book import Book
from workflow.store.database import Database, Found, asked
from workflow.store.opening import check_version, is_empty, make, reach
from workflow.store.refusals import DatabaseExists
from workflow.store.rows import searched

#: Told now and then: which table, how many rows are done, how many there are.
Progress = Callable[[str, int, int], object]

_PAGE = 2_000
_COUNTED = ("motion", "meeting", "person")  #: numbers that the program gives itself
_ITS_OWN = {"meta", "counter"}  #: what a database says of itself
_MINE = {"schema", "program"}  #: what a copy does not take over of `meta`
_SETTLED = 0  #: older than any transaction of a server: what already has its place in the log


class CopyDiffers(Refusal):
    code = "copy_differs"
    exit_status = Exit.STORAGE
    message = N_("The copy {path} differs from its source in the table {table}: {detail}")
    way_out = N_("Nothing was kept of it. Check the source first: laufzettel db check")


class Copied(NamedTuple):
    """What a copy holds."""

    rows: Mapping[str, int]  #: by table
    renumbered: int  #: entries whose internal number had to follow the order of the log


class Table(NamedTuple):
    """A table as it is copied."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def tables() -> list[Table]:
    """Those that hold what a copy must hold, each behind those that it refers to."""
    from workflow.store.tables import metadata

    return [
        Table(
            t.name, tuple(c.name for c in t.columns if c.name != "xact"), tuple(t.primary_key.columns.keys())
        )
        for t in metadata.sorted_tables
        if t.name not in _ITS_OWN
    ]


def copy(source: Book, address: str, progress: Progress = lambda *_: None) -> Copied:
    """Copy everything into a new database, or one in which nothing was entered yet.

    The source is read as it stands at one moment, whoever writes meanwhile. Raises DatabaseExists where the
    target holds a council, CopyDiffers where what was written does not read back, and what either may say.
    """
    database = _target(address, rehearsal=source.rehearsal)
    with closing(database), standing_still(source.database):
        if database.rows("SELECT 1 FROM council LIMIT 1"):
            raise DatabaseExists(path=database.path)
        numbers = renumbering(source.database) if database.dialect == "sqlite" else {}
        database.begin()
        try:
            counted = _write(source.database, database, numbers, progress)
            _set_counters(source.database, database)
            _fill_search(database, progress)
            _compare(source.database, database, numbers, progress)
            database.commit()
        except BaseException:
            database.rollback()
            raise
    return Copied(counted, len(numbers))


def _target(address: str, *, rehearsal: bool) -> Database:
    database = reach(address, create=True)
    if is_empty(database):
        database.close()
        return make(address, rehearsal=rehearsal)
    try:
        check_version(database)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def standing_still(database: Database) -> Iterator[None]:
    """One moment for all that is read."""
    sqlite = database.dialect == "sqlite"
    database.run("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        database.rows("SELECT count(*) FROM meta")  # the moment is that of the first reading
        yield
    finally:
        database.rollback()


def renumbering(database: Database) -> dict[int, int]:
    """New numbers for the entries that are not numbered in the order of the log.

    On PostgreSQL numbers are given out of order; SQLite's log goes on where the last number was. The numbers
    of a council stay the same ones, given in the order of the log; nothing but the log refers to them.
    """
    if database.dialect == "sqlite":
        return {}
    found: dict[int, int] = {}
    sql = asked(
        database,
        "SELECT e.id FROM event e LEFT JOIN leaf l ON l.event = e.id WHERE e.council = ?"
        " ORDER BY l.idx NULLS LAST, e.id",
    )
    for (council,) in database.rows("SELECT id FROM council"):
        placed = [row[0] for row in database.rows(sql, (council,))]
        pairs = zip(placed, sorted(placed), strict=True)
        found.update((old, new) for old, new in pairs if old != new)
    return found


def _write(
    source: Database, target: Database, numbers: Mapping[int, int], progress: Progress
) -> dict[str, int]:
    counted = {}
    for table in tables():
        total = source.rows(f"SELECT count(*) FROM {table.name}")[0][0]
        columns = (*table.columns, "xact") if _needs_transactions(table, target) else table.columns
        placed = _placed(source, table, target)
        done = 0
        for page in pages(source, table):
            values = [_renumbered(table, row, numbers) for row in page]
            target.load(table.name, columns, placed(values))
            done += len(page)
            progress(table.name, done, total)
        counted[table.name] = done
    values = [(k, v) for k, v in source.rows(source.sql.META) if k not in _MINE]
    target.many(target.sql.META_PUT, values)
    return counted


def _needs_transactions(table: Table, target: Database) -> bool:
    return table.name == "event" and target.dialect != "sqlite"


def _placed(source: Database, table: Table, target: Database) -> Callable[[list[Found]], list[Found]]:
    """Rows with what PostgreSQL's sequencer wants to know of entries: those that wait belong to the
    transaction of this copy, the others to none."""
    if not _needs_transactions(table, target):
        return lambda rows: rows
    now = target.rows("SELECT pg_current_xact_id()::text::bigint")[0][0]
    sql = "SELECT e.id FROM event e WHERE NOT EXISTS (SELECT 1 FROM leaf l WHERE l.event = e.id)"
    waiting = {row[0] for row in source.rows(sql)}
    return lambda rows: [(*row, now if row[0] in waiting else _SETTLED) for row in rows]


def _renumbered(table: Table, row: Found, numbers: Mapping[int, int]) -> Found:
    if numbers and table.name in ("event", "leaf"):
        at = table.columns.index("id" if table.name == "event" else "event")
        return (*row[:at], numbers.get(row[at], row[at]), *row[at + 1 :])
    return row


def pages(database: Database, table: Table) -> Iterator[list[Found]]:
    """All rows of a table by its key, in constant memory."""
    columns, key = (", ".join(f'"{name}"' for name in names) for names in (table.columns, table.key))
    marks = ", ".join("?" * len(table.key))
    first = f"SELECT {columns} FROM {table.name} ORDER BY {key} LIMIT {_PAGE}"
    sql = f"SELECT {columns} FROM {table.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT {_PAGE}"
    at = [table.columns.index(name) for name in table.key]
    page = database.rows(first)
    while page:
        yield page
        page = database.rows(asked(database, sql), tuple(page[-1][i] for i in at))


def _set_counters(source: Database, target: Database) -> None:
    for name in _COUNTED:
        given = _last_given(source, name)
        highest = target.rows(f"SELECT coalesce(max(id), 0) FROM {name}")[0][0]
        _set_last(target, name, max(given, highest))
    if target.dialect == "sqlite":
        return
    for name in ("council", "rules", "event", "notice"):
        target.rows(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
            f" WHERE EXISTS (SELECT 1 FROM {name})"
        )


def _last_given(database: Database, name: str) -> int:
    """The last number that was given, also where what had it was never kept."""
    if database.dialect == "sqlite":
        found = database.rows("SELECT value FROM counter WHERE name = ?", (name,))
    else:
        found = database.rows(f"SELECT last_value FROM {name}_number WHERE is_called")
    return int(found[0][0]) if found else 0


def _set_last(database: Database, name: str, value: int) -> None:
    if value < 1:
        return
    if database.dialect == "sqlite":
        put = "INSERT INTO counter (name, value) VALUES (?, ?)"
        database.run(f"{put} ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
    else:
        database.rows("SELECT setval(%s, %s)", (f"{name}_number", value))


def _fill_search(database: Database, progress: Progress) -> None:
    """What search knows, made anew: each database has its own way to keep it."""
    book = Book(database)
    total = database.rows("SELECT count(*) FROM motion")[0][0]
    done, after = 0, 0
    sql = asked(database, "SELECT id, council FROM motion WHERE id > ? ORDER BY id LIMIT 500")
    while page := database.rows(sql, (after,)):
        database.write_search([(council, number, searched(book.motion(number))) for number, council in page])
        after, done = page[-1][0], done + len(page)
        progress("search", done, total)


def _compare(source: Database, target: Database, numbers: Mapping[int, int], progress: Progress) -> None:
    """Read both again, side by side. Raises CopyDiffers at the first value that differs."""
    for table in tables():
        wanted: Iterator[Found] = (
            _renumbered(table, row, numbers) for page in pages(source, table) for row in page
        )
        if numbers and table.name == "event":
            wanted = iter(sorted(wanted, key=lambda row: row[0]))
        found = (row for page in pages(target, table) for row in page)
        for done, (one, other) in enumerate(zip_longest(wanted, found), 1):
            if not same(one, other):
                detail = _difference(table.columns, one, other)
                raise CopyDiffers(path=target.path, table=table.name, detail=detail)
            if done % 10_000 == 0:
                progress("compare", done, 0)


def same(one: Found | None, other: Found | None) -> bool:
    """Equal in every value; bytes by their content."""
    if one is None or other is None:
        return one is other
    return tuple(map(_bare, one)) == tuple(map(_bare, other))


def _bare(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _difference(columns: Sequence[str], one: Found | None, other: Found | None) -> str:
    if one is None or other is None:
        return "one row too many" if one is None else f"no row {one[:3]!r}"
    wrong = [c for c, a, b in zip(columns, one, other, strict=True) if _bare(a) != _bare(b)]
    return f"{', '.join(wrong)} of {one[:3]!r}"
