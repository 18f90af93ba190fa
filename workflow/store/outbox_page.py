"""The pages about reminders: what is due, what was dealt with, and the notices on their way out.

Nothing here is part of the log: a notice is a consequence of what the log says. All moments are aware; they
come from the caller, or from the database's clock where that is the one all workers share (`clock`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from states import snapshot
from states.meeting import Meeting
from states.motion import Motion
from workflow.audit.chain import stamp
from workflow.store.database import Found
from workflow.store.meetings import read_meeting
from workflow.store.motions import Motions
from workflow.store.outbox_sql import LOOK, OutboxStatements, statements

_FAR = timedelta(days=9)  #: nothing of ours waits longer than for the next weekly digest
_LAST = 1 << 60


class Waking(NamedTuple):
    """A motion at which something is due, or which changed since it was looked at."""

    council: int
    motion: Motion


class Anything(NamedTuple):
    """What there is to do now."""

    at: str  #: now
    ticked: str | None  #: when a tick last found anything, by its clock
    due: bool  #: motions to look at
    digests: bool
    letters: bool  #: notices to send


class Queue(NamedTuple):
    """How the outbox stands; `oldest` is the moment since which a notice could have been sent."""

    pending: int
    waiting: int
    dead: int
    oldest: str | None


class Outbox(Motions):
    """Reminders that are due, and their notices."""

    @property
    def _outbox(self) -> type[OutboxStatements]:
        return statements(self.database.dialect)

    def clock(self) -> datetime | None:
        """The database's own clock; None where it has none but this machine's."""
        sql = self._outbox.CLOCK
        return self.database.rows(sql)[0][0] if sql else None

    # What is due

    def anything(self, now: datetime) -> Anything:
        """Whether there is anything to do: one statement, however many motions there are."""
        at = stamp(now)
        ticked, due, digest, letter = self.database.rows(self._outbox.ANYTHING, (at, at, at))[0]
        return Anything(at, ticked, due is not None, digest is not None, letter is not None)

    def soonest(self) -> str | None:
        """The next moment at which there will be something to do."""
        return min((m for m in self.database.rows(self._outbox.SOONEST)[0] if m is not None), default=None)

    def take_due(self, now: datetime, limit: int) -> list[Waking]:
        """Motions at which something is due, the longest overdue first; nobody else takes them meanwhile."""
        rows = self.database.rows(self._outbox.TAKE_DUE, (stamp(now), limit))
        return [Waking(row[1], self._motion((row[0], *row[2:]))) for row in rows]

    def due_until(self, council: int, until: datetime, after: int, limit: int) -> list[Motion]:
        """Motions at which something is due up to a moment, by number, from the one behind `after`."""
        rows = self.database.rows(self._outbox.DUE_UNTIL, (council, stamp(until), after, limit))
        return [self._motion(row) for row in rows]

    def wakes(self, council: int, after: int, limit: int) -> list[tuple[Motion, str | None]]:
        """Motions with what is kept as their next moment, by number; for checking it."""
        rows = self.database.rows(self._outbox.WAKES, (council, after, limit))
        return [(self._motion(row[:5]), row[5]) for row in rows]

    def wake_all(self, moments: Sequence[tuple[int, datetime | None]]) -> None:
        """Set the next moments of motions. Inside `writing()`."""
        rows = [(None if when is None else stamp(when), number) for number, when in moments]
        if rows:
            self.database.many(self.database.sql.WAKE, rows)

    def look_at_all(self, council: int) -> int:
        """Look at every motion that new rules may concern; how many. Inside `writing()`."""
        return self.database.run(self._outbox.LOOK_AT_ALL, (council,))

    def look_at_meetings(self, council: int, numbers: Iterable[int]) -> None:
        """Look at every motion with a station at these meetings, and at drafts. Inside `writing()`."""
        self.database.many(self._outbox.LOOK_AT_MEETING, [(number,) for number in numbers])
        self.database.run(self._outbox.LOOK_AT_DRAFTS, (council,))

    def look_at_amendments(self, roots: Sequence[int]) -> None:
        """Look at every amendment to these motions: they go where those go. Inside `writing()`."""
        if roots:
            self.database.run(self._outbox.LOOK_AT_AMENDMENTS, (self._list(roots),))

    def glimpse(self, numbers: Iterable[int]) -> dict[int, Motion]:
        """Motions as they are just now, for somebody who will not change them: nobody waits for that."""
        rows = self.database.rows(self._outbox.GLIMPSE, (self._list(sorted(numbers)),))
        return {
            number: snapshot.load(text) if form == snapshot.FORMAT else self._refolded(number)
            for number, form, text in rows
        }

    def meetings_in(self, numbers: Iterable[int]) -> list[Meeting]:
        """The meetings of some numbers."""
        rows = self.database.rows(self._outbox.MEETINGS_IN, (self._list(sorted(set(numbers))),))
        return [read_meeting(row) for row in rows]

    def first_entries(self, council: int, motions: Iterable[int]) -> dict[int, tuple[str, str]]:
        """When each motion was first recorded, and the hash of that entry, in hex."""
        streams = self._list(f"motion:{n}" for n in motions)
        rows = self.database.rows(self._outbox.FIRST_ENTRIES, (council, streams))
        return {int(stream[7:]): (recorded, bytes(digest).hex()) for stream, recorded, digest in rows}

    # What was dealt with

    def dealt_with(self, council: int, motions: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
        """Rule and anchor of every reminder that was dealt with, by motion."""
        found: dict[int, set[tuple[str, str]]] = {}
        for motion, rule, anchor in self.database.rows(
            self._outbox.LEDGER_OF, (council, self._list(motions))
        ):
            found.setdefault(motion, set()).add((rule, anchor))
        return found

    def queue(self, ledger: Sequence[Sequence[Any]], notices: Sequence[Sequence[Any]]) -> None:
        """Keep what was dealt with and the notices that come of it. Inside `writing()`."""
        if ledger:
            self.database.many(self._outbox.LEDGER_ADD, ledger)
        if notices:
            self.database.many(self._outbox.NOTICE_ADD, notices)

    def unsent_of(self, motions: Iterable[int]) -> list[Found]:
        """Notices not sent yet, and those overtaken: id, motion, rule, anchor, state, lease_until."""
        return self.database.rows(self._outbox.UNSENT_OF, (self._list(motions),))

    def overtake(self, numbers: Sequence[int], now: datetime) -> None:
        """Drop notices that what happened since has made pointless. Inside `writing()`."""
        if numbers:
            self.database.many(self._outbox.OVERTAKEN, [(stamp(now), n) for n in numbers])

    def revive(self, numbers: Sequence[int], now: datetime) -> None:
        """Send after all what was overtaken and is right again. Inside `writing()`."""
        if numbers:
            self.database.many(self._outbox.REVIVED, [(stamp(now), n) for n in numbers])

    # On the way out

    def claim(self, worker: str, now: datetime, lease_until: datetime, limit: int) -> list[Found]:
        """Take notices to send, so that nobody else does before the lease ends. Inside `writing()`."""
        until = stamp(lease_until)
        return sorted(
            self.database.rows(self._outbox.CLAIM, (until, worker, until, stamp(now), limit)),
            key=lambda row: row[0],
        )

    def is_recipient(self, person: int) -> bool:
        """Whether there is such a person and has not left."""
        row = self.database.row(self._outbox.RECIPIENT, (person,))
        return row is not None and bool(row[0])

    def sent(self, number: int, now: datetime, answer: str) -> bool:
        """Note that it was delivered. Inside `writing()`."""
        return self.database.run(self._outbox.SENT, (stamp(now), answer or None, number)) == 1

    def failed(self, number: int, worker: str, state: str, next_try: datetime | None, reason: str) -> None:
        """Note that it was not delivered: tried again at `next_try`, or given up. Inside `writing()`."""
        again = None if next_try is None else stamp(next_try)
        self.database.run(self._outbox.FAILED, (state, again, reason, number, worker))

    def look_at(self, motion: int) -> None:
        """Look at a motion at the next tick. Inside `writing()`."""
        self.database.run(self._outbox.LOOK_AT, (motion,))

    def drop(self, number: int, now: datetime, reason: str) -> None:
        """Note that it has become pointless to send it. Inside `writing()`."""
        self.database.run(self._outbox.DROPPED, (reason, stamp(now), number))

    def release(self, numbers: Iterable[int], worker: str, now: datetime) -> None:
        """Give back what was claimed and not tried. Inside `writing()`."""
        rows = [(stamp(now), number, worker) for number in numbers]
        if rows:
            self.database.many(self._outbox.RELEASE, rows)

    def retry(self, council: int, now: datetime, number: int | None = None) -> int:
        """Try again what was given up; how many. Inside `writing()`."""
        if number is None:
            return self.database.run(self._outbox.RETRY, (stamp(now), council))
        return self.database.run(self._outbox.RETRY_ONE, (stamp(now), council, number))

    # Digests

    def digests_due(self, now: datetime, limit: int) -> list[tuple[int, str]]:
        """Council and recipient of every digest whose time has come."""
        return [(row[0], row[1]) for row in self.database.rows(self._outbox.DIGESTS_DUE, (stamp(now), limit))]

    def waiting_of(self, council: int, recipient: str, now: datetime) -> list[Found]:
        """The notices that a digest joins."""
        found = self.database.rows(self._outbox.WAITING_OF, (council, recipient, stamp(now)))
        return sorted(found, key=lambda row: row[0])

    def has_notice(self, message_id: str) -> bool:
        """Whether there is a notice of this Message-ID."""
        return self.database.row(self._outbox.NAMED, (message_id,)) is not None

    def seed(self, council: int) -> str:
        """A hash that only this database has for the council: that of its first entry, in hex."""
        return bytes(self.database.rows(self._outbox.SEED, (council,))[0][0]).hex()

    def join(self, numbers: Iterable[int], now: datetime) -> None:
        """Note that they are in a digest. Inside `writing()`."""
        self.database.many(self._outbox.JOINED, [(stamp(now), n) for n in numbers])

    def wait(self, moments: Sequence[tuple[str, datetime, int]]) -> None:
        """Set state and moment of waiting notices. Inside `writing()`."""
        self.database.many(self._outbox.WAITS, [(state, stamp(when), n) for state, when, n in moments])

    # To be looked at

    def notices_in(self, numbers: Iterable[int]) -> list[Found]:
        """Notices by their numbers."""
        return self.database.rows(self._outbox.NOTICES_IN, (self._list(numbers),))

    def notices(
        self,
        council: int,
        *,
        motion: int | None = None,
        state: str | None = None,
        before: int = _LAST,
        limit: int = 100,
    ) -> list[Found]:
        """Notices, the newest first."""
        if motion is not None:
            return self.database.rows(self._outbox.NOTICES_OF, (council, motion, before, limit))
        if state is not None:
            return self.database.rows(self._outbox.NOTICES_IN_STATE, (council, state, before, limit))
        return self.database.rows(self._outbox.NOTICES, (council, before, limit))

    def outbox_stands(self, council: int) -> Queue:
        """How many notices wait for what."""
        return Queue(*self.database.rows(self._outbox.QUEUE, (council,))[0])

    # Clocks

    def note_tick(self, now: datetime) -> None:
        """Keep when a tick found something, so that a clock put back shows. Inside `writing()`."""
        self.database.run(self.database.sql.META_PUT, ("ticked", stamp(now)))

    def turn_back(self, now: datetime, lease_until: datetime) -> None:
        """Take back what was dropped while a clock was ahead of its time. Inside `writing()`.

        What was sent then stays sent. Nothing waits for a moment that the wrong clock has set.
        """
        at, sql = stamp(now), self._outbox
        lease = stamp(lease_until)
        self.database.run(sql.BACK_LOOK, (at,))
        self.database.run(sql.BACK_LATE, (at,))
        self.database.run(sql.BACK_NOTES, (at,))
        self.database.run(sql.BACK_REVIVED, (at, at))
        self.database.run(sql.BACK_LEASES, (lease, lease, lease))
        self.database.run(sql.BACK_TRIES, (at, at, stamp(now + _FAR)))
        self.note_tick(now)


__all__ = ["LOOK", "Anything", "Outbox", "Queue", "Waking"]
