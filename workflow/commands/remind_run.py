"""`remind run`: one process that stays, with APScheduler as its clock and nothing but the clock.

What is due lies in the database, so a job that is late, lost or run twice loses and repeats nothing. Jobs run
one after another in one thread of their own; each opens the database for itself. The main thread watches: it
starts the scheduler again should its thread have died, sets it right when the machine's clock was put forward
or back, tells systemd that it is alive as long as rounds come to their end, and waits for the signal to stop.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from states.refusal import Exit
from workflow import clock
from workflow.commands import errors
from workflow.commands.desk import Desk
from workflow.commands.remind_work import Worked, clock_of, work
from workflow.words import _

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

    from workflow.store.book import Book

#: Rounds without an end for so long: no more word to systemd, which then starts the process again.
_STUCK = timedelta(minutes=15)
_DAY = timedelta(days=1)
#: Seconds by which a clock that is put differs from one that is a little fast.
_JUMP = 30.0
#: So often the scheduler is started again before the process gives up.
_REVIVALS = 3


class Job(NamedTuple):
    """One thing that is done again and again."""

    name: str
    every: timedelta
    work: Callable[[Book], list[str]]


class Rounds:
    """What the jobs and the watching thread share."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stopping = threading.Event()
        self.first = threading.Event()  #: set after the first round, whatever came of it
        self.ended = time.monotonic()  #: when a round last came to its end
        self.failed = False

    def run(self, job: Job) -> None:
        """One job on a book of its own. Whatever goes wrong is told; the next round is another attempt."""
        from workflow.store.book import open_book

        try:
            with open_book(self.desk.db) as book:
                for line in job.work(book):
                    _say(line)
            self.failed = False
        except Exception as fault:  # the clock must not stop for one failed round
            self.failed = True
            _say(f"{job.name}: {errors.understand(fault).message}")
        self.ended = time.monotonic()
        self.first.set()

    def alive(self) -> bool:
        """Whether rounds come to their end."""
        return time.monotonic() - self.ended < _STUCK.total_seconds()


def run(desk: Desk, *, every: int, backup: str | None, once: bool) -> int | None:
    """Work until the signal to stop; returns the exit status.

    Whether this person may do it is asked once, at the beginning.
    """
    from workflow.commands.opening import open_office

    open_office(desk, "notify")
    rounds = Rounds(desk)
    jobs = _jobs(rounds, every, backup)
    desk.clear()  # each round opens the database for itself
    if once:
        for job in jobs:
            rounds.run(job)
        return Exit.FAILURE if rounds.failed else None
    with _signals(rounds.stopping):
        return _stay(rounds, jobs)


def _jobs(rounds: Rounds, every: int, backup: str | None) -> list[Job]:
    jobs = [
        Job("tick", timedelta(seconds=every), lambda book: _tick(rounds, book)),
        Job("checkpoint", timedelta(hours=1), lambda book: _checkpoint(rounds.desk, book)),
        Job("sync", _DAY, lambda book: _sync(rounds.desk, book)),
    ]
    if backup:
        jobs.append(Job("backup", _DAY, lambda book: _backup(rounds.desk, book, backup)))
    return jobs


def _tick(rounds: Rounds, book: Book) -> list[str]:
    """Reminders and digests that are due, and everything in the outbox."""
    done = work(book, clock_of(rounds.desk, book), rounds.desk, stop=rounds.stopping.is_set)
    return _told(done)


def _told(done: Worked) -> list[str]:
    """A line where anything happened, and one for each trouble."""
    if not any(done[1:-1]):
        return list(done.troubles)
    line = _(
        "{queued} into the outbox, {sent} sent, {failed} put off, {dead} given up, {late} too late"
    ).format(queued=done.queued, sent=done.sent, failed=done.failed, dead=done.dead, late=done.late)
    return [line, *done.troubles]


