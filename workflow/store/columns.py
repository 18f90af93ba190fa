"""The columns of the rows that are folded from events, and what a snapshot holds, by name.

Kept apart from the values themselves, so that a command that only reads need not load those.
"""

from __future__ import annotations

#: Derived columns of a motion; beside them a row has id, council, wake_at, version and head.
MOTION_COLUMNS = (
    "reference", "reference_folded", "title", "kind", "state", "applicants", "submitted_on", "parent", "root",
    "public", "urgency", "decided_on", "ended_on", "implemented_on", "station_organization", "station_role",
    "station_meeting", "station_date", "station_status", "hold_until", "choice", "owed", "report_due",
    "format", "snapshot",
)  # fmt: skip

CONSULTATION_COLUMNS = (
    "position", "organization", "role", "status", "meeting", "on_date", "next_meeting", "agenda_item",
    "origin", "until", "outcome", "majority", "vote", "yes", "no", "abstain", "phrase", "event",
)  # fmt: skip

MEETING_COLUMNS = (
    "organization", "on_date", "begins", "ends", "place", "name", "status", "sequence", "origin", "uid",
    "minutes_on",
)  # fmt: skip

#: The fields of `states.motion.Motion`, in the order of a snapshot of SNAPSHOT_FORMAT.
SNAPSHOT_FORMAT = 1
SNAPSHOT_FIELDS: tuple[str, ...] = (
    "id", "reference", "title", "kind", "state", "applicants", "submitted_on", "points",
    "points_known", "proposed", "proposed_by", "recommended", "amended", "choice", "final",
    "reasoning", "parent", "root", "changes", "rank", "consultations", "urgency", "public",
    "agenda_item", "addressee", "signatories", "costs", "decided_on", "suspended_on", "ended_on",
    "reports", "implemented_on", "links", "owed", "channel", "acknowledged_on", "outside",
    "version",
)  # fmt: skip

#: `states.stage.OPEN`: results may still come.
OPEN_STATES = (
    "draft", "submitted", "committee_recommendation", "committee_decision", "plenary_decision", "suspended",
    "dormant",
)  # fmt: skip
