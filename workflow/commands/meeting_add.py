"""Entering meetings by hand: one, or a series by its rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from states.motion import Motion
from states.refusal import N_, Exit, Refusal
from workflow.commands import meeting_shown as shown
from workflow.commands.desk import Desk
from workflow.commands.opening import open_office
from workflow.intake.calendar_entry import read_clock, read_when
from workflow.office import calendar
from workflow.office.calendar import Entered
from workflow.office.office import Office
from workflow.words import _, listed, ngettext

Row = dict[str, Any]


class DayMissing(Refusal):
    code = "day_missing"
    exit_status = Exit.USAGE
    message = N_("It is not said on which day {organization} meets.")
    way_out = N_("Name it: laufzettel meeting add {organization} 22.03.2026 16:00, or a series with --every.")


class SeriesEndMissing(Refusal):
    code = "series_end_missing"
    exit_status = Exit.USAGE
    message = N_("A series needs its last day.")
    way_out = N_("Name it with --until.")


class Given(NamedTuple):
    """What was typed."""

    organization: str
    when: tuple[str, ...]
    ends: str | None
    place: str
    name: str
    every: str | None
    start: str | None
    end: str | None
    breaks: tuple[str, ...]


def added(desk: Desk, given: Given, *, add_organizations: bool, dry_run: bool) -> Row:
    """Enter what was given."""
    on, begins = read_when(" ".join(given.when))
    ends = read_clock(given.ends) if given.ends else None
    if on is None and not given.every:
        raise DayMissing(organization=given.organization)
    office = open_office(desk, "meetings", dry_run=dry_run)
    entered = Entered(given.organization, on or office.today, begins, ends, given.place, given.name)
    if given.every:
        return _series(office, given, entered, add_organizations)
    meeting, carried = calendar.add(office, entered, add_organizations=add_organizations)
    motions = [value for value in carried.after.values() if isinstance(value, Motion)]
    return {
        "done": not dry_run,
        "meetings": [shown.meeting_row(office, meeting)],
        "unchanged": 0,
        "left_out": [],
        "motions": [shown.motion_row(office, m, meeting.id) for m in motions],
        "organizations": [str(f.event.data["name"]) for f in carried.facts if f.stream == "council"],
        "conflicts": shown.conflicts_of(office, meeting, motions),
    }


def _series(office: Office, given: Given, entered: Entered, add_organizations: bool) -> Row:
    from workflow.commands.values import user_day
    from workflow.intake.calendar_rule import days_of

    first, last = user_day(given.start) or office.today, user_day(given.end)
    if last is None:
        raise SeriesEndMissing
    days = days_of(given.every or "", first, last)
    breaks = _Breaks(office, given.breaks)
    kept = [on for on in days if not breaks.why(on)]
    wanted = [entered._replace(on=on) for on in kept]
    done = calendar.import_all(office, wanted, add_organizations=add_organizations)
    made = sorted(done.added, key=lambda m: m.on)
    return {
        "done": not office.dry_run,
        "meetings": [shown.meeting_row(office, m) for m in made],
        "unchanged": done.unchanged,
        "left_out": [{"date": on.isoformat(), "why": breaks.why(on)} for on in days if breaks.why(on)],
        "motions": [],
        "organizations": done.organizations,
        "conflicts": [row for m in made for row in shown.conflicts_of(office, m, ())],
    }


class _Breaks:
    """When a series pauses: by name or by dates."""

    def __init__(self, office: Office, periods: tuple[str, ...]) -> None:
        from workflow.intake.calendar_rule import Pause, pause_of

        self._rules = office.rules
        self._pauses: list[Pause] = [pause_of(text) for text in periods]

    def why(self, on: date) -> str:
        """Why no meeting takes place on a day; empty where one does."""
        return next((why for pause in self._pauses if (why := self._why(on, pause))), "")

    def _why(self, on: date, pause: Any) -> str:
        from workflow.rules.council_deadline import work_calendar
        from workflow.rules.school import BREAKS, SUMMER, known, school_break
        from workflow.rules.workday import holiday_name

        if pause.kind == "days":
            return pause.text if pause.first <= on <= pause.last else ""
        if pause.kind == "holidays":
            return holiday_name(on, work_calendar(self._rules))
        if not known(self._rules.land, on.year):
            raise HolidaysNotKnown(year=on.year, land=self._rules.land)
        name = school_break(on, self._rules.land)
        return _(BREAKS.get(name, name)) if name and (pause.kind == "school" or name == SUMMER) else ""


class HolidaysNotKnown(Refusal):
    code = "holidays_not_known"
    exit_status = Exit.INPUT
    message = N_("The school holidays of {year} ({land}) are not known to this program.")
    way_out = N_("Name the days: --not-in 01.07.2030..14.08.2030")


# For people


def lines(result: Row) -> Iterator[str]:
    """Each meeting, what came to it, what speaks against it."""
    for row in result["meetings"]:
        yield shown.meeting_line(row)
    for row in result["left_out"]:
        when = shown.when({"date": row["date"], "begins": None})
        yield _("left out: {on} ({why})").format(on=when, why=row["why"])
    if result["organizations"]:
        yield _("New organization: {names}").format(names=listed(result["organizations"]))
    if result["motions"]:
        yield _("Motions that waited for it:")
        yield from shown.motion_lines(result["motions"])
    yield from shown.conflict_lines(result["conflicts"])
    yield _ending(result)


def _ending(result: Row) -> str:
    n = len(result["meetings"])
    if not result["done"]:
        return _("Nothing was entered (--dry-run).")
    told = ngettext("Entered: one meeting.", "Entered: {n} meetings.", n).format(n=n)
    if result["unchanged"]:
        known = ngettext("One was there already.", "{n} were there already.", result["unchanged"])
        told += " " + known.format(n=result["unchanged"])
    return told


def rows(result: Row) -> list[Row]:
    """The meetings."""
    return list(result["meetings"])
