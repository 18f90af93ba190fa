"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._refusals import UnknownFormat
from workflow.intake.formats._text import decode, tidy

ENDINGS = (".txt", ".text", ".md")
MEDIA_TYPE = "text/plain"

_SAMPLE = 65_536


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001 -- what nothing else claims may be text
    return 1


def read(data: bytes, name: str) -> list[Extract]:
    """The text; a form feed in it is a page's end, as old printers took it.

    Raises `UnknownFormat` for bytes that are no text in any encoding.
    """
    text = decode(data)
    if _is_binary(text[:_SAMPLE]):
        raise UnknownFormat(name=name)
    text = tidy(text)
    return [Extract(name, text, MEDIA_TYPE)]


def _is_binary(sample: str) -> bool:
    """Text has next to no control characters, and next to none that its encoding does not know."""
    odd = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\x0b\x1a\x1b") or c in "\ufffd\x7f")
    odd += sum(1 for c in sample if "\x80" <= c <= "\x9f" and c != "\x85")
    return odd * 50 > len(sample)
