"""The program in a child that is killed (kill -9) at a commit: just before it, or as soon as it is durable.

Not a test. POSIX only.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.workflow.store.crash import in_child
from workflow.commands.program import main
from workflow.store.postgres import Postgres
from workflow.store.sqlite import SQLite


class Line(NamedTuple):
    """A command as it is typed."""

    words: Sequence[str]
    environ: Mapping[str, str]
    typed: str = ""


def run(line: Line) -> int:
    """Run it in this process, silently; its exit status."""
    sys.stdin = io.TextIOWrapper(io.BytesIO(line.typed.encode()), encoding="utf-8")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        return main([str(word) for word in line.words], dict(line.environ))


def commits(line: Line) -> int:
    """How many times it commits; it is carried out."""
    read, write = os.pipe()

    def work() -> None:
        _arm(-1, write)
        os._exit(run(line))

    status = in_child(work)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        counted = len(told.read())
    assert status == 0, (line.words, status)
    return counted


def killed(line: Line, commit: int, *, durable: bool) -> None:
    """Run it and kill it at one of its commits, counted from 0."""

    def work() -> None:
        _arm(2 * commit + durable)
        os._exit(run(line))

    status = in_child(work)
    assert status == -signal.SIGKILL, (line.words, commit, durable, status)


def _arm(at: int, told: int | None = None) -> None:
    """Count what comes before commits and behind them, and die at the one that is meant."""
    count = 0

    def reached(durable: bool) -> None:
        nonlocal count
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        if durable and told is not None:
            os.write(told, b".")

    for kind in (SQLite, Postgres):
        _watch(kind, reached)


def _watch(kind: Any, reached: Any) -> None:
    commit, closing = kind.commit, kind.closing

    def before(database: Any) -> None:
        reached(False)
        commit(database)

    @contextmanager
    def behind(database: Any) -> Iterator[None]:
        with closing(database):
            yield
        reached(True)

    kind.commit, kind.closing = before, behind
