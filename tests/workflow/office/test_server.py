"""What a server and its wire can do to a command: deadlocks, restarts, answers that get lost."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from states.event import Event, Fact
from states.outcome import Outcome
from states.refusal import Refusal
from tests import databases
from tests.workflow.office.bureau import BERLIN, Bureau, rules
from workflow.decide.entered import ResultFacts
from workflow.decide.scene import Decision
from workflow.office import results
from workflow.office.office import Office
from workflow.store.book import Book, Stamp, open_book
from workflow.store.postgres import Postgres
from workflow.store.refusals import AnswerLost, Conflict, NotSaved
from workflow.store.verifying import differences

pytestmark = pytest.mark.slow


@pytest.fixture
def address() -> str:
    return databases.postgres_address()


@pytest.fixture
def bureau(address: str) -> Iterator[Bureau]:
    """An office with two motions."""
    with open_book(address) as book:
        made = Bureau(book)
        made.files("1/2026")
        made.files("2/2026")
        yield made


def cut(book: Book) -> None:
    """End a connection from the server's side, as a restart or a cable does."""
    database = book.database
    assert isinstance(database, Postgres)
    pid = database.raw.info.backend_pid
    databases.run_on_server(f"SELECT pg_terminate_backend({pid}, 5000)")


def cut_at_commit(book: Book, *, before: bool) -> None:
    """Let what a transaction writes and its commit reach the server, or not, and no answer come back."""
    database = book.database
    assert isinstance(database, Postgres)
    send = database._send

    def sending() -> None:
        database._send = send  # type: ignore[method-assign]
        if not before:
            send()
        cut(book)
        database.row("SELECT 1")  # the answer to COMMIT does not come
        raise AssertionError("the connection still stands")

    database._send = sending  # type: ignore[method-assign]


def entries(book: Book) -> int:
    return int(book.database.rows("SELECT count(*) FROM event")[0][0])


def edits(office: Office, reference: str, title: str) -> Callable[[], Decision]:
    """A change of a motion's title."""

    def work() -> Decision:
        motion = office.find(reference)
        return Decision((Fact(f"motion:{motion.id}", Event("edited", {"title": title})),))

    return work


def test_an_answer_that_is_lost_behind_the_commit_is_found(bureau: Bureau) -> None:
    """The command was saved, says so, and is there once."""
    office, before = bureau.office(), entries(bureau.book)
    cut_at_commit(bureau.book, before=False)
    carried = office.carry_out(edits(office, "1/2026", "Neu"))
    assert [code for code, _ in carried.warnings] == ["answer_lost"]
    assert entries(bureau.book) == before + 1
    assert bureau.book.answered(office.command) == {"entries": 1}
    assert bureau.book.motion(1).title == "Neu"


def test_a_commit_that_never_arrived_is_told_as_not_saved(bureau: Bureau) -> None:
    office, before = bureau.office(), entries(bureau.book)
    cut_at_commit(bureau.book, before=True)
    with pytest.raises(NotSaved):
        office.carry_out(edits(office, "1/2026", "Neu"))
    assert entries(bureau.book) == before
    assert bureau.book.answered(office.command) is None
    office.carry_out(edits(office, "1/2026", "Neu"))  # and may be repeated
    assert entries(bureau.book) == before + 1


def test_while_the_lost_transaction_is_still_open_nobody_guesses(bureau: Bureau, address: str) -> None:
    """The server may commit it yet: neither saved nor not saved is said."""
    with open_book(address) as other:
        other.database.begin()
        other.answer("c-9", bureau.council, {"entries": 1}, bureau.now)
        other.flush()
        bureau.book.database.patience = 1  # type: ignore[attr-defined]
        with pytest.raises(AnswerLost):
            bureau.book.find_out("c-9", bureau.council, bureau.now)
        other.database.commit()
    assert bureau.book.find_out("c-9", bureau.council, bureau.now) == {"entries": 1}


def test_what_was_not_saved_cannot_be_saved_any_more(bureau: Bureau, address: str) -> None:
    """What the server has been sent and has not read when somebody asks what became of it comes too late."""
    assert bureau.book.find_out("c-9", bureau.council, bureau.now) is None
    assert bureau.book.find_out("c-9", bureau.council, bureau.now) is None
    with open_book(address) as late, pytest.raises(Exception, match="pk_command"), late.writing():
        late.answer("c-9", bureau.council, {"entries": 1}, bureau.now)


def test_a_server_that_was_restarted_is_reached_again_by_the_next_command(bureau: Bureau) -> None:
    cut(bureau.book)
    office = bureau.office()
    office.carry_out(lambda: Decision(()))
    office.carry_out(edits(office, "1/2026", "Neu"))
    assert bureau.book.motion(1).title == "Neu"


def test_rules_adopted_by_somebody_else_hold_for_the_very_next_command(bureau: Bureau, address: str) -> None:
    """What a connection remembers of the council is looked at along with its first question; a decision
    that already rested on something else is made anew."""
    office = bureau.office()
    office.carry_out(edits(office, "1/2026", "Vorher"))
    with open_book(address) as other:
        by = Stamp(other.personal(bureau.council, "anna"), "0", "adopt", bureau.now)
        other.adopt(rules(name="Neuer Name"), date(2021, 1, 1), by)
    runs: list[str] = []
    office = bureau.office()

    def work() -> Decision:
        runs.append(office.rules.name)
        return edits(office, "1/2026", "Nachher")()

    office.carry_out(work)
    assert runs[-1] == "Neuer Name"
    history = bureau.book.history("motion:1")
    assert history[-1].rules != history[-2].rules
    assert history[-1].data["title"] == "Nachher"
    assert [e.data.get("title") for e in history].count("Nachher") == 1


