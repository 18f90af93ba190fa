"""What the provable history costs, in one run.

Run: python benchmarks/audit.py [--entries 100000] [--json FILE]

  verify / raw        chains, Merkle log, heads, checkpoints of N entries, against reading the rows and
                      hashing their texts (floor: 2.5)
  new / raw           the same for the 1 % of entries after the last checkpoint that was checked, against
                      1 % of raw
  proof               one inclusion proof among N from stored nodes, computing and reading, in microseconds
                      (floor: 50)
  checkpoint          signing once 100 more entries are there, in milliseconds
  advance on / off    a durable advance with the log's hashes and without any (floor: 1.10)
  memory              peak of the whole check in megabytes, at N and at N/4: it must not follow N
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import advance as bench
from workflow import presets
from workflow.audit.chain import Entry, entry_hash, stamp, write_entry
from workflow.audit.keys import make_key, save_key
from workflow.audit.nodes import inclusion_parts, needed, proof
from workflow.office.auditing import Wanted, verify
from workflow.store import log, saving, signing
from workflow.store.book import Book, Stamp, create_book, open_book

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
#: so long that an entry has 650 bytes, as those that the office writes have on average
TEXT = (
    "Die Verwaltung wird beauftragt, bis zur Sommerpause ein Konzept vorzulegen und im Ausschuss darüber zu"
    " berichten. "
)
STREAMS = 5_000  #: motions; more entries make their histories longer, as in a council over the years


def filled(path: Path, entries: int) -> None:
    """A log of so many entries, written past the rows, which are not what is measured here."""
    with create_book(str(path), rehearsal=True) as book:
        rules = presets.read_builtin("kreis-nrw").data
        assert rules is not None
        council = book.adopt(rules, date(2020, 1, 1), Stamp("", "0", "init", NOW), actor="anna")
        save_key(path.parent / "keys", book.council_key(council), make_key())
        actor = book.personal(council, "anna")
        add(book, council, actor, 0, entries - 1)


def add(book: Book, council: int, actor: str, start: int, count: int) -> None:
    """Entries start … start + count, spread over the streams."""
    streams = STREAMS
    heads: dict[str, tuple[int, bytes]] = {}
    if start:
        sql = "SELECT stream, max(n), hash FROM event WHERE stream LIKE 'motion:%' GROUP BY stream"
        heads = {stream: (n, digest) for stream, n, digest in book.database.rows(sql)}
    key, rows = book.council_key(council), []
    for number in range(start, start + count):
        stream = f"motion:{number % streams + 1}"
        n, before = heads.get(stream, (0, b""))
        recorded = stamp(NOW + timedelta(seconds=number))
        data = {"title": f"Antrag {number}", "points": [["1", TEXT], ["2", TEXT]]}
        command = sha256(b"%d" % number).hexdigest()[:32]
        text = write_entry(
            Entry(actor, command, key, data, None, "edited", n + 1, before.hex(), "0.1", recorded, "", stream)
        )
        heads[stream] = (n + 1, entry_hash(text))
        rows.append((council, stream, n + 1, "edited", "", recorded, text, heads[stream][1]))
    with book.writing():
        book.database.many(book.database.sql.EVENT_ADD, rows)


def raw(book: Book) -> int:
    """Read every row as the check does, and hash its text: nothing less can be done."""
    count, after = 0, -1
    sql = (
        "SELECT l.idx, e.stream, e.n, e.hash, CAST(e.text AS BLOB) FROM leaf l JOIN event e ON e.id = l.event"
        " AND e.council = l.council WHERE l.council = 1 AND l.idx > ? ORDER BY l.idx LIMIT 2000"
    )
    while page := book.database.rows(sql, (after,)):
        for _idx, _stream, _n, _digest, text in page:
            sha256(b"\x00" + text).digest()
            count += 1
        after = page[-1][0]
    return count


def timed(work: Callable[[], Any], rounds: int = 3) -> float:
    """The best of some rounds, in seconds of this process: others on the machine do not count."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


