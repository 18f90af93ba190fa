"""Derived rows beside those of single streams: the council, its organizations and rules, search, counters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from states import council as councils
from states.event import Recorded
from states.motion import Motion
from workflow.audit.canonical import encode
from workflow.store import rows
from workflow.store.book import Book
from workflow.store.councils import ORGANIZATION_ADDED, RULES_ADOPTED, hash_of, organization_values
from workflow.store.database import asked
from workflow.store.names import fold_name
from workflow.store.verifying import Difference, Stream, same

_RULES = "SELECT in_force_from, text, hash, recorded FROM rules WHERE council = ? ORDER BY id"
_COUNCIL = "SELECT key, name, land, kind, zone, version FROM council WHERE id = ?"
_ORGANIZATIONS = (
    "SELECT key, name, short, type, decides, public, since, until, sort, added FROM organization"
    " WHERE council = ?"
)
_ALIASES = "SELECT alias_folded, key FROM organization_alias WHERE council = ?"
_COUNTERS = "SELECT name, value FROM counter"
_SEARCH_SQLITE = "SELECT title, points, reasoning, reference, applicants FROM search WHERE rowid = ?"
_PARTS_SQLITE = "SELECT text FROM search_parts WHERE rowid = ?"
_SEARCH_POSTGRES = "SELECT council, stems, grams, plain FROM search WHERE motion = ?"
_OF_A_COUNCIL = (
    *("event", "leaf", "node", "bucket", "checkpoint", "personal", "rules", "organization"),
    *("organization_alias", "motion", "consultation", "motion_applicant", "meeting", "person"),
)
_STRAY_SEARCH = {
    "sqlite": (
        "SELECT rowid FROM search WHERE rowid NOT IN (SELECT id FROM motion) UNION"
        " SELECT rowid FROM search_parts WHERE rowid NOT IN (SELECT id FROM motion)"
    ),
    "postgresql": "SELECT motion FROM search WHERE motion NOT IN (SELECT id FROM motion)",
}


class Adopted:
    """What the entries of a council's stream make of its own rows."""

    def __init__(self) -> None:
        self.rules: list[tuple[Any, ...]] = []
        self.council: tuple[Any, ...] = ()
        self.organizations: dict[str, tuple[Any, ...]] = {}
        self.aliases: dict[str, set[str]] = {}

    def take(self, event: Recorded, recorded: str) -> None:
        """One more entry. Raises what reading a council's rules may raise."""
        if event.kind == RULES_ADOPTED:
            self._adopt(event.data, recorded)
        elif event.kind == ORGANIZATION_ADDED:
            shell = {"key": "", "name": "", "land": "", "kind": "", "organizations": [event.data]}
            organization = councils.from_json(shell).organizations[0]
            self._organization(organization, 10_000 + event.n, encode(event.data))

    def _adopt(self, data: Mapping[str, Any], recorded: str) -> None:
        rules = data["rules"]
        self.rules.append((data["in_force"], encode(rules), hash_of(rules), recorded))
        parsed = councils.from_json(rules)
        self.council = (parsed.key, parsed.name, parsed.land, parsed.kind, parsed.zone)
        for sort, organization in enumerate(parsed.organizations):
            self._organization(organization, sort, None)

    def _organization(self, o: councils.Organization, sort: int, added: str | None) -> None:
        self.organizations[o.key] = (o.key, *organization_values(o, sort, added))
        self.aliases[o.key] = {fold_name(name) for name in (o.key, o.name, o.short, *o.aliases) if name}


def of_council(book: Book, council: int, stream: Stream) -> Iterator[Difference]:
    """The council's own rows."""
    adopted = Adopted()
    for event, recorded in zip(stream.history, stream.recorded, strict=True):
        adopted.take(event, recorded)
    ask = book.database.rows
    row = book.database.row(asked(book.database, _COUNCIL), (council,))
    if not same(row, (*adopted.council, len(stream.history))):
        yield Difference("council", "council", "row", row, (*adopted.council, len(stream.history)))
    kept = ask(asked(book.database, _RULES), (council,))
    if not same(tuple(map(tuple, kept)), tuple(adopted.rules)):
        yield Difference("council", "rules", "row", len(kept), len(adopted.rules))
    stored = {found[0]: tuple(found) for found in ask(asked(book.database, _ORGANIZATIONS), (council,))}
    for key in sorted(stored.keys() | adopted.organizations.keys(), key=str):
        if not same(stored.get(key), adopted.organizations.get(key)):
            yield Difference("council", "organization", str(key), stored.get(key), None)
    aliases = {(alias, key) for key, names in adopted.aliases.items() for alias in names}
    wrong = aliases ^ set(ask(asked(book.database, _ALIASES), (council,)))
    for alias, key in sorted(wrong, key=str):
        yield Difference("council", "organization_alias", f"{key}: {alias}", None, None)


def of_counters(book: Book) -> Iterator[Difference]:
    """A counter below a number that was given would give it again."""
    for name, value in _counters(book):
        if name not in ("motion", "meeting", "person"):
            continue
        highest = book.database.rows("SELECT coalesce(max(id), 0) FROM " + name)[0][0]
        if type(value) is not int or value < highest:
            yield Difference("", "counter", str(name), value, highest)


def _counters(book: Book) -> list[tuple[Any, ...]]:
    """The last number that was given of each kind."""
    if book.dialect == "sqlite":
        return book.database.rows(_COUNTERS)
    sql = "SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {name}_number"
    return [
        (name, book.database.rows(sql.format(name=name))[0][0]) for name in ("motion", "meeting", "person")
    ]


def of_search(book: Book, council: int, motion: Motion) -> Iterator[Difference]:
    """What search knows of a motion."""
    expected, stored = (_indexed if book.dialect == "sqlite" else _listed)(book, council, motion)
    if not same(stored, expected):
        yield Difference(f"motion:{motion.id}", "search", "text", stored, expected)


def _indexed(book: Book, _council: int, motion: Motion) -> tuple[Any, Any]:
    from workflow.store.search import plain, stemmed

    parts = rows.searched(motion)
    row, bare = (book.database.row(sql, (motion.id,)) for sql in (_SEARCH_SQLITE, _PARTS_SQLITE))
    return (*(stemmed(part) for part in parts), plain(parts)), (*(row or ()), *(bare or ()))


def _listed(book: Book, council: int, motion: Motion) -> tuple[Any, Any]:
    from workflow.store.search import grams, plain, stemmed

    parts = rows.searched(motion)
    stems = sorted({stem for part in parts for stem in stemmed(part).split()})
    bare = plain(parts)
    row = book.database.row(asked(book.database, _SEARCH_POSTGRES), (motion.id,))
    return (council, stems, grams(bare), bare), row


def stray_search(book: Book) -> Iterator[Difference]:
    """What search knows of motions that are not there."""
    for (number,) in book.database.rows(_STRAY_SEARCH[book.dialect]):
        yield Difference(f"motion:{number}", "search", "row", number, None)


def of_no_council(book: Book) -> Iterator[Difference]:
    """Rows of a council that is not there: taken away from the one they belong to."""
    for table in _OF_A_COUNCIL:
        sql = f"SELECT 1 FROM {table} WHERE council NOT IN (SELECT id FROM council) LIMIT 1"
        if book.database.row(sql) is not None:
            yield Difference("", table, "row", "", None)
