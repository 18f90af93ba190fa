"""`check`: what is lost, late, missing or faulty in the whole database."""

from __future__ import annotations

import click

from states.refusal import N_, Exit
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.commands.output import emit


@command(
    "check",
    help=N_(
        "Look for what is lost, late or faulty: motions without a follow-up, meetings without results, "
        "missing texts, unsent notices, gaps in the calendar, rows that are not what the log says.\n\n"
        "Ends with status 9 where anything was found."
    ),
    examples=[
        ("laufzettel check", N_("everything, rows by a sample")),
        ("laufzettel check --full --lost 30", N_("every row, and motions waiting for 30 days")),
    ],
)
@option("--full", is_flag=True, help=N_("Compare every row with the log, not only a sample."))
@option(
    "--lost",
    type=click.IntRange(min=0),
    default=60,
    metavar=N_("DAYS"),
    help=N_("Without a follow-up for so many days a motion is lost (default: 60)."),
)
@pass_desk
def check(desk: Desk, full: bool, lost: int) -> object:
    """Every fault at once."""
    from workflow.commands import check_faults
    from workflow.commands.reading import read

    found = check_faults.faults(read(desk), full=full, lost=lost)
    emit(desk, found, check_faults.lines, columns=check_faults.Fault._fields)
    return Exit.FAULTS if found else None
