"""Every no of the store, and what an error of the database means to a user."""

from __future__ import annotations

import os
import sqlite3

from states.refusal import N_, Exit, Refusal


class NoDatabase(Refusal):
    code = "no_database"
    exit_status = Exit.DATABASE
    message = N_("There is no database at {path} yet.")
    way_out = N_("Make one: laufzettel init")


class DatabaseExists(Refusal):
    code = "database_exists"
    exit_status = Exit.DATABASE
    message = N_("There already is a database at {path}; it was left as it is.")
    way_out = N_("Use it as it is, or name another place with --db.")


class NotADatabase(Refusal):
    code = "not_a_database"
    exit_status = Exit.DATABASE
    message = N_("{path} is no database of this program.")
    way_out = N_("Name the right file with --db.")


class NoTables(NotADatabase):
    message = N_("{path} holds no tables of this program that this role may see.")
    way_out = N_(
        "Make them with laufzettel init or laufzettel db copy, or name another database with --db; "
        "a role gets its rights by laufzettel db grant."
    )


class DamagedDatabase(Refusal):
    code = "damaged_database"
    exit_status = Exit.DATABASE
    message = N_("The database {path} is damaged: {detail}.")
    way_out = N_("Keep the file as it is and bring back the latest backup: laufzettel db restore FILE")


class OtherVersion(Refusal):
    """The database was made by another version of the program."""

    code = "other_version"
    exit_status = Exit.DATABASE
    message = N_("The database {path} is of another version ({found}; this program needs {needed}).")


class OlderDatabase(OtherVersion):
    code = "older_database"
    message = N_("The database {path} comes from an older version ({found}; this program needs {needed}).")
    way_out = N_("Make a backup, then bring it up to date: laufzettel db upgrade")


class NewerDatabase(OtherVersion):
    code = "newer_database"
    message = N_("The database {path} comes from a newer version ({found}; this program knows {needed}).")
    way_out = N_("Use the newer version of the program: pip install --upgrade laufzettel")


class DatabaseLocked(Refusal):
    code = "database_locked"
    exit_status = Exit.CONFLICT
    message = N_("Another program has been writing to the database {path} for more than {seconds} seconds.")
    way_out = N_("Nothing was changed. Wait a moment and try again.")


class Conflict(Refusal):
    code = "conflict"
    exit_status = Exit.CONFLICT
    message = N_("Somebody was faster: {what} was changed in the meantime.")
    way_out = N_("Nothing was changed. Look at it again and repeat the command if it still applies.")


class AnswerLost(Refusal):
    """The connection broke between a commit and its answer. The command finds out what became of it."""

    code = "answer_lost"
    exit_status = Exit.NETWORK
    message = N_("The connection to {path} broke while the entry was being saved.")
    way_out = N_(
        "Whether it was saved cannot be told yet. Look before repeating it: "
        "laufzettel history, laufzettel list"
    )


class NotSaved(Refusal):
    code = "not_saved"
    exit_status = Exit.NETWORK
    message = N_("The connection to {path} broke; the entry was not saved.")
    way_out = N_("Nothing was changed. Repeat the command.")


class DiskFull(Refusal):
    code = "disk_full"
    exit_status = Exit.STORAGE
    message = N_("There is no space left for the database {path}.")
    way_out = N_("Nothing was changed. Make room and repeat the command.")


class NotWritable(Refusal):
    code = "not_writable"
    exit_status = Exit.STORAGE
    message = N_("The database {path} cannot be written.")
    way_out = N_("Check who owns the file and its folder, or name another place with --db.")


class StorageFailed(Refusal):
    code = "storage_failed"
    exit_status = Exit.STORAGE
    message = N_("Reading or writing the database {path} failed: {detail}.")
    way_out = N_("Nothing was changed. Check the disk.")


class PostgresMissing(Refusal):
    code = "postgres_missing"
    exit_status = Exit.DATABASE
    message = N_("The part of the program that talks to PostgreSQL is not installed.")
    way_out = N_("Install it: pip install 'laufzettel[postgres]'")


class ServerUnreachable(Refusal):
    code = "server_unreachable"
    exit_status = Exit.NETWORK
    message = N_("The database server at {path} cannot be reached: {detail}")
    way_out = N_("Check the address, and whether the server is running.")


