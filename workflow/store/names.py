"""References, names of organizations and of applicants as they are compared, and the nearest ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

#: What people write in front of a reference without meaning a part of it.
_PREFIX = re.compile(
    r"^(?:(?:drs|drucks|drucksachen?|vorlagen?|antrags?|anfragen?|beschlussvorlage|papier|nr|nummer|no)\b[\s.:-]*)+"
)
_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans("‐‑‒–—−", "------")


@lru_cache(maxsize=1024)
def fold_reference(text: str) -> str:
    """A reference without case, spaces and the words in front of it: `drs. 12/397` is `12/397`."""
    folded = _SPACES.sub(" ", normalize("NFC", text).translate(_DASHES)).strip().casefold()
    bare = _PREFIX.sub("", folded)
    return (bare or folded).replace(" ", "")


def fold_name(text: str) -> str:
    """A name without case and doubled spaces, with one kind of dash."""
    return _SPACES.sub(" ", normalize("NFC", text).translate(_DASHES)).strip().casefold()


def number_of(text: str) -> int | None:
    """17 for `#17`: the number that names a motion with or without a reference."""
    digits = text.strip().removeprefix("#")
    named = text.strip().startswith("#") and digits.isascii() and digits.isdigit() and len(digits) <= 15
    return int(digits) if named else None


def nearest(wanted: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known references most like the wanted one, best first."""
    from difflib import get_close_matches

    by_fold = {fold_reference(reference): reference for reference in known if reference}
    return [by_fold[found] for found in get_close_matches(fold_reference(wanted), by_fold, count, 0.6)]
