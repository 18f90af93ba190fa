"""Being woken when something was recorded, on PostgreSQL; SQLite has nobody who could tell.

A notification keeps every other commit that notifies waiting until it is on the disk, so writers must not
send one each (measured: docs/decisions/0007). A worker that sleeps therefore shares a lock of the database's;
a writer that cannot take that lock knows that somebody sleeps, and only then notifies (the function
`wake_workers`, by a trigger on the log). The lock goes with the connection: a dead worker does not sleep.

A writer looks for sleepers before its commit. Who lies down just then is not told; so a sleeper looks for
itself once it has lain down, and again a little later.
"""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING

from workflow.store.book import Book
from workflow.store.postgres import Postgres
from workflow.store.refusals import ServerUnreachable

if TYPE_CHECKING:
    import psycopg

CHANNEL = "laufzettel_due"
#: The lock that sleeping workers share; the same number stands in the migration.
ASLEEP = 0x4C617541

_RING = (
    f"SELECT pg_notify('{CHANNEL}', '') WHERE CASE WHEN pg_try_advisory_lock({ASLEEP})"
    f" THEN NOT pg_advisory_unlock({ASLEEP}) ELSE true END"
)


class Bell:
    """What wakes a worker. It has the book's connection, and like that belongs to one thread."""

    def __init__(self, book: Book) -> None:
        """Listen from now on. Raises ServerUnreachable, TypeError where the book is on no server."""
        if not isinstance(book.database, Postgres):
            raise TypeError("only a server can wake anybody")
        self._database = book.database
        self._asleep = False
        self._run(f"LISTEN {CHANNEL}")

    @property
    def _raw(self) -> psycopg.Connection[tuple[object, ...]]:
        return self._database.raw

    def _run(self, statement: str) -> None:
        self._database.run(statement)

    def lie_down(self) -> None:
        """From now on writers notify. What was rung before is forgotten."""
        if not self._asleep:
            self.rung()
            self._run(f"SELECT pg_advisory_lock_shared({ASLEEP})")
            self._asleep = True

    def get_up(self) -> None:
        """From now on no writer needs to notify because of us."""
        if self._asleep:
            self._run(f"SELECT pg_advisory_unlock_shared({ASLEEP})")
            self._asleep = False

    def rung(self) -> bool:
        """Whether somebody has rung since this was last asked. Raises ServerUnreachable."""
        import psycopg

        try:
            return len(list(self._raw.notifies(timeout=0))) > 0
        except psycopg.Error as error:
            raise ServerUnreachable(path=self._database.path, detail=str(error).strip()) from error

    def wait(self, seconds: float, stop: socket.socket) -> bool:
        """Sleep until somebody rings, the time is over, or `stop` has something to read; True where it rang.

        It may ring without anything new: a connection that was lost rings as well, and the next question
        tells. Raises ServerUnreachable.
        """
        if self.rung():
            return True
        heard, told = self._raw.fileno(), stop.fileno()
        ready, _, _ = select.select([heard, told], [], [], seconds)
        return bool(ready) and told not in ready and self.rung()


def ring(book: Book) -> None:
    """Wake a worker for what is no entry of the log, a letter to be tried again. Inside `writing()`."""
    if book.remote:
        book.database.rows(_RING)
