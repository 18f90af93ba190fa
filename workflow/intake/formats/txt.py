"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

import re

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._refusals import UnknownFormat
from workflow.intake.formats._text import decode, tidy

ENDINGS = (".txt", ".text", ".md")
MEDIA_TYPE = "text/plain"

_SAMPLE = 65_536
_ODD = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")


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
    return len(_ODD.findall(sample)) * 50 > len(sample)
