"""Who may do what on a PostgreSQL server: least rights for the program, rows kept apart by council.

The tables belong to the role that made them, which runs migrations and nothing else. The program works as
another one, made here: it adds to the log and can neither change nor delete any of it, and where it was
given councils it sees and writes their rows only. The server itself enforces that, whatever a program says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from workflow.store.book import Book

#: What is only ever added to. `command` keeps answers as they were given.
APPENDED = ("event", "leaf", "node", "checkpoint", "rules", "command")
#: What is changed, and never deleted.
CHANGED = ("council", "organization", "person", "meeting", "motion", "bucket", "meta", "counter")
#: What is folded anew, sent, forgotten or replaced.
REPLACED = (
    "organization_alias", "consultation", "motion_applicant", "personal", "notice", "ledger", "published",
    "listing", "search",
)  # fmt: skip
_SEQUENCES = ("motion_number", "meeting_number", "person_number")
#: What a database says of itself is seen by all. The rest is kept apart by council.
_SHARED = ("meta", "counter")
_FIXED = "('schema', 'rehearsal')"  #: what the program may not say of the database
_LONGEST = 50


class NotAServer(Refusal):
    code = "not_a_server"
    exit_status = Exit.INPUT
    message = N_("{path} is a file: who may read and write it is set with the operating system.")
    way_out = N_("Roles belong to PostgreSQL: --db postgresql://…")


class RoleMisnamed(Refusal):
    code = "role_misnamed"
    exit_status = Exit.INPUT
    message = N_("“{role}” cannot be the name of a role.")
    way_out = N_("Use small letters, digits and underscores, beginning with a letter.")


class OwnRole(Refusal):
    code = "own_role"
    exit_status = Exit.INPUT
    message = N_("The tables belong to “{role}”; the program must work as another role.")
    way_out = N_("Name a role for the program: laufzettel db grant laufzettel_buero")


class Granted(NamedTuple):
    """A role, and what it may see."""

    role: str
    writes: bool
    councils: tuple[str, ...]  #: keys; empty: all


class Wanted(NamedTuple):
    """What a role is to get."""

    role: str
    councils: tuple[int, ...] = ()  #: numbers; empty: all
    writes: bool = True


def grant(book: Book, wanted: Wanted) -> bool:
    """Give a role what it needs and no more; what it had is taken back first. True where it was made.

    Raises NotAServer, RoleMisnamed, OwnRole, MayNot.
    """
    check(book, wanted.role)
    database = book.database
    with book.writing():
        made = not database.rows("SELECT 1 FROM pg_roles WHERE rolname = %s", (wanted.role,))
        if made:
            database.run(f"CREATE ROLE {wanted.role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
        for statement in statements(book, wanted):
            database.run(statement)
    return made


def check(book: Book, role: str) -> None:
    """Raise where no rights can be given to this role here."""
    if book.dialect != "postgresql":
        raise NotAServer(path=book.database.path)
    fits = role.isascii() and role.replace("_", "a").isalnum() and role == role.lower() and role[:1].isalpha()
    if not fits or len(role) > _LONGEST:
        raise RoleMisnamed(role=role)
    owner = book.database.rows("SELECT tableowner FROM pg_tables WHERE tablename = 'event'"
                               " AND schemaname = current_schema()")[0][0]  # fmt: skip
    if role == owner:
        raise OwnRole(role=role)


def statements(book: Book, wanted: Wanted) -> list[str]:
    """The statements that bring a role to its rights, in their order."""
    schema = str(book.database.rows("SELECT current_schema()")[0][0])
    policies = book.database.rows("SELECT tablename, policyname FROM pg_policies"
                                  " WHERE schemaname = current_schema()")  # fmt: skip
    old = [(table, name) for table, name in policies if name.startswith(f"{wanted.role}__")]
    return [*_taken_back(schema, wanted.role, old), *_rights(schema, wanted), *_rows(wanted)]


def _taken_back(schema: str, role: str, policies: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {role}, PUBLIC'
    yield f'REVOKE ALL ON ALL SEQUENCES IN SCHEMA "{schema}" FROM {role}, PUBLIC'
    yield f'REVOKE ALL ON SCHEMA "{schema}" FROM {role}'
    yield f'REVOKE CREATE ON SCHEMA "{schema}" FROM PUBLIC'
    for table, name in policies:
        yield f"DROP POLICY {name} ON {table}"


def _rights(schema: str, wanted: Wanted) -> Iterator[str]:
    role = wanted.role
    yield f'GRANT USAGE ON SCHEMA "{schema}" TO {role}'
    yield f"GRANT SELECT ON {', '.join((*APPENDED, *CHANGED, *REPLACED))}, alembic_version TO {role}"
    yield f"GRANT SELECT ON SEQUENCE {', '.join(_SEQUENCES)} TO {role}"  # for a copy of what one sees
    if wanted.writes:
        yield f"GRANT INSERT ON {', '.join((*APPENDED, *CHANGED, *REPLACED))} TO {role}"
        yield f"GRANT UPDATE ON {', '.join((*CHANGED, *REPLACED))} TO {role}"
        yield f"GRANT DELETE ON {', '.join(REPLACED)} TO {role}"
        numbered = (f"{table}_id_seq" for table in ("council", "rules", "event", "notice"))
        yield f"GRANT USAGE ON SEQUENCE {', '.join((*_SEQUENCES, *numbered))} TO {role}"


def _rows(wanted: Wanted) -> Iterator[str]:
    """Rows apart by council. The numbers stand in the policies: nothing a session says can change them."""
    for table in (*APPENDED, *CHANGED, *REPLACED):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        own = _own(table, wanted.councils)
        name = f"{wanted.role}__rows"
        yield f"CREATE POLICY {name} ON {table} TO {wanted.role} USING ({own}) WITH CHECK ({own})"
    for deed, clause in (("UPDATE", "USING"), ("INSERT", "WITH CHECK")):
        yield (
            f"CREATE POLICY {wanted.role}__{deed.lower()} ON meta AS RESTRICTIVE FOR {deed} TO {wanted.role}"
            f" {clause} (key NOT IN {_FIXED})"
        )


def _own(table: str, councils: Sequence[int]) -> str:
    if not councils or table in _SHARED:
        return "true"
    numbers = ", ".join(f"{number:d}" for number in councils)
    column = "id" if table == "council" else "council"
    allowed = f"{column} IN ({numbers})"
    return f"council IS NULL OR {allowed}" if table == "command" else allowed


def granted(book: Book) -> list[Granted]:
    """The roles that were given rights here, by name."""
    if book.dialect != "postgresql":
        raise NotAServer(path=book.database.path)
    keys = {row.id: row.key for row in book.councils()}
    found = []
    sql = (
        "SELECT roles[1]::text, qual, has_table_privilege(roles[1], 'event', 'INSERT') FROM pg_policies"
        " WHERE schemaname = current_schema() AND tablename = 'council' AND right(policyname, 6) = '__rows'"
        " ORDER BY 1"
    )
    for role, qual, writes in book.database.rows(sql):
        numbers = [] if qual == "true" else _numbers(str(qual))
        found.append(Granted(role, writes, tuple(keys.get(n, f"#{n}") for n in numbers)))
    return found


def _numbers(text: str) -> list[int]:
    import re

    return [int(number) for number in re.findall(r"\d+", re.sub(r"'?::\w+(\[\])?", "", text))]
