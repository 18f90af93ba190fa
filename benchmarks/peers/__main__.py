"""The program beside what a user would pick instead, in turns, on the same server.

Run: python -m benchmarks.peers [NAME…] [--env FOLDER] [--no-install] [--quick] [--rounds N] [--json FILE]

  advance     a durable advance on PostgreSQL, against a durable DBOS workflow with one step
  reminders   notices claimed, handed over, acknowledged with a million pending, against procrastinate's
              worker with 100,000 jobs of next year; its start and end are taken off
  meeting     a meeting with 400 motions moved, against APScheduler rescheduling 400 jobs in its store
  step        a result decided in memory, the motion read from text and written to text before and after,
              against SpiffWorkflow doing so with three stations as BPMN

The peers have an environment of their own (requirements.txt here), made at the first run. A peer that cannot
be had is told as missing, and ours is measured alone. One client each; the server's fsync is on.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import advance as bench
from benchmarks import reminders
from benchmarks.peers.environment import HERE, Peer, PeerMissing, interpreter
from benchmarks.server import another, filled, server
from states import snapshot
from states.event import Recorded
from states.fold import apply
from states.outcome import Outcome
from states.vote import Votes
from workflow.decide.entered import ResultFacts
from workflow.decide.result import record
from workflow.decide.scene import Scene
from workflow.notify.outbox import BATCH
from workflow.office.reminding import tick
from workflow.store.book import Book, open_book


class Sizes(NamedTuple):
    """How much of each."""

    advances: int = 100
    pending: int = 1_000_000
    future: int = 100_000
    notices: int = 100
    motions: int = 400
    steps: int = 300


QUICK = Sizes(advances=10, pending=2_000, future=500, notices=20, motions=10, steps=20)


class Pair(NamedTuple):
    """Ours and theirs: so many a turn, the seconds of ours, and how the peer is started."""

    each: int
    ours: Callable[[], float]
    peer: Callable[[Path], Peer]
    theirs: Callable[[Peer, int], float]
    aim: float | None


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Server:
    """A server with a database for each."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.made = 0

    def database(self) -> str:
        """A new database."""
        self.made += 1
        return another(self.address, f"lz_peers_{os.getpid()}_{self.made}")


def advance(on: Server, sizes: Sizes, rounds: int, open_: ExitStack) -> Pair:
    """A durable step."""
    address = on.database()
    filled(address, sizes.advances * rounds)
    book = open_.enter_context(open_book(address))
    numbers = iter(range(sizes.advances * rounds))

    def work() -> None:
        for _ in range(sizes.advances):
            number = next(numbers)
            bench.advances(book, range(number, number + 1))

    return Pair(
        sizes.advances, lambda: timed(work), lambda python: Peer(python, "dbos", on.database()), Peer.turn, 8
    )


