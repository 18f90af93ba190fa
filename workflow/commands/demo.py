"""`demo`: the program at work on samples of its own, in a database that vanishes."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path

import click

from states.refusal import N_, Exit
from workflow.commands.desk import Desk
from workflow.commands.frame import command, option, pass_desk
from workflow.words import _


@command(
    "demo",
    help=N_(
        "Show the program at work: five motions of five councils, from their documents to the last vote.\n\n"
        "The database is a rehearsal in a temporary folder; nothing of one’s own is touched."
    ),
    examples=[
        ("laufzettel demo", N_("a few seconds, no network")),
        ("laufzettel demo --keep", N_("keep the folder, to go on trying things out in it")),
    ],
)
@option("--keep", is_flag=True, help=N_("Keep the folder with the database and the documents."))
@pass_desk
def demo(desk: Desk, keep: bool) -> object:
    """Type every line of the script."""
    from workflow.commands.demo_script import COUNCILS, SCENES
    from workflow.presets.samples import unpack

    with _folder(keep) as folder, chdir(folder):
        unpack(Path(folder))
        stage = _Stage(desk, folder)
        stage.head(_("A database for rehearsals, and the rules of five councils"))
        stage.type("2008-01-07T09:00", "init --rehearsal --council lvr", "")
        for name in COUNCILS:
            stage.type("2008-01-07T09:00", f"council adopt {name}", "")
        for scene in SCENES:
            stage.head(_(scene.head))
            for typed in scene.lines:
                stage.type(typed.now, typed.line, scene.council)
        click.echo()
        if keep:
            click.echo(_("Kept: {folder}").format(folder=folder))
        return stage.status


@contextmanager
def _folder(keep: bool) -> Iterator[str]:
    if keep:
        yield tempfile.mkdtemp(prefix="laufzettel-demo-")
        return
    with tempfile.TemporaryDirectory(prefix="laufzettel-demo-", ignore_cleanup_errors=True) as folder:
        yield folder


class _Stage:
    """Where the lines are typed: each runs as a user would run it, and is shown ahead of its output."""

    def __init__(self, desk: Desk, folder: str) -> None:
        self.status: int = Exit.DONE
        self._desk = desk
        self._folder = folder

    def head(self, text: str) -> None:
        """The heading of a scene."""
        if self.status:
            return
        click.echo(f"\n{click.style(text, bold=True) if self._desk.color else text}")

    def type(self, now: str, line: str, council: str) -> None:
        """Run one line at its moment; after one that failed nothing more is typed."""
        if self.status:
            return
        from datetime import datetime

        from workflow.commands.program import main
        from workflow.words import clock_time, day

        when = datetime.fromisoformat(now)
        prompt = f"{day(when.date(), weekday=True)}, {clock_time(when.time())}"
        shown = f"$ laufzettel {line}"
        click.echo()
        click.echo(f"{click.style(prompt, dim=True) if self._desk.color else prompt}")
        click.echo(click.style(shown, fg="cyan") if self._desk.color else shown)
        self.status = main(shlex.split(line), self._environ(now, council))

    def _environ(self, now: str, council: str) -> Mapping[str, str]:
        desk = self._desk
        ours = {
            "LAUFZETTEL_DB": os.path.join(self._folder, "demo.db"),
            "LAUFZETTEL_CONFIG": os.path.join(self._folder, "config.toml"),
            "LAUFZETTEL_NOW": now,
            "LAUFZETTEL_LANG": desk.lang,
            "LAUFZETTEL_COLOR": "always" if desk.color else "never",
            "LAUFZETTEL_COUNCIL": council,
        }
        kept = {k: v for k, v in desk.environ.items() if not k.startswith("LAUFZETTEL_")}
        return {**kept, **ours}
