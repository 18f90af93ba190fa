"""What every page of the book has in common: its database, its short memory, councils, histories."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from states.council import Council
from states.event import Recorded
from states.meeting import Meeting
from states.motion import Motion
from workflow.store import councils
from workflow.store.councils import CouncilRow
from workflow.store.database import Database, Found
from workflow.store.names import fold_name
from workflow.store.opening import check_version
from workflow.store.refusals import Conflict, NoCouncil


class Loaded:
    """A stream as this transaction read it, and what has been appended since."""

    __slots__ = ("added", "head", "n", "value", "was", "written")

    def __init__(self, n: int, head: bytes, value: Any = None) -> None:
        self.n = n
        self.head = head
        self.value = value
        self.was = value  #: as the rows have it
        self.written = n
        self.added: list[Recorded] = []


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


class Pages:
    """One connection with its short memory: what a transaction has read it need not read again."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.meta = {str(key): str(value) for key, value in database.rows(database.sql.META)}
        self._keys: dict[int, str] = {}
        self._loaded: dict[str, Loaded] = {}
        self._rules: dict[tuple[int, int], Council] = {}
        # what a transaction has fetched ahead of its use
        self._named: dict[tuple[int, str], list[int]] = {}  #: motions by council and folded reference
        self._below: dict[int, list[int]] = {}  #: amendments by the motion at their root
        self._met: dict[int, Meeting] = {}
        self._unseen = False  #: nobody has looked yet whether what is known still holds
        self._trusted = False  #: and it was relied on already
        self._doubtful = False  #: whether the tables may be of another version by now
        self._renamed = False  #: what is not written yet holds other references, or new motions
        self._depth = 0
        self._known: dict[tuple[object, ...], Found] = {}  #: what nobody has changed since it was asked

    def _end(self) -> None:
        """Forget what only a transaction may know."""
        self._depth = 0
        self._unseen = self._trusted = False
        self._loaded.clear()
        self._forget_ahead()
        self._met.clear()

    def _forget_ahead(self) -> None:
        self._named.clear()
        self._below.clear()

    def _list(self, values: Iterable[Any]) -> Any:
        """A list as a statement takes it: SQLite knows none."""
        found = list(values)
        return json.dumps(found) if self.database.dialect == "sqlite" else found

    def councils(self) -> list[CouncilRow]:
        """Every council of this database, by its key."""
        return councils.all_councils(self.database)

    def council(self, key: str | None = None) -> CouncilRow:
        """The council of this key, or the only one. Raises NoCouncil, UnknownCouncil, WhichCouncil."""
        found = CouncilRow(*self._recall(("council", key), lambda: councils.chosen(self.councils(), key)))
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

        def ask() -> Found:
            found = self.database.row(self.database.sql.RULES_ON, (council, day, day))
            if found is None:
                raise NoCouncil
            return found

        return self._recall(("rules", council, day), ask)

    def _recall(self, key: tuple[object, ...], ask: Callable[[], Found]) -> Found:
        """What a transaction knows from an earlier one, if nobody has written in between; else what is asked.

        A writer is alone on SQLite, so one look at its beginning is enough. Readers always ask.
        """
        if not self._depth:
            return ask()
        found = self._known.get(key)
        if found is None:
            self._look()
            found = self._known[key] = ask()
        self._trusted = self._trusted or self._unseen
        return found

    def _look(self) -> None:
        """See whether what is known still holds, and that the tables are still of our version.

        Raises Conflict where a decision already rests on what was known, NewerDatabase.
        """
        if not self._unseen:
            return
        self._unseen = False
        if not self.database.unchanged() or self._doubtful:
            self._known.clear()
            self._doubtful = True
            check_version(self.database)  # somebody may have brought them up to date while this was running
            self._doubtful = False
            if self._trusted:
                raise Conflict(what=", ".join(self._keys.values()))

    def organizations_named(self, council: int, name: str) -> list[str]:
        """The keys of the organizations that a name, short name or alias means."""
        rows = self.database.rows(self.database.sql.ALIAS, (council, fold_name(name)))
        return [row[0] for row in rows]

    def history(self, stream: str, council: int | None = None) -> list[Entry]:
        """All entries of a stream. For the stream `council` its number has to be given."""
        owner = council if council is not None else self._owner(stream)
        rows = [] if owner is None else self.database.rows(self.database.sql.HISTORY, (owner, stream))
        return [_entry(row) for row in rows]

    def _owner(self, stream: str) -> int | None:
        sql, (kind, _, number) = self.database.sql, stream.partition(":")
        asked = {"motion": sql.MOTION_COUNCIL, "meeting": sql.MEETING_COUNCIL}.get(kind)
        row = self.database.row(asked, (int(number),)) if asked and number.isdecimal() else None
        if row is None:  # of others there are few, and of a row that was taken away the entries are left
            row = self.database.row(sql.STREAM_COUNCIL, (stream,))
        return None if row is None else int(row[0])

    def recorded(self, council: int, stream: str) -> list[Recorded]:
        """The history of a stream as folding takes it."""
        entries = self.history(stream, council)
        return [Recorded(e.n, e.kind, e.data, e.effective) for e in entries]

    def named(self, stream: str) -> str:
        """What a stream is called in a sentence: a motion's reference, else its number."""
        at = self._loaded.get(stream)
        if at is not None and isinstance(at.value, Motion) and at.value.reference:
            return at.value.reference
        return "#" + stream.partition(":")[2] if ":" in stream else stream


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
