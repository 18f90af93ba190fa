"""The statements as PostgreSQL wants them: those that differ from SQLite's, and psycopg's marks in all."""

from __future__ import annotations

from functools import lru_cache

from workflow.store.statements_sqlite import Statements


@lru_cache(maxsize=512)
def marked(sql: str) -> str:
    """A statement with psycopg's mark for a value instead of `?`. No statement has a `?` within a text."""
    return sql.replace("%", "%%").replace("?", "%s")


def _locked(sql: str) -> str:
    """Nobody else may change what a writer has loaded; readers are not kept waiting."""
    return f"{sql} FOR NO KEY UPDATE"


class PostgresStatements(Statements):
    """Each statement by its name, as in Statements."""

    NEXT_MOTION = "SELECT nextval('motion_number')"
    NEXT_MEETING = "SELECT nextval('meeting_number')"
    NEXT_PERSON = "SELECT nextval('person_number')"

    MOTION_LOCKED = _locked(Statements.MOTION)
    MOTION_NAMED_LOCKED = _locked(Statements.MOTION_NAMED)
    BELOW_LOCKED = _locked(Statements.BELOW)
    #: a union cannot be locked, and of two questions joined by OR each would go through all motions
    BELOW_NAMED = _locked(
        "SELECT id, format, snapshot, version, head FROM motion WHERE id IN (SELECT m.id FROM motion m WHERE"
        " m.root IN (SELECT coalesce(root, id) FROM motion WHERE council = ? AND reference_folded = ?)"
        " UNION SELECT root FROM motion WHERE council = ? AND reference_folded = ?) ORDER BY id"
    )
    #: two indexes are joined here just as well
    FAMILY_LOCKED = _locked(
        "SELECT id, format, snapshot, version, head FROM motion"
        " WHERE id = ? OR root = ? OR id = ? ORDER BY id"
    )
    NAMED_AMONG = _locked(
        Statements.NAMED_AMONG.replace(
            "IN (SELECT value FROM json_each(?)) ORDER BY +id", "= ANY(?) ORDER BY id"
        )
    )
    FAMILIES = (
        "SELECT id, format, snapshot, version, head FROM motion"
        " WHERE id = ANY(?) OR root = ANY(?) ORDER BY id"
    )
    FAMILIES_LOCKED = _locked(FAMILIES)
    MOTIONS_AT_LOCKED = _locked(Statements.MOTIONS_AT)
    WAITING_LOCKED = _locked(Statements.WAITING)

    HEADS = (
        "SELECT DISTINCT ON (stream) stream, n, hash FROM event WHERE council = ? AND stream > ?"
        " ORDER BY stream, n DESC LIMIT ?"
    )

    SEARCH_PUT = (
        "INSERT INTO search (motion, council, stems, grams, plain) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (motion) DO UPDATE SET stems = excluded.stems, grams = excluded.grams,"
        " plain = excluded.plain"
    )


for _name in dir(PostgresStatements):
    if _name.isupper():
        setattr(PostgresStatements, _name, marked(getattr(PostgresStatements, _name)))
