"""What the same question costs as motions grow: `show`, `next`, `deadlines`, a tick, a search.

Run: python -m benchmarks.scale [--sizes 2000,20000] [--files FILE,FILE] [--rounds N] [--json FILE]

Databases are made by `benchmarks.generate` (or given, made by it), 2,000 motions to a council. Commands run
within this process, so that start-up is not counted; sizes take turns, medians over rounds, milliseconds.
The search is held against the bare query of the full text index that it asks.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.generate import generate
from workflow.commands.program import main as program
from workflow.office.reminding import tick
from workflow.store.book import create_book, open_book
from workflow.store.filters import Filters
from workflow.store.views import open_reader

BERLIN = ZoneInfo("Europe/Berlin")
NOW = "2026-03-02T09:00"
COMMANDS = {
    "show": ["show", "#{motion}"],
    "list --open": ["list", "--open"],
    "next": ["next"],
    "deadlines --within 30d": ["deadlines", "--within", "30d"],
    "list --search": ["list", "--search", "Radwege"],
}
WORDS = ("Radwege", "Schulhöfe", "Beratungsstellen", "sanieren", "Schwimmbäder")


def made(path: Path, motions: int) -> float:
    """A new database; seconds it took."""
    start = time.perf_counter()
    with create_book(str(path), rehearsal=True) as book:
        book.database.run("PRAGMA synchronous = OFF")  # what is thrown away need not be durable
        generate(book, motions)
    return time.perf_counter() - start


def run(path: Path, arguments: list[str]) -> float:
    """Milliseconds of a command."""
    environ = {"HOME": str(path.parent), "LAUFZETTEL_DB": str(path), "LAUFZETTEL_NOW": NOW}
    out, err = io.StringIO(), io.StringIO()
    start = time.perf_counter()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = program([*arguments, "--council", "stadt-1", "--format", "json"], environ)
    taken = (time.perf_counter() - start) * 1e3
    if status:
        raise SystemExit(f"{arguments}: {err.getvalue()}")
    return taken


def ticked(path: Path) -> tuple[float, int]:
    """Milliseconds of the first tick, which looks at every motion that is new; how many those were."""
    now = datetime.fromisoformat(NOW).replace(tzinfo=BERLIN)
    with open_book(str(path)) as book:
        book.database.run("PRAGMA synchronous = OFF")
        start = time.perf_counter()
        done = tick(book, now)
        return (time.perf_counter() - start) * 1e3, done.looked


def idle_tick(path: Path) -> float:
    """Milliseconds of a tick for which nothing is due."""
    now = datetime.fromisoformat(NOW).replace(tzinfo=BERLIN)
    with open_book(str(path)) as book:
        tick(book, now)
        start = time.perf_counter()
        tick(book, now)
        return (time.perf_counter() - start) * 1e3


def searched(path: Path, rounds: int) -> dict[str, float]:
    """A search through the program and the bare query, microseconds, interleaved."""
    ours, bare = [], []
    with contextlib.closing(open_reader(str(path))) as reader:
        council = reader.council("stadt-1")["id"]
        asked: list[tuple[str, Any]] = []
        ask = reader._ask

        def noted(sql: str, values: Any) -> Any:
            asked.append((sql, values))
            return ask(sql, values)

        reader._ask = noted
        for word in WORDS:
            reader.count_motions(council, Filters(text=word))
        statements = [one for one in asked if "search" in one[0]]
        for _ in range(rounds):
            for word, statement in zip(WORDS, statements, strict=True):
                ours.append(_timed(lambda w=word: reader.count_motions(council, Filters(text=w))))  # type: ignore[misc]
                bare.append(_timed(lambda s=statement: ask(*s)))  # type: ignore[misc]
    one, other = statistics.median(ours), statistics.median(bare)
    return {"search": one * 1e6, "bare query": other * 1e6, "ratio": one / other}


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(paths: dict[str, Path], rounds: int) -> dict[str, Any]:
    """Medians by command and size."""
    found: dict[str, Any] = {"first tick, µs a motion": {}}
    for name, path in paths.items():
        taken, looked = ticked(path)
        found["first tick, µs a motion"][name] = taken * 1e3 / max(looked, 1)
    times: dict[str, dict[str, list[float]]] = {c: {n: [] for n in paths} for c in (*COMMANDS, "tick")}
    for _ in range(rounds):
        for command, arguments in COMMANDS.items():
            for name, path in paths.items():
                given = [a.format(motion=300) for a in arguments]
                times[command][name].append(run(path, given))
        for name, path in paths.items():
            times["tick"][name].append(idle_tick(path))
    for command, sizes in times.items():
        medians = {name: statistics.median(values) for name, values in sizes.items()}
        first, last = next(iter(medians.values())), list(medians.values())[-1]
        found[command] = {**medians, "ratio": last / first}
    found["search through the index"] = searched(list(paths.values())[-1], rounds)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,20000")
    parser.add_argument("--files", default="")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    os.environ.pop("LAUFZETTEL_COUNCIL", None)
    with tempfile.TemporaryDirectory() as folder:
        paths = {Path(f).stem: Path(f) for f in given.files.split(",") if f}
        seconds = {}
        for size in [] if paths else [int(s) for s in given.sizes.split(",")]:
            paths[str(size)] = Path(folder) / f"{size}.db"
            seconds[str(size)] = made(paths[str(size)], size)
        found = measure(paths, given.rounds)
    found["made, s"] = seconds
    for name, row in found.items():
        print(f"{name:26}", *(f"{key} {value:9.2f}" for key, value in row.items()))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
