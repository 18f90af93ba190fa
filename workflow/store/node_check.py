"""What is kept to make proofs and checkpoints quickly: is it what the entries make?

Nobody has to trust these rows: a checkpoint is judged by the entries themselves. But a proof made from wrong
ones would not hold, and the next checkpoint would be signed over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

from workflow.audit.crown import LivingHeads
from workflow.audit.fault import Fault, fault
from workflow.audit.merkle import node_hash
from workflow.store.book import Book
from workflow.store.database import asked

Report = Callable[[Fault], object]

_LEVEL = "SELECT idx, hash FROM node WHERE council = ? AND level = ? AND idx > ? ORDER BY idx LIMIT ?"
_LEAVES = (
    "SELECT l.idx, e.hash FROM leaf l JOIN event e ON e.id = l.event WHERE l.council = ? AND l.idx > ?"
    " ORDER BY l.idx LIMIT ?"
)
_LEVELS = "SELECT DISTINCT level FROM node WHERE council = ?"
_BUCKETS = "SELECT number, branch, heads FROM bucket WHERE council = ? ORDER BY number"
_PAGE = 2_000


def check_nodes(book: Book, council: int, size: int, report: Report) -> None:
    """Every stored node, level by level; one fault for each level that is wrong, at its first wrong place."""
    levels = {row[0] for row in book.database.rows(asked(book.database, _LEVELS), (council,))}
    for level in range(size.bit_length()):
        levels.discard(level)
        expected = _leaves(book, council) if level == 0 else _pairs(_level(book, council, level - 1))
        wanted = enumerate(digest for _, digest in expected)
        for stored, made in zip_longest(_level(book, council, level), wanted):
            if stored != made:
                at = made[0] if made else stored[0] if stored else 0
                report(fault("node-differs", level=level, at=at))
                break
    for level in sorted(levels, key=str):
        report(fault("node-differs", level=level, at=0))


def check_buckets(book: Book, council: int, heads: LivingHeads, report: Report) -> None:
    """Every stored part of the heads tree."""
    found = book.database.rows(asked(book.database, _BUCKETS), (council,))
    stored = {row[0]: (row[1], row[2]) for row in found}
    made = {number: (branch, packed) for number, branch, packed in heads.buckets()}
    for number in sorted(stored.keys() | made.keys(), key=str):
        if stored.get(number) != made.get(number):
            report(fault("bucket-differs", number=number))


def _level(book: Book, council: int, level: int) -> Iterator[tuple[int, bytes]]:
    after, sql = -1, asked(book.database, _LEVEL)
    while page := book.database.rows(sql, (council, level, after, _PAGE)):
        yield from page
        after = page[-1][0]


def _leaves(book: Book, council: int) -> Iterator[tuple[int, bytes]]:
    after, sql = -1, asked(book.database, _LEAVES)
    while page := book.database.rows(sql, (council, after, _PAGE)):
        yield from page
        after = page[-1][0]


def _pairs(row: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """What the level above must hold: a node over each whole pair."""
    for index, (left, right) in enumerate(zip(row, row, strict=False)):
        yield index, node_hash(bytes(left[1]), bytes(right[1])) if _are_bytes(left, right) else b""


def _are_bytes(*nodes: tuple[int, bytes]) -> bool:
    return all(isinstance(node[1], bytes) for node in nodes)
