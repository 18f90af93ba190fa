"""What a worker's database is asked when somebody asks the worker: little, seldom, and never for long.

Each question has a connection of its own, so that a server that was restarted is simply reached again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from states.refusal import Refusal
from workflow.commands.remind_gauges import Counted
from workflow.commands.remind_rounds import Rounds
from workflow.commands.remind_work import clock_of

if TYPE_CHECKING:
    from workflow.store.book import Book

T = TypeVar("T")

#: Seconds that a database may take to answer before it counts as silent.
PATIENCE = 3.0
#: What is counted is left alone so many times as long as that took: 2 % of a processor, a third of 1 %.
_QUEUE, _ALL = 50, 300
#: Seconds that an answer waits for what is being counted beside it; a million open motions may take longer.
_WAIT = 1.0
_ENOUGH = 60.0  #: seconds after which a server gives up counting


class Seldom(Generic[T]):
    """Something that takes long to count: counted by a thread of its own, and not again for a good while."""

    def __init__(self, count: Callable[[], T], alone: int) -> None:
        self._count = count
        self._alone = alone
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = 0.0  #: on the clock that nobody puts
        self.value: T | None = None

    def latest(self, wait: float) -> T | None:
        """What was counted last, after waiting so many seconds at most for what is being counted now."""
        with self._lock:
            if self._thread is None and time.monotonic() >= self._again:
                self._thread = threading.Thread(target=self._work, name="count", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None:
            thread.join(wait)
        return self.value

    def _work(self) -> None:
        begun = time.monotonic()
        with suppress(Refusal):  # what a server does not count in time stays as it was
            self.value = self._count()
        self._again = time.monotonic() + (time.monotonic() - begun) * self._alone
        with self._lock:
            self._thread = None


class Asked:
    """The numbers of the database. However many ask at once, one question at a time goes to it."""

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self._one = threading.Lock()
        self._last: Counted | None = None
        self._again = 0.0
        self._open = Seldom(self._count_open, _ALL)

    def counted(self) -> Counted | None:
        """How it stands; None where the database does not answer."""
        try:
            with self._one:
                found = self._counted()
        except Refusal:
            return None
        return found._replace(open=self._open.latest(_WAIT))

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            with self._one, self._opened(PATIENCE) as book:
                book.councils()
        except Refusal:
            return False
        return True

    def _opened(self, seconds: float) -> Book:
        from workflow.store.book import open_book

        book = open_book(self._rounds.desk.db, patience=PATIENCE)
        if book.remote:
            book.database.run(f"SET statement_timeout = {int(seconds * 1000)}")
        return book

    def _counted(self) -> Counted:
        from workflow.store.gauges import oldest_due, standings

        with self._opened(PATIENCE) as book:
            now = clock_of(self._rounds.desk, book)()
            found, begun = oldest_due(book, now), time.monotonic()
            if self._last is None or begun >= self._again:
                self._last = Counted(now, found, tuple(standings(book, now)), None)
                self._again = time.monotonic() + (time.monotonic() - begun) * _QUEUE
        return self._last._replace(now=now, oldest=found)

    def _count_open(self) -> dict[str, int]:
        from workflow.store.gauges import open_motions

        with self._opened(_ENOUGH) as book:
            return open_motions(book)
