"""The heads tree as it grows: its buckets packed into bytes, and the joined part above them.

A bucket's bytes are its heads sorted by key, 72 bytes each: key ‖ n as 8 bytes, big-endian ‖ hash. A branch's
bytes are one for how many streams are under it (0, 1, 2 for more) and its hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from workflow.audit.heads import (
    BUCKET_BITS,
    BUCKETS,
    NOTHING,
    Branch,
    Leaf,
    StreamHead,
    branch,
    head_key,
    join,
)

_SIZE = 72
_MANY = 300  #: from here on joining all anew is quicker than joining one after the other


def packed_heads(packed: bytes) -> dict[bytes, bytes]:
    """The heads of a bucket: key -> n and hash as they are packed. Raises ValueError for other bytes."""
    if len(packed) % _SIZE:
        raise ValueError("this is no bucket of heads")
    return {packed[at : at + 32]: packed[at + 32 : at + _SIZE] for at in range(0, len(packed), _SIZE)}


def moved(packed: bytes, heads: Iterable[StreamHead]) -> bytes:
    """A bucket's bytes after these of its streams have moved. Raises ValueError."""
    known = packed_heads(packed)
    for head in heads:
        known[head_key(head.stream)] = head.n.to_bytes(8, "big") + head.hash
    return b"".join(key + known[key] for key in sorted(known))


def bucket_branch(packed: bytes) -> Branch:
    """The branch over a bucket's bytes. Raises ValueError."""
    known = packed_heads(packed)
    return _branch_of(known) if known else NOTHING


def write_branch(found: Branch) -> bytes:
    """A branch as bytes."""
    return bytes([found.streams]) + found.hash


def read_branch(text: bytes) -> Branch:
    """The branch of some bytes. Raises ValueError."""
    if len(text) != 33 or text[0] > 2:
        raise ValueError("this is no branch of the heads tree")
    return Branch(text[1:], text[0])


class Crown:
    """The part of the tree above the buckets. Replacing one branch costs twelve joins."""

    def __init__(self, branches: Mapping[int, Branch]) -> None:
        self._build([branches.get(number, NOTHING) for number in range(BUCKETS)])

    def _build(self, row: list[Branch]) -> None:
        self._rows = [row]
        while len(row) > 1:
            row = [join(row[at], row[at + 1]) for at in range(0, len(row), 2)]
            self._rows.append(row)

    def put_all(self, branches: Mapping[int, Branch]) -> None:
        """Replace the branches of many buckets."""
        if len(branches) < _MANY:
            for number, found in branches.items():
                self.put(number, found)
            return
        row = self._rows[0]
        for number, found in branches.items():
            row[number] = found
        self._build(row)

    def put(self, number: int, found: Branch) -> None:
        """Replace the branch of a bucket."""
        for row in self._rows[:-1]:
            row[number] = found
            pair = number & ~1
            found, number = join(row[pair], row[pair + 1]), number >> 1
        self._rows[-1][0] = found

    @property
    def root(self) -> bytes:
        """The hash over all heads, as `heads.heads_root` gives it."""
        return self._rows[-1][0].hash

    @property
    def branches(self) -> list[Branch]:
        """The branches of all buckets in order."""
        return self._rows[0]


class LivingHeads:
    """All heads by their buckets: what a check of the whole log keeps of the streams."""

    def __init__(self) -> None:
        self._buckets: dict[int, dict[bytes, bytes]] = {}
        self._crown = Crown({})

    def move(self, heads: Iterable[StreamHead]) -> None:
        """Streams have moved, or begun."""
        changed: set[int] = set()
        for stream, n, digest in heads:
            key = sha256(stream.encode()).digest()
            number = int.from_bytes(key[:2], "big") >> (16 - BUCKET_BITS)
            self._buckets.setdefault(number, {})[key] = n.to_bytes(8, "big") + digest
            changed.add(number)
        self._crown.put_all({number: _branch_of(self._buckets[number]) for number in changed})

    @property
    def root(self) -> bytes:
        """The hash over all heads."""
        return self._crown.root

    def buckets(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Number, branch and heads of every bucket that is not empty, as they are stored."""
        for number in sorted(self._buckets):
            known = self._buckets[number]
            packed = b"".join(key + known[key] for key in sorted(known))
            yield number, write_branch(self._crown.branches[number]), packed


def _branch_of(known: Mapping[bytes, bytes]) -> Branch:
    """The branch over heads by their keys."""
    if len(known) == 1:
        (alone,) = known.items()
        return Branch(sha256(b"\x10" + alone[0] + alone[1]).digest(), 1)
    return branch(
        [Leaf(key, sha256(b"\x10" + key + known[key]).digest()) for key in sorted(known)], BUCKET_BITS
    )
