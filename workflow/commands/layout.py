"""Text on a page: as wide as the terminal, wrapped and indented, colours only where they are wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator

import click

from workflow.commands.desk import Desk

_PLAIN = 100  #: columns where the output is no terminal
_NARROW, _WIDE = 40, 120


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
    """The words of a text in lines of at most `width`; a longer word stands alone. Empty text is one line."""
    line = first
    empty = True
    for word in text.split():
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


def grid(rows: list[list[str]], width: int, *, indent: str = "  ", wide: int = -1) -> Iterator[list[str]]:
    """The lines of each row, in columns; the column `wide` takes what is left of the width and wraps below
    itself."""
    if not rows:
        return
    columns = list(range(len(rows[0])))
    wide = columns[wide]
    widths = [max(len(row[c]) for row in rows) for c in columns]
    fixed = len(indent) + sum(widths[c] + 2 for c in columns if c != wide)
    longest = max((len(word) for row in rows for word in row[wide].split()), default=0)
    room = max(width - fixed, longest)
    widths[wide] = min(widths[wide], room)
    for row in rows:
        yield [
            indent + _line([part if c == wide else row[c] if n == 0 else "" for c in columns], widths)
            for n, part in enumerate(wrapped(row[wide], room))
        ]


def _line(shown: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(size) for cell, size in zip(shown, widths, strict=True)).rstrip()
