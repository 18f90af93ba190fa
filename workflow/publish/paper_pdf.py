"""Documents as PDF/A-2b, for archives, set by typst. Needs the extra `pdf`.

All text goes to typst as data, never as markup: what a stranger wrote cannot become a command.
"""

from __future__ import annotations

import json
from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.publish.paper import ADDED, BAD, GOOD, REMOVED, VOID, WARNING, Block, Chart, Lines, Paper
from workflow.publish.paper import Table as PaperTable

_SIGNS = {ADDED: "+ ", REMOVED: "− ", VOID: "× ", GOOD: "", WARNING: "! ", BAD: "× "}

_TEMPLATE = """
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title, keywords: paper.witness)
#set text(lang: paper.lang, size: 10pt, hyphenate: true)
#set page(paper: "a4", margin: (x: 2.2cm, top: 2cm, bottom: 2.2cm), footer: context [
  #set text(size: 7.5pt, fill: luma(90))
  #paper.foot #h(1fr) #counter(page).display() / #counter(page).final().first()
])
#set heading(numbering: none)
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.7em, sticky: true)[
  #set text(size: 12pt)
  #it.body
  #v(-0.6em)
  #line(length: 100%, stroke: 0.4pt + luma(150))
]
#let marked(mark, body) = {
  if mark == "added" { highlight(fill: rgb("#dff2df"), body) }
  else if mark == "removed" or mark == "void" { text(fill: rgb("#8a1c1c"), strike(body)) }
  else if mark == "good" { text(fill: rgb("#14631f"), body) }
  else if mark == "warning" { text(fill: rgb("#7a4d00"), body) }
  else if mark == "bad" { text(fill: rgb("#8a1c1c"), body) }
  else if mark == "faint" { text(fill: luma(90), body) }
  else { body }
}
#let bar-fill(mark) = {
  if mark == "good" { rgb("#3a8a46") } else if mark == "warning" { rgb("#d39a2d") }
  else if mark == "bad" { rgb("#b5483f") } else if mark == "faint" { luma(185) } else { rgb("#3d6fa5") }
}
#let lines(part) = for line in part.lines {
  par(hanging-indent: if line.label == "" { 0pt } else { 1.6em },
    marked(line.mark, line.sign + if line.label == "" { "" } else { line.label + " " } + line.text))
}
#let rows(part) = {
  set text(size: 8.5pt)
  set par(justify: false)
  table(
    columns: part.sizes.map(size => size * 1fr),
    stroke: (x, y) => (bottom: 0.4pt + luma(180)),
    inset: (x: 3pt, y: 3.5pt), align: left + top,
    table.header(..part.headers.map(text.with(weight: "bold"))),
    ..part.rows.map(row => row.cells.map(cell => marked(row.mark, cell))).flatten(),
  )
}
#let chart(part) = {
  set text(size: 8.5pt)
  for bar in part.bars {
    grid(columns: (5.2cm, 1fr), column-gutter: 8pt, row-gutter: 2pt, align: (right + horizon, left + horizon),
      bar.label,
      stack(dir: ltr, spacing: 0pt,
        ..bar.parts.map(each => rect(width: each.share * 7.2cm, height: 9pt, fill: bar-fill(each.mark))),
        h(5pt), bar.shown))
    v(-6pt)
  }
  v(8pt)
  for each in part.legend [
    #box(rect(width: 8pt, height: 8pt, fill: bar-fill(each.mark))) #each.meaning #h(10pt)
  ]
}
#text(size: 17pt, weight: "bold", paper.title)

#if paper.subtitle != "" { text(fill: luma(80), paper.subtitle) }

#grid(columns: (auto, 1fr), column-gutter: 14pt, row-gutter: 6pt,
  ..paper.facts.map(fact => (text(fill: luma(80), fact.at(0)), fact.at(1))).flatten())

#for section in paper.sections {
  heading(level: 2, section.title)
  for part in section.blocks {
    if part.kind == "lines" { lines(part) }
    else if part.kind == "table" { rows(part) }
    else if part.kind == "chart" { chart(part) }
    else { block(fill: luma(244), inset: 6pt, width: 100%, text(size: 7.5pt, raw(part.text, block: true))) }
  }
}
"""


class PdfNotInstalled(Refusal):
    """The optional typesetter is missing."""

    code = "pdf_not_installed"
    exit_status = Exit.FAILURE
    message = N_("PDF needs an additional package that is not installed.")
    way_out = N_("“pip install laufzettel[pdf]” adds it; as .html or .txt it works without.")


def render(paper: Paper) -> bytes:
    """The document as PDF/A. Raises PdfNotInstalled."""
    try:
        import typst
    except ImportError:
        raise PdfNotInstalled from None
    made = typst.compile(
        _TEMPLATE.encode(),
        sys_inputs={"paper": json.dumps(_as_data(paper), ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    assert isinstance(made, bytes)  # one document is one file
    return made


def _as_data(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "lang": paper.lang,
        "foot": paper.foot,
        "witness": [paper.witness] if paper.witness else [],
        "facts": [list(fact) for fact in paper.facts],
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in paper.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Lines):
        lines = [{**line._asdict(), "sign": _SIGNS.get(line.mark, "")} for line in block.lines]
        return {"kind": "lines", "lines": lines}
    if isinstance(block, PaperTable):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block)
    return {"kind": "verbatim", "text": block.text}


def _table(block: PaperTable) -> dict[str, Any]:
    rows = []
    for number, row in enumerate(block.rows):
        mark = block.mark(number)
        cells = [str(cell) for cell in row]
        if cells:
            cells[0] = _SIGNS.get(mark, "") + cells[0]
        rows.append({"cells": cells, "mark": mark})
    longest = [
        max(len(part) for text in [header, *(str(row[n]) for row in block.rows)] for part in text.split("\n"))
        for n, header in enumerate(block.headers)
    ]
    sizes = [min(max(length, 6), 60) for length in longest]
    return {"kind": "table", "headers": list(block.headers), "rows": rows, "sizes": sizes}


def _chart(block: Chart) -> dict[str, Any]:
    longest = max((bar.total for bar in block.bars), default=0) or 1
    bars = [
        {
            "label": bar.label,
            "shown": bar.shown,
            "parts": [{"share": value / longest, "mark": mark} for value, mark in bar.parts if value],
        }
        for bar in block.bars
    ]
    legend = [{"mark": mark, "meaning": meaning} for mark, meaning in block.legend]
    return {"kind": "chart", "bars": bars, "legend": legend}
