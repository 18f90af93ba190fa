"""The demonstration runs from beginning to end in both languages and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from workflow.commands.demo_script import SCENES

pytestmark = pytest.mark.file_only  # it makes its own database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_line_of_the_demonstration_succeeds(
    run: Callable[..., Ran], folder: Path, language: str
) -> None:
    ran = run("demo", "--lang", language)
    assert (ran.status, ran.err) == (0, "")
    for scene in SCENES:
        for typed in scene.lines:
            assert f"$ laufzettel {typed.line}" in ran.out
    assert list(folder.iterdir()) == []


def test_the_demonstration_shows_what_it_promises(run: Callable[..., Ran], folder: Path) -> None:
    out = run("demo", "--lang", "en").out
    for mark in (
        "deferred",
        "referred",
        "The meeting was moved",
        "Point 3 is replaced",
        "Correction of entry",
    ):
        assert mark in out, mark
    ending = out[out.rindex("$ laufzettel history") :]
    assert "64:39:7 → 66:39:7" in ending


def test_the_own_database_is_not_touched_and_the_folder_can_be_kept(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    out = run("demo", "--keep", "--lang", "en", env={"LAUFZETTEL_NOW": "nonsense"}).out
    (kept,) = folder.iterdir()
    assert f"Kept: {kept}" in out
    assert (kept / "demo.db").exists()
    assert not (tmp_path / "laufzettel.db").exists()
