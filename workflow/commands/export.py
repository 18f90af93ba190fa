"""`export`: what leaves the program as a file. A form is a module `export_<name>` with a command `export`."""

from __future__ import annotations

import os

import click

from states.refusal import N_
from workflow.commands.frame import Group

_START, _END = "export_", ".py"


class _Forms(Group):
    """Imports a form when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every form there is."""
        names = sorted(os.listdir(os.path.dirname(__file__)))
        return [
            n[len(_START) : -len(_END)].replace("_", "-")
            for n in names
            if n.startswith(_START) and n.endswith(_END)
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a form."""
        if cmd_name not in self.list_commands(ctx):
            return None
        from importlib import import_module

        module = import_module(f"workflow.commands.{_START}{cmd_name.replace('-', '_')}")
        found: click.Command = module.export
        return found


export = _Forms(
    "export",
    help=N_("Write what the program knows as a file for others."),
    examples=[("laufzettel export ics -o sitzungen.ics", N_("meetings and deadlines for a calendar"))],
)
