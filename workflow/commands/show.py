"""`show`, `list`, `next` and `history`: what is there, read from rows without loading what writing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit

if TYPE_CHECKING:
    from datetime import date

    from click.shell_completion import CompletionItem

    from workflow.commands.reading import Reading


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """References that begin like this; what that needs is loaded only when a shell asks."""
    from workflow.commands.completing import complete_reference

    return complete_reference(ctx, param, incomplete)


_REF = N_("The motion’s number, as the council prints it; or #17.")


@command(
    "show",
    help=N_("Show one motion: where it stands, its way, its text, what runs and what is missing."),
    examples=[
        ("laufzettel show 12/397", N_("the whole page")),
        ("laufzettel show 12/397 --text --at Landschaftsausschuss", N_("the text as of a station")),
        ("laufzettel show 12/397 --changes", N_("what became of the faction’s own text")),
    ],
)
@argument("reference", metavar=N_("REF"), help=_REF, shell_complete=_complete)
@option("--text", is_flag=True, help=N_("With the text that holds now, or at a station."))
@option("--at", "station", metavar=N_("STATION"), help=N_("The text after this station: its number or name."))
@option("--changes", is_flag=True, help=N_("Only what changed from the faction’s own text, word by word."))
@pass_desk
def show(desk: Desk, reference: str, text: bool, station: str | None, changes: bool) -> None:
    """One page."""
    from workflow.commands.motion_object import motion_object
    from workflow.commands.reading import read

    reading = read(desk)
    motion = motion_object(reading, reference)
    if changes or station:
        _show_text(desk, reading, motion, station, changes)
        return
    from workflow.commands import motion_page
    from workflow.commands.layout import Ink, width_of

    emit(
        desk,
        motion,
        lambda found: motion_page.page(found, reading.now, width_of(desk), Ink(desk.color), with_text=text),
        rows=lambda found: found["route"],
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None  # the usual case, which has nothing to read
    from workflow.commands.values import user_day

    return user_day(text)


def _show_text(
    desk: Desk, reading: Reading, motion: dict[str, Any], station: str | None, changes: bool
) -> None:
    from workflow.commands import motion_text
    from workflow.commands.layout import Ink, width_of

    at = motion_text.text_at(reading, motion, station)
    result = {
        **motion,
        "at": at.station,
        "text": [{"number": p.number or None, "text": p.text} for p in at.points],
        "changed": motion_text.changed_points(at.own, at.points),
    }
    emit(
        desk,
        result,
        lambda _result: motion_text.lines(at, width_of(desk), Ink(desk.color), changes=changes),
        rows=lambda found: found["changed"] if changes else found["text"],
    )


@command(
    "list",
    help=N_(
        "List motions, filtered or searched.\n\nAll filters narrow together; without any, all are listed."
    ),
    examples=[
        ("laufzettel list --open", N_("what is on its way, the next meeting first")),
        ("laufzettel list --search Radweg --since 01.01.2025", N_("by words, also as parts of longer ones")),
        ("laufzettel list --lost 60 --format csv", N_("what nobody has taken up for 60 days")),
    ],
)
@option("--state", metavar=N_("STATE"), multiple=True, help=N_("Only in this state; may be repeated."))
@option("--kind", metavar=N_("KIND"), multiple=True, help=N_("Only this kind of paper; may be repeated."))
@option("--organization", metavar=N_("ORGANIZATION"), default="", help=N_("With a station there."))
@option("--standing", "at", metavar=N_("ORGANIZATION"), default="", help=N_("Whose turn it is now."))
@option("--applicant", metavar=N_("NAME"), default="", help=N_("By part of an applicant’s name."))
@option("--open/--ended", "open_", default=None, help=N_("Only those on their way; only those that ended."))
@option("--held", is_flag=True, help=N_("Only those on hold."))
@option("--lost", type=int, metavar=N_("DAYS"), help=N_("Only those without a follow-up for so many days."))
@option("--since", metavar=N_("DATE"), default="", help=N_("Filed on this day or later."))
@option("--until", metavar=N_("DATE"), default="", help=N_("Filed up to this day."))
@option(
    "--meeting",
    metavar=N_("MEETING"),
    default="",
    help=N_("On the agenda there: number or ORGANIZATION@DATE."),
)
@option(
    "--search",
    metavar=N_("TEXT"),
    default="",
    help=N_("Words of title, text, reasoning, number, applicants."),
)
@option(
    "--sort",
    type=click.Choice(["filed", "reference", "title", "state", "meeting", "number"]),
    help=N_("The order."),
)
@option("--limit", type=click.IntRange(min=1), metavar=N_("NUMBER"), help=N_("At most so many."))
@pass_desk
def list_(
    desk: Desk,
    state: tuple[str, ...],
    kind: tuple[str, ...],
    organization: str,
    at: str,
    applicant: str,
    open_: bool | None,
    held: bool,
    lost: int | None,
    since: str,
    until: str,
    meeting: str,
    search: str,
    sort: str | None,
    limit: int | None,
) -> None:
    """From rows alone."""
    from workflow.commands import motion_list
    from workflow.commands.reading import read

    wanted = motion_list.Wanted(
        state, kind, organization, at, applicant, search, since, until, meeting, open_, held, lost
    )
    rows, total = motion_list.found(read(desk), wanted, sort=sort or "", limit=limit)
    emit(desk, rows, lambda found: motion_list.lines(desk, found, total), columns=motion_list.COLUMNS)


@command(
    "history",
    help=N_(
        "Show everything that happened to a motion: when it took effect, when it was recorded, by whom.\n\n"
        "--as-of asks what held on a day by all that is known now; --known-at what had been recorded by then."
    ),
    examples=[
        ("laufzettel history 12/397", N_("from filing to now, corrections visible")),
        ("laufzettel history 12/397 --as-of 26.03.2009", N_("what held on that day")),
        ("laufzettel history 12/397 --known-at 26.03.2009", N_("what was on record by its end")),
    ],
)
@argument("reference", metavar=N_("REF"), help=_REF, shell_complete=_complete)
@option("--as-of", metavar=N_("DATE"), help=N_("What held on that day."))
@option("--known-at", metavar=N_("DATE"), help=N_("What had been recorded by the end of that day."))
@option("--full", is_flag=True, help=N_("Also what the program noted beside, and every fact of each entry."))
@pass_desk
def history(desk: Desk, reference: str, as_of: str | None, known_at: str | None, full: bool) -> None:
    """Entries in words."""
    from workflow.commands import history_page
    from workflow.commands.layout import Ink, width_of
    from workflow.commands.reading import read

    asked = history_page.Asked(_day(as_of), _day(known_at), full)
    found = history_page.history_of(read(desk), reference, asked)
    emit(
        desk,
        found,
        lambda shown: history_page.lines(shown, width_of(desk), Ink(desk.color), full=full),
        rows=lambda shown: [e._asdict() for e in shown.entries],
    )


@command(
    "next",
    help=N_(
        "Show what is to be done now: missing results, deadlines, dates, texts, reports.\n\nThe most urgent "
        "first, each with the command to type."
    ),
    examples=[
        ("laufzettel next", N_("the morning’s list")),
        ("laufzettel next --within 30 --format json", N_("with the meetings and reports of 30 days")),
    ],
)
@option(
    "--within",
    type=click.IntRange(min=0),
    default=7,
    metavar=N_("DAYS"),
    help=N_("Meetings and reports of so many days ahead (default: 7)."),
)
@pass_desk
def next_(desk: Desk, within: int) -> None:
    """Tasks from rows."""
    from workflow.commands import next_tasks
    from workflow.commands.layout import Ink, width_of
    from workflow.commands.reading import read

    reading = read(desk)
    emit(
        desk,
        next_tasks.tasks(reading, within=within),
        lambda found: next_tasks.lines(found, width_of(desk), Ink(desk.color)),
        columns=next_tasks.COLUMNS,
    )
