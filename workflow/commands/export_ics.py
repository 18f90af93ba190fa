"""`export ics`: meetings and deadlines as a calendar file."""

from __future__ import annotations

import os
import sys

from states.refusal import N_, Exit, Refusal
from workflow.commands import values
from workflow.commands.audit_keys import folder_of
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.system_words import cause_of
from workflow.words import _


class NotWritten(Refusal):
    code = "file_not_written"
    exit_status = Exit.STORAGE
    message = N_("{file} cannot be written: {why}.")
    way_out = N_("Name another file or folder with -o, or write to standard output with -o -.")


@command(
    "ics",
    help=N_(
        "Write meetings and deadlines as a calendar file (iCalendar).\n\nMeetings are events, deadlines are "
        "tasks with an alarm a day ahead. Read in again later, the file changes what has moved and marks "
        "what was cancelled. Of motions that are not public it holds the number only."
    ),
    examples=[
        ("laufzettel export ics -o sitzungen.ics", N_("for any calendar program")),
        (
            "laufzettel export ics --organization Kreistag --since 01.01.2026 > kreistag.ics",
            N_("one organization"),
        ),
        ("laufzettel export ics --person 'Anna Beispiel' -o anna.ics", N_("what concerns one person")),
    ],
)
@option("-o", "--output", "file", default="-", metavar=N_("FILE"), help=N_("The file; else standard output."))
@option(
    "--organization",
    "names",
    multiple=True,
    metavar=N_("ORGANIZATION"),
    help=N_("Only meetings of this organization; may be repeated."),
)
@option("--person", metavar=N_("NAME"), help=N_("Only what concerns this person."))
@option("--since", metavar=N_("DATE"), help=N_("From this day on (default: today)."))
@pass_desk
def export(desk: Desk, file: str, names: tuple[str, ...], person: str | None, since: str | None) -> None:
    """Collect, write."""
    from workflow.commands.audit_report import proven_by
    from workflow.commands.opening import open_office
    from workflow.notify.recipient import member_of
    from workflow.office import calendar_out, people
    from workflow.publish import ics

    office = open_office(desk, "export")
    wanted = calendar_out.Wanted(
        calendar_out.organization_keys(office, names),
        values.user_day(since),
        member_of(people.find(office, person)) if person else None,
    )
    found = calendar_out.entries(office, wanted)
    name = _("Meetings and deadlines: {council}").format(council=office.council.name)
    line = proven_by(office, folder_of(desk, None)).line
    _put(file, ics.write(found, office.now, zone=office.council.zone, name=name, witness=line))


def _put(name: str, content: bytes) -> None:
    """Write the file as a whole: whoever reads it meanwhile sees the old one or the new one."""
    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    draft = f"{name}.{os.getpid()}.tmp"
    try:
        with open(draft, "wb") as opened:
            opened.write(content)
        os.replace(draft, name)
    except OSError as fault:
        if os.path.exists(draft):
            os.remove(draft)
        raise NotWritten(file=name, why=cause_of(fault)) from fault
