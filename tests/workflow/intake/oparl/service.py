"""A small OParl service on this machine, with the faults that real ones have."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SCHEMA = "https://schema.oparl.org/1.1/"
LISTS = ("organization", "person", "meeting", "paper", "agendaItem", "consultation")
KINDS = dict(
    zip(LISTS, ("Organization", "Person", "Meeting", "Paper", "AgendaItem", "Consultation"), strict=True)
)

#: A fault: gets the handler, answers by itself and returns True, or leaves it to the service.
Fault = Callable[[Any], bool]


class Service:
    """Objects by their path, served in pages of `size`. the first of `faults` that wants to answers."""

    def __init__(self, size: int = 2) -> None:
        self.size = size
        self.objects: dict[str, dict[str, Any]] = {}
        self.listed: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.base = ""
        self.only: tuple[str, ...] = LISTS  #: the lists that the body has
        self.etags = False
        self.empty_is_404 = False
        self.clock = "Fri, 01 May 2026 07:00:00 GMT"  #: as its answers say

    def url(self, path: str) -> str:
        """The address of an object."""
        return f"{self.base}/{path}"

    def add(self, kind: str, path: str, *, listed: bool = True, **fields: Any) -> str:
        """Add or replace an object; returns its address."""
        at = {"created": "2025-01-01T00:00:00+01:00", "modified": "2025-01-01T00:00:00+01:00"}
        self.objects[path] = {"id": self.url(path), "type": SCHEMA + kind, **at, **fields}
        if listed and kind in self.listed and path not in self.listed[kind]:
            self.listed[kind].append(path)
        return self.url(path)

    def change(self, path: str, modified: str = "2026-06-01T00:00:00+02:00", **fields: Any) -> None:
        """Change an object; None takes a field away."""
        one = {**self.objects[path], "modified": modified, **fields}
        self.objects[path] = {k: v for k, v in one.items() if v is not None}

    def answer(self, target: str) -> Any:
        """The answer to a question; None where there is none (404)."""
        parts = urlsplit(target)
        path, query = parts.path.strip("/"), dict(parse_qsl(parts.query))
        if path == "system":
            return {"id": self.url("system"), "type": SCHEMA + "System", "body": self.url("bodies")}
        body = self._body()
        if path == "bodies":
            return {"data": [body], "links": {}, "pagination": {}}
        if path == "body":
            return body
        if path.removeprefix("list/") in KINDS:
            return self._page(path.removeprefix("list/"), query)
        return self.objects.get(path)

    def _body(self) -> dict[str, Any]:
        found = {"id": self.url("body"), "type": SCHEMA + "Body", "name": "Musterstadt"}
        return found | {name: self.url(f"list/{name}") for name in self.only}

    def _page(self, name: str, query: dict[str, str]) -> Any:
        since = query.get("modified_since", "")
        found = [self.objects[p] for p in self.listed[KINDS[name]]]
        found = [o for o in found if not since or o["modified"] >= since]
        if since and not found and self.empty_is_404:
            return None
        at = int(query.get("page", "1"))
        data = found[(at - 1) * self.size : at * self.size]
        links = {}
        if at * self.size < len(found):
            tail = f"&modified_since={since.replace('+', '%2B')}" if since else ""
            links["next"] = self.url(f"list/{name}?page={at + 1}{tail}")
        return {"data": data, "links": links, "pagination": {"currentPage": at}}


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """The service, listening on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def date_time_string(self, timestamp: float | None = None) -> str:
            return service.clock

        def do_GET(self) -> None:
            service.asked.append(self.path)
            service.headers.append(dict(self.headers.items()))
            if any(fault(self) for fault in service.faults):
                return
            data = service.answer(self.path)
            if data is None:
                self.say(404, b'{"error": "not found"}')
                return
            body = json.dumps(data).encode()
            etag = f'"{hash(body)}"' if service.etags else ""
            if etag and self.headers.get("If-None-Match") == etag:
                self.say(304, b"")
                return
            self.say(200, body, **({"ETag": etag} if etag else {}))

        def say(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", headers.pop("length", str(len(body))))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Nothing is said on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


# Faults


def times(n: int, status: int, **headers: str) -> Fault:
    """The next n questions are answered with an error."""
    left = [n]

    def fault(handler: Any) -> bool:
        if not left[0]:
            return False
        left[0] -= 1
        handler.say(status, b"{}", **headers)
        return True

    return fault


def at(part: str, then: Callable[[Any], None], n: int = 10**9) -> Fault:
    """The next n questions whose address has this part are answered by `then`."""
    left = [n]

    def fault(handler: Any) -> bool:
        if part not in handler.path or not left[0]:
            return False
        left[0] -= 1
        then(handler)
        return True

    return fault


def html(handler: Any) -> None:
    """A web page where data should be."""
    handler.say(200, b"<!DOCTYPE html><html><body>Wartung</body></html>", "text/html")


def half(handler: Any) -> None:
    """Half a JSON."""
    handler.say(200, b'{"data": [{"id": "x", "ty')


def cut(handler: Any) -> None:
    """A connection that breaks off in the middle."""
    handler.say(200, b'{"data": [', length="9999")
    handler.close_connection = True


def redirect(target: str) -> Callable[[Any], None]:
    """A redirect."""
    return lambda handler: handler.say(302, b"", Location=target)
