"""The heads tree: one hash over where every stream stands, so that nothing can be left out at the end.

An inclusion proof shows that an entry is in the log, not that it is its stream's last. So each checkpoint
also commits to the heads of all streams: a binary trie over SHA-256(stream), in which every stream has
exactly one place. A path down that trie proves the last entry of a stream, or that there is no such stream.

- key = SHA-256(stream); bit d of the key says left (0) or right (1) at depth d, most significant first.
- leaf = SHA-256(0x10 ‖ key ‖ n as 8 bytes, big-endian ‖ hash of the last entry)
- node = SHA-256(0x11 ‖ left ‖ right); a part with one leaf is that leaf; an empty part is SHA-256(0x12).

The root depends on the set of heads alone, not on their order. Whoever keeps a `Branch` per bucket (the
first twelve bits of the key) recomputes only the buckets whose streams have moved, and 4095 joins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from operator import eq
from typing import NamedTuple

EMPTY = sha256(b"\x12").digest()
BUCKET_BITS = 12
BUCKETS = 1 << BUCKET_BITS
_DEEPEST = 256


class StreamHead(NamedTuple):
    """Where a stream stands: its name, and number and hash of its last entry."""

    stream: str
    n: int
    hash: bytes


class Leaf(NamedTuple):
    """A head as the tree sees it; sorts by its place in the tree."""

    key: bytes
    hash: bytes


class Branch(NamedTuple):
    """The hash of one part of the tree, and whether it is empty (0), one leaf (1) or more (2)."""

    hash: bytes
    streams: int


NOTHING = Branch(EMPTY, 0)


class HeadPath(NamedTuple):
    """The way to a stream's place: siblings from the root down; `other` is a stranger's leaf found there.

    `other` (its key and the rest of its leaf) is None if the stream itself or nothing stands at that place.
    """

    siblings: tuple[bytes, ...]
    other: tuple[bytes, int, bytes] | None = None


def head_key(stream: str) -> bytes:
    """The place of a stream: SHA-256 of its name in UTF-8."""
    return sha256(stream.encode()).digest()


def bucket_of(stream: str) -> int:
    """The bucket, 0 … 4095, in which a stream's head stands: the first twelve bits of its key."""
    return int.from_bytes(head_key(stream)[:2], "big") >> (16 - BUCKET_BITS)


def head_leaf(head: StreamHead) -> Leaf:
    """The leaf of a head."""
    key = head_key(head.stream)
    return Leaf(key, _leaf_hash(key, head.n, head.hash))


def _leaf_hash(key: bytes, n: int, last: bytes) -> bytes:
    return sha256(b"\x10" + key + n.to_bytes(8, "big") + last).digest()


def join(left: Branch, right: Branch) -> Branch:
    """The branch over two halves."""
    if left.streams + right.streams < 2:
        return left if left.streams else right
    return Branch(sha256(b"\x11" + left.hash + right.hash).digest(), 2)


def branch(leaves: Sequence[Leaf], depth: int = 0) -> Branch:
    """The branch over the leaves, sorted by key, that share their first `depth` bits.

    Raises ValueError if a stream is there twice.
    """
    keys = [int.from_bytes(leaf.key, "big") for leaf in leaves]
    if any(map(eq, keys, keys[1:])):
        raise ValueError("a stream has two heads")
    return _branch(keys, [leaf.hash for leaf in leaves], 0, len(leaves), depth)


def _branch(keys: list[int], hashes: list[bytes], low: int, high: int, depth: int) -> Branch:
    if high - low < 2:
        return Branch(hashes[low], 1) if high > low else NOTHING
    right = 255 - depth
    cut = bisect_left(keys, (keys[low] >> right | 1) << right, low, high)  # first key with a 1 at this depth
    left = _branch(keys, hashes, low, cut, depth + 1)
    return join(left, _branch(keys, hashes, cut, high, depth + 1))


def bucket_branch(heads: Iterable[StreamHead]) -> Branch:
    """The branch over all heads of one bucket."""
    return branch(sorted(map(head_leaf, heads)), BUCKET_BITS)


