"""Workers are killed at random moments; every letter arrives, and only what a dead one held comes twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.workflow.notify.post_office import PostOffice, post_office
from tests.workflow.office.bureau import START, Bureau
from workflow.store.book import open_book

ROOT = Path(__file__).resolve().parents[3]
NOTICES = int(os.environ.get("LAUFZETTEL_TEST_NOTICES", "1000"))
WORKERS = 8
#: The workers' clock runs so much faster, so that the lease of a dead one ends after ten seconds.
SPEED = 60.0
MOST_KILLS = int(os.environ.get("LAUFZETTEL_TEST_KILLS", "250"))  #: on a slow machine nothing else would end
LONGEST = 240.0 + MOST_KILLS


class Workers:
    """So many workers, whoever is killed."""

    def __init__(self, database: str, port: int) -> None:
        arguments = [database, str(port), str(SPEED), str(time.time())]
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.workflow.notify.zygote", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._answer() == "ready"
        self.alive = [self.start() for _ in range(WORKERS)]

    def _answer(self) -> str:
        assert self.zygote.stdout is not None
        return self.zygote.stdout.readline().strip()

    def start(self) -> int:
        """One more; its number."""
        assert self.zygote.stdin is not None
        self.zygote.stdin.write("\n")
        self.zygote.stdin.flush()
        return int(self._answer())

    def kill(self, chance: random.Random) -> None:
        """Kill one and start another."""
        victim = self.alive.pop(chance.randrange(len(self.alive)))
        with suppress(ProcessLookupError):  # it may have died of itself
            os.kill(victim, signal.SIGKILL)
        self.alive.append(self.start())

    def end(self) -> None:
        """Kill all."""
        for number in self.alive:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.close()
        self.zygote.wait(10)
        self.zygote.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", databases.DATABASES)
def test_no_letter_is_lost_and_only_a_dead_workers_letter_comes_twice(kind: str, tmp_path: Path) -> None:
    """A thousand notices, eight workers, one of them killed every few moments (kill -9)."""
    address = databases.address(kind, tmp_path)
    with open_book(address) as book:
        bureau = Bureau(book)
        people = [bureau.person(f"Person {n:03}".replace("0", "o"), "office") for n in range(10)]
        with book.writing():
            for n in range(NOTICES // len(people)):
                bureau.files(f"{n}/26")
        bureau.now = START.replace(day=6, hour=10)
        assert bureau.ticks().queued == NOTICES
        expected = {row[0] for row in book.database.rows("SELECT message_id FROM notice")}
        with post_office() as office:
            workers = Workers(address, office.port)
            try:
                kills = _kill_until_sent(book, bureau.council, workers, office)
            finally:
                workers.end()
        left = book.outbox_stands(bureau.council)
        assert (left.pending, left.dead) == (0, 0)
    times = Counter(letter.id for letter in office.letters)
    assert set(times) == expected
    assert kills >= 10
    assert sum(times.values()) - len(times) <= kills
    sys.stdout.write(f"{kind}: {kills} kills, {sum(times.values()) - len(times)} letters came twice\n")


def _kill_until_sent(book: Any, council: int, workers: Workers, office: PostOffice) -> int:
    """Kill until nearly everything was sent, then let the last ones finish; how many were killed."""
    chance, kills, begun = random.Random(2026), 0, time.monotonic()
    while time.monotonic() - begun < LONGEST:
        time.sleep(chance.uniform(0.02, 0.25))
        if kills < MOST_KILLS and len(office.letters) < NOTICES * 0.97:
            workers.kill(chance)
            kills += 1
        elif not book.outbox_stands(council).pending:
            break
    return kills
