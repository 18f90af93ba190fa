"""Web pages as lines: what a reader of the page sees, without its menus.

Rows of tables, and of the grids of blocks by which newer council information systems draw their tables,
become lines with tabs; terms of definition lists become labels ("Betreff: …").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._html_guard import decoded, harmless
from workflow.intake.formats._numbering import BULLET, written
from workflow.intake.formats._text import row_lines, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = (".html", ".htm", ".xhtml")
MEDIA_TYPE = "text/html"

_BEGIN = re.compile(
    r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAGS = re.compile(r"</(?:p|div|table|td|li|h[1-6]|span|body|a)\s*>|<br\s*/?>", re.IGNORECASE)
_WITHOUT_TEXT = (
    "script style head nav noscript template svg math button select textarea iframe object canvas video "
    "audio map dialog -comment !doctype input img"
)
_BREAKING = (
    "html body p div section article main header footer aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table "
    "caption thead tbody tfoot tr td th form fieldset legend address blockquote pre figure figcaption hr "
    "details summary center menu label"
)
_SKIPPED = frozenset(_WITHOUT_TEXT.split())
_BLOCKS = frozenset(_BREAKING.split())
#: Roles and classes by which pages without tables say that something is a row of cells.
_ROW = re.compile(r"(?:^|[-_])(?:row|tr|zeile)(?:$|[-_0-9])", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f]+")
_CELLS = 8  #: a "row" of more blocks is a page's layout, not a table's row
_CELL_LENGTH = 400


def recognises(data: bytes, name: str) -> int:
    head = decoded(data[:8192])
    if _BEGIN.match(head.lstrip("\ufeff")):
        return 3
    tags = len(_TAGS.findall(head))
    return 2 if tags >= 4 or (tags and name.lower().endswith(ENDINGS)) else 0


def read(data: bytes, name: str) -> list[Extract]:
    """The page's text. Raises `TooMuchWork` for markup no program writes."""
    return [Extract(name, text_of(decoded(data), name), MEDIA_TYPE)]


def text_of(markup: str, name: str) -> str:
    """The text of a page, or of the body of a mail."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(harmless(markup, name))
    if tree.body is None:
        return ""
    root = _main(tree)
    lines = list(_lines(root, in_main=root.tag != "body"))
    title = tree.css_first("head > title")
    if title is not None and not any(True for _ in root.css("h1")):
        lines.insert(0, _BLANK.sub(" ", title.text()).strip())
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    text = re.sub(r"\n{3,}", "\n\n", tidy("\n".join(lines)))
    return text.strip("\n") + "\n" if text.strip() else ""


def _main(tree: Any) -> Any:
    """The page's own content where it says which that is, and that holds most of the text."""
    found = tree.css("main, [role=main]")
    if len(found) == 1 and 2 * len(found[0].text()) > len(tree.body.text()):
        return found[0]
    return tree.body


def _lines(parent: Any, *, in_main: bool) -> Iterator[str]:
    """The lines of a block: of the blocks in it, and of the running text between them."""
    run: list[str] = []
    for child in _children(parent):
        if child.tag == "br":
            run.append("\n")
        elif _is_left_out(child, in_main=in_main):
            continue
        elif child.tag == "label":
            yield from _flushed(run)
            run.append(_labelled(_inline(child).strip()) + " ")
        elif child.is_text_node or not _holds_block(child):
            run.append(_inline(child))
        else:
            yield from _flushed(run)
            yield from _block(child, in_main=in_main)
    yield from _flushed(run)


def _block(node: Any, *, in_main: bool) -> Iterator[str]:
    tag = node.tag
    inner = in_main or tag in {"main", "article"}
    if tag == "pre":
        yield from node.text().split("\n")
    elif tag in {"ul", "ol", "menu"}:
        yield from _list(node, in_main=inner)
    elif tag == "dl":
        yield from _definitions(node)
    elif tag == "tr" or _is_row(node):
        yield from row_lines([_text(cell) for cell in _cells(node)])
    else:
        yield from _lines(node, in_main=inner)
        if tag in {"p", "table", "h1", "h2", "h3", "h4", "h5", "h6"}:
            yield ""


