"""Fixtures that every test may use, and how many examples property tests try."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

# A shared machine is slow at times, which says nothing about the code: no deadline for one example.
_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_CALM)  # type: ignore[arg-type]
settings.register_profile("ci", max_examples=200, derandomize=True, print_blob=True, **_CALM)  # type: ignore[arg-type]
settings.register_profile("thorough", max_examples=5_000, **_CALM)  # type: ignore[arg-type]
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev")
)


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; tests that need it skip where it is missing."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the real documents (../shared) are not on this machine")
    return folder


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Run the program in this process: `run("show", "12/397", env={…}, typed="…")`.

    Home, settings and database lie in the test's own folder (`laufzettel.db`); the language is English
    unless `env` says otherwise.
    """
    from workflow.commands.program import main

    ours = {"HOME": str(tmp_path), "LAUFZETTEL_DB": str(tmp_path / "laufzettel.db"), "LAUFZETTEL_LANG": "en"}

    def program(*arguments: object, env: Mapping[str, str] | None = None, typed: bytes | str = "") -> Ran:
        given = typed.encode() if isinstance(typed, str) else typed
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        capsys.readouterr()
        status = main([str(a) for a in arguments], {**ours, **(env or {})})
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    return program
