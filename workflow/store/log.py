"""The council's log as the store keeps it: which entry is which leaf, completed nodes, heads, checkpoints.

Entries are written per stream and wait for nobody. `sequence` gives them their places in one Merkle log
afterwards, in an order in which every stream's entries follow each other. Nodes and the heads of all streams
are kept, so that a proof reads a few rows and a checkpoint costs what is new. On PostgreSQL numbers commit
out of order: only entries of transactions that nobody can still overtake are taken, the others next time.
What these hashes prove is the business of `workflow.audit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from workflow.audit.crown import Crown, bucket_branch, moved, packed_heads, read_branch, write_branch
from workflow.audit.heads import StreamHead, bucket_of, group, head_key
from workflow.audit.merkle import Frontier
from workflow.audit.nodes import Key, root_part
from workflow.audit.walk import Row
from workflow.store import log_sql
from workflow.store.book import Book
from workflow.store.database import Database, asked

_PAGE = 2_000
BATCH = 20_000  #: entries per transaction where there are many


class Checkpoint(NamedTuple):
    """A checkpoint as it was kept: the signed note verbatim."""

    size: int
    root: bytes
    note: str
    recorded: str


class Waiting(NamedTuple):
    """An entry that has no place in the log yet."""

    id: int
    stream: str
    n: int
    hash: bytes


class Taken(NamedTuple):
    """The log after entries were taken into it."""

    edge: Frontier
    crown: Crown
    taken: int  #: how many


def size(book: Book, council: int) -> int:
    """How many entries the log holds."""
    found = book.database.rows(book.database.sql.LOG_SIZE, (council,))[0][0]
    return found if type(found) is int else 0


def nodes(book: Book, council: int, keys: Iterable[Key]) -> dict[Key, bytes]:
    """The hashes of nodes, leaves at level 0; those that are not kept are left out. One statement."""
    wanted = list(keys)
    if not wanted:
        return {}
    values = ",".join(f"({level:d},{place:d})" for level, place in wanted)
    rows = book.database.rows(log_sql.NODES.format(council=f"{council:d}", keys=values))
    return {(level, place): bytes(digest) for level, place, digest in rows}


def frontier(book: Book, council: int, at: int | None = None) -> Frontier:
    """The growing edge of the log, now or as it was at a size. Raises LookupError where nodes are missing."""
    have = size(book, council) if at is None else at
    keys = root_part(have)
    known = nodes(book, council, keys)
    return Frontier(have, [known[key] for key in keys])


def crown(book: Book, council: int) -> Crown:
    """The heads tree above its buckets. Raises ValueError where it is damaged."""
    rows = book.database.rows(asked(book.database, log_sql.BRANCHES), (council,))
    return Crown({number: read_branch(bytes(found)) for number, found in rows})


def bucket(book: Book, council: int, number: int) -> bytes:
    """The heads of a bucket, packed; none are no bytes."""
    row = book.database.row(asked(book.database, log_sql.BUCKET), (council, number))
    return b"" if row is None else bytes(row[0])


def bucket_heads(book: Book, council: int, number: int) -> list[StreamHead]:
    """The heads of a bucket with their names, for a path through the heads tree."""
    known = packed_heads(bucket(book, council, number))
    found, after = [], ""
    while page := book.database.rows(book.database.sql.STREAMS, (council, after, _PAGE)):
        for (stream,) in page:
            packed = known.get(head_key(stream)) if bucket_of(stream) == number else None
            if packed is not None:
                found.append(StreamHead(stream, int.from_bytes(packed[:8], "big"), packed[8:]))
        after = page[-1][0]
    return found


def sequence(book: Book, council: int, limit: int = BATCH) -> int:
    """Give the entries that have no place in the log yet the next ones; returns how many there were.

    One at a time per council: whoever comes second waits. See `take`.
    """
    with book.writing():
        return take(book, council, limit).taken


def take(book: Book, council: int, limit: int = BATCH) -> Taken:
    """Take waiting entries into the log (on SQLite `limit` at most). Inside `writing()`.

    Raises LookupError or ValueError where what is kept of the log is damaged.
    """
    database = book.database
    waiting = _waiting(database, council, limit)
    edge, above = frontier(book, council), crown(book, council)
    leaves, completed = [], []
    for entry in waiting:
        leaves.append((council, edge.size, entry.id))
        completed.append((council, 0, edge.size, entry.hash))
        completed += [(council, *node) for node in edge.append(entry.hash)]
    if waiting:
        database.many(database.sql.LEAF_ADD, leaves)
        database.many(database.sql.NODE_ADD, completed)
        _move_heads(book, council, above, waiting)
    return Taken(edge, above, len(waiting))


def _move_heads(book: Book, council: int, above: Crown, entries: Iterable[Waiting]) -> None:
    last = {entry.stream: StreamHead(entry.stream, entry.n, entry.hash) for entry in entries}
    rows = []
    for number, heads in group(last.values()).items():
        packed = moved(bucket(book, council, number), heads)
        branch = bucket_branch(packed)
        above.put(number, branch)
        rows.append((council, number, write_branch(branch), packed))
    book.database.many(asked(book.database, log_sql.BUCKET_PUT), rows)


def _waiting(database: Database, council: int, limit: int) -> list[Waiting]:
    if database.dialect != "sqlite":
        return _settled(database, council)
    found = database.rows(log_sql.WAITING_SQLITE, (council, council, limit))
    return [Waiting(number, stream, n, bytes(digest)) for number, stream, n, digest in found]


def _settled(database: Database, council: int) -> list[Waiting]:
    """Entries of transactions that are over and that none still open can come before.

    What is taken is always all below one transaction number, so that the next time can begin there. That
    number is lowered while an entry below it follows one above it in its stream. Numbers above all that this
    server has given come from a restored copy: settled as well.
    """
    database.rows(asked(database, log_sql.LOCK), (council,))
    horizon, newest = database.rows(log_sql.SNAPSHOT)[0]
    done = database.rows(asked(database, log_sql.DONE), (council,))
    start = done[0][0] + 1 if done and done[0][0] < newest else 0
    while True:
        values = (horizon, council, horizon, start)
        held_back = database.rows(asked(database, log_sql.HELD_BACK), values)[0][0]
        if held_back is None:
            break
        horizon = held_back
    found = database.rows(asked(database, log_sql.WAITING_POSTGRES), (council, start, horizon))
    return [Waiting(number, stream, n, bytes(digest)) for number, stream, n, digest in found]


def place(book: Book, entry: int) -> int | None:
    """The index in the log of the entry with this number; None before the sequencer came by."""
    row = book.database.row(book.database.sql.LEAF_OF, (entry,))
    return None if row is None else int(row[0])


def sequenced(book: Book, council: int, start: int = 0) -> Iterator[Row]:
    """The entries of the log from an index on, in its order and constant memory, for `walk.verify_chain`.

    An index whose entry is not there is left out.
    """
    for page in pages(book, council, start):
        yield from map(Row._make, page)


def pages(book: Book, council: int, start: int = 0) -> Iterator[Sequence[Row]]:
    """As `sequenced`, page by page, of plain tuples: making each a value takes a tenth of a check's time."""
    sql = asked(book.database, log_sql.ROWS.format(text=log_sql.TEXT[book.database.dialect]))
    after = start - 1
    while page := book.database.rows(sql, (council, after, _PAGE)):
        yield page  # type: ignore[misc]  # its columns are those of a Row
        after = page[-1][0]


