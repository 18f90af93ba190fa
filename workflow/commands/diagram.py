"""`diagram`: a motion's way and where it stands, in the terminal or as mermaid; and the whole machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from workflow.commands.completing import complete_reference

    return complete_reference(ctx, param, incomplete)


@command(
    "diagram",
    help=N_(
        "Draw a motion’s way: what is behind it, where it stands, what is ahead.\n\nWith --machine, and "
        "without a motion, the states that motions can be in and what leads from one to the next."
    ),
    examples=[
        ("laufzettel diagram 12/397", N_("a picture in the terminal")),
        (
            "laufzettel diagram 12/397 --mermaid > weg.mmd",
            N_("to be drawn by any program that knows mermaid"),
        ),
        ("laufzettel diagram --machine", N_("all states, as mermaid")),
    ],
)
@argument(
    "reference",
    required=False,
    metavar=N_("REF"),
    help=N_("The motion’s number."),
    shell_complete=_complete,
)
@option("--mermaid/--terminal", default=False, help=N_("As mermaid; or as a picture (the default)."))
@option("--machine", is_flag=True, help=N_("The whole machine instead of one motion."))
@pass_desk
def diagram(desk: Desk, reference: str | None, mermaid: bool, machine: bool) -> None:
    """Draw."""
    if machine or reference is None:
        if not machine:
            raise click.UsageError(_("Name a motion, or say --machine."))
        from workflow.commands.diagram_machine import machine_mermaid

        emit(desk, {"mermaid": machine_mermaid()}, lambda drawn: drawn["mermaid"])
        return
    from workflow.commands import diagram_way
    from workflow.commands.layout import Ink, width_of
    from workflow.commands.motion_object import motion_object
    from workflow.commands.reading import read

    motion = motion_object(read(desk), reference)
    drawn = diagram_way.mermaid(motion)
    if mermaid:
        emit(desk, {"reference": motion["reference"], "mermaid": drawn}, lambda _found: drawn)
        return
    result = {"reference": motion["reference"], "route": motion["route"], "mermaid": drawn}
    emit(
        desk,
        result,
        lambda _found: diagram_way.picture(motion, width_of(desk), Ink(desk.color)),
        rows=lambda found: found["route"],
    )
