"""Every no the program can say: a stable code, an exit status, the sentence, its ground, the way out.

A refusal is a value that happens to be raised. Its sentences are English templates which the door
translates and fills (`workflow.words.sentence`), so this module knows neither language nor terminal.
Each area of the program keeps its own refusals beside its own rules; those of the machine are in
`states.rule_refusals`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


def N_(message: str) -> str:
    """Mark a message for translation without translating it here."""
    return message


class Word(str):
    """A fact that is itself a word of ours, marked with N_; the door translates it where it fills it in."""

    __slots__ = ()


class Exit(IntEnum):
    """What the shell is told. The numbers are a promise to scripts."""

    DONE = 0
    FAILURE = 1  #: something broke that no rule foresaw
    USAGE = 2  #: the command line itself is wrong
    NOT_FOUND = 3  #: the thing named does not exist
    RULE = 4  #: a rule of procedure says no
    CONFLICT = 5  #: somebody was faster, or the database is locked
    NETWORK = 6  #: a server could not be reached or misbehaved
    INPUT = 7  #: a file or a value cannot be read as what it should be
    PERMISSION = 8  #: this person may not do this
    FAULTS = 9  #: a check ran to its end and found faults
    DATABASE = 10  #: no database, one of another version, or a damaged one
    STORAGE = 11  #: the disk is full or the file cannot be written


class Refusal(Exception):
    """A no with its reason. Subclasses set the class attributes; the instance carries the facts.

    `message` and `way_out` are templates filled with `facts` (``{reference}``); `ground` is the
    paragraph or the council's rule that says no, verbatim, where there is one.
    """

    code: ClassVar[str] = "refused"
    exit_status: ClassVar[Exit] = Exit.RULE
    message: ClassVar[str] = N_("This is not possible.")
    way_out: ClassVar[str] = ""

    def __init__(self, *, ground: str = "", **facts: object) -> None:
        self.ground = ground
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message.format_map(_Facts(self.facts))}"


class _Facts(dict[str, object]):
    """A fact that was not given shows as its own name, so that no sentence can fail to be said."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
