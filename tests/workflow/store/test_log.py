"""The log as the store keeps it: every entry once, in an order that never changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from states.event import Fact
from tests import databases
from tests.workflow.store.shelf import a_council, add_meeting, append, edited, file_motion, opened, stamp
from workflow.audit import merkle
from workflow.audit.fault import Fault
from workflow.audit.nodes import consistency_parts, inclusion_parts, needed, proof
from workflow.audit.walk import Heads, verify_chain
from workflow.store import log
from workflow.store.book import Book, open_book

MORNING = "2026-01-05T09:00:00.000000Z"


def hashes(book: Book, council: int) -> list[bytes]:
    """The leaves, in their order."""
    return [bytes(row.hash) for row in log.sequenced(book, council)]


def test_every_entry_gets_one_place(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    add_meeting(book, town)
    assert log.place(book, book.history(f"motion:{number}")[0].id) is None
    assert log.sequence(book, town) == 4
    assert log.sequence(book, town) == 0
    places = [log.place(book, e.id) for e in book.history(f"motion:{number}")]
    assert places == [1, 2]
    faults: list[Fault] = []
    leaves = list(verify_chain(log.sequenced(book, town), "town", faults.append, Heads()))
    assert not faults
    assert leaves == hashes(book, town)


def test_the_log_grows_in_portions_as_in_one(book: Book, town: int) -> None:
    """Nodes and edge are those of RFC 9162, and old sizes stay provable."""
    number = file_motion(book, town)
    stream = f"motion:{number}"
    for turn in range(9):
        append(book, town, stream, *(edited(title=f"{turn}.{i}") for i in range(turn % 4 + 1)))
        log.sequence(book, town, limit=2)
    while log.sequence(book, town, limit=3):
        pass
    leaves = hashes(book, town)
    size, root = len(leaves), merkle.root(leaves)
    assert log.size(book, town) == size
    assert log.frontier(book, town).root() == root
    parts = inclusion_parts(7, size)
    known = log.nodes(book, town, needed(parts))
    path = proof(parts, lambda level, index: known[level, index])
    assert merkle.verify_inclusion(leaves[7], 7, size, path, root)
    parts = consistency_parts(5, size)
    known = log.nodes(book, town, needed(parts))
    path = proof(parts, lambda level, index: known[level, index])
    assert merkle.verify_consistency(5, size, merkle.root(leaves[:5]), root, path)


def test_each_council_has_a_log_of_its_own(book: Book, town: int) -> None:
    other = a_council(book, key="kreis")
    file_motion(book, town)
    file_motion(book, other, opened())
    assert (log.sequence(book, town), log.sequence(book, other)) == (2, 3)
    assert (log.size(book, town), log.size(book, other)) == (2, 3)


def test_the_heads_are_the_last_entries_of_all_streams(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    session = add_meeting(book, town)
    found = {head.stream: head for head in log.heads(book, town)}
    assert list(found) == sorted(["council", f"meeting:{session}", f"motion:{number}"])
    last = book.history(f"motion:{number}")[-1]
    head = found[f"motion:{number}"]
    assert (head.n, head.hash) == (2, bytes(last.hash))


def test_checkpoints_are_kept_as_they_were_signed(book: Book, town: int) -> None:
    first = log.Checkpoint(1, b"\x01" * 32, "town\n1\n…\n", "2026-01-05T09:00:00.000000Z")
    second = log.Checkpoint(3, b"\x02" * 32, "town\n3\n…\n", "2026-01-06T09:00:00.000000Z")
    with book.writing():
        log.keep_checkpoint(book, town, second)
        log.keep_checkpoint(book, town, first)
    assert log.checkpoints(book, town) == [first, second]


@pytest.mark.slow
def test_what_may_still_come_before_is_waited_for(tmp_path: Path) -> None:
    """Numbers are given before they are committed: an open transaction holds the later ones back."""
    address = databases.postgres_address()
    with open_book(address) as slow, open_book(address) as quick:
        town = a_council(quick)
        one, other = file_motion(quick, town), file_motion(quick, town, reference="13/2026")
        log.sequence(quick, town)
        with slow.writing():
            slow.append(town, [Fact(f"motion:{one}", edited(title="spät"))], stamp(slow, town))
            slow.flush()
            append(quick, town, f"motion:{other}", edited(title="früh"))
            assert log.sequence(quick, town) == 0
        assert log.sequence(quick, town) == 2
        entries = {row.stream: row.seq for row in log.sequenced(quick, town, 3)}
        assert entries == {f"motion:{one}": 3, f"motion:{other}": 4}
