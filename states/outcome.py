"""The outcome table: what each result of a consultation does to a motion, by the consultation's role.

This table is the only place that knows outcomes. The machine is generated from it, the council
check walks it, the words of the program and the grammar of result phrases take their labels from
it. A new outcome is one entry here and nothing else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from states.refusal import N_


class Role(StrEnum):
    """What a consultation is for (OParl: Consultation.role)."""

    HEARING = "hearing"
    RECOMMENDATION = "recommendation"
    PREPARATION = "preparation"
    COMMITTEE_DECISION = "committee_decision"
    PLENARY_DECISION = "plenary_decision"
    NOTICE = "notice"

    @property
    def decides(self) -> bool:
        """True where the vote is the one that counts (OParl: authoritative)."""
        return self in (Role.COMMITTEE_DECISION, Role.PLENARY_DECISION)

    @property
    def votes(self) -> bool:
        """True where anything is voted on at all; a notice is only taken note of."""
        return self is not Role.NOTICE


class Effect(StrEnum):
    """What a result does to the route."""

    NEXT = "next"  #: close this consultation, open the one that follows
    CLONE = "clone"  #: the same organization and role again, at its next meeting
    HOLD = "hold"  #: no date; a resubmission date is mandatory
    INSERT = "insert"  #: another organization first, then the rest of the route
    INSERT_RETURN = "insert_return"  #: another organization first, then this one again
    INSERT_PREPARE_RETURN = "insert_prepare_return"  #: as before, the main committee in between
    HAND_OVER = "hand_over"  #: the decision itself moves to another organization
    BACK_RETURN = "back_return"  #: an earlier organization again, then this one again
    READMIT = "readmit"  #: at the next meeting whose submission deadline is still open
    ADOPT = "adopt"  #: decided: END+
    REJECT = "reject"  #: decided: END−
    SPLIT = "split"  #: decided point by point
    CLOSE = "close"  #: ended without a decision in substance: END0
    SETTLE = "settle"  #: ended with the applicant's consent, else as NEXT
    LEAVE = "leave"  #: ended by the applicant or by being taken into another paper
    REFUSE = "refuse"  #: not a valid entry here


class Vote(StrEnum):
    """How a consultation voted, as the stations after it see it."""

    FOR = "+"
    AGAINST = "-"
    NEUTRAL = "0"
    NONE = ""


class Consequence(NamedTuple):
    """One cell of the table."""

    effect: Effect
    vote: Vote = Vote.NONE
    #: a new recommended or final text comes with it (VER)
    text: bool = False
    #: the faction should check the legality; a warning, never a refusal (CHK)
    check: bool = False
    #: the points are voted one by one
    split: bool = False
    #: the administration owes a report, so a report date is due
    report: bool = False


class Outcome(StrEnum):
    """The results that councils record, one word each."""

    ADOPTED = "adopted"
    ADOPTED_AMENDED = "adopted_amended"
    ADOPTED_PARTLY = "adopted_partly"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    HELD = "held"
    REFERRED = "referred"
    REFERRED_FOR_DECISION = "referred_for_decision"
    REFERRED_BACK = "referred_back"
    REMOVED = "removed"
    NOT_TAKEN_UP = "not_taken_up"
    FORWARDED = "forwarded"
    NOTED = "noted"
    NOT_REACHED = "not_reached"
    EXAMINED = "examined"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    MERGED = "merged"
    NOT_ADMITTED = "not_admitted"


class Entry(NamedTuple):
    """A row of the table: the outcome's label and its six cells."""

    label: str
    hearing: Consequence
    recommendation: Consequence
    preparation: Consequence
    committee_decision: Consequence
    plenary_decision: Consequence
    notice: Consequence
    #: the result names the organization it goes to
    target: bool = False


def _row(
    label: str,
    *cells: Consequence,
    target: bool = False,
) -> Entry:
    hearing, recommendation, preparation, committee, plenary, notice = cells * 6 if len(cells) == 1 else cells
    return Entry(label, hearing, recommendation, preparation, committee, plenary, notice, target)


_C = Consequence
_E = Effect
_NO = _C(_E.REFUSE)
_PLUS = _C(_E.NEXT, Vote.FOR)
_MINUS = _C(_E.NEXT, Vote.AGAINST)
_ZERO = _C(_E.NEXT, Vote.NEUTRAL)
_ZERO_CHECK = _C(_E.NEXT, Vote.NEUTRAL, check=True)
_HOLD = _C(_E.HOLD)
_HOLD_CHECK = _C(_E.HOLD, check=True)
_CLOSE_CHECK = _C(_E.CLOSE, check=True)
_VERSION = _C(_E.NEXT, Vote.FOR, text=True)
_PARTLY = _C(_E.NEXT, Vote.NEUTRAL, text=True, split=True)
_INSERT = _C(_E.INSERT)
_RETURN = _C(_E.INSERT_RETURN)
_BACK = _C(_E.BACK_RETURN)

