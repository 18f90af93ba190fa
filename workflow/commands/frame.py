"""What every command is built from: help in the user's language, examples, global options anywhere.

    @command("show", help=N_("Show one motion."), examples=[("laufzettel show 12/397", N_("all of it"))])
    @argument("reference", help=N_("The motion’s number."), metavar=N_("REF"))
    @option("--as-of", help=N_("What held on that day."), metavar=N_("DATE"))
    @pass_desk
    def show(desk: Desk, reference: str, as_of: str | None) -> None: ...

Help, metavars and examples are marked with N_ and translated when they are shown. A command ends
with another exit status by returning a `states.refusal.Exit`, and says no by raising a Refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.words import _

P = ParamSpec("P")
R = TypeVar("R")
#: A command line, alone or with a word on what it does (marked with N_).
Example = str | tuple[str, str]

_NAMES = re.compile(r"[A-Z][A-Z_]+")
#: The names of values in usage lines that click makes itself, and those that many commands share.
METAVARS = (
    *(N_("OPTIONS"), N_("COMMAND"), N_("ARGS"), N_("TEXT"), N_("INTEGER"), N_("FLOAT"), N_("PATH")),
    *(N_("FILE"), N_("FILENAME"), N_("DIRECTORY"), N_("REF"), N_("DATE"), N_("NAME"), N_("KEY")),
    *(N_("ORGANIZATION"), N_("VOTES"), N_("ACTOR"), N_("OUTCOME"), N_("URL")),
)


def in_language(metavar: str) -> str:
    """`[REF]...` in the language spoken now; what is not in capitals stays."""
    return _NAMES.sub(lambda found: _(found[0]), metavar)


class Option(click.Option):
    """An option whose help and metavar are translated when shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The two columns of its line in the help."""
        english = self.help
        self.help = _(english or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = english

    def make_metavar(self, ctx: click.Context) -> str:
        """The name of its value."""
        return in_language(super().make_metavar(ctx))


class Argument(click.Argument):
    """An argument whose help and metavar are translated when shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The two columns of its line in the help."""
        return self.make_metavar(ctx), _(self.help or "")

    def make_metavar(self, ctx: click.Context) -> str:
        """Its name in the usage line: `[REF]` where it may be left out, `REF...` where it may repeat."""
        name = self.metavar or self.type.get_metavar(param=self, ctx=ctx) or self.name.upper()
        shown = in_language(name) if self.required else f"[{in_language(name)}]"
        return shown if self.nargs == 1 else f"{shown}..."


def _note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None:
        ctx.ensure_object(Desk).settings.note(param.name.removeprefix("global_"), value)


def _globals(*, hidden: bool) -> tuple[Option, ...]:
    def make(names: str, help: str, **more: Any) -> Option:
        key = names.removeprefix("--").partition("/")[0]
        return Option(
            [names, f"global_{key}"], help=help, expose_value=False, callback=_note, hidden=hidden, **more
        )

    formats, colors = ["text", "json", "csv"], {"is_flag": True, "default": None}
    return (
        make("--db", N_("The database: a file, or postgresql://…"), metavar=N_("FILE")),
        make("--council", N_("The council, where the database holds several"), metavar=N_("KEY")),
        make("--as", N_("The person on whose behalf this is done"), metavar=N_("ACTOR")),
        make("--lang", N_("The language: de or en"), type=click.Choice(["de", "en"])),
        make("--format", N_("The form of the output: text, json or csv"), type=click.Choice(formats)),
        make("--color/--no-color", N_("Colour, also where the output is no terminal; or none"), **colors),
        make(
            "--debug",
            N_("Show where in the program an error arose"),
            is_flag=True,
            flag_value=True,
            default=None,
        ),
    )


GLOBAL = _globals(hidden=False)  #: as the program's own help shows them
_ANYWHERE = _globals(hidden=True)  #: the same behind any command, where users type them


def _show_help(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


_HELP = Option(
    ["-h", "--help", "global_help"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_help,
    help=N_("Show this help."),
)


class _Framed(click.Command):
    """What commands and groups have in common."""

    examples: Sequence[Example] = ()
    own_globals = True  #: False where the global options are its own, as with the program itself

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, then the global ones it has no use of its own for."""
        taken = {name for param in self.params for name in param.opts}
        others = _ANYWHERE if self.own_globals else ()
        return [*self.params, *(o for o in others if not taken.intersection(o.opts)), _HELP]

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The one help option that all share."""
        return _HELP

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line in the user's language."""
        return [in_language(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first sentence."""
        return first_sentence(_(self.short_help or self.help or ""))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help in the user's language."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_(self.help or ""))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, and that the global options may stand here too."""
        if self.own_globals:
            formatter.write_paragraph()
            formatter.write_text(
                _("Global options, here or ahead of the command: {options}").format(options=_flags())
            )
        if self.examples:
            with formatter.section(_("Examples")):
                for example in self.examples:
                    _write_example(formatter, *((example,) if isinstance(example, str) else example))

    def invoke(self, ctx: click.Context) -> Any:
        """Run it with the colour that was asked for, wherever the flag stood."""
        ctx.color = ctx.ensure_object(Desk).color
        return super().invoke(ctx)


class Command(_Framed):
    """A command; see the module for how to write one."""

    def __init__(self, *args: Any, examples: Sequence[Example] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples


class Group(_Framed, click.Group):
    """A noun with several verbs: `@council.command("adopt", help=…, examples=…)`."""

    command_class = Command

    def __init__(self, *args: Any, examples: Sequence[Example] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples


Group.group_class = Group


def command(
    name: str, *, help: str, examples: Sequence[Example] = (), **more: Any
) -> Callable[[Callable[..., object]], Command]:
    """Make a function a command. `help` and the words of `examples` are marked with N_."""
    return click.command(name, cls=Command, help=help, examples=examples, **more)


def group(
    name: str, *, help: str, examples: Sequence[Example] = (), **more: Any
) -> Callable[[Callable[..., object]], Group]:
    """Make a function a group of commands."""
    return click.group(name, cls=Group, help=help, examples=examples, **more)


def option(*names: str, help: str, **more: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An option; `help` is marked with N_."""
    return click.option(*names, cls=Option, help=help, **more)


def argument(*names: str, help: str, **more: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An argument; `help` is marked with N_."""
    return click.argument(*names, cls=Argument, help=help, **more)


def pass_desk(function: Callable[Concatenate[Desk, P], R]) -> Callable[P, R]:
    """Hand the desk to the command as its first parameter."""
    return click.pass_obj(function)


def first_sentence(text: str) -> str:
    """The first sentence of a help text, without its full stop."""
    return text.partition("\n\n")[0].replace("\n", " ").partition(". ")[0].rstrip(".")


def _flags() -> str:
    return ", ".join(option.opts[0] for option in GLOBAL)


def _write_example(formatter: click.HelpFormatter, line: str, words: str = "") -> None:
    # Never wrapped: a line that is copied must be whole.
    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
    if words:
        with formatter.indentation(), formatter.indentation():
            formatter.write_text(_(words))
