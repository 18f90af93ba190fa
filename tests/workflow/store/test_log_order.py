"""On PostgreSQL transactions overtake each other; in the log the entries of a stream stay in their order."""

from __future__ import annotations

import pytest

from states.event import Fact
from tests import databases
from tests.workflow.store.shelf import a_council, append, edited, file_motion, stamp
from workflow.audit.fault import Fault
from workflow.audit.walk import Heads, verify_chain
from workflow.store import log, log_sql
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


@pytest.mark.slow
def test_who_commits_while_the_log_is_being_made_is_not_taken_for_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One began and committed after the sequencer had looked; another that began before it is still open."""
    address = databases.postgres_address()
    with open_book(address) as slow, open_book(address) as quick, open_book(address) as maker:
        town = a_council(maker)
        here, there = file_motion(maker, town), file_motion(maker, town, reference="13/2026")
        log.sequence(maker, town)
        slow.database.begin()
        asked = maker.database.rows

        def looking(sql: str, *values: object) -> object:
            found = asked(sql, *values)  # type: ignore[arg-type]
            if sql == log_sql.SNAPSHOT:
                slow.database.rows("SELECT pg_current_xact_id()")
                append(quick, town, f"motion:{here}", edited(title="quick"))
            return found

        monkeypatch.setattr(maker.database, "rows", looking)
        assert log.sequence(maker, town) == 0
        monkeypatch.undo()
        sql = "INSERT INTO event (council, stream, n, kind, effective, recorded, text, hash) VALUES"
        slow.database.run(f"{sql} (%s, 'x:1', 1, 'refused', '', '', '{{}}', sha256('x'))", (town,))
        slow.database.commit()
        append(quick, town, f"motion:{there}", edited(title="later"))
        assert log.sequence(maker, town) == 3
        assert log.size(maker, town) == quick.database.rows("SELECT count(*) FROM event")[0][0]


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
