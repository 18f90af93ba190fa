"""Looking at what is due: from the reminders of motions to notices in the outbox.

A tick touches only motions whose moment has come, or that changed since they were looked at. What it finds,
it keeps together with the motion's next moment, batch by batch; a tick that is interrupted has not begun the
batch it was at. Several ticks at once share the motions among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from states.council import Council, OrganizationType
from states.motion import Motion
from states.stage import State
from workflow.audit.chain import stamp
from workflow.notify.digests import join_digests
from workflow.notify.notice import NOBODY, message_id
from workflow.notify.outbox import LEASE
from workflow.notify.recipient import members_of
from workflow.rules.reminder import Due, Reminders, reminders
from workflow.rules.reminder_anchor import Sight, floats
from workflow.rules.reminder_people import Member, Wishes, recipients, told_at
from workflow.rules.reminder_table import Timetable
from workflow.store.book import Book
from workflow.store.outbox_page import LOOK

BATCH = 250
#: How far around now the meetings of a faction and of "the next meeting" are looked for.
_BEFORE, _AHEAD = timedelta(days=60), timedelta(days=500)
#: A motion that cannot be looked at is tried again after this time.
_AGAIN = timedelta(hours=1)
#: Clocks of several machines may differ by so much without anybody noticing.
_SKEW = timedelta(minutes=5)


class Trouble(NamedTuple):
    """What could not be computed for a motion."""

    motion: int
    what: str
    why: Exception


class Ticked(NamedTuple):
    """What a tick did."""

    looked: int = 0  #: motions
    queued: int = 0  #: notices
    late: int = 0  #: reminders that came too late and were dropped
    overtaken: int = 0  #: notices that what happened since made pointless
    digests: int = 0
    troubles: tuple[Trouble, ...] = ()

    def with_(self, other: Ticked) -> Ticked:
        """Both together."""
        return Ticked(
            self.looked + other.looked,
            self.queued + other.queued,
            self.late + other.late,
            self.overtaken + other.overtaken,
            self.digests + other.digests,
            self.troubles + other.troubles,
        )


def tick(
    book: Book, now: datetime, *, batch: int = BATCH, stop: Callable[[], bool] = lambda: False
) -> Ticked:
    """Find everything that is due and put it into the outbox.

    With nothing due this is one read. `now` is aware and the database's own time where it has one. With
    `stop` true no further batch is begun; the next tick goes on from there.
    """
    seen = book.anything(now)
    if seen.ticked is not None and seen.ticked > seen.at and seen.ticked > stamp(now + _SKEW):
        with book.writing():
            book.turn_back(now, now + LEASE)
        seen = book.anything(now)
    done = Ticked()
    if seen.due:
        with book.writing():
            book.note_tick(now)
        done = _all_due(book, now, batch, stop)
    if seen.digests or done.queued:
        done = done._replace(digests=join_digests(book, now))
    return done


def _all_due(book: Book, now: datetime, batch: int, stop: Callable[[], bool]) -> Ticked:
    done = Ticked()
    while not stop():
        with book.writing():
            found = book.take_due(now, batch)
            for council in sorted({waking.council for waking in found}):
                mine = [w.motion for w in found if w.council == council]
                done = done.with_(_Round(book, council, now).work_through(mine))
        if not found:
            break
    return done


class _Round:
    """One council's motions of a batch, with everything they have in common loaded once."""

    def __init__(self, book: Book, council: int, now: datetime) -> None:
        self.book = book
        self.council = council
        self.now = now
        self.row = next(row for row in book.councils() if row.id == council)
        self._rules: dict[date, Council] = {}
        self.table = Timetable(self.rules, self.row.zone)
        self.members = members_of(book, council)
        self.roots: dict[int, Motion] = {}  #: papers that amendments among these motions belong to

    def rules(self, on: date) -> Council:
        """The council with its rules of a day."""
        if on not in self._rules:
            self._rules[on] = self.book.rules(self.council, on)
        return self._rules[on]

    def load(self, motions: Sequence[Motion]) -> None:
        """Know the meetings that the reminders of these motions depend on."""
        self.roots |= self.book.glimpse({m.root for m in motions if m.root} - self.roots.keys())
        known = (*motions, *self.roots.values())
        numbers = {c.meeting for m in known for c in m.consultations if c.meeting is not None}
        missing = [n for n in numbers if n not in self.table]
        if missing:
            self.table.add(self.book.meetings_in(missing))
        wanted = {station.organization for m in motions if (station := floats(m)) is not None}
        if any(m.state is State.DRAFT for m in motions):
            factions = self.rules(self.now.date()).organizations
            wanted |= {o.key for o in factions if o.type is OrganizationType.FACTION}
        day = self.now.date()
        for key in sorted(wanted):
            self.table.add(self.book.meetings(self.council, key, day - _BEFORE, day + _AHEAD))

    def sights(self, motions: Sequence[Motion], at: datetime) -> dict[int, tuple[Sight, str]]:
        """Each motion with what its reminders are derived from, and the hash of its first entry."""
        first = self.book.first_entries(self.council, [m.id for m in motions])
        found = {}
        for m in motions:
            recorded, seed = first[m.id]
            root = self.roots.get(m.root) if m.root else None
            found[m.id] = (Sight(m, self.table, at, datetime.fromisoformat(recorded), root), seed)
        return found

    def work_through(self, motions: Sequence[Motion]) -> Ticked:
        """Put what is due into the outbox and set each motion's next moment. Inside `writing()`."""
        self.load(motions)
        numbers = [m.id for m in motions]
        dealt = self.book.dealt_with(self.council, numbers)
        sheet = _Sheet(self)
        found: dict[int, Reminders] = {}
        for number, (sight, seed) in self.sights(motions, self.now).items():
            done = dealt.get(number, set())
            try:
                found[number] = sheet.add(sight, seed, done)
            except Exception as why:  # one motion must not keep the others from being reminded of
                sheet.troubles.append(Trouble(number, "motion", why))
                sheet.wakes.append((number, self.now + _AGAIN))
        self.book.queue(sheet.ledger, sheet.notices)
        self.book.wake_all(sheet.wakes)
        self.book.look_at_amendments([m.id for m in motions if not m.is_amendment])
        overtaken = self._overtake(found)
        return Ticked(len(motions), sheet.queued, sheet.late, overtaken, 0, tuple(sheet.troubles))

    def _overtake(self, found: dict[int, Reminders]) -> int:
        """Drop unsent notices whose reminder does not hold any more; send after all those that hold again."""
        valid = {n: {d.name for d in r.due if not d.pointless(self.now)} for n, r in found.items()}
        gone, back = [], []
        for number, motion, rule, anchor, state, lease in self.book.unsent_of(found):
            holds = (rule, anchor) in valid[motion]
            if state == "dropped" and holds:
                back.append(number)
            elif state != "dropped" and not holds and (lease is None or lease <= stamp(self.now)):
                gone.append(number)
        self.book.overtake(gone, self.now)
        self.book.revive(back, self.now)
        return len(gone)


