"""DBOS: a durable workflow with one durable step that returns what it was given."""

from __future__ import annotations

import sys

from dbos import DBOS, DBOSConfig
from turns import take_turns


@DBOS.step()
def record(number: int) -> int:
    """What a step leaves behind is its result."""
    return number


@DBOS.workflow()
def advance(number: int) -> int:
    """One step."""
    return record(number)


def work(count: int) -> None:
    """As many workflows, one after the other."""
    for number in range(count):
        advance(number)


if __name__ == "__main__":
    config: DBOSConfig = {
        "name": "peer",
        "system_database_url": sys.argv[1],
        "log_level": "ERROR",
        "enable_otlp": False,
    }
    DBOS(config=config)
    DBOS.launch()
    work(20)
    take_turns(work)
    DBOS.destroy()
