"""The rounds of a worker that stays: one job after the other, and what the process knows about them.

Three threads meet here: the one that works, the one that watches, and those that answer what is asked about
this worker. What they share are single values, each written by one thread.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from workflow.commands import errors
from workflow.commands.desk import Desk

if TYPE_CHECKING:
    from workflow.commands.remind_work import Worked
    from workflow.store.book import Book

#: Rounds without an end for so long: no more word to systemd, which then starts the process again.
_STUCK = timedelta(minutes=15)
#: The job that everything else is about.
TICK = "tick"


class Job(NamedTuple):
    """One thing that is done again and again."""

    name: str
    every: timedelta
    work: Callable[[Book], list[str]]


class Rounds:
    """What the jobs, the watching thread and whoever asks about this worker share."""

    def __init__(self, desk: Desk, every: timedelta = timedelta(minutes=1)) -> None:
        self.desk = desk
        self.every = every  #: between two ticks
        self.stopping = threading.Event()
        self.first = threading.Event()  #: set after the first round, whatever came of it
        self.ended = time.monotonic()  #: when a round last came to its end
        self.failed = False
        self.ticked: datetime | None = None  #: when a tick last came to its end, by the work's own clock
        self.progress: float | None = None  #: when a tick last went on, on the clock that nobody puts
        self.rounds: Counter[tuple[str, bool]] = Counter()  #: by job, and whether it failed
        self.letters: Counter[str] = Counter()  #: what came of letters, by the fields of Worked
        self.listening: bool | None = None  #: whether the database wakes this worker; None where none can
        self.woken = 0  #: how often it did

    def run(self, job: Job) -> None:
        """One job on a book of its own. Whatever goes wrong is told; the next round is another attempt."""
        from workflow.store.book import open_book

        self.failed = False
        try:
            with open_book(self.desk.db) as book:
                for line in job.work(book):
                    say(line)
        except Exception as fault:  # the clock must not stop for one failed round
            self.failed = True
            say(f"{job.name}: {errors.understand(fault).message}")
        self.rounds[job.name, self.failed] += 1
        self.ended = time.monotonic()
        self.first.set()

    def tick(self, book: Book) -> list[str]:
        """Reminders and digests that are due, and everything in the outbox; lines to tell."""
        from workflow.commands.remind_work import clock_of, told, work

        clock = clock_of(self.desk, book)

        def stop() -> bool:
            """Asked before every batch of motions and every letter: as good a sign of life as there is."""
            self.progress = time.monotonic()
            return self.stopping.is_set()

        done = work(book, clock, self.desk, stop=stop)
        self.ticked, self.progress = clock(), time.monotonic()
        self._count(done)
        return told(done)

    def _count(self, done: Worked) -> None:
        for name in ("queued", "late", "overtaken", "sent", "failed", "dead", "dropped"):
            self.letters[name] += getattr(done, name)

    def alive(self) -> bool:
        """Whether rounds come to their end."""
        return time.monotonic() - max(self.ended, self.progress or 0.0) < _STUCK.total_seconds()

    def since_tick(self) -> float | None:
        """Seconds since a tick last went on; None where there was none yet."""
        return None if self.progress is None else time.monotonic() - self.progress


def say(line: str) -> None:
    """Told on standard error, which systemd and cron keep."""
    with suppress(OSError, ValueError):
        click.echo(line, err=True)
        sys.stderr.flush()
