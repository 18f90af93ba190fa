"""Every command and the worker, killed at every commit in turn: before it nothing happened, behind it all."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import databases
from tests.conftest import Ran
from tests.workflow.commands.killed import Line, commits, killed, run
from workflow.store.book import open_book
from workflow.store.verifying import differences

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks and kills"),
]

EVENING = "2026-03-10T20:00"
TABLE = "Nummer;Ergebnis;Ja;Nein;Enthaltungen\n1/26;angenommen;9;4;0\n2/26;abgelehnt;4;9;0\n"
ROUTE = ("--route", "Kreisausschuss@17.03.2026", "--route", "Kreistag@24.03.2026")

#: A line of each command that writes; `{folder}` is the test's own.
COMMANDS: dict[str, tuple[str, ...]] = {
    "draft": ("draft", "--title", "Brunnen", "--point", "Bauen.", "-y"),
    "submit": ("submit", "--title", "Brunnen", "--point", "Bauen.", "--reference", "9/26", *ROUTE, "-y"),
    "advance": ("advance", "1/26", "adopted", "--votes", "9:5:0"),
    "results": ("results", "-"),
    "amend": ("amend", "1/26", "--add", "3: Die Kosten trägt der Kreis.", "-y"),
    "route": ("route", "1/26", "--add", "Finanzausschuss", "--role", "recommendation", "--before", "2"),
    "edit": ("edit", "1/26", "--acknowledged", "13.01.2026"),
    "withdraw": ("withdraw", "1/26", "-y"),
    "correct": ("correct", "3/26", "3", "--votes", "9:5:0", "--reason", "Zahlendreher", "-y"),
    "meeting add": ("meeting", "add", "Kreistag", "12.05.2026", "17:00"),
    "meeting move": ("meeting", "move", "Kreistag@24.03.2026", "31.03.2026", "-y"),
    "meeting cancel": ("meeting", "cancel", "Kreistag@24.03.2026", "-y"),
    "person add": ("person", "add", "Cem Muster", "--mail", "cem@example.org", "--role", "member"),
    "person set": ("person", "set", "Anna", "--digest", "daily"),
    "person remove": ("person", "remove", "Anna"),
    "council adopt": ("council", "adopt", "{folder}/probe.yaml", "--in-force", "11.03.2026"),
    "audit init-key": ("audit", "init-key"),
    "remind tick": ("remind", "tick"),
    "remind run": ("remind", "run", "--once"),
}


class Office(NamedTuple):
    """A database as it was before the command, and how to get another copy of it."""

    copy: Callable[[], str]
    folder: Path

    def line(self, name: str, address: str, now: str = EVENING) -> Line:
        """A command on one of the copies."""
        environ = {
            "HOME": str(self.folder / f"home-{Path(address.partition('?')[0]).name}"),
            "LAUFZETTEL_DB": address,
            "LAUFZETTEL_NOW": now,
            "LAUFZETTEL_LANG": "de",
        }
        words = [word.format(folder=self.folder) for word in COMMANDS[name]]
        return Line(words, environ, TABLE if name == "results" else "")


PREPARED = (
    ("meeting", "add", "Sozialausschuss", "10.03.2026", "17:00"),
    ("meeting", "add", "Kreisausschuss", "17.03.2026", "17:00"),
    ("meeting", "add", "Kreistag", "24.03.2026", "17:00"),
    ("person", "add", "Anna Beispiel", "--mail", "anna@example.org", "--role", "chair", "--role", "office"),
    ("person", "add", "Ben Muster", "--mail", "ben@example.org", "--speaks-for", "KT", "--digest", "daily"),
    *(
        ("submit", "--title", f"Radweg {n}", "--reference", f"{n}/26", "--point", "1: Bauen.",
         "--point", "2: Berichten.", "--route", "Sozialausschuss@10.03.2026", *ROUTE, "--yes")
        for n in (1, 2, 3)
    ),
)  # fmt: skip


@pytest.fixture(params=databases.DATABASES)
def office(request: pytest.FixtureRequest, run: Callable[..., Ran], tmp_path: Path) -> Office:
    """Three motions on the evening of their first committee; one of them has its result."""
    kind: str = request.param
    (tmp_path / "probe.yaml").write_text(
        "schema: 1\nextends: kreis-nrw\nkey: kreis-nrw\nname: Kreis Probe\nshort: KP\n", encoding="utf-8"
    )
    address = databases.address(kind, tmp_path)
    env = {"LAUFZETTEL_DB": address, "LAUFZETTEL_NOW": "2026-01-12T10:00"}
    with open_book(address) as book:
        adopt(book)
    for line in PREPARED:
        ran = run(*line, env=env)
        assert ran.status == 0, (line, ran.err)
    ran = run("advance", "3/26", "adopted", "--votes", "9:4:0", env={**env, "LAUFZETTEL_NOW": EVENING})
    assert ran.status == 0, ran.err
    return Office(lambda: copied(kind, address, tmp_path), tmp_path)


def adopt(book: Any) -> None:
    """The council, as `init` does it."""
    from datetime import UTC, date, datetime

    from workflow import presets
    from workflow.store.book import Stamp

    rules = presets.read_builtin("kreis-nrw").data
    assert rules is not None
    book.adopt(
        rules, date(2020, 1, 1), Stamp("", "0", "init", datetime(2026, 1, 5, tzinfo=UTC)), actor="anna"
    )


def copied(kind: str, address: str, folder: Path) -> str:
    """Another database like this one."""
    if kind == "sqlite":
        copy = databases.sqlite_address(folder)
        shutil.copyfile(address, copy)
        return copy
    return databases.postgres_copy(address)


def found(address: str) -> tuple[int, ...]:
    """How much is recorded; rows and entries fit each other."""
    tables = ("event", "command", "checkpoint", "notice", "ledger")
    with open_book(address, patience=30) as book:
        with book.writing():  # behind whoever a server has not given up yet
            assert not list(differences(book, book.council().id))
        counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        sent = "(SELECT count(*) FROM notice WHERE state = 'sent')"
        return tuple(book.database.rows(f"SELECT {counted}, {sent}")[0])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_a_commit_has_happened_or_not(office: Office, name: str) -> None:
    """What a kill behind a commit leaves is what a kill before the next one leaves; the last is all of it."""
    whole = office.copy()
    before = found(whole)
    number = commits(office.line(name, whole))
    after = found(whole)
    assert number >= 1
    assert after != before
    reached = before
    for commit in range(number):
        for durable in (False, True):
            copy = office.copy()
            killed(office.line(name, copy), commit, durable=durable)
            left = found(copy)
            if durable:
                reached = left
            assert left == reached
    assert reached == after


def letters(home: Path) -> list[str]:
    """The Message-IDs in the maildir."""
    found = (home / ".local/share/laufzettel/letters/new").glob("*.eml")
    texts = [path.read_text(encoding="utf-8") for path in found]
    return [line for text in texts for line in text.splitlines() if line.lower().startswith("message-id:")]


@pytest.mark.parametrize("durable", [False, True])
def test_a_worker_killed_at_any_commit_loses_no_letter(office: Office, durable: bool) -> None:
    """The next one sends what is left when the lease is over; at most the letter at hand comes twice."""
    whole = office.copy()
    line = office.line("remind run", whole)
    number = commits(line)
    expected = sorted(letters(Path(line.environ["HOME"])))
    assert len(expected) == len(set(expected)) > 1
    for commit in range(number):
        copy = office.copy()
        killed(office.line("remind run", copy), commit, durable=durable)
        again = office.line("remind run", copy, "2026-03-10T20:11")
        assert commits(again) >= 0
        told = letters(Path(again.environ["HOME"]))
        assert sorted(set(told)) == expected, (commit, durable)
        assert len(told) - len(expected) <= (0 if durable else 1)
        assert found(copy)[-1] == found(whole)[-1]


def test_a_command_that_was_killed_can_be_typed_again(office: Office) -> None:
    """Before its commit the second try does it; behind it the second try is refused or changes nothing."""
    for durable, allowed in ((False, {0}), (True, {0, 3, 4, 5})):
        for name in ("advance", "withdraw", "meeting cancel", "person remove"):
            copy = office.copy()
            killed(office.line(name, copy), 0, durable=durable)
            assert _status(office.line(name, copy)) in allowed, (name, durable)
            found(copy)


def _status(line: Line) -> int:
    from tests.workflow.store.crash import in_child

    def work() -> None:
        import os

        os._exit(run(line))

    return in_child(work)