def _checkpoint(desk: Desk, book: Book) -> list[str]:
    """Sign what has been recorded since the last checkpoint, in every council that has a key."""
    from pathlib import Path

    from workflow.store.signing import checkpoint_now

    now = clock_of(desk, book)()
    folder = Path(desk.settings.text("keys"))
    for council in book.councils():
        checkpoint_now(book, council.id, folder, now)
    return []


def _sync(desk: Desk, book: Book) -> list[str]:
    """Fetch what councils have published since yesterday, from the services read before."""
    from workflow.office.office import Office
    from workflow.office.syncing import sync
    from workflow.store.published import Published

    lines = []
    for council in book.councils():
        if any("://" in source for source in Published(book, council.id).sources()):
            office = Office(book, clock_of(desk, book)(), desk.actor, council.key)
            done = sync(office)
            lines.append(_("{council}: {n} services read").format(council=council.name, n=len(done)))
    return lines


def _backup(desk: Desk, book: Book, folder: str) -> list[str]:
    from workflow.store.backup import back_up

    day = clock_of(desk, book)().strftime("%Y-%m-%d")
    return [_("Backup: {path}").format(path=back_up(book, folder, day))]


# The clock and its watch


def _stay(rounds: Rounds, jobs: list[Job]) -> int | None:
    scheduler = _started(rounds, jobs)
    revivals, offset = 0, _offset()
    _say(_("Reminders run. Ctrl-C ends."))
    _await_first(rounds)
    beat = _beat()
    while not rounds.stopping.wait(beat):
        if rounds.alive():
            notify_systemd("WATCHDOG=1")
        if abs(_offset() - offset) > _JUMP:
            offset = _offset()
            for job in jobs:
                scheduler.modify_job(job.name, next_run_time=_now())
        if not _ticking(scheduler):
            revivals += 1
            if revivals > _REVIVALS:
                _say(_("The clock has stopped again and again; giving up."))
                return Exit.FAILURE
            _say(_("The clock has stopped and is started again."))
            with suppress(Exception):
                scheduler.shutdown(wait=False)
            scheduler = _started(rounds, jobs)
    notify_systemd("STOPPING=1")
    scheduler.shutdown(wait=True)
    _say(_("Ended."))
    return None


def _await_first(rounds: Rounds) -> None:
    """Ready is who has done one round."""
    while not rounds.first.wait(0.1):
        if rounds.stopping.is_set():
            return
    notify_systemd("READY=1")


def _now() -> datetime:
    return clock.read(rehearsal=False, environ={})


def _offset() -> float:
    """How far the machine's clock is from the time that has passed: it changes only when the clock is put."""
    return _now().timestamp() - time.monotonic()


def _started(rounds: Rounds, jobs: list[Job]) -> BackgroundScheduler:
    """A scheduler that forgets nothing it was late for, since it remembers nothing."""
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.jobstores.memory import MemoryJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone=UTC,
    )
    for job in jobs:
        scheduler.add_job(
            rounds.run,
            "interval",
            args=[job],
            id=job.name,
            seconds=job.every.total_seconds(),
            next_run_time=_now(),
        )
    scheduler.start()
    return scheduler


def _ticking(scheduler: Any) -> bool:
    """Whether the scheduler's own thread lives."""
    thread = getattr(scheduler, "_thread", None)
    return thread is not None and thread.is_alive()


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT end the work after the letter at hand."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# systemd


def _beat() -> float:
    """Seconds between two words to systemd: half of what it waits, at most a minute."""
    with suppress(ValueError):
        return max(0.1, min(60.0, int(os.environ["WATCHDOG_USEC"]) / 2_000_000)) if _watched() else 30.0
    return 30.0


def _watched() -> bool:
    return "WATCHDOG_USEC" in os.environ and os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(
        os.getpid()
    )


def notify_systemd(word: str) -> bool:
    """Say a word to the service manager, as sd_notify(3) does; False where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    path = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
        said.connect(path)
        said.sendall(word.encode())
        return True
    return False


def _say(line: str) -> None:
    """Told on standard error, which systemd and cron keep."""
    with suppress(OSError, ValueError):
        click.echo(line, err=True)
        sys.stderr.flush()
