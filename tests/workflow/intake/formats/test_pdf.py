"""PDF: reading order, columns, forms, and what cannot be read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from tests.workflow.intake.formats.make import page, raw_pdf, scan_pdf, typst_pdf
from workflow.intake.formats import extract, pdf
from workflow.intake.formats._pdf_columns import with_columns
from workflow.intake.formats._refusals import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    GarbledText,
    ScanWithoutText,
    TooMuchWork,
)

FORM = """
#set par(justify: true)
#table(columns: (5cm, 1fr), stroke: none,
  [Antragsteller:], [Fraktion Die Hellen, Gruppe Morgen],
  [Drucksachen-Nr.], [0815/2024],
  [Datum], [3. März 2024],
  [Betreff], [Bänke und Schatten am Marktplatz und an allen Haltestellen der Innenstadt, soweit dort
    noch keine stehen])
#table(columns: 3, [Gremium], [Termin], [Zuständigkeit],
  [Ausschuss für Bau, Umwelt und Verkehr], [20.03.2024], [Vorberatung],
  [Rat], [27.03.2024], [Entscheidung])
+ Die Verwaltung stellt Bänke auf und sorgt dabei für Schatten, wo immer dies mit vertretbarem
  Aufwand möglich ist.
+ Der Rat wird unterrichtet.
"""
LINE = "Die Verwaltung wird beauftragt, neue Bänke aufzustellen."


def text_of(data: bytes) -> str:
    return extract(data, "a.pdf")[0].text


def test_a_form_of_labels_and_values_comes_out_as_rows() -> None:
    """A label and its value, and the cells of a route, stand on one line with tabs between them."""
    lines = text_of(typst_pdf(FORM)).splitlines()
    assert "Antragsteller:\tFraktion Die Hellen, Gruppe Morgen" in lines
    assert "Drucksachen-Nr.\t0815/2024" in lines
    assert "Datum\t3. März 2024" in lines
    assert "Ausschuss für Bau, Umwelt und Verkehr\t20.03.2024\tVorberatung" in lines
    assert "Rat\t27.03.2024\tEntscheidung" in lines


def test_points_keep_their_numbers_and_sentences_get_no_tabs() -> None:
    """The gap after a point's number is a blank, and justified lines are not taken for rows."""
    text = text_of(typst_pdf(FORM))
    points = text[text.index("1. ") :]
    assert points.startswith("1. Die Verwaltung stellt Bänke auf")
    assert "\n2. Der Rat wird unterrichtet." in points
    assert "\t" not in points


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    """A page set in columns keeps the order of reading."""
    source = (
        "#columns(2)["
        + "Links steht der erste Teil. " * 12
        + "#colbreak()"
        + "Rechts steht der zweite. " * 12
        + "]"
    )
    text = " ".join(text_of(typst_pdf(source)).split())
    assert text.count("Links steht der erste Teil.") == 12
    assert text.rindex("Links") < text.index("Rechts")


def test_pages_are_divided_by_form_feeds() -> None:
    """Readers that look for running heads need to know where a page begins."""
    found = extract(raw_pdf(page(LINE), page("Seite zwei")), "a.pdf")[0]
    assert found.text == f"{LINE}\n\fSeite zwei\n"
    assert found.pages == 2


def test_cells_written_below_each_other_are_put_back_beside_each_other() -> None:
    """A row whose cells the plain text has on lines of their own is one row again."""
    assert with_columns(
        "Gremium:\n\nTermin:\nRat\n6.11.2019\nEnde", "Gremium:    Termin:\nRat      6.11.2019"
    ) == ("Gremium:\tTermin:\nRat\t6.11.2019\nEnde")


def test_a_justified_line_is_no_row() -> None:
    """Gaps that are all alike stretch a line; gaps of a row differ."""
    stretched = "Die   Verwaltung   wird   beauftragt   dies   zu   tun"
    assert with_columns("Die Verwaltung wird beauftragt dies zu tun", stretched) == (
        "Die Verwaltung wird beauftragt dies zu tun"
    )


@pytest.mark.parametrize("mark", ["1.", "2.1.", "a)", "(3)", "iv.", "•", "–"])
def test_the_gap_after_a_points_number_is_no_column(mark: str) -> None:
    """Points are set in; the number of a meeting in a table is followed by a cell."""
    assert with_columns(f"{mark} Die Bank", f"{mark}      Die Bank") == f"{mark} Die Bank"
    assert with_columns("12. Sitzung Rat", "12. Sitzung      Rat") == "12. Sitzung\tRat"


def test_what_was_filled_into_a_form_is_read() -> None:
    """Values of a fillable form lie beside the page, not on it."""
    writer = PdfWriter(
        clone_from=io.BytesIO(raw_pdf(page("Antrag", "an den Rat der Stadt Lichtenau am See")))
    )
    fields = [("Betreff", "Mehr Bänke", 700.0), ("Datum", "03.03.2024", 720.0), ("Ort", "", 690.0)]
    widgets = [writer._add_object(_widget(*field)) for field in fields]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(widgets)
    file = io.BytesIO()
    writer.write(file)
    assert text_of(file.getvalue()).endswith("am See\nDatum: 03.03.2024\nBetreff: Mehr Bänke\n")


