"""The heads tree: every stream has one place, and a path proves where it stands or that it is not there."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.audit.heads import (
    BUCKETS,
    EMPTY,
    HeadPath,
    StreamHead,
    bucket_branch,
    bucket_branches,
    bucket_of,
    group,
    head_key,
    head_path,
    heads_root,
    join_buckets,
    verify_absent,
    verify_head,
)

NAMES = st.integers(1, 500).map(lambda number: f"motion:{number}")
HEADS = st.dictionaries(
    NAMES, st.tuples(st.integers(1, 40), st.binary(min_size=32, max_size=32)), max_size=60
).map(lambda found: [StreamHead(stream, n, digest) for stream, (n, digest) in found.items()])


def plain_root(heads: list[StreamHead], prefix: str = "") -> bytes:
    """The definition in docs/audit-format.md word for word, on strings of bits."""
    places = {format(int.from_bytes(head_key(head.stream), "big"), "0256b"): head for head in heads}
    mine = [head for place, head in places.items() if place.startswith(prefix)]
    if not mine:
        return sha256(b"\x12").digest()
    if len(mine) == 1:
        head = mine[0]
        return sha256(b"\x10" + head_key(head.stream) + head.n.to_bytes(8, "big") + head.hash).digest()
    return sha256(b"\x11" + plain_root(heads, prefix + "0") + plain_root(heads, prefix + "1")).digest()


def path_to(heads: list[StreamHead], stream: str) -> HeadPath:
    groups = group(heads)
    return head_path(stream, bucket_branches(heads), lambda number: groups.get(number, []))


@given(HEADS, st.randoms())
def test_the_root_is_that_of_the_definition_in_whatever_order(
    heads: list[StreamHead], random: object
) -> None:
    shuffled = sorted(heads, key=lambda head: head.hash)
    assert heads_root(shuffled) == heads_root(heads) == plain_root(heads)


@given(HEADS)
def test_buckets_kept_one_by_one_give_the_same_root(heads: list[StreamHead]) -> None:
    assert join_buckets(bucket_branches(heads)) == heads_root(heads)


@given(HEADS, NAMES, st.integers(1, 40))
def test_a_moved_stream_changes_its_bucket_only(heads: list[StreamHead], stream: str, n: int) -> None:
    buckets, number = bucket_branches(heads), bucket_of(stream)
    after = [*(head for head in heads if head.stream != stream), StreamHead(stream, n, bytes(32))]
    buckets[number] = bucket_branch(group(after)[number])
    assert join_buckets(buckets) == heads_root(after)


@given(HEADS, NAMES)
def test_a_path_proves_where_a_stream_stands_or_that_there_is_none(
    heads: list[StreamHead], stream: str
) -> None:
    top, path = heads_root(heads), path_to(heads, stream)
    known = {head.stream: head for head in heads}
    if stream in known:
        head = known[stream]
        assert verify_head(head, path, top)
        assert not verify_head(head._replace(n=head.n + 1), path, top)
        assert not verify_head(head._replace(hash=sha256(head.hash).digest()), path, top)
    else:
        assert not verify_head(StreamHead(stream, 1, bytes(32)), path, top)
    assert verify_absent(stream, path, top) == (stream not in known)


@given(HEADS.filter(bool), NAMES, NAMES)
def test_no_path_serves_for_another_stream(heads: list[StreamHead], one: str, other: str) -> None:
    """Neither the path of a neighbour nor one with a stranger's leaf hides a stream that is there."""
    top, path = heads_root(heads), path_to(heads, other)
    for head in heads:
        assert not verify_absent(head.stream, path, top)
        leaf = (head_key(head.stream), head.n, head.hash)
        assert not verify_absent(head.stream, path._replace(other=leaf), top)
        if head.stream != other:
            assert not verify_head(head._replace(stream=other), path_to(heads, head.stream), top)


def test_thousands_of_streams_share_buckets_and_are_still_told_apart() -> None:
    heads = [StreamHead(f"motion:{number}", 3, head_key(str(number))) for number in range(9_000)]
    buckets, groups = bucket_branches(heads), group(heads)
    top = join_buckets(buckets)
    assert top == heads_root(heads)
    reads: list[int] = []

    def read(number: int) -> list[StreamHead]:
        reads.append(number)
        return groups[number]

    path = head_path("motion:17", buckets, read)
    assert verify_head(heads[17], path, top)
    assert verify_absent("motion:x", head_path("motion:x", buckets, lambda at: groups.get(at, [])), top)
    assert reads == [bucket_of("motion:17")]
    assert len(path.siblings) < 40


def test_a_strangers_leaf_at_a_place_that_is_not_its_own_proves_nothing() -> None:
    """A signer who builds the tree wrongly cannot hide a stream behind just any leaf."""
    one = StreamHead("motion:1", 1, bytes(32))
    wrong = next(
        name for name in map(str, range(99)) if head_key(name)[0] >> 7 != head_key(one.stream)[0] >> 7
    )
    halves = [EMPTY, EMPTY]
    halves[head_key(wrong)[0] >> 7] = heads_root([one])
    path = HeadPath((EMPTY,), (head_key(one.stream), one.n, one.hash))
    assert not verify_absent(wrong, path, sha256(b"\x11" + b"".join(halves)).digest())
    assert not verify_head(one, HeadPath((), (head_key(wrong), 1, bytes(32))), heads_root([one]))


@pytest.mark.parametrize("n", [0, -1, 1 << 64])
def test_a_number_that_no_entry_has_proves_nothing(n: int) -> None:
    one = StreamHead("motion:1", 1, bytes(32))
    assert not verify_head(one._replace(n=n), HeadPath(()), heads_root([one]))
    other = HeadPath((), (head_key("motion:1"), n, bytes(32)))
    assert not verify_absent("motion:2", other, heads_root([one]))
    good = HeadPath((), (head_key("motion:1"), 1, bytes(32)))
    assert verify_absent("motion:2", good, heads_root([one]))
    most = StreamHead("motion:1", (1 << 64) - 1, bytes(32))
    assert verify_head(most, HeadPath(()), heads_root([most]))


def test_a_strangers_key_of_another_length_proves_nothing() -> None:
    """Else its bytes could be read as another split of key, number and hash."""
    key, last = head_key("motion:1"), bytes(32)
    longer = (key + bytes(1), 1, last)
    forged = sha256(b"\x10" + longer[0] + (1).to_bytes(8, "big") + last).digest()
    assert not verify_absent("motion:2", HeadPath((), longer), forged)


def test_an_empty_council_has_a_root_of_its_own() -> None:
    assert heads_root([]) == EMPTY
    assert len(bucket_branches([])) == BUCKETS
    assert verify_absent("motion:1", path_to([], "motion:1"), EMPTY)


def test_a_stream_cannot_stand_at_two_places() -> None:
    with pytest.raises(ValueError, match="two heads"):
        heads_root([StreamHead("motion:1", 1, bytes(32)), StreamHead("motion:1", 2, bytes(32))])


@pytest.mark.parametrize("siblings", [(b"short",), (bytes(32),) * 257])
def test_a_path_of_another_form_proves_nothing(siblings: tuple[bytes, ...]) -> None:
    head = StreamHead("motion:1", 1, bytes(32))
    assert not verify_head(head, HeadPath(siblings), heads_root([head]))
    assert not verify_absent(
        "motion:2", HeadPath(siblings, (head_key("motion:1"), 1, bytes(32))), heads_root([head])
    )
    assert not verify_head(head._replace(n=1 << 64), HeadPath(()), heads_root([head]))
