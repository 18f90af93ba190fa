"""The database for commands that only read: light rows, the council, the moment, and what may be seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from workflow import words
from workflow.commands.desk import Desk
from workflow.store.views import Reader, open_reader

if TYPE_CHECKING:
    from states.flags import AfterRules

Row = dict[str, Any]

#: People with a role and a login; as long as there is none, nobody is kept from reading.
_PERSONS = (
    "SELECT p.roles, v.value AS login FROM person p LEFT JOIN personal v ON v.commitment = p.login"
    " WHERE p.council = ? AND p.active = 1 AND p.login <> '' AND p.roles <> '[]'"
)


class Reading:
    """One council's pages, opened for one command."""

    def __init__(self, desk: Desk, reader: Reader, council: Row) -> None:
        self.desk = desk
        self.reader = reader
        self.council = council
        self._now: datetime | None = None

    @property
    def id(self) -> int:
        """The number of the council."""
        return int(self.council["id"])

    @property
    def public(self) -> str:
        """The condition that keeps what is not public out of a question about motions `m`."""
        return self.reader._public

    @property
    def now(self) -> datetime:
        """The moment of this command on the council's own clock."""
        if self._now is None:
            from zoneinfo import ZoneInfo

            zone = ZoneInfo(self.council["zone"])
            words.use(self.desk.lang, zone)
            rehearsal = self.reader.meta().get("rehearsal") == "1"
            self._now = self.desk.now(rehearsal=rehearsal, zone=zone).astimezone(zone)
        return self._now

    @property
    def today(self) -> date:
        """The council's local day."""
        return self.now.date()

    def rows(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """The rows of a question of one's own."""
        return rows_of(self.reader, sql, values)

    def organization(self, name: str) -> str:
        """The key of an organization somebody named, as the office finds it. Raises UnknownOrganization."""
        if not name:
            return ""
        keys = self.reader.organization_keys(self.id, name)
        if keys:
            return keys[0]
        from workflow.office.organizations import required

        return required(self.rules(self.today), name).key

    def rules(self, on: date) -> Any:
        """The rules in force on a day, as `states.council.Council`; only for what rows cannot tell."""
        from workflow.store.adopted import parse
        from workflow.store.statements_sqlite import Statements

        added = rows_of(self.reader, Statements.ORGANIZATIONS_ADDED, (self.id,))
        return parse(self._rules_on(on), tuple(row["added"] for row in added))

    def rules_after(self, on: date) -> AfterRules:
        """Of the rules in force on a day those about what runs after a decision."""
        from workflow.store.adopted import parse_after

        return parse_after(self._rules_on(on))

    def _rules_on(self, on: date) -> str:
        from workflow.store.statements_sqlite import Statements

        day = on.isoformat()
        found = rows_of(self.reader, Statements.RULES_ON, (self.id, day, day))
        return str(rows_of(self.reader, Statements.RULES_TEXT, (found[0]["id"],))[0]["text"])


def read(desk: Desk) -> Reading:
    """Open the database for reading; it is closed when the command ends.

    Whoever has a role that may not read what is not public gets the public motions only. Raises the
    refusals of opening a database and of choosing a council, and NotAllowed.
    """
    reader = desk.keep(open_reader(desk.db))
    council = reader.council(desk.council)
    if not _sees_all(desk, reader, council["id"]):
        reader = desk.keep(open_reader(desk.db, public_only=True))
    return Reading(desk, reader, council)


def _sees_all(desk: Desk, reader: Reader, council: int) -> bool:
    """Whether the person at the keyboard may read what is not public. Raises NotKnownHere, NotAllowed."""
    persons = rows_of(reader, _PERSONS, (council,))
    if not persons:
        return True
    from workflow.commands.opening import login

    name = login(desk)
    mine = [role for p in persons if p["login"] == name for role in json.loads(p["roles"])]
    permissions = json.loads(_rules_text(reader, council)).get("permissions", {})
    granted = {word for role in mine for word in permissions.get(role, {}).get("may", ())}
    if "read" not in granted:
        _refuse(reader, council, name, bool(mine), permissions)
    return "nonpublic" in granted


def _rules_text(reader: Reader, council: int) -> str:
    sql = "SELECT text FROM rules WHERE council = ? ORDER BY in_force_from DESC, id DESC LIMIT 1"
    return str(rows_of(reader, sql, (council,))[0]["text"])


def _refuse(reader: Reader, council: int, name: str, known: bool, permissions: Mapping[str, Any]) -> NoReturn:
    from workflow.office.permission import NotAllowed, NotKnownHere

    if known:
        roles = [role for role, its in permissions.items() if "read" in its.get("may", ())]
        raise NotAllowed(person=name, action="read", roles=roles)
    called = next((row["name"] for row in reader.councils() if row["id"] == council), "")
    raise NotKnownHere(login=name, council=called)


def rows_of(reader: Reader, sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a question of one's own, as the reader gives them."""
    return reader._rows(sql, values)
