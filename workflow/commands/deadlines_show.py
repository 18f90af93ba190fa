"""`deadlines show`: what falls due, for one motion or for all, each with its reasons if asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.opening import open_office
from workflow.commands.output import emit, table
from workflow.deadline_words import deadline_moment, explain
from workflow.words import _, day

if TYPE_CHECKING:
    from workflow.office.deadlines import Due

_SPAN = re.compile(r"(\d{1,4})\s*(d|w|m|t|tage?|wochen?|monate?|days?|weeks?|months?)?", re.IGNORECASE)
_DAYS = {"w": 7, "m": 31}
_COLUMNS = ("when", "of", "label", "reference", "title", "organization", "meeting_on", "source")


class NoSpan(Refusal):
    code = "no_span"
    exit_status = Exit.USAGE
    message = N_("“{text}” is no span of time.")
    way_out = N_("Write it as 30d, 4w or 2m.")


@command(
    "show",
    help=N_(
        "Show what falls due.\n\nWithout a motion: for all of them, in the order of time. Deadlines are "
        "computed from the council’s rules and its calendar each time, so a meeting that moved has "
        "moved them already."
    ),
    examples=[
        ("laufzettel deadlines show --within 30d", N_("what falls due in the next thirty days")),
        ("laufzettel deadlines show 12/397 --explain", N_("each with the rule, the days skipped and why")),
    ],
)
@argument("reference", required=False, metavar=N_("REF"), help=N_("The motion’s number; default: all."))
@option("--within", default="30d", metavar=N_("SPAN"), help=N_("How far ahead: 30d, 4w, 2m."))
@option("--explain", "explained", is_flag=True, help=N_("Say why each falls on its day."))
@pass_desk
def show(desk: Desk, reference: str | None, within: str, explained: bool) -> None:
    """Print deadlines."""
    from workflow.office import deadlines

    office = open_office(desk, "read")
    if reference:
        found = deadlines.of_motion(office, office.find(reference), explained=explained)
    else:
        found = deadlines.within(office, days_of(within), explained=explained)
    emit(
        desk,
        [_as_object(due, explained) for due in found],
        lambda _result: _lines(desk, found, explained),
        columns=_COLUMNS,
    )


def days_of(text: str) -> int:
    """30 for `30d`, 28 for `4w`, 62 for `2m`. Raises NoSpan."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise NoSpan(text=text)
    unit = (found[2] or "d")[0].lower()
    return int(found[1]) * _DAYS.get(unit, 1)


def _as_object(due: Due, explained: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(due, name) for name in _COLUMNS}
    if explained:
        shown["explanation"] = explain(due.computed) if due.computed else []
        shown["alternatives"] = list(due.computed.alternatives) if due.computed else []
    return shown


def _lines(desk: Desk, found: Sequence[Due], explained: bool) -> list[str]:
    if not found:
        return [_("Nothing falls due.")]
    if not explained:
        headers = [_("When"), _("What"), _("Motion"), _("For")]
        return [table(desk, headers, [_row(due) for due in found])]
    lines: list[str] = []
    for due in found:
        lines += [f"{deadline_moment(due.when)}  {_(due.label)}  {due.reference} {due.title}"]
        lines += [f"    {reason}" for reason in (explain(due.computed) if due.computed else [])]
    return lines


def _row(due: Due) -> tuple[str, str, str, str]:
    meeting = f"{due.organization} {day(due.meeting_on)}" if due.meeting_on else ""
    return (deadline_moment(due.when), _(due.label), f"{due.reference} {due.title}".strip(), meeting)
