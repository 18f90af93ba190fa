"""What a command has at hand: the settings of this run, the clock, and what the terminal can do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, tzinfo
from typing import TypeVar

from workflow.settings import Settings, Value

T = TypeVar("T")


class Desk:
    """One per run. Nothing is opened before it is asked for; what was opened is closed by `clear`."""

    def __init__(self, environ: Mapping[str, str], flags: Mapping[str, Value] | None = None) -> None:
        self.environ = environ
        self.settings = Settings(environ, flags)
        self._open = ExitStack()
        self._now: datetime | None = None

    @property
    def db(self) -> str:
        """The database: a path or a URL."""
        return self.settings.text("db")

    @property
    def council(self) -> str | None:
        """The council's key, or None where none was named."""
        return self.settings.text("council") or None

    @property
    def actor(self) -> str:
        """Who does this: `--as`, else the operating system's user."""
        return self.settings.text("as")

    @property
    def lang(self) -> str:
        """The language, `de` or `en`."""
        return self.settings.text("lang")

    @property
    def format(self) -> str:
        """The form of the output: `text`, `json` or `csv`."""
        return self.settings.text("format")

    @property
    def debug(self) -> bool:
        """True where errors show their trace."""
        return bool(self.settings.value("debug"))

    @property
    def acts_for_another(self) -> bool:
        """True where `as` was set, so that the council's file must allow it."""
        return self.settings.find("as").origin != "default"

    @property
    def on_terminal(self) -> bool:
        """True where standard output is a terminal: tables, progress and questions make sense."""
        return sys.stdout.isatty()

    @property
    def can_ask(self) -> bool:
        """True where somebody is there to answer a question."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    @property
    def color(self) -> bool:
        """True where the output may be coloured."""
        wish = self.settings.value("color")
        return self.on_terminal if wish == "auto" else wish in ("always", True)

    def now(self, *, rehearsal: bool, zone: tzinfo | None = None) -> datetime:
        """The moment of this command in UTC, read once (see `workflow.clock`)."""
        if self._now is None:
            from workflow import clock

            self._now = clock.read(rehearsal=rehearsal, environ=self.environ, zone=zone)
        return self._now

    def keep(self, opened: AbstractContextManager[T]) -> T:
        """Enter something that is closed when the command ends, such as the book."""
        return self._open.enter_context(opened)

    def clear(self) -> None:
        """Close what was kept, the last first."""
        self._open.close()
