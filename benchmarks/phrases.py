"""How many result phrases are understood, and how fast: `python benchmarks/phrases.py FILE…`.

A FILE is plain text (one phrase a line), JSON lines (every `result` or `phrase` in them, at any depth)
or either of them gzipped. Counts are by occurrence. The floor for speed is 20,000 phrases a second on
the files' own mixture of phrases, repeated ones included.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.intake.result import _read, understand

FLOOR = 20_000


def phrases_of(path: Path) -> Iterator[str]:
    """Every phrase of a file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.lstrip().startswith(("{", "[")):
                yield from _inside(json.loads(line))
            elif line.strip():
                yield line.strip()


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("result", "phrase") and isinstance(inner, str) and inner.strip():
                yield inner
            else:
                yield from _inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inside(inner)


def main() -> None:
    """Print coverage per outcome, what stayed unknown verbatim, and the speed with and without repeats."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--all", action="store_true", help="list every distinct phrase with its meaning")
    given = options.parse_args()
    found = [phrase for path in given.files for phrase in phrases_of(path)]
    seen = Counter(found)
    if not found:
        options.exit(1, "no phrases in these files\n")
    outcomes: Counter[str] = Counter()
    for phrase, times in seen.most_common():
        meant = understand(phrase)
        outcomes[meant.outcome.value if meant.outcome else "unknown"] += times
        if given.all or meant.outcome is None:
            said = " ".join((meant.outcome or "unknown", meant.target or "", *meant.warnings))
            print(f"{times:7}  {phrase!r}  {said}")
    share = 100 - 100 * outcomes["unknown"] / len(found)
    print(f"{len(found)} phrases, {len(seen)} distinct; understood {share:.2f} %")
    print("  ".join(f"{name} {times}" for name, times in outcomes.most_common()))
    _print_speed(found, list(seen))


def _print_speed(found: list[str], distinct: list[str]) -> None:
    _read.cache_clear()
    rounds = max(1, 50_000 // len(found))
    start = time.perf_counter()
    for phrase in found * rounds:
        understand(phrase)
    mixed = len(found) * rounds / (time.perf_counter() - start)
    start = time.perf_counter()
    for phrase in distinct:
        _read.__wrapped__(phrase, False)
    cold = len(distinct) / (time.perf_counter() - start)
    print(f"{mixed:,.0f} phrases/s as they come (floor {FLOOR:,}), {cold:,.0f}/s of distinct ones")


if __name__ == "__main__":
    main()
