"""`db` from the command line, on a file and on a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from states.refusal import Exit
from tests import databases
from tests.conftest import Ran
from tests.workflow.commands.clerk import Clerk
from workflow.store.book import open_book

TEXT = "Der Radweg wird gebaut."


@pytest.fixture
def clerk(run: Callable[..., Ran], tmp_path: Path) -> Clerk:
    """An office with a motion."""
    clerk = Clerk(run, tmp_path).opens("kreis-nrw", "2026-01-05T09:00")
    clerk.meets("Kreistag", "2026-03-10")
    clerk.does("submit", "--title", "Radweg", "--point", TEXT, "--route", "Kreistag@10.03.2026",
               "--reference", "1/2026")  # fmt: skip
    return clerk


def test_a_sound_database_is_called_so_and_a_forged_row_is_named(clerk: Clerk) -> None:
    assert clerk.gets("db", "check")["sound"] is True
    with open_book(clerk.address) as book:
        book.database.run("UPDATE motion SET state = 'adopted' WHERE reference = '1/2026'")
        if book.dialect == "sqlite":
            book.database.run("UPDATE counter SET value = 0 WHERE name = 'motion'")
        else:
            book.database.rows("SELECT setval('motion_number', 1, false)")
    ran = clerk.tries("db", "check", "--format", "json")
    assert ran.status == Exit.FAULTS
    found = [fault["where"] for fault in json.loads(ran.out)["faults"]]
    assert found == ["motion:1, motion, state", "counter, motion"]


@pytest.mark.file_only
def test_a_backup_brings_back_what_was_there_and_keeps_what_is(clerk: Clerk) -> None:
    saved = clerk.gets("db", "backup")
    assert Path(saved["path"]).parent == clerk.folder / "backups"
    clerk.does("withdraw", "1/2026")
    assert clerk.refused("db", "restore", saved["path"])["code"] == "would_replace"
    done = clerk.gets("db", "restore", saved["path"], "--yes")
    assert clerk.gets("show", "1/2026")["state"] != "withdrawn"
    clerk.env["LAUFZETTEL_DB"] = done["kept"]
    assert clerk.gets("show", "1/2026")["state"] == "withdrawn"


def test_there_is_nothing_to_upgrade_in_a_new_database(clerk: Clerk) -> None:
    shown = clerk.gets("db", "upgrade")
    assert shown["was"] == shown["now"]


@pytest.mark.slow
def test_a_servers_backup_in_a_file_goes_on_without_the_server_and_comes_back(clerk: Clerk) -> None:
    """As the office's role writes it; its tables stay where they are until somebody wants them back."""
    server, file = clerk.address, clerk.folder / "backup.db"
    assert clerk.gets("db", "backup", file)["kind"] == "sqlite"
    clerk.does("withdraw", "1/2026")
    clerk.env["LAUFZETTEL_DB"] = str(file)
    assert clerk.gets("show", "1/2026")["state"] != "withdrawn"
    clerk.env["LAUFZETTEL_DB"] = server
    assert clerk.refused("db", "restore", file)["code"] == "would_replace"
    assert clerk.gets("db", "restore", file, "--yes")["kept"]
    assert clerk.gets("show", "1/2026")["state"] != "withdrawn"


@pytest.mark.file_only
def test_a_file_knows_no_roles(clerk: Clerk) -> None:
    assert clerk.refused("db", "grant", "buero")["code"] == "not_a_server"


@pytest.mark.slow
@pytest.mark.file_only
def test_an_office_moves_to_a_server_and_goes_on_there(clerk: Clerk) -> None:
    """To the server, a result there, and back again; the history is one."""
    address = databases.empty_postgres_address()
    moved = clerk.gets("db", "copy", clerk.database, address)
    assert moved["motions"] == 1
    clerk.env["LAUFZETTEL_DB"] = address
    clerk.at("2026-03-10T20:00").does("advance", "1/2026", "adopted", "--votes", "9:4:1")
    assert clerk.gets("show", "1/2026")["state"] == "adopted"
    assert clerk.gets("db", "check")["sound"] is True
    back = clerk.folder / "back.db"
    clerk.does("db", "copy", address, back)
    clerk.env["LAUFZETTEL_DB"] = str(back)
    assert clerk.gets("show", "1/2026")["state"] == "adopted"
    error = clerk.refused("db", "copy", clerk.database, address)
    assert error["code"] == "database_exists"


@pytest.mark.slow
@pytest.mark.file_only
def test_roles_are_shown_with_what_they_may_see(clerk: Clerk) -> None:
    address = databases.empty_postgres_address()
    clerk.does("db", "copy", clerk.database, address)
    clerk.env["LAUFZETTEL_DB"] = address
    role = databases.role_name()
    assert any("GRANT SELECT" in s for s in clerk.gets("db", "grant", role, "--dry-run")["statements"])
    assert clerk.gets("db", "grant") == []
    made = clerk.gets("db", "grant", role, "--council", "kreis-nrw")
    assert (made["made"], made["councils"]) == (True, ["kreis-nrw"])
    assert clerk.gets("db", "grant", role, "--read-only")["made"] is False
    shown = clerk.gets("db", "grant")
    assert [(r["role"], r["writes"], r["councils"]) for r in shown] == [(role, False, [])]
    assert clerk.refused("db", "grant", "Büro; DROP")["code"] == "role_misnamed"
