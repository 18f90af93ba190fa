"""Motions that are multiplied are as good as those the engine made: every check of the program holds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import multiply
from benchmarks.generate import BERLIN
from tests import databases
from workflow.office.auditing import Wanted, verify
from workflow.office.reminding import tick, wrong_wakes
from workflow.store.book import Book, open_book

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BERLIN)
EACH = 40


@pytest.fixture(scope="module")
def made() -> multiply.Template:
    """Forty motions of a town, made by the engine."""
    return multiply.template(EACH)


@pytest.fixture(params=databases.DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new rehearsal database is."""
    return databases.address(request.param, tmp_path)


def faults(book: Book, folder: Path) -> list[object]:
    """What any check finds in any council."""
    found: list[object] = []
    for council in book.councils():
        found += verify(book, council.id, Wanted(folder), lambda *_: None).faults
        found += wrong_wakes(book, council.id, NOW)
    return found


def test_each_council_of_many_passes_every_check(
    address: str, made: multiply.Template, tmp_path: Path
) -> None:
    """Three councils, the last not full: rows, chains, search and wake-ups are what the entries say."""
    with open_book(address) as book:
        multiply.multiply(book, 2 * EACH + 7, made)
        counts = book.database.rows("SELECT council, count(*) FROM motion GROUP BY council ORDER BY council")
        assert [row[1] for row in counts] == [EACH, EACH, 7]
        assert faults(book, tmp_path) == []


def test_an_archive_passes_every_check_and_nothing_of_it_is_due(
    address: str, made: multiply.Template, tmp_path: Path
) -> None:
    with open_book(address) as book:
        multiply.multiply(book, 200, made, shape="archive")
        assert book.database.rows("SELECT count(*) FROM motion") == [(200,)]
        assert book.database.rows("SELECT count(*) FROM council") == [(1,)]
        old = "SELECT count(*), count(wake_at) FROM motion WHERE submitted_on < '2015'"
        assert book.database.rows(old) == [(200 - EACH, 0)]
        assert faults(book, tmp_path) == []


def test_the_next_motion_gets_the_next_number(address: str, made: multiply.Template) -> None:
    with open_book(address) as book:
        multiply.multiply(book, EACH, made)
        with book.writing():
            assert book.next_motion_id() == EACH + 1
        tick(book, NOW)


def test_no_two_motions_share_a_reference_or_an_entry(address: str, made: multiply.Template) -> None:
    with open_book(address) as book:
        multiply.multiply(book, 2 * EACH, made)
        for column, table in (("reference", "motion"), ("hash", "event"), ("message_id", "notice")):
            total, distinct = book.database.row(
                f"SELECT count(*), count(DISTINCT {column}) FROM {table}"
            ) or (0, 1)
            assert total == distinct, table


def test_without_search_nothing_is_found(address: str, made: multiply.Template) -> None:
    with open_book(address) as book:
        multiply.multiply(book, EACH, made, search=False)
        assert book.database.rows("SELECT count(*) FROM search") == [(0,)]
