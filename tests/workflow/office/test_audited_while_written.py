"""Checkpoints and verification while several write: the log grows, and nothing is ever amiss."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from states.event import Event, Fact
from tests import databases
from tests.workflow.audit.town import Town, at
from workflow.decide.scene import Decision
from workflow.office import keys
from workflow.office.office import Office
from workflow.store.book import open_book
from workflow.store.log import size

pytestmark = pytest.mark.slow

WRITERS, COMMANDS = 5, 25


def writes(town: Town, name: str, faults: list[BaseException]) -> None:
    """Commands that change two motions each, one its own and one that all change."""
    try:
        with open_book(town.path, patience=60) as book:
            for turn in range(COMMANDS):
                office = Office(book, at(2, 1, 9), name, command=f"{name}-{turn}")
                office.carry_out(lambda office=office, turn=turn: _edits(office, name, turn))  # type: ignore[misc]
    except BaseException as fault:
        faults.append(fault)


def _edits(office: Office, name: str, turn: int) -> Decision:
    motions = [office.find("0/2026"), office.find(f"{int(name) + 1}/2026")]
    event = Event("edited", {"title": f"Radweg {name} {turn}"})
    return Decision(tuple(Fact(f"motion:{motion.id}", event) for motion in motions))


@pytest.mark.parametrize("kind", databases.DATABASES)
def test_whoever_verifies_while_others_write_finds_nothing_amiss(kind: str, tmp_path: Path) -> None:
    """Each checkpoint covers what is settled; afterwards every entry has exactly one place."""
    town = Town(tmp_path, databases.fresh(kind))
    keys.init_key(town.office(at(1, 6, 9)), town.folder)
    for number in range(WRITERS + 1):
        town.files(f"{number}/2026", at(1, 12, 9))
    faults: list[BaseException] = []
    threads = [threading.Thread(target=writes, args=(town, str(n), faults)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    sizes, looked = [], 0
    while looked < 3 or any(thread.is_alive() for thread in threads):
        town.seals(at(2, 1, 10))
        sizes.append(size(town.book, town.council))
        found = town.audit(*town.mails)
        assert found.faults == ()
        looked += 1
    for thread in threads:
        thread.join(60)
    assert faults == []
    town.seals(at(2, 1, 10))
    count = town.book.database.rows("SELECT count(*) FROM event")[0][0]
    assert size(town.book, town.council) == count
    assert town.book.database.rows("SELECT count(DISTINCT event) FROM leaf") == [(count,)]
    assert town.audit(*town.mails).faults == ()
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1
    town.close()
