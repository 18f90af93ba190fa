"""The council's log as the store keeps it: which entry is which leaf, the completed nodes, checkpoints.

Entries are written per stream, without waiting for each other; a sequencer puts them into one Merkle log
afterwards (`sequence`). What these hashes prove is the business of `workflow.audit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workflow.audit.heads import StreamHead
from workflow.audit.merkle import Frontier
from workflow.audit.nodes import Key, root_part
from workflow.audit.walk import Row
from workflow.store.book import Book

_PAGE = 2_000


class Checkpoint(NamedTuple):
    """A checkpoint as it was kept: the signed note verbatim."""

    size: int
    root: bytes
    note: str
    recorded: str


def size(book: Book, council: int) -> int:
    """How many entries the log holds."""
    return int(book.database.rows(book.database.sql.LOG_SIZE, (council,))[0][0])


def frontier(book: Book, council: int) -> Frontier:
    """The growing edge of the log, from its nodes."""
    have = size(book, council)
    keys = root_part(have)
    known = nodes(book, council, keys)
    return Frontier(have, [known[key] for key in keys])


def nodes(book: Book, council: int, keys: Iterable[Key]) -> dict[Key, bytes]:
    """The hashes of nodes; those that are not kept are left out. Leaves are at level 0."""
    found: dict[Key, bytes] = {}
    for level, index in keys:
        row = book.database.row(book.database.sql.NODE, (council, level, index))
        if row is not None:
            found[level, index] = bytes(row[0])
    return found


def sequence(book: Book, council: int, limit: int = 10_000) -> int:
    """Give the entries that have no place in the log yet the next ones, in the order they were committed.

    One at a time per council: whoever comes second waits. Returns how many there were.
    """
    with book.writing():
        book.database.rows(book.database.sql.LOG_LOCK, (council,))
        waiting = book.database.rows(book.database.sql.UNSEQUENCED, (council, council, limit))
        edge = frontier(book, council)
        leaves, completed = [], []
        for number, digest in waiting:
            leaves.append((council, edge.size, number))
            completed.append((council, 0, edge.size, digest))
            completed += [(council, *node) for node in edge.append(bytes(digest))]
        if leaves:
            book.database.many(book.database.sql.LEAF_ADD, leaves)
            book.database.many(book.database.sql.NODE_ADD, completed)
    return len(leaves)


def place(book: Book, entry: int) -> int | None:
    """The index in the log of the entry with this number; None before the sequencer came by."""
    row = book.database.row(book.database.sql.LEAF_OF, (entry,))
    return None if row is None else int(row[0])


def sequenced(book: Book, council: int, start: int = 0) -> Iterator[Row]:
    """The entries of the log from an index on, in its order and constant memory, for `walk.verify_chain`."""
    while page := book.database.rows(book.database.sql.LOG_ROWS, (council, start, start + _PAGE)):
        for row in page:
            yield Row(*row)
        start += _PAGE


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
