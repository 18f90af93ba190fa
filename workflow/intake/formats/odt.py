"""OpenDocument texts, packed or flat: the text with tables and numbers, read by the standard library.

OpenDocument 1.3 part 3: § 5 text content, § 9 tables, § 16.30 list styles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._odt_lists import Lists, read_list_styles
from workflow.intake.formats._refusals import BrokenDocument, EncryptedDocument
from workflow.intake.formats._text import row_lines, tidy

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

ENDINGS = (".odt", ".ott", ".fodt")
MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = _NS + "office:1.0}", _NS + "text:1.0}", _NS + "table:1.0}"
_STYLE, _DRAW = _NS + "style:1.0}", _NS + "drawing:1.0}"

#: What is not part of the text as printed: deletions, remarks, notes, indexes of styles.
_SKIPPED = frozenset(
    {
        _TEXT + "tracked-changes",
        _TEXT + "note",
        _TEXT + "sequence-decls",
        _TEXT + "ruby-text",
        _OFFICE + "annotation",
        _OFFICE + "forms",
        _OFFICE + "event-listeners",
    }
)
_SIGNS = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_BOXES = frozenset({_DRAW + "text-box", _TABLE + "table"})
_BLANKS = 200  #: a blank repeated more often than a line is wide says nothing more


class _Story(NamedTuple):
    """What reading one document needs besides its elements."""

    lists: Lists
    paragraph_lists: dict[str, str]


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001
    if data.startswith(b"PK\x03\x04"):
        return 3 if b"vnd.oasis.opendocument.text" in data[:200] or b"vnd.sun.xml.writer" in data[:200] else 0
    head = data[:4096]
    return 3 if b"opendocument:xmlns:office" in head and b"office:document" in head else 0


def read(data: bytes, name: str) -> list[Extract]:
    """The text: the first page's head, the body, its foot; cells of a row separated by tabs."""
    roots = _roots(data, name)
    body = next((found for root in roots for found in root.iter(_OFFICE + "text")), None)
    if body is None:
        raise BrokenDocument(name=name, kind="odt")
    story = _Story(Lists(read_list_styles(roots)), _paragraph_lists(roots))
    page = _first_page(roots, body)
    lines = [*_margin(page, "header", story), *_blocks(body, story), *_margin(page, "footer", story)]
    return [Extract(name, tidy("\n".join(lines).strip("\n") + "\n"), MEDIA_TYPE)]


def _roots(data: bytes, name: str) -> list[Element]:
    from workflow.intake.formats._archive import open_archive, parse

    if not data.startswith(b"PK"):
        return [parse(data, name)]
    with open_archive(data, name, "odt") as archive:
        _refuse_encrypted(archive, name)
        members = [member for member in ("content.xml", "styles.xml") if member in archive.namelist()]
        return [parse(archive.read(member), name) for member in members]


def _refuse_encrypted(archive: zipfile.ZipFile, name: str) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise EncryptedDocument(name=name)


def _paragraph_lists(roots: list[Element]) -> dict[str, str]:
    """The lists that paragraph styles put their paragraphs in."""
    found = {}
    for root in roots:
        for style in root.iter(_STYLE + "style"):
            if named := style.get(_STYLE + "list-style-name"):
                found[style.get(_STYLE + "name", "")] = named
    return found


def _first_page(roots: list[Element], body: Element) -> Element | None:
    """The master page of the first paragraph: letterheads stand in its head or foot."""
    pages = {page.get(_STYLE + "name"): page for root in roots for page in root.iter(_STYLE + "master-page")}
    wanted = {
        style.get(_STYLE + "name"): style.get(_STYLE + "master-page-name")
        for root in roots
        for style in root.iter(_STYLE + "style")
    }
    first = next((e for e in body.iter() if e.tag in {_TEXT + "p", _TEXT + "h"}), None)
    named = wanted.get(first.get(_TEXT + "style-name")) if first is not None else None
    return pages.get(named or "Standard", next(iter(pages.values()), None))


def _margin(page: Element | None, which: str, story: _Story) -> Iterator[str]:
    if page is None:
        return
    margin = page.find(f"{_STYLE}{which}-first")
    margin = page.find(_STYLE + which) if margin is None else margin
    if margin is not None and margin.get(_STYLE + "display") != "false":
        yield from _blocks(margin, story)


def _blocks(parent: Element, story: _Story) -> Iterator[str]:
    for child in parent:
        tag = child.tag
        if tag in {_TEXT + "p", _TEXT + "h"}:
            yield from _paragraph(child, story)
        elif tag == _TEXT + "list":
            yield from _list(child, story)
        elif tag == _TABLE + "table":
            yield from _table(child, story)
        elif tag not in _SKIPPED:
            yield from _blocks(child, story)


def _list(element: Element, story: _Story) -> Iterator[str]:
    story.lists.enter(element, _own_list(element, story))
    for item in element:
        # Counted before its text is read: the lists inside it may show this number too.
        counts = item.tag == _TEXT + "list-item" and not _begins_nested(item)
        mark = story.lists.mark(item) if counts else ""
        first, *rest = list(_blocks(item, story)) or [""]
        yield mark + first if first.strip() else first
        yield from rest
    story.lists.leave()


def _begins_nested(item: Element) -> bool:
    """An item that holds only another list is a level without a number of its own."""
    return len(item) > 0 and item[0].tag == _TEXT + "list"


def _own_list(element: Element, story: _Story) -> str:
    if named := element.get(_TEXT + "style-name"):
        return named
    first = element.find(f"{_TEXT}list-item/{_TEXT}p")
    return story.paragraph_lists.get(first.get(_TEXT + "style-name", ""), "") if first is not None else ""


def _paragraph(paragraph: Element, story: _Story) -> Iterator[str]:
    boxes: list[Element] = []
    text = "".join(_inline(paragraph, boxes))
    for box in boxes:
        yield from _table(box, story) if box.tag == _TABLE + "table" else _blocks(box, story)
    if text.strip() or not boxes:
        yield text


def _inline(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """The text of a paragraph; text boxes anchored in it are put aside."""
    yield _blank(parent.text)
    for child in parent:
        if child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == _TEXT + "s":
            yield " " * min(_int(child.get(_TEXT + "c"), 1), _BLANKS)
        elif child.tag in _BOXES:
            boxes.append(child)
        elif child.tag not in _SKIPPED:
            yield from _inline(child, boxes)
        yield _blank(child.tail)


def _blank(text: str | None) -> str:
    """Line breaks in the XML are blanks in the text (§ 6.1.2)."""
    return (text or "").replace("\n", " ").replace("\t", " ")


def _table(table: Element, story: _Story) -> Iterator[str]:
    for row in _rows(table):
        # Covered cells of a merged one, and repeated empty ones, hold nothing to show.
        cells = ["\n".join(_blocks(cell, story)) for cell in row if cell.tag == _TABLE + "table-cell"]
        yield from row_lines(cells)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == _TABLE + "table-row":
            yield child
        elif child.tag in {_TABLE + "table-header-rows", _TABLE + "table-rows", _TABLE + "table-row-group"}:
            yield from _rows(child)


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
