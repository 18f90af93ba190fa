"""The stem of a German word: the Snowball algorithm (snowballstem.org, german.sbl of version 3).

Written for its speed: an import stems tens of thousands of words, and the generated program that this one
agrees with word for word takes ten times as long. What is a vowel, which letters may stand before an
ending and where the regions R1 and R2 begin are the algorithm's own.
"""

from __future__ import annotations

import re

_VOWELS = frozenset("aeiouyäöü")
#: the regions begin behind the first consonant that follows a vowel, and behind the next such one
_REGION = re.compile("[^aeiouyäöü]*[aeiouyäöü]+[^aeiouyäöü]")
#: u and y between vowels are consonants
_BETWEEN = re.compile("[aeiouyäöü][uy][aeiouyäöü]")
_WRITTEN = re.compile("ae|oe|qu|ue|ß")
_AS = {"ae": "ä", "oe": "ö", "qu": "qu", "ue": "ü", "ß": "ss"}
_FIRST = re.compile("(?:erinnen|erin|lns|ern|em|en|ln|er|es|e|s)$")
_SECOND = re.compile("(?:est|en|er|et|st)$")
_THIRD = re.compile("(?:lich|isch|heit|keit|end|ung|ig|ik)$")
_BEFORE_S = frozenset("bdfghklmnrt")
_BEFORE_ST = frozenset("bdfghklmnt")
_BEFORE_ET = frozenset("Udfgklmnrstzä")
_KEEP_ET = ("tick", "plan", "geordn", "intern", "tr")
_APOSTROPHES = ("'sch", "'s", "'")
_PLAIN = str.maketrans("UYäöü", "uyaou")


def stem(word: str) -> str:
    """The stem of a word in small letters."""
    word = _prelude(word)
    one, two = _regions(word)
    word = _third(_second(_first(word, one), one), one, two)
    for ending in _APOSTROPHES:
        if word.endswith(ending):
            word = word[: -len(ending)] if len(word) - len(ending) >= 2 else word
            break
    return word.translate(_PLAIN)


def _prelude(word: str) -> str:
    if _BETWEEN.search(word):
        letters = list(word)
        for i in range(1, len(letters) - 1):
            if letters[i] in "uy" and letters[i - 1] in _VOWELS and letters[i + 1] in _VOWELS:
                letters[i] = letters[i].upper()
        word = "".join(letters)
    return _WRITTEN.sub(lambda found: _AS[found[0]], word)


def _regions(word: str) -> tuple[int, int]:
    """Where R1 and R2 begin; before R1 stand at least three letters."""
    end = len(word)
    first = _REGION.match(word) if end >= 3 else None
    if first is None:
        return end, end
    second = _REGION.match(word, first.end())
    return max(first.end(), 3), second.end() if second else end


def _first(word: str, one: int) -> str:
    found = _FIRST.search(word)
    if found is None or found.start() < one:
        return word
    ending, bare = found[0], word[: found.start()]
    if ending in ("ln", "lns"):
        return bare + "l"
    if ending == "em":
        return word if bare.endswith("syst") else bare
    if ending == "s":
        return bare if bare[-1:] in _BEFORE_S else word
    if ending in ("e", "en", "es"):
        return bare[:-1] if bare.endswith("niss") else bare
    return bare


def _second(word: str, one: int) -> str:
    found = _SECOND.search(word)
    if found is None or found.start() < one:
        return word
    ending, bare = found[0], word[: found.start()]
    if ending == "st":
        return bare if bare[-1:] in _BEFORE_ST and len(bare) >= 4 else word
    if ending == "et":
        return bare if bare[-1:] in _BEFORE_ET and not bare.endswith(_KEEP_ET) else word
    return bare


def _third(word: str, one: int, two: int) -> str:
    found = _THIRD.search(word)
    if found is None or found.start() < two:
        return word
    ending, bare = found[0], word[: found.start()]
    if ending in ("end", "ung"):
        goes = bare.endswith("ig") and not bare.endswith("eig") and len(bare) - 2 >= two
        return bare[:-2] if goes else bare
    if ending in ("ig", "isch", "ik"):
        return word if bare.endswith("e") else bare
    if ending in ("lich", "heit"):
        return bare[:-2] if bare.endswith(("er", "en")) and len(bare) - 2 >= one else bare
    further = 4 if bare.endswith("lich") else 2 if bare.endswith("ig") else 0
    return bare[: len(bare) - further] if further and len(bare) - further >= two else bare
