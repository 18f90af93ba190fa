"""Every stream by itself: each text parsed, held against its columns, put in time, folded, held against rows.

Runs beside `log_check`, which knows whether the texts are unchanged and in their order; here is looked at
what they say. Reads stream by stream; the memory needed is that of the longest one.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from states.event import Recorded
from workflow.audit.chain import Entry
from workflow.audit.fault import Fault, Place, fault
from workflow.audit.personal import check_personal, walk
from workflow.store import log_sql
from workflow.store.book import Book
from workflow.store.database import asked
from workflow.store.verifying import Difference, MotionCheck, Stream, of_stream
from workflow.store.verifying_more import of_council

_PAGE = 500
_ENTRIES = (
    "SELECT e.n, e.hash, {text}, e.kind, e.effective, e.recorded, e.xact, l.idx FROM event e"
    " LEFT JOIN leaf l ON l.event = e.id WHERE e.council = ? AND e.stream = ? ORDER BY e.n"
)
_PERSONAL = "SELECT council, salt, value FROM personal WHERE commitment = ?"

#: A command reads its time once, at its beginning, and may wait for its user or for others before it writes.
PATIENCE = timedelta(hours=2)
#: Clocks of several machines on one database differ a little.
SKEW = timedelta(minutes=10)

Report = Callable[[Fault], object]
BLOTTED = "blotted"


class Sealed(NamedTuple):
    """The checkpoints by which entries are put in time: sizes and moments, both ascending."""

    sizes: Sequence[int]
    times: Sequence[str]


class Streams:
    """Checks streams one by one; remembers which personal fields were looked at."""

    def __init__(
        self, book: Book, council: int, report: Report, sealed: Sealed, more: Sequence[MotionCheck] = ()
    ) -> None:
        self.book = book
        self.council = council
        self.report = report
        self.sealed = sealed
        self.more = more
        self.rehearsal = False
        self.blotted: frozenset[str] = frozenset()
        self._seen: set[str] = set()
        self._sql = asked(book.database, _ENTRIES.format(text=log_sql.TEXT[book.dialect]))

    def begin(self) -> None:
        """Read from the council's stream what the others are judged by."""
        blotted: set[str] = set()
        for row in self.book.database.rows(self._sql, (self.council, "council")):
            fields = _parsed(row[2]) or {}
            data = fields.get("data")
            if fields.get("kind") == BLOTTED and isinstance(data, Mapping):
                blotted.update(c for c in data.get("commitments", ()) if isinstance(c, str))
            if isinstance(data, Mapping) and data.get("rehearsal") is True:
                self.rehearsal = True
        self.blotted = frozenset(blotted)

    def all(self) -> Iterator[str]:
        """Check every stream; yields each name when it is done."""
        after = ""
        while page := self.book.database.rows(self.book.database.sql.STREAMS, (self.council, after, _PAGE)):
            for (name,) in page:
                self.check(name)
                yield name
            if page[-1][0] == after:  # a name that is no text reads as another one
                return
            after = page[-1][0]

    def check(self, name: str) -> None:
        """Check one stream."""
        history: list[Recorded] = []
        recorded: list[str] = []
        head, commands, whole = b"", {}, True  # type: ignore[var-annotated]
        for row in self.book.database.rows(self._sql, (self.council, name)):
            fields = _parsed(row[2])
            place = Place(str(name), _int(row[0]) or 0, _int(row[7]))
            if fields is None:
                self.report(fault("entry-malformed", place))
                whole = False
                continue
            for each in self._entry(place, row, fields, commands, recorded):
                self.report(each)
            history.append(Recorded(row[0], fields["kind"], fields["data"], fields["effective"] or ""))
            recorded.append(fields["recorded"])
            head = row[1]
        if whole:  # with a text missing, folding could only repeat that
            self._rows(Stream(str(name), history, head, recorded))

    def _rows(self, stream: Stream) -> None:
        of = of_council if stream.name == "council" else None
        try:
            found = list(of(self.book, self.council, stream)) if of else None
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            found = [Difference("council", "event", "text", None, f"{type(error).__name__}: {error}")]
        for difference in found or of_stream(self.book, self.council, stream, self.more):
            self.report(told(difference))

    def _entry(
        self,
        place: Place,
        row: Sequence[Any],
        fields: Mapping[str, Any],
        commands: dict[str, str],
        recorded: Sequence[str],
    ) -> Iterator[Fault]:
        expected = (fields["kind"], fields["effective"] or "", fields["recorded"])
        for column, stored, said in zip(("kind", "effective", "recorded"), row[3:6], expected, strict=True):
            if stored != said:
                yield fault("entry-column-differs", place, column=column)
        if self.book.dialect == "sqlite" and row[6] is not None:
            yield fault("entry-column-differs", place, column="xact")
        if commands.setdefault(fields["command"], fields["recorded"]) != fields["recorded"]:
            yield fault("command-repeated", place)
        if not self.rehearsal:
            yield from _in_time(place, fields["recorded"], recorded[-1] if recorded else "", self.sealed)
        yield from self._personal(place, (fields["actor"]["~"], *walk(fields["data"])))

    def _personal(self, place: Place, commitments: Iterable[str]) -> Iterator[Fault]:
        """Each value once, at the first entry that mentions it."""
        for commitment in commitments:
            if commitment in self._seen:
                continue
            self._seen.add(commitment)
            row = self.book.database.row(asked(self.book.database, _PERSONAL), (commitment,))
            kept = None if row is None else (row[1] if isinstance(row[1], bytes) else b"", row[2])
            found = check_personal(commitment, kept, commitment in self.blotted)
            if found is None and row is not None and row[0] != self.council:
                found = fault("personal-forged", commitment=commitment)
            if found is not None:
                yield found._replace(place=place)


