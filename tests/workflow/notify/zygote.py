"""A process that makes workers out of itself: it has imported everything, so that each starts at once.

Arguments: database, address of the mail server, how much faster than ours the workers' clock runs. For each
line on standard input one worker is forked and its number printed. Not a test.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import datetime, timedelta

from states.refusal import Refusal
from tests.workflow.office.bureau import START, write
from workflow.notify import channels
from workflow.notify.letter import Letter
from workflow.notify.notice import Notice
from workflow.notify.outbox import Sender, dispatch
from workflow.store.book import Book, open_book


def main(database: str, port: str, speed: str, began: str) -> None:
    """Fork a worker for each line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    channels.find("mail")
    _say("ready")
    for _line in sys.stdin:
        number = os.fork()
        if number == 0:
            work(database, int(port), float(speed), float(began))
            os._exit(0)
        _say(str(number))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def work(database: str, port: int, speed: float, began: float) -> None:
    """Send until nothing is left for us, then wait for what others may leave behind."""
    start = START + timedelta(days=1, hours=2)

    def clock() -> datetime:
        return start + timedelta(seconds=(time.time() - began) * speed)

    settings = {
        "mail.host": "127.0.0.1",
        "mail.port": str(port),
        "mail.security": "none",
        "mail.from": "buero@example.org",
        "mail.timeout": "20",
    }
    sender = Sender(addressed, channels.find, settings, clock, f"worker:{os.getpid()}")
    while True:
        try:
            with open_book(database, patience=60) as book:
                while True:
                    dispatch(book, sender, batch=8)
                    time.sleep(0.05)
        except Refusal:  # a slow machine, a deadlock; the next try is another
            continue


def addressed(book: Book, notice: Notice, now: datetime) -> Letter:
    """A letter with an address, to be sent by mail."""
    return write(book, notice, now)._replace(address="reader@example.org", name="Reader")


if __name__ == "__main__":
    main(*sys.argv[1:])
