"""What states and roles are called, by their values: rows are shown without the enumerations."""

from __future__ import annotations

from states.refusal import N_

STATE_LABELS: dict[str, str] = {
    "draft": N_("draft"),
    "submitted": N_("submitted"),
    "committee_recommendation": N_("committee recommendation"),
    "committee_decision": N_("committee decision"),
    "plenary_decision": N_("plenary decision"),
    "adopted": N_("adopted"),
    "adopted_partly": N_("adopted in part"),
    "suspended": N_("suspended by objection"),
    "implemented": N_("implemented"),
    "rejected": N_("rejected"),
    "to_be_refiled": N_("to be filed again"),
    "not_taken_up": N_("not taken up"),
    "noted": N_("noted"),
    "withdrawn": N_("withdrawn"),
    "settled": N_("settled"),
    "merged": N_("merged into another paper"),
    "fallen": N_("fallen with its motion"),
    "lapsed": N_("lapsed at the end of the term"),
    "dormant": N_("dormant since the end of the term"),
}

ROLE_LABELS: dict[str, str] = {
    "hearing": N_("hearing"),
    "recommendation": N_("recommendation"),
    "preparation": N_("preparation"),
    "committee_decision": N_("committee decision"),
    "plenary_decision": N_("plenary decision"),
    "notice": N_("notice"),
}
