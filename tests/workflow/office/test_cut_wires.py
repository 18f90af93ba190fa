"""The wire to the server is cut at every message of a command in turn; the server is crashed while it works.

What a command says of itself afterwards is true: saved, or not saved, and never twice.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import pytest

from states.event import Event, Fact
from states.outcome import Outcome
from states.refusal import Exit, Refusal
from tests.own_server import OwnServer, own_server
from tests.workflow.office.bureau import BERLIN, Bureau
from tests.workflow.store.wire import Wire
from workflow.decide.entered import ResultFacts
from workflow.decide.scene import Decision
from workflow.office import results
from workflow.office.office import Office
from workflow.store.book import Book, create_book, open_book
from workflow.store.refusals import AnswerLost, NotSaved, ServerUnreachable
from workflow.store.verifying import differences

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="sockets in folders")]

EVENING = datetime(2026, 2, 10, 21, 0, tzinfo=BERLIN)
SAVED = ("saved", "found to be saved")


@pytest.fixture
def server() -> Iterator[OwnServer]:
    """A server that nobody else uses, with an office's database."""
    with own_server(fsync="off") as made:
        made.does("CREATE DATABASE office")
        create_book(made.address("office"), rehearsal=True).close()
        yield made


def recorded(book: Book, reference: str) -> int:
    """How often a result was recorded for a motion."""
    motion = book.find_motion(book.council().id, reference)
    return [e.kind for e in book.history(f"motion:{motion.id}")].count("recorded")


def advance(book: Book, reference: str) -> str:
    """Record a result; what the command says became of it."""
    try:
        done = results.advance(Office(book, EVENING, "anna"), reference, ResultFacts(Outcome.ADOPTED))
    except Refusal as refusal:
        return refusal.code if refusal.exit_status is Exit.NETWORK else f"unexpected: {refusal.code}"
    return SAVED["answer_lost" in [code for code, _ in done.carried.warnings]]


@pytest.mark.parametrize("before", [True, False], ids=["lost-on-the-way", "answer-lost"])
def test_wherever_the_wire_is_cut_the_command_says_what_became_of_it(server: OwnServer, before: bool) -> None:
    """Every message in turn; and what was not saved may be repeated, and is then there once."""
    with open_book(server.address("office")) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        told: Counter[str] = Counter()
        step = 0
        with Wire(server) as wire:
            while True:
                reference = bureau.files(f"{step}/2026").reference
                with open_book(wire.address("office"), patience=5) as cut:
                    wire.cut(step, before=before)
                    said = advance(cut, reference)
                    broke = wire.broken
                    wire.mend()
                told[said] += broke
                assert "unexpected" not in said, (step, said)
                assert recorded(book, reference) == (said in SAVED), (step, said)
                if said in ("not_saved", "server_unreachable"):
                    assert advance(book, reference) == "saved", "it may be repeated"
                    assert recorded(book, reference) == 1
                if not broke:
                    break
                step += 1
        assert not list(differences(book, bureau.council))
        assert list(book.database.rows("SELECT count(*) FROM event e WHERE kind = 'recorded'")[0]) == [
            step + 1
        ]
    assert told["not_saved"] or told["server_unreachable"]
    assert told[SAVED[1]] or before
    sys.stdout.write(f"cut at {step} messages: {dict(told)}\n")


RESTARTS, CLIENTS = 8, 6


class Said(NamedTuple):
    """What a client was told of each of its commands."""

    saved: list[str]
    not_saved: list[str]
    open: list[str]


def works(address: str, name: str, ending: threading.Event, said: Said) -> None:
    """One command after the other, whatever becomes of them."""
    book: Book | None = None
    for n in range(1_000_000):
        if ending.is_set():
            break
        command = f"{name}-{n}"
        try:
            book = book or open_book(address, patience=60)
            edit(book, name, command)
            said.saved.append(command)
        except (NotSaved, ServerUnreachable):
            said.not_saved.append(command)
            ending.wait(0.05)
        except AnswerLost:
            said.open.append(command)
    if book is not None:
        book.close()


def edit(book: Book, name: str, command: str) -> None:
    """A command of its own name on the client's motion."""
    office = Office(book, EVENING, "anna", command=command)

    def work() -> Decision:
        motion = office.find(f"{name}/2026")
        return Decision((Fact(f"motion:{motion.id}", Event("edited", {"title": f"Radweg {command}"})),))

    office.carry_out(work)


def test_while_the_server_is_away_nobody_guesses_and_once_it_is_back_it_is_told(
    server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to a commit is lost because the server crashed: the command waits for it to come back."""
    with open_book(server.address("office")) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        references = [bureau.files(f"{n}/2026").reference for n in range(2)]
    with Wire(server) as wire, open_book(wire.address("office")) as cut:
        back = threading.Timer(1.0, server.start)

        def crash() -> None:
            server.stop()
            back.start()

        wire.cut_behind(b"COMMIT\0", then=crash)
        assert advance(cut, references[0]) == SAVED[1]
        back.join()
    monkeypatch.setattr("workflow.store.book.PATIENCE", 0.5)
    with Wire(server) as wire, open_book(wire.address("office")) as cut:
        wire.cut_behind(b"COMMIT\0", then=server.stop)
        assert advance(cut, references[1]) == "answer_lost"
    server.start()
    with open_book(server.address("office")) as book:
        assert [recorded(book, reference) for reference in references] == [1, 1]


def test_a_server_that_crashes_again_and_again_loses_nothing_that_was_said_to_be_saved(
    server: OwnServer,
) -> None:
    """Eight crashes under six clients; every command is there once or not at all, as it was told."""
    address = server.address("office")
    names = [f"{n}" for n in range(CLIENTS)]
    with open_book(address) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        for name in names:
            bureau.files(f"{name}/2026")
    ending, said = threading.Event(), {name: Said([], [], []) for name in names}
    clients = [threading.Thread(target=works, args=(address, name, ending, said[name])) for name in names]
    for client in clients:
        client.start()
    for _ in range(RESTARTS):
        before = sum(len(s.saved) for s in said.values())
        for _ in range(200):  # until some commands were saved since the last crash
            if sum(len(s.saved) for s in said.values()) > before + 2 * CLIENTS:
                break
            ending.wait(0.05)
        server.restart("immediate")
    ending.set()
    for client in clients:
        client.join(120)
    with open_book(address) as book:
        rows = book.database.rows("SELECT stream, text FROM event WHERE kind = 'edited'")
        times = Counter(text.split('"command":"')[1].split('"')[0] for _, text in rows)
        assert not list(differences(book, book.council().id))
    for one in said.values():
        assert [c for c in one.saved if times[c] != 1] == [], "said to be saved, and lost or doubled"
        assert [c for c in one.not_saved if times[c]] == [], "said not to be saved, and there"
        assert [c for c in one.open if times[c] > 1] == []
    counted = {kind: sum(len(getattr(s, kind)) for s in said.values()) for kind in Said._fields}
    assert counted["saved"] > RESTARTS * CLIENTS
    assert counted["not_saved"] + counted["open"] > 0
    sys.stdout.write(f"{RESTARTS} crashes: {counted}\n")
