"""What somebody may have meant who misspelt a word of a council's file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The one word that may be meant, or none: two letters alike in a word of two or three mean nothing."""
    return difflib.get_close_matches(word, list(known), n=1, cutoff=0.6 if len(word) > 3 else 0.75)
