"""The office: who acts, when, under which rules; and the one way in which anything is carried out.

Every command is the same four steps: load, decide, fold, save. `carry_out` is the frame of the last
three; the modules beside this one load what a decision needs, by noun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from secrets import token_hex
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.event import Event, Fact
from states.meeting import Meeting
from states.motion import Motion
from workflow import __version__
from workflow.decide.scene import Decision, Scene
from workflow.store.book import Book, CouncilRow, Stamp
from workflow.store.refusals import AnswerLost, Conflict, NotSaved

#: How often a command decides anew because somebody was faster.
_ATTEMPTS = 5

#: How far ahead a "next meeting" is looked for.
HORIZON = timedelta(days=500)


class Carried(NamedTuple):
    """What was carried out: the facts, what deserves a warning, and the motions and meetings as they are
    afterwards (in a dry run: as they would be)."""

    facts: tuple[Fact, ...] = ()
    warnings: tuple[tuple[str, dict[str, object]], ...] = ()
    after: Mapping[str, Any] = {}

    def motion(self, number: int) -> Motion:
        """A motion that was changed."""
        found: Motion = self.after[f"motion:{number}"]
        return found

    def meeting(self, number: int) -> Meeting:
        """A meeting that was changed."""
        found: Meeting = self.after[f"meeting:{number}"]
        return found


class _Undone(Exception):
    """Ends a dry run: everything was done and nothing is kept."""

    def __init__(self, carried: Carried) -> None:
        self.carried = carried
        super().__init__()


@dataclass
class Office:
    """One command at work on one council. `now` is aware and read once; `actor` is a person's name."""

    book: Book
    now: datetime
    actor: str
    council_key: str | None = None
    command: str = field(default_factory=lambda: token_hex(16))
    dry_run: bool = False
    at_keyboard: str = ""  #: who really did it, where the actor is somebody else
    _facts: list[Fact] = field(default_factory=list, repr=False)
    _parts: int = field(default=0, repr=False)  #: how many transactions it was already

    @cached_property
    def council(self) -> CouncilRow:
        """The council's row. Raises NoCouncil, UnknownCouncil, WhichCouncil."""
        return self.book.council(self.council_key)

    @cached_property
    def today(self) -> date:
        """The council's local day."""
        return self.now.astimezone(ZoneInfo(self.council.zone)).date()

    @property
    def rules(self) -> Council:
        """The rules in force today; each date of a motion is computed with those in force on it."""
        return self.book.rules(self.council.id, self.today)

    def stamp(self) -> Stamp:
        """Who records what now is recorded."""
        actor = self.book.personal(self.council.id, self.actor)
        rules = self.book.rules_hash(self.council.id, self.today)
        return Stamp(actor, __version__, self.command, self.now, rules)

    def scene(
        self,
        *,
        family: Iterable[Motion] = (),
        calendar: Iterable[Meeting] = (),
        council: Council | None = None,
    ) -> Scene:
        """What a decision is made upon."""
        return Scene(council or self.rules, self.now, tuple(family), tuple(calendar))

    def ahead(self, since: date | None = None, organization: str | None = None) -> list[Meeting]:
        """The meetings from a day on (default: today), as far as a next one is looked for."""
        start = since or self.today
        return self.book.meetings(self.council.id, organization, start, start + HORIZON)

    def find(self, reference: str) -> Motion:
        """The motion of a reference. Raises UnknownReference with the nearest ones."""
        return self.book.find_motion(self.council.id, reference)

    def family(self, motion: Motion) -> tuple[Motion, ...]:
        """The motion at the root with every amendment below it."""
        return self.book.family(motion.root or motion.id)

    def carry_out(self, work: Callable[[], Decision]) -> Carried:
        """Decide and save in one transaction; with `dry_run` decide, fold and take all of it back.

        `work` loads and decides inside the transaction, so that nobody can be faster in between. Where
        somebody was all the same (a deadlock on a server, two at one meeting), it decides once more on what
        is there then; so `work` may run several times. Raises NotSaved and AnswerLost where the connection
        broke.
        """
        attempts = 1 if self.book.in_transaction or not self.book.remote else _ATTEMPTS
        while True:
            attempts -= 1
            try:
                return self._attempt(work, again=attempts > 0)
            except Conflict:
                if not attempts:
                    raise

    def _attempt(self, work: Callable[[], Decision], *, again: bool) -> Carried:
        self._facts, carried = [], None
        answers = self.book.remote and not self.book.in_transaction and not self.dry_run
        part = self.part() if answers else ""
        try:
            with self.book.writing(again=again):
                carried = self._saved(work())
                if self.dry_run:
                    raise _Undone(carried)
                if answers and carried.facts:
                    answer = {"entries": len(carried.facts)}
                    self.book.answer(part, self.council.id, answer, self.now)
        except _Undone as undone:
            return undone.carried
        except AnswerLost:
            return self._found_out(part, carried)
        return carried

    def part(self) -> str:
        """The name under which one more transaction of this command leaves its answer."""
        self._parts += 1
        return self.command if self._parts == 1 else f"{self.command}.{self._parts}"

    def _found_out(self, part: str, carried: Carried | None) -> Carried:
        found = self.book.find_out(part, self.council.id, self.now)
        if carried is None or found is None:
            raise NotSaved(path=self.book.database.path)
        return carried._replace(warnings=(*carried.warnings, ("answer_lost", {})))

    def _saved(self, decision: Decision) -> Carried:
        self.append(decision.facts)
        if self.at_keyboard:
            self.append([self._on_behalf()])
        facts = tuple(self._facts)
        after = {f.stream: self.book.loaded(self.council.id, f.stream).value for f in facts}
        return Carried(facts, decision.warnings, after)

    def _on_behalf(self) -> Fact:
        """Whoever acts for somebody else is named in the log as well, beside the command."""
        names = {"by": self.at_keyboard, "for": self.actor}
        hidden = {key: {"~": self.book.personal(self.council.id, name)} for key, name in names.items()}
        data: dict[str, object] = {"command": self.command, **hidden}
        return Fact("council", Event("acted_for", data, self.today.isoformat()))

    def append(self, facts: Iterable[Fact]) -> None:
        """Save facts. Inside the transaction of `carry_out`, which tells of all of them."""
        facts = tuple(facts)
        if facts:
            self.book.append(self.council.id, facts, self.stamp())
            self._facts += facts
