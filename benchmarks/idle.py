"""What a worker costs that has nothing to do, over a great many open motions: processor and memory.

Run: python -m benchmarks.idle [--motions N] [--seconds N] [--postgres] [--json FILE]

`laufzettel remind run --metrics` as a process of its own, as the service files start it, over a database in
which nothing is due for a day; measured when its first round is over, from the system's own account of the
process (schedstat, status). Beside it for the same time a Python process that sleeps. `--postgres` takes a
server (LAUFZETTEL_TEST_DATABASE, else one from a wheel): there the worker also listens. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from benchmarks.reminders import filled, multiplied

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-01-05T10:00"
_READY = 300.0  #: seconds that a worker may take to its first answer


class Used(NamedTuple):
    """What a process has used so far."""

    cpu: float  #: seconds
    memory: float  #: MB that are in memory now


def used(pid: int) -> Used:
    """As the system accounts for it, all threads together."""
    cpu = sum(int(p.read_text().split()[0]) for p in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Used(cpu, int(status["VmRSS"].split()[0]) / 1024)


@contextmanager
def running(line: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process until the end of the block; then it is asked to end."""
    process = subprocess.Popen(line, env=environ, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def ready(process: subprocess.Popen[str]) -> str:
    """Wait for the worker's first round; where its numbers are."""
    assert process.stderr is not None
    url = process.stderr.readline().split()[-1]
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        time.sleep(0.5)
        if "worker_last_tick_timestamp" in urlopen(url, timeout=60).read().decode():
            return url
    raise SystemExit("the worker does not begin")


def idle(address: str, home: Path, seconds: float) -> dict[str, float]:
    """A worker over this database beside a process that sleeps."""
    environ = {**os.environ, "HOME": str(home), "LAUFZETTEL_DB": address, "LAUFZETTEL_NOW": NOW}
    worker = [sys.executable, "cli.py", "remind", "run", "--metrics", "0"]
    sleeper = [sys.executable, "-c", "import time; time.sleep(1e6)"]
    with running(worker, environ) as one, running(sleeper, environ) as other:
        url = ready(one)
        time.sleep(5)  # the other jobs of the first round
        begun, before, floor = time.monotonic(), used(one.pid), used(other.pid)
        time.sleep(seconds)
        taken, after, ground = time.monotonic() - begun, used(one.pid), used(other.pid)
        asked = time.perf_counter()
        text = urlopen(url, timeout=60).read().decode()
        asked = time.perf_counter() - asked
    rounds = [line for line in text.splitlines() if 'rounds_total{job="tick",result="done"}' in line]
    return {
        "cpu %": (after.cpu - before.cpu) / taken * 100,
        "sleeper cpu %": (ground.cpu - floor.cpu) / taken * 100,
        "memory MB": after.memory,
        "sleeper MB": ground.memory,
        "begin, cpu s": before.cpu,
        "ticks": float(rounds[0].split()[-1]),
        "seconds": taken,
        "metrics ms": asked * 1e3,
    }


def on_sqlite(folder: Path, motions: int, seconds: float) -> dict[str, float]:
    """A file."""
    path = folder / "idle.db"
    filled(path, 1)
    multiplied(path, motions)
    return idle(str(path), folder, seconds)


def on_postgres(folder: Path, motions: int, seconds: float) -> dict[str, float]:
    """A server: the same one motion, copied there and multiplied."""
    import psycopg

    from benchmarks.server import another, server
    from workflow.store.book import open_book
    from workflow.store.copying import copy

    path = folder / "one.db"
    filled(path, 1)
    with tempfile.TemporaryDirectory(prefix="lz-idle-") as place:
        address = another(server(place)[0], f"lz_idle_{os.getpid()}")
        with open_book(str(path)) as book:
            copy(book, address)
        with psycopg.connect(address, autocommit=True) as raw:
            columns = [c.name for c in raw.execute("SELECT * FROM motion LIMIT 0").description or ()]
            own = {
                "id": "1000000 + n",
                "reference": "'x' || n",
                "reference_folded": "'x' || n",
                "wake_at": "'2026-01-06T' || lpad((8 + n % 12)::text, 2, '0') || ':00:00.000000Z'",
            }
            chosen = ", ".join(own.get(c, f"m.{c}") for c in columns)
            raw.execute(
                f"INSERT INTO motion ({', '.join(columns)}) SELECT {chosen}"
                f" FROM generate_series(1, {motions}) n, (SELECT * FROM motion LIMIT 1) m"
            )
            raw.execute("ANALYZE")
        return idle(address, folder, seconds)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--motions", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--postgres", action="store_true", help="on a server instead of a file")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if not Path("/proc/self/schedstat").exists():
        raise SystemExit("this system does not account for processes as Linux does")
    with tempfile.TemporaryDirectory() as folder:
        work = on_postgres if given.postgres else on_sqlite
        found: dict[str, Any] = work(Path(folder), given.motions, given.seconds)
    for name, value in found.items():
        print(f"{name:16}{value:10.3f}")
    if given.json:
        given.json.write_text(json.dumps({"motions": given.motions, **found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
