"""The results of a meeting: 200 in one transaction against 200 single commits, SQLite FULL.

Run: python -m benchmarks.meeting [--motions N] [--rounds N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.advance import filled, office
from states.outcome import Outcome
from states.vote import Votes
from workflow.decide.entered import ResultFacts
from workflow.office import minutes, results
from workflow.store.book import Book, open_book

ENTERED = ResultFacts(Outcome.ADOPTED, votes=Votes(9, 4, 1), phrase="mehrheitlich angenommen")


def single(book: Book, numbers: range) -> None:
    """Each result a command of its own."""
    for n in numbers:
        results.advance(office(book, 3), f"{n}/2026", ENTERED)


def at_once(book: Book, numbers: range) -> None:
    """All of them in one command."""
    minutes.record_all(office(book, 3), [minutes.Line(f"{n}/2026", ENTERED) for n in numbers])


def timed(work: Callable[[Book, range], None], book: Book, numbers: range) -> float:
    """Microseconds for each."""
    start = time.perf_counter()
    work(book, numbers)
    return (time.perf_counter() - start) / len(numbers) * 1e6


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--motions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    ones, alls = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.db"
        filled(path, given.motions * given.rounds * 2)
        with open_book(str(path)) as book:
            for r in range(given.rounds):
                start = r * given.motions * 2
                ones.append(timed(single, book, range(start, start + given.motions)))
                alls.append(timed(at_once, book, range(start + given.motions, start + 2 * given.motions)))
    one, every = statistics.median(ones), statistics.median(alls)
    found = {"single": one, "at once": every, "times": one / every, "spread": max(ones) / min(ones)}
    for name, value in found.items():
        print(f"{name:10} {value:10.2f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
