"""Lost motions: deferred, referred or put on hold, and nobody has taken them up since."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from workflow.commands.reading import Reading

Row = dict[str, Any]

DAYS = 60  #: without a follow-up a motion counts as lost

#: The last thing that happened to each motion on its way: its newest result.
_LAST = (
    "SELECT c.motion, max(coalesce(g.on_date, c.on_date)) AS on_date FROM consultation c"
    " JOIN motion m ON m.id = c.motion LEFT JOIN meeting g ON g.id = c.meeting"
    " WHERE m.council = ? AND m.ended_on IS NULL AND c.outcome IS NOT NULL GROUP BY c.motion"
)
_OUTCOME = (
    "SELECT outcome FROM consultation WHERE motion = ? AND outcome IS NOT NULL ORDER BY event DESC LIMIT 1"
)


class Lost(NamedTuple):
    """A motion without a follow-up."""

    row: Row
    since: str  #: ISO: its last result, the day its meeting was, or its filing
    days: int
    outcome: str | None  #: what its last result was
    no_result: bool  #: it waits since a meeting of which no result was entered


def lost_motions(reading: Reading, days: int = DAYS) -> dict[int, Lost]:
    """By number: every motion on its way that has waited longer than so many days without a date ahead.

    Amendments follow their motion and are not counted; a motion with a resubmission date that is still to
    come is not lost.
    """
    from workflow.store.filters import Filters

    today = reading.today
    last = {row["motion"]: row["on_date"] for row in reading.rows(_LAST, (reading.id,))}
    found: dict[int, Lost] = {}
    for row in reading.reader.list_motions(reading.id, Filters(open=True), order="number"):
        if row["parent"] is not None or row["state"] == "draft" or _has_date_ahead(row, today.isoformat()):
            continue
        known = max(filter(None, (last.get(row["id"]), row["submitted_on"])), default="")
        since = max(known, _past_date(row) or "")
        waited = (today - date.fromisoformat(since)).days if since else 0
        if waited > days:
            outcome = reading.rows(_OUTCOME, (row["id"],))
            said = outcome[0]["outcome"] if outcome else None
            found[row["id"]] = Lost(row, since, waited, said, since > known)
    return found


def _has_date_ahead(row: Row, today: str) -> bool:
    if row["station_status"] == "held":
        return bool(row["hold_until"] and row["hold_until"] >= today)
    on = row["meeting_on"] or row["station_date"]
    return bool(on and on >= today and row["meeting_status"] != "cancelled")


def _past_date(row: Row) -> str | None:
    on: str | None = row["meeting_on"] or row["station_date"] or row["hold_until"]
    return on
