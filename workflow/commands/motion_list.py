"""The list of motions: filters as they are typed, rows as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from states.labels import STATE_LABELS
from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.layout import sheet
from workflow.commands.motion_page import KINDS, iso_day
from workflow.commands.reading import Reading
from workflow.store.filters import Filters
from workflow.words import _, listed, ngettext

Row = dict[str, Any]

COLUMNS = (
    *("id", "reference", "title", "kind", "state", "applicants", "submitted_on", "organization"),
    *("organization_name", "role", "date", "time", "station_status", "hold_until", "decided_on", "ended_on"),
    *("public", "urgency", "amends_id", "owed", "choice"),
)


class NoSuchWord(Refusal):
    code = "no_such_word"
    exit_status = Exit.USAGE
    message = N_("“{text}” is no {what} that motions can have.")
    way_out = N_("Possible: {known}.")


class Wanted(NamedTuple):
    """The filters as they were typed."""

    state: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    organization: str = ""
    at: str = ""
    applicant: str = ""
    search: str = ""
    since: str = ""
    until: str = ""
    meeting: str = ""
    open: bool | None = None
    held: bool = False
    lost: int | None = None


def found(reading: Reading, wanted: Wanted, *, sort: str, limit: int | None) -> tuple[list[Row], int]:
    """The motions that pass all filters, and how many there are without the limit."""
    filters = _filters(reading, wanted)
    order = sort or ("meeting" if wanted.open else "filed")
    reader = reading.reader
    if wanted.lost is None:
        rows = reader.list_motions(reading.id, filters, order=order, limit=limit)
        total = len(rows) if limit is None or len(rows) < limit else reader.count_motions(reading.id, filters)
        return [_row(row) for row in rows], total
    from workflow.commands.lost import lost_motions

    lost = lost_motions(reading, wanted.lost)
    kept = [r for r in reader.list_motions(reading.id, filters, order=order) if r["id"] in lost]
    return [_row(row) | {"waiting_days": lost[row["id"]].days} for row in kept[:limit]], len(kept)


def _filters(reading: Reading, wanted: Wanted) -> Filters:
    return Filters(
        state=tuple(chosen(text, STATE_LABELS, _("state")) for text in wanted.state),
        kind=tuple(chosen(text, KINDS, _("kind")) for text in wanted.kind),
        organization=reading.organization(wanted.organization),
        at=reading.organization(wanted.at),
        applicant=wanted.applicant,
        text=wanted.search,
        since=_iso(wanted.since),
        until=_iso(wanted.until),
        open=wanted.open,
        held=wanted.held,
        meeting=_meeting(reading, wanted.meeting),
    )


def chosen(text: str, known: Mapping[str, str], what: str) -> str:
    """The code of a word, or of what it is called. Raises NoSuchWord."""
    folded = text.strip().casefold()
    for code, label in known.items():
        if folded in (
            code,
            code.replace("_", " "),
            code.replace("_", "-"),
            label.casefold(),
            _(label).casefold(),
        ):
            return code
    raise NoSuchWord(text=text, what=what, known=list(known))


def _iso(text: str) -> str:
    if not text:
        return ""
    from workflow.intake.dates import parse_user_date

    return parse_user_date(text).isoformat()


def _meeting(reading: Reading, text: str) -> int | None:
    """A meeting's number, from `4`, `#4` or `KA@20.03.2009`. Raises NoSuchMeeting."""
    if not text:
        return None
    digits = text.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit():
        return int(digits)
    from workflow.office.calendar import NoSuchMeeting

    organization, at, day = text.rpartition("@")
    if at and organization:
        rows = reading.reader.meetings(
            reading.id, start=_iso(day), end=_iso(day), organization=reading.organization(organization)
        )
        if rows:
            return int(rows[0]["id"])
    raise NoSuchMeeting(meeting=text)


def _row(row: Row) -> Row:
    made = {name: row.get(name) for name in COLUMNS}
    return made | {
        "organization": row["station_organization"],
        "organization_name": row["station_name"] or row["station_organization"],
        "role": row["station_role"],
        "date": row["meeting_on"] or row["station_date"],
        "time": row["meeting_begins"][:5] if row["meeting_begins"] else None,
        "station_status": row["station_status"],
        "amends_id": row["parent"],
    }


# For people


def lines(desk: Desk, rows: list[Row], total: int) -> Iterator[str]:
    """A table: as wide as the terminal there, uncut elsewhere."""
    if not rows:
        yield _("No motions.")
        return
    headers = [_("Ref."), _("Title"), _("Status"), _("Organization"), _("Date"), _("Applicants")]
    yield from sheet(desk, headers, [_cells(row) for row in rows])
    if total > len(rows):
        text = ngettext("{n} of {total} motion", "{n} of {total} motions", total)
        yield text.format(n=len(rows), total=total)


def _cells(row: Row) -> list[str]:
    state = _(STATE_LABELS[row["state"]])
    if row["station_status"] == "held":
        until = row["hold_until"]
        state = _("on hold until {until}").format(until=iso_day(until)) if until else _("on hold")
    ended = row["ended_on"]
    on = ended or row["date"]
    place = "" if ended else row["organization_name"] or ""
    when = iso_day(on) if on else ""
    return [row["reference"] or f"#{row['id']}", row["title"], state, place, when, listed(row["applicants"])]
