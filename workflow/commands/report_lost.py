"""`report lost`: motions without a follow-up, the summer break not counted."""

from __future__ import annotations

import re
from datetime import date, timedelta

from states.refusal import N_, Exit, Refusal
from workflow.commands.lost import lost_motions
from workflow.commands.reading import Reading
from workflow.office.reporting import Answer, Asked
from workflow.publish.paper import BAD, WARNING, Bar, Chart
from workflow.words import _

_SPAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.\s*(?:-|–|bis|to)\s*(\d{1,2})\.(\d{1,2})\.")
_USUAL = (7, 15, 8, 31)  #: where no school holidays are known
_NONE = ("none", "keine", "-")


class NoBreak(Refusal):
    """This is no span of days of a year."""

    code = "no_break"
    exit_status = Exit.USAGE
    message = N_("“{text}” is no span of days.")
    way_out = N_("Write it as 15.07.-31.08., or none.")


class Break:
    """The days of each year that do not count."""

    def __init__(self, text: str | None, land: str) -> None:
        self._land = land
        self._fixed: tuple[int, int, int, int] | None = None
        self.counts = text is None or text.strip().casefold() not in _NONE
        if text and self.counts:
            found = _SPAN.fullmatch(text.strip())
            days = tuple(int(part) for part in found.groups()) if found else ()
            try:
                self._fixed = (days[1], days[0], days[3], days[2])
                self._of(2024)
            except (IndexError, ValueError):
                raise NoBreak(text=text) from None

    def _of(self, year: int) -> tuple[date, date]:
        if self._fixed is None:
            from workflow.rules.school import summer_break

            known = summer_break(self._land, year)
            if known is not None:
                return known
        a, b, c, d = self._fixed or _USUAL
        return date(year, a, b), date(year, c, d)

    def days_between(self, start: date, end: date) -> int:
        """The days after `start` up to and with `end` that lie in no break."""
        found = (end - start).days
        for year in range(start.year, end.year + 1) if self.counts else ():
            first, last = self._of(year)
            low, high = max(first, start + timedelta(days=1)), min(last, end)
            found -= max((high - low).days + 1, 0)
        return found


def lost(reading: Reading, asked: Asked, days: int, pause: str | None) -> Answer:
    """Motions on their way that have waited for more than so many days. Raises NoBreak."""
    summer = Break(pause, reading.council["land"])
    rows = []
    for each in lost_motions(reading, days).values():
        row = each.row
        waited = summer.days_between(date.fromisoformat(each.since[:10]), reading.today)
        if waited <= days or not _passes(row, each.since, asked):
            continue
        rows.append(
            {
                "reference": row["reference"] or f"#{row['id']}",
                "title": row["title"],
                "organization": row["station_name"] or row["station_organization"],
                "last": each.outcome,
                "since": each.since,
                "days": waited,
            }
        )
    rows.sort(key=lambda row: -row["days"])
    bars = [Bar(row["reference"], [(row["days"], BAD if row["days"] > 2 * days else WARNING)],
                str(row["days"])) for row in rows[:20]]  # fmt: skip
    columns = [("reference", _("Reference")), ("title", _("Title")), ("organization", _("Stands with")),
               ("last", _("Last result")), ("since", _("Since")), ("days", _("Days"))]  # fmt: skip
    notes = [_("The summer break is not counted.")] if rows and summer.counts else []
    chart = Chart(_("Days without a follow-up"), bars)
    return Answer(_("Motions without a follow-up"), columns, rows, [chart] if bars else [], notes)


def _passes(row: dict[str, object], since: str, asked: Asked) -> bool:
    from workflow.store.names import fold_name

    if asked.organization and row["station_organization"] != asked.organization:
        return False
    if (asked.since and since < asked.since) or (asked.until and since > asked.until):
        return False
    if asked.kind and row["kind"] != asked.kind:
        return False
    applicants = row["applicants"] if isinstance(row["applicants"], list) else []
    part = fold_name(asked.applicant) if asked.applicant else ""
    return not part or any(part in fold_name(name) for name in applicants)
