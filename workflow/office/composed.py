"""Text as it is kept: every letter with its marks is one character, however it was typed.

A Mac and some PDFs write ü as u and two dots. Both look alike, and nobody would find the one by the other.
"""

from __future__ import annotations

from typing import Any, TypeVar
from unicodedata import normalize

T = TypeVar("T")


def composed(value: T) -> T:
    """A value with all texts in it in Unicode's form C; codes of enumerations and other values stay."""
    given: Any = value
    made: Any = value
    if type(value) is str:
        made = normalize("NFC", given)
    elif isinstance(value, tuple):
        parts = (composed(part) for part in value)
        made = type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)
    elif isinstance(value, dict):
        made = {key: composed(part) for key, part in value.items()}
    elif isinstance(value, list):
        made = [composed(part) for part in value]
    return made  # type: ignore[no-any-return]
