"""`remind run --metrics`: a worker answers what is asked about it, by HTTP.

`/metrics` gives numbers to Prometheus, `/health` one line of JSON with 200 or 503. Only this machine can ask,
unless another address was named. Nothing can be changed here, and no answer names a motion or a person.
"""

from __future__ import annotations

import errno
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal, Word
from workflow import __version__
from workflow.commands.remind_asked import Asked
from workflow.commands.remind_gauges import CONTENT_TYPE, exposed, families
from workflow.commands.remind_rounds import Rounds

LOOPBACK = "127.0.0.1"
_PORTS = 65535
_PLACE = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:/\s]+):)?(?P<port>\d{1,5})")
#: Seconds in which somebody who asks has to say what.
_ASK = 5.0
#: So often the answering thread sees whether it is to end, in seconds: a sleeping worker costs nothing.
_LOOK = 2.0
#: So many ticks may be missed, and never less than this time, before a worker is unwell. Between two signs of
#: life there is at most one letter (two minutes) or one batch of motions.
_MISSED, _GRACE = 3, timedelta(minutes=3)


_CAUSES = {
    errno.EADDRNOTAVAIL: N_("this machine has no such address"),
    errno.EACCES: N_("this port may not be used here"),
}


class PortTaken(Refusal):
    code = "port_taken"
    exit_status = Exit.NETWORK
    message = N_("Port {port} at {host} is taken by another program.")
    way_out = N_("Choose another one: laufzettel remind run --metrics {other}")


class PlaceUnusable(Refusal):
    code = "place_unusable"
    exit_status = Exit.NETWORK
    message = N_("Nothing can be offered at {host}, port {port}: {detail}")
    way_out = N_("Name an address of this machine and a port above 1023: --metrics 127.0.0.1:9464")


class PlaceMisnamed(Refusal):
    code = "place_misnamed"
    exit_status = Exit.USAGE
    message = N_("“{text}” is no port and no address with a port.")
    way_out = N_("Write it as 9464, 0.0.0.0:9464 or [::1]:9464.")


class Place(NamedTuple):
    """Where somebody may ask."""

    host: str
    port: int  #: 0: any that is free

    @classmethod
    def read(cls, text: str) -> Place:
        """`9464` for this machine alone, or `ADDRESS:PORT`. Raises PlaceMisnamed."""
        found = _PLACE.fullmatch(text.strip())
        if found is None or int(found["port"]) > _PORTS:
            raise PlaceMisnamed(text=text)
        return cls((found["host"] or LOOPBACK).strip("[]"), int(found["port"]))


class Health(NamedTuple):
    """How a worker is. Its fields are what `/health` says."""

    healthy: bool
    database: bool
    ticking: bool
    seconds_since_tick: float | None
    version: str = __version__


def health(since_tick: float | None, every: timedelta, *, database: bool) -> Health:
    """Well is who has gone on with a tick lately and whose database answers; seconds."""
    patience = max(every * _MISSED, every + _GRACE).total_seconds()
    ticking = since_tick is not None and since_tick <= patience
    ago = None if since_tick is None else round(since_tick, 1)
    return Health(ticking and database, database, ticking, ago)


class _Server(ThreadingHTTPServer):
    """One thread for each who asks, so that one who says nothing keeps nobody waiting."""

    daemon_threads = True
    asked: Asked
    rounds: Rounds

    def server_bind(self) -> None:
        """Without asking for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody has gone away in the middle of an answer; that is theirs."""


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    timeout = _ASK
    server_version = "laufzettel"
    sys_version = ""

    def do_GET(self) -> None:
        """Whatever is asked."""
        path = self.path.partition("?")[0]
        if path == "/metrics":
            text = exposed(families(self.server.asked.counted(), self.server.rounds))
            self._say(HTTPStatus.OK, CONTENT_TYPE, text)
        elif path == "/health":
            found = self._health()
            status = HTTPStatus.OK if found.healthy else HTTPStatus.SERVICE_UNAVAILABLE
            self._say(status, "application/json", json.dumps(found._asdict()) + "\n")
        else:
            self._say(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", "/metrics\n/health\n")

    def do_HEAD(self) -> None:
        """The same without its text."""
        self.do_GET()

    def _health(self) -> Health:
        rounds = self.server.rounds
        return health(rounds.since_tick(), rounds.every, database=self.server.asked.answers())

    def _say(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody needs to know who asked."""


@contextmanager
def serving(rounds: Rounds, place: Place) -> Iterator[str]:
    """Answer until the end of the block; the address of the metrics. Raises PortTaken, PlaceUnusable."""
    server = _bound(place)
    server.asked, server.rounds = Asked(rounds), rounds
    thread = threading.Thread(target=server.serve_forever, args=(_LOOK,), name="metrics", daemon=True)
    thread.start()
    try:
        yield _url(server, place)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _bound(place: Place) -> _Server:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        kind = type("_Server", (_Server,), {"address_family": family})
        return kind(address, _Answer)  # type: ignore[no-any-return]
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=place.host, port=place.port, other=place.port % _PORTS + 1) from error
        raise PlaceUnusable(host=place.host, port=place.port, detail=_cause(error)) from error


def _cause(error: OSError) -> Word:
    """Why, in our words where there are some."""
    if isinstance(error, socket.gaierror):
        return Word(N_("there is no such name"))
    return Word(_CAUSES.get(error.errno or 0) or error.strerror or str(error))


def _url(server: _Server, place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"http://{host}:{server.server_port}/metrics"
