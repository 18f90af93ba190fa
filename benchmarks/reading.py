"""How much of real papers is read right, and how fast: `python benchmarks/reading.py FILE.jsonl.gz`.

Each line of FILE is one paper: `text` and its labels (`reference`, `name`, `paperType`, `route` with
`body` and `date`), as a council's information service gives them. Labels are the service's words, not
always the text's; so recall is given twice: over all labels, and over those whose value the text
prints. Precision counts what was read against the labels of papers that have any.

Applicants have no label. They are measured against the factions that stand on lines of their own in
the text, found here by another and simpler rule. Points: the numbers 1, 2, 3 … that begin lines
before the reasoning, likewise. `--record` writes the figures to reading.md; texts are never written.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import math
import re
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from workflow.intake.document import Document, read_text

FLOOR = 1000
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_KINDS = {"Antrag": "motion", "Anfrage": "inquiry", "Änderungs-/Ergänzungsantrag": "amendment"}
_FACTION = re.compile(
    r"^\s*(?!(?:Die|Antrag|Anfrage) )"
    r"([^\n.:;]{1,40}?[- ]?(?:Gemeinderats|Ortschaftsrats|OR-)[Ff]raktion)\s*$",
    re.MULTILINE,
)
_REASONING = re.compile(r"^\s*(?:Begründung|Sachverhalt|Sachstand)\b", re.MULTILINE)
_NUMBERED = re.compile(r"^\s*(\d{1,2})\. ", re.MULTILINE)


def _plain(text: str | None) -> str:
    return re.sub(r"\W+", "", text or "").lower()


def _prints_date(text: str, day: str) -> bool:
    found = date.fromisoformat(day)
    month = rf"(?:0?{found.month}\.|{_MONTHS[found.month - 1]})"
    return (
        re.search(rf"\b0?{found.day}\. ?{month} ?(?:{found.year}|{found.year % 100:02})\b", text) is not None
    )


class Tally:
    """Hits, labels and answers of each field."""

    def __init__(self) -> None:
        self.labels: Counter[str] = Counter()
        self.printed: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.printed_hits: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.misses: list[tuple[str, ...]] = []

    def label(self, field: str, printed: bool, hit: bool, *what: object) -> None:
        """One value that the service holds."""
        self.labels[field] += 1
        self.printed[field] += printed
        self.hits[field] += hit
        self.printed_hits[field] += printed and hit
        if printed and not hit:
            self.misses.append((field, *(str(fact) for fact in what)))

    def answer(self, field: str, right: bool) -> None:
        """One value that the reader gave."""
        self.answers[field] += 1
        self.right[field] += right

    def row(self, field: str) -> tuple[str, ...]:
        """The figures of one field."""

        def share(part: int, whole: int) -> str:
            return f"{part / whole:.3f}" if whole else "–"

        return (
            field,
            share(self.right[field], self.answers[field]),
            share(self.printed_hits[field], self.printed[field]),
            share(self.hits[field], self.labels[field]),
            str(self.printed[field]),
            str(self.labels[field]),
        )


def score(paper: dict[str, Any], document: Document, tally: Tally) -> None:
    """Add one paper to the tally."""
    text, number = paper["text"], paper.get("paper", "")
    _score_reference(paper, document, tally)
    printed = _plain(paper["name"]) in _plain(text)
    exact = _plain(document.title) == _plain(paper["name"])
    held = min(len(_plain(document.title)), len(_plain(paper["name"]))) > 8 and (
        _plain(paper["name"]) in _plain(document.title) or _plain(document.title) in _plain(paper["name"])
    )
    tally.label("title (word for word)", printed, exact)
    tally.label("title (one holds the other)", printed, exact or held, number, paper["name"], document.title)
    if document.title and printed:
        tally.answer("title (word for word)", exact)
        tally.answer("title (one holds the other)", exact or held)
    _score_route(paper, document, tally)
    _score_applicants(text, document, tally)
    _score_points(number, text, document, tally)


def _score_reference(paper: dict[str, Any], document: Document, tally: Tally) -> None:
    pattern = rf"(?<![\d/]){re.escape(paper['reference'])}(?![\d/])"
    printed = re.search(pattern, paper["text"]) is not None
    right = document.reference == paper["reference"]
    tally.label("reference", printed, right, paper.get("paper"), paper["reference"], document.reference)
    if document.reference and printed:
        tally.answer("reference", right)


def _score_route(paper: dict[str, Any], document: Document, tally: Tally) -> None:
    text, head = paper["text"], _plain(paper["text"][:1500])
    read = {(stop.organization, stop.date.isoformat() if stop.date else None) for stop in document.route}
    days = {day for _, day in read if day}
    labels = {(stop["body"], stop["date"]) for stop in paper["route"] if stop["body"] and stop["date"]}
    for body, day in labels:
        printed = _prints_date(text, day)
        tally.label("route: date", printed, day in days, paper.get("paper"), body, day)
        named = printed and _plain(body) in head
        paired = any(_plain(body) == _plain(name) and day == on for name, on in read)
        tally.label("route: organization with date", named, paired, paper.get("paper"), body, day, read)
    for name, on in read if labels else ():
        # an organization that the service calls otherwise, or a day it does not know, is still printed
        tally.answer(
            "route: date", on is not None and (on in {d for _, d in labels} or _prints_date(text, on))
        )
        tally.answer("route: organization with date", on is not None and _plain(name) in _plain(text))


def _score_applicants(text: str, document: Document, tally: Tally) -> None:
    named = {_plain(match[1]) for match in _FACTION.finditer(text[:600])}
    read = {_plain(name) for name in document.applicants}
    for faction in named - {"", "gemeinderatsfraktion", "ortschaftsratsfraktion"}:
        tally.label(
            "applicants", True, any(faction in name or name in faction for name in read), faction, read
        )
    for name in read if named else ():
        tally.answer("applicants", any(name in faction or faction in name for faction in named))


def _score_points(number: str, text: str, document: Document, tally: Tally) -> None:
    head = _REASONING.split(text)[0]
    numbers = [int(match[1]) for match in _NUMBERED.finditer(head)]
    if not document.is_motion or numbers != list(range(1, len(numbers) + 1)) or len(numbers) < 2:
        return
    read = [point.number for point in document.points]
    tally.label("points", True, read == [str(n) for n in numbers], number, numbers, read)
    tally.answer("points", read == [str(n) for n in numbers])


def kinds(papers: list[dict[str, Any]], documents: list[Document]) -> list[str]:
    """How kinds were told apart, and how many inquiries by their own heading were taken for motions."""
    counted = Counter((_KINDS[p["paperType"]], d.kind) for p, d in zip(papers, documents, strict=True))
    wrong = sum(
        1
        for p, d in zip(papers, documents, strict=True)
        if _KINDS[p["paperType"]] == "inquiry"
        and d.is_motion
        and not re.search(r"(?i)antrag", p["text"][:400])
    )
    rows = [f"- {want} read as {got}: {n}" for (want, got), n in sorted(counted.items())]
    return [*rows, f"- inquiries without the word Antrag in their head taken for motions: {wrong}"]


def speed(texts: list[str], rounds: int = 5, at_once: int = 100) -> float:
    """Papers read in a second of this process: each hundred at its best of several rounds, as machines are
    shared with others."""
    # what the measuring itself holds is not the reader's to look through
    gc.freeze()
    hundreds = [texts[at : at + at_once] for at in range(0, len(texts), at_once)]
    best = [math.inf] * len(hundreds)
    for _ in range(rounds):
        for i, some in enumerate(hundreds):
            begun = time.process_time()
            for text in some:
                read_text(text)
            best[i] = min(best[i], time.process_time() - begun)
    return len(texts) / sum(best)


def main() -> None:
    """Print the figures; with --misses what was missed, with --record keep the figures."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("file", type=Path)
    options.add_argument(
        "--misses", action="store_true", help="list labels that the text prints and that were missed"
    )
    options.add_argument("--record", action="store_true", help="write the figures to reading.md")
    given = options.parse_args()
    with gzip.open(given.file, "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    documents = [read_text(paper["text"]) for paper in papers]
    tally = Tally()
    for paper, document in zip(papers, documents, strict=True):
        score(paper, document, tally)
    table = [
        "| field | precision | recall where printed | recall over all labels | printed | labels |",
        "|---|---|---|---|---|---|",
        *("| " + " | ".join(tally.row(field)) + " |" for field in tally.labels),
    ]
    rate = speed([paper["text"] for paper in papers])
    report = [*table, "", *kinds(papers, documents), "", f"{rate:.0f} papers a second (aim: {FLOOR})."]
    print("\n".join(report))
    if given.misses:
        print("\n".join(" | ".join(miss) for miss in tally.misses))
    if given.record:
        command = "`python benchmarks/reading.py FILE --record`"
        note = f"# Reading {len(papers)} real papers of one city\n\n{command}\n\n"
        Path(__file__).with_suffix(".md").write_text(note + "\n".join(report) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
