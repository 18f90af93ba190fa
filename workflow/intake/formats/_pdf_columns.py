"""Columns of forms and tables in a page's text: gaps that are drawn wide become tabs. Pure."""

from __future__ import annotations

import re

_GAP = re.compile(r" +")
#: Blanks in the drawn line: sentences have one, justified ones two.
_WIDE = 3
#: The number or bullet of a point stands apart from its text, but is no cell.
_MARK = re.compile(r"^(\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)]|[•●▪■–-])\t")
#: Lines that may belong to one row: its cells were written one by one.
_PIECES = 6


def with_columns(plain: str, drawn: str) -> str:
    """The plain text, its lines that are drawn with wide gaps divided by tabs there; cells of one drawn
    line that the plain text has below each other are put back beside each other."""
    rows = {_squeezed(line): line for line in drawn.split("\n") if " " * _WIDE in line.strip()}
    lines = plain.split("\n")
    done: list[str] = []
    at = 0
    while at < len(lines):
        taken, row = _row_at(lines, at, rows)
        done.append(_divided(row) if row else lines[at])
        at += taken
    return "\n".join(done)


def _row_at(lines: list[str], at: int, rows: dict[str, str]) -> tuple[int, str]:
    """How many lines from here on make up one drawn row, and that row; one and nothing if none do."""
    gathered = ""
    pieces = 0
    for taken, line in enumerate(lines[at : at + 2 * _PIECES], 1):
        squeezed = _squeezed(line)
        if not squeezed and not gathered:
            break
        gathered += squeezed
        pieces += bool(squeezed)
        if pieces > _PIECES:
            break
        if squeezed and gathered in rows:
            return taken, rows[gathered]
    return 1, ""


def _divided(row: str) -> str:
    row = row.strip()
    gaps = [len(gap) for gap in _GAP.findall(row)]
    if _is_justified(gaps):
        return _GAP.sub(" ", row)
    divided = _GAP.sub(lambda gap: "\t" if len(gap[0]) >= _WIDE else " ", row)
    return _MARK.sub(r"\1 ", divided)


def _is_justified(gaps: list[int]) -> bool:
    """A line of justified text is stretched everywhere alike; a row has gaps of all sizes."""
    middle = sorted(gaps)[len(gaps) // 2] if gaps else 0
    return len(gaps) >= 4 and middle >= 2 and max(gaps) <= 2 * middle


def _squeezed(line: str) -> str:
    return "".join(line.split())
