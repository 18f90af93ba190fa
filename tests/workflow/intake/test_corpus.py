"""Invented papers in the layouts of councils all over Germany: what each says, and nothing more, is read.

Beside every `corpus/*.txt` stands a `.json` with the facts that must come out; a fact it does not
name is not looked at. Points are given as number and beginning.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workflow.intake.document import read_text, to_json

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.txt"))


def _facts(read: dict[str, Any], want: dict[str, Any]) -> dict[str, Any]:
    """The read document in the shape of the expectation."""
    found: dict[str, Any] = {key: read.get(key) for key in want}
    if "route" in want:
        found["route"] = [[stop["organization"], stop["date"], stop["role"]] for stop in read["route"]]
    if "next_meeting" in want:
        found["next_meeting"] = [stop["next_meeting"] for stop in read["route"]]
    if "results" in want:
        found["results"] = [stop["result"] for stop in read["route"]]
    if "points" in want:
        begins = [point[1] for point in want["points"]] + [""] * len(read["points"])
        found["points"] = [[p["number"], p["text"][: len(begins[i])]] for i, p in enumerate(read["points"])]
    if "points_exact" in want:
        found["points_exact"] = [[point["number"], point["text"]] for point in read["points"]]
    if "points_full" in want:
        found["points_full"] = [{k: p.get(k) for k in ("operation", "target")} for p in read["points"]]
    if "costs" in want:
        found["costs"] = {key: (read["costs"] or {}).get(key) for key in want["costs"]}
    if "warning" in want:
        codes = [warning["code"] for warning in read["warnings"]]
        found["warning"] = want["warning"] if want["warning"] in codes else codes
    return found


def test_the_corpus_covers_what_was_promised() -> None:
    """At least thirty papers, each with its facts beside it."""
    assert len(CORPUS) >= 30
    assert all(path.with_suffix(".json").is_file() for path in CORPUS)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_paper_is_read_as_it_stands(path: Path) -> None:
    want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    read = to_json(read_text(path.read_text(encoding="utf-8")), path.name)
    assert _facts(read, want) == want


#: the same paper as other programs write it down
WRITTEN: dict[str, Callable[[str], str]] = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "umlauts of two signs": lambda text: unicodedata.normalize("NFD", text),
    "blanks behind the lines": lambda text: text.replace("\n", "  \n"),
    "blanks before the lines": lambda text: "".join(f"    {line}" for line in text.splitlines(keepends=True)),
    "blanks that do not break": lambda text: text.replace(" ", "\xa0"),
    "ligatures": lambda text: text.replace("fi", "\ufb01").replace("fl", "\ufb02"),
    "signs nobody sees": lambda text: text.replace("e", "e\u200b"),
    "hyphens of typography": lambda text: text.replace("-", "\u2010"),
    "empty lines around it": lambda text: f"\n\n{text}\n \n\n",
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
def test_a_paper_says_the_same_however_it_was_written_down(write: Callable[[str], str]) -> None:
    """Encodings and line ends are no layout: nothing that is read hangs on them."""
    for path in CORPUS:
        text = path.read_text(encoding="utf-8")
        assert to_json(read_text(write(text)), path.name) == to_json(read_text(text), path.name), path.stem
