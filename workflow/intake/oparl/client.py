"""Asking a council's service, politely and with suspicion.

Politely: one question after the other with a pause in between, only for what has changed (ETag,
modified_since), waiting as long as the server asks for (429, 503 with Retry-After). With suspicion: no
other server than the one that was named, no internal address that a name has been bent to, no answer
without bound in size or time.
"""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import json
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from workflow import __version__
from workflow.intake.oparl.refusals import (
    BadAddress,
    BrokenJson,
    Busy,
    InternalAddress,
    NotJson,
    OtherHost,
    Refused,
    TooLarge,
    TooSlow,
    Unreachable,
)
from workflow.system_words import cause_of

_AGENT = f"Laufzettel/{__version__} (OParl; council motions)"
_PORTS = {"http": 80, "https": 443}
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536


class Limits(NamedTuple):
    """How much of the server's time, and of ours, an answer may cost."""

    bytes: int = 32_000_000
    seconds: float = 120.0  #: for one answer
    silence: float = 30.0  #: without a byte
    pause: float = 0.25  #: between two questions
    tries: int = 5
    patience: float = 120.0  #: longest wait that a server may ask for
    redirects: int = 4


class Answer(NamedTuple):
    """What a server said. `data` is None where nothing has changed (304)."""

    url: str
    status: int
    data: Any = None
    etag: str = ""
    date: str = ""  #: the server's clock, ISO with zone; empty where it does not say


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are looked at before they are followed."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class Client:
    """Questions to one server: that of the address it was made for."""

    def __init__(
        self,
        base: str,
        *,
        limits: Limits | None = None,
        pause: Callable[[float], None] = time.sleep,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises BadAddress for anything but http and https, Unreachable for a name nobody knows."""
        self.base = base
        self._origin = _origin(base)
        self._limits = limits or Limits()
        self._pause, self._tick = pause, tick
        self._last: float | None = None
        self.asked = 0
        # An office may well ask a server in its own network, if it names it; a public name that leads
        # there later has been bent.
        self._inside = _inner_address(self._origin) is not None
        proxies = urllib.request.ProxyHandler({}) if self._inside else urllib.request.ProxyHandler()
        self._opener = urllib.request.build_opener(proxies, _Stay())

    def belongs(self, url: str) -> bool:
        """Whether an address is on the server that was named."""
        try:
            return _origin(url) == self._origin
        except BadAddress:
            return False

    def get(self, url: str, etag: str = "") -> Answer:
        """The answer to one question. Raises the refusals of `workflow.intake.oparl.refusals`."""
        for tries in range(1, self._limits.tries + 1):
            last = tries == self._limits.tries
            try:
                return self._followed(url, etag)
            except _Again as again:
                self._wait_for(again, tries, last)
        raise AssertionError("unreachable")

    def _wait_for(self, again: _Again, tries: int, last: bool) -> None:
        if again.wait is not None and again.wait > self._limits.patience:
            host = self._origin[1]
            raise Busy(host=host, seconds=int(again.wait)) from again
        if last:
            raise again.refusal from again
        self._pause(again.wait if again.wait is not None else min(2.0 ** (tries - 1), 30.0))

    def _followed(self, url: str, etag: str) -> Answer:
        at = url
        for _ in range(self._limits.redirects + 1):
            self._check(at, url)
            self._keep_distance()
            found = self._asked(at, etag)
            if isinstance(found, Answer):
                return found
            at = urljoin(at, found)
        raise Refused(url=url, status="310")

    def _check(self, url: str, asked: str) -> None:
        if _origin(url) != self._origin and not self._is_upgrade(url):
            raise OtherHost(url=asked, target=_shown(url))
        address = _inner_address(_origin(url))
        if address is not None and not self._inside:
            raise InternalAddress(host=self._origin[1], address=address)

    def _is_upgrade(self, url: str) -> bool:
        """The same server by https instead of http, both at their usual ports."""
        scheme, host, port = _origin(url)
        return (scheme, port) == ("https", 443) and ("http", host, 80) == self._origin

    def _keep_distance(self) -> None:
        now = self._tick()
        if self._last is not None and now - self._last < self._limits.pause:
            self._pause(self._limits.pause - (now - self._last))
        self._last = self._tick()
        self.asked += 1

    def _asked(self, url: str, etag: str) -> Answer | str:
        headers = {"User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        if etag:
            headers["If-None-Match" if etag.startswith(('"', "W/")) else "If-Modified-Since"] = etag
        request = urllib.request.Request(url, headers=headers)
        try:
            with self._opener.open(request, timeout=self._limits.silence) as response:
                return self._read(url, response)
        except urllib.error.HTTPError as error:
            with error:
                return self._error(url, error)
        except TimeoutError as error:
            raise _Again(TooSlow(url=url, seconds=int(self._limits.silence))) from error
        except urllib.error.URLError as error:
            reason = error.reason
            if isinstance(reason, TimeoutError):
                raise _Again(TooSlow(url=url, seconds=int(self._limits.silence))) from error
            raise _Again(
                Unreachable(url=url, fault=cause_of(reason) if isinstance(reason, OSError) else reason)
            ) from error
        except (http.client.HTTPException, OSError, EOFError, zlib.error) as error:
            raise _Again(Unreachable(url=url, fault=str(error) or type(error).__name__)) from error

    def _error(self, url: str, error: urllib.error.HTTPError) -> Answer | str:
        if error.code == 304:
            return Answer(url, 304, None, date=_date(error.headers))
        target = error.headers.get("Location")
        if error.code in _MOVED and target:
            return str(target)
        refusal = Refused(url=url, status=error.code)
        if error.code in _AGAIN:
            raise _Again(refusal, _retry_after(error.headers))
        if error.code == 404:
            return Answer(url, 404)
        raise refusal

    def _read(self, url: str, response: Any) -> Answer:
        body = self._body(url, response)
        kind = response.headers.get_content_type()
        if kind in ("text/html", "application/xhtml+xml") or body[:256].lstrip()[:1] == b"<":
            raise NotJson(url=url)
        try:
            data = parsed(body)
        except ValueError as error:
            # A connection that was cut looks the same: try once more before saying so.
            raise _Again(BrokenJson(url=url, fault=error)) from error
        etag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        return Answer(url, response.status, data, etag, _date(response.headers))

    def _body(self, url: str, response: Any) -> bytes:
        limit = self._limits.bytes
        if int(response.headers.get("Content-Length") or 0) > limit:
            raise TooLarge(url=url, limit=limit // 1_000_000)
        packed = response.headers.get("Content-Encoding", "").casefold() == "gzip"
        source = gzip.GzipFile(fileobj=response) if packed else response
        begun, parts, size = self._tick(), [], 0
        read = source.read if packed else getattr(response, "read1", response.read)
        while chunk := read(_CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                raise TooLarge(url=url, limit=limit // 1_000_000)
            if self._tick() - begun > self._limits.seconds:
                raise TooSlow(url=url, seconds=int(self._limits.seconds))
        promised = response.headers.get("Content-Length")
        if promised is not None and not packed and size < int(promised):
            raise http.client.IncompleteRead(b"", int(promised) - size)
        return b"".join(parts)


class _Again(Exception):
    """Worth another try; `refusal` is what is said when there is none left."""

    def __init__(self, refusal: Exception, wait: float | None = None) -> None:
        self.refusal, self.wait = refusal, wait
        super().__init__()


_DECODER = json.JSONDecoder(strict=False)


def parsed(body: bytes) -> Any:
    """The value of a JSON text. Control characters within strings are let through (ALLRIS has them).

    Raises ValueError with a short reason.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} ({error.pos})") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts: SplitResult = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(url=url) from error
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise BadAddress(url=_shown(url))
    return parts.scheme, host.rstrip(".").casefold(), port or _PORTS[parts.scheme]


def _shown(url: str) -> str:
    return url[:200]


def _inner_address(origin: tuple[str, str, int]) -> str | None:
    """The first address of a server that is not one of the public internet. Raises Unreachable."""
    _, host, port = origin
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(url=host, fault=cause_of(error)) from error
    for *_, place in found:
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if not address.is_global or address.is_multicast:
            return str(address)
    return None


def _retry_after(headers: Message) -> float | None:
    """Seconds to wait, from a number or from a date and the server's own clock."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isdecimal():
        return float(text)
    if not text:
        return None
    try:
        now = parsedate_to_datetime(headers.get("Date") or "")
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _date(headers: Message) -> str:
    try:
        return parsedate_to_datetime(headers.get("Date") or "").isoformat()
    except (ValueError, TypeError):
        return ""
