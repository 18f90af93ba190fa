"""procrastinate: due jobs are fetched, run and finished by its own worker; many more are due next year."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

import procrastinate
import psycopg
from turns import take_turns

ADDRESS, FUTURE = sys.argv[1], int(sys.argv[2])

logging.disable(logging.CRITICAL)

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=ADDRESS))


@app.task(name="remind")
async def remind(number: int) -> None:
    """Handed over: nothing else is to be done."""


async def defer(count: int, at: datetime | None) -> None:
    """So many jobs."""
    jobs = remind.configure(schedule_at=at) if at else remind
    for start in range(0, count, 10_000):
        numbers = range(start, min(count, start + 10_000))
        await jobs.batch_defer_async(*({"number": number} for number in numbers))


async def prepare() -> None:
    """Its tables, and the jobs of next year."""
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await defer(FUTURE, datetime.now(UTC) + timedelta(days=365))
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


async def run() -> None:
    """Its worker until nothing is due any more."""
    async with app.open_async():
        await app.run_worker_async(
            wait=False, concurrency=1, listen_notify=False, install_signal_handlers=False
        )


def work() -> None:
    """What was put there before."""
    asyncio.run(run())


def putting(count: int) -> None:
    """So many that are due now."""

    async def put() -> None:
        async with app.open_async():
            await defer(count, None)

    asyncio.run(put())


def turn(count: int) -> None:
    """A number puts so many jobs there that are due; 0 has the worker do what is due."""
    putting(count) if count else work()


if __name__ == "__main__":
    asyncio.run(prepare())
    putting(5)
    work()
    take_turns(turn)
