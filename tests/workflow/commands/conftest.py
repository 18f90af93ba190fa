"""Fixtures of the commands' tests: every command runs on every database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.conftest import Ran
from tests.workflow.commands.rehearsal import on_its_way, rehearsal

__all__ = ["on_its_way", "rehearsal"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whoever runs the program does so on each database, but for tests of what only a file has, and for those
    that see to it themselves."""
    if "database" in metafunc.fixturenames:
        file_only = metafunc.definition.get_closest_marker("file_only") is not None
        alone = file_only or _sees_to_it_itself(metafunc)
        metafunc.parametrize("database", ["sqlite"] if alone else databases.DATABASES, indirect=True)


def _sees_to_it_itself(metafunc: pytest.Metafunc) -> bool:
    fixtures: dict[str, Any] = metafunc._arg2fixturedefs
    return any(found[-1].params == databases.DATABASES for found in fixtures.values())


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database can be made: no file yet, or an empty database on the server."""
    if request.param == "sqlite":
        yield str(tmp_path / "laufzettel.db")
        return
    address = databases.empty_postgres_address()
    yield address
    databases.drop(address)


class Program:
    """The program on a database, unless a test names another one."""

    def __init__(self, run: Callable[..., Ran], address: str) -> None:
        self.run = run
        self.address = address

    def __call__(
        self, *arguments: object, env: Mapping[str, str] | None = None, typed: bytes | str = ""
    ) -> Ran:
        return self.run(*arguments, env={"LAUFZETTEL_DB": self.address, **(env or {})}, typed=typed)


@pytest.fixture
def run(run: Callable[..., Ran], database: str) -> Program:
    """The program on each database in turn."""
    return Program(run, database)
