"""What a council has published, as it was last read, and how far its lists have been read.

A mirror, not a history: what the council changes afterwards is logged by whoever writes here, together with
the value it had before. Reading and writing go by batches, so that memory does not grow with the data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from workflow.store.book import Book
from workflow.store.database import Found, asked

_COLUMNS = "id, type, paper, meeting, consultation, facts, deleted, ours, taken, fresh"
#: Values in one statement.
_AT_ONCE = 400
#: facts were read from JSON, or are made of plain values: nothing in them holds itself
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
).encode


class Item(NamedTuple):
    """One published object."""

    id: str
    type: str  #: Paper, Consultation, AgendaItem, Meeting, Organization …
    facts: Mapping[str, Any]
    paper: str | None = None
    meeting: str | None = None
    consultation: str | None = None
    deleted: bool = False
    ours: str | None = None
    taken: Mapping[str, Any] | None = None
    fresh: bool = True


class Kept(NamedTuple):
    """The row of an object as it is written."""

    facts: str  #: see `as_text`
    paper: str | None
    meeting: str | None
    consultation: str | None
    deleted: int

    def says(self, item: Item) -> bool:
        """Whether an object that was read says nothing else."""
        links = (
            (self.paper, item.paper),
            (self.meeting, item.meeting),
            (self.consultation, item.consultation),
        )
        same = all(new is None or new == old for old, new in links)
        return same and bool(self.deleted) == item.deleted and self.facts == as_text(item.facts)


class Progress(NamedTuple):
    """How far a list has been read; `page` is the next one of a reading that is under way."""

    url: str
    source: str
    page: str | None = None
    begun: str | None = None
    since: str | None = None
    etag: str | None = None


class Published:
    """The published objects of one council. Writes belong inside `Book.writing()`."""

    def __init__(self, book: Book, council: int) -> None:
        self._db = book.database
        self._council = council

    def get(self, identity: str) -> Item | None:
        """The object of this identity."""
        row = self._db.row(self._sql(f"SELECT {_COLUMNS} FROM published WHERE council = ? AND id = ?"),
                           (self._council, identity))  # fmt: skip
        return None if row is None else _item(row)

    def kept(self, identities: Sequence[str]) -> dict[str, Kept]:
        """What is kept of these objects, unread: to see quickly that nothing has changed."""
        found: dict[str, Kept] = {}
        for start in range(0, len(identities), _AT_ONCE):
            some = identities[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            sql = (
                "SELECT id, facts, paper, meeting, consultation, deleted FROM published"
                f" WHERE council = ? AND id IN ({marks})"
            )
            for identity, *rest in self._db.rows(self._sql(sql), (self._council, *some)):
                found[identity] = Kept(*rest)
        return found

    def of(self, column: str, value: str, kind: str) -> list[Item]:
        """The objects of a type that name this paper, meeting or consultation (`column`), or are `ours`."""
        sql = f"SELECT {_COLUMNS} FROM published WHERE council = ? AND {column} = ? AND type = ? ORDER BY id"
        return [_item(row) for row in self._db.rows(self._sql(sql), (self._council, value, kind))]

    def fresh(self, kind: str, limit: int) -> list[Item]:
        """Objects of a type that nobody has looked at since they were read or changed."""
        sql = (
            f"SELECT {_COLUMNS} FROM published"
            " WHERE council = ? AND fresh = 1 AND type = ? ORDER BY id LIMIT ?"
        )
        return [_item(row) for row in self._db.rows(self._sql(sql), (self._council, kind, limit))]

    def all(self, kind: str, page: int = 500) -> Iterator[Item]:
        """Every object of a type, in constant memory."""
        sql = (
            f"SELECT {_COLUMNS} FROM published WHERE council = ? AND type = ? AND id > ? ORDER BY id LIMIT ?"
        )
        after = ""
        while rows := self._db.rows(self._sql(sql), (self._council, kind, after, page)):
            yield from map(_item, rows)
            after = str(rows[-1][0])

    def linked(self, kind: str, page: int = 500) -> Iterator[Item]:
        """Every object of a type that is something here, in constant memory."""
        sql = (
            f"SELECT {_COLUMNS} FROM published"
            " WHERE council = ? AND type = ? AND id > ? AND ours IS NOT NULL ORDER BY id LIMIT ?"
        )
        after = ""
        while rows := self._db.rows(self._sql(sql), (self._council, kind, after, page)):
            yield from map(_item, rows)
            after = str(rows[-1][0])

    def count(self, kind: str) -> int:
        """How many objects of a type are known and not deleted."""
        sql = "SELECT count(*) FROM published WHERE council = ? AND type = ? AND deleted = 0"
        return int(self._db.rows(self._sql(sql), (self._council, kind))[0][0])

    def missing(self, most: int) -> list[str]:
        """Addresses that fresh papers and consultations name and that were never read, nor asked for."""
        found: dict[str, None] = {}
        for kind, fields in (("Paper", ("consultations", "by", "over")), ("Consultation", ("item",))):
            for item in self._fresh_pages(kind):
                named = [v for f in fields for v in _several(item.facts.get(f))]
                named += [item.meeting] if item.meeting else []
                for url in named:
                    if url not in found and self.get(url) is None:
                        found[url] = None
                if len(found) >= most:
                    return list(found)[:most]
        return list(found)

    def _fresh_pages(self, kind: str, page: int = 500) -> Iterator[Item]:
        where = "council = ? AND fresh = 1 AND type = ? AND id > ? ORDER BY id LIMIT ?"
        sql = f"SELECT {_COLUMNS} FROM published WHERE {where}"
        after = ""
        while rows := self._db.rows(self._sql(sql), (self._council, kind, after, page)):
            yield from map(_item, rows)
            after = str(rows[-1][0])

    def asked(self, url: str) -> None:
        """Note that an address was asked for; where it gave nothing it is not asked again."""
        if self.get(url) is None:
            self.put([Item(url, "", {}, fresh=False)])

    def put(self, items: Sequence[Item]) -> None:
        """Write objects, new ones and changed ones."""
        names = _COLUMNS.split(", ")[1:]
        news = ", ".join(f"{name} = excluded.{name}" for name in names)
        marks = ", ".join("?" * (len(names) + 2))
        sql = (
            f"INSERT INTO published (council, {_COLUMNS}) VALUES ({marks})"
            f" ON CONFLICT (council, id) DO UPDATE SET {news}"
        )
        if items:
            self._db.many(self._sql(sql), [(self._council, *_row(item)) for item in items])

    def seen(self, identities: Iterable[str]) -> None:
        """Note that objects have been looked at."""
        sql = "UPDATE published SET fresh = 0 WHERE council = ? AND id = ?"
        self._many(sql, [(self._council, i) for i in identities])

    def look_again_at_papers_of(self, meetings: Iterable[str]) -> None:
        """Have the papers looked at again that are on the agenda of these meetings."""
        sql = (
            "UPDATE published SET fresh = 1 WHERE council = ? AND fresh = 0 AND type = 'Paper' AND id IN"
            " (SELECT paper FROM published WHERE council = ? AND meeting = ? AND paper IS NOT NULL)"
        )
        self._many(sql, [(self._council, self._council, m) for m in meetings])

    def look_again_at_papers(self) -> None:
        """Have the papers looked at again whose consultations, or the agendas they are on, were read anew."""
        papers = (
            "UPDATE published SET fresh = 1 WHERE council = ? AND fresh = 0 AND type = 'Paper' AND id IN"
            " (SELECT c.paper FROM published c"
            " WHERE c.council = ? AND c.type = 'Consultation' AND c.paper IS NOT NULL"
        )
        items = "council = ? AND fresh = 1 AND type = 'AgendaItem'"
        same = f"(SELECT meeting FROM published WHERE {items} AND meeting IS NOT NULL)"
        named = f"(SELECT consultation FROM published WHERE {items} AND consultation IS NOT NULL)"
        here = self._council
        self._db.run(self._sql(f"{papers} AND c.fresh = 1)"), (here, here))
        self._db.run(self._sql(f"{papers} AND c.meeting IN {same})"), (here, here, here))
        self._db.run(self._sql(f"{papers} AND c.id IN {named})"), (here, here, here))
        rest = "UPDATE published SET fresh = 0 WHERE council = ? AND fresh = 1"
        self._db.run(self._sql(f"{rest} AND type NOT IN ('Paper', 'Meeting')"), (here,))

    def link(self, identity: str, ours: str | None, taken: Mapping[str, Any] | None = None) -> None:
        """Note what an object is here, and what was taken over of it."""
        sql = "UPDATE published SET ours = ?, taken = ? WHERE council = ? AND id = ?"
        text = None if taken is None else _encode(taken)
        self._db.run(self._sql(sql), (ours, text, self._council, identity))

    # Lists

    def progress(self, url: str) -> Progress | None:
        """How far a list has been read."""
        sql = "SELECT url, source, page, begun, since, etag FROM listing WHERE council = ? AND url = ?"
        row = self._db.row(self._sql(sql), (self._council, url))
        return None if row is None else Progress(*row)

    def note(self, progress: Progress) -> None:
        """Keep how far a list has been read."""
        sql = (
            "INSERT INTO listing (council, url, source, page, begun, since, etag)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (council, url) DO UPDATE SET source = excluded.source, page = excluded.page,"
            " begun = excluded.begun, since = excluded.since, etag = excluded.etag"
        )
        self._db.run(self._sql(sql), (self._council, *progress))

    def sources(self) -> list[str]:
        """The addresses that lists were read from."""
        sql = "SELECT DISTINCT source FROM listing WHERE council = ? ORDER BY source"
        return [str(row[0]) for row in self._db.rows(self._sql(sql), (self._council,))]

    def _many(self, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
        if values:
            self._db.many(self._sql(sql), values)

    def _sql(self, sql: str) -> str:
        return asked(self._db, sql)


def as_text(facts: Mapping[str, Any]) -> str:
    """Facts as they are kept; equal facts give equal text."""
    return _encode(facts)


def _several(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value] if value else []


def _item(row: Found) -> Item:
    identity, kind, paper, meeting, consultation, facts, deleted, ours, taken, fresh = row
    known = None if taken is None else json.loads(taken)
    return Item(identity, kind, json.loads(facts), paper, meeting, consultation, bool(deleted), ours, known,
                bool(fresh))  # fmt: skip


def _row(item: Item) -> tuple[Any, ...]:
    taken = None if item.taken is None else _encode(item.taken)
    return (item.id, item.type, item.paper, item.meeting, item.consultation, _encode(item.facts),
            int(item.deleted), item.ours, taken, int(item.fresh))  # fmt: skip
