"""How long each read command takes from the shell, beside what nothing can be faster than.

Run: python benchmarks/startup.py [--rounds N] [--motions N] [--json FILE]

Wall time of whole processes, interleaved in rounds so that a busy moment hits all alike: medians and the
span between the quartiles, and processor time, which a busy machine changes less. The floors:
`python -c pass`, and click with one read of one row through sqlite3.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
BERLIN = ZoneInfo("Europe/Berlin")
AIM = 1.3  #: times click with sqlite3

BARE = "pass"
CLICK = """
import click, sqlite3, sys
@click.command()
@click.argument("reference")
def show(reference):
    db = sqlite3.connect(f"file:{sys.argv[2]}?mode=ro", uri=True)
    click.echo(db.execute("SELECT title FROM motion WHERE reference_folded = ?", (reference,)).fetchone()[0])
show([sys.argv[1]])
"""
PROGRAM = "import sys; from cli import main; sys.exit(main())"
COMMANDS = {
    "list": ["list"],
    "list --open": ["list", "--open"],
    "list --search": ["list", "--search", "Radweg"],
    "show, on its way": ["show", "1/26"],
    "show, decided": ["show", "2/26"],
    "next": ["next"],
    "history": ["history", "1/26"],
    "diagram": ["diagram", "1/26"],
    "meeting list": ["meeting", "list"],
}


def filled(path: Path, motions: int) -> None:
    """A county with motions, the first on its way, the second decided."""
    from states.outcome import Outcome
    from states.text import Point
    from workflow import presets
    from workflow.decide.entered import ResultFacts
    from workflow.office import results
    from workflow.office.filing import Draft, Wish, submit
    from workflow.office.office import Office
    from workflow.store.book import Stamp, create_book

    rules = presets.read_builtin("kreis-nrw").data
    assert rules is not None
    with create_book(str(path), rehearsal=True) as book:
        now = datetime(2026, 1, 5, 9, tzinfo=BERLIN)
        book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", now), actor="office")
        route = (Wish("Kreisausschuss", date(2026, 3, 17)), Wish("Kreistag", date(2026, 3, 24)))
        for n in range(1, motions + 1):
            text = (Point("1", "Der Kreis baut den Radweg."), Point("2", "Die Verwaltung berichtet."))
            submit(
                Office(book, now, "anna"), Draft(f"Radweg {n}", reference=f"{n}/26", points=text, route=route)
            )
        for day in (17, 24):
            office = Office(book, datetime(2026, 3, day, 20, tzinfo=BERLIN), "anna")
            results.advance(office, "2/26", ResultFacts(Outcome.ADOPTED))


Times = dict[str, list[float]]


def measured(lines: dict[str, list[str]], rounds: int, env: dict[str, str]) -> tuple[Times, Times]:
    """Milliseconds of every line, round by round: by the clock, and of the processor."""
    times: Times = {name: [] for name in lines}
    cpu: Times = {name: [] for name in lines}
    for _ in range(rounds):
        for name, line in lines.items():
            begun, used = time.perf_counter(), _used()
            done = subprocess.run(line, env=env, cwd=ROOT, capture_output=True, check=False)
            times[name].append((time.perf_counter() - begun) * 1000)
            cpu[name].append((_used() - used) * 1000)
            assert done.returncode == 0, f"{name}: {done.stderr.decode()}"
    return times, cpu


def _used() -> float:
    """Seconds of the processor that all processes started from here have used."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--motions", type=int, default=30)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.db"
        filled(path, given.motions)
        lines = {
            "python -c pass": [sys.executable, "-c", BARE],
            "click + sqlite3": [sys.executable, "-c", CLICK, "1/26", str(path)],
            **{name: [sys.executable, "-c", PROGRAM, *line] for name, line in COMMANDS.items()},
        }
        env = {
            "LAUFZETTEL_DB": str(path),
            "LAUFZETTEL_NOW": "2026-03-25T08:00",
            "LAUFZETTEL_LANG": "de",
            "HOME": folder,
            "PATH": os.environ.get("PATH", ""),
        }
        measured(lines, 2, env)  # the first runs write bytecode
        times, cpu = measured(lines, given.rounds, env)
    report(times, cpu, given.json)


def report(times: Times, cpu: Times, file: Path | None) -> None:
    """The table, and the same as JSON."""
    medians = {name: statistics.median(found) for name, found in times.items()}
    used = {name: statistics.median(found) for name, found in cpu.items()}
    bare, click = medians["python -c pass"], medians["click + sqlite3"]
    print(
        f"{'':<20}{'median ms':>10}{'quartiles':>16}{'× bare':>9}{'× click+sqlite3':>17}{'CPU ms':>9}{'×':>6}"
    )
    for name, found in times.items():
        low, _, high = statistics.quantiles(found, n=4)
        span = f"{low:.0f}–{high:.0f}"
        ratios = (medians[name] / bare, medians[name] / click)
        wall = f"{medians[name]:>10.1f}{span:>16}{ratios[0]:>9.2f}{ratios[1]:>17.2f}"
        print(f"{name:<20}{wall}{used[name]:>9.1f}{used[name] / used['click + sqlite3']:>6.2f}")
    if file is not None:
        file.write_text(json.dumps({"aim": AIM, "median_ms": medians, "cpu_ms": used}, indent=2))


if __name__ == "__main__":
    main()
