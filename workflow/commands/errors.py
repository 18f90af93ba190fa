"""From whatever went wrong to one sentence on standard error and an exit status. The only place.

A refusal says its cause, its ground and the way out. What no rule foresaw is one sentence too; only
`--debug` shows where it arose. With `--format json` the same is one JSON object.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, TypeVar

import click

from states.refusal import Exit, Refusal
from workflow import words
from workflow.commands.desk import Desk
from workflow.system_words import cause_of
from workflow.words import _

T = TypeVar("T")

INTERRUPTED = 130  #: 128 + SIGINT, as shells have it
PIPE_CLOSED = 141  #: 128 + SIGPIPE: whoever was reading has seen enough


class Trouble(NamedTuple):
    """What the user is told."""

    code: str
    exit: int
    message: str
    way_out: str = ""
    ground: str = ""

    def as_object(self) -> dict[str, str | int]:
        """What a program is told; its keys are a promise."""
        return {
            "code": self.code,
            "message": self.message,
            "way_out": self.way_out,
            "ground": self.ground,
            "exit": int(self.exit),
        }


def report(fault: BaseException, desk: Desk) -> int:
    """Tell the user, and return the exit status."""
    if isinstance(fault, BrokenPipeError) or getattr(fault, "errno", None) == errno.EPIPE:
        _silence(sys.stdout)
        return PIPE_CLOSED
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        click.echo(fault.format_message(), err=True)
        return Exit.USAGE
    with suppress(OSError, ValueError):  # standard error may be closed, too
        trouble = understand(fault)
        if quietly(lambda: desk.debug, False):
            _print_trace(fault)
        click.echo(_said(trouble, desk), err=True)
        return trouble.exit
    return Exit.FAILURE


def understand(fault: BaseException) -> Trouble:
    """What went wrong, in the user's language."""
    if isinstance(fault, Refusal):
        message, way_out, ground = words.sentence(fault)
        return Trouble(fault.code, fault.exit_status, message, way_out, ground)
    if isinstance(fault, (KeyboardInterrupt, EOFError, click.Abort)):
        return Trouble("interrupted", INTERRUPTED, _("Interrupted."))
    if isinstance(fault, click.ClickException):
        return _usage(fault)
    cause = getattr(fault, "orig", None) or fault  # SQLAlchemy wraps the driver's own
    module = type(cause).__module__
    if module.startswith("sqlite3"):
        return _sqlite(cause)
    if module.startswith("psycopg"):
        return _postgres(cause)
    if isinstance(fault, OSError):
        return _system(fault)
    return _unforeseen(fault)


def quietly(ask: Callable[[], T], otherwise: T) -> T:
    """A setting's value where it is needed before faults can be told; else the given one."""
    try:
        return ask()
    except Refusal:
        return otherwise


def _usage(fault: click.ClickException) -> Trouble:
    if not isinstance(fault, click.UsageError):
        return Trouble("file", Exit.INPUT, fault.format_message())
    more = f"{fault.ctx.command_path if fault.ctx else 'laufzettel'} --help"
    near = getattr(fault, "possibilities", None)
    if not near:
        return Trouble("usage", Exit.USAGE, _one_sentence(fault.format_message()), more)
    meant = _("Is “{names}” meant?").format(names=_("” or “").join(sorted(near)))
    return Trouble("usage", Exit.USAGE, fault.message, f"{meant} {_('Otherwise: {help}').format(help=more)}")


def _one_sentence(message: str) -> str:
    """click's message in one line, with the quotes that we use."""
    return re.sub(r"'([^']+)'", _("“{phrase}”").format(phrase=r"\1"), " ".join(message.split()))


def _sqlite(cause: BaseException) -> Trouble:
    text = str(cause)
    if "locked" in text or "busy" in text:
        return _locked()
    if "disk is full" in text:
        return _full()
    if "readonly" in text or "disk I/O" in text:
        return Trouble(
            "database_unwritable",
            Exit.STORAGE,
            _("The database cannot be written: {fault}.").format(fault=text),
            _("Check the permissions of the file and of its folder, and the disk."),
        )
    if any(
        mark in text
        for mark in ("malformed", "not a database", "unable to open", "no such table", "no such column")
    ):
        return _unusable(text)
    return _unforeseen(cause)


def _postgres(cause: BaseException) -> Trouble:
    state = str(getattr(cause, "sqlstate", None) or "")
    if state in {"40001", "40P01", "55P03"}:  # serialization failure, deadlock, lock not available
        return _locked()
    if state == "53100":
        return _full()
    if state in {"42P01", "42703", "3D000"}:  # no such table, column, database
        return _unusable(str(cause).splitlines()[0])
    if not state or state.startswith(("08", "57P")):  # the connection, or the server is going down
        return Trouble(
            "database_unreachable",
            Exit.NETWORK,
            _("The database server cannot be reached: {fault}.").format(fault=_line(cause)),
            _("Check that it runs, and the address: laufzettel config show --origin"),
        )
    return _unforeseen(cause)


def _system(fault: OSError) -> Trouble:
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full()
    what = _(str(cause_of(fault)))
    if fault.filename is None:
        return _unforeseen(fault)
    message = _("{file} cannot be used: {fault}.").format(file=os.fsdecode(fault.filename), fault=what)
    if isinstance(fault, FileNotFoundError):
        return Trouble("file_missing", Exit.NOT_FOUND, message, _("Check the name."))
    if fault.errno == errno.EROFS:
        return Trouble("file_unwritable", Exit.STORAGE, message)
    return Trouble("file_unusable", Exit.INPUT, message, _("Check the file and its permissions."))


def _locked() -> Trouble:
    return Trouble(
        "locked", Exit.CONFLICT, _("Somebody else is writing to the database."), _("Try again in a moment.")
    )


def _full() -> Trouble:
    return Trouble(
        "disk_full", Exit.STORAGE, _("The disk is full; nothing was saved."), _("Make room and try again.")
    )


def _unusable(fault: str) -> Trouble:
    return Trouble(
        "database_unusable",
        Exit.DATABASE,
        _("This is no usable database: {fault}.").format(fault=fault),
        _("Check its name with laufzettel config show --origin, or make one: laufzettel init"),
    )


def _unforeseen(fault: BaseException) -> Trouble:
    return Trouble(
        "unforeseen",
        Exit.FAILURE,
        _("Something went wrong that no rule foresaw: {fault}.").format(fault=_line(fault)),
        _("The same command with --debug shows where; please report it."),
    )


def _line(fault: BaseException) -> str:
    text = " ".join(str(fault).split()).rstrip(".")
    return f"{type(fault).__name__}: {text}" if text else type(fault).__name__


def _said(trouble: Trouble, desk: Desk) -> str:
    from workflow.commands.output import visible

    if quietly(lambda: desk.format, "text") == "json":
        import json

        return json.dumps({"error": trouble.as_object()}, ensure_ascii=False)
    if trouble.exit == INTERRUPTED:
        return trouble.message
    lines = [(_("Error"), trouble.message), (_("Ground"), trouble.ground), (_("What to do"), trouble.way_out)]
    style = (
        _bold
        if sys.stderr.isatty() and quietly(lambda: desk.settings.text("color"), "auto") != "never"
        else str
    )
    return visible("\n".join(f"{style(name + ':')} {text}" for name, text in lines if text))


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _print_trace(fault: BaseException) -> None:
    import traceback

    traceback.print_exception(fault)


def _silence(stream: object) -> None:
    """Whatever is still buffered goes nowhere; else Python complains about it when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[attr-defined]
