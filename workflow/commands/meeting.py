"""`meeting`: the calendar of the council, entered by hand or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.output import emit

if TYPE_CHECKING:
    from workflow.commands.meeting_list import Filter

_MEETING = N_("The meeting: its number, or ORGANIZATION@DATE.")
_DRY = N_("Only show what would happen.")


@group(
    "meeting",
    help=N_("Enter, list, move and cancel meetings."),
    examples=["laufzettel meeting list", "laufzettel meeting add Kreistag 22.03.2026 16:00"],
)
def meeting() -> None:
    """The meetings."""


@meeting.command(
    "list",
    help=N_("List meetings with their motions, the earliest first."),
    examples=[
        ("laufzettel meeting list --from today", N_("what is ahead")),
        ("laufzettel meeting list --organization Kreistag --from 01.01.2026 --until 31.12.2026"),
    ],
)
@option("--organization", metavar=N_("ORGANIZATION"), help=N_("Only this organization."))
@option("--from", "start", metavar=N_("DATE"), help=N_("From this day on; “today” is one, too."))
@option("--until", "end", metavar=N_("DATE"), help=N_("Up to this day, which belongs to it."))
@pass_desk
def list_(desk: Desk, organization: str | None, start: str | None, end: str | None) -> None:
    """From rows alone."""
    from workflow.commands import meeting_list

    wanted: Filter = meeting_list.Filter(organization or "", start or "", end or "")
    rows, text = meeting_list.listed(desk, wanted)
    emit(desk, rows, text, columns=meeting_list.COLUMNS)


@meeting.command(
    "add",
    help=N_(
        "Enter a meeting, or a series of them.\n\nMotions that wait for the next meeting of the organization "
        "are put on it."
    ),
    examples=[
        ("laufzettel meeting add Kreistag 22.03.2026 16:00 --place Kreishaus", N_("one meeting")),
        (
            "laufzettel meeting add Kreistag 17:00 --every '2. Dienstag' --until 31.12.2026 --not-in Ferien",
            N_("a series; --dry-run shows its days first"),
        ),
    ],
)
@argument("organization", metavar=N_("ORGANIZATION"), help=N_("The organization that meets."))
@argument("when", nargs=-1, metavar=N_("DATE TIME"), help=N_("The day, and the time where it is known."))
@option("--ends", metavar=N_("TIME"), help=N_("When it ends."))
@option("--place", default="", help=N_("Where it meets."))
@option("--name", default="", help=N_("What it is called beside its organization."))
@option("--every", metavar=N_("RULE"), help=N_("A series: “second Tuesday”, “every two weeks on Monday” …"))
@option("--from", "start", metavar=N_("DATE"), help=N_("The first day of the series (default: today)."))
@option("--until", "end", metavar=N_("DATE"), help=N_("The last day of the series."))
@option(
    "--not-in",
    "breaks",
    multiple=True,
    metavar=N_("PERIOD"),
    help=N_("Leave out: “summer break”, “school holidays”, “holidays”, a day, or DATE..DATE; may repeat."),
)
@option("--add-organizations", is_flag=True, help=N_("Enter an organization that is not known yet."))
@option("--dry-run", is_flag=True, help=_DRY)
@pass_desk
def add(
    desk: Desk,
    organization: str,
    when: tuple[str, ...],
    ends: str | None,
    place: str,
    name: str,
    every: str | None,
    start: str | None,
    end: str | None,
    breaks: tuple[str, ...],
    add_organizations: bool,
    dry_run: bool,
) -> None:
    """One meeting or a series; conflicts are shown, nothing is refused for them."""
    from workflow.commands import meeting_add

    entered = meeting_add.Given(organization, when, ends, place, name, every, start, end, breaks)
    result = meeting_add.added(desk, entered, add_organizations=add_organizations, dry_run=dry_run)
    emit(desk, result, meeting_add.lines, rows=meeting_add.rows)


@meeting.command(
    "move",
    help=N_(
        "Move a meeting to another day, time or place.\n\nShows every motion, deadline and reminder that "
        "shifts, then moves all of it at once."
    ),
    examples=[
        ("laufzettel meeting move Kreistag@22.03.2026 29.03.2026 --dry-run", N_("only show")),
        ("laufzettel meeting move 4 29.03.2026 18:00 --place Stadthalle", N_("by its number")),
    ],
)
@argument("name", metavar=N_("MEETING"), help=_MEETING)
@argument("when", nargs=-1, metavar=N_("DATE TIME"), help=N_("The new day, the new time, or both."))
@option("--ends", metavar=N_("TIME"), help=N_("When it ends."))
@option("--place", default="", help=N_("Where it meets."))
@option("--dry-run", is_flag=True, help=_DRY)
@option("-y", "--yes", is_flag=True, help=N_("Do it without asking."))
@pass_desk
def move(
    desk: Desk, name: str, when: tuple[str, ...], ends: str | None, place: str, dry_run: bool, yes: bool
) -> None:
    """Show, ask on a terminal, move."""
    from workflow.commands import meeting_change

    wish = meeting_change.Wish(name, when, ends, place, dry_run, yes)
    emit(desk, meeting_change.moved(desk, wish), meeting_change.lines, rows=meeting_change.rows)


@meeting.command(
    "cancel",
    help=N_(
        "Cancel a meeting.\n\nIts motions come to the next meeting of the organization; shows which, and "
        "which deadlines fall away."
    ),
    examples=[("laufzettel meeting cancel Kreisausschuss@21.03.2026", N_("it does not take place"))],
)
@argument("name", metavar=N_("MEETING"), help=_MEETING)
@option("--dry-run", is_flag=True, help=_DRY)
@option("-y", "--yes", is_flag=True, help=N_("Do it without asking."))
@pass_desk
def cancel(desk: Desk, name: str, dry_run: bool, yes: bool) -> None:
    """Show, ask on a terminal, cancel."""
    from workflow.commands import meeting_change

    wish = meeting_change.Wish(name, (), None, "", dry_run, yes)
    emit(desk, meeting_change.cancelled(desk, wish), meeting_change.lines, rows=meeting_change.rows)


@meeting.command(
    "held",
    help=N_("Enter that a meeting has taken place, and when it ended."),
    examples=["laufzettel meeting held Kreistag@22.03.2026 --ends 19:30"],
)
@argument("name", metavar=N_("MEETING"), help=_MEETING)
@option("--ends", metavar=N_("TIME"), help=N_("When it ended."))
@pass_desk
def held(desk: Desk, name: str, ends: str | None) -> None:
    """It took place."""
    from workflow.commands import meeting_change

    emit(desk, meeting_change.held(desk, name, ends), meeting_change.lines, rows=meeting_change.rows)


@meeting.command(
    "minutes",
    help=N_("Enter that the minutes of a meeting were published."),
    examples=["laufzettel meeting minutes Kreistag@22.03.2026 --on 20.04.2026"],
)
@argument("name", metavar=N_("MEETING"), help=_MEETING)
@option("--on", metavar=N_("DATE"), help=N_("The day of publication (default: today)."))
@pass_desk
def minutes(desk: Desk, name: str, on: str | None) -> None:
    """The minutes are there."""
    from workflow.commands import meeting_change

    emit(desk, meeting_change.minutes(desk, name, on), meeting_change.lines, rows=meeting_change.rows)


@meeting.command(
    "import",
    help=N_(
        "Bring the calendar in step with a file: .ics, CSV, or text as it is pasted from a web page.\n\n"
        "All of it or nothing. Twice the same file changes nothing. “-” reads standard input."
    ),
    examples=[
        ("laufzettel meeting import sitzungen-2026.ics --dry-run", N_("only show")),
        ("laufzettel meeting import kalender.csv --add-organizations", N_("with new organizations")),
    ],
)
@argument("file", metavar=N_("FILE"), help=N_("The file, or “-”."))
@option(
    "--organization",
    metavar=N_("ORGANIZATION"),
    help=N_("Whose meetings these are, where the file does not say."),
)
@option("--add-organizations", is_flag=True, help=N_("Enter organizations that are not known yet."))
@option("--skip-unknown", is_flag=True, help=N_("Leave out entries of which no organization is known."))
@option("--dry-run", is_flag=True, help=_DRY)
@pass_desk
def import_(
    desk: Desk,
    file: str,
    organization: str | None,
    add_organizations: bool,
    skip_unknown: bool,
    dry_run: bool,
) -> object:
    """A whole calendar at once."""
    from workflow.commands import meeting_import

    wish = meeting_import.Wish(file, organization or "", add_organizations, skip_unknown, dry_run)
    return meeting_import.imported(desk, wish)
