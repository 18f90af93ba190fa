"""What a worker and its database say as numbers, in the text format of Prometheus (version 0.0.4).

Names of councils' keys, jobs and results are all that labels hold: no motion, no person, no address.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow import __version__
from workflow.commands.remind_rounds import Rounds
from workflow.store import SCHEMA

if TYPE_CHECKING:
    from workflow.store.gauges import Standing

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

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


class Counted(NamedTuple):
    """What the database said last; what it has not been asked or has not answered yet is None."""

    now: datetime
    oldest: datetime | None
    standings: tuple[Standing, ...]
    open: Mapping[str, int] | None


def families(counted: Counted | None, rounds: Rounds) -> Iterator[Family]:
    """All of them; those of the database only where it answers."""
    yield gauge("build_info", "The program; always 1.", ({"version": __version__, "schema": str(SCHEMA)}, 1))
    yield gauge("database_up", "Whether the database answers.", ({}, int(counted is not None)))
    if counted is not None:
        lag = 0.0 if counted.oldest is None else max(0.0, (counted.now - counted.oldest).total_seconds())
        yield gauge("lag_seconds", "For how long the oldest notice that can be sent has waited.", ({}, lag))
        yield from _of_councils(counted.standings, counted.now)
        still = (counted.open or {}).items()
        yield gauge("motions_open", "Motions on their way.", *(({"council": key}, n) for key, n in still))
    yield from _of_worker(rounds)


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