class _Sheet:
    """The rows that a round will write."""

    def __init__(self, round_: _Round) -> None:
        self.round = round_
        self.recorded = stamp(round_.now)
        self.ledger: list[tuple[Any, ...]] = []
        self.notices: list[tuple[Any, ...]] = []
        self.wakes: list[tuple[int, datetime | None]] = []
        self.troubles: list[Trouble] = []
        self.queued = 0
        self.late = 0

    def add(self, sight: Sight, seed: str, done: set[tuple[str, str]]) -> Reminders:
        """What is due for one motion, and its next moment."""
        found = reminders(sight)
        now = self.round.now
        for due in found.fallen_due(done, now):
            if due.pointless(now):
                self._late(sight.motion, due, seed)
            else:
                self._queue(sight.motion, due, seed)
            done.add(due.name)
        self.wakes.append((sight.motion.id, found.wake_at(done, now)))
        self.troubles += [Trouble(sight.motion.id, f.what, f.why) for f in found.faults]
        return found

    def _late(self, motion: Motion, due: Due, seed: str) -> None:
        self._row(motion, due, "", "late", seed, ((), "dropped", None, ""))
        self.late += 1

    def _queue(self, motion: Motion, due: Due, seed: str) -> None:
        for recipient, roles, wishes in addressed(motion, due, self.round.members):
            when, waits = told_at(self.round.now, wishes, self.round.row.zone, due.until)
            state = "waiting" if waits else "pending"
            self._row(motion, due, recipient, "queued", seed, (roles, state, stamp(when), wishes.channel))
            self.queued += 1

    def _row(
        self,
        motion: Motion,
        due: Due,
        recipient: str,
        what: str,
        seed: str,
        more: tuple[tuple[str, ...], str, str | None, str],
    ) -> None:
        council, (rule, anchor) = self.round.council, due.name
        roles, state, next_try, channel = more
        self.ledger.append((council, motion.id, rule, anchor, recipient, what, self.recorded))
        settled = ("late", self.recorded) if what == "late" else (None, None)
        self.notices.append(
            (
                *(council, motion.id, rule, anchor, recipient, channel),
                message_id(self.round.row.key, seed, rule, anchor, recipient),
                str(due.rule.get("label", rule)),
                json.dumps(payload(due, roles), ensure_ascii=False),
                *(state, 0, next_try, self.recorded, settled[1], settled[0]),
            )
        )


