"""The book: the only door to the database. Load with it, decide elsewhere, append to it.

It knows no rules and never decides anything. Everything it writes goes through `append` inside
`writing()`: entries, the rows folded from them and what search knows count together or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from states.event import Event, Fact
from workflow.audit.chain import stamp
from workflow.store import PATIENCE, councils, personal, saving
from workflow.store.councils import CouncilRow
from workflow.store.folding import fold_person
from workflow.store.meetings import Meetings
from workflow.store.opening import connect, make
from workflow.store.outbox_page import Outbox
from workflow.store.pages import Entry, Loaded
from workflow.store.refusals import AnswerLost, Conflict, DatabaseLocked, ServerUnreachable
from workflow.store.saving import Stamp, Unsaved, Wake

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workflow.store.database import Database

__all__ = ["Book", "CouncilRow", "Entry", "Fact", "Stamp", "create_book", "open_book"]


def open_book(url_or_path: str, *, create: bool = False, patience: float = PATIENCE) -> Book:
    """The book at a path or at an address `postgresql://…`.

    With `create` an empty database is made where there is none. Raises NoDatabase, OlderDatabase,
    NewerDatabase, NotADatabase, DamagedDatabase, DatabaseLocked, NotWritable, ServerUnreachable.
    """
    return Book(connect(url_or_path, create=create, patience=patience))


def create_book(url_or_path: str, *, rehearsal: bool, patience: float = PATIENCE) -> Book:
    """A new database. Only a rehearsal may be told another time than the clock's. Raises DatabaseExists."""
    return Book(make(url_or_path, rehearsal=rehearsal, patience=patience))


#: So many entries wait to be written, and no more.
_MANY = 2_000


