"""`plan`: the earliest decision on a route, the last moment to file for it, and what missing it costs."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from states.outcome import Role
from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.opening import open_office
from workflow.commands.output import emit, table
from workflow.deadline_words import deadline_moment
from workflow.words import _, day, label, ngettext


@command(
    "plan",
    help=N_(
        "Find the earliest final decision, the last moment to file for it, and what missing it costs.\n\n"
        "WHAT is a motion, or a kind of paper (motion, budget_motion, …) for one that does not exist yet. "
        "With --by it is told by when to file so that the decision falls on that day at the latest."
    ),
    examples=[
        ("laufzettel plan motion --committee Sozialausschuss", N_("a motion that is still to be written")),
        ("laufzettel plan A-2026-014", N_("the way ahead of a motion")),
        ("laufzettel plan motion --by 31.03.2027", N_("backward: by when to file")),
    ],
)
@argument("what", metavar=N_("WHAT"), help=N_("A motion’s number, or a kind of paper."))
@option("--from", "since", metavar=N_("DATE"), help=N_("Plan from this day on; default: now."))
@option("--by", "wanted", metavar=N_("DATE"), help=N_("The day by which it has to be decided."))
@option("--committee", default="", metavar=N_("ORGANIZATION"), help=N_("The committee it begins in."))
@pass_desk
def plan(desk: Desk, what: str, since: str | None, wanted: str | None, committee: str) -> None:
    """Print a plan."""
    from workflow.intake.dates import parse_user_date
    from workflow.office.planning import plan as planned

    office = open_office(desk, "read")
    zone = ZoneInfo(office.council.zone)
    start = datetime.combine(parse_user_date(since), time(0), zone) if since else None
    by = parse_user_date(wanted) if wanted else None
    found = planned(office, _kind(what) or what, since=start, wanted=by, committee=committee)
    result = _as_object(found)
    emit(desk, result, lambda _result: _lines(desk, found), rows=lambda r: r["stages"])


def _kind(what: str) -> str:
    """The code of a kind of paper, named by it or by its label in either language; empty for others."""
    from workflow.commands.values import NotAChoice, kind_of

    try:
        return kind_of(what)
    except NotAChoice:
        return ""


def _as_object(found: Any) -> dict[str, Any]:
    plan = found.plan
    missed = plan.missed
    return {
        "what": found.what,
        "filed": found.filed,
        "decided_on": plan.decided_on,
        "file_by": plan.file_by.deadline if plan.file_by else None,
        "ground": plan.file_by.source if plan.file_by else None,
        "stages": [
            {
                "organization": s.organization,
                "name": name,
                "role": role,
                "meeting": s.meeting.id,
                "date": s.meeting.on,
                "time": s.meeting.begins,
            }
            for s, (name, role) in zip(plan.stages, found.stages, strict=True)
        ],
        "missed": {"decided_on": missed.decided_on, "days_later": plan.days_lost} if missed else None,
    }


def _lines(desk: Desk, found: Any) -> list[str]:
    plan = found.plan
    last = found.stages[-1][0]
    lines = []
    decision = f"{last} {day(plan.decided_on, weekday=True)}"
    if plan.file_by is not None:
        deadline = deadline_moment(plan.file_by.deadline)
        lines.append(_("File by {deadline}: {decision}").format(deadline=deadline, decision=decision))
        if plan.missed is not None:
            lost = plan.days_lost or 0
            later = ngettext(
                "A day later: {date}, {n} day later", "A day later: {date}, {n} days later", lost
            )
            lines.append(later.format(date=day(plan.missed.decided_on, weekday=True), n=lost))
        if plan.file_by.source:
            lines.append(_("Ground: {source}").format(source=plan.file_by.source))
    else:
        lines.append(_("Earliest decision: {decision}").format(decision=decision))
    if found.needs_no_deadline:
        lines.append(
            _("No submission deadline runs for it; an urgent motion has its urgency voted on first.")
        )
    headers = [_("Station"), _("Role"), _("Meeting")]
    rows = [
        (name, label(Role(role)), day(s.meeting.on, weekday=True))
        for s, (name, role) in zip(plan.stages, found.stages, strict=True)
    ]
    return [*lines, "", table(desk, headers, rows)]
