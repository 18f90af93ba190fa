"""`audit`: the history verified and proven. Each verb is a module of its own, imported when it is called."""

from __future__ import annotations

import click

from states.refusal import N_
from workflow.commands.frame import Group

#: Each verb with its module in this package and its name there.
VERBS = {
    "verify": ("audit_verify", "verify"),
    "init-key": ("audit_keys", "init_key"),
    "rotate-key": ("audit_keys", "rotate_key"),
    "checkpoint": ("audit_keys", "checkpoint"),
    "stamp": ("audit_stamp", "stamp"),
    "prove": ("audit_prove", "prove"),
    "verify-proof": ("audit_verify_proof", "verify_proof"),
    "report": ("audit_report", "report"),
    "blot": ("audit_personal", "blot"),
    "retention": ("audit_personal", "retention"),
}


class _Verbs(Group):
    """Imports a verb when it is called: checking a proof needs no database, and must not load one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb."""
        if cmd_name not in VERBS:
            return None
        from importlib import import_module

        module, name = VERBS[cmd_name]
        found: click.Command = getattr(import_module(f"workflow.commands.{module}"), name)
        return found


audit = _Verbs(
    "audit",
    help=N_(
        "Verify and prove the history.\n\nEvery entry is hashed, chained and counted into one log for the "
        "council; signed checkpoints over it go out with every notice. So whoever kept one mail can tell "
        "whether anything that came before it was changed."
    ),
    examples=[
        ("laufzettel audit verify", N_("is everything as it was signed?")),
        ("laufzettel audit prove 12/397 -o beweis.json", N_("a motion’s history, to be checked elsewhere")),
        ("laufzettel audit report 12/397 -o akte.pdf", N_("the same as a document for the files")),
    ],
)
