"""Words as search compares them: German stems, and plain parts of words for compounds.

`Anträge` finds `Antrag` by its stem, `Radweg` finds `Kreisradwegekonzept` by its part. Both sides are
prepared here, so every database gives the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from unicodedata import normalize

_WORD = re.compile(r"[^\W_]+")  # as SQLite's own index parts them: what is joined by _ are words of their own
LONGEST = 200  #: letters by which a word is known; no index of a server holds a word of any length
SHORTEST_PART = 4  #: letters; shorter parts are in too many words to say anything


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word, by the Snowball algorithm for German."""
    found: str = _stemmer().stemWord(word.casefold())
    return found


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("german", 0)  # what is remembered is remembered above


def words(text: str) -> list[str]:
    """The words of a text, without hyphens and signs; an umlaut is one letter however it was typed."""
    return _WORD.findall(normalize("NFC", text))


def stemmed(text: str) -> str:
    """A text as the stems of its words; words cut by a soft hyphen are whole."""
    return " ".join(stem(word[:LONGEST]) for word in words(text.replace("\xad", "")))


_BARE = str.maketrans("äöüéèêáàâ", "aoueeeaaa")


def bare(text: str) -> str:
    """A text in one case and without umlauts, as the stems are."""
    return normalize("NFC", text).casefold().translate(_BARE)


def plain(parts: Sequence[str]) -> str:
    """Texts in which parts of words are looked for: nothing but bare words."""
    return " ".join(word for part in parts for word in words(bare(part.replace("\xad", ""))))


def grams(text: str) -> list[str]:
    """Every three letters that stand side by side in a word, once each."""
    return sorted({word[i : i + 3] for word in words(bare(text)) for i in range(len(word) - 2)})


def wanted(query: str) -> list[tuple[str, str]]:
    """What a query asks for: each word's stem, and the part to look for in other words ('' for none)."""
    found = {}
    for word in words(query):
        whole, root = bare(word), stem(word[:LONGEST])
        part = root if whole.startswith(root) else whole
        found[root] = part if len(part) >= SHORTEST_PART else ""
    return list(found.items())
