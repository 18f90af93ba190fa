"""What a worker and its database say as numbers, in the text format of Prometheus (version 0.0.4).

Names of councils' keys, jobs and results are all that labels hold: no motion, no person, no address.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import Refusal
from workflow import __version__
from workflow.commands.remind_rounds import Rounds
from workflow.commands.remind_work import clock_of
from workflow.store import SCHEMA

if TYPE_CHECKING:
    from workflow.store.book import Book
    from workflow.store.gauges import Standing

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

#: Seconds that a database may take to answer before it counts as silent.
PATIENCE = 3.0
#: What takes long is counted seldom: it is left alone three hundred times as long as the counting took.
_LEFT_ALONE = 300

Value = float | int
Labels = Mapping[str, str]


class Family(NamedTuple):
    """One metric: its name, kind and meaning, and a value for each set of labels."""

    name: str
    kind: str
    meaning: str
    values: tuple[tuple[Labels, Value], ...]


def gauge(name: str, meaning: str, *values: tuple[Labels, Value]) -> Family:
    """What goes up and down."""
    return Family(f"laufzettel_{name}", "gauge", meaning, values)


def counter(name: str, meaning: str, *values: tuple[Labels, Value]) -> Family:
    """What only goes up while this process lives."""
    return Family(f"laufzettel_{name}", "counter", meaning, values)


def exposed(families: Iterable[Family]) -> str:
    """The text format. A family without values is left out."""
    lines: list[str] = []
    for family in families:
        if family.values:
            lines += (f"# HELP {family.name} {family.meaning}", f"# TYPE {family.name} {family.kind}")
            lines += (f"{family.name}{_labels(labels)} {value}" for labels, value in family.values)
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


class Asked:
    """The numbers of the database, asked for by whoever answers; each question has a connection of its own.

    One question at a time goes to the database, whatever is asked at once of us.
    """

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds
        self._one = threading.Lock()
        self._counted: tuple[Standing, ...] = ()
        self._again = 0.0  #: when to count again, on the clock that nobody puts

    def families(self) -> list[Family]:
        """All of them; those of the database only where it answers."""
        begun = time.perf_counter()
        found: list[Family] = []
        try:
            with self._one:
                found = self._of_database()
        except Refusal:
            pass
        up = gauge("database_up", "Whether the database answers.", ({}, int(bool(found))))
        took = gauge("scrape_seconds", "How long this answer took.", ({}, time.perf_counter() - begun))
        return [_build(), up, *found, *_of_worker(self._rounds), took]

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            with self._one, self._opened() as book:
                book.councils()
        except Refusal:
            return False
        return True

    def _opened(self) -> Book:
        from workflow.store.book import open_book

        book = open_book(self._rounds.desk.db, patience=PATIENCE)
        if book.remote:
            book.database.run(f"SET statement_timeout = {int(PATIENCE * 1000)}")
        return book

    def _of_database(self) -> list[Family]:
        from workflow.store.gauges import oldest_due, standings

        with self._opened() as book:
            now = clock_of(self._rounds.desk, book)()
            oldest = oldest_due(book, now)
            if time.monotonic() >= self._again:
                begun = time.perf_counter()
                self._counted = tuple(standings(book, now))
                self._again = time.monotonic() + (time.perf_counter() - begun) * _LEFT_ALONE
        lag = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
        oldest_is = gauge(
            "lag_seconds", "For how long the oldest notice that can be sent has waited.", ({}, lag)
        )
        return [oldest_is, *_of_councils(self._counted, now)]


def _build() -> Family:
    labels = {"version": __version__, "schema": str(SCHEMA)}
    return gauge("build_info", "The program; always 1.", (labels, 1))


def _of_councils(standing: tuple[Standing, ...], now: datetime) -> Iterator[Family]:
    """What is counted in the database, for each council."""
    named = [({"council": one.council}, one) for one in standing]
    yield gauge(
        "notices",
        "Notices in the outbox by what they wait for: pending (worker), waiting (a digest), dead (a person).",
        *((dict(at, state=state), getattr(one, state)) for at, one in named for state in _STATES),
    )
    yield gauge(
        "notices_put_off",
        "Pending notices that failed and are tried again.",
        *((a, o.put_off) for a, o in named),
    )
    yield gauge("leases", "Pending notices in the hands of a worker.", *((a, o.leased) for a, o in named))
    yield gauge("motions_due", "Motions that the next tick looks at.", *((a, o.due) for a, o in named))
    yield gauge("motions_open", "Motions on their way.", *((a, o.open) for a, o in named))
    signed = [(at, one.signed) for at, one in named if one.signed is not None]
    yield gauge("checkpoint_entries", "Entries under the last checkpoint.", *((a, s.size) for a, s in signed))
    yield gauge(
        "checkpoint_timestamp_seconds",
        "When the last checkpoint was signed.",
        *((a, s.recorded.timestamp()) for a, s in signed),
    )
    yield gauge(
        "checkpoint_age_seconds",
        "How old the last checkpoint is.",
        *((a, max(0.0, (now - s.recorded).total_seconds())) for a, s in signed),
    )


_STATES = ("pending", "waiting", "dead")
#: What came of letters, by the fields of what a round did.
_RESULTS = {"sent": "sent", "failed": "put_off", "dead": "given_up", "dropped": "dropped"}
_FOUND = {"queued": "queued", "late": "late", "overtaken": "overtaken"}


def _of_worker(rounds: Rounds) -> Iterator[Family]:
    """What this process did since it began."""
    yield counter(
        "worker_letters_total",
        "What came of letters that this worker took.",
        *(({"result": name}, rounds.letters[field]) for field, name in _RESULTS.items()),
    )
    yield counter(
        "worker_reminders_total",
        "What this worker’s ticks made of reminders.",
        *(({"result": name}, rounds.letters[field]) for field, name in _FOUND.items()),
    )
    done = sorted(rounds.rounds.copy().items())
    yield counter(
        "worker_rounds_total",
        "Rounds of this worker by job and by how they ended.",
        *(({"job": job, "result": "failed" if failed else "done"}, n) for (job, failed), n in done),
    )
    yield counter("worker_woken_total", "Ticks that the database woke this worker for.", ({}, rounds.woken))
    if rounds.listening is not None:
        yield gauge(
            "worker_listening", "Whether the database can wake this worker.", ({}, int(rounds.listening))
        )
    since = rounds.since_tick()
    if since is not None and rounds.ticked is not None:
        yield gauge(
            "worker_last_tick_timestamp_seconds", "When a tick last ended.", ({}, rounds.ticked.timestamp())
        )
        yield gauge("worker_last_tick_age_seconds", "For how long no tick has gone on.", ({}, since))
