"""Moving, cancelling and closing meetings: first what shifts, then one event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import click

from states.meeting import Meeting
from states.motion import Motion
from states.refusal import N_, Exit, Refusal
from states.stage import State
from workflow.commands import meeting_shown as shown
from workflow.commands.ask import agreed
from workflow.commands.desk import Desk
from workflow.commands.opening import open_office
from workflow.commands.output import visible
from workflow.intake.calendar_entry import read_clock, read_when
from workflow.office import calendar
from workflow.office.calendar import Shifted
from workflow.office.office import Office
from workflow.rules.conflict import moved_into_past
from workflow.rules.shift import Shift, shifts
from workflow.words import _

Row = dict[str, Any]


class NothingToMove(Refusal):
    code = "nothing_to_move"
    exit_status = Exit.USAGE
    message = N_("Nothing of this meeting would change.")
    way_out = N_("Name another day, time or place: laufzettel meeting move 4 29.03.2026 18:00")


class Wish(NamedTuple):
    """A change as it was typed."""

    name: str
    when: tuple[str, ...]
    ends: str | None
    place: str
    dry_run: bool
    yes: bool


def moved(desk: Desk, wish: Wish) -> Row:
    """Move a meeting, or show what that would do."""
    on, begins = read_when(" ".join(wish.when))
    ends = read_clock(wish.ends) if wish.ends else None
    office = open_office(desk, "meetings", dry_run=True)
    meeting = calendar.find(office, wish.name)
    same = (on in (None, meeting.on), begins in (None, meeting.begins), ends in (None, meeting.ends))
    if all(same) and wish.place in ("", meeting.place):
        raise NothingToMove

    def work() -> Shifted:
        return calendar.move(office, meeting, on=on, begins=begins, ends=ends, place=wish.place)

    return _carried(desk, office, wish, work, "moved")


def cancelled(desk: Desk, wish: Wish) -> Row:
    """Cancel a meeting, or show what that would do."""
    office = open_office(desk, "meetings", dry_run=True)
    meeting = calendar.find(office, wish.name)
    return _carried(desk, office, wish, lambda: calendar.cancel(office, meeting), "cancelled")


def _carried(desk: Desk, office: Office, wish: Wish, work: Any, act: str) -> Row:
    """Preview in a dry run, ask on a terminal, then do it."""
    result = _result(office, work(), act)
    if wish.dry_run:
        return {**result, "done": False}
    if desk.can_ask and desk.format == "text" and not wish.yes:
        for line in _preview(result):
            click.echo(visible(line))
        question = _("Move this meeting?") if act == "moved" else _("Cancel this meeting?")
        if not agreed(question, default=True):
            return {**result, "done": False, "asked": True}
        result["asked"] = True
    office.dry_run = False
    work()
    return {**result, "done": True}


def _result(office: Office, done: Shifted, act: str) -> Row:
    after = done.after if act == "moved" else None
    rules = office.book.rules(office.council.id, done.before.on)
    motions = [_as_after(done, m) for m in done.motions]
    found = [s for s in shifts(done.before, after, rules) if _goes_out(s, motions, office.now)]
    back = moved_into_past(done.before, done.after, rules, office.now) if after else []
    speaks_against = [shown.conflict_row(one) for one in back]
    speaks_against += shown.conflicts_of(office, done.after, motions) if after else []
    return {
        "act": act,
        "before": shown.meeting_row(office, done.before),
        "after": shown.meeting_row(office, done.after),
        "motions": [shown.motion_row(office, m, done.before.id) for m in motions],
        "shifts": [shown.shift_row(s) for s in found],
        "conflicts": speaks_against,
    }


def _goes_out(shift: Shift, motions: list[Motion], now: datetime) -> bool:
    """Deadlines always count; a reminder only where a motion of this meeting is one that it is for, and
    where it has not gone out before without coming again."""
    if shift.kind == "deadline":
        return True
    drafts = any(m.state is State.DRAFT for m in motions)
    filed = any(m.state is not State.DRAFT for m in motions)
    meant = drafts if shift.when == "not_filed" else filed
    return meant and any(moment is not None and moment >= now for moment in (shift.before, shift.after))


def _as_after(done: Shifted, motion: Motion) -> Motion:
    found: Motion = done.carried.after.get(f"motion:{motion.id}", motion)
    return found


def held(desk: Desk, name: str, ends: str | None) -> Row:
    """Enter that a meeting took place."""
    clock = read_clock(ends) if ends else None
    office = open_office(desk, "meetings")
    meeting = calendar.find(office, name)
    return _closed(office, calendar.hold(office, meeting, clock), "held")


def minutes(desk: Desk, name: str, on: str | None) -> Row:
    """Enter that the minutes are there."""
    from workflow.commands.values import user_day

    office = open_office(desk, "meetings")
    meeting = calendar.find(office, name)
    return _closed(office, calendar.publish_minutes(office, meeting, user_day(on)), "minutes")


def _closed(office: Office, done: Shifted, act: str) -> Row:
    return {
        "act": act,
        "before": shown.meeting_row(office, done.before),
        "after": shown.meeting_row(office, done.after),
        "motions": [
            shown.motion_row(office, m, done.before.id) for m in done.motions if _waits(m, done.before)
        ],
        "shifts": [],
        "conflicts": [],
        "done": True,
    }


def _waits(motion: Motion, meeting: Meeting) -> bool:
    return any(c.current and c.meeting == meeting.id for c in motion.consultations)


# For people

_DONE = {
    "moved": N_("The meeting was moved."),
    "cancelled": N_("The meeting was cancelled."),
    "held": N_("Entered: the meeting has taken place."),
    "minutes": N_("Entered: the minutes are there."),
}


def lines(result: Row) -> Iterator[str]:
    """What shifts, then whether it was done."""
    if not result.get("asked"):
        yield from _preview(result)
    yield _(_DONE[result["act"]]) if result["done"] else _("Nothing was changed.")
    if result["act"] == "held" and result["motions"]:
        yield _("Next: laufzettel results FILE, or for each motion: laufzettel advance REF OUTCOME")


_MOTIONS = {
    "moved": N_("Motions on its agenda, which move with it:"),
    "cancelled": N_("Motions that come to another meeting:"),
    "held": N_("Motions still without a result:"),
    "minutes": N_("Motions still without a result:"),
}


def _preview(result: Row) -> Iterator[str]:
    yield shown.meeting_line(result["before"])
    if result["act"] == "moved":
        yield f"→ {shown.meeting_line(result['after'])}"
    if result["motions"]:
        yield _(_MOTIONS[result["act"]])
        yield from shown.motion_lines(result["motions"])
    for kind, head in (("deadline", _("Deadlines:")), ("reminder", _("Reminders:"))):
        found = list(shown.shift_lines(result["shifts"], kind))
        if found:
            yield head
            yield from found
    yield from shown.conflict_lines(result["conflicts"])


def rows(result: Row) -> list[Row]:
    """Flat rows: everything that shifts."""
    before, after = result["before"], result["after"]
    was, then = before["date"], after["date"]
    found = [
        ("meeting", before["organization_name"], was, then),
        *(("motion", m["reference"], was, m["then"] or then) for m in result["motions"]),
        *((s["kind"], s["label"], s["before"], s["after"]) for s in result["shifts"]),
    ]
    keys = ("what", "name", "before", "after")
    fixed = {"meeting": before["id"], "done": result["done"]}
    return [fixed | dict(zip(keys, one, strict=True)) for one in found]
