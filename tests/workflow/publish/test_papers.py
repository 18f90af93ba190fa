"""A document says the same in every form, and no text in it can become a command."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from workflow.audit.witness import read_witness
from workflow.publish import papers
from workflow.publish.paper import (
    ADDED,
    BAD,
    GOOD,
    REMOVED,
    VOID,
    Bar,
    Block,
    Chart,
    Line,
    Lines,
    Paper,
    Section,
    Table,
    Verbatim,
)

HOSTILE = '<script>alert(1)</script> #panic("x") $x$ *fett* [siehe Anlage] \\ „Zitat“'


def paper(text: str = HOSTILE) -> Paper:
    blocks: list[Block] = [
        Lines([Line(text, "1.", ADDED), Line("alt", "2.", REMOVED), Line("bleibt")]),
        Table(["A", text], [["x", text], ["y", "z\nw"]], ["", VOID]),
        Chart("Dauer", [Bar(text, [(3, GOOD), (1, BAD)], "4")], [(GOOD, "gut")]),
        Verbatim(text + "\n  eingerückt"),
    ]
    return Paper(text, "Untertitel", [("Nummer", text)], [Section(text, blocks)], "Fuß", "de")


def test_formats_are_files_found_by_their_name() -> None:
    assert papers.formats() == ["html", "pdf", "text"]
    assert [papers.format_of(f) for f in ("a.pdf", "a.HTM", "a.txt", "a")] == ["pdf", "html", "text", "text"]
    with pytest.raises(papers.NoSuchFormat):
        papers.format_of("a.docx")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def test_html_is_one_file_without_scripts_and_addresses() -> None:
    made = papers.render(paper(), "html").decode()
    seen = _Tags()
    seen.feed(made)
    assert "script" not in seen.tags
    assert seen.addresses == []
    assert {"svg", "table", "pre", "h1"} <= set(seen.tags)
    assert not re.search(r"url\(|@import", made)
    assert '<html lang="de">' in made


def test_text_marks_what_was_changed() -> None:
    made = papers.render(paper("Wort"), "text").decode()
    assert "+ 1. Wort" in made
    assert "− 2. alt" in made
    assert max(map(len, made.splitlines())) <= 100


def test_pdf_is_an_archive_file_and_a_witness() -> None:
    pytest.importorskip("typst")
    made = papers.render(paper(), "pdf")
    assert made.startswith(b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert read_witness(made) == []


def test_every_form_of_a_document_bears_witness() -> None:
    from tests.workflow.audit.build import checkpoint, log
    from workflow.audit.checkpoint import compact_line

    line = compact_line(checkpoint(log(["motion:1", "motion:2"])))
    kept = Paper("Akte", sections=[Section("Nachweis", [Verbatim(line)])], witness=line)
    for form in papers.formats():
        if form == "pdf":
            pytest.importorskip("typst")
        assert len(read_witness(papers.render(kept, form))) == 1, form
