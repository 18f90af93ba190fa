"""An office on every database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.workflow.office.bureau import Bureau
from workflow.store.book import open_book


@pytest.fixture(params=databases.DATABASES)
def bureau(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bureau]:
    """A faction's office in January 2026."""
    with open_book(databases.address(request.param, tmp_path)) as book:
        yield Bureau(book)
