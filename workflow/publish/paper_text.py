"""Documents as plain text, for the terminal, a mail, or a printer of letters only."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from workflow.publish.paper import (
    ADDED,
    BAD,
    FAINT,
    GOOD,
    REMOVED,
    VOID,
    WARNING,
    Block,
    Chart,
    Line,
    Lines,
    Paper,
    Table,
)

WIDTH = 100
_BAR = 40
_SIGNS = {ADDED: "+ ", REMOVED: "− ", VOID: "✗ ", GOOD: "✓ ", WARNING: "! ", BAD: "✗ ", FAINT: "  "}
_FILL = {GOOD: "█", WARNING: "▓", BAD: "░", FAINT: "·"}


def render(paper: Paper, width: int = WIDTH) -> bytes:
    """The document in lines of at most `width`, where words allow it."""
    return ("\n".join(lines(paper, width)).rstrip() + "\n").encode()


def lines(paper: Paper, width: int = WIDTH) -> Iterator[str]:
    """Line by line."""
    yield paper.title
    yield "=" * min(len(paper.title), width)
    if paper.subtitle:
        yield from textwrap.wrap(paper.subtitle, width)
    if paper.facts:
        yield ""
        size = max(len(label) for label, _ in paper.facts)
        for label, value in paper.facts:
            yield from _hanging(f"{label + ':':<{size + 1}} ", value, width)
    for section in paper.sections:
        yield ""
        yield section.title
        yield "-" * min(len(section.title), width)
        for number, block in enumerate(section.blocks):
            if number:
                yield ""
            yield from block_lines(block, width)
    if paper.foot:
        yield ""
        yield from textwrap.wrap(paper.foot, width)


def block_lines(block: Block, width: int = WIDTH) -> Iterator[str]:
    """A block, line by line."""
    if isinstance(block, Lines):
        for line in block.lines:
            yield from _paragraph(line, width)
    elif isinstance(block, Table):
        yield from table_lines(block, width)
    elif isinstance(block, Chart):
        yield from chart_lines(block, width)
    else:
        yield from ("    " + line for line in block.text.rstrip("\n").split("\n"))


def _paragraph(line: Line, width: int) -> Iterator[str]:
    first = _SIGNS.get(line.mark, "") + (f"{line.label} " if line.label else "")
    for part in line.text.split("\n"):
        yield from _hanging(first, part, width)
        first = " " * len(first)


def _hanging(first: str, text: str, width: int) -> Iterator[str]:
    found = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
    yield from found or [first.rstrip()]


def table_lines(block: Table, width: int = WIDTH) -> Iterator[str]:
    """Columns as wide as they need, the widest as wide as is left; its words go on below."""
    signs = any(block.marks)
    cells = [[" ".join(str(cell).split(" ")) for cell in row] for row in block.rows]
    sizes = [
        max(len(part) for row in [list(block.headers), *cells] for part in row[n].split("\n"))
        for n in range(len(block.headers))
    ]
    widest = sizes.index(max(sizes)) if sizes else 0
    room = width - sum(sizes) + sizes[widest] - 2 * (len(sizes) - 1) - (2 if signs else 0)
    sizes[widest] = max(min(sizes[widest], room), 12)
    lead = "  " if signs else ""
    yield lead + _row([[header] for header in block.headers], sizes)[0]
    yield lead + "  ".join("-" * size for size in sizes)
    for number, row in enumerate(cells):
        parts = [_cell(cell, size) for cell, size in zip(row, sizes, strict=True)]
        for at, line in enumerate(_row(parts, sizes)):
            sign = _SIGNS.get(block.mark(number), "  ") if at == 0 else "  "
            yield ((sign if signs else "") + line).rstrip()


def _cell(text: str, size: int) -> list[str]:
    found = [part for line in text.split("\n") for part in textwrap.wrap(line, size) or [""]]
    return found or [""]


def _row(parts: list[list[str]], sizes: list[int]) -> list[str]:
    height = max(len(part) for part in parts)
    return [
        "  ".join(
            (part[at] if at < len(part) else "").ljust(size) for part, size in zip(parts, sizes, strict=True)
        ).rstrip()
        for at in range(height)
    ]


def chart_lines(chart: Chart, width: int = WIDTH) -> Iterator[str]:
    """Bars of blocks, on one scale."""
    if chart.title:
        yield chart.title
    if not chart.bars:
        return
    label = min(max(len(bar.label) for bar in chart.bars), 36)
    longest = max(bar.total for bar in chart.bars) or 1
    room = max(min(_BAR, width - label - 16), 8)
    for bar in chart.bars:
        drawn = "".join(_FILL.get(mark, "█") * round(value / longest * room) for value, mark in bar.parts)
        if not drawn and bar.total:
            drawn = "▏"
        name = bar.label if len(bar.label) <= label else bar.label[: label - 1] + "…"
        yield f"{name:<{label}}  {drawn} {bar.shown}".rstrip()
    if chart.legend:
        yield "  ".join(f"{_FILL.get(mark, '█')} {meaning}" for mark, meaning in chart.legend)
