"""Many processes write at once: nothing is lost, nobody starves, whoever comes second is told."""

from __future__ import annotations

import multiprocessing
from itertools import pairwise

import pytest

from states.event import Fact
from tests.workflow.store.shelf import NOW, a_council, edited, file_motion
from workflow.store.book import Book, Stamp, open_book
from workflow.store.refusals import Conflict
from workflow.store.verifying import differences

WRITERS, ROUNDS, MOTIONS = 8, 25, 5

pytestmark = pytest.mark.slow


def _write(address: str, town: int, name: str, motions: list[int], start: multiprocessing.Barrier) -> None:  # type: ignore[valid-type]
    with open_book(address, patience=120) as book:
        start.wait(60)  # type: ignore[attr-defined]
        for turn in range(ROUNDS):
            _once(book, town, name, motions[turn % len(motions)])


def _once(book: Book, town: int, name: str, number: int) -> None:
    """Read, add one's own mark to what was read, write: an update that is lost is a mark that is missing."""
    while True:
        try:
            with book.writing():
                motion = book.motion(number)
                event = edited(reasoning=f"{motion.reasoning}{name}")
                by = Stamp(book.personal(town, name), "1.0", name, NOW)
                book.append(town, [Fact(f"motion:{number}", event)], by)
                return
        except Conflict:
            continue


def test_eight_processes_lose_nothing_and_none_starves(address: str) -> None:
    with open_book(address) as book:
        town = a_council(book)
        motions = [file_motion(book, town, reference=f"{n}/1", reasoning="") for n in range(MOTIONS)]
    spawn = multiprocessing.get_context("spawn")
    start, names = spawn.Barrier(WRITERS), "abcdefgh"
    writers = [spawn.Process(target=_write, args=(address, town, name, motions, start)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(180)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with open_book(address) as book:
        for number in motions:
            marks = book.motion(number).reasoning
            assert sorted(marks) == sorted(names * (ROUNDS // MOTIONS))
            assert [e.n for e in book.history(f"motion:{number}")] == list(range(1, len(marks) + 2))
        assert not list(differences(book, town))
        if book.dialect == "sqlite":
            _nobody_was_overtaken(book)


def _nobody_was_overtaken(book: Book) -> None:
    """While all are writing, no other comes twice as often between two turns of one: the queue is fair."""
    rows = book.database.rows("SELECT text FROM event WHERE kind = 'edited' ORDER BY id")
    turns = [text[text.index('"command":"') + 11] for (text,) in rows]
    busy = turns[: min(turns[::-1].index(name) for name in set(turns)) * -1 or None]
    for name in set(turns):
        places = [place for place, one in enumerate(busy) if one == name]
        gaps = [later - earlier for earlier, later in pairwise(places)]
        assert max(gaps, default=0) <= 2 * WRITERS
