"""The list of meetings, from rows alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.layout import sheet
from workflow.commands.reading import Reading, read
from workflow.words import _, day

Row = dict[str, Any]

COLUMNS = (
    *("id", "organization", "organization_name", "date", "begins", "ends", "place", "name", "status"),
    *("motions", "waiting", "minutes_on", "uid", "sequence"),
)
STATUS = {
    "scheduled": N_("scheduled"),
    "invited": N_("invited"),
    "held": N_("held"),
    "cancelled": N_("cancelled"),
}


class Filter(NamedTuple):
    """What the list is narrowed to, as it was typed."""

    organization: str
    start: str
    end: str


def listed(desk: Desk, wanted: Filter) -> tuple[list[Row], Callable[[list[Row]], list[str]]]:
    """The meetings, and how they are shown. Raises NotADate, UnknownOrganization."""
    reading = read(desk)
    rows = [
        _row(found)
        for found in reading.reader.meetings(
            reading.id,
            start=_day(reading, wanted.start),
            end=_day(reading, wanted.end),
            organization=reading.organization(wanted.organization),
        )
    ]
    return rows, lambda found: _shown(desk, found)


def _day(reading: Reading, text: str) -> str:
    if not text:
        return ""
    if text.casefold() in ("today", "heute"):
        return reading.today.isoformat()
    from workflow.intake.dates import parse_user_date

    return parse_user_date(text).isoformat()


def _row(found: Row) -> Row:
    made = {name: found.get(name) for name in COLUMNS}
    clocks = {name: found[name] and found[name][:5] for name in ("begins", "ends")}
    return made | clocks | {"date": found["on_date"]}


def _shown(desk: Desk, rows: list[Row]) -> list[str]:
    if not rows:
        return [_("No meetings.")]
    headers = [_("No."), _("Date"), _("Time"), _("Organization"), _("Venue"), _("Status"), _("Motions")]
    return list(sheet(desk, headers, [_cells(row) for row in rows]))


def _cells(row: Row) -> list[object]:
    status = _(STATUS[row["status"]])
    if row["status"] == "held" and row["minutes_on"]:
        status = _("held, minutes there")
    motions = str(row["motions"] or "")
    if row["waiting"] and row["status"] == "held":
        motions = _("{n} ({open} without a result)").format(n=row["motions"], open=row["waiting"])
    name = row["organization_name"] or row["organization"]
    called = f"{name}: {row['name']}" if row["name"] else name
    when = day(date.fromisoformat(row["date"]), weekday=True)
    return [row["id"], when, row["begins"] or "", called, row["place"], status, motions]
