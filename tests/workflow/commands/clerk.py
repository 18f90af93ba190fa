"""Somebody at the command line of a rehearsal: says what time it is, runs commands, reads the answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from states.fold import fold
from tests.conftest import Ran
from workflow.store.book import open_book
from workflow.store.opening import reach
from workflow.store.refusals import NoDatabase, NotADatabase

Run = Callable[..., Ran]


class Clerk:
    """Runs commands on one database, whose clock is set by `at`."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.now = "2026-01-05T09:00"
        self.env: dict[str, str] = {}

    @property
    def database(self) -> Path:
        """Where `run` has its database, if it is a file."""
        return self.folder / "laufzettel.db"

    @property
    def address(self) -> str:
        """The database in use: the one of `run`, unless `env` names another one."""
        return self.env.get("LAUFZETTEL_DB") or str(getattr(self.run, "address", self.database))

    def opens(self, council: str, when: str) -> Clerk:
        """Make a rehearsal database with a council that comes with the program."""
        self.at(when).does("init", "--rehearsal", "--council", council)
        return self

    def at(self, when: str) -> Clerk:
        """Let it be this moment, in the council's local time."""
        self.now = when
        return self

    def tries(self, *arguments: object, typed: str | bytes = "") -> Ran:
        """Run a command, whatever comes of it."""
        return self.run(*arguments, env={"LAUFZETTEL_NOW": self.now, **self.env}, typed=typed)

    def does(self, *arguments: object, typed: str | bytes = "") -> str:
        """Run a command that succeeds; what it says."""
        ran = self.tries(*arguments, typed=typed)
        assert ran.status == 0, f"{arguments}: {ran.err}"
        return ran.out

    def gets(self, *arguments: object, typed: str | bytes = "") -> Any:
        """Run a command that succeeds; its JSON."""
        return json.loads(self.does(*arguments, "--format", "json", typed=typed))

    def refused(self, *arguments: object, typed: str | bytes = "") -> dict[str, Any]:
        """Run a command that is refused and leaves nothing behind; the refusal as an object."""
        before = self.entries()
        ran = self.tries(*arguments, "--format", "json", typed=typed)
        assert ran.status != 0, f"{arguments} was not refused: {ran.out}"
        assert self.entries() == before, f"{arguments} left entries behind"
        error: dict[str, Any] = json.loads(ran.err.strip().splitlines()[-1])["error"]
        assert error["exit"] == ran.status
        assert error["message"].strip()
        assert "\n" not in error["message"]
        assert "{" not in error["message"] + error["way_out"], error
        return error

    def meets(self, organization: str, on: str, at: str = "17:00") -> None:
        """Enter a meeting."""
        self.does("meeting", "add", organization, on, at)

    def entries(self) -> int:
        """How many entries the log has."""
        try:
            with closing(reach(self.address)) as database:
                return int(database.rows("SELECT count(*) FROM event")[0][0])
        except (NoDatabase, NotADatabase):
            return 0
        except sqlite3.Error:
            return -1

    def kinds(self, reference: str) -> list[str]:
        """What was recorded for a motion, in its order."""
        with open_book(self.address) as book:
            council = book.council(None).id
            motion = book.find_motion(council, reference)
            history = book.recorded(council, f"motion:{motion.id}")
            assert fold(motion.id, history) == motion, "the rows differ from the refolded entries"
            return [e.kind for e in history]

    def text(self, reference: str) -> list[tuple[str, str]]:
        """The text that the next vote is on, or the decided one."""
        with open_book(self.address) as book:
            return [(p.number, p.text) for p in book.find_motion(book.council(None).id, reference).text]
