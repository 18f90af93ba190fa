"""Word documents: tables, numbers, boxes, controls, changes."""

from __future__ import annotations

from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.workflow.intake.formats.make import ODT_TYPE, odt, packed, repacked, word
from workflow.intake.formats import extract
from workflow.intake.formats._numbering import letter, roman
from workflow.intake.formats._refusals import BrokenDocument, ForbiddenEntities

W = nsdecls("w")


def text_of(data: bytes) -> str:
    return extract(data, "a.docx")[0].text


def lines_of(*paragraphs: str, numbering: str = "") -> list[str]:
    """The lines of a document whose body is this XML."""

    def write(document: Any) -> None:
        if numbering:
            root = document.part.numbering_part.element
            for child in list(root):
                root.remove(child)
            for child in parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"):
                root.append(child)
        for n, xml in enumerate(paragraphs):
            document.element.body.insert(n, parse_xml(xml.replace(">", f" {W}>", 1)))

    return text_of(word(write)).splitlines()


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def item(text: str, number: int = 1, level: int = 0) -> str:
    place = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text)}</w:p>"


def a_list(*levels: tuple[str, str]) -> str:
    """List 1 in the numbering part, its levels as form and text."""
    written = "".join(
        f"<w:lvl w:ilvl='{n}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
        for n, (form, text) in enumerate(levels)
    )
    return (
        f"<w:abstractNum w:abstractNumId='1'>{written}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
    )


def test_paragraphs_and_tables_come_in_their_order() -> None:
    """A form's table stands where it stood, its cells divided by tabs."""

    def write(document: Any) -> None:
        document.add_heading("Antrag", 1)
        table = document.add_table(2, 3)
        for row, cells in zip(
            table.rows, (("Gremium", "Datum", "TOP"), ("Rat", "27.03.2024", "")), strict=True
        ):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("Beschlussvorschlag").add_run().add_break(WD_BREAK.LINE)
        document.add_paragraph("Ende")

    assert (
        text_of(word(write)) == "Antrag\nGremium\tDatum\tTOP\nRat\t27.03.2024\t\nBeschlussvorschlag\n\nEnde\n"
    )


def test_numbers_of_lists_are_counted_as_word_prints_them() -> None:
    """Levels count on their own, begin anew under a new parent, and show their parents if so defined."""
    numbering = a_list(("decimal", "%1."), ("lowerLetter", "%2)"), ("decimal", "%1.%2.%3"))
    assert lines_of(
        *(item("eins"), item("zwei"), item("zwei a", 1, 1), item("zwei b", 1, 1), item("tief", 1, 2)),
        *(item("drei"), item("drei a", 1, 1)),
        numbering=numbering,
    ) == ["1. eins", "2. zwei", "  a) zwei a", "  b) zwei b", "    2.b.1 tief", "3. drei", "  a) drei a"]


def test_a_list_interrupted_by_text_counts_on_and_one_begun_anew_does_not() -> None:
    """Two lists of one kind share their count unless the second is told to begin again."""
    kind = a_list(("decimal", "%1."))
    second = "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
    third = (
        "<w:num w:numId='3'><w:abstractNumId w:val='1'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
    )
    between = f"<w:p>{run('Begründung')}</w:p>"
    assert lines_of(
        item("a"), between, item("b", 2), item("c", 3), item("d", 3), numbering=kind + second + third
    ) == [*("1. a", "Begründung", "2. b", "1. c", "2. d")]


def test_bullets_and_lists_without_numbers() -> None:
    """Every bullet is the same bullet; a list that shows nothing adds nothing."""
    assert lines_of(item("Punkt"), numbering=a_list(("bullet", "\uf0b7"))) == ["- Punkt"]
    assert lines_of(item("ohne"), numbering=a_list(("none", ""))) == ["ohne"]
    assert lines_of(item("unbekannt", 77), numbering=a_list(("decimal", "%1."))) == ["unbekannt"]


def test_a_style_may_number_its_paragraphs() -> None:
    """Word's own list styles carry the number, not the paragraph."""

    def write(document: Any) -> None:
        for text in ("eins", "zwei"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Punkt", style="List Bullet")

    assert text_of(word(write)) == "1. eins\n2. zwei\n- Punkt\n"


@pytest.mark.parametrize(
    ("number", "small", "big"), [(1, "a", "i"), (4, "d", "iv"), (27, "aa", "xxvii"), (0, "0", "0")]
)
def test_letters_and_roman_numbers(number: int, small: str, big: str) -> None:
    """As word processors write them; what cannot be written so stays a number."""
    assert (letter(number), roman(number)) == (small, big)


def test_content_controls_are_read_and_placeholders_are_not() -> None:
    """Templates of offices are made of fields; an empty one shows an instruction, which is no content."""
    filled = f"<w:sdt><w:sdtContent><w:p>{run('Fraktion Die Hellen')}</w:p></w:sdtContent></w:sdt>"
    inline = f"<w:p>{run('Datum: ')}<w:sdt><w:sdtContent>{run('03.03.2024')}</w:sdtContent></w:sdt></w:p>"
    empty = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>{run('Hier klicken')}</w:p>"
        "</w:sdtContent></w:sdt>"
    )
    assert lines_of(filled, inline, empty) == ["Fraktion Die Hellen", "Datum: 03.03.2024"]


