"""PDF: the text of the first pages, in reading order, with columns of forms and tables kept apart.

pypdf's plain mode keeps the order in which the text was written, which is the order of reading; its layout
mode knows where on the line each piece stands. The text comes from the first, wide gaps from the second.
"""

from __future__ import annotations

import io
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from states.refusal import N_
from workflow.intake.formats._extract import Extract, Note
from workflow.intake.formats._pdf_columns import with_columns
from workflow.intake.formats._refusals import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    GarbledText,
    ScanWithoutText,
    TooMuchWork,
)
from workflow.intake.formats._text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ENDINGS = (".pdf",)
MEDIA_TYPE = "application/pdf"

#: Pages read. A motion has one to five, with its annexes perhaps thirty; a budget has three hundred.
PAGES_READ = 50
#: Seconds of processor time one document may take: fifty pages of text take three, a city map takes minutes.
SECONDS = 30.0
#: What one page may unpack to, and how much of it is parsed: text pages need a hundredth.
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 32 * 2**20,
    "lzw_maximum_output_length": 32 * 2**20,
    "run_length_maximum_output_length": 32 * 2**20,
    "array_based_stream_maximum_output_length": 32 * 2**20,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 500,
    "page_tree_maximum_entries": 20_000,
    "page_tree_maximum_page_entries": 500_000,
}

ONLY_FIRST = N_("Only the first {read} of {pages} pages of “{name}” were read.")
PAGES_WITHOUT_TEXT = N_("Pages of “{name}” that are pictures without text: {numbers}.")
PAGES_NOT_READ = N_("Pages of “{name}” that could not be read: {numbers}.")

_SCANNED = 25  #: letters; a stamp or a page number on a picture of a page is no text
_TEXT_OPERATORS = (b"Tj", b"TJ", b"Do", b"'", b'"')


class _TimeIsUp(Exception):
    """The document has used up its time; becomes a refusal."""


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001
    return 3 if b"%PDF-" in data[:1024] else 0


def read(data: bytes, name: str) -> list[Extract]:
    """The text, pages separated by form feeds, and after each page what was filled into its form.

    Raises `EncryptedDocument` (after trying the empty password), `ScanWithoutText`, `GarbledText`,
    `TooMuchWork`, `BrokenDocument`.
    """
    from pypdf import apply_configuration

    with _silent(), apply_configuration(**LIMITS):
        reader = _opened(data, name)
        total = len(reader.pages)
        try:
            pages, failed = _read_pages(reader, min(total, PAGES_READ), _watch())
        except _TimeIsUp:
            raise TooMuchWork(name=name) from None
        text = "\f".join(pages)
        scanned = [n for n, page in enumerate(pages, 1) if _letters(page) < _SCANNED and _shows(reader, n)]
    _refuse_textless(text, name, scanned, failed)
    notes = _notes(name, total, len(pages), scanned, failed)
    return [Extract(name, text, MEDIA_TYPE, total, notes)]


def _opened(data: bytes, name: str) -> Any:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedDocument(name=name)
        if len(reader.pages) == 0:
            raise BrokenDocument(name=name, kind="PDF")
    except FileNotDecryptedError as error:
        raise EncryptedDocument(name=name) from error
    return reader


def _read_pages(reader: Any, count: int, watch: Callable[..., None]) -> tuple[list[str], dict[int, bool]]:
    """The text of each page; and the numbers of those that could not be read: whether for their cost."""
    from pypdf.errors import LimitReachedError

    pages: list[str] = []
    failed: dict[int, bool] = {}
    for number in range(count):
        watch()
        try:
            pages.append(_page_text(reader.pages[number], watch))
        except _TimeIsUp:
            raise
        except Exception as error:  # pypdf fails on damaged pages with whatever comes to hand
            pages.append("")
            failed[number + 1] = isinstance(error, LimitReachedError)
    return pages, failed


def _page_text(page: Any, watch: Callable[..., None]) -> str:
    contents = page.get_contents()
    written = contents.get_data() if contents is not None else b""
    text = ""
    if any(operator in written for operator in _TEXT_OPERATORS):
        text = page.extract_text(visitor_operand_before=watch)
        watch()
        text = with_columns(text, _laid_out(page) if text.strip() else "")
    filled = _filled_in(page)
    return tidy(text).strip("\n") + "\n" + "".join(f"{line}\n" for line in filled)


