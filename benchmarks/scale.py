"""What the same question costs as motions grow: `show`, `next`, `deadlines`, a tick, a search.

Run: python -m benchmarks.scale [--sizes 1000,10000,100000] [--shape councils|archive] [--files FILE,FILE]
     [--rounds N] [--json FILE]

Databases are made by `benchmarks.multiply` (or given, made by it): of as many councils as it takes, each with
as many motions as the smallest, or of one council with an archive. Commands ask about the first council, in
this process, so that start-up is not counted; sizes take turns, medians over rounds, milliseconds of the
processor: what else the machine does counts little. The search is held against the bare query of the index
that it asks, and against that of whole words alone, which finds no parts of words.
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

from benchmarks.multiply import make
from workflow.commands.program import main as program
from workflow.office.reminding import tick
from workflow.store.book import open_book
from workflow.store.filters import Filters
from workflow.store.outbox_sql import LOOK
from workflow.store.search import stem
from workflow.store.views import open_reader

BERLIN = ZoneInfo("Europe/Berlin")
NOW = "2026-03-02T09:00"
DUE = 200  #: motions that a tick looks at
COMMANDS = {
    "show": ["show", "#{motion}"],
    "list --open": ["list", "--open"],
    "next": ["next"],
    "deadlines --within 30d": ["deadlines", "--within", "30d"],
    "list --search": ["list", "--search", "Radwege", "--limit", "20"],
}
WORDS = ("Radwege", "Schulhöfe", "Beratungsstellen", "sanieren", "Schwimmbäder")


def run(path: Path, arguments: list[str]) -> float:
    """Milliseconds of the processor for a command."""
    environ = {"HOME": str(path.parent), "LAUFZETTEL_DB": str(path), "LAUFZETTEL_NOW": NOW}
    out, err = io.StringIO(), io.StringIO()
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = program([*arguments, "--council", "stadt-1", "--format", "json"], environ)
    taken = (time.process_time() - start) * 1e3
    if status:
        raise SystemExit(f"{arguments}: {err.getvalue()}")
    return taken


def ticks(path: Path, due: int) -> tuple[float, float]:
    """A tick for which nothing is due, in milliseconds; one that looks at so many, microseconds for each."""
    now = datetime.fromisoformat(NOW).replace(tzinfo=BERLIN)
    some = "SELECT id FROM motion WHERE wake_at IS NOT NULL ORDER BY id LIMIT"
    with open_book(str(path)) as book:
        book.database.run("PRAGMA synchronous = OFF")
        tick(book, now)
        idle = _timed(lambda: tick(book, now))
        with book.writing():
            marked = book.database.run(f"UPDATE motion SET wake_at = '{LOOK}' WHERE id IN ({some} {due})")
        taken = _timed(lambda: tick(book, now))
    return idle * 1e3, taken / marked * 1e6


def searched(path: Path, rounds: int) -> dict[str, float]:
    """A search through the program and the bare query, microseconds, interleaved."""
    ours, bare, words = [], [], []
    whole = "SELECT count(*) FROM search WHERE search MATCH ?"
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
                words.append(_timed(lambda w=word: ask(whole, (f'"{stem(w)}"',))))  # type: ignore[misc]
    one, other, least = (statistics.median(times) * 1e6 for times in (ours, bare, words))
    return {"search": one, "bare query": other, "ratio": one / other, "whole words": least}


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(paths: dict[str, Path], rounds: int) -> dict[str, Any]:
    """Medians by command and size, after a round that does not count."""
    names = [*COMMANDS, "tick, nothing due", "tick, µs a motion"]
    times: dict[str, dict[str, list[float]]] = {name: {size: [] for size in paths} for name in names}
    for done in range(rounds + 1):
        for command, arguments in COMMANDS.items():
            for size, path in paths.items():
                taken = run(path, [a.format(motion=30) for a in arguments])
                times[command][size] += [taken] if done else []
        for size, path in paths.items():
            for name, taken in zip(names[-2:], ticks(path, DUE), strict=True):
                times[name][size] += [taken] if done else []
    found = {name: _row(sizes) for name, sizes in times.items()}
    found["search through the index"] = searched(list(paths.values())[-1], rounds)
    return found


def _row(sizes: dict[str, list[float]]) -> dict[str, float]:
    """Medians, the last over the first, and how far the rounds of the last lay apart."""
    medians = {name: statistics.median(values) for name, values in sizes.items()}
    last = list(sizes.values())[-1]
    first = next(iter(medians.values()))
    return {**medians, "ratio": statistics.median(last) / first, "spread": max(last) / min(last)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--shape", choices=("councils", "archive"), default="councils")
    parser.add_argument("--files", default="")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    os.environ.pop("LAUFZETTEL_COUNCIL", None)
    with tempfile.TemporaryDirectory() as folder:
        paths = {Path(f).stem: Path(f) for f in given.files.split(",") if f}
        sizes = [] if paths else [int(size) for size in given.sizes.split(",")]
        seconds = {}
        for size in sizes:
            paths[str(size)] = Path(folder) / f"{size}.db"
            each = min(sizes)
            seconds[str(size)] = sum(make(str(paths[str(size)]), size, each=each, shape=given.shape))
        stored = {name: path.stat().st_size for name, path in paths.items()}
        found = measure(paths, given.rounds)
    found["made, s"] = seconds
    found["stored, MB"] = {name: size / 1e6 for name, size in stored.items()}
    for name, row in found.items():
        print(f"{name:26}", *(f"{key} {value:9.2f}" for key, value in row.items()))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
