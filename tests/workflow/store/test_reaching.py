"""Nobody is let in, nobody is there, nothing is there: each is told in one sentence, without a password."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator

import pytest

from states.refusal import Exit, Refusal
from tests.conftest import Ran
from tests.own_server import OwnServer, own_server
from workflow.store.address import not_connected, without_password
from workflow.store.refusals import AddressMisread, LoginRefused, NoSuchDatabase, ServerUnreachable


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A server that wants passwords, with an empty database."""
    with own_server() as made:
        made.does("CREATE ROLE buero LOGIN PASSWORD 'richtig'")
        made.does("CREATE DATABASE leer", "CREATE DATABASE nichts")
        made.does("ALTER DATABASE nichts SET default_transaction_read_only = on")
        yield made


def refused(run: Callable[..., Ran], address: str, *command: str) -> tuple[str, int]:
    """What a command says that uses this address: one sentence, no trace, no password."""
    for words in (command or ("list",), ("advance", "1/2026", "adopted")):
        ran = run(*words, "--format", "json", env={"LAUFZETTEL_DB": address})
        assert "geheim" not in ran.err + ran.out
        assert "Traceback" not in ran.err
        error = json.loads(ran.err)["error"]
        assert "\n" not in error["message"].strip()
        assert error["way_out"]
        assert error["exit"] == ran.status
    return error["code"], ran.status


@pytest.mark.slow
def test_who_is_not_let_in_is_told_so(server: OwnServer, run: Callable[..., Ran]) -> None:
    expected = ("login_refused", Exit.PERMISSION)
    assert refused(run, server.by_network("leer", "buero", "geheim")) == expected
    assert refused(run, server.by_network("leer", "niemand", "geheim")) == expected
    assert refused(run, f"postgresql://buero@127.0.0.1:{server.port}/leer") == expected
    assert refused(run, f"postgresql://127.0.0.1:{server.port}/leer?user=buero&password=geheim") == expected


@pytest.mark.slow
def test_a_database_that_is_not_there_and_one_that_is_empty_are_told_apart(
    server: OwnServer, run: Callable[..., Ran]
) -> None:
    assert refused(run, server.by_network("keine")) == ("no_such_database", Exit.DATABASE)
    assert refused(run, server.by_network("leer")) == ("not_a_database", Exit.DATABASE)
    assert refused(run, server.by_network("leer"), "db", "check") == ("not_a_database", Exit.DATABASE)


@pytest.mark.slow
def test_a_server_that_may_only_be_read_says_so(server: OwnServer, run: Callable[..., Ran]) -> None:
    """As a replica does."""
    ran = run(
        "init",
        "--council",
        "kreis-nrw",
        "--format",
        "json",
        env={"LAUFZETTEL_DB": server.by_network("nichts")},
    )
    assert (ran.status, json.loads(ran.err)["error"]["code"]) == (Exit.STORAGE, "read_only_server")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://buero:geheim@127.0.0.1:1/x", ("server_unreachable", Exit.NETWORK)),
        ("postgresql://buero:geheim@nirgends.invalid/x", ("server_unreachable", Exit.NETWORK)),
        ("postgresql://buero:geheim@127.0.0.1:port/x", ("address_misread", Exit.INPUT)),
        ("postgresql://buero:geheim@127.0.0.1/x?wert=1", ("address_misread", Exit.INPUT)),
        ("postgresql://buero:geheim@[::1/x", ("address_misread", Exit.INPUT)),
    ],
)
def test_an_address_that_leads_nowhere_is_named(
    run: Callable[..., Ran], address: str, expected: tuple[str, int]
) -> None:
    pytest.importorskip("psycopg")
    assert refused(run, address) == expected


def test_without_the_part_that_talks_to_servers_one_is_told_what_to_install(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refused(run, "postgresql://buero:geheim@server/x") == ("postgres_missing", Exit.DATABASE)


@pytest.mark.slow
def test_no_command_shows_a_password(server: OwnServer, run: Callable[..., Ran]) -> None:
    """Neither what it made, nor what is there already, nor the settings."""
    server.does("CREATE DATABASE neu")
    there = {"LAUFZETTEL_DB": server.by_network("neu")}
    for command, status in (
        (("init", "--council", "kreis-nrw"), Exit.DONE),
        (("init", "--council", "kreis-nrw"), Exit.DATABASE),
        (("db", "upgrade"), Exit.DONE),
        (("db", "check"), Exit.DONE),
        (("config", "show"), Exit.DONE),
        (("config", "show", "--format", "json"), Exit.DONE),
    ):
        ran = run(*command, env=there)
        assert ran.status == status, ran
        assert "geheim" not in ran.out + ran.err, command
        assert f"127.0.0.1:{server.port}/neu" in ran.out + ran.err


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://anna@host/db", "postgresql://anna@host/db"),
        ("postgresql://host:5432/db", "postgresql://host:5432/db"),
        ("postgresql://anna:geheim@host:5432/db", "postgresql://anna:…@host:5432/db"),
        ("postgres://anna:ge@he/im@host/db?x=a@b", "postgres://anna:…@host/db?x=a@b"),
        (
            "postgresql://host/db?user=a&password=geheim&port=1",
            "postgresql://host/db?user=a&password=…&port=1",
        ),
        ("/srv/a:b@c.db", "/srv/a:b@c.db"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert without_password(address) == shown


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ('connection to server failed: FATAL:  password authentication failed for user "anna"', LoginRefused),
        ("FATAL:  Passwort-Authentifizierung für Benutzer »anna« fehlgeschlagen", LoginRefused),
        (
            'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "a", database "b", no encryption',
            LoginRefused,
        ),
        ("FATAL:  Rolle »anna« existiert nicht", LoginRefused),
        ("FATAL:  Datenbank »keine« existiert nicht", NoSuchDatabase),
        ('FATAL:  database "keine" does not exist', NoSuchDatabase),
        ("FATAL:  the database system is starting up", ServerUnreachable),
        ("FATAL:  sorry, too many clients already", ServerUnreachable),
        ('invalid port number: "70000"', AddressMisread),
    ],
)
def test_what_a_server_says_is_understood_in_german_too(said: str, kind: type[Refusal]) -> None:
    assert type(not_connected("postgresql://a:b@c/d", said)) is kind
