"""What the values of our enumerations are called. Outcomes carry their label in their own table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from states.outcome import TABLE, Effect, Outcome, Role, Vote
from states.refusal import N_

_LABELS: dict[type[Enum], Mapping[Enum, str]] = {
    Outcome: {outcome: entry.label for outcome, entry in TABLE.items()},
    Role: {
        Role.HEARING: N_("hearing"),
        Role.RECOMMENDATION: N_("recommendation"),
        Role.PREPARATION: N_("preparation of the decision"),
        Role.COMMITTEE_DECISION: N_("decision of the committee"),
        Role.PLENARY_DECISION: N_("decision of the plenary"),
        Role.NOTICE: N_("notice"),
    },
    Vote: {
        Vote.FOR: N_("in favour"),
        Vote.AGAINST: N_("against"),
        Vote.NEUTRAL: N_("without a vote"),
        Vote.NONE: "–",
    },
    Effect: {
        Effect.NEXT: N_("on to the next station"),
        Effect.CLONE: N_("again at the next meeting"),
        Effect.HOLD: N_("on hold"),
        Effect.INSERT: N_("another organization first"),
        Effect.INSERT_RETURN: N_("another organization first, then back"),
        Effect.INSERT_PREPARE_RETURN: N_("another organization first, prepared again, then back"),
        Effect.HAND_OVER: N_("decided by another organization"),
        Effect.BACK_RETURN: N_("an earlier organization again, then back"),
        Effect.READMIT: N_("at the next meeting that is still open"),
        Effect.ADOPT: N_("decided: adopted"),
        Effect.REJECT: N_("decided: rejected"),
        Effect.SPLIT: N_("decided point by point"),
        Effect.CLOSE: N_("ended without a decision in substance"),
        Effect.SETTLE: N_("ended with the applicant’s consent"),
        Effect.LEAVE: N_("ended"),
        Effect.REFUSE: N_("not possible here"),
    },
}


def register(kind: type[Enum], labels: Mapping[Enum, str]) -> None:
    """Say what the values of one more enumeration are called; the labels are marked with N_."""
    _LABELS[kind] = labels


def label_of(member: Enum) -> str:
    """The English label: from its table, else the member's own `label`, else its value in words."""
    table = _LABELS.get(type(member))
    if table is not None and member in table:
        return table[member]
    own = getattr(member, "label", None)
    return own if isinstance(own, str) else str(member.value).replace("_", " ")
