"""Proofs out of stored nodes: which perfect subtrees a proof is made of, and the proof once they are read.

The store keeps every completed node under (level, place), leaves at level 0; `Frontier.append` tells which
these are. Each element of a proof is the root over a few of them, so a store can read all it needs in one
statement: `needed(parts)` lists them, `proof(parts, lookup)` folds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workflow.audit.merkle import fold

Key = tuple[int, int]  #: (level, place)
Part = tuple[Key, ...]  #: the perfect subtrees, left to right, over which one element of a proof is the root
Lookup = Callable[[int, int], bytes]  #: (level, place) -> hash; raises KeyError or LookupError where missing


def range_part(start: int, end: int) -> Part:
    """The perfect subtrees of the leaves start … end−1, left to right."""
    keys = []
    while start < end:
        level = min((start & -start).bit_length() - 1 if start else 63, (end - start).bit_length() - 1)
        keys.append((level, start >> level))
        start += 1 << level
    return tuple(keys)


def root_part(size: int) -> Part:
    """What the root at this size is made of."""
    return range_part(0, size)


def inclusion_parts(index: int, size: int) -> list[Part]:
    """The inclusion proof of a leaf in the log of this size, lowest sibling first (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a log of this size")
    parts: list[Part] = []
    level = 0
    while size > 1 << level:
        beside = (index >> level) ^ 1
        if (beside + 1) << level <= size:
            parts.append(((level, beside),))
        elif beside << level < size:  # the right edge: a subtree that is not complete yet
            parts.append(range_part(beside << level, size))
        level += 1
    return parts


def consistency_parts(old: int, new: int) -> list[Part]:
    """The proof that the log of size `new` continues that of size `old` (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= new:
        raise ValueError("a log never shrinks")
    start, end, parts = 0, new, []
    while start < old < end:
        middle = start + _split(end - start)
        if old <= middle:
            parts.append(range_part(middle, end))
            end = middle
        else:
            parts.append(range_part(start, middle))
            start = middle
    if (
        0 < start < old
    ):  # the old log is not a perfect subtree from the left edge on: its last part comes first
        parts.append(range_part(start, old))
    return parts[::-1]


def needed(parts: Iterable[Part]) -> list[Key]:
    """All nodes that must be read, without repeats."""
    return list(dict.fromkeys(key for part in parts for key in part))


def proof(parts: Iterable[Part], lookup: Lookup) -> list[bytes]:
    """The elements of a proof, from nodes read."""
    return [
        lookup(*part[0]) if len(part) == 1 else fold([lookup(level, place) for level, place in part])
        for part in parts
    ]


def root_at(size: int, lookup: Lookup) -> bytes:
    """The root of the log when it had this size."""
    return fold([lookup(level, place) for level, place in root_part(size)])


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