TABLE: dict[Outcome, Entry] = {
    Outcome.ADOPTED: _row(
        N_("adopted"), _PLUS, _PLUS, _PLUS,
        _C(_E.ADOPT, Vote.FOR), _C(_E.ADOPT, Vote.FOR), _NO,
    ),
    Outcome.ADOPTED_AMENDED: _row(
        N_("adopted as amended"), _VERSION, _VERSION, _VERSION,
        _C(_E.ADOPT, Vote.FOR, text=True), _C(_E.ADOPT, Vote.FOR, text=True), _NO,
    ),
    Outcome.ADOPTED_PARTLY: _row(
        N_("adopted in part"), _ZERO, _PARTLY, _PARTLY,
        _C(_E.SPLIT, Vote.FOR, split=True), _C(_E.SPLIT, Vote.FOR, split=True), _NO,
    ),
    Outcome.REJECTED: _row(
        N_("rejected"), _MINUS, _MINUS, _MINUS,
        _C(_E.REJECT, Vote.AGAINST, check=True), _C(_E.REJECT, Vote.AGAINST), _NO,
    ),
    Outcome.DEFERRED: _row(N_("deferred"), _C(_E.CLONE)),
    Outcome.HELD: _row(N_("put on hold"), _HOLD),
    Outcome.REFERRED: _row(
        N_("referred"), _C(_E.INSERT, Vote.NEUTRAL), _INSERT, _RETURN, _RETURN,
        _C(_E.INSERT_PREPARE_RETURN), _INSERT, target=True,
    ),
    Outcome.REFERRED_FOR_DECISION: _row(
        N_("referred for decision"), _NO, _NO, _NO,
        _C(_E.HAND_OVER), _C(_E.HAND_OVER), _NO, target=True,
    ),
    Outcome.REFERRED_BACK: _row(
        N_("referred back"), _NO, _BACK, _BACK, _BACK, _BACK, _NO, target=True,
    ),
    Outcome.REMOVED: _row(
        N_("removed from the agenda"), _HOLD, _HOLD_CHECK, _HOLD_CHECK,
        _HOLD_CHECK, _HOLD_CHECK, _HOLD,
    ),
    Outcome.NOT_TAKEN_UP: _row(
        N_("not taken up"), _ZERO, _ZERO_CHECK, _ZERO_CHECK,
        _CLOSE_CHECK, _CLOSE_CHECK, _C(_E.CLOSE),
    ),
    Outcome.FORWARDED: _row(
        N_("forwarded without a vote"), _ZERO, _ZERO, _ZERO,
        _HOLD_CHECK, _HOLD_CHECK, _ZERO,
    ),
    Outcome.NOTED: _row(
        N_("noted"), _ZERO, _ZERO, _ZERO, _CLOSE_CHECK, _CLOSE_CHECK, _ZERO,
    ),
    Outcome.NOT_REACHED: _row(N_("not reached"), _C(_E.CLONE)),
    Outcome.EXAMINED: _row(
        N_("turned into a request for examination"), _ZERO, _VERSION, _VERSION,
        _C(_E.ADOPT, Vote.FOR, text=True, report=True),
        _C(_E.ADOPT, Vote.FOR, text=True, report=True), _NO,
    ),
    Outcome.WITHDRAWN: _row(N_("withdrawn"), _C(_E.LEAVE)),
    Outcome.SETTLED: _row(
        N_("settled"), _C(_E.SETTLE), _C(_E.SETTLE), _C(_E.SETTLE),
        _C(_E.LEAVE), _C(_E.LEAVE), _C(_E.LEAVE),
    ),
    Outcome.MERGED: _row(N_("merged into another paper"), _C(_E.LEAVE)),
    Outcome.NOT_ADMITTED: _row(N_("not admitted"), _C(_E.READMIT, check=True)),
}  # fmt: skip


def consequence(outcome: Outcome, role: Role) -> Consequence:
    """The cell of the table for an outcome at a consultation of this role."""
    cell: Consequence = getattr(TABLE[outcome], role.value)
    return cell


def possible(role: Role) -> tuple[Outcome, ...]:
    """Every outcome that is a valid entry at a consultation of this role, in the table's order."""
    return tuple(o for o in Outcome if consequence(o, role).effect is not Effect.REFUSE)
