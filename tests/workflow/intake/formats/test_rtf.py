"""Rich text."""

from __future__ import annotations

import pytest

from workflow.intake.formats import extract
from workflow.intake.formats._refusals import EmptyDocument


def text_of(body: str, head: str = r"\ansi\ansicpg1252\uc1") -> str:
    return extract((r"{\rtf1" + head + body + "}").encode("latin-1"), "a.rtf")[0].text


def test_text_without_fonts_styles_and_pictures() -> None:
    """Groups that describe or hold other things are skipped, whatever stands in them."""
    body = (
        r"{\fonttbl{\f0 Arial;}}{\*\generator Riched;}{\info{\title Geheim}}{\header Kopf}"
        r"\pard\b Antrag\b0\par {\pict\wmetafile8 0102ff}an den {\i Rat}\par{\v versteckt}\line Ende"
    )
    assert text_of(body) == "Antrag\nan den Rat\n\nEnde\n"


def test_umlauts_in_both_spellings() -> None:
    """By byte of the code page, or by number with a stand-in for old readers."""
    assert (
        text_of(r" B\'e4nke f\'fcr die Stra\u223\'dfe \u8222\'84alt\u8220?") == "Bänke für die Straße „alt“\n"
    )
    assert text_of(r" \u-10179\'3f\u-8704\'3f!") == "😀!\n"
    assert text_of(r" \'f8", r"\ansi\ansicpg1250") == "ř\n"


def test_numbers_bullets_rows_and_signs() -> None:
    """Word writes the number of a point as text; cells end with a tab, rows with a line."""
    body = (
        r"{\listtext\f0 1.\tab}Bänke\par{\pntext\f1\'b7\tab}Schatten\par"
        r"\trowd Rat\cell 27.03.2024\cell\row \{Klammer\}\~x"
    ).replace("ä", r"\'e4")
    assert text_of(body) == "1. Bänke\n- Schatten\nRat\t27.03.2024\n{Klammer}\u00a0x\n"


def test_binary_data_is_skipped_by_its_length() -> None:
    """Whatever its bytes look like."""
    assert text_of(r" a{\pict\bin5 }}}}} }b") == "ab\n"


@pytest.mark.parametrize("body", ["", r"{\fonttbl{\f0 Arial;}}", r"{\pict 0102}"])
def test_without_text_it_is_empty(body: str) -> None:
    """A page of pictures."""
    with pytest.raises(EmptyDocument):
        text_of(body)
