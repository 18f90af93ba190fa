"""`export xes`: the histories of all motions as an event log."""

from __future__ import annotations

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk


@command(
    "xes",
    help=N_(
        "Write the histories of all motions as an event log (XES, IEEE 1849) for process mining.\n\nOne "
        "trace per motion; corrected entries as they were corrected. People stand in it under pseudonyms."
    ),
    examples=[("laufzettel export xes -o antraege.xes", N_("for a program that analyses processes"))],
)
@option("-o", "--output", "file", default="-", metavar=N_("FILE"), help=N_("The file; else standard output."))
@option("--non-public", is_flag=True, help=N_("Also what is not public."))
@pass_desk
def export(desk: Desk, file: str, non_public: bool) -> None:
    """Write the event log."""
    from workflow.commands.eventlog import write
    from workflow.publish.xes import render

    write(desk, file, render, non_public=non_public)
