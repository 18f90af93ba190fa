"""What importing a council's objects costs beside merely parsing them: `python -m benchmarks.oparl FOLDER`.

FOLDER holds stored OParl objects (.json, .jsonl, .gz). Each measurement is a process of its own: reading and
parsing every object with the standard library; the import into a new database; the same import again. Times
are those of the process itself after its start (CPU), since machines are shared; the clock on the wall stands
beside them. With `--times 4` the objects are multiplied under other addresses and numbers, to see whether
memory grows with the data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

#: Aim: at most so many times the time of parsing.
AIM = 4.0
NOW = datetime(2026, 1, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def lines_of(folder: Path) -> Iterator[bytes]:
    """Every line of every file."""
    for file in sorted(folder.rglob("*")):
        if file.name.endswith((".json", ".jsonl", ".json.gz", ".jsonl.gz")):
            with _opened(file) as opened:
                yield from opened


def _opened(file: Path) -> IO[bytes]:
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")  # type: ignore[return-value]


def parse(folder: Path, _database: str) -> int:
    """Parse every object and keep none."""
    return sum(1 for line in lines_of(folder) if line.strip() and json.loads(line) is not None)


def create(database: str) -> None:
    """A new database for a town."""
    from workflow import presets
    from workflow.store.book import Stamp, create_book

    rules = presets.read_builtin("gemeinde-bw").data or {}
    with create_book(database, rehearsal=True) as book:
        book.adopt(rules, date(2000, 1, 1), Stamp("", "0", "bench", NOW), actor="bench")


def bring_in(folder: Path, database: str) -> int:
    """Import everything; the number of objects, embedded ones included."""
    from workflow.office.office import Office
    from workflow.office.syncing import bring_in as import_
    from workflow.store.book import open_book

    with open_book(database) as book:
        done = import_(Office(book, NOW, "bench"), str(folder))
    return done.taken.objects.total()


MEASURED: dict[str, Callable[[Path, str], int]] = {"parse": parse, "import": bring_in, "again": bring_in}


def measure(what: str, folder: Path, database: str) -> dict[str, Any]:
    """One measurement, in this process; loading the program belongs to its start."""
    if what != "parse":
        _load()
    wall, cpu = time.perf_counter(), time.process_time()
    count = MEASURED[what](folder, database)
    return {
        "objects": count,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "peak_mb": _peak() // 1024,
    }


def _load() -> None:
    for module in ("workflow.office.syncing", "workflow.store.book", "workflow.store.stemming", "holidays"):
        import_module(module)


def _peak() -> int:
    """The most memory this process ever held, in kB (ru_maxrss would count what it was forked from)."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def in_process(what: str, folder: Path, database: str) -> dict[str, Any]:
    """One measurement, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.oparl",
        str(folder),
        "--measure",
        what,
        "--database",
        database,
    ]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def multiplied(folder: Path, times: int, into: Path) -> Path:
    """The same objects several times, each time under other addresses and numbers."""
    for file in sorted(folder.rglob("*.jsonl*")):
        with _opened(file) as source, (into / file.name.removesuffix(".gz")).open("wb") as out:
            for line in source:
                for n in range(times):
                    one = line.replace(b'"https://', b'"https://n%d.' % n)
                    one = one.replace(b'"https://n%d.schema.' % n, b'"https://schema.')
                    out.write(one.replace(b'"reference": "', b'"reference": "%d-' % n))
    return into


def report(folder: Path) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        database = str(Path(place) / "bench.db")
        create(database)
        found = {what: in_process(what, folder, database) for what in MEASURED}
    base = found["parse"]["cpu"]
    print(f"{'':8}{'objects':>9}{'cpu s':>9}{'wall s':>9}{'× parse':>9}{'objects/s':>11}{'peak MB':>9}")
    for what, m in found.items():
        times, rate = m["cpu"] / base, m["objects"] / m["cpu"]
        row = f"{what:8}{m['objects']:>9,}{m['cpu']:>9.2f}{m['wall']:>9.2f}{times:>9.1f}{rate:>11,.0f}"
        print(f"{row}{m['peak_mb']:>9}")
    print(f"aim: import at most {AIM:g} × parse")


def main() -> None:
    """Measure a folder, and its multiple where that is wanted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--times", type=int, default=1, help="measure so many times the objects as well")
    options.add_argument("--measure", choices=list(MEASURED), help=argparse.SUPPRESS)
    options.add_argument("--database", default="", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.folder, given.database)))
        return
    report(given.folder)
    if given.times > 1:
        with tempfile.TemporaryDirectory() as place:
            print(f"\n{given.times} times the same objects:")
            report(multiplied(given.folder, given.times, Path(place)))


if __name__ == "__main__":
    main()
