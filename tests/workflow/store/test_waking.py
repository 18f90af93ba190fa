"""Whoever records something wakes the workers that sleep, and nobody else is told anything."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator

import pytest

from tests import databases
from tests.workflow.office.bureau import Bureau
from workflow.store.book import Book, open_book
from workflow.store.postgres import Postgres
from workflow.store.refusals import ServerUnreachable
from workflow.store.waking import ASLEEP, CHANNEL, Bell, ring

pytestmark = pytest.mark.slow


@pytest.fixture
def address() -> str:
    return databases.postgres_address()


@pytest.fixture
def bureau(address: str) -> Iterator[Bureau]:
    with open_book(address) as book:
        yield Bureau(book)


@pytest.fixture
def bell(address: str, bureau: Bureau) -> Iterator[Bell]:
    """A worker's bell; the worker is up."""
    with open_book(address) as book:
        yield Bell(book)


@pytest.fixture
def stop() -> Iterator[socket.socket]:
    """Something to end a sleep with."""
    told, heard = socket.socketpair()
    with told, heard:
        yield heard


def overheard(book: Book) -> int:
    """How many notifications a connection has received that listens besides."""
    assert isinstance(book.database, Postgres)
    select.select([book.database.raw.fileno()], [], [], 0.3)
    return len(list(book.database.raw.notifies(timeout=0)))


def raw(book: Book) -> Postgres:
    assert isinstance(book.database, Postgres)
    return book.database


def test_a_sleeper_is_woken_by_whatever_is_recorded(bureau: Bureau, bell: Bell, stop: socket.socket) -> None:
    bell.lie_down()
    bureau.files("1/26")
    began = time.monotonic()
    assert bell.wait(20, stop)
    assert time.monotonic() - began < 5
    assert not bell.wait(0, stop)


def test_nobody_is_told_while_nobody_sleeps(address: str, bureau: Bureau, bell: Bell) -> None:
    """A notification would keep other commits waiting, so none is sent for nothing."""
    with open_book(address) as listener:
        raw(listener).run(f"LISTEN {CHANNEL}")
        bureau.files("1/26")
        assert overheard(listener) == 0
        bell.lie_down()
        bureau.files("2/26")
        assert overheard(listener) > 0
        bell.get_up()
        bureau.files("3/26")
        assert overheard(listener) == 0


def test_what_rang_while_it_was_up_does_not_wake_it_later(
    bureau: Bureau, bell: Bell, stop: socket.socket
) -> None:
    bell.lie_down()
    bureau.files("1/26")
    assert bell.wait(20, stop)
    bureau.files("2/26")  # still down: it rings once more
    bell.get_up()
    bell.lie_down()
    assert not bell.wait(0.2, stop)


def test_a_batch_wakes_once_and_only_when_it_is_durable(
    address: str, bureau: Bureau, bell: Bell, stop: socket.socket
) -> None:
    bell.lie_down()
    with open_book(address) as listener:
        raw(listener).run(f"LISTEN {CHANNEL}")
        with bureau.book.writing():
            for n in range(30):
                bureau.files(f"{n}/26")
            assert not bell.wait(0.2, stop)
        assert overheard(listener) == 1
    assert bell.wait(20, stop)


def test_nothing_is_told_of_what_was_taken_back(bureau: Bureau, bell: Bell, stop: socket.socket) -> None:
    bell.lie_down()

    def begun() -> None:
        with bureau.book.writing():
            bureau.files("1/26")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begun()
    assert not bell.wait(0.3, stop)


def test_a_dead_worker_does_not_sleep(address: str, bureau: Bureau) -> None:
    """Its lock has gone with its connection, so writers go back to saying nothing."""
    sleeper = open_book(address)
    Bell(sleeper).lie_down()
    pid = raw(sleeper).raw.info.backend_pid
    databases.run_on_server(f"SELECT pg_terminate_backend({pid}, 5000)")
    with open_book(address) as listener:
        raw(listener).run(f"LISTEN {CHANNEL}")
        bureau.files("1/26")
        assert overheard(listener) == 0
    sleeper.close()


def test_several_sleep_at_once_and_all_are_woken(
    address: str, bureau: Bureau, bell: Bell, stop: socket.socket
) -> None:
    with open_book(address) as book:
        other = Bell(book)
        for one in (bell, other):
            one.lie_down()
        bureau.files("1/26")
        assert bell.wait(20, stop)
        assert other.wait(20, stop)


def test_writers_leave_no_lock_behind(bureau: Bureau, bell: Bell) -> None:
    bureau.files("1/26")
    bell.lie_down()
    bureau.files("2/26")
    bell.get_up()
    held = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {ASLEEP}"
    assert bureau.book.database.rows(held) == [(0,)]


def test_a_letter_to_be_tried_again_rings_by_hand(bureau: Bureau, bell: Bell, stop: socket.socket) -> None:
    bell.lie_down()
    with bureau.book.writing():
        ring(bureau.book)
    assert bell.wait(20, stop)


def test_a_sleep_ends_when_it_is_told_to(bell: Bell) -> None:
    told, heard = socket.socketpair()
    with told, heard:
        told.sendall(b".")
        bell.lie_down()
        began = time.monotonic()
        assert not bell.wait(20, heard)
        assert time.monotonic() - began < 5


def test_a_connection_that_was_cut_is_noticed(address: str, bell: Bell, stop: socket.socket) -> None:
    bell.lie_down()
    pid = bell._raw.info.backend_pid
    databases.run_on_server(f"SELECT pg_terminate_backend({pid}, 5000)")
    with pytest.raises(ServerUnreachable):
        bell.wait(20, stop)


def test_a_file_wakes_nobody(tmp_path: object) -> None:
    from pathlib import Path

    with open_book(databases.sqlite_address(Path(str(tmp_path)))) as book:
        with pytest.raises(TypeError):
            Bell(book)
        with book.writing():
            ring(book)
