"""Commands that are killed: at any moment, at every statement, at every commit. What they leave is whole.

LAUFZETTEL_KILLS sets how many random kills there are for each database (a thousand takes two minutes).
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from states.outcome import Outcome
from states.vote import Votes
from tests import databases
from tests.workflow.office.bureau import BERLIN, Bureau
from tests.workflow.store.crash import killed_at
from workflow.decide.entered import ResultFacts
from workflow.office import calendar, minutes
from workflow.office.office import Office
from workflow.store.book import Book, open_book
from workflow.store.log import sequence
from workflow.store.verifying import differences

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills"),
]

KILLS = int(os.environ.get("LAUFZETTEL_KILLS", "300"))
EVENING = datetime(2026, 2, 10, 21, 0, tzinfo=BERLIN)
MOTIONS = 8


@pytest.fixture(params=databases.DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Motions before their meeting."""
    path = databases.address(request.param, tmp_path)
    with open_book(path) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        for n in range(MOTIONS):
            bureau.files(f"{n}/2026")
    return path


def results_of_the_meeting(book: Book) -> None:
    """All results of a meeting in one command: many rows, one commit."""
    entered = ResultFacts(Outcome.ADOPTED, on=date(2026, 2, 10), votes=Votes(9, 4, 1))
    lines = [minutes.Line(f"{n}/2026", entered) for n in range(MOTIONS)]
    minutes.record_all(Office(book, EVENING, "anna"), lines)


def moved_meeting(book: Book) -> None:
    """A meeting on another day, and everything that hangs on it."""
    office = Office(book, EVENING.replace(month=1), "anna")
    calendar.move(office, book.meeting(1), on=date(2026, 2, 12))


def in_log(book: Book) -> None:
    """The log's order."""
    sequence(book, book.council().id)


WORK: list[Callable[[Book], None]] = [results_of_the_meeting, moved_meeting, in_log]


def state(address: str) -> tuple[int, int, int, set[str]]:
    """What a command has left; rows and entries fit."""
    with open_book(address, patience=30) as book:
        council = book.council().id
        assert not list(differences(book, council))
        count = (
            "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM leaf), (SELECT count(*) FROM node)"
        )
        states = {book.find_motion(council, f"{n}/2026").state.value for n in range(MOTIONS)}
        return (*book.database.rows(count)[0], states)


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_killed_before_each_statement_in_turn_nothing_of_it_is_there(
    address: str, work: Callable[[Book], None]
) -> None:
    """Every boundary, that of the commit among them; and without a kill, all of it."""
    before, step = state(address), 0
    while killed_at(address, step, work):
        if step % 5 == 0:
            assert state(address) == before
        step += 1
    assert step > 5
    after = state(address)
    assert after != before
    assert len(after[3]) == 1


def test_killed_at_random_moments_it_is_whole_or_not_there(address: str) -> None:
    """kill -9 while it works, as often as KILLS says: all results of the meeting or none."""
    chance = random.Random(20260210)
    usual = _duration(address)
    halves = {"before": 0, "after": 0}
    for turn in range(KILLS):
        before = _results(address)
        child = os.fork()
        if child == 0:
            _work_and_leave(address, turn)
        time.sleep(chance.uniform(0, usual * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        after = _results(address)
        assert after in (before, before + MOTIONS), (turn, before, after)
        halves["after" if after > before else "before"] += 1
    assert halves["before"] > 0, halves
    with open_book(address, patience=30) as book:
        council = book.council().id
        assert not list(differences(book, council))
        while sequence(book, council):
            pass
        assert book.database.rows("SELECT count(*) FROM leaf") == book.database.rows(
            "SELECT count(*) FROM event"
        )


def _edit_all(book: Book, turn: int) -> None:
    """One command over many motions that can be repeated for ever."""
    from states.event import Event, Fact
    from workflow.decide.scene import Decision

    office = Office(book, EVENING, "anna")

    def work() -> Decision:
        motions = [office.find(f"{n}/2026") for n in range(MOTIONS)]
        return Decision(
            tuple(Fact(f"motion:{m.id}", Event("edited", {"title": f"T {turn}"})) for m in motions)
        )

    office.carry_out(work)


def _work_and_leave(address: str, turn: int) -> None:
    """The child's part; never returns."""
    try:
        with open_book(address, patience=30) as book:
            _edit_all(book, turn)
    finally:
        os._exit(0)


def _duration(address: str) -> float:
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        _work_and_leave(address, -1)
    os.waitpid(child, 0)
    return time.perf_counter() - start


def _results(address: str) -> int:
    """How many edits are recorded; waits for a transaction that a server has not given up yet."""
    with open_book(address, patience=30) as book:
        with book.writing():  # behind whoever still holds the motions
            for n in range(MOTIONS):
                book.find_motion(book.council().id, f"{n}/2026")
        return int(book.database.rows("SELECT count(*) FROM event WHERE kind = 'edited'")[0][0])
