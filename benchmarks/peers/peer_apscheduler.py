"""APScheduler: jobs in its store on a database, rescheduled to another day one by one."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from turns import take_turns

JOBS = int(sys.argv[2])
days = iter(range(31, 10_000))

scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=sys.argv[1])}, timezone=UTC)


def a_day() -> datetime:
    """Another one at each call, weeks ahead."""
    return datetime.now(UTC) + timedelta(days=next(days))


def remind(number: int) -> None:
    """Never due here."""


def work(count: int) -> None:
    """The meeting moves by a day, and all that hangs on it."""
    day = a_day()
    for number in range(count):
        scheduler.reschedule_job(f"motion-{number}", trigger=DateTrigger(day))


if __name__ == "__main__":
    scheduler.start(paused=True)
    for number in range(JOBS):
        scheduler.add_job(
            remind, DateTrigger(a_day()), [number], id=f"motion-{number}", misfire_grace_time=None
        )
    take_turns(work)
    scheduler.shutdown()
