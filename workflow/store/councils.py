"""Councils and their rules: adopted once, logged as an event, read from there ever after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from states import council as councils
from states.event import Recorded
from workflow.audit.canonical import encode
from workflow.store.adopted import parse as parse  # noqa: PLC0414 - given on from here
from workflow.store.names import fold_name
from workflow.store.refusals import NoCouncil, UnknownCouncil, WhichCouncil

if TYPE_CHECKING:
    from workflow.store.database import Database

RULES_ADOPTED = "rules_adopted"
ORGANIZATION_ADDED = "organization_added"


class CouncilRow(NamedTuple):
    """A council as the database lists it."""

    id: int
    key: str
    name: str
    land: str
    kind: str
    zone: str
    version: int


def all_councils(database: Database) -> list[CouncilRow]:
    """Every council, by its key."""
    return [CouncilRow(*row) for row in database.rows(database.sql.COUNCILS)]


def chosen(known: list[CouncilRow], key: str | None) -> CouncilRow:
    """The council of this key, or the only one. Raises NoCouncil, UnknownCouncil, WhichCouncil."""
    if not known:
        raise NoCouncil
    keys = [c.key for c in known]
    if key is None:
        if len(known) > 1:
            raise WhichCouncil(known=keys)
        return known[0]
    found = next((c for c in known if c.key.casefold() == key.casefold()), None)
    if found is None:
        raise UnknownCouncil(council=key, known=keys)
    return found


def hash_of(data: Mapping[str, Any]) -> str:
    """The hash by which entries of the log name the rules they were made under."""
    return sha256(encode(data).encode()).hexdigest()


def add_council(database: Database, data: Mapping[str, Any]) -> int:
    """A new council, before its first entry."""
    zone = data.get("zone", "Europe/Berlin")
    row = database.row(
        database.sql.COUNCIL_ADD, (data["key"], data["name"], data["land"], data["kind"], zone, 0)
    )
    assert row is not None
    return int(row[0])


def write_council(database: Database, council: int, events: Iterable[Recorded], recorded: str) -> None:
    """The rows that entries of the council's stream bring about; most bring none."""
    for event in events:
        if event.kind == RULES_ADOPTED:
            _write_rules(database, council, event.data, recorded)
        elif event.kind == ORGANIZATION_ADDED:
            organization = _parsed(event.data)
            _write_organization(database, council, organization, 10_000 + event.n, encode(event.data))


def _write_rules(database: Database, council: int, data: Mapping[str, Any], recorded: str) -> None:
    rules, sql = data["rules"], database.sql
    text = encode(rules)
    database.run(sql.RULES_ADD, (council, data["in_force"], text, hash_of(rules), recorded))
    parsed = councils.from_json(rules)
    database.run(sql.COUNCIL_CHANGE, (parsed.name, parsed.land, parsed.kind, parsed.zone, council))
    for sort, organization in enumerate(parsed.organizations):
        _write_organization(database, council, organization, sort, None)


def _parsed(data: Mapping[str, Any]) -> councils.Organization:
    shell = {"key": "", "name": "", "land": "", "kind": "", "organizations": [data]}
    return councils.from_json(shell).organizations[0]


def _write_organization(
    database: Database, council: int, o: councils.Organization, sort: int, added: str | None
) -> None:
    database.run(database.sql.ORGANIZATION_PUT, (council, o.key, *organization_values(o, sort, added)))
    database.run(database.sql.ALIASES_DROP, (council, o.key))
    names = {fold_name(name) for name in (o.key, o.name, o.short, *o.aliases) if name}
    database.many(database.sql.ALIAS_ADD, [(council, name, o.key) for name in sorted(names)])


def organization_values(o: councils.Organization, sort: int, added: str | None) -> tuple[Any, ...]:
    """The columns of an organization's row after council and key."""
    since, until = (day and day.isoformat() for day in (o.since, o.until))
    return (o.name, o.short, o.type.value, int(o.decides), int(o.public), since, until, sort, added)
