"""A worker that sleeps between two ticks is woken by the database, where that can: on PostgreSQL.

It only ever adds a tick. What it misses (a connection that broke, a notification that nobody heard) the next
tick finds; what it hears too often is limited, since after a tick it stays up for a moment.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from states.refusal import Refusal
from workflow.commands.remind_rounds import Rounds, say
from workflow.words import _

if TYPE_CHECKING:
    from workflow.store.book import Book
    from workflow.store.waking import Bell

#: Seconds that a worker stays up after a tick it was woken for: so often at most somebody has to ring.
UP = 1.0
#: Seconds until one who has lain down looks once more: longer than a commit takes that did not see it lie.
_ONCE_MORE = 2.0
#: Seconds until a lost connection is tried again; twice as long each time, up to the time between two ticks.
_AGAIN = 1.0
#: Seconds that a tick may take.
_LONGEST = 900

Tick = Callable[[], threading.Event]


@contextmanager
def listening(rounds: Rounds, tick: Tick) -> Iterator[None]:
    """Have ticks made when the database says that something happened, until the work is stopped.

    `tick` begins one and returns what is set when it is over. Nothing happens on SQLite.
    """
    from workflow.store.address import is_postgres

    if not is_postgres(rounds.desk.db):
        yield
        return
    told, stop = socket.socketpair()
    thread = threading.Thread(target=_listen, args=(rounds, tick, stop), name="bell", daemon=True)
    thread.start()
    try:
        yield
    finally:
        told.sendall(b".")
        thread.join(rounds.every.total_seconds())
        told.close()
        stop.close()


def _listen(rounds: Rounds, tick: Tick, stop: socket.socket) -> None:
    """Connect, and connect again when that breaks."""
    from workflow.store.book import open_book
    from workflow.store.waking import Bell

    longest, pause = rounds.every.total_seconds(), _AGAIN
    while not rounds.stopping.is_set():
        try:
            with open_book(rounds.desk.db) as book:
                bell = Bell(book)
                rounds.listening, pause = True, _AGAIN
                _sleep_and_wake(rounds, bell, _look(rounds, book), tick, stop)
        except Refusal:  # the tick itself says what is wrong with the database
            rounds.listening = False
        except Exception as fault:  # nobody else would ever hear of it
            rounds.listening = False
            say(_("The database cannot wake this worker: {fault}").format(fault=repr(fault)))
        rounds.stopping.wait(pause)
        pause = min(pause * 2, max(longest, _AGAIN))


def _look(rounds: Rounds, book: Book) -> Callable[[], bool]:
    """What tells whether a tick would find something to do."""
    from workflow.commands.remind_work import clock_of

    clock = clock_of(rounds.desk, book)

    def look() -> bool:
        seen = book.anything(clock())
        return seen.due or seen.digests or seen.letters

    return look


def _sleep_and_wake(
    rounds: Rounds, bell: Bell, look: Callable[[], bool], tick: Tick, stop: socket.socket
) -> None:
    """Lie down, look, sleep; get up for whoever rings. Raises ServerUnreachable.

    What a tick leaves undone (another worker holds it) must not keep this one busy: each time that it finds
    something as soon as it lies down it stays up for twice as long.
    """
    every, pause = rounds.every.total_seconds(), UP
    while not rounds.stopping.is_set():
        bell.lie_down()
        left = look()
        woken = left or bell.wait(min(_ONCE_MORE, every), stop)
        while not (woken or rounds.stopping.is_set()):
            woken = look() or bell.wait(every, stop)
        bell.get_up()
        if not rounds.stopping.is_set():
            rounds.woken += 1
            _await(rounds, tick())
            pause = min(pause * 2, every) if left else UP
            rounds.stopping.wait(pause)


def _await(rounds: Rounds, over: threading.Event) -> None:
    """Until the tick is over, or nobody is there any more who would make it."""
    for _second in range(_LONGEST):
        if over.wait(1.0) or rounds.stopping.is_set():
            return