def notices(on: Server, sizes: Sizes, rounds: int, open_: ExitStack) -> Pair:
    """Reminders with a great many pending."""
    address = on.database()
    count = -(-sizes.notices // BATCH) * BATCH
    reminders.filled(address, count * rounds)
    book = open_.enter_context(open_book(address))
    tick(book, reminders.DUE)
    _pending(book, sizes.pending)

    def theirs(peer: Peer, many: int) -> float:
        idle = peer.turn(0)
        peer.turn(many)
        return peer.turn(0) - idle

    return Pair(
        count,
        lambda: timed(lambda: reminders.sends(book, count)),
        lambda python: Peer(python, "procrastinate", on.database(), str(sizes.future)),
        theirs,
        300,
    )


def _pending(book: Book, count: int) -> None:
    """The notices there are, many times over, for next year."""
    columns = (
        "council, motion, rule, anchor, recipient, channel, message_id, subject, payload, state, attempts,"
        " next_try, created"
    )
    own = columns.replace("message_id", "'<' || g || '@pending>'").replace(
        "next_try",
        "'2027-01-01T' || to_char(mod(g, 86400) * interval '1 second', 'HH24:MI:SS') || '.000000Z'",
    )
    one = "(SELECT * FROM notice LIMIT 1) one"
    book.database.run(
        f"INSERT INTO notice ({columns}) SELECT {own} FROM generate_series(1, {count}) g, {one}"
    )
    book.database.run("VACUUM ANALYZE notice")


def meeting(on: Server, sizes: Sizes, _rounds: int, open_: ExitStack) -> Pair:
    """A meeting that moves."""
    address = on.database()
    number = reminders.filled(address, sizes.motions)
    book = open_.enter_context(open_book(address))

    def start(python: Path) -> Peer:
        theirs = on.database().replace("postgresql://", "postgresql+psycopg://")
        return Peer(python, "apscheduler", theirs, str(sizes.motions))

    return Pair(sizes.motions, lambda: timed(lambda: reminders.move(book, number)), start, Peer.turn, 30)


def step(_on: Server, sizes: Sizes, _rounds: int, _open: ExitStack) -> Pair:
    """One result in memory, with reading and writing the state as text."""
    with tempfile.TemporaryDirectory() as folder:
        bench.filled(Path(folder) / "step.db", 1)
        with open_book(str(Path(folder) / "step.db")) as book:
            council = book.councils()[0].id
            text = snapshot.dump(book.motion(1))
            now = datetime(2026, 2, 3, 21, tzinfo=bench.BERLIN)
            calendar = tuple(book.meetings(council, None, date(2026, 1, 1), date(2027, 1, 1)))
            scene = Scene(book.rules(council, now.date()), now, (), calendar)
    entered = ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1), phrase="mehrheitlich angenommen")

    def work() -> None:
        for _ in range(sizes.steps):
            motion = snapshot.load(text)
            for fact in record(motion, entered, scene._replace(family=(motion,))).facts:
                event = fact.event
                motion = apply(motion, Recorded(motion.version + 1, event.kind, event.data, event.effective))
            snapshot.dump(motion)

    return Pair(sizes.steps, lambda: timed(work), lambda python: Peer(python, "spiff"), Peer.turn, None)


PAIRS: dict[str, tuple[str, Callable[[Server, Sizes, int, ExitStack], Pair]]] = {
    "advance": ("DBOS", advance),
    "reminders": ("procrastinate", notices),
    "meeting": ("APScheduler", meeting),
    "step": ("SpiffWorkflow", step),
}


def compared(pair: Pair, python: Path | None, why: str, rounds: int) -> dict[str, Any]:
    """Medians in microseconds for each, in turns; without the peer where it is not there."""
    ours, theirs = [], []
    try:
        if python is None:
            raise PeerMissing(why)
        with pair.peer(python) as peer:
            for _ in range(rounds):
                ours.append(pair.ours() / pair.each * 1e6)
                theirs.append(pair.theirs(peer, pair.each) / pair.each * 1e6)
    except PeerMissing as missing:
        why = str(missing)
        ours = ours or [pair.ours() / pair.each * 1e6 for _ in range(rounds)]
    found: dict[str, Any] = {"ours": statistics.median(ours), "spread": max(ours) / min(ours)}
    if not theirs:
        return {**found, "missing": why, "aim": pair.aim}
    other = statistics.median(theirs)
    spread = max(theirs) / min(theirs)
    return {**found, "peer": other, "times": other / found["ours"], "peer's spread": spread, "aim": pair.aim}


def measure(
    names: list[str], python: Path | None, why: str, sizes: Sizes, rounds: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each pair by its name and that of the peer."""
    with tempfile.TemporaryDirectory(prefix="lz-peers-") as folder:
        on = Server(server(folder)[0])
        for name, (peer, prepare) in PAIRS.items():
            if names and name not in names:
                continue
            with ExitStack() as opened:
                pair = prepare(on, sizes, rounds, opened)
                yield f"{name} / {peer}", compared(pair, python, why, rounds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[[], *PAIRS], metavar="NAME")
    parser.add_argument("--env", type=Path, default=HERE / ".venv")
    parser.add_argument("--no-install", action="store_true", help="measure only what is there already")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    python, why = None, ""
    try:
        python = interpreter(given.env, install=not given.no_install)
    except PeerMissing as missing:
        why = str(missing)
    found = {}
    for name, row in measure(given.names, python, why, QUICK if given.quick else Sizes(), given.rounds):
        found[name] = row
        told = f"{row['peer']:12.1f} µs {row['times']:8.1f} ×" if "peer" in row else row["missing"]
        print(f"{name:26}{row['ours']:10.1f} µs  spread {row['spread']:5.2f}  {told}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
