"""The queue of writers: first come, first served, and nobody waits for the dead."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.workflow.store.crash import in_child
from workflow.store.turnstile import Turnstile


def _in_line(path: str, name: str, done: list[str], queued: threading.Event) -> threading.Thread:
    def pause(seconds: float) -> None:
        queued.set()
        time.sleep(seconds)

    def wait() -> None:
        turnstile = Turnstile(path, pause)
        assert turnstile.enter(30)
        done.append(name)
        turnstile.close()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_whoever_comes_first_goes_first(tmp_path: Path) -> None:
    """Also against the one who has just been in and comes again at once."""
    path = str(tmp_path / "queue")
    holder, done, threads = Turnstile(path), list[str](), []
    assert holder.enter(1)
    for name in "abcd":
        queued = threading.Event()
        threads.append(_in_line(path, name, done, queued))
        assert queued.wait(5)
    holder.leave()
    assert holder.enter(30)
    done.append("again")
    holder.close()
    for thread in threads:
        thread.join(10)
    assert done == ["a", "b", "c", "d", "again"]


def test_patience_ends(tmp_path: Path) -> None:
    """Whoever gives up leaves the queue to those behind."""
    first, second, third = (Turnstile(str(tmp_path / "queue")) for _ in range(3))
    assert first.enter(1)
    assert not second.enter(0)
    first.leave()
    assert third.enter(1)
    for turnstile in (first, second, third):
        turnstile.close()


@pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")
def test_nobody_waits_for_the_dead(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")

    def die() -> None:
        Turnstile(path).enter(1)
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == -signal.SIGKILL
    alive = Turnstile(path)
    assert alive.enter(0)
    alive.close()


def test_without_a_file_there_is_no_queue(tmp_path: Path) -> None:
    """The queue is courtesy: where it cannot be, the database alone decides."""
    turnstile = Turnstile(str(tmp_path / "missing" / "queue"))
    assert turnstile.enter(0)
    turnstile.leave()
    turnstile.close()