def addressed(
    motion: Motion, due: Due, members: Sequence[Member]
) -> Iterator[tuple[str, tuple[str, ...], Wishes]]:
    """Whom a reminder reaches, as notices name them, why, and how they want to be told."""
    roles = [str(role) for role in due.rule["to"]]
    found = recipients(roles, motion, due.anchored.organization, members)
    if not found:
        yield NOBODY, tuple(roles), Wishes()
    known = {member.id: member for member in members}
    for number, why in found.items():
        yield str(number), why, known[number].wishes


def payload(due: Due, roles: Iterable[str]) -> dict[str, Any]:
    """What a notice keeps of its reminder; see `workflow.notify.notice.Notice`."""
    at = due.anchored
    found: dict[str, Any] = {
        "label": due.rule.get("label", ""),
        "text": due.rule.get("text", ""),
        "anchor": at.anchor,
        "on": at.on.isoformat(),
        "at": None if at.at is None else at.at.isoformat(),
        "due": due.at.isoformat(),
        "until": None if due.until is None else due.until.isoformat(),
        "organization": at.organization or None,
        "meeting": at.meeting.id or None if at.meeting else None,
        "consultation": at.consultation.n or None if at.consultation else None,
        "roles": list(roles),
        "repetition": due.repetition or None,
    }
    return {key: value for key, value in found.items() if value is not None}


# Looking ahead, and checking


class Foreseen(NamedTuple):
    """A reminder as it would go out if nothing happens until then."""

    motion: Motion
    due: Due
    at: datetime  #: when it would be sent
    recipient: str
    roles: tuple[str, ...]
    wishes: Wishes
    late: bool = False  #: it would be dropped, since it comes too late


def preview(book: Book, council: int, now: datetime, until: datetime) -> Iterator[Foreseen]:
    """Everything that would go out up to a moment, motion by motion, and why. Nothing is written."""
    after = 0
    while found := book.due_until(council, until, after, BATCH):
        round_ = _Round(book, council, now)
        round_.load(found)
        dealt = book.dealt_with(council, [m.id for m in found])
        for number, (sight, _seed) in round_.sights(found, now).items():
            yield from _foreseen(round_, sight, dealt.get(number, set()), until)
        after = found[-1].id


def _foreseen(
    round_: _Round, sight: Sight, done: set[tuple[str, str]], until: datetime
) -> Iterator[Foreseen]:
    """One motion, tick by tick, each at the very moment at which something is due."""
    at: datetime | None = sight.now
    while at is not None and at <= until:
        found = reminders(sight._replace(now=at))
        for due in found.fallen_due(done, at):
            done.add(due.name)
            late = due.pointless(at)
            for recipient, roles, wishes in addressed(sight.motion, due, round_.members):
                when, _waits = told_at(at, wishes, round_.row.zone, due.until)
                yield Foreseen(sight.motion, due, when, recipient, roles, wishes, late)
                if late:
                    break
        at = found.wake_at(done, at)


def wrong_wakes(book: Book, council: int, now: datetime) -> Iterator[tuple[Motion, str | None, str | None]]:
    """Motions whose kept next moment is not the one that follows from everything else: kept, right.

    What has changed and waits for the next tick is right as it is.
    """
    after = 0
    while page := book.wakes(council, after, BATCH):
        after = page[-1][0].id
        kept = {m.id: wake for m, wake in page if wake is None or (wake != LOOK and wake > stamp(now))}
        motions = [m for m, _wake in page if m.id in kept]
        round_ = _Round(book, council, now)
        round_.load(motions)
        dealt = book.dealt_with(council, list(kept))
        for number, (sight, _seed) in round_.sights(motions, now).items():
            found, done = reminders(sight), dealt.get(number, set())
            due = [d.at for d in found.fallen_due(done, now)]
            right = min(due, default=None) or found.wake_at(done, now)
            moment = None if right is None else stamp(right)
            if moment != kept[number]:
                yield sight.motion, kept[number], moment
