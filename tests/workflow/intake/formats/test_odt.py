"""OpenDocument texts: lists, tables, boxes, and XML that wants to do harm."""

from __future__ import annotations

import pytest

from tests.workflow.intake.formats.make import ODT_TYPE, odt, packed
from workflow.intake.formats import extract
from workflow.intake.formats._archive import DEPTH, parse
from workflow.intake.formats._refusals import BrokenDocument, EncryptedDocument, ForbiddenEntities

LISTS = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" '
    'style:num-suffix=")"/><text:list-level-style-number text:level="3" style:num-format="1" '
    'text:display-levels="3"/></text:list-style>'
    '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def text_of(body: str, **parts: str) -> str:
    return extract(odt(body, **parts), "a.odt")[0].text


def items(*texts: str) -> str:
    return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)


def test_paragraphs_headings_blanks_and_breaks() -> None:
    """Repeated blanks, tabs and breaks are elements; line breaks of the XML are blanks."""
    body = (
        "<text:h>Antrag</text:h><text:p>an\nden <text:span>Rat<text:tab/>der<text:s text:c='2'/>Stadt"
        "</text:span><text:line-break/>Lichtenau</text:p>"
    )
    assert text_of(body) == "Antrag\nan den Rat\tder  Stadt\nLichtenau\n"


def test_lists_show_their_numbers_and_bullets() -> None:
    """Levels have forms of their own and may show their parents' numbers."""
    deep = "<text:list><text:list-item><text:p>tief</text:p></text:list-item></text:list>"
    inner = f"<text:list>{items('a')}<text:list-item><text:p>b</text:p>{deep}</text:list-item></text:list>"
    body = (
        f'<text:list text:style-name="N">{items("eins")}<text:list-item><text:p>zwei</text:p>{inner}'
        f"</text:list-item>{items('drei')}</text:list>"
        f'<text:list text:style-name="B">{items("Punkt")}</text:list>'
    )
    assert text_of(body, automatic=LISTS).splitlines() == [
        *("1. eins", "2. zwei", "  a) a", "  b) b", "    2.b.1 tief", "3. drei", "- Punkt")
    ]


def test_a_list_goes_on_where_it_says_so() -> None:
    """After a paragraph between, a list counts on if it continues, else it begins again."""
    body = (
        f'<text:list text:style-name="N">{items("a", "b")}</text:list><text:p>dazwischen</text:p>'
        f'<text:list text:style-name="N" text:continue-numbering="true">{items("c")}</text:list>'
        f'<text:list text:style-name="N">{items("d")}</text:list>'
        '<text:list text:style-name="N"><text:list-item text:start-value="7"><text:p>e</text:p>'
        "</text:list-item></text:list>"
    )
    assert text_of(body, automatic=LISTS).splitlines() == [
        "1. a",
        "2. b",
        "dazwischen",
        "3. c",
        "1. d",
        "7. e",
    ]


def test_tables_become_rows() -> None:
    """Cells stand beside each other; covered and endlessly repeated cells add nothing."""
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell.format("Gremium")
        + cell.format("Datum")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell.format("Rat")
        + cell.format("27.03.2024")
        + "<table:covered-table-cell/><table:table-cell "
        'table:number-columns-repeated="1000000000"/></table:table-row></table:table>'
    )
    assert text_of(body) == "Gremium\tDatum\nRat\t27.03.2024\t\n"


def test_boxes_changes_notes_and_remarks() -> None:
    """Boxes are read; what was deleted, footnotes and remarks are not."""
    body = (
        "<text:tracked-changes><text:p>gestrichen</text:p></text:tracked-changes>"
        "<text:p><draw:frame><draw:text-box><text:p>Briefkopf</text:p></draw:text-box></draw:frame>"
        "Antrag<text:note><text:note-body><text:p>Fußnote</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>Bitte prüfen</text:p></office:annotation></text:p>"
    )
    assert text_of(body) == "Briefkopf\nAntrag\n"


def test_the_first_pages_head_and_foot_are_read() -> None:
    """The head of the first page, if it has one of its own, else that of all pages."""
    page = (
        '<style:master-page style:name="Standard"><style:header><text:p>Seite</text:p></style:header>'
        "<style:header-first><text:p>Fraktion Die Hellen</text:p></style:header-first>"
        "<style:footer><text:p>Marktplatz 1</text:p></style:footer></style:master-page>"
    )
    assert text_of("<text:p>Antrag</text:p>", masters=page) == "Fraktion Die Hellen\nAntrag\nMarktplatz 1\n"


def test_a_flat_document_is_the_same_in_one_file() -> None:
    """OpenDocument without the archive."""
    flat = (
        '<?xml version="1.0"?>'
        '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        "<text:p>Antrag</text:p></office:text></office:body></office:document>"
    )
    found = extract(flat.encode(), "a.fodt")[0]
    assert (found.text, found.media_type, found.notes) == ("Antrag\n", ODT_TYPE, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    """A billion laughs in ten lines, and files read through entities, never get as far as being expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{laughs}]><x>&l9;</x>'
    with pytest.raises(ForbiddenEntities):
        extract(packed({"mimetype": ODT_TYPE, "content.xml": xml.encode(encoding)}), "a.odt")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<x>",
        "<a>" * 5000 + "</a>" * 5000,
        "<x/>",
    ],
    ids=["empty", "cut", "deep", "other"],
)
def test_broken_content_is_refused(content: str) -> None:
    """Cut, nested by thousands, or not a text at all."""
    with pytest.raises(BrokenDocument):
        extract(packed({"mimetype": ODT_TYPE, "content.xml": content}), "a.odt")


def test_depth_is_bounded_where_it_is_read() -> None:
    """As deep as documents go, and no deeper: what comes after may walk it without a bound of its own."""
    assert parse(b"<a>" * DEPTH + b"</a>" * DEPTH, "a.odt").tag == "a"
    with pytest.raises(ValueError, match="deep"):
        parse(b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1), "a.odt")


def test_a_password_is_a_refusal() -> None:
    """OpenDocument names its encryption in the manifest."""
    manifest = '<manifest:manifest><manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    data = packed({"mimetype": ODT_TYPE, "content.xml": b"\x93\x1f", "META-INF/manifest.xml": manifest})
    with pytest.raises(EncryptedDocument):
        extract(data, "a.odt")


def test_a_document_without_styles_is_read() -> None:
    """Only the content is needed."""
    content = (
        '<x xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:text><text:list><text:list-item>'
        "<text:p>Antrag</text:p></text:list-item></text:list></office:text></x>"
    )
    assert extract(packed({"mimetype": ODT_TYPE, "content.xml": content}), "a.odt")[0].text == "- Antrag\n"
