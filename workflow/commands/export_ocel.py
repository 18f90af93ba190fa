"""`export ocel`: the histories of all motions as an event log."""

from __future__ import annotations

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk


@command(
    "ocel",
    help=N_(
        "Write the histories of all motions as an object-centric event log (OCEL 2.0, JSON).\n\nMotions, "
        "organizations, meetings and applicants are objects. People stand in it under pseudonyms only."
    ),
    examples=[("laufzettel export ocel -o antraege.jsonocel", N_("for a program that analyses processes"))],
)
@option("-o", "--output", "file", default="-", metavar=N_("FILE"), help=N_("The file; else standard output."))
@option("--non-public", is_flag=True, help=N_("Also what is not public."))
@pass_desk
def export(desk: Desk, file: str, non_public: bool) -> None:
    """Write the event log."""
    from workflow.commands.eventlog import write
    from workflow.publish.ocel import render

    write(desk, file, render, non_public=non_public)
