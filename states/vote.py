"""Votes and majorities: how a vote was counted, and what the count itself says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Majority(StrEnum):
    """How a vote came out, apart from what it was on."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    TIE = "tie"


class Quorum(StrEnum):
    """The majority a vote needs."""

    SIMPLE = "simple"
    LEGAL_MAJORITY = "legal_majority"  #: more than half of the legal number of members
    TWO_THIRDS_PRESENT = "two_thirds_present"
    TWO_THIRDS_LEGAL = "two_thirds_legal"
    ALL_PRESENT = "all_present"


class Votes(NamedTuple):
    """Votes for, against and abstentions. Abstentions count for no majority (as under § 50 GO NRW)."""

    yes: int
    no: int
    abstain: int = 0

    @property
    def cast(self) -> int:
        """All who took part, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def majority(self) -> Majority:
        """Unanimous without votes against (abstentions do not break it), a tie, or a majority."""
        if self.yes == self.no:
            return Majority.TIE
        return Majority.UNANIMOUS if 0 in (self.yes, self.no) else Majority.MAJORITY

    def carries(self, quorum: Quorum = Quorum.SIMPLE, members: int | None = None) -> bool:
        """Whether the vote was won. A tie is lost. Legal numbers need `members`; without it the
        simple majority has to do, since nothing better is known."""
        if self.yes <= self.no:
            return False
        if quorum is Quorum.TWO_THIRDS_PRESENT:
            return 3 * self.yes >= 2 * self.cast
        if quorum is Quorum.ALL_PRESENT:
            return self.yes == self.cast
        if members is not None and quorum is Quorum.TWO_THIRDS_LEGAL:
            return 3 * self.yes >= 2 * members
        if members is not None and quorum is Quorum.LEGAL_MAJORITY:
            return 2 * self.yes > members
        return True

    def turned(self) -> Votes:
        """The same vote seen from the other side: on the proposal to reject."""
        return Votes(self.no, self.yes, self.abstain)


def total(factions: Mapping[str, Votes]) -> Votes:
    """The sum of the votes of the factions."""
    return Votes(
        sum(v.yes for v in factions.values()),
        sum(v.no for v in factions.values()),
        sum(v.abstain for v in factions.values()),
    )