class Book(Outbox, Meetings):
    """One connection to the database of one or several councils. Not shared between threads."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.appended = 0  #: how many entries in all, written or not, kept or not
        self._unsaved = Unsaved()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.database.dialect

    @property
    def remote(self) -> bool:
        """True where a commit and the answer to it travel, and either can be lost."""
        return self.database.dialect != "sqlite"

    @property
    def in_transaction(self) -> bool:
        """True inside `writing()`."""
        return self._depth > 0

    @property
    def rehearsal(self) -> bool:
        """True where the clock may be set: a database made to try things out."""
        return self.meta.get("rehearsal") == "1"

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def engine(self) -> Engine:
        """SQLAlchemy over this connection, for administrative statements."""
        return self.database.engine()

    @contextmanager
    def writing(self, *, again: bool = False) -> Iterator[None]:
        """One transaction: all of it is durable afterwards, or nothing happened. Inner ones join the outer.

        With `again` the caller does all of it once more after a Conflict: then councils and rules are taken
        to be as they were last time, which is looked at along with the first statement. Raises
        DatabaseLocked, DiskFull, NotWritable, StorageFailed, Conflict.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.database.begin()
        self._depth = 1
        try:
            self._unseen = True
            if not again:
                self._look()
            yield
            self._look()
            with self.database.closing():
                self._write()
                self.database.commit()
        except BaseException:
            self._forget()
            self._known.clear()
            self.database.rollback()
            raise
        finally:
            self._end()

    def adopt(self, rules: Mapping[str, Any], in_force: date, by: Stamp, actor: str = "") -> int:
        """Log the rules of a council as an entry; a council not known yet is added. Returns its number.

        `by.actor` may be empty for a new council, in which no commitment can have been made before:
        then `actor`, the name itself, is committed to.
        """
        with self.writing():
            known = {row.key: row.id for row in self.councils()}
            council = known.get(rules["key"]) or councils.add_council(self.database, rules)
            data: dict[str, Any] = {"rules": dict(rules), "in_force": in_force.isoformat()}
            if self.rehearsal:
                data["rehearsal"] = True
            if not by.actor:
                by = by._replace(actor=self.personal(council, actor))
            by = by._replace(rules=councils.hash_of(rules))
            event = Event(councils.RULES_ADOPTED, data, in_force.isoformat())
            self.append(council, [Fact("council", event)], by)
        return council

    def next_motion_id(self) -> int:
        """A number no motion has had. Inside `writing()`."""
        return self._next(self.database.sql.NEXT_MOTION)

    def next_meeting_id(self) -> int:
        """A number no meeting has had. Inside `writing()`."""
        return self._next(self.database.sql.NEXT_MEETING)

    def next_person_id(self) -> int:
        """A number no person has had. Inside `writing()`."""
        return self._next(self.database.sql.NEXT_PERSON)

    def _next(self, sql: str) -> int:
        return int(self.database.aside(sql)[0][0])

    def wake(self, number: int, when: datetime | None) -> None:
        """Set the next instant at which something is due for a motion. Inside `writing()`."""
        self.database.run(self.database.sql.WAKE, (None if when is None else stamp(when), number))

    def append(
        self,
        council: int,
        changes: Sequence[Fact],
        by: Stamp,
        *,
        expected: Mapping[str, int] | None = None,
        wake: Wake | None = None,
    ) -> None:
        """Record what was decided, in its order. Inside `writing()`.

        It is written when the transaction ends, or before anything else is asked of the database, so that
        every answer counts it in. `expected` names versions of streams that the decision rested on; `wake`
        tells for a changed motion when something is next due for it, else the next tick finds that out.
        Raises Conflict where somebody was faster, DoesNotFollow where an event does not rest on those before.
        """
        if not self._depth:
            raise RuntimeError("append belongs inside writing()")
        if not changes:
            return
        if wake is not self._unsaved.wake or any(change.event.kind == "corrected" for change in changes):
            self.flush()
        self.appended += len(changes)
        entries, touched = saving.append(self, council, changes, by, expected or {})
        self._unsaved.entries += entries
        self._unsaved.streams.update({(council, stream): at for stream, at in touched.items()})
        self._unsaved.wake = wake
        self._note(touched)
        self.database.before = self.flush
        others = any(not change.stream.startswith(("motion:", "meeting:")) for change in changes)
        if others or len(self._unsaved.entries) > _MANY:
            self.flush()

    def _note(self, touched: Mapping[str, Loaded]) -> None:
        """What was fetched ahead may be another now."""
        for stream, at in touched.items():
            if stream.startswith("meeting:"):
                self._met.pop(saving.number_of(stream), None)
            elif stream.startswith("motion:") and (at.was is None or at.was.reference != at.value.reference):
                self._renamed = True
                self._forget_ahead()

    def flush(self) -> list[int]:
        """Write what was appended since the last time; returns the numbers of its entries."""
        numbers = self._write()
        return numbers() if numbers is not None else []

    def _write(self) -> Callable[[], list[int]] | None:
        unsaved = self._forget()
        return saving.write(self, unsaved) if unsaved.entries or unsaved.answers else None

    def _forget(self) -> Unsaved:
        unsaved, self._unsaved = self._unsaved, Unsaved()
        self.database.before = None
        self._renamed = False
        return unsaved

    def loaded(self, council: int, stream: str) -> Loaded:
        """A stream as this transaction knows it, read where it does not yet."""
        key = stream if ":" in stream else f"{stream} {council}"
        at = self._loaded.get(key)
        if at is None and stream.startswith("motion:"):
            for row in self.database.aside(self.database.sql.MOTION_LOCKED, (saving.number_of(stream),)):
                self._motion(row)
            at = self._loaded.get(key)
        if at is None:
            at = self._loaded[key] = self._headed(council, stream)
        return at

    def _headed(self, council: int, stream: str) -> Loaded:
        rows = self.database.aside(self.database.sql.HEAD, (council, stream))
        if not rows:
            return Loaded(0, b"")
        value = self.meeting(saving.number_of(stream)) if stream.startswith("meeting:") else None
        return Loaded(rows[0][0], rows[0][1], value)

    def write_other(self, council: int, stream: str, at: Loaded, recorded: str) -> None:
        """The rows of a stream that is neither a motion's nor a meeting's."""
        if stream == "council":
            values = (at.n, council, at.written)
            if self.database.run(self.database.sql.COUNCIL_VERSION, values) != 1:
                raise Conflict(what=self.named(stream))
            councils.write_council(self.database, council, at.added, recorded)
            if any(event.kind == councils.RULES_ADOPTED for event in at.added) and at.written:
                self.look_at_all(council)
            self._known.clear()
        elif stream.startswith("person:"):
            self._write_person(council, stream, at)

    def _write_person(self, council: int, stream: str, at: Loaded) -> None:
        number = saving.number_of(stream)
        person = fold_person(number, self.recorded(council, stream))
        data = json.dumps(dict(person.data), ensure_ascii=False)
        row = (person.login, json.dumps(list(person.roles)), int(person.active), data, at.n)
        sql = self.database.sql
        if at.written == 0:
            self.database.run(sql.PERSON_ADD, (*row, number, council))
        elif self.database.run(sql.PERSON_CHANGE, (*row, number, at.written)) != 1:
            raise Conflict(what=self.named(stream))

    def answered(self, command: str) -> Any | None:
        """The answer that this command was given before; None where it is new."""
        row = self.database.row(self.database.sql.COMMAND, (command,))
        return None if row is None else json.loads(row[0])

    def answer(self, command: str, council: int | None, answer: Any, recorded: datetime) -> None:
        """Keep the answer, so that a repeated command changes nothing. Inside `writing()`."""
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        self._unsaved.answers.append((command, council, text, stamp(recorded)))
        self.database.before = self.flush

    def find_out(self, command: str, council: int, moment: datetime) -> Any | None:
        """After AnswerLost: the answer that this command left behind; None where nothing of it was saved.

        Waits for a transaction of the lost connection that is still going on. Where there is no answer, one
        that says so is kept: what the server may still hold of that transaction, sent and not yet read, then
        fails on it. Raises AnswerLost where that did not end in time, or the server did not come back.
        """
        try:
            self.database.reconnect(PATIENCE)
            with self.writing():
                self.database.run(self.database.sql.COMMAND_TRY, (command, council, "null", stamp(moment)))
            return self.answered(command)
        except (DatabaseLocked, ServerUnreachable) as error:
            raise AnswerLost(path=self.database.path) from error

    def personal(self, council: int, value: str) -> str:
        """The commitment to a personal value, made where there is none yet (then inside `writing()`)."""
        key = ("personal", council, value)
        found = self._recall(key, lambda: (personal.commit(self.database, council, value),))
        return str(found[0])

    def reveal(self, commitments: Iterable[str]) -> dict[str, str | None]:
        """The values behind commitments; None for one that was blotted out."""
        return personal.reveal(self.database, commitments)

    def blot(self, commitment: str) -> None:
        """Delete a personal value and its salt for good. The log's entry about it is the caller's."""
        self._known.clear()
        self.database.run(self.database.sql.PERSONAL_DROP, (commitment,))
