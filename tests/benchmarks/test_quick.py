"""Every benchmark still runs, at its smallest, and its figures can be read: none rots unnoticed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, ROOT
from benchmarks.lines import Line, table

#: Read documents or parts of the program by hand, with a report of their own.
_BY_HAND = {"oparl", "phrases", "reading"}
#: Make what others measure on.
_MAKE = {"generate", "multiply", "lines"}


def test_every_benchmark_is_in_the_table_or_said_to_stand_alone() -> None:
    files = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if not path.stem.startswith("__")}
    assert files | {"peers"} == {b.name for b in BENCHMARKS} | _BY_HAND | _MAKE


@pytest.mark.slow
@pytest.mark.parametrize("name", [benchmark.name for benchmark in BENCHMARKS])
def test_it_runs_and_says_what_it_found(name: str, tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    line = [sys.executable, "-m", "benchmarks", name, "--quick", "--json", str(file)]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    kept = json.loads(file.read_text())
    left_out = kept["left out"].get(name, "")
    if left_out and name in ("server", "peers", "idle"):
        pytest.skip(left_out)
    assert not left_out
    assert kept["lines"]
    assert kept["lines"][0]["what"] in ran.stdout


class TestTheTable:
    def test_more_is_better_unless_it_is_said(self) -> None:
        assert Line("a", 1, "s", 2, 0.5, 0.7).met == "missed"
        assert Line("a", 1, "s", 2, 0.5, 0.7, "less").met == "met"

    def test_without_an_aim_nothing_is_met(self) -> None:
        assert Line("a", 1, "s", 2, 0.5, None).met == ""

    def test_a_peer_that_is_missing_says_why(self) -> None:
        line = Line("a", 1, "s", None, None, 8, note="not measured: no environment")
        assert list(table([line]))[-1].endswith("≥ 8          not measured: no environment")
