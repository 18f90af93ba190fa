"""Where a motion stands: its state names the vote that is ahead of it, or how it ended."""

from __future__ import annotations

from enum import StrEnum

from states.labels import ROLE_LABELS as ROLE_LABELS  # noqa: PLC0414 - given on from here
from states.labels import STATE_LABELS as STATE_LABELS  # noqa: PLC0414
from states.outcome import Outcome, Role


class State(StrEnum):
    """The states of a motion. The first five are stages on the way, the others are ends."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  #: filed, not yet on the agenda of a meeting
    COMMITTEE_RECOMMENDATION = "committee_recommendation"
    COMMITTEE_DECISION = "committee_decision"
    PLENARY_DECISION = "plenary_decision"
    ADOPTED = "adopted"
    ADOPTED_PARTLY = "adopted_partly"
    SUSPENDED = "suspended"  #: an objection runs; the vote has to be repeated
    IMPLEMENTED = "implemented"
    REJECTED = "rejected"
    TO_BE_REFILED = "to_be_refiled"  #: lost its advisory vote where the council demands a new filing
    NOT_TAKEN_UP = "not_taken_up"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    MERGED = "merged"
    FALLEN = "fallen"  #: an amendment whose motion was decided without it
    LAPSED = "lapsed"
    DORMANT = "dormant"  #: carried over the end of a term, asleep until taken up again


#: The stage in which a motion waits for a consultation of this role.
STAGE_OF_ROLE: dict[Role, State] = {
    Role.HEARING: State.COMMITTEE_RECOMMENDATION,
    Role.RECOMMENDATION: State.COMMITTEE_RECOMMENDATION,
    Role.NOTICE: State.COMMITTEE_RECOMMENDATION,
    Role.PREPARATION: State.COMMITTEE_DECISION,
    Role.COMMITTEE_DECISION: State.COMMITTEE_DECISION,
    Role.PLENARY_DECISION: State.PLENARY_DECISION,
}

STAGES = (State.COMMITTEE_RECOMMENDATION, State.COMMITTEE_DECISION, State.PLENARY_DECISION)

#: States in which results may still come.
OPEN = frozenset({State.DRAFT, State.SUBMITTED, *STAGES, State.SUSPENDED, State.DORMANT})

#: States that say that something was adopted, so that its execution can be followed.
ADOPTED = frozenset({State.ADOPTED, State.ADOPTED_PARTLY, State.IMPLEMENTED})

#: The end a motion comes to by an outcome that closes it without a vote in substance.
END_OF_OUTCOME: dict[Outcome, State] = {
    Outcome.NOT_TAKEN_UP: State.NOT_TAKEN_UP,
    Outcome.NOTED: State.NOTED,
    Outcome.WITHDRAWN: State.WITHDRAWN,
    Outcome.SETTLED: State.SETTLED,
    Outcome.MERGED: State.MERGED,
}


class Act(StrEnum):
    """What moves a motion other than the result of a consultation."""

    SUBMIT = "submit"
    OPEN = "open"  #: its first consultation is on the agenda of a meeting
    OBJECT = "object"  #: an objection against the decision suspends it
    LIFT = "lift"  #: the objection is withdrawn or dismissed; the decision stands
    REPORT = "report"
    IMPLEMENT = "implement"
    FALL = "fall"
    FOLLOW = "follow"  #: an amendment goes where its motion goes
    LAPSE = "lapse"
    SLEEP = "sleep"
    WAKE = "wake"
