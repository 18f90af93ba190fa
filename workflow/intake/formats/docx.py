"""Word documents: the text as it stands on paper, with tables, numbers and text boxes.

python-docx opens the package; the text is read from its XML, because its paragraphs leave out what German
forms are made of: content controls, tracked insertions, text boxes, and the numbers of lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._text import row_lines, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from workflow.intake.formats._docx_numbering import Numbering

ENDINGS = (".docx", ".docm", ".dotx")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_TYPES = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
#: Deleted or hidden text, instructions of fields, and marks without text.
_SKIPPED = frozenset(
    _W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt")
)
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "ptab": "\t"}
_CONTAINERS = frozenset({_W + "sdtContent", _W + "ins", _W + "moveTo", _W + "smartTag", _W + "customXml"})
#: What Wingdings shows at these places (private use area): boxes, ticks, bullets, arrows.
_WINGDINGS = {
    0xA8: "☐",
    0x6F: "☐",
    0xFE: "☒",
    0xFD: "☒",
    0x78: "☒",
    0xFC: "✓",
    0xA7: "•",
    0xE0: "→",
    0xF0: "→",
}


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001
    # A package cut in the middle has lost its directory, but not its first entries.
    if not data.startswith(b"PK\x03\x04"):
        return 0
    return 3 if b"word/document" in data or b"word/_rels/" in data else 0


def read(data: bytes, name: str) -> list[Extract]:
    """The text: the first page's head, the body, its foot; cells of a row separated by tabs."""
    import io

    import docx

    from workflow.intake.formats._archive import open_archive, refuse_entities
    from workflow.intake.formats._docx_numbering import Numbering

    with open_archive(data, name, "docx") as archive:
        refuse_entities(archive, name)
        data = _as_document(archive, data)
    document = docx.Document(io.BytesIO(data))
    numbering = Numbering(document)
    lines = [
        *_margin(document, "header", numbering),
        *_blocks(document.element.body, numbering),
        *_margin(document, "footer", numbering),
    ]
    return [Extract(name, tidy("\n".join(lines).strip("\n") + "\n"), MEDIA_TYPE)]


def _as_document(archive: ZipFile, data: bytes) -> bytes:
    """Templates and documents with macros differ from documents in one word, which python-docx minds."""
    types = archive.read("[Content_Types].xml")
    if not any(other in types for other in _OTHER_TYPES):
        return data
    for other in _OTHER_TYPES:
        types = types.replace(other, _PLAIN_TYPE)
    import io
    from zipfile import ZipFile

    plain = io.BytesIO()
    with ZipFile(plain, "w") as copy:
        for entry in archive.infolist():
            is_types = entry.filename == "[Content_Types].xml"
            copy.writestr(entry.filename, types if is_types else archive.read(entry))
    return plain.getvalue()


def _margin(document: Any, which: str, numbering: Numbering) -> list[str]:
    """Letterheads stand in the head or foot of the first page; later pages only repeat them."""
    if not document.sections:
        return []
    section = document.sections[0]
    first = f"first_page_{which}" if section.different_first_page_header_footer else which
    margin = getattr(section, first)
    # Asking an undefined margin for its text would create it.
    return [] if margin.is_linked_to_previous else list(_blocks(margin._element, numbering))


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    """The lines of a body, a cell or a text box."""
    for child in parent:
        if child.tag == _W + "p":
            yield from _paragraph(child, numbering)
        elif child.tag == _W + "tbl":
            yield from _table(child, numbering)
        elif child.tag == _W + "sdt":
            if not _is_placeholder(child):
                yield from _blocks(child, numbering)
        elif child.tag in _CONTAINERS:
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_inline(paragraph, boxes))
    for box in boxes:
        yield from _blocks(box, numbering)
    mark = numbering.mark(paragraph)  # counts an empty paragraph too, as Word does
    if text.strip() or not boxes:
        yield mark + text if text.strip() else ""


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    for row in _within(table, _W + "tr"):
        cells = ["\n".join(_cell(cell, numbering)) for cell in _within(row, _W + "tc")]
        yield from row_lines(cells)


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: directly, or inside content controls and tracked changes."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == _W + "sdt" or child.tag in _CONTAINERS:
            yield from _within(child, tag)


def _cell(cell: Any, numbering: Numbering) -> Iterator[str]:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merged is None or merged.get(_W + "val") == "restart":
        yield from _blocks(cell, numbering)


def _inline(parent: Any, boxes: list[Any]) -> Iterator[str]:
    """The text of a paragraph's parts; text boxes anchored in it are put aside."""
    for child in parent:
        tag = child.tag
        if tag == _W + "t":
            yield child.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag == _W + "sym":
            yield _symbol(child)
        elif tag == _W + "fldChar":
            yield _tick(child)
        elif tag == _W + "txbxContent":
            boxes.append(child)
        elif tag == _MC + "AlternateContent":  # the same box twice, for new and for old readers
            yield from _inline(child[:1], boxes)
        elif not (tag in _SKIPPED or _is_hidden(child) or _is_placeholder(child)):
            yield from _inline(child, boxes)


def _symbol(sign: Any) -> str:
    try:
        code = int(sign.get(_W + "char", "0"), 16)
    except ValueError:
        return ""
    code = code - 0xF000 if code >= 0xF000 else code
    return _WINGDINGS.get(code, "") if "ingdings" in sign.get(_W + "font", "") else ""


def _tick(field: Any) -> str:
    """A form's box to tick, as a character."""
    box = field.find(f"{_W}ffData/{_W}checkBox")
    if box is None:
        return ""
    state = box.find(_W + "checked")
    state = box.find(_W + "default") if state is None else state
    return "☐" if state is None or state.get(_W + "val") in {"0", "false"} else "☒"


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish") if run.tag == _W + "r" else None
    return hidden is not None and hidden.get(_W + "val") not in {"0", "false"}


def _is_placeholder(control: Any) -> bool:
    """A field nobody filled in shows what to fill in ("Klicken Sie hier …"), which is no content."""
    return control.tag == _W + "sdt" and (
        control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None
        and control.find(f"{_W}sdtPr/{_W14}checkbox") is None
    )
