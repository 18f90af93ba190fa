"""Text on a page: as wide as the terminal, wrapped and indented, colours only where they are wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import click

from workflow.commands.desk import Desk
from workflow.commands.output import one_line
from workflow.words import said

_PLAIN = 100  #: columns where the output is no terminal
_NARROW, _WIDE = 40, 120
_GAP = "  "


def width_of(desk: Desk) -> int:
    """The columns of a page: the terminal’s, but never so many that lines are hard to read."""
    columns = desk.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return max(_NARROW, min(int(columns), _WIDE))
    if desk.on_terminal:
        try:
            return max(_NARROW, min(os.get_terminal_size().columns, _WIDE))
        except OSError:
            return _PLAIN
    return _PLAIN


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """The words of a text in lines of at most `width`; a longer word stands alone. Empty text is one line.

    A no-break space keeps its words together.
    """
    line = first
    empty = True
    for word in filter(None, text.replace("\n", " ").replace("\t", " ").split(" ")):
        if not empty and len(line) + 1 + len(word) > width:
            yield line
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    yield line.rstrip() if empty else line


def paragraphs(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """A text whose own line ends are kept, each line wrapped."""
    lines = [line for line in text.split("\n") if line.strip()] or [""]
    for number, line in enumerate(lines):
        yield from wrapped(line, width, first if number == 0 else rest, rest)


class Ink:
    """Colours and weight, or nothing of it."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def bold(self, text: str) -> str:
        """What the eye should find first."""
        return click.style(text, bold=True) if self.on else text

    def faint(self, text: str) -> str:
        """What is there, but not now."""
        return click.style(text, dim=True) if self.on else text

    def good(self, text: str) -> str:
        """What came out well, or was added."""
        return click.style(text, fg="green") if self.on else text

    def bad(self, text: str) -> str:
        """What was lost, or taken out."""
        return click.style(text, fg="red") if self.on else text

    def struck(self, text: str) -> str:
        """What does not hold any more."""
        return click.style(text, strikethrough=True, dim=True) if self.on else text


def grid(rows: Sequence[Sequence[str]], width: int, *, indent: str = "  ") -> Iterator[list[str]]:
    """The lines of each row, in columns. Where they do not fit, the widest columns are narrowed as far as
    their longest word, and wrap."""
    if not rows:
        return
    widths = _fitted(rows, width - len(indent))
    for row in rows:
        cells = [list(wrapped(cell, size)) for cell, size in zip(row, widths, strict=True)]
        height = max(map(len, cells))
        yield [
            indent + _line([cell[n] if n < len(cell) else "" for cell in cells], widths)
            for n in range(height)
        ]


def _fitted(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    least = [max((len(word) for cell in column for word in cell.split(" ")), default=0) for column in columns]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while excess > 0:
        at = max(range(len(widths)), key=lambda c: (widths[c] - least[c] > 0, widths[c]))
        if widths[at] <= least[at]:
            break  # every column is as narrow as its longest word
        widths[at] -= 1
        excess -= 1
    return widths


def _line(shown: Sequence[str], widths: Sequence[int]) -> str:
    line = _GAP.join(cell.ljust(size) for cell, size in zip(shown, widths, strict=True)).rstrip()
    return line.replace("\N{NO-BREAK SPACE}", " ")


def sheet(desk: Desk, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A table with a header: as wide as the terminal there, elsewhere uncut, a line for each row."""
    shown = [[one_line(said(cell)) for cell in row] for row in rows]
    terminal = desk.on_terminal or desk.environ.get("COLUMNS", "").isdigit()
    width = width_of(desk) if terminal else 1 << 30
    ink = Ink(desk.color)
    for number, group in enumerate(grid([headers, *shown], width, indent="")):
        yield from map(ink.bold, group) if number == 0 else group
