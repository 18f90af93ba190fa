"""The Merkle log of RFC 9162: public vectors, and the RFC's recursive definitions word for word."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import inclusion_path
from workflow.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    leaf_hash,
    node_hash,
    root,
    roots_at,
    verify_consistency,
    verify_inclusion,
)
from workflow.audit.nodes import consistency_parts, inclusion_parts, needed, proof, root_at

# The eight leaves and roots that every implementation of Certificate Transparency is tested with.
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in DATA]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (index, size): path
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old, new): path
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

SIZES = st.integers(1, 70)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(count)]


def mth(entries: list[bytes]) -> bytes:
    """MTH, RFC 9162, section 2.1.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return entries[0]
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def subproof(m: int, entries: list[bytes], b: bool) -> list[bytes]:
    """SUBPROOF, RFC 9162, section 2.1.4.1."""
    if m == len(entries):
        return [] if b else [mth(entries)]
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    if m <= k:
        return [*subproof(m, entries[:k], b), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def stored(entries: list[bytes]) -> dict[tuple[int, int], bytes]:
    """What a store would keep: the leaves and all nodes completed by appending them one by one."""
    found, frontier = {(0, at): leaf for at, leaf in enumerate(entries)}, Frontier()
    for leaf in entries:
        found |= {(node.level, node.place): node.hash for node in frontier.append(leaf)}
    return found


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_paths_are_those_of_certificate_transparency(index: int, size: int) -> None:
    nodes = stored(LEAVES)
    path = proof(inclusion_parts(index, size), lambda *key: nodes[key])
    assert [step.hex() for step in path] == INCLUSION[index, size]
    assert verify_inclusion(LEAVES[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_paths_are_those_of_certificate_transparency(old: int, new: int) -> None:
    nodes = stored(LEAVES)
    path = proof(consistency_parts(old, new), lambda *key: nodes[key])
    assert [step.hex() for step in path] == CONSISTENCY[old, new]
    assert verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), path)


@given(st.integers(0, 600))
def test_roots_are_those_of_the_recursive_definition(size: int) -> None:
    entries = [leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    one_by_one = Frontier()
    for leaf in entries:
        one_by_one.append(leaf)
    assert root(entries) == one_by_one.root() == mth(entries)


@given(SIZES, st.data())
def test_inclusion_paths_are_those_of_the_recursive_definition(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    entries, nodes = leaves(size), stored(leaves(70))
    path = proof(inclusion_parts(index, size), lambda *key: nodes[key])
    assert path == inclusion_path(entries, index)
    assert verify_inclusion(entries[index], index, size, path, mth(entries))


@given(SIZES, st.data())
def test_consistency_paths_are_those_of_the_recursive_definition(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    nodes = stored(leaves(70))
    path = proof(consistency_parts(old, new), lambda *key: nodes[key])
    assert path == subproof(old, leaves(new), True)
    assert verify_consistency(old, new, mth(leaves(old)), mth(leaves(new)), path)


@given(SIZES, st.data())
def test_a_path_proves_no_other_leaf_index_size_or_root(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    entries = leaves(size)
    path, top = inclusion_path(entries, index), mth(entries)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, path, top)
    other = data.draw(st.integers(-1, size + 1).filter(lambda at: at != index))
    assert not verify_inclusion(entries[index], other, size, path, top)
    assert not verify_inclusion(entries[index], index, size, [*path, top], top)
    assert not verify_inclusion(entries[index], index, size, path, node_hash(top, top))
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], bytes(32), *path[at + 1 :]]
        assert not verify_inclusion(entries[index], index, size, bent, top)
        assert not verify_inclusion(entries[index], index, size, path[:-1], top)


@given(st.integers(2, 70), st.data())
def test_a_log_that_forgot_or_changed_something_has_no_consistency_proof(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new - 1))
    before, after = leaves(new)[:old], leaves(new)
    path = subproof(old, after, True)
    changed = [*before[:-1], leaf_hash(b"changed")]
    assert not verify_consistency(old, new, mth(changed), mth(after), path)
    assert not verify_consistency(old, new, mth(before), mth([*after[:-1], leaf_hash(b"new")]), path)
    assert not verify_consistency(old, new, mth(before), mth(after), path[:-1])
    assert not verify_consistency(old, new, mth(before), mth(after), [*path, mth(after)])
    assert not verify_consistency(new, old, mth(after), mth(before), path)


def test_an_inner_node_does_not_pass_for_a_leaf_or_for_a_root() -> None:
    """Their hashes lead to the root as well, by a path that is too short."""
    left, right = mth(leaves(4)[:2]), mth(leaves(4)[2:])
    assert not verify_inclusion(left, 0, 4, [right], mth(leaves(4)))
    assert not verify_consistency(1, 4, left, mth(leaves(4)), [right])


def test_an_index_outside_the_log_is_never_proven() -> None:
    """Also not by the honest path of another index: a size of one has the empty path for any."""
    for size in range(1, 10):
        entries = leaves(size)
        for index in range(size):
            path = inclusion_path(entries, index)
            for outside in {-1, size, size + 1, size + index, index - size - 1}:
                assert not verify_inclusion(entries[index], outside, size, path, mth(entries))


def test_of_an_empty_log_nothing_is_proven() -> None:
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 3, EMPTY_ROOT, mth(leaves(3)), [])
    assert not verify_inclusion(b"", 0, 1, [], b"")


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_stored_frontier_goes_on_where_it_stopped(first: int, second: int) -> None:
    frontier = Frontier()
    frontier.extend(leaves(first))
    again = Frontier.load(frontier.dump())
    again.extend(leaves(second))
    assert again.root() == mth(leaves(first) + leaves(second))
    assert again.size == first + second


@pytest.mark.parametrize("line", ["", "x", "3 " + "00" * 32, "-1", "1 00", "1 " + "zz" * 32])
def test_a_damaged_frontier_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Frontier.load(line)


@given(st.integers(0, 600), st.lists(st.integers(0, 700), max_size=4))
def test_roots_at_many_sizes_come_from_one_pass(size: int, sizes: list[int]) -> None:
    entries = [leaf_hash(number.to_bytes(2, "big")) for number in range(size)]
    reached = [each for each in sorted(sizes) if each <= size]
    expected = [(each, mth(entries[:each])) for each in [*reached, size]]
    assert list(roots_at(iter(entries), sorted(sizes))) == expected


@given(SIZES)
def test_the_root_of_any_earlier_size_comes_from_the_same_stored_nodes(size: int) -> None:
    nodes = stored(leaves(70))
    assert root_at(size, lambda *key: nodes[key]) == mth(leaves(size))


def test_a_proof_among_a_million_reads_about_twenty_nodes() -> None:
    assert all(len(needed(inclusion_parts(at, 1_000_000))) <= 40 for at in (0, 1, 524_288, 777_777, 999_999))
    assert len(needed(inclusion_parts(123_456, 1 << 20))) == 20


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 4), (4, 4)])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_parts(index, size)


def test_there_is_no_proof_that_a_log_shrank() -> None:
    with pytest.raises(ValueError, match="never shrinks"):
        consistency_parts(5, 4)
