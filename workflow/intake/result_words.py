"""The words of result phrases: cleaning a phrase and scanning it into signs.

A *sign* is one meaningful element of a result (an act such as REJECT, a manner such as UNANIMOUS, a
subject such as AMENDMENT). The lexicon below maps German stems and idioms to signs; it knows no whole
phrases. `workflow.intake.result_grammar` puts signs together.

Patterns are written with umlauts and single blanks; they also match "ae", "oe", "ue", "ss", umlauts
lost in transfer. All matching keeps the offsets of the cleaned phrase, so
that a destination can be quoted as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from workflow.intake.result_lexicon import LEXICON


class Sign(NamedTuple):
    """One element of a phrase. `form` is done (participle, finite verb), noun or inf, for acts only."""

    name: str
    form: str
    start: int
    end: int


#: Forms of an act: `beschlossen`, `Vertagung`, `abzulehnen`.
DONE, NOUN, INF = "done", "noun", "inf"


class Entry(NamedTuple):
    """One line of the lexicon."""

    name: str
    form: str
    pattern: str


def read_lexicon(text: str) -> tuple[Entry, ...]:
    """The entries of a lexicon, continuation lines joined and named parts put in."""
    entries: list[Entry] = []
    parts: dict[str, str] = {}
    for line in re.sub(r"\n {16}", "", text).splitlines():
        if line.startswith("="):
            name, _, pattern = line[1:].partition(" ")
            parts[f"«{name}»"] = pattern.strip()
        elif line and not line.startswith("#"):
            name, form, pattern = line.split(maxsplit=2)
            for part, meant in parts.items():
                pattern = pattern.replace(part, meant)
            entries.append(Entry(name, form.strip("-"), pattern))
    return tuple(entries)


_EXPAND = {"ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)"}


def widen(pattern: str) -> str:
    """A pattern that matches umlauts in every spelling.

    "ae" for "ä" and "ss" for "ß" come from old systems, a bare "a" from lost diacritics. Character
    classes are left alone.
    """
    out: list[str] = []
    in_class = False
    for at, char in enumerate(pattern):
        if char in "[]" and pattern[at - 1 : at] != "\\":
            in_class = char == "["
        out.append(char if in_class else _EXPAND.get(char, char))
    return "".join(out)


@cache
def _lexicon() -> tuple[Entry, ...]:
    return read_lexicon(LEXICON)


@cache
def _scanner() -> re.Pattern[str]:
    parts = [f"(?P<s{n}>{widen(entry.pattern)})" for n, entry in enumerate(_lexicon())]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + ")")


_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf¤¶¼\u0178\u0153\u201e\u2013\u0152\u017e]")
_BROKEN = re.compile(r"(\w)[-\u00ad]\s*\n\s*(?=[a-zäöüß])")


def clean(phrase: str) -> str:
    """The phrase in one line: NFC, single blanks, words broken at line ends joined, quotes out."""
    text = unicodedata.normalize("NFC", phrase)
    if _MOJIBAKE.search(text):
        text = _repair(text)
    text = _BROKEN.sub(r"\1", text).replace("\u00ad", "")
    text = text.translate(_PLAIN)
    text = re.sub(r"\s*\n\s*", " ; ", text.strip())
    return re.sub(r"\s+", " ", text).strip()


_PLAIN = {ord(c): None for c in '„“”"»«‚‘'} | {ord("\u00a0"): " ", ord("\u2011"): "-", ord("\t"): " "}


def _repair(text: str) -> str:
    """UTF-8 once read as Windows-1252 ("zurÃ¼ckgestellt"), undone where it can be."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def lower(text: str) -> str:
    """Lower case that keeps every offset (a few letters grow when lowered; they stay as they are)."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def scan(lowered: str) -> list[Sign]:
    """All signs of a lowered phrase, in order; words without meaning for a result leave no sign."""
    found: list[Sign] = []
    lexicon = _lexicon()
    for match in _scanner().finditer(lowered):
        entry = lexicon[int((match.lastgroup or "s0")[1:])]
        found.append(Sign(entry.name, entry.form, match.start(), match.end()))
    return found
