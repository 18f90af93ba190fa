"""All benchmarks in one run: figure, floor, ratio, aim, spread.

    python -m benchmarks [NAME…] [--quick] [--json FILE]

Each runs in a process of its own, one after the other; what it measures it measures beside its floor, in
turns. NAMEs choose some of them. `--quick` takes the smallest sizes, to see that all of it still works; its
figures mean nothing. What a benchmark needs and is not there (a server, the peers' environment) leaves it
out, and says so.
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

from benchmarks.lines import (
    Line,
    of_advance,
    of_audit,
    of_idle,
    of_machine,
    of_meeting,
    of_peers,
    of_reminders,
    of_scale,
    of_server,
    of_startup,
    table,
)

ROOT = Path(__file__).resolve().parents[1]


class Benchmark(NamedTuple):
    """A script, its usual and its quick arguments, and how its JSON reads."""

    name: str
    arguments: tuple[str, ...]
    quick: tuple[str, ...]
    read: Callable[[Any], Iterator[Line]]


BENCHMARKS = (
    Benchmark("machine", (), ("--steps", "400", "--rounds", "3", "--models", "100"), of_machine),
    Benchmark("advance", (), ("--motions", "40", "--rounds", "2"), of_advance),
    Benchmark("meeting", (), ("--motions", "10", "--rounds", "2"), of_meeting),
    Benchmark(
        "server",
        ("--clients", "1,4,8,16"),
        ("--clients", "1", "--rounds", "1", "--seconds", "1"),
        of_server,
    ),
    Benchmark(
        "scale",
        ("--sizes", "1000,10000,100000"),
        ("--sizes", "100,400", "--rounds", "2"),
        of_scale,
    ),
    Benchmark("startup", (), ("--rounds", "2"), of_startup),
    Benchmark(
        "reminders",
        (),
        ("--motions", "500", "--due", "100", "--pending", "500", "--rounds", "2"),
        of_reminders,
    ),
    Benchmark("idle", (), ("--motions", "500", "--seconds", "3"), of_idle),
    Benchmark("audit", (), ("--entries", "6000", "--advances", "40"), of_audit),
    Benchmark("peers", (), ("--quick", "--no-install", "--rounds", "2"), of_peers),
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
    kept["machine"]["load at the end"] = machine()["load"]
    kept["lines"] = [{**line._asdict(), "met": line.met} for line in lines]
    print("\n".join(table(lines)))
    if given.json:
        given.json.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
