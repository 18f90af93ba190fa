"""Random weeks of an office: meetings move and are cancelled, ticks come and stay away, workers die.

Whatever happens, each reminder reaches its reader once for its date, never for a date that does not hold, and
nothing that still has a point is lost.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from states.meeting import MeetingStatus
from states.outcome import Outcome
from states.rule_refusals import BeforePrevious
from tests import databases
from tests.workflow.office.bureau import BERLIN, Bureau, TemporaryFailure, write
from workflow.decide.entered import ResultFacts
from workflow.notify.letter import Delivered, Letter
from workflow.notify.notice import Notice
from workflow.office import calendar, results
from workflow.store.book import Book, open_book

DAYS = st.integers(-20, 40)
HOURS = st.integers(1, 200)
#: Rules whose date is that of the meeting itself.
OF_MEETING = ("speech", "meeting", "result")


class Killed(BaseException):
    """The process dies here."""


class Weeks(RuleBasedStateMachine):
    """One office, three meetings, six motions."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="laufzettel-"))
        self.book = open_book(databases.sqlite_address(self.folder))
        self.bureau = Bureau(self.book)
        self.letters: list[Letter] = []
        self.repeatable: Counter[str] = Counter()  #: deaths between delivery and its note, by Message-ID
        self.dies = False
        self.wrong: list[str] = []

    def teardown(self) -> None:
        self.finish()
        self.book.close()
        shutil.rmtree(self.folder)

    @initialize(digest=st.sampled_from(["none", "daily"]), quiet=st.sampled_from([None, "20:00-07:00"]))
    def opens(self, digest: str, quiet: str | None) -> None:
        """People, a calendar, motions."""
        self.bureau.person("Ada", "chair", "author")
        self.bureau.person("Ben", "office", digest=digest, **({"quiet": quiet} if quiet else {}))
        self.bureau.person("Cem", speaks_for=["kreistag"])
        days = ("2026-02-10", "2026-02-24", "2026-03-17")
        self.meetings = [self.bureau.meets("kreistag", day) for day in days]
        self.motions = [self.bureau.files(f"{n}/26", on=days[n % 3], filed=n != 5).id for n in range(6)]

    # What happens

    @rule(which=st.integers(0, 2), by=DAYS)
    def moves(self, which: int, by: int) -> None:
        """A meeting gets another day, ahead of today."""
        meeting = self.book.meeting(self.meetings[which])
        day = meeting.on + timedelta(days=by)
        taken = any(self.book.meeting(n).on == day for n in self.meetings)
        if day > self.bureau.now.date() and not taken and not self.book.has_results(meeting.id):
            calendar.move(self.bureau.office(), meeting, on=day)

    @rule(which=st.integers(0, 2))
    def cancels(self, which: int) -> None:
        """A meeting will not take place."""
        meeting = self.book.meeting(self.meetings[which])
        held = self.book.has_results(meeting.id) or meeting.status is MeetingStatus.CANCELLED
        if not held and meeting.on > self.bureau.now.date():
            with contextlib.suppress(BeforePrevious):  # the clock was put back behind a result
                calendar.cancel(self.bureau.office(), meeting)

    @rule(which=st.integers(0, 5))
    def decides(self, which: int) -> None:
        """A result, where the meeting has begun."""
        motion = self.book.motion(self.motions[which])
        current = motion.current
        if current is None or current.meeting is None:
            return
        if self.book.meeting(current.meeting).start("Europe/Berlin") <= self.bureau.now:
            results.advance(self.bureau.office(), f"#{motion.id}", ResultFacts(Outcome.ADOPTED))

    @rule(hours=HOURS)
    def waits(self, hours: int) -> None:
        """Time passes, and no tick comes."""
        self.bureau.now = (self.bureau.now.astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN)

    @rule(hours=st.integers(1, 3))
    def turns_back(self, hours: int) -> None:
        """The machine's clock is put back."""
        self.bureau.now = (self.bureau.now.astimezone(UTC) - timedelta(hours=hours)).astimezone(BERLIN)

    @rule(batch=st.integers(1, 3))
    def ticks(self, batch: int) -> None:
        """A look at what is due."""
        assert not self.bureau.ticks(batch=batch).troubles

    @rule(steps=st.integers(0, 12))
    def ticks_and_dies(self, steps: int) -> None:
        """The tick's process dies at one of its statements."""
        database = self.book.database
        self.book.database = Dying(database, steps)
        try:
            self.bureau.ticks()
        except Killed:
            pass
        finally:
            self.book.database = database

    @rule()
    def sends(self) -> None:
        """A worker sends what it can."""
        self.send()

    @rule(part=st.sampled_from(["> 1", "> 2", "speech", "digest"]))
    def sends_to_a_broken_server(self, part: str) -> None:
        """A worker whose server refuses some."""
        self.bureau.post.failing = {part: TemporaryFailure("451")}
        self.send()
        self.bureau.post.failing = {}

    @rule()
    def sends_and_dies(self) -> None:
        """The worker dies between the server's yes and its note."""
        self.dies = True
        with contextlib.suppress(Killed):
            self.send()
        self.dies = False

    def send(self) -> None:
        """Send, checking each letter against the calendar as it is then."""
        self.bureau.sends(write=self.write, channel=lambda _name: self.deliver)

    def write(self, book: Book, notice: Notice, now: datetime) -> Letter:
        """The letter; wrong is one whose date is no meeting's of its motion."""
        if notice.rule in OF_MEETING and notice.motion is not None:
            motion = book.motion(notice.motion)
            numbers = [c.meeting for c in motion.consultations if c.meeting is not None]
            days = [
                m.on.isoformat()
                for m in map(book.meeting, numbers)
                if m.status is not MeetingStatus.CANCELLED
            ]
            if notice.payload["on"] not in days:
                self.wrong.append(f"{notice.rule} {notice.anchor}: {days}")
        return write(book, notice, now)

    def deliver(self, letter: Letter, settings: Mapping[str, str]) -> Delivered:
        """Take it over; then die, if that is due."""
        answer = self.bureau.post.deliver(letter, settings)
        self.letters.append(letter)
        if self.dies:
            self.repeatable[letter.message_id] += 1
            raise Killed
        return answer

    # What holds

    @invariant()
    def nothing_is_told_twice(self) -> None:
        """Only what a dead worker could not note comes again, and then under its Message-ID."""
        ids = Counter(letter.message_id for letter in self.letters)
        texts = {letter.message_id: letter.text for letter in self.letters}
        assert len(set(texts.values())) == len(texts)
        for name, times in ids.items():
            assert times <= 1 + self.repeatable[name], texts[name]

    @invariant()
    def nothing_is_told_for_a_wrong_date(self) -> None:
        assert not self.wrong

    def finish(self) -> None:
        """Four more weeks with many ticks: whoever has no result yet is asked for it, once for its date."""
        if not hasattr(self, "motions"):
            return
        for _ in range(28 * 4):
            self.bureau.now = (self.bureau.now.astimezone(UTC) + timedelta(hours=6)).astimezone(BERLIN)
            self.bureau.ticks()
            self.send()
        told = self.told()
        for line in self.awaited():
            assert told[line] == 1, line
        assert all(times == 1 for line, times in told.items() if line.startswith("result"))
        self.nothing_is_told_twice()
        self.nothing_is_told_for_a_wrong_date()

    def told(self) -> Counter[str]:
        """What was told, one by one, also within digests; repeated letters count once."""
        found: Counter[str] = Counter()
        for letter in {letter.message_id: letter for letter in self.letters}.values():
            line, _, rest = letter.text.partition(" >")
            found.update(rest.partition("(")[2].rstrip(")").split(", ") if "(" in rest else [line])
        return found

    def awaited(self) -> list[str]:
        """The questions for a result that must have been asked by now."""
        found = []
        for motion in map(self.book.motion, self.motions):
            current = motion.current
            if current is None or current.meeting is None:
                continue
            meeting = self.book.meeting(current.meeting)
            asked = meeting.start("Europe/Berlin") + timedelta(days=3)
            if meeting.status is not MeetingStatus.CANCELLED and asked < self.bureau.now:
                found.append(f"result {meeting.on} kreistag {motion.reference}")
        return found


class Dying:
    """A database whose process dies after so many statements; what was not committed is undone."""

    def __init__(self, database: Any, steps: int) -> None:
        self._database = database
        self._left = steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._database, name)
        if name not in ("run", "many", "rows", "row", "commit"):
            return found

        def counted(*values: Any) -> Any:
            if self._left == 0:
                raise Killed
            self._left -= 1
            return found(*values)

        return counted


def test_random_weeks() -> None:
    """See the module."""
    examples = max(10, settings().max_examples // 4)
    run_state_machine_as_test(Weeks, settings=settings(max_examples=examples, stateful_step_count=25))
