"""`route`: the stations of a motion, shown; added, dropped, or put on the agenda of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.completing import complete_reference
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit, table
from workflow.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.motion import Motion
    from workflow.office.office import Office
    from workflow.office.results import Advanced

_COLUMNS = (
    *("n", "organization", "name", "role", "status", "date", "time", "meeting", "next_meeting"),
    *("agenda_item", "until", "outcome"),
)


class OneChange(Refusal):
    code = "one_change"
    exit_status = Exit.USAGE
    message = N_("One change of a route at a time.")
    way_out = N_("Give --add, --drop or --meeting, and call the command again for the next.")


@command(
    "route",
    help=N_(
        "Show the stations of a motion, or change them by hand.\n\nWhat results change, such as a referral, "
        "is recorded with laufzettel advance; this is for what nobody voted on."
    ),
    examples=[
        ("laufzettel route 12/397", N_("its stations with meetings and results")),
        ("laufzettel route 12/397 --add Sozialausschuss --role recommendation --before 2", N_("one more")),
        ("laufzettel route 12/397 --drop 3", N_("one less")),
        (
            "laufzettel route 12/397 --meeting Kreistag@23.03.2021 --item 7.1",
            N_("on the agenda of a meeting"),
        ),
        ("laufzettel route 12/397 --meeting none --station 2", N_("not at that meeting, but at the next")),
    ],
)
@argument("reference", metavar=N_("REF"), help=N_("The motion’s number."), shell_complete=complete_reference)
@option("--add", metavar=N_("ORGANIZATION"), default="", help=N_("Add a station of this organization."))
@option("--role", metavar=N_("ROLE"), default="", help=N_("What the new station is for."))
@option(
    "--before", type=int, metavar=N_("NUMBER"), help=N_("The station ahead of which it comes; else last.")
)
@option("--on", metavar=N_("DATE"), default="", help=N_("The day of the new station’s meeting."))
@option("--drop", type=int, metavar=N_("NUMBER"), help=N_("Take this station off the route."))
@option(
    "--meeting",
    metavar=N_("MEETING"),
    default="",
    help=N_("Put a station on this meeting: number, ORGANIZATION@DATE, or none."),
)
@option("--station", type=int, metavar=N_("NUMBER"), help=N_("The station meant; else the next one."))
@option("--item", metavar=N_("ITEM"), default="", help=N_("The number of the agenda item."))
@option("--dry-run", is_flag=True, help=N_("Only show what would happen."))
@pass_desk
def route(desk: Desk, /, **typed: Any) -> None:
    """Change what was asked for, then show the stations."""
    from workflow.commands.opening import open_office

    reference, dry_run = typed.pop("reference"), typed.pop("dry_run")
    changes = [name for name in ("add", "drop", "meeting") if typed[name]]
    if len(changes) > 1:
        raise OneChange
    change = changes[0] if changes else "item" if typed["item"] else ""
    office = open_office(desk, "route" if change else "read", dry_run=dry_run)
    motion = _changed(office, reference, change, typed).after if change else office.find(reference)
    shown = {**_object(office, motion), "dry_run": dry_run}
    emit(
        desk,
        shown,
        lambda o: _lines(desk, office, motion, o),
        rows=lambda o: o["stations"],
        columns=_COLUMNS,
    )


def _changed(office: Office, reference: str, change: str, typed: dict[str, Any]) -> Advanced:
    from workflow.commands.entering import meeting_number
    from workflow.commands.values import role_of, user_day
    from workflow.office import results

    if change == "add":
        role, on = role_of(typed["role"]), user_day(typed["on"])
        return results.add_station(office, reference, typed["add"], role, typed["before"], on)
    if change == "drop":
        return results.drop_station(office, reference, typed["drop"])
    if change == "item" and not typed["meeting"]:
        return results.number_item(office, reference, typed["station"], typed["item"])
    none = typed["meeting"].casefold() in ("none", "keine", "-")
    meeting = None if none else meeting_number(office, typed["meeting"])
    return results.schedule(office, reference, typed["station"], meeting, typed["item"])


def _object(office: Office, motion: Motion) -> dict[str, Any]:
    from workflow.commands.standing import standing, station

    stations = [
        {**station(office, c), "outcome": c.result.outcome.value if c.result else None}
        for c in motion.consultations
    ]
    return {**standing(office, motion), "stations": stations}


def _lines(desk: Desk, office: Office, motion: Motion, shown: dict[str, Any]) -> Iterator[str]:
    from states.stage import ROLE_LABELS
    from workflow.commands.standing import name_of, stands_line, station_when
    from workflow.words import label

    if office.dry_run:
        yield _("Nothing was recorded; this is what would happen:")
    yield f"{name_of(motion)} – {motion.title}"
    rows = [
        (
            c.n,
            s["name"],
            _(ROLE_LABELS[c.role]),
            station_when(office, c),
            c.agenda_item,
            label(c.result.outcome) if c.result else label(c.status),
        )
        for c, s in zip(motion.consultations, shown["stations"], strict=True)
    ]
    yield table(desk, [_("No."), _("Organization"), _("Role"), _("Date"), _("Item"), _("Result")], rows)
    yield _("Now: {state}").format(state=stands_line(office, motion))
