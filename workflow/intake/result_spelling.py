"""Misspelt words of results: "einstimmig beschlosen", "zurückgzogen".

A word is corrected only where it is long, is one slip away from exactly one known word, and the phrase
means nothing as it stands.
"""

from __future__ import annotations

import re
from functools import cache

_WORDS = (
    "einstimmig mehrheitlich beschlossen zugestimmt angenommen empfohlen genehmigt abgelehnt vertagt "
    "verwiesen überwiesen zurückgestellt zurückgezogen zurückverwiesen abgesetzt erledigt übernommen "
    "kenntnisnahme kenntnis zustimmung ablehnung vertagung verweisung weitergeleitet ungeändert "
    "unverändert geändert teilweise stimmengleichheit nichtbefassung prüfauftrag gegenstandslos "
    "stimmenmehrheit "
).split()
_SHORTEST = 7


@cache
def _slips() -> dict[str, str]:
    """Every form one slip away (a letter dropped, doubled, swapped or wrong) that belongs to one word."""
    found: dict[str, set[str]] = {}
    letters = "abcdefghijklmnopqrstuvwxyzäöüß"
    for word in _WORDS:
        halves = [(word[:n], word[n:]) for n in range(len(word) + 1)]
        forms = {a + b[1:] for a, b in halves if b} | {
            a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1
        }
        forms |= {a + c + b[1:] for a, b in halves if b for c in letters} | {
            a + c + b for a, b in halves for c in letters
        }
        for form in forms - {word}:
            found.setdefault(form, set()).add(word)
    known = set(_WORDS)
    return {
        f: words.pop()
        for f, words in found.items()
        if len(words) == 1 and f not in known and len(f) >= _SHORTEST - 1
    }


def respell(line: str) -> str:
    """The phrase with its misspelt words put right."""

    def right(match: re.Match[str]) -> str:
        word = match[0].lower()
        return _slips().get(word, match[0])

    return re.sub(rf"[^\W\d_]{{{_SHORTEST - 1},}}", right, line)
