"""The book: the only door to the database. Load with it, decide elsewhere, append to it.

It knows no rules and never decides anything. Everything it writes goes through `append` inside
`writing()`: entries, the rows folded from them and what search knows count together or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from states import snapshot
from states.council import Council
from states.event import Event, Fact, Recorded
from states.fold import fold
from states.meeting import Meeting, MeetingStatus
from states.motion import Motion
from workflow.audit.chain import stamp
from workflow.store import councils, personal, saving
from workflow.store.councils import CouncilRow
from workflow.store.database import PATIENCE, Database, Found
from workflow.store.folding import Person, fold_person
from workflow.store.names import fold_name, fold_reference, nearest, number_of
from workflow.store.opening import connect, make
from workflow.store.refusals import (
    AmbiguousReference,
    Conflict,
    UnknownMeeting,
    UnknownReference,
    UnknownReferenceNear,
)
from workflow.store.saving import Loaded, Stamp, Wake

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["Book", "CouncilRow", "Entry", "Fact", "Stamp", "create_book", "open_book"]

_FIRST, _LAST = "0001-01-01", "9999-12-31"


class Entry(NamedTuple):
    """One entry of a stream's history, as it was recorded."""

    id: int
    n: int
    kind: str
    data: Mapping[str, Any]
    effective: str  #: ISO, '' where it took effect when it was recorded
    recorded: str  #: UTC, see workflow.audit.chain.stamp
    actor: str  #: commitment
    program: str
    command: str
    rules: str
    hash: bytes
    text: str


def open_book(url_or_path: str, *, create: bool = False, patience: float = PATIENCE) -> Book:
    """The book at a path or at an address `postgresql://…`.

    With `create` an empty database is made where there is none. Raises NoDatabase, OlderDatabase,
    NewerDatabase, NotADatabase, DamagedDatabase, DatabaseLocked, NotWritable, ServerUnreachable.
    """
    return Book(connect(url_or_path, create=create, patience=patience))


def create_book(url_or_path: str, *, rehearsal: bool, patience: float = PATIENCE) -> Book:
    """A new database. Only a rehearsal may be told another time than the clock's. Raises DatabaseExists."""
    return Book(make(url_or_path, rehearsal=rehearsal, patience=patience))