def _laid_out(page: Any) -> str:
    """The page as drawn with blanks, or nothing: it only adds to what is read already."""
    try:
        return str(page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False))
    except Exception:  # the plain text has to do
        return ""


def _filled_in(page: Any) -> list[str]:
    """``Label: value`` for each field of a form with a value, top to bottom, left to right."""
    found: list[tuple[float, float, str]] = []
    for reference in list(page.get("/Annots") or ())[:1000]:
        field = reference.get_object()
        if field.get("/Subtype") == "/Widget" and (line := _field_line(field)):
            rect = [float(x) for x in field.get("/Rect", (0, 0, 0, 0))]
            found.append((-round(rect[3], 0), rect[0], line))
    return [line for _, _, line in sorted(found)]


def _field_line(field: Any) -> str:
    kind, value = _inherited(field, "/FT"), _inherited(field, "/V")
    label = str(_inherited(field, "/TU") or _inherited(field, "/T") or "").strip(" :")
    if kind == "/Btn":
        return f"☒ {label}" if field.get("/AS", "/Off") != "/Off" and label else ""
    if kind not in {"/Tx", "/Ch"} or not isinstance(value, str) or not value.strip():
        return ""
    return tidy(f"{label}: {value.strip()}" if label else value.strip())


def _inherited(field: Any, key: str) -> Any:
    for _ in range(10):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def _watch() -> Callable[..., None]:
    """Raises `_TimeIsUp` when called after the time is used up. Processor time, since a slow disk or a busy
    machine is not the document's fault."""
    end = time.process_time() + SECONDS

    def watch(*_: object) -> None:
        if time.process_time() > end:
            raise _TimeIsUp

    return watch


def _shows(reader: Any, number: int) -> bool:
    """Whether a page holds a picture, itself or in a form drawn on it."""
    try:
        resources = reader.pages[number - 1].get("/Resources")
        return _holds_image(resources.get_object() if resources is not None else None, 3)
    except Exception:  # a page too damaged to say
        return False


def _holds_image(resources: Any, depth: int) -> bool:
    objects = resources.get("/XObject") if resources is not None else None
    for reference in list((objects.get_object() if objects is not None else {}).values())[:100]:
        drawn = reference.get_object()
        if drawn.get("/Subtype") == "/Image":
            return True
        if depth and drawn.get("/Subtype") == "/Form" and _holds_image(drawn.get("/Resources"), depth - 1):
            return True
    return False


def _refuse_textless(text: str, name: str, scanned: list[int], failed: dict[int, bool]) -> None:
    seen = [c for c in text if not c.isspace()]
    known = sum(1 for c in seen if c.isalnum() or c in ".,:;-–()/„“”\"'!?§€%&+*•☐☒")
    if len(seen) >= _SCANNED and known < 0.5 * len(seen):
        raise GarbledText(name=name)
    if _letters(text) >= _SCANNED:
        return
    if scanned:
        raise ScanWithoutText(name=name)
    if failed:
        raise TooMuchWork(name=name) if any(failed.values()) else BrokenDocument(name=name, kind="PDF")
    if not text.strip():
        raise EmptyDocument(name=name)


def _letters(text: str) -> int:
    return sum(1 for c in text if c.isalpha())


def _notes(name: str, total: int, read: int, scanned: list[int], failed: Iterable[int]) -> tuple[Note, ...]:
    notes = []
    if read < total:
        notes.append(Note(ONLY_FIRST, {"name": name, "read": read, "pages": total}))
    for message, numbers in ((PAGES_WITHOUT_TEXT, tuple(scanned)), (PAGES_NOT_READ, tuple(failed))):
        if numbers:
            notes.append(Note(message, {"name": name, "numbers": numbers}))
    return tuple(notes)


@contextmanager
def _silent() -> Iterator[None]:
    """pypdf reports each oddity it repairs to the log; users get the notes instead."""
    import logging

    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
