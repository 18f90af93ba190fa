"""Reading for commands that only show: described SQL through the driver, light tuples out, nothing loaded.

Neither SQLAlchemy nor the values of `states` are imported here: a read command has to start about as fast
as its database answers. Rows come as dicts with stable keys, ready for output; dates stay ISO text, lists are
lists. With `public_only` non-public motions are left out of every answer.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from workflow.store import PATIENCE, SCHEMA, views_sql
from workflow.store.columns import SNAPSHOT_FIELDS, SNAPSHOT_FORMAT
from workflow.store.names import fold_name, fold_reference, nearest, number_of
from workflow.store.refusals import (
    AmbiguousReference,
    NewerDatabase,
    NoCouncil,
    NoDatabase,
    NotADatabase,
    OlderDatabase,
    UnknownCouncil,
    UnknownReference,
    UnknownReferenceNear,
    WhichCouncil,
    from_sqlite,
    sqlite_address,
)
from workflow.store.statements_sqlite import Statements

if TYPE_CHECKING:
    from workflow.store.filters import Filters

__all__ = ["Reader", "Row", "open_reader", "snapshot_facts"]

Row = dict[str, Any]
Ask = Callable[[str, Sequence[Any]], tuple[list[str], list[tuple[Any, ...]]]]

ALL = 1 << 60
_LISTS = frozenset({"applicants", "owed"})


class Reader:
    """A database opened for reading."""

    def __init__(
        self, dialect: str, path: str, ask: Ask, close: Callable[[], object], public_only: bool
    ) -> None:
        self.dialect = dialect
        self.path = path
        self._ask = ask
        self.close = close
        self._public = views_sql.PUBLIC if public_only else ""

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def meta(self) -> dict[str, str]:
        """What the database says of itself: schema, rehearsal, program."""
        return {row["key"]: row["value"] for row in self._rows(Statements.META, ())}

    # Councils

    def councils(self) -> list[Row]:
        """Every council: id, key, name, land, kind, zone, version."""
        return self._rows(Statements.COUNCILS, ())

    def council(self, key: str | None = None) -> Row:
        """The council of this key, or the only one. Raises NoCouncil, UnknownCouncil, WhichCouncil."""
        named = self._rows(views_sql.COUNCIL, (key,)) if key else []
        if named:
            return named[0]
        known = self.councils()
        keys = [row["key"] for row in known]
        if not known:
            raise NoCouncil
        if key is None and len(known) > 1:
            raise WhichCouncil(known=keys)
        found = [row for row in known if key is None or row["key"].casefold() == key.casefold()]
        if not found:
            raise UnknownCouncil(council=key, known=keys)
        return found[0]

    def organizations(self, council: int) -> list[Row]:
        """The organizations, in the order of the council's file."""
        return self._rows(views_sql.ORGANIZATIONS, (council,))

    def organization_keys(self, council: int, name: str) -> list[str]:
        """The keys that a key, name, short name or alias means."""
        return [row["key"] for row in self._rows(Statements.ALIAS, (council, fold_name(name)))]

    def applicants(self, council: int) -> list[str]:
        """Every applicant there ever was, as names are compared."""
        return [row["name"] for row in self._rows(views_sql.APPLICANTS, (council, council))]

    # Motions

    def list_motions(
        self,
        council: int,
        filters: Filters | None = None,
        *,
        order: str = "filed",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """The motions that pass all filters, sorted by a key of `views_sql.ORDERS`."""
        where, values = self._where(council, filters)
        few = filters is not None and bool(filters.at or filters.held or filters.meeting)
        orders = views_sql.ORDERS_OF_FEW if few else views_sql.ORDERS
        sql = self._said(views_sql.LIST, council=self._by(filters), where=where, order=orders[order])
        return self._rows(sql, (council, *values, ALL if limit is None else limit, offset))

    def count_motions(self, council: int, filters: Filters | None = None) -> int:
        """How many motions pass all filters."""
        where, values = self._where(council, filters)
        sql = self._said(views_sql.COUNT, council=self._by(filters), where=where)
        return int(self._ask(sql, (council, *values))[1][0][0])

    def _by(self, filters: Filters | None) -> str:
        """An agenda is short: its motions are looked up, not sought among all of the council."""
        few = filters is not None and filters.meeting is not None and self.dialect == "sqlite"
        return views_sql.UNINDEXED if few else views_sql.INDEXED

    def find(self, council: int, reference: str) -> int:
        """The number of the motion of a reference or number. Raises UnknownReference, AmbiguousReference."""
        number = number_of(reference)
        if number is not None:
            if self._ask(Statements.MOTION_COUNCIL, (number,))[1] != [(council,)]:
                raise UnknownReference(reference=reference)
            return number
        found = self._ask(Statements.MOTIONS_NAMED, (council, fold_reference(reference)))[1]
        if not found:
            raise self._unknown(council, reference)
        if len(found) > 1:
            raise AmbiguousReference(reference=reference, numbers=[f"#{row[0]}" for row in found])
        return int(found[0][0])

    def _unknown(self, council: int, reference: str) -> UnknownReference:
        start = fold_reference(reference)[:2]
        known = self._ask(Statements.REFERENCES_LATEST, (council,))[1]
        known += self._ask(Statements.REFERENCES_LIKE, (council, start, start + "\U0010ffff"))[1]
        near = nearest(reference, (row[0] for row in known)) if not self._public else []
        if near:
            return UnknownReferenceNear(reference=reference, nearest=near)
        return UnknownReference(reference=reference)

    def motion_row(self, council: int, reference: str) -> Row:
        """One motion: what a list shows, and under `facts` all that its snapshot holds by name.

        Raises UnknownReference, also for a motion that is not public where only public ones are shown.
        """
        number = self.find(council, reference)
        found = self._rows(self._said(views_sql.ONE), (number,))
        if not found:
            raise UnknownReference(reference=reference)
        row = found[0]
        form, text = row.pop("format"), row.pop("snapshot")
        row["facts"] = snapshot_facts(text) if form == SNAPSHOT_FORMAT else self._refolded(council, number)
        return row

    def _refolded(self, council: int, number: int) -> Row:
        """The facts of a motion whose snapshot another version wrote, folded anew."""
        from states import snapshot
        from states.event import Recorded
        from states.fold import fold

        history = self.history(council, f"motion:{number}")
        events = [Recorded(e["n"], e["kind"], e["data"], e["effective"] or "") for e in history]
        return snapshot_facts(snapshot.dump(fold(number, events)))

    def amendments(self, root: int) -> list[Row]:
        """The amendments to a motion and to its amendments."""
        return self._rows(self._said(views_sql.AMENDMENTS), (root,))

    def route(self, number: int) -> list[Row]:
        """The consultations of a motion, in the order of its route, with results."""
        self._guard(number)
        return self._rows(views_sql.ROUTE, (number,))

    def history(self, council: int, stream: str) -> list[Row]:
        """The entries of a stream, by number; `actor` is the name, None where it was blotted out."""
        if stream.startswith("motion:"):
            self._guard(int(stream.removeprefix("motion:")))
        rows = self._ask(views_sql.HISTORY, (council, stream))[1]
        entries: list[Row] = [{"id": row[0], **json.loads(row[1])} for row in rows]
        names = self.reveal(entry["actor"]["~"] for entry in entries)
        for entry in entries:
            entry["actor"] = names[entry["actor"]["~"]]
        return entries

    def _guard(self, number: int) -> None:
        """Nothing of a motion that is not public comes out by its number either."""
        if self._public and not self._ask(self._said(views_sql.ONE), (number,))[1]:
            raise UnknownReference(reference=f"#{number}")

    def reveal(self, commitments: Iterable[str]) -> dict[str, str | None]:
        """The values behind commitments; None for one that was blotted out."""
        found: dict[str, str | None] = dict.fromkeys(commitments)
        for commitment in found:
            rows = self._ask(Statements.PERSONAL, (commitment,))[1]
            found[commitment] = rows[0][2] if rows else None
        return found

    def references(self, council: int, start: str, limit: int = 50) -> list[Row]:
        """References that begin like this, with titles: for completion."""
        folded = fold_reference(start) if start.strip() else ""
        values = (council, folded, folded + "\U0010ffff", limit)
        return self._rows(self._said(views_sql.REFERENCES), values)

    def states(self, council: int) -> dict[str, int]:
        """How many motions stand in each state."""
        rows = self._rows(self._said(views_sql.STATES), (council,))
        return {row["state"]: row["motions"] for row in rows}

    # Meetings, and what is to be done

    def meetings(
        self,
        council: int,
        *,
        start: str = "",
        end: str = "",
        organization: str = "",
        limit: int | None = None,
    ) -> list[Row]:
        """Meetings from `start` to `end` (both days included) with the motions on their agenda."""
        keys = self._keys(council, organization) if organization else []
        where = f" AND g.organization IN ({', '.join('?' * len(keys))})" if organization else ""
        values = (council, start, end or "9999-12-31", *keys, ALL if limit is None else limit)
        return self._rows(self._said(views_sql.MEETINGS, where=where), values)

    def next_items(
        self, council: int, now: str, *, ahead: str = "", kinds: Sequence[str] = (), limit: int = 1000
    ) -> list[Row]:
        """What is to be done at `now` (the council's own clock, `2026-03-20T18:00`), each motion with `task`.

        `ahead` is the last day whose meetings are listed; without it those to come are left out.
        """
        today, _, clock = now.partition("T")
        values: dict[str, tuple[str, ...]] = {
            "result_missing": (today, today, clock or "00:00"),
            "date_passed": (today,),
            "hold_passed": (today,),
            "report_due": (today,),
            "meeting_ahead": (today, ahead),
        }
        wanted = kinds or [kind for kind in views_sql.NEXT if ahead or kind != "meeting_ahead"]
        return [
            {"task": kind, **row}
            for kind in wanted
            for row in self._rows(self._said(views_sql.NEXT[kind]), (council, *values.get(kind, ()), limit))
        ]

    def dead_notices(self, council: int, limit: int = 100) -> list[Row]:
        """Notices whose sending was given up; `name` is the recipient's, None where nobody has one."""
        found = self._rows(views_sql.DEAD_NOTICES, (council, limit))
        kept = [json.loads(row.pop("data") or "{}").get("name", {}).get("~") for row in found]
        names = self.reveal(commitment for commitment in kept if commitment)
        for row, commitment in zip(found, kept, strict=True):
            row["name"] = names.get(commitment) if commitment else None
        return found

    # How it is done

    def _said(self, sql: str, **parts: str) -> str:
        return sql.format(public=self._public, **parts)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[Row]:
        names, rows = self._ask(sql, values)
        found = [dict(zip(names, row, strict=True)) for row in rows]
        if not _LISTS.isdisjoint(names):
            for row in found:
                _finish(row)
        return found

    def _keys(self, council: int, name: str) -> list[str]:
        return self.organization_keys(council, name) or [name]

    def _where(self, council: int, filters: Filters | None) -> tuple[str, list[Any]]:
        from workflow.store.filters import Filters, Sources, conditions  # only lists are filtered

        sources = Sources(
            lambda name: self._keys(council, name), lambda: self.applicants(council), self.dialect
        )
        return conditions(council, filters or Filters(), sources)


def snapshot_facts(text: str) -> Row:
    """A snapshot by the names of its fields."""
    return dict(zip(SNAPSHOT_FIELDS, json.loads(text), strict=True))


def _finish(row: Row) -> None:
    """Columns that are kept as texts and numbers, as what they mean; those the question asked for."""
    for key in _LISTS & row.keys():
        row[key] = json.loads(row[key]) if row[key] else []
    if "public" in row:
        row["public"] = bool(row["public"])
    if "submitted_on" in row:
        row["submitted_on"] = row["submitted_on"] or None


def open_reader(path: str, *, public_only: bool = False) -> Reader:
    """The database at a path or an address, for reading only.

    Raises NoDatabase, OlderDatabase, NewerDatabase, NotADatabase, DamagedDatabase, ServerUnreachable.
    """
    if path.startswith(("postgresql://", "postgres://")):
        reader = _open_postgres(path, public_only)
    else:
        reader = _open_sqlite(path, public_only)
    try:
        _check(reader)
    except BaseException:
        reader.close()
        raise
    return reader


def _check(reader: Reader) -> None:
    try:
        found = int(reader.meta()["schema"])
    except (sqlite3.Error, KeyError, ValueError):  # no such table, or another program's
        raise NotADatabase(path=reader.path) from None
    if found != SCHEMA:
        kind = OlderDatabase if found < SCHEMA else NewerDatabase
        raise kind(path=reader.path, found=found, needed=SCHEMA)


def _open_sqlite(path: str, public_only: bool) -> Reader:
    if os.path.isdir(path):  # noqa: PTH112 - pathlib is not loaded for this
        raise NotADatabase(path=path)
    if not os.path.exists(path):  # noqa: PTH110 - nor for this
        raise NoDatabase(path=path)
    try:
        raw = sqlite3.connect(sqlite_address(path, "ro"), uri=True, isolation_level=None, timeout=PATIENCE)
    except sqlite3.Error as error:
        raise (from_sqlite(error, path) or error) from error

    def ask(sql: str, values: Sequence[Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        try:
            cursor = raw.execute(sql, values)
            return [column[0] for column in cursor.description], cursor.fetchall()
        except sqlite3.Error as error:
            raise (from_sqlite(error, path, PATIENCE) or error) from error

    return Reader("sqlite", path, ask, raw.close, public_only)


def _open_postgres(path: str, public_only: bool) -> Reader:
    from workflow.store.postgres import Postgres

    database = Postgres(path)
    return Reader("postgresql", database.path, database.ask, database.close, public_only)
