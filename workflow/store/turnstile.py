"""A fair queue of writers for one SQLite file: whoever came first writes first.

SQLite's own waiting is a lottery in which a busy writer wins against a patient one; a writer was starved
for two seconds. So each takes a ticket from a small file beside the database and waits until the holder
of the ticket before has gone. A ticket is a lock on one byte of that file, which the operating system
takes back when its holder dies. The queue is courtesy only: that no two write at once is SQLite's own
work, and where the file cannot be made the writers compete as before.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import time
from collections.abc import Callable

_LAST = 0  #: where the file keeps the last ticket given
_SERVED = 8  #: and the one whose turn it is
_COUNTER = 16  #: the byte whose lock guards the giving of tickets
_TICKETS = 1 << 20  #: where the bytes of the tickets begin, far from the counter
_ROUND = 1 << 30  #: tickets come round again; nobody waits that long
_SHORT = 0.0002  #: seconds between two looks of the one who is next
_LONG = 0.005


class Turnstile:
    """The queue at one database. One per connection; not shared between threads."""

    def __init__(self, path: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._ticket: int | None = None
        self._fd: int | None = None
        with contextlib.suppress(OSError):
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)

    def enter(self, patience: float) -> bool:
        """Wait for one's turn, at most `patience` seconds; False where that was not enough."""
        if self._fd is None:
            return True
        try:
            ticket = self._take(self._fd)
        except OSError:  # a file system without locks, or a full one
            return True
        self._ticket = ticket
        return self._await(self._fd, ticket, patience)

    def leave(self) -> None:
        """Let the next one in."""
        if self._fd is not None and self._ticket is not None:
            with contextlib.suppress(OSError):
                _unlock(self._fd, _TICKETS + self._ticket)
        self._ticket = None

    def close(self) -> None:
        """Give the file back."""
        self.leave()
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _take(self, fd: int) -> int:
        while not _try_lock(fd, _COUNTER):  # held for microseconds only
            self._sleep(0)
        try:
            ticket = (_read(fd, _LAST) + 1) % _ROUND
            _try_lock(fd, _TICKETS + ticket)
            _write(fd, _LAST, ticket)
            return ticket
        finally:
            _unlock(fd, _COUNTER)

    def _await(self, fd: int, ticket: int, patience: float) -> bool:
        before = (ticket - 1) % _ROUND
        ends = 0.0
        while not _try_lock(fd, _TICKETS + before):
            now = time.monotonic()
            ends = ends or now + patience
            if now > ends:
                self.leave()
                return False
            ahead = (before - _read(fd, _SERVED)) % _ROUND  # the further back, the less often one looks
            self._sleep(min(_SHORT * (1 + ahead), _LONG))
        _unlock(fd, _TICKETS + before)
        _write(fd, _SERVED, ticket)
        return True


if sys.platform == "win32":
    import msvcrt

    def _read(fd: int, place: int) -> int:
        os.lseek(fd, place, os.SEEK_SET)
        return int.from_bytes(os.read(fd, 8), "little") % _ROUND

    def _write(fd: int, place: int, ticket: int) -> None:
        os.lseek(fd, place, os.SEEK_SET)
        os.write(fd, ticket.to_bytes(8, "little"))

    def _try_lock(fd: int, byte: int) -> bool:
        os.lseek(fd, byte, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(fd: int, byte: int) -> None:
        os.lseek(fd, byte, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _read(fd: int, place: int) -> int:
        return int.from_bytes(os.pread(fd, 8, place), "little") % _ROUND

    def _write(fd: int, place: int, ticket: int) -> None:
        os.pwrite(fd, ticket.to_bytes(8, "little"), place)


if sys.platform == "linux":
    # Locks of the open file (not of the process), so that threads queue like processes.
    _FLOCK = struct.Struct("hhqqi4x")

    def _try_lock(fd: int, byte: int) -> bool:
        try:
            fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
        except BlockingIOError:
            return False
        return True

    def _unlock(fd: int, byte: int) -> None:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_UNLCK, os.SEEK_SET, byte, 1, 0))

elif sys.platform != "win32":

    def _try_lock(fd: int, byte: int) -> bool:
        try:
            fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(fd: int, byte: int) -> None:
        fcntl.lockf(fd, fcntl.LOCK_UN, 1, byte)