class LoginRefused(Refusal):
    code = "login_refused"
    exit_status = Exit.PERMISSION
    message = N_("The server at {path} refuses the login: role or password is wrong, or it is not meant.")
    way_out = N_("The password belongs into ~/.pgpass or PGPASSWORD; who may log in is said by pg_hba.conf.")


class NoSuchDatabase(Refusal):
    code = "no_such_database"
    exit_status = Exit.DATABASE
    message = N_("The server has no database of the name in {path}.")
    way_out = N_("Check the name, or make one as the server’s administrator: CREATE DATABASE … OWNER …")


class AddressMisread(Refusal):
    code = "address_misread"
    exit_status = Exit.INPUT
    message = N_("{path} is no address of a server: {detail}")
    way_out = N_("Write it like this: postgresql://ROLE@SERVER:PORT/DATABASE")


class ReadOnlyServer(Refusal):
    code = "read_only_server"
    exit_status = Exit.STORAGE
    message = N_("The database {path} can only be read: {detail}")
    way_out = N_("Name the main server instead of its replica, or ask whoever looks after it.")


class MayNot(Refusal):
    code = "database_may_not"
    exit_status = Exit.PERMISSION
    message = N_("The database {path} does not allow this role to do that: {detail}")
    way_out = N_("Ask whoever looks after the database for the right role.")


class NoCouncil(Refusal):
    code = "no_council"
    exit_status = Exit.NOT_FOUND
    message = N_("The database knows no council yet.")
    way_out = N_("Adopt the rules of one: laufzettel council adopt FILE")


class UnknownCouncil(Refusal):
    code = "unknown_council"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no council “{council}” in this database.")
    way_out = N_("Known here: {known}.")


class WhichCouncil(Refusal):
    code = "which_council"
    exit_status = Exit.USAGE
    message = N_("This database holds several councils.")
    way_out = N_("Choose one with --council: {known}.")


class UnknownReference(Refusal):
    code = "unknown_reference"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no motion “{reference}”.")
    way_out = N_("All motions: laufzettel list")


class UnknownReferenceNear(UnknownReference):
    way_out = N_("Did you mean: {nearest}?")


class AmbiguousReference(Refusal):
    code = "ambiguous_reference"
    exit_status = Exit.NOT_FOUND
    message = N_("“{reference}” is the reference of several motions.")
    way_out = N_("Name one by its number: {numbers}.")


class UnknownMeeting(Refusal):
    code = "unknown_meeting"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no meeting {meeting}.")
    way_out = N_("All meetings: laufzettel meeting list")


_BY_SQLITE_NAME: dict[str, type[Refusal]] = {
    "SQLITE_BUSY": DatabaseLocked,
    "SQLITE_LOCKED": DatabaseLocked,
    "SQLITE_FULL": DiskFull,
    "SQLITE_CORRUPT": DamagedDatabase,
    "SQLITE_NOTADB": NotADatabase,
    "SQLITE_READONLY": NotWritable,
    "SQLITE_PERM": NotWritable,
    "SQLITE_CANTOPEN": NotWritable,
    "SQLITE_IOERR": StorageFailed,
    "SQLITE_NOMEM": StorageFailed,
}

#: Codes that say more than the family they belong to.
_SPECIAL: dict[str, type[Refusal]] = {
    "SQLITE_CANTOPEN_ISDIR": NotADatabase,
    "SQLITE_IOERR_CORRUPTFS": DamagedDatabase,
}


def from_sqlite(error: sqlite3.Error, path: str, patience: float = 0) -> Refusal | None:
    """The refusal an SQLite error amounts to; None where it is a fault of this program."""
    name = getattr(error, "sqlite_errorname", "")
    family = "_".join(name.split("_")[:2])
    kind = _SPECIAL.get(name) or _BY_SQLITE_NAME.get(family)
    if kind is None:
        return None
    return kind(path=path, detail=str(error), seconds=int(patience))


def sqlite_address(path: str, mode: str) -> str:
    """A path as SQLite's URI; pathlib's own way to one would cost a reader two milliseconds of imports."""
    absolute = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - see above
    for sign, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        absolute = absolute.replace(sign, code)
    return f"file://{'' if absolute.startswith('/') else '/'}{absolute}?mode={mode}"
