"""The upper part of the heads tree, replaced branch by branch, is the one that is built at once."""

from __future__ import annotations

import random

import pytest

from workflow.audit.crown import (
    Crown,
    bucket_branch,
    moved,
    packed_heads,
    read_branch,
    write_branch,
)
from workflow.audit.heads import BUCKETS, EMPTY, StreamHead, bucket_of, heads_root


def heads(count: int, n: int = 1) -> list[StreamHead]:
    return [StreamHead(f"motion:{i}", n, i.to_bytes(32, "big")) for i in range(count)]


def packed(found: list[StreamHead]) -> dict[int, bytes]:
    """Buckets as they are stored."""
    buckets: dict[int, bytes] = {}
    for head in found:
        number = bucket_of(head.stream)
        buckets[number] = moved(buckets.get(number, b""), [head])
    return buckets


@pytest.mark.parametrize("count", [0, 1, 2, 5, 299, 300, 301, 5000])
def test_replacing_few_or_many_branches_gives_the_root_of_the_definition(count: int) -> None:
    crown = Crown({})
    assert crown.root == EMPTY
    crown.put_all({number: bucket_branch(text) for number, text in packed(heads(count)).items()})
    assert crown.root == heads_root(heads(count))
    crown.put_all({number: bucket_branch(text) for number, text in packed(heads(count, 2)).items()})
    assert crown.root == heads_root(heads(count, 2))
    assert crown.root == Crown(dict(enumerate(crown.branches))).root
    assert len(crown.branches) == BUCKETS


def test_branches_in_any_order_give_one_root() -> None:
    branches = [(number, bucket_branch(text)) for number, text in packed(heads(700)).items()]
    random.Random(3).shuffle(branches)
    crown = Crown({})
    for number, found in branches:
        crown.put_all({number: found})
    assert crown.root == heads_root(heads(700))


def test_a_branch_is_read_back_as_it_was_written() -> None:
    for found in (bucket_branch(b""), *(bucket_branch(text) for text in packed(heads(9000)).values())):
        assert read_branch(write_branch(found)) == found


@pytest.mark.parametrize("text", [b"", bytes(32), bytes(34), b"\x03" + bytes(32), b"\xff" + bytes(32)])
def test_what_is_no_branch_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="branch"):
        read_branch(text)


@pytest.mark.parametrize("size", [1, 71, 73, 143])
def test_what_is_no_bucket_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="bucket"):
        packed_heads(bytes(size))
