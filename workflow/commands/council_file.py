"""Council files at the command line: found by name or path, their faults shown with their places."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from states.refusal import Exit
from workflow.commands.desk import Desk
from workflow.commands.output import emit
from workflow.words import _, fill, label, ngettext

if TYPE_CHECKING:
    from workflow.presets.fault import Fault
    from workflow.presets.loading import Loaded
    from workflow.rules.statespace import Step


class Line(NamedTuple):
    """A fault as programs read it."""

    file: str
    line: int
    column: int
    code: str
    message: str
    way_out: str
    path: tuple[str, ...] = ()


def read_council(name: str) -> Loaded:
    """The council file of a name that comes with the program, or of a path, its state space explored.

    Raises NoCouncilFile, CouncilFileUnreadable.
    """
    from workflow import presets

    own = os.sep in name or name.endswith((".yaml", ".yml")) or os.path.isfile(name)
    return presets.examined(presets.load(name) if own else presets.read_builtin(name))


def lines_of(faults: tuple[Fault, ...]) -> list[Line]:
    """Faults in the language spoken now."""
    return [
        Line(
            f.file,
            f.line,
            f.column,
            f.code,
            fill(_(f.message), f.facts),
            fill(_(f.way_out), f.facts),
            tuple(_step(step) for step in f.path),
        )
        for f in faults
    ]


def _step(step: Step) -> str:
    """`Finanzausschuss: zurückgestellt`."""
    return f"{step.organization}: {label(step.outcome)}"


def print_faults(desk: Desk, loaded: Loaded) -> Exit:
    """All faults of a file at once, each with its place; the status that a check with faults ends with."""
    lines = lines_of(loaded.faults)
    emit(desk, lines, told)
    if desk.format == "text":
        n = len(lines)
        text = ngettext(
            "One fault in {file}; nothing was adopted.", "{n} faults in {file}; nothing was adopted.", n
        )
        click.echo(text.format(n=n, file=loaded.name), err=True)
    return Exit.FAULTS


def told(lines: list[Line]) -> list[str]:
    """The faults for people: where and what, the way there, what to do."""
    said = []
    for line in lines:
        said.append(f"{line.file}:{line.line}:{line.column}: {line.message}")
        if line.path:
            said.append(f"    {_('The way there: {way}').format(way=' → '.join(line.path))}")
        if line.way_out:
            said.append(f"    {line.way_out}")
    return said