def join_buckets(buckets: Sequence[Branch]) -> bytes:
    """The root over all buckets in order (`NOTHING` for the empty ones), or over an aligned part of them."""
    row = list(buckets)
    while len(row) > 1:
        row = [join(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0].hash


def heads_root(heads: Iterable[StreamHead]) -> bytes:
    """The root over all heads, in any order."""
    return branch(sorted(map(head_leaf, heads))).hash


def bucket_branches(heads: Iterable[StreamHead]) -> list[Branch]:
    """The branches of all buckets, to be kept and replaced one by one as streams move."""
    buckets = [NOTHING] * BUCKETS
    for number, members in group(heads).items():
        buckets[number] = bucket_branch(members)
    return buckets


def group(heads: Iterable[StreamHead]) -> dict[int, list[StreamHead]]:
    """The heads by their bucket."""
    found: dict[int, list[StreamHead]] = {}
    for head in heads:
        found.setdefault(bucket_of(head.stream), []).append(head)
    return found


def head_path(
    stream: str, buckets: Sequence[Branch], read: Callable[[int], Iterable[StreamHead]]
) -> HeadPath:
    """The path to the stream's place; `read` gives the heads of a bucket and is called once at most."""
    key, number, siblings = head_key(stream), bucket_of(stream), []
    low, high = 0, BUCKETS  # the buckets of the part we are in
    for depth in range(BUCKET_BITS):
        if _count(buckets, low, high) < 2:
            break
        middle = (low + high) // 2
        mine, beside = (
            ((middle, high), (low, middle)) if _bit(key, depth) else ((low, middle), (middle, high))
        )
        siblings.append(join_buckets(buckets[slice(*beside)]))
        low, high = mine
    lone = next((at for at in range(low, high) if buckets[at].streams), number)
    known = {head_leaf(head): head for head in read(lone)}
    return _path_inside(key, sorted(known), siblings, known)


def _path_inside(
    key: bytes, part: Sequence[Leaf], siblings: list[bytes], known: dict[Leaf, StreamHead]
) -> HeadPath:
    while len(part) > 1:
        depth = len(siblings)
        cut = _cut(part, depth)
        mine, beside = (part[cut:], part[:cut]) if _bit(key, depth) else (part[:cut], part[cut:])
        siblings.append(branch(beside, depth + 1).hash)
        part = mine
    other = known[part[0]] if part and part[0].key != key else None
    return HeadPath(tuple(siblings), (part[0].key, other.n, other.hash) if other else None)


def verify_head(head: StreamHead, path: HeadPath, root: bytes) -> bool:
    """Does the path prove that this is where the stream stands under this root?"""
    if path.other is not None or not 0 < head.n < 1 << 64:
        return False
    leaf = head_leaf(head)
    return _climb(leaf.key, leaf.hash, path.siblings) == root


def verify_absent(stream: str, path: HeadPath, root: bytes) -> bool:
    """Does the path prove that there is no such stream under this root?"""
    key = head_key(stream)
    if path.other is None:
        return _climb(key, EMPTY, path.siblings) == root
    other, n, last = path.other
    shares = all(_bit(other, depth) == _bit(key, depth) for depth in range(len(path.siblings[:_DEEPEST])))
    if other == key or len(other) != len(key) or not shares or not 0 < n < 1 << 64:
        return False
    return _climb(key, _leaf_hash(other, n, last), path.siblings) == root


def _climb(key: bytes, found: bytes, siblings: Sequence[bytes]) -> bytes | None:
    if len(siblings) > _DEEPEST or any(len(sibling) != 32 for sibling in siblings):
        return None
    for depth in reversed(range(len(siblings))):
        pair = siblings[depth] + found if _bit(key, depth) else found + siblings[depth]
        found = sha256(b"\x11" + pair).digest()
    return found


def _bit(key: bytes, depth: int) -> int:
    return key[depth >> 3] >> (7 - (depth & 7)) & 1


def _cut(leaves: Sequence[Leaf], depth: int) -> int:
    """How many of the sorted leaves go left at this depth."""
    return bisect_left(leaves, 1, key=lambda leaf: _bit(leaf.key, depth))


def _count(buckets: Sequence[Branch], low: int, high: int) -> int:
    return sum(branch.streams for branch in buckets[low:high])
