"""A book on every database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.workflow.store.shelf import a_council
from workflow.store.book import Book, open_book


@pytest.fixture(params=databases.DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new rehearsal database is."""
    return databases.address(request.param, tmp_path)


@pytest.fixture
def book(address: str) -> Iterator[Book]:
    """An empty book."""
    with open_book(address) as opened:
        yield opened


@pytest.fixture
def town(book: Book) -> int:
    """The number of a council that has adopted its rules."""
    return a_council(book)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A new rehearsal database in a file, for what is SQLite's own."""
    return databases.sqlite_address(tmp_path)
