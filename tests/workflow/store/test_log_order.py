"""On PostgreSQL transactions overtake each other; in the log the entries of a stream stay in their order."""

from __future__ import annotations

import pytest

from states.event import Fact
from tests import databases
from tests.workflow.store.shelf import a_council, append, edited, file_motion, stamp
from workflow.audit.fault import Fault
from workflow.audit.walk import Heads, verify_chain
from workflow.store import log
from workflow.store.book import open_book


@pytest.mark.slow
def test_an_entry_waits_for_the_one_before_it_in_its_stream() -> None:
    """The later entry's transaction began first and could be taken; the earlier one's could not."""
    address = databases.postgres_address()
    with open_book(address) as first, open_book(address) as between, open_book(address) as quick:
        town = a_council(quick)
        here, there = file_motion(quick, town), file_motion(quick, town, reference="13/2026")
        log.sequence(quick, town)
        with between.writing():
            with first.writing():
                first.append(town, [Fact(f"motion:{there}", edited(title="a"))], stamp(first, town))
                between.append(town, [Fact("council", edited())], stamp(between, town))
                append(quick, town, f"motion:{here}", edited(title="earlier"))
                first.append(town, [Fact(f"motion:{here}", edited(title="later"))], stamp(first, town))
            assert log.sequence(quick, town) == 0
        assert log.sequence(quick, town) == 4
        faults: list[Fault] = []
        list(verify_chain(log.sequenced(quick, town), "town", faults.append, Heads()))
        assert not faults


def test_the_heads_kept_are_those_of_all_streams() -> None:
    """The joined buckets give the root that all heads give."""
    import tempfile
    from pathlib import Path

    from workflow.audit.heads import heads_root

    with tempfile.TemporaryDirectory() as folder, open_book(databases.sqlite_address(Path(folder))) as book:
        town = a_council(book)
        for number in range(40):
            file_motion(book, town, reference=f"{number}/2026")
            if number % 7 == 0:
                log.sequence(book, town, limit=5)
        while log.sequence(book, town, limit=9):
            pass
        assert log.crown(book, town).root == heads_root(log.heads(book, town))