def proofs(book: Book, size: int, count: int = 300) -> float:
    """Microseconds for one inclusion proof, reading its nodes included."""
    step, found = max(size // count, 1), []
    for index in range(0, size, step):
        start = time.perf_counter()
        parts = inclusion_parts(index, size)
        known = log.nodes(book, 1, needed(parts))
        proof(parts, lambda level, place: known[level, place])  # noqa: B023 - called at once
        found.append((time.perf_counter() - start) * 1e6)
    return statistics.median(found)


def computing(book: Book, size: int, count: int = 300) -> float:
    """Microseconds for one inclusion proof once its nodes are at hand."""
    step, found = max(size // count, 1), []
    for index in range(0, size, step):
        known = log.nodes(book, 1, needed(inclusion_parts(index, size)))
        start = time.perf_counter()
        proof(inclusion_parts(index, size), lambda level, place: known[level, place])  # noqa: B023 - as above
        found.append((time.perf_counter() - start) * 1e6)
    return statistics.median(found)


def peak(path: Path) -> float:
    """Megabytes a process needs for the whole check of the log."""
    program = f"import benchmarks.audit as b; b.only_check({str(path)!r})"
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root
    )
    return float(done.stdout)


def only_check(path: str) -> None:
    """Check and say what it took, by Linux's own count: that of `resource` begins with the parent's."""
    with open_book(path) as book:
        verify(book, 1, Wanted(Path(path).parent / "keys", rows=False), quiet)
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) / 1024)


def measure(folder: Path, entries: int) -> dict[str, float]:
    """All but the advance."""
    path, keys = folder / "log.db", folder / "keys"
    filled(path, entries - entries // 100)
    with open_book(str(path)) as book:
        signing.sign_now(book, 1, keys, NOW + timedelta(days=400))
        verify(book, 1, Wanted(keys, rows=False), quiet)  # notes what was found right
        add(book, 1, book.personal(1, "anna"), entries - entries // 100, entries // 100)
        signing.sign_now(book, 1, keys, NOW + timedelta(days=401))
        size = log.size(book, 1)
        bare = timed(lambda: raw(book))
        verified = signing.kept_beside(keys, "kreis-nrw", "verified")
        assert verified is not None

        def new() -> None:
            signing.keep_beside(keys, verified, "verified")
            found = verify(book, 1, Wanted(keys, since_last=True, rows=False), quiet)
            assert not found.faults
            assert found.since

        since_last = timed(new)
        whole = timed(lambda: verify(book, 1, Wanted(keys, rows=False), quiet))
        found = {
            "entries": float(size), "raw s": bare, "verify s": whole, "verify / raw": whole / bare,
            "new s": since_last, "new / (raw / 100)": since_last / (bare / 100),
            "proof read us": proofs(book, size), "proof us": computing(book, size),
        }  # fmt: skip
        add(book, 1, book.personal(1, "anna"), entries, 100)
        start = time.perf_counter()
        signing.sign_now(book, 1, keys, NOW + timedelta(days=402))
        found["checkpoint ms"] = (time.perf_counter() - start) * 1e3
    found["memory MB"] = peak(path)
    return found


def memory_only(folder: Path, entries: int) -> float:
    """The memory alone, at another size."""
    filled(folder / "log.db", entries)
    with open_book(str(folder / "log.db")) as book:
        signing.sign_now(book, 1, folder / "keys", NOW + timedelta(days=400))
    return peak(folder / "log.db")


def advances(count: int, rounds: int) -> dict[str, float]:
    """A durable advance with the log and without: canonical text, hashes and the entry's row left out."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.db"
        bench.filled(path, count)
        each = count // (2 * rounds)
        found: dict[str, list[float]] = {"on": [], "off": []}
        with open_book(str(path)) as book:
            for r in range(2 * rounds):
                numbers = range(r * each, (r + 1) * each)
                which = "off" if r % 2 else "on"
                undo = _without_log() if r % 2 else quiet
                found[which].append(bench.timed(lambda n=numbers: bench.advances(book, n), each))  # type: ignore[misc]
                undo()
    medians = {f"advance {which} us": statistics.median(values) for which, values in found.items()}
    return medians | {"advance on / off": medians["advance on us"] / medians["advance off us"]}


def _without_log() -> Callable[[], None]:
    """Record as a program without a provable history would: plain JSON, no hash, the same row."""
    module: Any = saving
    kept = module.write_entry, module.entry_hash

    def plain(entry: Entry) -> str:
        return json.dumps({**entry._asdict(), "actor": {"~": entry.actor}}, ensure_ascii=False)

    module.write_entry, module.entry_hash = plain, lambda _text: bytes(32)

    def undo() -> None:
        module.write_entry, module.entry_hash = kept

    return undo


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--advances", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), given.entries)
    with tempfile.TemporaryDirectory() as folder:
        found["memory MB at N/4"] = memory_only(Path(folder), given.entries // 4)
    found |= advances(given.advances, 5)
    for name, value in found.items():
        print(f"{name:22} {value:12.2f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
