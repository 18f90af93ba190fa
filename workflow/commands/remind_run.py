"""`remind run`: one process that stays, with APScheduler as its clock and nothing but the clock.

What is due lies in the database, so a job that is late, lost or run twice loses and repeats nothing. Jobs run
one after another in one thread of their own; each opens the database for itself. The main thread watches: it
starts the scheduler again should its thread have died, sets it right when the machine's clock was put forward
or back, tells systemd that it is alive as long as rounds come to their end, and waits for the signal to stop.
A server may wake it between two ticks (`remind_bell`), and it answers questions about itself
(`remind_metrics`).
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any

from states.refusal import Exit
from workflow import clock
from workflow.commands.desk import Desk
from workflow.commands.remind_rounds import TICK, Job, Rounds, say
from workflow.commands.remind_work import clock_of, seal
from workflow.commands.systemd import beat, notify_systemd
from workflow.words import _

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

    from workflow.commands.remind_metrics import Place
    from workflow.store.book import Book

_DAY = timedelta(days=1)
#: Seconds by which a clock that is put differs from one that is a little fast.
_JUMP = 30.0
#: So often the scheduler is started again before the process gives up.
_REVIVALS = 3


def run(desk: Desk, *, every: int, backup: str | None, once: bool, metrics: str | None = None) -> int | None:
    """Work until the signal to stop; returns the exit status.

    Whether this person may do it is asked once, at the beginning. Raises PlaceMisnamed, PortTaken,
    PlaceUnusable.
    """
    from workflow.commands.opening import open_office

    place = _place(metrics)
    open_office(desk, "notify")
    rounds = Rounds(desk, timedelta(seconds=every))
    jobs = _jobs(rounds, backup)
    desk.clear()  # each round opens the database for itself
    if once:
        return Exit.FAILURE if _once(rounds, jobs) else None
    with _signals(rounds.stopping), _answering(rounds, place):
        return _stay(rounds, jobs)


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    from workflow.commands.remind_metrics import Place

    return Place.read(text)


@contextmanager
def _answering(rounds: Rounds, place: Place | None) -> Iterator[None]:
    """Somewhere to ask this worker how it is, where one was named."""
    if place is None:
        yield
        return
    from workflow.commands.remind_metrics import serving

    with serving(rounds, place) as url:
        say(_("Metrics: {url}").format(url=url))
        yield


def _once(rounds: Rounds, jobs: list[Job]) -> bool:
    """Each job once; whether any failed."""
    failed = False
    for job in jobs:
        rounds.run(job)
        failed = failed or rounds.failed
    return failed


def _jobs(rounds: Rounds, backup: str | None) -> list[Job]:
    jobs = [
        Job(TICK, rounds.every, rounds.tick),
        Job("checkpoint", timedelta(hours=1), lambda book: _checkpoint(rounds.desk, book)),
        Job("sync", _DAY, lambda book: _sync(rounds.desk, book)),
    ]
    if backup:
        jobs.append(Job("backup", _DAY, lambda book: _backup(rounds.desk, book, backup)))
    return jobs


def _checkpoint(desk: Desk, book: Book) -> list[str]:
    seal(desk, book, clock_of(desk, book)())
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


class Clock:
    """APScheduler with our jobs; it forgets nothing it was late for, since it remembers nothing."""

    def __init__(self, rounds: Rounds, jobs: list[Job]) -> None:
        self.rounds = rounds
        self.jobs = jobs
        self.scheduler = _started(rounds, jobs)

    @property
    def ticking(self) -> bool:
        """Whether the scheduler's own thread lives."""
        thread: Any = getattr(self.scheduler, "_thread", None)
        return thread is not None and thread.is_alive()

    def start_again(self) -> None:
        """Another scheduler in place of one that died."""
        with suppress(Exception):
            self.scheduler.shutdown(wait=False)
        self.scheduler = _started(self.rounds, self.jobs)

    def all_now(self) -> None:
        """Every job at once: nobody knows when they were due."""
        for job in self.jobs:
            self.scheduler.modify_job(job.name, next_run_time=_now())

    def tick_now(self) -> threading.Event:
        """A tick besides the usual ones, behind whatever is being done; set when it is over."""
        over = threading.Event()
        tick = next(job for job in self.jobs if job.name == TICK)

        def work() -> None:
            try:
                self.rounds.run(tick)
            finally:
                over.set()

        self.scheduler.add_job(work, "date", id="woken", replace_existing=True, run_date=_now())
        return over

    def stop(self) -> None:
        """Wait for the round at hand and begin no other."""
        self.scheduler.shutdown(wait=True)


def _stay(rounds: Rounds, jobs: list[Job]) -> int | None:
    from workflow.commands.remind_bell import listening

    ticker = Clock(rounds, jobs)
    say(_("Reminders run. Ctrl-C ends."))
    _await_first(rounds)
    with listening(rounds, ticker.tick_now):
        status = _watch(rounds, ticker)
    notify_systemd("STOPPING=1")
    ticker.stop()
    say(_("Ended."))
    return status


def _watch(rounds: Rounds, ticker: Clock) -> int | None:
    """Until the signal to stop, or until the scheduler cannot be kept alive."""
    revivals, offset, pause = 0, _offset(), beat()
    while not rounds.stopping.wait(pause):
        if rounds.alive():
            notify_systemd("WATCHDOG=1")
        if abs(_offset() - offset) > _JUMP:
            offset = _offset()
            ticker.all_now()
        if not ticker.ticking:
            revivals += 1
            if revivals > _REVIVALS:
                say(_("The clock has stopped again and again; giving up."))
                return Exit.FAILURE
            say(_("The clock has stopped and is started again."))
            ticker.start_again()
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
        seconds = job.every.total_seconds()
        scheduler.add_job(
            rounds.run, "interval", args=[job], id=job.name, seconds=seconds, next_run_time=_now()
        )
    scheduler.start()
    return scheduler


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
