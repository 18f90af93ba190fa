"""A wire to a server that breaks where a test wants it to: a proxy that tells PostgreSQL's messages apart."""

from __future__ import annotations

import contextlib
import select
import socket
import tempfile
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tests.own_server import OwnServer

_PORT = 5432
_ANSWERED = (b"Q", b"S")  #: a query, and the end of several: what the server answers at once
_PATIENCE = 5.0  #: seconds for that


class Wire:
    """Between clients and a server, by sockets in a folder. It breaks once, and then carries again."""

    def __init__(self, server: OwnServer) -> None:
        self._server = str(server.folder / f".s.PGSQL.{server.port}")
        self.folder = Path(tempfile.mkdtemp(prefix="lz-wire-"))
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / f".s.PGSQL.{_PORT}"))
        self._listening.listen()
        self._breaks: Callable[[bytes], bool] | None = None
        self._before = False
        self._then: Callable[[], object] = lambda: None
        self.broken = False
        threading.Thread(target=self._accept, daemon=True).start()

    def address(self, database: str) -> str:
        """The database as it is reached by this wire."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={_PORT}"

    def cut(self, at: int, *, before: bool) -> None:
        """Break at the n-th message of a client from now on: it, or its answer, never arrives."""
        numbers = count()
        self.broken, self._before, self._then = False, before, lambda: None
        self._breaks = lambda _message: next(numbers) == at

    def cut_behind(self, word: bytes, then: Callable[[], object] = lambda: None) -> None:
        """Break where a statement with this word was carried out, before the answer; then do more harm."""
        seen = False

        def carried_out(message: bytes) -> bool:
            nonlocal seen
            seen = seen or word in message
            return seen and message[:1] in _ANSWERED

        self.broken, self._before, self._then, self._breaks = False, False, then, carried_out

    def mend(self) -> None:
        """Break no more."""
        self._breaks = None

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        (self.folder / f".s.PGSQL.{_PORT}").unlink()
        self.folder.rmdir()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError):
            server.connect(self._server)
            waiting, typed = b"", False
            while True:
                ready, _, _ = select.select([client, server], [], [])
                if server in ready and not _hand_on(server, client):
                    return
                if client not in ready:
                    continue
                said = client.recv(65536)
                waiting += said
                while message := _first(waiting, typed=typed):
                    waiting, typed = waiting[len(message) :], True
                    if not self._passes(server, message):
                        return
                if not said:
                    return

    def _passes(self, server: socket.socket, message: bytes) -> bool:
        """Send a message on, unless the wire breaks here."""
        if self._breaks is None or not self._breaks(message):
            server.sendall(message)
            return True
        if not self._before:
            server.sendall(message)
            select.select([server], [], [], _PATIENCE if message[:1] in _ANSWERED else 0)
            self._then()
        self._breaks, self.broken = None, True
        return False


def _hand_on(server: socket.socket, client: socket.socket) -> bool:
    answer = server.recv(65536)
    client.sendall(answer)
    return bool(answer)


def _first(data: bytes, *, typed: bool) -> bytes:
    """The first whole message; nothing where there is none yet. The one that opens has no type."""
    start = 1 if typed else 0
    if len(data) < start + 4:
        return b""
    end = start + int.from_bytes(data[start : start + 4], "big")
    return data[:end] if len(data) >= end else b""