def test_a_result_asks_the_server_twice(bureau: Bureau) -> None:
    """Once to begin and read, once to write and commit: what lies between is not waited for."""
    meeting = bureau.meets("kreistag", "2026-02-10")
    bureau.at("2026-02-10T21:00")
    results.schedule(bureau.office(), "1/2026", None, meeting)
    results.schedule(bureau.office(), "2/2026", None, meeting)
    results.advance(bureau.office(), "1/2026", ResultFacts(Outcome.ADOPTED))
    asked = questions(bureau.book)
    results.advance(bureau.office(), "2/2026", ResultFacts(Outcome.ADOPTED))
    assert asked == ["at_once", "closing"]


def questions(book: Book) -> list[str]:
    """Counts from now on what the server is asked and waited for."""
    database, asked = book.database, list[str]()
    for name in ("at_once", "closing", "row", "aside", "run", "numbered", "together"):
        setattr(database, name, noting(getattr(database, name), name, asked))
    return asked


def noting(method: Callable[..., Any], name: str, asked: list[str]) -> Callable[..., Any]:
    """A method that notes its name, unless it runs within what goes out in one go."""

    def called(*arguments: Any) -> Any:
        if "closing" not in asked:
            asked.append(name)
        return method(*arguments)

    return called


def test_a_deadlock_is_decided_anew_by_its_victim(bureau: Bureau, address: str) -> None:
    """Two commands take the same two motions in opposite order; both are carried out in the end."""
    meet, runs, faults = threading.Barrier(2), [], []

    def crosses(first: str, second: str) -> None:
        with open_book(address) as book:
            office = Office(book, bureau.now, "anna")
            attempts = 0

            def work() -> Decision:
                nonlocal attempts
                attempts += 1
                runs.append(first)
                one = office.find(first)
                if attempts == 1:
                    meet.wait(20)
                other = office.find(second)
                facts = [Fact(f"motion:{m.id}", Event("edited", {"reasoning": f"{m.reasoning}{first[0]}"}))
                         for m in (one, other)]  # fmt: skip
                return Decision(tuple(facts))

            try:
                office.carry_out(work)
            except BaseException as fault:
                faults.append(fault)

    both = [
        threading.Thread(target=crosses, args=pair) for pair in (("1/2026", "2/2026"), ("2/2026", "1/2026"))
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert faults == []
    assert len(runs) > 2  # one of the two was the victim
    for number in (1, 2):
        assert sorted(bureau.book.motion(number).reasoning) == ["1", "2"]
    assert not list(differences(bureau.book, bureau.council))


def test_a_command_that_always_comes_second_is_refused_in_the_end(bureau: Bureau) -> None:
    office, runs = bureau.office(), []

    def work() -> Decision:
        runs.append(1)
        raise Conflict(what="1/2026")

    with pytest.raises(Conflict):
        office.carry_out(work)
    assert len(runs) == 5


CLIENTS, MOTIONS = 32, 50


def _advances(address: str, now: datetime, start: Any, told: Any) -> None:
    with open_book(address, patience=120) as book:
        start.wait(120)
        for n in range(MOTIONS):
            entered = ResultFacts(Outcome.ADOPTED, on=date(2026, 2, 10))
            try:
                results.advance(Office(book, now, "anna"), f"{n}/2026", entered)
                told.put((n, "recorded"))
            except Refusal as refusal:
                told.put((n, refusal.code))


@pytest.mark.parametrize("kind", databases.DATABASES)
def test_thirty_two_clients_record_each_outcome_once(kind: str, tmp_path: Any) -> None:
    """All advance the same 50 motions: one is recorded for each, 31 are refused and told why."""
    address = databases.address(kind, tmp_path)
    with open_book(address) as book:
        bureau = Bureau(book)
        bureau.meets("kreistag", "2026-02-10")
        for n in range(MOTIONS):
            bureau.files(f"{n}/2026")
    spawn = multiprocessing.get_context("spawn")
    start, told, now = spawn.Barrier(CLIENTS), spawn.Queue(), datetime(2026, 2, 10, 21, 0, tzinfo=BERLIN)
    clients = [spawn.Process(target=_advances, args=(address, now, start, told)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    answers = [told.get(timeout=180) for _ in range(CLIENTS * MOTIONS)]
    for client in clients:
        client.join(60)
    for n in range(MOTIONS):
        mine = sorted(code for number, code in answers if number == n)
        assert mine.count("recorded") == 1, (n, mine)
        assert set(mine) == {"recorded", "motion_ended"}, (n, set(mine))
    with open_book(address) as book:
        council = book.council().id
        for n in range(MOTIONS):
            kinds = [e.kind for e in book.history(f"motion:{book.find_motion(council, f'{n}/2026').id}")]
            assert kinds.count("recorded") == 1
        assert not list(differences(book, council))
