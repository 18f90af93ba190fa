"""Schema and migrations meet: what the tables say is what the migrations make."""

from __future__ import annotations

import contextlib
import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from workflow.store import SCHEMA
from workflow.store.book import create_book
from workflow.store.opening import reach, version_of
from workflow.store.refusals import DatabaseExists
from workflow.store.schema import config_for
from workflow.store.tables import metadata

#: What only one database needs stands in the migration alone.
ONLY_THERE = {"ix_event_council_xact"}


def _ours(name: str | None, kind: str, *_: object) -> bool:
    """Search has tables of its own, which Alembic does not know."""
    own = name is not None and (name.startswith("search") or name in ONLY_THERE)
    return not (kind in ("table", "index") and own)


def test_schema_and_migrations_meet(address: str) -> None:
    with contextlib.closing(reach(address)) as database, database.engine().connect() as connection:
        options = {
            "compare_type": True,
            "include_object": lambda _o, name, kind, *_: _ours(name, kind),
            "include_name": _ours,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_version_of_the_tables_is_the_number_of_migrations(address: str) -> None:
    revisions = list(ScriptDirectory.from_config(config_for()).walk_revisions())
    assert len(revisions) == SCHEMA
    assert sorted(r.revision for r in revisions) == [f"{n:04}" for n in range(1, SCHEMA + 1)]
    with contextlib.closing(reach(address)) as database:
        assert version_of(database) == SCHEMA


def _create(path: str, answers: multiprocessing.Queue[str]) -> None:
    try:
        create_book(path, rehearsal=True).close()
        answers.put("made")
    except DatabaseExists:
        answers.put("exists")


@pytest.mark.slow
def test_of_two_who_make_the_same_database_at_once_one_does(tmp_path: Path) -> None:
    """The other one is told, and nothing crashes."""
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = spawn.Queue()
    path = str(tmp_path / "both.db")
    both = [spawn.Process(target=_create, args=(path, answers)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert sorted(answers.get(timeout=5) for _ in both) == ["exists", "made"]
