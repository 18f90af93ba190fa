"""All benchmarks in one run: figure, floor, ratio, aim.

    python -m benchmarks [NAME…] [--quick] [--json FILE]

Each runs in a process of its own, one after the other; what it measures it measures beside its floor, in
turns. NAMEs choose some of them. `--quick` takes small sizes. What a benchmark needs and is not there (a
server, documents) leaves it out, and says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Line(NamedTuple):
    """One row of the table. `better` says which side of the aim is good."""

    what: str
    figure: float
    unit: str
    floor: float | None
    ratio: float | None
    aim: float | None
    better: str = "more"

    @property
    def met(self) -> str:
        """Whether the aim is met."""
        if self.aim is None or self.ratio is None:
            return ""
        good = self.ratio >= self.aim if self.better == "more" else self.ratio <= self.aim
        return "met" if good else "missed"


class Benchmark(NamedTuple):
    """A script, its usual and its quick arguments, and how its JSON reads."""

    name: str
    arguments: tuple[str, ...]
    quick: tuple[str, ...]
    read: Callable[[Any], Iterator[Line]]


def _advance(found: Any) -> Iterator[Line]:
    engine, hand, sync = (found[key] for key in ("engine", "by hand", "sync"))
    yield Line("advance, SQLite FULL / by hand", engine, "µs", hand, hand / engine, 0.7)
    yield Line("advance, SQLite FULL / fdatasync", engine, "µs", sync, sync / engine, None)


def _meeting(found: Any) -> Iterator[Line]:
    yield Line("200 results at once / single", found["at once"], "µs", found["single"], found["times"], 10)


def _server(found: Any) -> Iterator[Line]:
    for clients, row in found.items():
        aim = 1.0 if clients == "1" else 0.6
        what = f"advance, PostgreSQL, {clients} clients / pgbench"
        yield Line(what, row["engine"], "/s", row["pgbench"], row["ratio"], aim)


def _scale(found: Any) -> Iterator[Line]:
    for name, row in found.items():
        sizes = [key for key in row if key != "ratio"]
        if name == "search through the index":
            yield Line(
                "search / bare query", row["search"], "µs", row["bare query"], row["ratio"], 1.3, "less"
            )
        elif "ratio" in row:
            what = f"{name}, {sizes[-1]} / {sizes[0]} motions"
            yield Line(what, row[sizes[-1]], "ms", row[sizes[0]], row["ratio"], 1.5, "less")


def _startup(found: Any) -> Iterator[Line]:
    medians = found["median_ms"]
    bare = medians["python -c pass"]
    for name, value in medians.items():
        if name != "python -c pass":
            yield Line(f"{name} / python -c pass", value, "ms", bare, value / bare, 6, "less")


def _reminders(found: Any) -> Iterator[Line]:
    for name, row in found.items():
        if "ratio" in row:
            aim = 0.5 if name.startswith("sent") else 1 / 3 if name.startswith("idle") else None
            yield Line(f"reminders: {name}", row["ours"], "µs", row["floor"], row["ratio"], aim)


def _idle(found: Any) -> Iterator[Line]:
    what = f"idle worker over {found['motions']} open motions"
    yield Line(f"{what}: CPU", found["cpu %"], "%", found["sleeper cpu %"], found["cpu %"], 0.1, "less")
    yield Line(
        f"{what}: memory", found["memory MB"], "MB", found["sleeper MB"], found["memory MB"], 80, "less"
    )


def _audit(found: Any) -> Iterator[Line]:
    for name, value in found.items():
        if "/" in name and "MB" not in name:
            aim = {"verify / raw": 2.5, "advance on / off": 1.10}.get(name)
            yield Line(f"audit: {name}", value, "×", None, value, aim, "less")
        else:
            yield Line(f"audit: {name}", value, "", None, None, None)


BENCHMARKS = (
    Benchmark("advance", (), ("--motions", "300"), _advance),
    Benchmark("meeting", (), ("--rounds", "3"), _meeting),
    Benchmark("server", ("--clients", "1,4,8,16"), ("--rounds", "1", "--seconds", "2"), _server),
    Benchmark("scale", ("--sizes", "2000,100000"), ("--sizes", "2000,6000", "--rounds", "3"), _scale),
    Benchmark("startup", (), ("--rounds", "5"), _startup),
    Benchmark(
        "reminders",
        (),
        ("--motions", "3000", "--due", "300", "--pending", "3000", "--rounds", "3"),
        _reminders,
    ),
    Benchmark("idle", (), ("--motions", "3000", "--seconds", "20"), _idle),
    Benchmark("audit", (), ("--entries", "10000", "--advances", "200"), _audit),
)


def run(benchmark: Benchmark, *, quick: bool) -> tuple[list[Line], Any, str]:
    """Its lines, its raw figures, and what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        arguments = benchmark.quick if quick else benchmark.arguments
        line = [sys.executable, "-m", f"benchmarks.{benchmark.name}", *arguments, "--json", str(file)]
        ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode or not file.exists():
            said = (ran.stderr.strip() or ran.stdout.strip()).splitlines()
            return [], None, said[-1] if said else "it said nothing"
        found = json.loads(file.read_text())
    return list(benchmark.read(found)), found, ""


def table(lines: list[Line]) -> Iterator[str]:
    """The lines for people."""
    yield f"{'':46}{'figure':>12} {'':5}{'floor':>11}{'ratio':>8}{'aim':>8}"
    for line in lines:
        floor, ratio = (f"{v:.2f}" if v is not None else "" for v in (line.floor, line.ratio))
        aim = "" if line.aim is None else f"{'≥' if line.better == 'more' else '≤'} {line.aim:g}"
        row = f"{line.what:46}{line.figure:>12.2f} {line.unit:5}{floor:>11}{ratio:>8}{aim:>8}  {line.met}"
        yield row.rstrip()


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was."""
    return {
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
    }


def main() -> None:
    """Run them, print the table, write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[[], *(b.name for b in BENCHMARKS)], metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    kept: dict[str, Any] = {"machine": machine(), "figures": {}, "lines": [], "left out": {}}
    lines: list[Line] = []
    for benchmark in BENCHMARKS:
        if given.names and benchmark.name not in given.names:
            continue
        start = time.perf_counter()
        found, raw, fault = run(benchmark, quick=given.quick)
        told = f"left out: {fault}" if fault else f"{time.perf_counter() - start:.0f} s"
        print(f"{benchmark.name}: {told}", file=sys.stderr)
        lines += found
        kept["figures"][benchmark.name] = raw
        if fault:
            kept["left out"][benchmark.name] = fault
    kept["lines"] = [{**line._asdict(), "met": line.met} for line in lines]
    print("\n".join(table(lines)))
    if given.json:
        given.json.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