class Book:
    """One connection to the database of one or several councils. Not shared between threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._meta: dict[str, str] = dict(database.rows(database.sql.META))  # type: ignore[arg-type]
        self._keys: dict[int, str] = {}
        self._loaded: dict[str, Loaded] = {}
        self._rules: dict[tuple[int, int], Council] = {}
        self._depth = 0

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.database.dialect

    @property
    def rehearsal(self) -> bool:
        """True where the clock may be set: a database made to try things out."""
        return self._meta.get("rehearsal") == "1"

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
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is durable afterwards, or nothing happened. Inner ones join the outer.

        Raises DatabaseLocked, DiskFull, NotWritable, StorageFailed.
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
            yield
            self.database.commit()
        except BaseException:
            self.database.rollback()
            raise
        finally:
            self._depth = 0
            self._loaded.clear()

    # Councils and their rules

    def councils(self) -> list[CouncilRow]:
        """Every council of this database, by its key."""
        return councils.all_councils(self.database)

    def council(self, key: str | None = None) -> CouncilRow:
        """The council of this key, or the only one. Raises NoCouncil, UnknownCouncil, WhichCouncil."""
        found = councils.chosen(self.councils(), key)
        self._keys[found.id] = found.key
        return found

    def council_key(self, council: int) -> str:
        """The key of a council, as entries of the log name it."""
        if council not in self._keys:
            self._keys.update({row.id: row.key for row in self.councils()})
        return self._keys[council]

    def rules(self, council: int, on: date) -> Council:
        """The rules in force on a day, or the oldest known ones where the day lies before them."""
        number, _, version = self._in_force(council, on)
        if (number, version) not in self._rules:
            text = self.database.rows(self.database.sql.RULES_TEXT, (number,))[0][0]
            added = self.database.rows(self.database.sql.ORGANIZATIONS_ADDED, (council,))
            self._rules[number, version] = councils.parse(text, tuple(row[0] for row in added))
        return self._rules[number, version]

    def rules_hash(self, council: int, on: date) -> str:
        """The hash of the rules in force on a day, for the stamp of what is recorded under them."""
        return str(self._in_force(council, on)[1])

    def _in_force(self, council: int, on: date) -> Found:
        day = on.isoformat()
        found = self.database.row(self.database.sql.RULES_ON, (council, day, day))
        if found is None:
            raise councils.NoCouncil
        return found

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

    def organizations_named(self, council: int, name: str) -> list[str]:
        """The keys of the organizations that a name, short name or alias means."""
        rows = self.database.rows(self.database.sql.ALIAS, (council, fold_name(name)))
        return [row[0] for row in rows]

    # Motions

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
        return int(self.database.rows(sql)[0][0])

    def motions_named(self, council: int, reference: str) -> list[int]:
        """The numbers of the motions with this reference, however it is spelt."""
        rows = self.database.rows(self.database.sql.MOTIONS_NAMED, (council, fold_reference(reference)))
        return [row[0] for row in rows]

    def find_motion(self, council: int, reference: str) -> Motion:
        """The motion of a reference (`12/397`, `Drs. 12/397`) or number (`#17`).

        Raises UnknownReference, which offers the nearest ones, and AmbiguousReference.
        """
        number = number_of(reference)
        if number is not None:
            if self.database.row(self.database.sql.MOTION_COUNCIL, (number,)) != (council,):
                raise UnknownReference(reference=reference)
            return self.motion(number)
        found = self.motions_named(council, reference)
        if not found:
            raise self._unknown(council, reference)
        if len(found) > 1:
            raise AmbiguousReference(reference=reference, numbers=[f"#{n}" for n in found])
        return self.motion(found[0])

    def _unknown(self, council: int, reference: str) -> UnknownReference:
        folded, sql = fold_reference(reference), self.database.sql
        start = folded[:2]
        rows = self.database.rows(sql.REFERENCES_LATEST, (council,))
        rows += self.database.rows(sql.REFERENCES_LIKE, (council, start, start + "\U0010ffff"))
        near = nearest(reference, (row[0] for row in rows))
        if near:
            return UnknownReferenceNear(reference=reference, nearest=near)
        return UnknownReference(reference=reference)

    def motion(self, number: int) -> Motion:
        """The motion of a number. Raises UnknownReference."""
        at = self._loaded.get(f"motion:{number}")
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        sql = self.database.sql
        rows = self.database.rows(sql.MOTION_LOCKED if self._depth else sql.MOTION, (number,))
        if not rows:
            raise UnknownReference(reference=f"#{number}")
        return self._motion(rows[0])

    def family(self, root: int) -> tuple[Motion, ...]:
        """A motion and all amendments to it and to them, by number. One statement."""
        return self._motions("FAMILY", (root, root, root))

    def motions_at(self, meeting: int) -> list[Motion]:
        """The motions whose current or planned consultation is at this meeting."""
        return list(self._motions("MOTIONS_AT", (meeting,)))

    def waiting_for(self, council: int, organization: str) -> list[Motion]:
        """The motions that stand at this organization and have no meeting there.

        A motion stands where its turn is; one that was only filed stands at the first of its route.
        """
        return list(self._motions("WAITING", (council, organization)))

    def expected_at(self, council: int, organization: str) -> list[Motion]:
        """The motions with any consultation ahead at this organization that has no meeting."""
        return list(self._motions("EXPECTED", (council, organization)))

    def _motions(self, statement: str, values: Sequence[Any]) -> tuple[Motion, ...]:
        name = f"{statement}_LOCKED" if self._depth else statement
        return tuple(
            self._motion(row) for row in self.database.rows(getattr(self.database.sql, name), values)
        )

    def _motion(self, row: Found) -> Motion:
        number, form, text, n, head = row
        stream = f"motion:{number}"
        at = self._loaded.get(stream)
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        motion = snapshot.load(text) if form == snapshot.FORMAT else self._refolded(number)
        if self._depth:
            self._loaded[stream] = Loaded(n, head, motion)
        return motion

    def _refolded(self, number: int) -> Motion:
        council = self.database.rows(self.database.sql.MOTION_COUNCIL, (number,))[0][0]
        return fold(number, self.recorded(council, f"motion:{number}"))

    def wake(self, number: int, when: datetime | None) -> None:
        """Set the next instant at which something is due for a motion. Inside `writing()`."""
        self.database.run(self.database.sql.WAKE, (None if when is None else stamp(when), number))

    def due(self, now: datetime, limit: int) -> list[tuple[int, int]]:
        """Numbers of motions, each with its council's, for which something is due, the earliest first."""
        return [(row[0], row[1]) for row in self.database.rows(self.database.sql.DUE, (stamp(now), limit))]

    # Meetings and people

    def meeting(self, number: int) -> Meeting:
        """The meeting of a number. Raises UnknownMeeting."""
        at = self._loaded.get(f"meeting:{number}")
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        row = self.database.row(self.database.sql.MEETING, (number,))
        if row is None:
            raise UnknownMeeting(meeting=f"#{number}")
        return _meeting(row)

    def meetings(
        self,
        council: int,
        organization: str | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> list[Meeting]:
        """Meetings from `start` up to and without `end`, of one organization or all, in their order."""
        span = (start.isoformat() if start else _FIRST, end.isoformat() if end else _LAST)
        sql = self.database.sql
        if organization is None:
            rows = self.database.rows(sql.MEETINGS, (council, *span))
        else:
            rows = self.database.rows(sql.MEETINGS_OF, (council, organization, *span))
        return [_meeting(row) for row in rows]

    def meeting_on(self, council: int, organization: str, on: date) -> list[Meeting]:
        """The meetings of an organization on a day, cancelled ones included."""
        return self.meetings(council, organization, on, date.fromordinal(on.toordinal() + 1))

    def meeting_with_uid(self, council: int, uid: str) -> list[Meeting]:
        """The meetings that a foreign calendar knows by this identity."""
        return [_meeting(row) for row in self.database.rows(self.database.sql.MEETING_UID, (council, uid))]

    def person(self, number: int) -> Person | None:
        """The person of a number."""
        return _person(self.database.row(self.database.sql.PERSON, (number,)))

    def persons(self, council: int) -> list[Person]:
        """Everybody who works with this council's motions, those who left included."""
        rows = self.database.rows(self.database.sql.PERSONS, (council,))
        return [found for row in rows if (found := _person(row)) is not None]

    def person_by_login(self, council: int, login: str) -> Person | None:
        """The active person with this name at the operating system."""
        commitment = self.database.row(self.database.sql.COMMITMENT, (council, login))
        if commitment is None:
            return None
        return _person(self.database.row(self.database.sql.PERSON_BY_LOGIN, (council, commitment[0])))

    # The log

    def history(self, stream: str, council: int | None = None) -> list[Entry]:
        """All entries of a stream. For the stream `council` its number has to be given."""
        owner = council if council is not None else self._owner(stream)
        rows = [] if owner is None else self.database.rows(self.database.sql.HISTORY, (owner, stream))
        return [_entry(row) for row in rows]

    def _owner(self, stream: str) -> int | None:
        row = self.database.row(self.database.sql.STREAM_COUNCIL, (stream,))
        return None if row is None else int(row[0])

    def recorded(self, council: int, stream: str) -> list[Recorded]:
        """The history of a stream as folding takes it."""
        entries = self.history(stream, council)
        return [Recorded(e.n, e.kind, e.data, e.effective) for e in entries]

    def append(
        self,
        council: int,
        changes: Sequence[Fact],
        by: Stamp,
        *,
        expected: Mapping[str, int] | None = None,
        wake: Wake | None = None,
    ) -> list[int]:
        """Record what was decided, in its order; returns the numbers of the entries. Inside `writing()`.

        `expected` names versions of streams that the decision rested on; `wake` tells for a changed motion
        when something is next due for it. Raises Conflict where somebody was faster, DoesNotFollow where
        an event does not rest on those before it.
        """
        if not self._depth:
            raise RuntimeError("append belongs inside writing()")
        return saving.append(self, council, changes, by, expected or {}, wake) if changes else []

    def loaded(self, council: int, stream: str) -> Loaded:
        """A stream as this transaction knows it, read where it does not yet."""
        at = self._loaded.get(stream)
        if at is not None:
            return at
        if stream.startswith("motion:"):
            self._load_motion(stream)
        if stream not in self._loaded:
            row = self.database.row(self.database.sql.HEAD, (council, stream))
            self._loaded[stream] = Loaded(0, b"") if row is None else Loaded(row[0], row[1])
        return self._loaded[stream]

    def _load_motion(self, stream: str) -> None:
        row = self.database.row(self.database.sql.MOTION_LOCKED, (saving.number_of(stream),))
        if row is not None:
            self._motion(row)

    def write_other(self, council: int, stream: str, at: Loaded, recorded: str) -> None:
        """The rows of a stream that is neither a motion's nor a meeting's."""
        if stream == "council":
            values = (at.n, council, at.written)
            if self.database.run(self.database.sql.COUNCIL_VERSION, values) != 1:
                raise Conflict(what=self.named(stream))
            councils.write_council(self.database, council, at.added, recorded)
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

    def named(self, stream: str) -> str:
        """What a stream is called in a sentence: a motion's reference, else its number."""
        at = self._loaded.get(stream)
        if at is not None and isinstance(at.value, Motion) and at.value.reference:
            return at.value.reference
        return "#" + stream.partition(":")[2] if ":" in stream else stream

    # Commands and personal fields

    def answered(self, command: str) -> Any | None:
        """The answer that this command was given before; None where it is new."""
        row = self.database.row(self.database.sql.COMMAND, (command,))
        return None if row is None else json.loads(row[0])

    def answer(self, command: str, council: int | None, answer: Any, recorded: datetime) -> None:
        """Keep the answer, so that a repeated command changes nothing. Inside `writing()`."""
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        self.database.run(self.database.sql.COMMAND_ADD, (command, council, text, stamp(recorded)))

    def personal(self, council: int, value: str) -> str:
        """The commitment to a personal value, made where there is none yet (then inside `writing()`)."""
        return personal.commit(self.database, council, value)

    def reveal(self, commitments: Iterable[str]) -> dict[str, str | None]:
        """The values behind commitments; None for one that was blotted out."""
        return personal.reveal(self.database, commitments)

    def blot(self, commitment: str) -> None:
        """Delete a personal value and its salt for good. The log's entry about it is the caller's."""
        self.database.run(self.database.sql.PERSONAL_DROP, (commitment,))


def _entry(row: Found) -> Entry:
    number, n, text, digest = row
    f = json.loads(text)
    return Entry(
        number,
        n,
        f["kind"],
        f["data"],
        f["effective"] or "",
        f["recorded"],
        f["actor"]["~"],
        f["program"],
        f["command"],
        f["rules"],
        digest,
        text,
    )


def _meeting(row: Found) -> Meeting:
    made = Meeting(*row)
    day, clock = date.fromisoformat, _clock
    return made._replace(
        on=day(row[2]),
        begins=clock(row[3]),
        ends=clock(row[4]),
        status=MeetingStatus(row[7]),
        minutes_on=day(row[10]) if row[10] else None,
    )


def _clock(text: str | None) -> Any:
    from datetime import time

    return time.fromisoformat(text) if text else None


def _person(row: Found | None) -> Person | None:
    if row is None:
        return None
    number, _, login, roles, active, data, version = row
    return Person(number, login, tuple(json.loads(roles)), bool(active), json.loads(data), version)
