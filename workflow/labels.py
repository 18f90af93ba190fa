"""What the values of our enumerations are called. Outcomes carry their label in their own table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from states.labels import ROLE_LABELS
from states.outcome import TABLE, Effect, Outcome, Role, Vote
from states.refusal import N_

_LABELS: dict[type[Enum], Mapping[Enum, str]] = {
    Outcome: {outcome: entry.label for outcome, entry in TABLE.items()},
    Role: {role: ROLE_LABELS[role.value] for role in Role},
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


#: Enumerations of modules that not every command loads: by the name of the class, and the value.
_NAMED: dict[str, Mapping[str, str]] = {
    "Status": {
        "planned": N_("planned"),
        "open": N_("its turn"),
        "held": N_("on hold"),
        "closed": N_("closed"),
        "void": N_("does not take place"),
    },
    "Majority": {
        "unanimous": N_("unanimous"),
        "majority": N_("by a majority"),
        "tie": N_("tie"),
    },
    "Quorum": {
        "simple": N_("simple majority"),
        "legal_majority": N_("majority of the legal number of members"),
        "two_thirds_present": N_("two thirds of those present"),
        "two_thirds_legal": N_("two thirds of the legal number of members"),
        "all_present": N_("all who are present"),
    },
    "Urgency": {
        "none": N_("not urgent"),
        "claimed": N_("urgency claimed"),
        "recognised": N_("urgency recognised"),
        "refused": N_("urgency refused"),
    },
    "Choice": {
        "none": N_("nothing to choose"),
        "pending": N_("not chosen yet"),
        "adopt": N_("recommended text adopted"),
        "maintain": N_("own text maintained"),
    },
}


def register(kind: type[Enum], labels: Mapping[Enum, str]) -> None:
    """Say what the values of one more enumeration are called; the labels are marked with N_."""
    _LABELS[kind] = labels


def label_of(member: Enum) -> str:
    """The English label: from its table, else the member's own `label`, else its value in words."""
    table = _LABELS.get(type(member)) or _of_states(member)
    if table is not None and member in table:
        return table[member]
    if (named := _NAMED.get(type(member).__name__)) is not None and member.value in named:
        return named[member.value]
    own = getattr(member, "label", None)
    return own if isinstance(own, str) else str(member.value).replace("_", " ")


def _of_states(member: Enum) -> Mapping[Enum, str] | None:
    """The labels of states and of meetings stand beside them; whoever has such a value has loaded them."""
    if type(member).__name__ == "State":
        from states.stage import STATE_LABELS

        return STATE_LABELS  # type: ignore[return-value]
    if type(member).__name__ == "MeetingStatus":
        from states.meeting import MEETING_STATUS_LABELS

        return MEETING_STATUS_LABELS  # type: ignore[return-value]
    return None
