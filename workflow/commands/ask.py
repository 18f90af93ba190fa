"""Questions on a terminal. Where nobody is there to answer, nothing is asked."""

from __future__ import annotations

import click

from workflow.commands.desk import Desk


def confirm(desk: Desk, question: str, *, yes: bool, default: bool = False) -> None:
    """Go on where the answer is yes, was given with --yes, or nobody can be asked; else end the command."""
    if desk.can_ask and not yes:
        click.confirm(question, default=default, abort=True, err=True)


def prompt(desk: Desk, question: str, *, yes: bool) -> str:
    """A line that somebody types; empty where nobody can be asked."""
    if not desk.can_ask or yes:
        return ""
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()