def _parsed(raw: object) -> dict[str, Any] | None:
    """The fields of an entry's text; None for one that cannot be an entry's."""
    try:
        fields = json.loads(bytes(raw) if isinstance(raw, (bytes, memoryview)) else str(raw))
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or tuple(fields) != Entry._fields:
        return None
    actor, data, effective = fields["actor"], fields["data"], fields["effective"]
    texts = (fields[name] for name in ("command", "kind", "recorded"))
    sound = isinstance(actor, dict) and isinstance(actor.get("~"), str) and isinstance(data, dict)
    sound = sound and all(isinstance(text, str) for text in texts)
    return fields if sound and (effective is None or isinstance(effective, str)) else None


def _int(value: object) -> int | None:
    return value if type(value) is int else None


def _in_time(place: Place, recorded: str, before: str, sealed: Sealed) -> Iterator[Fault]:
    """Was it recorded after what it follows, and before what covers it?"""
    if place.seq is not None and sealed.sizes:
        earlier = bisect_right(sealed.sizes, place.seq) - 1  # the newest checkpoint that does not cover it
        if earlier >= 0 and sealed.times[earlier] > before:
            before = sealed.times[earlier]
        later = bisect_left(sealed.sizes, place.seq + 1)  # the first that covers it
        if later < len(sealed.sizes) and _after(recorded, sealed.times[later], SKEW):
            yield fault("clock-ahead", place, recorded=recorded, time=sealed.times[later])
    if before and _after(before, recorded, PATIENCE):
        yield fault("clock-set-back", place, recorded=recorded, before=before)


def _after(one: str, other: str, by: timedelta) -> bool:
    """Is one stamp later than the other by more than this?"""
    if one <= other:  # stamps sort as text
        return False
    try:
        return datetime.fromisoformat(one) - datetime.fromisoformat(other) > by
    except ValueError:
        return True


def told(difference: Difference) -> Fault:
    """A difference of rows as a fault."""
    stream, table, column, stored, folded = difference
    place = Place(stream)
    if table == "event":
        return fault("entry-unfoldable", place, why=str(folded))
    if column == "row" and stored is None:
        return fault("row-missing", place, table=table)
    if column == "row" and folded is None:
        return fault("row-unknown", place, table=table)
    values = {"stored": _short(stored), "folded": _short(folded)}
    return fault("row-differs", place, table=table, column=column, **values)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
