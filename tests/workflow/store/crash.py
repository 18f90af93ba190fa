"""Processes that die, for tests that look at what they leave behind. POSIX only: they fork and kill."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from workflow.store.book import Book, open_book


def in_child(work: Callable[[], None]) -> int:
    """Run in a child that leaves without any goodbyes; its exit status, −9 where it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(70)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at(address: str, step: int, work: Callable[[Book], None]) -> bool:
    """Do some work and kill the process before its step-th statement; False where it had no so many."""

    def child() -> None:
        book = open_book(address)
        _arm(book, step)
        work(book)

    status = in_child(child)
    assert status in (0, -signal.SIGKILL), status
    return status != 0


def _arm(book: Book, step: int) -> None:
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("row", "rows", "run", "many", "begin", "commit"):
        setattr(book.database, name, _counted(getattr(book.database, name), count))


def _counted(method: Callable[..., object], count: Callable[[], None]) -> Callable[..., object]:
    def counted(*values: object) -> object:
        count()
        return method(*values)

    return counted
