"""The Merkle log of RFC 9162, section 2.1: hashes, roots, the growing edge, and the checking of proofs.

Leaves and inner nodes are hashed with different prefixes, so neither can pass for the other. All hashes
are SHA-256, 32 bytes; leaves are given as their hashes (`chain.entry_hash`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()
_STEP = 8  #: `extend` folds 2^8 leaves at a time


class Node(NamedTuple):
    """The root of a perfect subtree of 2^level leaves. It never changes once it is complete."""

    level: int
    place: int  #: the how-manieth of its level, from 0
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The growing edge of the log: all that is needed to append and to know the root, O(log n) hashes.

    `peaks` are the roots of the perfect subtrees that the size's binary digits name, largest first.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != 32 for peak in peaks):
            raise ValueError("these peaks are not those of a log of this size")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf; return the inner nodes that it completes, lowest first (one per leaf on average)."""
        completed, level, index, found = [], 0, self.size, leaf
        while index & 1:
            found = node_hash(self.peaks.pop(), found)
            level, index = level + 1, index >> 1
            completed.append(Node(level, index, found))
        self.peaks.append(found)
        self.size += 1
        return completed

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add many leaves whose nodes nobody wants: about half the time of `append`."""
        source = iter(leaves)
        for leaf in islice(source, -self.size % (1 << _STEP)):
            self.append(leaf)
        while len(block := list(islice(source, 1 << _STEP))) == 1 << _STEP:
            self._append_block(block)
        for leaf in block:
            self.append(leaf)

    def _append_block(self, row: list[bytes]) -> None:
        while len(row) > 1:
            pairs = iter(row)
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        found, index = row[0], self.size >> _STEP
        while index & 1:
            found, index = node_hash(self.peaks.pop(), found), index >> 1
        self.peaks.append(found)
        self.size += 1 << _STEP

    def root(self) -> bytes:
        """The Merkle tree hash over all leaves so far."""
        return fold(self.peaks)

    def dump(self) -> str:
        """One line to be stored; `load` reads it."""
        return f"{self.size} {b''.join(self.peaks).hex()}".rstrip()

    @classmethod
    def load(cls, text: str) -> Frontier:
        """The frontier of a stored line. Raises ValueError if it is not one."""
        size, _, peaks = text.partition(" ")
        joined = bytes.fromhex(peaks)
        return cls(int(size), [joined[at : at + 32] for at in range(0, len(joined), 32)])


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over subtrees given left to right, each at least as large as all those right of it."""
    if not peaks:
        return EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash over the leaves' hashes (RFC 9162, section 2.1.1)."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def roots_at(
    leaves: Iterable[bytes], sizes: Iterable[int], frontier: Frontier | None = None
) -> Iterator[tuple[int, bytes]]:
    """The root at each of the ascending sizes that the leaves reach, and finally at their end, in one pass.

    The last pair is always that of all leaves; its size tells how many there are. `frontier`, where given,
    is where the leaves go on from, and is grown.
    """
    edge = frontier if frontier is not None else Frontier()
    source = iter(leaves)
    for size in sizes:
        if size < edge.size:
            continue
        edge.extend(islice(source, size - edge.size))
        if edge.size < size:
            break
        yield size, edge.root()
    edge.extend(source)
    yield edge.size, edge.root()


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Does the path prove that `leaf` stands at `index` among `size` leaves? (RFC 9162, 2.1.3.2)"""
    if not 0 <= index < size or not _are_hashes(leaf, *path):
        return False
    position, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Does the path prove that the first `old` of the `new` leaves are unchanged? (RFC 9162, 2.1.4.2)

    Of the empty log everything is a continuation, so there is nothing to prove: old = 0 is False.
    """
    if not 0 < old <= new or not _are_hashes(*path):
        return False
    if old == new:
        return not path and old_root == new_root
    rest = iter(path)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = old_root if position == 0 else next(rest, None)
    if first is None:
        return False
    return _climb(position, last, first, rest) == (old_root, new_root)


def _climb(position: int, last: int, first: bytes, rest: Iterator[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a consistency path leads to, None if it is too short or too long."""
    old_root = new_root = first
    for sibling in rest:
        if last == 0:
            return None
        if position & 1 or position == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        position, last = position >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == 32 for value in values)
