"""Reading the words of a rule one after another: the cursor, numbers, times of day, words to pass over."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import time

from workflow.rules import rule_lexicon as lexicon
from workflow.rules.deadline_refusals import RuleUnreadable
from workflow.rules.rule_lexicon import Expected

#: Compiled when one is needed: to read “3 days after” takes the first alone.
_TOKEN = r"[^\s,]+|,"
_CLOCK = r"([01]?\d|2[0-4])[:.]([0-5]\d)(?::([0-5]\d))?"
_NTH = r"(\d{1,9})(?:\.|st|nd|rd|th|-?ten|-?te|-?er)"
_LONGEST = 9  #: digits of a number
_BEFORE_A_CLOCK = frozenset({"by", "bis", "um", "at", "until"})


class Reader:
    """The words of a rule from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [(m.group().lower(), m.start()) for m in re.finditer(_TOKEN, text)]
        self.place = 0

    def peek(self, ahead: int = 0) -> str:
        """The next word, or an empty string at the end."""
        place = self.place + ahead
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def next(self) -> str:
        """The next word, which is then read."""
        word = self.peek()
        self.place += 1
        return word

    def take(self, words: Set[str]) -> bool:
        """Read the next word if it is one of these."""
        found = self.peek() in words
        self.place += found
        return found

    def take_phrase(self, phrase: tuple[str, ...]) -> bool:
        """Read these words if they come next, in this order."""
        found = all(self.peek(n) == word for n, word in enumerate(phrase))
        self.place += len(phrase) * found
        return found

    def skip_fillers(self) -> None:
        """Pass over words that say nothing of their own."""
        while self.peek() in lexicon.FILLERS:
            self.place += 1

    def refusal(self, expected: Expected) -> RuleUnreadable:
        """The refusal of the next word, to be raised."""
        at_end = self.place >= len(self.tokens)
        start = len(self.text) if at_end else self.tokens[self.place][1]
        found = self.text[start:].split(",")[0].split(maxsplit=1)[:1] or ["…"]
        return RuleUnreadable(rule=self.text, column=start + 1, found=found[0], expected=expected)


def number_of(word: str) -> int | None:
    """The number a word says, “12” or “twelve” or “zwölf”."""
    return int(word) if word.isdecimal() and len(word) <= _LONGEST else lexicon.NUMBERS.get(word)


def ordinal_of(word: str) -> int | None:
    """The number an ordinal says, “21st” or “21.” or “einundzwanzigsten”."""
    if not word[:1].isdecimal():
        return lexicon.ORDINALS.get(word)
    found = None if word.isdecimal() else re.fullmatch(_NTH, word)
    return int(found.group(1)) if found else None


def clock_comes(reader: Reader) -> bool:
    """Whether a time of day comes next, alone or behind “by”, “bis”, “um”."""
    ahead = 0
    while reader.peek(ahead) in _BEFORE_A_CLOCK:
        ahead += 1
    word = reader.peek(ahead)
    return _is_clock(word) or (word.isdigit() and reader.peek(ahead + 1) == "uhr")


def _is_clock(word: str) -> bool:
    return (":" in word or "." in word) and bool(re.fullmatch(_CLOCK, word))


def read_clock(reader: Reader) -> time | None:
    """A time of day; None for 24:00, which is the end of the day."""
    reader.skip_fillers()
    word = reader.peek()
    found = re.fullmatch(_CLOCK, word if ":" in word or "." in word else f"{word}:00")
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
    if hour > 24 or (hour == 24 and minute + second > 0):
        raise reader.refusal(Expected.CLOCK)
    reader.next()
    reader.take({"uhr", "o’clock", "o'clock"})
    return None if hour == 24 else time(hour, minute, second)


def remark_comes(reader: Reader) -> bool:
    """Whether one of the closing phrases comes next, or the end."""
    if reader.peek() in ("", ","):
        return True
    return any(all(reader.peek(n) == word for n, word in enumerate(phrase)) for phrase in lexicon.REMARKS)


def skip_articles(reader: Reader) -> None:
    """Pass over articles, but never the “by” or “bis” of a time of day, nor a remark's first word."""
    while reader.peek() in lexicon.FILLERS and not clock_comes(reader) and not remark_comes(reader):
        reader.next()
