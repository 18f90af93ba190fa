"""What every tick and every worker asks is answered by an index, however much there is."""

from __future__ import annotations

import pytest

from workflow.store import gauges
from workflow.store.book import Book, open_book
from workflow.store.outbox_sql import OutboxStatements

ASKED = {
    "ANYTHING": 3,
    "RECIPIENT": 1,
    "SOONEST": 0,
    "TAKE_DUE": 2,
    "LEDGER_OF": 2,
    "FIRST_ENTRIES": 2,
    "UNSENT_OF": 1,
    "CLAIM": 5,
    "DIGESTS_DUE": 2,
    "WAITING_OF": 3,
    "QUEUE": 1,
    "LOOK_AT_MEETING": 1,
    "LOOK_AT_DRAFTS": 1,
    "LOOK_AT_AMENDMENTS": 1,
    "GLIMPSE": 1,
}


@pytest.mark.parametrize("name", ASKED)
def test_no_question_reads_a_whole_table(file: str, name: str) -> None:
    with open_book(file) as book:
        plan = _plan(book, name)
    for step in plan:
        assert "SCAN" not in step or "INDEX" in step or "json_each" in step or "CONSTANT" in step, plan


def _plan(book: Book, name: str) -> list[str]:
    sql: str = getattr(OutboxStatements, name)
    values = ["[1]" if "json_each" in sql else "1"] * ASKED[name]
    return [row[3] for row in book.database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]


@pytest.mark.parametrize("name", [name for name in vars(gauges) if name.isupper() and name.startswith("_")])
def test_no_number_for_a_worker_reads_all_motions_or_notices(file: str, name: str) -> None:
    """Only what waits, what is due and what is open is counted, by an index each."""
    sql: str = getattr(gauges, name)
    with open_book(file) as book:
        rows = book.database.rows(f"EXPLAIN QUERY PLAN {sql}", ("1",) * sql.count("?"))
    partial = ("ix_notice_next_try", "ix_notice_waiting", "ix_notice_dead")
    for *_, step in rows:
        assert not step.startswith("SCAN") or step.endswith(partial), rows
