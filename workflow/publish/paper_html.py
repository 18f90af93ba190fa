"""Documents as one HTML file that needs nothing else: no script, no style, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

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
    Lines,
    Paper,
    Table,
)

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", sans-serif; color: #1b1b1b; background: #fff;
  max-width: 60rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid #bbb; padding-bottom: .2rem; }
.subtitle { color: #555; margin: 0 0 1.2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1rem 0; }
dt { color: #555; } dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd; }
th { color: #555; font-weight: 600; }
td { white-space: pre-line; overflow-wrap: anywhere; }
p { margin: .35rem 0; white-space: pre-line; overflow-wrap: anywhere; }
.label { display: inline-block; min-width: 2rem; color: #555; }
.added { background: #e4f4e4; } .removed, .void { color: #8a1c1c; text-decoration: line-through; }
.good { color: #14631f; } .warning { color: #7a4d00; } .bad { color: #8a1c1c; } .faint { color: #666; }
pre { background: #f4f4f4; padding: .8rem; overflow-x: auto; font-size: .82rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; } svg text { font: 13px system-ui, sans-serif; fill: #1b1b1b; }
footer { margin-top: 2.5rem; border-top: 1px solid #bbb; padding-top: .5rem; color: #555; font-size: .85rem;
  overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } }
"""
_COLOURS = {GOOD: "#3a8a46", WARNING: "#d39a2d", BAD: "#b5483f", FAINT: "#b9b9b9"}
_PLAIN = "#3d6fa5"
#: Said aloud where colour or a line through says it to the eye.
_SIGNS = {ADDED: "+ ", REMOVED: "− ", VOID: "✗ ", GOOD: "✓ ", WARNING: "! ", BAD: "✗ "}


def render(paper: Paper) -> bytes:
    """The document as a page of its own; every text in it is escaped."""
    return ("\n".join(_page(paper)) + "\n").encode()


def _page(paper: Paper) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{escape(paper.lang)}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(paper.title)}</h1>"
    if paper.subtitle:
        yield f'<p class="subtitle">{escape(paper.subtitle)}</p>'
    if paper.facts:
        yield "<dl>"
        yield from (f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in paper.facts)
        yield "</dl>"
    for section in paper.sections:
        yield f"<section>\n<h2>{escape(section.title)}</h2>"
        for block in section.blocks:
            yield from _block(block)
        yield "</section>"
    yield "</main>"
    if paper.foot:
        yield f"<footer>{escape(paper.foot)}</footer>"
    yield "</body>\n</html>"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Lines):
        for line in block.lines:
            label = f'<span class="label">{escape(line.label)}</span> ' if line.label else ""
            sign = _SIGNS.get(line.mark, "")
            yield f"<p{_class(line.mark)}>{sign}{label}{escape(line.text)}</p>"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Chart):
        yield from _chart(block)
    else:
        yield f"<pre>{escape(block.text)}</pre>"


def _table(block: Table) -> Iterator[str]:
    yield '<div class="scroll"><table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{escape(header)}</th>' for header in block.headers)
    yield "</tr></thead>\n<tbody>"
    for number, row in enumerate(block.rows):
        mark = block.mark(number)
        cells = [escape(str(cell)) for cell in row]
        if cells and mark in _SIGNS:
            cells[0] = _SIGNS[mark] + cells[0]
        yield f"<tr{_class(mark)}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table></div>"


def _class(mark: str) -> str:
    return f' class="{mark}"' if mark else ""


def _chart(chart: Chart) -> Iterator[str]:
    """Bars as an inline picture, with its numbers as text in it."""
    left, room, high = 260, 480, 26
    longest = max((bar.total for bar in chart.bars), default=0) or 1
    height = high * len(chart.bars) + (24 if chart.legend else 0)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" width="900" height="{height}"'
        f' role="img" aria-label="{escape(chart.title)}">'
    )
    for number, bar in enumerate(chart.bars):
        top, at = number * high, float(left)
        yield f'<text x="{left - 10}" y="{top + 17}" text-anchor="end">{escape(_short(bar.label))}</text>'
        for value, mark in bar.parts:
            width = value / longest * room
            if width:
                colour = _COLOURS.get(mark, _PLAIN)
                yield (
                    f'<rect x="{at:.1f}" y="{top + 4}" width="{width:.1f}" height="{high - 8}"'
                    f' fill="{colour}"/>'
                )
            at += width
        yield f'<text x="{at + 8:.1f}" y="{top + 17}">{escape(bar.shown)}</text>'
    at = float(left)
    for mark, meaning in chart.legend:
        top = high * len(chart.bars)
        yield f'<rect x="{at:.1f}" y="{top + 6}" width="12" height="12" fill="{_COLOURS.get(mark, _PLAIN)}"/>'
        yield f'<text x="{at + 18:.1f}" y="{top + 17}">{escape(meaning)}</text>'
        at += 40 + 8 * len(meaning)
    yield "</svg>"


def _short(text: str) -> str:
    return text if len(text) <= 36 else text[:35] + "…"
