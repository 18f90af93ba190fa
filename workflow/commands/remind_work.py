"""One round of work: find what is due, put it into the outbox, send."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import Refusal
from workflow.commands.desk import Desk
from workflow.words import _, fill, sentence

if TYPE_CHECKING:
    from workflow.notify.outbox import Sender
    from workflow.office.reminding import Trouble
    from workflow.store.book import Book


class Worked(NamedTuple):
    """What a round did."""

    looked: int
    queued: int
    late: int
    overtaken: int
    sent: int
    failed: int
    dead: int
    dropped: int
    troubles: tuple[str, ...] = ()


def work_once(desk: Desk, *, send: bool = True) -> Worked:
    """One round on the council's database, as the person at the keyboard may."""
    from workflow.commands.opening import open_office

    office = open_office(desk, "notify")
    return work(office.book, clock_of(desk, office.book), desk, send=send)


def work(
    book: Book,
    clock: Callable[[], datetime],
    desk: Desk,
    *,
    send: bool = True,
    stop: Callable[[], bool] = lambda: False,
) -> Worked:
    """One round. With `stop` true nothing more is begun and what was taken is given back."""
    from workflow.notify.outbox import Dispatched, dispatch
    from workflow.office.reminding import tick

    found = tick(book, clock(), stop=stop)
    if send and not stop() and book.anything(clock()).letters:
        seal(desk, book, clock())  # so that each letter bears witness of all that came before it
    done = dispatch(book, sender_of(desk, clock, stop)) if send and not stop() else Dispatched()
    troubles = tuple(dict.fromkeys(_said(book, trouble) for trouble in found.troubles))
    return Worked(found.looked, found.queued, found.late, found.overtaken, *done, troubles)


def seal(desk: Desk, book: Book, now: datetime) -> None:
    """Sign what has been recorded since the last checkpoint, in every council that has a key here."""
    from pathlib import Path

    from workflow.store.signing import checkpoint_now

    folder = Path(desk.settings.text("keys")).expanduser()
    for council in book.councils():
        checkpoint_now(book, council.id, folder, now)


def told(done: Worked) -> list[str]:
    """A line where anything happened, and one for each trouble."""
    if not any(done[1:-1]):
        return list(done.troubles)
    line = _(
        "{queued} into the outbox, {sent} sent, {failed} put off, {dead} given up, {late} too late"
    ).format(queued=done.queued, sent=done.sent, failed=done.failed, dead=done.dead, late=done.late)
    return [line, *done.troubles]


def clock_of(desk: Desk, book: Book) -> Callable[[], datetime]:
    """Now, asked again each time: the database's own clock where several machines share one.

    A rehearsal may be told another time; that stands still.
    """
    from workflow import clock

    def read() -> datetime:
        told = clock.read(rehearsal=book.rehearsal, environ=desk.environ)
        if desk.environ.get(clock.VARIABLE, "").strip():
            return told
        return book.clock() or told

    return read


def sender_of(desk: Desk, clock: Callable[[], datetime], stop: Callable[[], bool]) -> Sender:
    """How letters are sent from here."""
    from workflow.notify import channels
    from workflow.notify.outbox import Sender
    from workflow.notify.writing import write

    worker = f"{socket.gethostname()}:{os.getpid()}"
    settings = channels.settings_of(desk.settings)
    written = partial(write, folder=settings["letters.folder"])
    return Sender(written, channels.find, settings, clock, worker, stop)


def _said(book: Book, trouble: Trouble) -> str:
    """A rule that cannot be computed, in the words of its refusal."""
    name = book.motion(trouble.motion).reference or f"#{trouble.motion}"
    why = sentence(trouble.why).message if isinstance(trouble.why, Refusal) else repr(trouble.why)
    return fill("{name} ({what}): {why}", {"name": name, "what": trouble.what, "why": why})
