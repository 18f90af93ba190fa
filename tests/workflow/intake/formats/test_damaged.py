"""Real files, cut and altered at random: read or refused, never anything else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.intake.formats.make import mail, odt, page, raw_pdf, typst_pdf, word
from workflow.intake.formats import extract
from workflow.intake.formats._refusals import UnreadableDocument

PAGE = "<!DOCTYPE html><body><table><tr><td>Art</td><td>Antrag</td></tr></table><ol><li>x</ol></body>"
FILES = {
    "a.txt": "Antrag für Bänke\n".encode() * 9,
    "hand.pdf": raw_pdf(page("Antrag für mehr Bänke am Marktplatz"), page("Seite zwei")),
    "set.pdf": typst_pdf("= Antrag\n#table(columns: 2)[Datum][03.03.2024]\n+ Bänke\n+ Schatten"),
    "a.docx": word(lambda document: document.add_paragraph("Antrag", style="List Number")),
    "a.odt": odt("<text:list><text:list-item><text:p>Antrag</text:p></text:list-item></text:list>"),
    "a.html": PAGE.encode(),
    "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}Antrag f\'fcr {\b B\u228?nke}\par}",
    "a.eml": bytes(mail("Antrag", antrag_txt=b"Antrag", zwei_odt=odt("<text:p>x</text:p>"))),
}
IN_A_HURRY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_refused(data: bytes, name: str) -> None:
    try:
        found = extract(data, name)
    except UnreadableDocument:
        return
    assert found
    for part in found:
        part.text.encode()  # can be stored: no half characters


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_whole_before_they_are_damaged(name: str) -> None:
    """Otherwise the tests below would damage nothing."""
    assert "Antrag" in extract(FILES[name], name)[-1].text or name == "a.eml"


@pytest.mark.parametrize("name", FILES)
@IN_A_HURRY
@given(part=st.floats(0, 1))
def test_a_cut_file_is_read_or_refused(name: str, part: float) -> None:
    """Half a download, half a copy."""
    data = FILES[name]
    read_or_refused(data[: int(len(data) * part)], name)


@pytest.mark.parametrize("name", FILES)
@IN_A_HURRY
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20)
)
def test_an_altered_file_is_read_or_refused(name: str, flips: list[tuple[float, int]]) -> None:
    """A bad disk, a mail program that knows better."""
    data = bytearray(FILES[name])
    for place, value in flips:
        data[int(place * len(data))] = value
    read_or_refused(bytes(data), name)


@IN_A_HURRY
@given(
    mark=st.sampled_from(
        [b"%PDF-1.7\n", b"PK\x03\x04word/document", b"{\\rtf1", b"<html>", b"From: a\nMessage-ID: b\n", b""]
    ),
    rest=st.binary(max_size=400),
)
def test_anything_behind_a_formats_mark_is_read_or_refused(mark: bytes, rest: bytes) -> None:
    """A mark promises a format, not a file in it."""
    read_or_refused(mark + rest, "")
