"""The program: its commands by name, loaded when they are called, and its way in.

A command is one line in `COMMANDS`. Its help stands there too, so that `laufzettel --help` imports
none of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import click

from states.refusal import N_
from workflow import words
from workflow.commands import errors
from workflow.commands.desk import Desk
from workflow.commands.frame import GLOBAL, Group, Option
from workflow.words import _

NAME = "laufzettel"
COMPLETE = "_LAUFZETTEL_COMPLETE"

MOTIONS = N_("Motions")
COUNCIL = N_("Council and office")
UPKEEP = N_("Set-up and upkeep")


class Entry(NamedTuple):
    """Where a command lies: its module in this package, its name there, its section and short help."""

    module: str
    attribute: str
    section: str
    help: str


COMMANDS: dict[str, Entry] = {
    "read": Entry("read", "read", MOTIONS, N_("Say what a document holds; nothing is written")),
    "draft": Entry("submit", "draft", MOTIONS, N_("Note a motion that is not filed yet")),
    "submit": Entry("submit", "submit", MOTIONS, N_("File a motion, from its document or by options")),
    "list": Entry("show", "list_", MOTIONS, N_("List motions, filtered or searched")),
    "show": Entry("show", "show", MOTIONS, N_("Show one motion: where it stands and what it says")),
    "next": Entry("show", "next_", MOTIONS, N_("Show what is to be done now")),
    "advance": Entry("advance", "advance", MOTIONS, N_("Record the result of a consultation")),
    "results": Entry("results", "results", MOTIONS, N_("Record all results of a meeting at once")),
    "amend": Entry("amend", "amend", MOTIONS, N_("File an amendment to a motion")),
    "route": Entry("route", "route", MOTIONS, N_("Show or change the stations of a motion")),
    "edit": Entry("edit", "edit", MOTIONS, N_("Change the number, the agenda item or a draft’s text")),
    "withdraw": Entry("withdraw", "withdraw", MOTIONS, N_("Withdraw a motion")),
    "correct": Entry("correct", "correct", MOTIONS, N_("Put a wrong entry right, with its reason")),
    "history": Entry("show", "history", MOTIONS, N_("Show everything that happened to a motion")),
    "diagram": Entry("diagram", "diagram", MOTIONS, N_("Draw a motion’s way and where it stands")),
    "deadlines": Entry("deadlines", "deadlines", MOTIONS, N_("Show deadlines, and explain each")),
    "plan": Entry("plan", "plan", MOTIONS, N_("Find the earliest decision and the last day to file")),
    "council": Entry("council", "council", COUNCIL, N_("List, show, check and adopt council files")),
    "meeting": Entry("meeting", "meeting", COUNCIL, N_("Enter, move and cancel meetings")),
    "person": Entry("person", "person", COUNCIL, N_("Enter people, their roles and wishes")),
    "remind": Entry("remind", "remind", COUNCIL, N_("Preview, send and look up reminders")),
    "report": Entry("report", "report", COUNCIL, N_("Answer what auditors and factions ask")),
    "import": Entry("imports", "import_", COUNCIL, N_("Take over histories and a council’s OParl")),
    "export": Entry("export", "export", COUNCIL, N_("Write calendars, tables and OParl")),
    "sync": Entry("sync", "sync", COUNCIL, N_("Fetch what the council has published")),
    "reconcile": Entry("sync", "reconcile", COUNCIL, N_("Compare one’s own entries with the council’s")),
    "init": Entry("init", "init", UPKEEP, N_("Make a database")),
    "demo": Entry("demo", "demo", UPKEEP, N_("Show the program at work on samples of its own")),
    "check": Entry("check", "check", UPKEEP, N_("Look for what is lost, late or faulty")),
    "audit": Entry("audit", "audit", UPKEEP, N_("Verify and prove the history")),
    "notify": Entry("notify", "notify", UPKEEP, N_("Test the delivery of notices")),
    "config": Entry("config", "config", UPKEEP, N_("Show the settings and where they come from")),
    "db": Entry("db", "db", UPKEEP, N_("Upgrade, check, copy and back up the database")),
    "completion": Entry("completion", "completion", UPKEEP, N_("Set up completion in the shell")),
}


class Program(Group):
    """The program itself: a group that imports a command when it is called, and not before."""

    own_globals = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return [name for name, entry in COMMANDS.items() if _exists(entry.module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None or not _exists(entry.module):
            return None
        from importlib import import_module

        found: click.Command = getattr(import_module(f"workflow.commands.{entry.module}"), entry.attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but near names are looked for in the table."""
        if (
            not ctx.resilient_parsing
            and not args[0].startswith("-")
            and self.get_command(ctx, args[0]) is None
        ):
            raise click.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in their sections."""
        names = self.list_commands(ctx)
        for section in (MOTIONS, COUNCIL, UPKEEP):
            rows = [(name, _(COMMANDS[name].help)) for name in names if COMMANDS[name].section == section]
            if rows:
                with formatter.section(_(section)):
                    formatter.write_dl(rows, col_spacing=2)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Names of commands out of the table, then the global options."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=_(COMMANDS[name].help)) for name in names]
        return [*items, *click.Command.shell_complete(self, ctx, incomplete)]


def _exists(module: str) -> bool:
    return os.path.isfile(os.path.join(os.path.dirname(__file__), f"{module}.py"))


def _show_version(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        from workflow import __version__

        click.echo(f"{NAME} {__version__}")
        ctx.exit()


_VERSION = Option(
    ["--version", "global_version"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help=N_("Show the version."),
)

program = Program(
    NAME,
    help=N_(
        "The routing slip for motions in German councils: it knows the next station, warns before each "
        "deadline, and keeps every signature."
    ),
    params=[*GLOBAL, _VERSION],
    no_args_is_help=True,
    context_settings={"max_content_width": 100},
    examples=[
        ("laufzettel demo", N_("see the program at work, without any data of your own")),
        ("laufzettel show 12/397", N_("where a motion stands")),
        ("laufzettel show --help", N_("what a command does, with examples")),
    ],
)


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run the program once and return its exit status; nothing that happens inside gets past it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    desk = Desk(os.environ if environ is None else environ, glance(given))
    words.use(errors.quietly(lambda: desk.lang, "de"))
    try:
        try:
            status = _run(given, desk)
            sys.stdout.flush()
        finally:
            desk.clear()
    except SystemExit:
        raise
    except BaseException as fault:
        return errors.report(fault, desk)
    return status


def _run(given: list[str], desk: Desk) -> int:
    if instruction := desk.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(program, {"obj": desk}, NAME, COMPLETE, instruction)
    try:
        with program.make_context(NAME, given, obj=desk) as ctx:
            result = program.invoke(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code
    return result if isinstance(result, int) else 0


def glance(given: Sequence[str]) -> dict[str, str | bool]:
    """The flags that even a faulty command line is answered by: language, form and trace."""
    seen: dict[str, str | bool] = {}
    for place, word in enumerate(given):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        follows = value if equals else next(iter(given[place + 1 : place + 2]), "")
        if name == "--debug":
            seen["debug"] = True
        elif (name == "--lang" and follows in words.LANGUAGES) or (name == "--format" and follows == "json"):
            seen[name.removeprefix("--")] = follows
    return seen
