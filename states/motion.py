"""A motion, its consultations and their results, as its events have made it. All values are frozen."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from states.outcome import Outcome, Role, Vote
from states.stage import ADOPTED, OPEN, STAGE_OF_ROLE, STAGES, State
from states.text import Change, Point
from states.vote import Majority, Quorum, Votes


class Status(StrEnum):
    """Where a consultation stands."""

    PLANNED = "planned"
    OPEN = "open"  #: its turn; the only one of the motion
    HELD = "held"  #: its turn, but without a date until it is taken up again
    CLOSED = "closed"
    VOID = "void"  #: will not take place; the motion ended or went another way before


class Result(NamedTuple):
    """What came of a consultation: outcome × majority × target × text as voted."""

    event: int  #: the event of the motion's history that recorded it
    outcome: Outcome
    on: date  #: when it took effect
    vote: Vote = Vote.NONE
    majority: Majority | None = None
    votes: Votes | None = None
    factions: tuple[tuple[str, Votes], ...] = ()
    quorum: Quorum = Quorum.SIMPLE
    targets: tuple[str, ...] = ()
    phrase: str = ""
    #: points decided one by one: number → adopted or rejected
    points: tuple[tuple[str, Outcome], ...] = ()
    text: tuple[Point, ...] | None = None  #: the text as voted, where the vote made a new one
    check: bool = False


class Consultation(NamedTuple):
    """One organization, one role, at most one meeting."""

    n: int
    organization: str
    role: Role
    status: Status = Status.PLANNED
    meeting: int | None = None
    on: date | None = None  #: the date printed or agreed where no meeting is known
    next_meeting: bool = False  #: "the next meeting": to be found in the calendar
    agenda_item: str = ""
    origin: str = "route"  #: route | referral | deferral | return | repeat | added | completed
    of: int | None = None  #: the consultation it comes from
    until: date | None = None  #: resubmission date while it is held
    result: Result | None = None

    @property
    def current(self) -> bool:
        """True while it is this consultation's turn."""
        return self.status is Status.OPEN or self.status is Status.HELD


class Urgency(StrEnum):
    """Whether a motion claims to be urgent, and what the vote on that was."""

    NONE = "none"
    CLAIMED = "claimed"
    RECOGNISED = "recognised"
    REFUSED = "refused"


class Choice(StrEnum):
    """What the faction does with a text that a committee recommends instead of its own."""

    NONE = "none"  #: nothing to choose
    PENDING = "pending"
    ADOPT = "adopt"
    MAINTAIN = "maintain"


class Report(NamedTuple):
    """A report the administration owes, or has given."""

    due: date | None
    to: str = ""
    given_on: date | None = None
    text: str = ""


class Motion(NamedTuple):
    """A paper on its way. `points` is the faction's own text, `proposed` the text before the next vote
    where a committee or an amendment made another one, `final` the text as decided."""

    id: int
    reference: str = ""
    title: str = ""
    kind: str = "motion"
    state: State = State.DRAFT
    applicants: tuple[str, ...] = ()
    submitted_on: date | None = None
    points: tuple[Point, ...] = ()
    points_known: bool = True
    proposed: tuple[Point, ...] | None = None
    proposed_by: str = ""  #: the organization that recommended `proposed`
    recommended: tuple[Point, ...] | None = None  #: `proposed` without the amendments adopted since
    amended: tuple[tuple[int, tuple[Change, ...]], ...] = ()  #: amendment → its changes, in order of adoption
    choice: Choice = Choice.NONE
    final: tuple[Point, ...] | None = None
    reasoning: str = ""
    parent: int | None = None  #: the paper an amendment changes
    root: int | None = None  #: the motion at the head of a chain of amendments
    changes: tuple[Change, ...] = ()
    rank: int | None = None  #: order of voting set by the chair; 1 goes first
    consultations: tuple[Consultation, ...] = ()
    urgency: Urgency = Urgency.NONE
    public: bool = True
    agenda_item: str = ""
    addressee: str = ""
    signatories: tuple[str, ...] = ()  #: commitments, never names
    costs: dict[str, Any] | None = None
    decided_on: date | None = None
    suspended_on: date | None = None
    ended_on: date | None = None
    reports: tuple[Report, ...] = ()
    implemented_on: date | None = None
    links: tuple[tuple[str, str], ...] = ()  #: relation → reference
    owed: tuple[str, ...] = ()  #: facts a result should have had and that are still missing
    channel: str = ""  #: how it was filed, with the evidence of receipt
    acknowledged_on: date | None = None
    outside: int = 0  #: facts recorded outside the rules
    version: int = 0

    @property
    def current(self) -> Consultation | None:
        """The consultation whose turn it is."""
        for c in self.consultations:
            if c.status is Status.OPEN or c.status is Status.HELD:
                return c
        return None

    @property
    def following(self) -> Consultation | None:
        """The first consultation that is still planned."""
        for c in self.consultations:
            if c.status is Status.PLANNED:
                return c
        return None

    @property
    def text(self) -> tuple[Point, ...]:
        """The text the next vote is on, or the decided one."""
        if self.final is not None:
            return self.final
        if self.proposed is not None and self.choice is not Choice.MAINTAIN:
            return self.proposed
        return self.points

    def consultation(self, n: int) -> Consultation | None:
        """The consultation with this number."""
        for c in self.consultations:
            if c.n == n:
                return c
        return None

    def closed(self) -> tuple[Consultation, ...]:
        """The consultations that have a result, in the order of the route."""
        return tuple(c for c in self.consultations if c.result is not None)

    def last_result(self) -> Result | None:
        """The newest result, by the order in which results were recorded."""
        results = [c.result for c in self.consultations if c.result is not None]
        return max(results, key=lambda r: r.event, default=None)

    @property
    def is_amendment(self) -> bool:
        """True for a paper that changes another and follows its route."""
        return self.parent is not None


def stage(motion: Motion) -> State:
    """The stage that follows from the consultation whose turn it is."""
    current = motion.current
    return motion.state if current is None else STAGE_OF_ROLE[current.role]


_AFTER_A_VOTE = (*ADOPTED, State.REJECTED, State.SUSPENDED)


def invariants(motion: Motion) -> list[str]:
    """Every invariant of domain.md §4 that can be seen in one motion and that it breaks; empty when sound."""
    broken = []
    current = [c for c in motion.consultations if c.current]
    if len(current) > 1:
        broken.append("two consultations have their turn at once")
    if motion.state in STAGES and not current and not motion.is_amendment:
        broken.append("a motion on its way has no open consultation")
    if motion.state not in OPEN and current:
        broken.append("a motion that has ended has an open consultation")
    if motion.state in STAGES and current and stage(motion) is not motion.state:
        broken.append("the state is not the stage of the open consultation")
    dates = [c.result.on for c in motion.consultations if c.result is not None]
    if dates != sorted(dates):
        broken.append("a station was decided before the one ahead of it")
    if motion.state in _AFTER_A_VOTE and not _was_decided(motion):
        broken.append("an advisory vote ended the motion")
    if len({c.n for c in motion.consultations}) != len(motion.consultations):
        broken.append("two consultations have the same number")
    return broken


def _was_decided(motion: Motion) -> bool:
    if motion.is_amendment:
        return True
    return any(c.result is not None and c.role.decides for c in motion.consultations)
