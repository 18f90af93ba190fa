"""Addresses of PostgreSQL servers: how they may be shown, and what it means that nobody is let in."""

from __future__ import annotations

import re
from functools import lru_cache

from states.refusal import Refusal
from workflow.store.refusals import AddressMisread, LoginRefused, NoSuchDatabase, ServerUnreachable

_SCHEMES = ("postgresql://", "postgres://")

#: Until somebody is let in, a server gives no code, only words: in English or in its own language.
_LOGIN = (
    "password authentication failed|no password supplied|authentication failed for user"
    '|role ".*" (does not exist|is not permitted to log in)|no pg_hba.conf entry|pg_hba.conf rejects'
    "|permission denied for database"
    "|Passwort-Authentifizierung|Peer-Authentifizierung|kein Passwort angegeben"
    "|Rolle ».*« (existiert nicht|hat keine Berechtigung)|pg_hba.conf-Eintrag|pg_hba.conf lehnt"
    "|keine Berechtigung für Datenbank"
)
_DATABASE = 'database ".*" does not exist|Datenbank ».*« existiert nicht'
_OPTION = "connection option|invalid port|Verbindungsoption|ungültiger? .*Port"


def is_postgres(address: str) -> bool:
    """True for the address of a PostgreSQL server, false for a path."""
    return address.startswith(_SCHEMES)


@lru_cache(maxsize=8)
def without_password(address: str) -> str:
    """An address as it may be shown; a path as it is."""
    if not is_postgres(address):
        return address
    shown = re.sub(r"^(\w+://[^:@/?]*):[^?]*@", r"\1:…@", address)
    return re.sub(r"(?<=[?&])((?:ssl)?password)=[^&]*", r"\1=…", shown)


def not_connected(address: str, said: str, *, misread: bool = False) -> Refusal:
    """Why no connection came about: nobody there, wrong name or password, no such database, no address."""
    path = without_password(address)
    line = said.replace(address, path).strip().partition("\n")[0]
    if misread or re.search(_OPTION, said):
        return AddressMisread(path=path, detail=line)
    if re.search(_LOGIN, said):
        return LoginRefused(path=path)
    if re.search(_DATABASE, said):
        return NoSuchDatabase(path=path)
    return ServerUnreachable(path=path, detail=line)