def _widget(label: str, value: str, top: float) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject(label),
            NameObject("/V"): TextStringObject(value),
            NameObject("/Rect"): ArrayObject([FloatObject(x) for x in (60, top - 14, 300, top)]),
        }
    )


@pytest.mark.parametrize("stamp", ["", "BT /F1 9 Tf 60 20 Td (Seite 1) Tj ET"])
def test_a_scan_is_refused_with_what_helps(stamp: str) -> None:
    """Pictures of pages are no text, and a stamped page number does not make them one."""
    data = scan_pdf(2) if not stamp else _with_stamp(stamp)
    with pytest.raises(ScanWithoutText) as refusal:
        extract(data, "scan.pdf")
    assert "ocrmypdf" in refusal.value.way_out


def _with_stamp(stamp: str) -> bytes:
    picture = (
        b"<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    )
    picture += b"stream\n\x00\nendstream"
    return raw_pdf(f"/Im0 Do {stamp}", resources="/XObject << /Im0 12 0 R >>", extra=(picture,))


def test_a_scanned_page_among_others_is_named() -> None:
    """A motion with a scanned annex is read, and the note says which pages were not."""
    writer = PdfWriter()
    for data in (raw_pdf(page(LINE)), scan_pdf()):
        writer.append(PdfReader(io.BytesIO(data)))
    file = io.BytesIO()
    writer.write(file)
    found = extract(file.getvalue(), "a.pdf")[0]
    assert LINE in found.text
    assert [note.facts["numbers"] for note in found.notes] == [(2,)]


def _encrypted(password: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(raw_pdf(page(LINE))))
    writer.encrypt(user_password=password, owner_password="besitz", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_a_refusal_but_an_empty_one_is_none(algorithm: str) -> None:
    """Files that only forbid printing open with the empty password; others are refused."""
    assert LINE in text_of(_encrypted("", algorithm))
    with pytest.raises(EncryptedDocument):
        extract(_encrypted("geheim", algorithm), "a.pdf")


def test_a_long_document_is_read_in_part_and_says_so() -> None:
    """Of a budget of 300 pages the first are read; the note names both numbers."""
    found = extract(
        raw_pdf(*[page(f"Haushalt Seite {n} mit vielen Zahlen") for n in range(1, 301)]), "a.pdf"
    )[0]
    assert found.pages == 300
    assert found.text.count("\f") == pdf.PAGES_READ - 1
    assert [dict(note.facts) for note in found.notes] == [
        {"name": "a.pdf", "read": pdf.PAGES_READ, "pages": 300}
    ]


def test_a_document_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time a document may take is bounded."""
    monkeypatch.setattr(pdf, "SECONDS", -1.0)
    with pytest.raises(TooMuchWork):
        extract(raw_pdf(page(LINE)), "a.pdf")


def test_forms_drawn_in_forms_do_not_multiply_without_end() -> None:
    """Ten drawings of ten drawings of ten … are given up, not followed."""

    def form(body: str, inner: int | None) -> bytes:
        resources = f"/XObject << /X {inner} 0 R >>" if inner else "/Font << /F1 3 0 R >>"
        head = f"<< /Subtype /Form /BBox [0 0 9 9] /Resources << {resources} >> /Length {len(body)} >>"
        return f"{head}\nstream\n{body}\nendstream".encode()

    depth = 8
    forms = [form("/X Do " * 10, 13 + n) for n in range(depth)]
    forms.append(form("BT /F1 9 Tf (wieder und wieder derselbe Text) Tj ET", None))
    data = raw_pdf("/X Do " * 10, resources="/XObject << /X 12 0 R >>", extra=tuple(forms))
    assert len(text_of(data)) < 100_000


def test_a_text_layer_without_letters_is_refused() -> None:
    """Fonts without a table of characters yield signs, not words."""
    with pytest.raises(GarbledText):
        extract(raw_pdf(page("§~^#¤¦¬¶·¸¹|<>{}[]" * 4)), "a.pdf")


def test_an_empty_page_holds_no_text() -> None:
    """Neither words nor pictures."""
    with pytest.raises(EmptyDocument):
        extract(raw_pdf(""), "a.pdf")


@pytest.mark.parametrize("part", [0.02, 0.3])
def test_half_a_file_is_called_incomplete(part: float) -> None:
    """A file cut before its first page's text is refused as damaged."""
    data = typst_pdf(FORM)
    with pytest.raises((BrokenDocument, EmptyDocument)):
        extract(data[: int(len(data) * part)], "a.pdf")


def test_the_log_of_the_library_reaches_nobody(caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    """What pypdf repairs in silence is no message for users."""
    data = raw_pdf(page(LINE))
    start = data.index(b"startxref")
    assert LINE in text_of(data[:start] + b"startxref\n7\n%%EOF\n")
    assert not caplog.records
    assert capfd.readouterr().err == ""