def newest_placed(book: Book, council: int) -> int:
    """The number of the entry that is last in the log; 0 where there is none."""
    row = book.database.row(asked(book.database, log_sql.NEWEST_PLACED), (council,))
    return row[0] if row is not None and type(row[0]) is int else 0


def waiting_rows(book: Book, council: int, *, new_only: bool = False) -> Iterator[tuple[int, Row]]:
    """The number and row of every entry that has no place in the log.

    With `new_only` looked for behind those that have one, where the program puts them: costs what is new.
    """
    dialect, after = book.database.dialect, -(1 << 62)
    sql = log_sql.REST[dialect]
    start = 0
    if new_only:
        sql = log_sql.REST_NEW[dialect]
        if dialect == "sqlite":
            after = newest_placed(book, council)
        else:
            done = book.database.rows(asked(book.database, log_sql.DONE), (council,))
            start = done[0][0] if done else 0
    sql = asked(book.database, sql.format(text=log_sql.TEXT[dialect], start=f"{start:d}"))
    while page := book.database.rows(sql, (council, after, _PAGE)):
        for number, *rest in page:
            yield number, Row(None, *rest)
        after = page[-1][0]


def heads(book: Book, council: int) -> Iterator[StreamHead]:
    """Where every stream stands, by name."""
    after = ""
    while page := book.database.rows(book.database.sql.HEADS, (council, after, _PAGE)):
        for stream, n, digest in page:
            yield StreamHead(stream, n, bytes(digest))
        after = page[-1][0]


def keep_checkpoint(book: Book, council: int, checkpoint: Checkpoint) -> None:
    """Keep a signed checkpoint. Inside `writing()`."""
    book.database.run(book.database.sql.CHECKPOINT_ADD, (council, *checkpoint))


def checkpoints(book: Book, council: int) -> list[Checkpoint]:
    """All checkpoints, in the order they were made."""
    rows = book.database.rows(book.database.sql.CHECKPOINTS, (council,))
    return [Checkpoint(row[0], bytes(row[1]), row[2], row[3]) for row in rows]
