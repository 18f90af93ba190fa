"""A document as a value: what it says, in which order, before anybody decides on ink, pixels or columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: How a line stands to others: as it is, put in, taken out, corrected later, good, due soon, bad, aside.
PLAIN, ADDED, REMOVED, VOID, GOOD, WARNING, BAD, FAINT = (
    *("", "added", "removed", "void"),
    *("good", "warning", "bad", "faint"),
)


class Line(NamedTuple):
    """A paragraph; `label` stands before it (the number of a point)."""

    text: str
    label: str = ""
    mark: str = PLAIN


class Lines(NamedTuple):
    """Paragraphs one after the other."""

    lines: Sequence[Line]


class Table(NamedTuple):
    """Rows under headers; `marks` has one for each row, or none at all."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    marks: Sequence[str] = ()

    def mark(self, row: int) -> str:
        """How a row stands to the others."""
        return self.marks[row] if row < len(self.marks) else PLAIN


class Bar(NamedTuple):
    """One bar of a chart: its parts, each with its value and mark, and what is written behind it."""

    label: str
    parts: Sequence[tuple[float, str]]
    shown: str = ""

    @property
    def total(self) -> float:
        """The length of the whole bar."""
        return sum(value for value, _mark in self.parts)


class Chart(NamedTuple):
    """Bars below each other, on one scale."""

    title: str
    bars: Sequence[Bar]
    legend: Sequence[tuple[str, str]] = ()  #: mark -> its meaning


class Verbatim(NamedTuple):
    """Text of which every character counts."""

    text: str


Block = Lines | Table | Chart | Verbatim


class Section(NamedTuple):
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


class Paper(NamedTuple):
    """A whole document."""

    title: str
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = ()
    foot: str = ""  #: on every page, where there are pages
    lang: str = "de"
    witness: str = ""  #: the checkpoint as one line, to be found in the file's own data by a program
