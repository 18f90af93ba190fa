"""`completion`: the script that makes a shell complete commands, options and references."""

from __future__ import annotations

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, pass_desk
from workflow.words import _

#: How each shell is told to load the script for good. zsh needs `fpath+=~/.zfunc` ahead of compinit.
INSTALL = {
    "bash": "laufzettel completion bash > ~/.local/share/bash-completion/completions/laufzettel",
    "zsh": "laufzettel completion zsh > ~/.zfunc/_laufzettel",
    "fish": "laufzettel completion fish > ~/.config/fish/completions/laufzettel.fish",
    "powershell": "laufzettel completion powershell >> $PROFILE",
}


@command(
    "completion",
    help=N_("Print the script that completes commands, options and references in a shell."),
    examples=list(INSTALL.values()),
)
@argument("shell", metavar=N_("SHELL"), type=click.Choice(list(INSTALL)), help=N_("The shell."))
@pass_desk
def completion(desk: Desk, shell: str) -> None:
    """Print the script; the hint on how to install it goes to standard error of a terminal."""
    from click.shell_completion import get_completion_class

    from workflow.commands.program import COMPLETE, NAME, program

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(_("This version of click does not know {shell}.").format(shell=shell))
    click.echo(kind(program, {"obj": desk}, NAME, COMPLETE).source())
    if desk.on_terminal:
        click.echo(_("To keep it: {line}").format(line=INSTALL[shell]), err=True)
