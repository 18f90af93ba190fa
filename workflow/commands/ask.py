"""Questions on a terminal. Where nobody is there to answer, nothing is asked."""

from __future__ import annotations

from collections.abc import Iterable

import click

from workflow.commands.desk import Desk
from workflow.words import _

_YES = frozenset({"j", "ja", "y", "yes"})
_NO = frozenset({"n", "nein", "no"})


def agreed(question: str, *, default: bool = False, err: bool = False) -> bool:
    """Yes or no, in the words of either language; asked again until it is one of them."""
    hint = _("[Y/n]") if default else _("[y/N]")
    while True:
        typed = click.prompt(f"{question} {hint}", default="", show_default=False, err=err)
        said = str(typed).strip().casefold()
        if not said or said in _YES | _NO:
            return default if not said else said in _YES
        click.echo(_("Please answer with yes or no."), err=err)


def confirm(desk: Desk, question: str, *, yes: bool, doubts: Iterable[str] = ()) -> None:
    """Go on where the answer is yes, was given with --yes, or nobody can be asked; else end the command.
    What speaks against it is told first."""
    if not desk.can_ask or yes:
        return
    from workflow.commands.output import visible

    for doubt in doubts:
        click.echo(visible(doubt), err=True)
    if not agreed(question, err=True):
        raise click.Abort


def prompt(desk: Desk, question: str, *, yes: bool) -> str:
    """A line that somebody types; empty where nobody can be asked."""
    if not desk.can_ask or yes:
        return ""
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()
