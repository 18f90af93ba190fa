"""A rehearsal database and a hand that types: `at("2026-03-20T18:00", "advance", "1/26", "adopted")`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran

COUNCIL = """\
schema: 1
extends: kreis-nrw
key: probe
name: Kreis Probe
short: PR
"""


class Rehearsal:
    """One database of one council; every line is typed at a moment of its own."""

    def __init__(self, run: Callable[..., Ran], folder: Path) -> None:
        self._run = run
        self.folder = folder
        self.env: dict[str, str] = {}

    @property
    def address(self) -> str:
        """The database in use."""
        return str(self._run.address)  # type: ignore[attr-defined]

    def at(self, now: str, *line: object, status: int = 0, typed: str = "") -> str:
        """Type a line and return what it prints; it has to end with this status."""
        ran = self._run(*line, env={**self.env, "LAUFZETTEL_NOW": now}, typed=typed)
        assert ran.status == status, f"{line}: {ran.status}\n{ran.out}\n{ran.err}"
        return ran.out if status == 0 or ran.out else ran.err

    def data(self, now: str, *line: object, status: int = 0) -> Any:
        """The same as JSON."""
        return json.loads(self.at(now, *line, "--format", "json", status=status))

    def file(self, name: str, content: str | bytes) -> Path:
        """A file of the test's own."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def rehearsal(run: Callable[..., Ran], tmp_path: Path) -> Rehearsal:
    """A county with committee, Kreisausschuss and Kreistag, on 5 January 2026."""
    made = Rehearsal(run, tmp_path)
    council = made.file("probe.yaml", COUNCIL)
    made.at("2026-01-05T09:00", "init", "--rehearsal", "--council", council)
    return made


@pytest.fixture
def on_its_way(rehearsal: Rehearsal) -> Rehearsal:
    """`1/26` with two points: Sozialausschuss 10.03., Kreisausschuss 17.03., Kreistag 24.03.2026."""
    for body, day in (
        ("Sozialausschuss", "10.03.2026"),
        ("Kreisausschuss", "17.03.2026"),
        ("Kreistag", "24.03.2026"),
    ):
        rehearsal.at("2026-01-05T09:00", "meeting", "add", body, day, "17:00")
    rehearsal.at(
        "2026-01-12T10:00", "submit", "--title", "Radwege am Kanal", "--reference", "1/26",
        "--applicant", "SPD",
        "--point", "1: Der Kreis baut den Radweg.", "--point", "2: Die Verwaltung berichtet.",
        "--route", "Sozialausschuss@10.03.2026", "--route", "Kreisausschuss@17.03.2026",
        "--route", "Kreistag@24.03.2026", "--yes",
    )  # fmt: skip
    return rehearsal