def test_tracked_changes_are_read_as_accepted() -> None:
    """Inserted text counts, deleted and hidden text does not."""
    changed = (
        f"<w:p>{run('Die ')}<w:ins w:id='1' w:author='x'>{run('neue ')}</w:ins>"
        "<w:del w:id='2' w:author='x'><w:r><w:delText>alte </w:delText></w:r></w:del>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheime </w:t></w:r>{run('Bank')}</w:p>"
    )
    assert lines_of(changed) == ["Die neue Bank"]


def test_text_boxes_are_read_once() -> None:
    """Letterheads stand in boxes, stored twice for new and old Word."""
    box = f"<w:txbxContent><w:p>{run('Briefkopf')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('Antrag')}</w:p>"
    )
    assert lines_of(paragraph) == ["Briefkopf", "Antrag"]


def test_ticked_boxes_show_as_ticked() -> None:
    """Old form fields and symbols of Wingdings say what was chosen."""
    box = "<w:r><w:fldChar><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>"
    yes, no = box.format("<w:checked/>"), box.format("")
    symbol = "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"
    ticked = f"<w:p>{yes}{run(' ö ')}{no}{run(' nö ')}{symbol}{run(' eilt')}</w:p>"
    assert lines_of(ticked) == ["☒ ö ☐ nö ☒ eilt"]


def test_the_first_pages_head_and_foot_are_read() -> None:
    """The applicant is often named nowhere but in the letterhead."""

    def write(document: Any) -> None:
        section = document.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "Fraktion Die Hellen"
        section.header.paragraphs[0].text = "Seite 2"
        section.first_page_footer.paragraphs[0].text = "Marktplatz 1"
        document.add_paragraph("Antrag")

    assert text_of(word(write)) == "Fraktion Die Hellen\nAntrag\nMarktplatz 1\n"


def test_merged_cells_are_read_once() -> None:
    """A cell merged over two rows stands in the first."""

    def write(document: Any) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "Gremien"
        table.cell(0, 1).text, table.cell(1, 1).text = "Rat", "Ausschuss"

    assert text_of(word(write)) == "Gremien\tRat\n\tAusschuss\n"


@pytest.mark.parametrize(
    "kind",
    [
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_templates_and_documents_with_macros_are_documents(kind: bytes) -> None:
    """They differ in one word of the package."""
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = repacked(
        word(lambda document: document.add_paragraph("Antrag")),
        lambda _name, entry: entry.replace(plain, kind),
    )
    assert extract(data, "a.docm")[0].text == "Antrag\n"


def test_a_renamed_odt_is_read_as_what_it_is() -> None:
    """The content tells the format; the note says that the name does not."""
    found = extract(odt("<text:p>Antrag</text:p>"), "antrag.docx")[0]
    assert (found.text, found.media_type) == ("Antrag\n", ODT_TYPE)
    assert [(note.facts["named"], note.facts["found"]) for note in found.notes] == [(".docx", "odt")]
    assert extract(odt("<text:p>Antrag</text:p>"), "antrag.odt")[0].notes == ()


def test_xml_with_entities_of_its_own_is_refused() -> None:
    """No office program writes a document type; it serves to swell or to read other files."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    start = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"

    def poison(name: str, entry: bytes) -> bytes:
        return entry.replace(start, bomb) if name == "word/document.xml" else entry

    data = repacked(word(lambda document: document.add_paragraph("Antrag")), poison)
    with pytest.raises(ForbiddenEntities):
        extract(data, "a.docx")


def test_a_package_without_its_document_is_broken() -> None:
    """An archive that only looks like a document."""
    with pytest.raises(BrokenDocument):
        extract(packed({"word/document.xml": "<x/>"}), "a.docx")


def test_circular_styles_end() -> None:
    """Styles of a damaged file may be based on each other."""

    def write(document: Any) -> None:
        style = document.styles["Heading 1"].element
        based = style.find(qn("w:basedOn"))
        if based is None:
            based = OxmlElement("w:basedOn")
            style.append(based)
        based.set(qn("w:val"), "Heading1")
        document.add_heading("Antrag", 1)

    assert text_of(word(write)) == "Antrag\n"
