"""Plain text in the encodings that come."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.intake.formats import extract
from workflow.intake.formats._refusals import EmptyDocument, UnknownFormat
from workflow.intake.formats._text import decode, row_lines, tidy

TEXT = "Antrag für größere Bäume in der Südstadt\nÄnderung: Übermäßige Fällungen vermeiden\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "cp850", "mac-roman"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_old_encoding_is_told_by_its_umlauts(encoding: str, newline: str) -> None:
    """Umlauts inside words decide between the 8-bit encodings; the end of line does not matter."""
    data = TEXT.replace("\n", newline).encode(encoding)
    assert extract(data, "a.txt")[0].text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"])
def test_a_byte_order_mark_decides_and_is_no_text(encoding: str) -> None:
    """Windows' editor saves "Unicode" with a mark; the mark does not reach the text."""
    assert extract(("\ufeff" + TEXT).encode(encoding), "a.txt")[0].text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(encoding: str) -> None:
    """Latin text in UTF-16 has a zero at every second place."""
    assert extract(TEXT.encode(encoding), "a.txt")[0].text == TEXT


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1
    )
)
def test_valid_utf8_is_never_taken_for_anything_else(text: str) -> None:
    """Whatever is UTF-8 without zero bytes is read as that."""
    data = text.encode()
    if not any(data.startswith(mark) for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        twice = decode(data)
        assert twice == text or twice.encode("cp1252", "ignore") != data


@given(data=st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    """Any bytes yield characters that can be stored again."""
    assert isinstance(decode(data).encode("utf-8", "strict"), bytes)


def test_a_file_cut_inside_a_character_is_still_utf8() -> None:
    """Half a file ends anywhere; its last, incomplete character is dropped."""
    data = TEXT.encode()
    cut = data[: data.index("ü".encode()) + 1]
    assert decode(cut) == "Antrag f"


def test_a_stray_windows_byte_in_utf8_is_read_as_windows_means_it() -> None:
    """One pasted dash of another encoding does not turn all umlauts into pairs of letters."""
    assert decode("für große Bäume ".encode() + b"\x96 sofort") == "für große Bäume – sofort"


def test_text_stored_twice_as_utf8_is_put_right() -> None:
    """für, once misread as Windows text and stored again, is für."""
    assert decode(TEXT.encode().decode("cp1252").encode()) == TEXT


def test_windows_quotes_are_not_taken_for_dos_umlauts() -> None:
    """0x84 is „ in Windows and ä in DOS: inside a word it is a letter, before one a quote."""
    data = "Über „alte“ Bäume".encode("cp1252")
    assert decode(data) == "Über „alte“ Bäume"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01" + bytes(2000) + b"\xf1" * 900]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    """A program or a damaged file is not read as letters."""
    with pytest.raises(UnknownFormat):
        extract(data, "a.txt")


@pytest.mark.parametrize("data", [b"", b" \n\r\n\t", b"\x00" * 500, b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    """Nothing but blanks, zeros or a byte order mark is no text."""
    with pytest.raises(EmptyDocument):
        extract(data, "leer.txt")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ver\xad\nwaltung", "Verwaltung"),
        ("Ver\xadwaltung", "Verwaltung"),
        ("SPD\xadFraktion", "SPD-Fraktion"),
        ("SPD\xad\nFraktion", "SPD-Fraktion"),
        ("12\xad13", "12-13"),
        ("Ende\xad\n\nNeu", "Ende\n\nNeu"),
    ],
)
def test_soft_hyphens_divide_words_or_join_names(written: str, read: str) -> None:
    """Before a small letter a soft hyphen only divided the word; before a capital or a digit it was meant."""
    assert tidy(written) == read


def test_characters_come_in_one_form() -> None:
    """Accents are composed, ligatures dissolved, invisible characters gone; tabs and page ends stay."""
    assert tidy("Bu\u0308ro ﬁnden\u200b\x00  \nTOP:\t\n\f\u2028x") == "Büro finden\nTOP:\t\n\f\nx"


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["Datum", "3. März 2024"], ["Datum\t3. März 2024"]),
        (["Bauausschuss\nRat", "01.02.2024\n15.02.2024"], ["Bauausschuss\t01.02.2024", "Rat\t15.02.2024"]),
        (["Beschluss:", "1. Erstens\n2. Zweitens"], ["Beschluss:\t1. Erstens", "2. Zweitens"]),
        (["Rat", "", "5"], ["Rat\t\t5"]),
        (["An\nden Rat", "Ort\nDatum\nZeichen"], ["An", "den Rat", "Ort", "Datum", "Zeichen"]),
        (["", "  "], []),
    ],
)
def test_rows_of_a_table_become_lines(cells: list[str], lines: list[str]) -> None:
    """Cells stand beside each other; cells of equal height are rows; a tall cell goes on below its label."""
    assert row_lines(cells) == lines