def _text(node: Any) -> str:
    return "\n".join(line for line in _lines(node, in_main=True) if line.strip())


def _list(node: Any, *, in_main: bool) -> Iterator[str]:
    """Items with their number or bullet; lists in lists are set in."""
    form = (node.attributes.get("type") or "1")[:1] if node.tag == "ol" else ""
    number = _int(node.attributes.get("start"), 1)
    for item in _children(node):
        if item.tag != "li":
            yield from _block(item, in_main=in_main) if item.is_element_node and _holds_block(item) else ()
            continue
        number = _int(item.attributes.get("value"), number)
        mark = f"{written(number, form)}. " if form else BULLET
        number += 1
        first, *rest = [line for line in _lines(item, in_main=in_main) if line.strip()] or [""]
        if first:
            yield first if _has_mark(first) else mark + first
        yield from ("  " + line for line in rest)


def _has_mark(line: str) -> bool:
    """Pages made by word processors write numbers as text inside lists."""
    return re.match(r"(?:\(?\d{1,2}[.)]|[a-z]\)|[-–•])\s", line) is not None


def _definitions(node: Any) -> Iterator[str]:
    """``Term: value``; several values of one term follow each other."""
    term = ""
    for child in node.css("dt, dd"):
        text = _text(child)
        if child.tag == "dt":
            if term:
                yield term
            term = _labelled(text)
        else:
            yield from _valued(term, text)
            term = ""
    if term:
        yield term


def _valued(term: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [f"{term} {first}".strip(), *rest]


def _labelled(text: str) -> str:
    return text if not text or text.endswith((":", "?", ".")) or "\n" in text else text + ":"


def _is_row(node: Any) -> bool:
    """A block whose children are cells: said by its role, its style or its class, and by their size."""
    attributes = node.attributes
    if node.tag not in {"div", "section", "li", "p"}:
        return False
    said = attributes.get("role") == "row" or "table-row" in (attributes.get("style") or "")
    classes = (attributes.get("class") or "").split()
    if not said and not any(_ROW.search(name) for name in classes):
        return False
    cells = [c for c in node.iter() if not _is_left_out(c, in_main=True)]
    if not 2 <= len(cells) <= _CELLS or any(
        cell.tag not in {"div", "span", "p", "dt", "dd"} for cell in cells
    ):
        return False
    return all(len(cell.text()) <= _CELL_LENGTH for cell in cells[:-1])


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter() if not _is_left_out(cell, in_main=True)]


def _is_left_out(node: Any, *, in_main: bool) -> bool:
    """Menus, scripts, and what the page hides."""
    if node.is_text_node:
        return False
    tag = node.tag
    if tag in _SKIPPED or (tag == "footer" and not in_main):
        return True
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or "display:none" in style
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in {"navigation", "search", "banner"}
    )


def _holds_block(node: Any) -> bool:
    """Whether an element breaks the line: it is a block, or a link or span around one."""
    if node.is_text_node:
        return False
    return node.tag in _BLOCKS or any(part.tag in _BLOCKS for part in node.traverse(include_text=False))


def _inline(node: Any) -> str:
    """The running text of an element without blocks; line breaks kept, other blanks collapsed."""
    if node.is_text_node:
        return _BLANK.sub(" ", node.text_content or "")
    pieces = []
    for part in node.traverse(include_text=True):
        if part.is_text_node:
            pieces.append(_BLANK.sub(" ", part.text_content or ""))
        elif part.tag == "br":
            pieces.append("\n")
    return "".join(pieces)


def _flushed(run: list[str]) -> Iterator[str]:
    """The lines of the running text gathered so far, which begins anew."""
    text = "".join(run)
    run.clear()
    if text.strip():
        yield from (re.sub(" {2,}", " ", line).strip(" ") for line in text.strip(" \n").split("\n"))


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _int(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default
