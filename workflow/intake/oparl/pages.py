"""The lists of a service, page by page, until their end; lists without an end are refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from workflow.intake.oparl import quirks
from workflow.intake.oparl.client import Answer, Client
from workflow.intake.oparl.objects import Raw, embedded, kind_of, links, text
from workflow.intake.oparl.refusals import EndlessPages, NotOParl, OtherHost, Refused, TooManyPages, WhichBody

#: No council has published more pages than this in one list.
MOST_PAGES = 10_000

#: The lists of a body worth reading, those first that others point to.
LISTS = "legislativeTermList organization person meeting agendaItem paper consultation".split()


class Page(NamedTuple):
    """One page: its objects, and the address of the next one."""

    url: str
    objects: tuple[Raw, ...]
    next: str | None
    etag: str = ""
    date: str = ""
    unchanged: bool = False  #: the server says that nothing has changed since the last time


class Service(NamedTuple):
    """What an address leads to: objects to take at once, and lists to read."""

    objects: tuple[Raw, ...]
    lists: tuple[str, ...]


def discover(client: Client, url: str) -> Service:
    """The lists behind an address, be it a system, a body, a list or one object.

    Raises NotOParl, WhichBody for a system of several councils, and the refusals of asking.
    """
    data = _asked(client, url)
    kind = kind_of(data)
    if kind == "System":
        return _of_system(client, url, data)
    if kind == "Body":
        return Service((data,), _lists(client, data))
    if isinstance(data, Mapping) and isinstance(data.get("data"), list):
        if any(kind_of(one) == "Body" for one in data["data"]):
            return _of_bodies(client, url, (), data["data"])
        return Service((), (url,))
    if kind:
        return Service((data,), ())
    raise NotOParl(place=url)


def _of_system(client: Client, url: str, system: Raw) -> Service:
    found: list[Raw] = list(embedded(system, "body"))
    if not found:
        for link in links(system, "body"):
            data = _asked(client, urljoin(url, link))
            found += data["data"] if isinstance(data.get("data"), list) else [data]
    return _of_bodies(client, url, (system,), found)


def _of_bodies(client: Client, url: str, before: tuple[Raw, ...], bodies: list[Any]) -> Service:
    known = [b for b in bodies if isinstance(b, Mapping) and b.get("deleted") is not True]
    if not known:
        raise NotOParl(place=url)
    if len(known) > 1:
        raise WhichBody(url=url, bodies=[f"{text(b, 'name')} ({text(b, 'id')})" for b in known])
    body = known[0]
    return Service((*before, body), _lists(client, body))


def _lists(client: Client, body: Raw) -> tuple[str, ...]:
    base = text(body, "id") or client.base
    found = [
        quirks.mended_link(urljoin(base, one), client.base) for name in LISTS for one in links(body, name)
    ]
    for one in found:
        if not client.belongs(one):
            raise OtherHost(url=base, target=one)
    return tuple(dict.fromkeys(found))


def _asked(client: Client, url: str) -> Any:
    answer = client.get(url)
    if answer.status == 404:
        raise Refused(url=url, status=404)
    data = quirks.mended(answer.data, url)
    if not isinstance(data, Mapping):
        raise NotOParl(place=url)
    return data


def windowed(url: str, since: str | None) -> str:
    """The address of a list's first page, asked only for what was changed since a moment."""
    if not since:
        return url
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query) if k != "modified_since"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("modified_since", since)])))


def pages(client: Client, first: str, *, since: str | None = None, etag: str = "") -> Iterator[Page]:
    """The pages of a list from `first` on. Raises EndlessPages where they repeat themselves.

    `since` says that only a window was asked for: services answer an empty one with 404.
    """
    seen: set[bytes] = set()
    url: str | None = first
    count = 0
    while url is not None:
        count += 1
        page = _page(client, url, since, etag if count == 1 else "")
        mark = hashlib.sha1("\n".join(text(o, "id") for o in page.objects).encode()).digest()[:12]
        if page.objects and mark in seen:
            raise EndlessPages(url=first, page=page.url)
        seen |= {mark, _digest(url)}
        yield page
        if page.next is not None and _digest(page.next) in seen:
            raise EndlessPages(url=first, page=page.next)
        if count >= MOST_PAGES:
            raise TooManyPages(url=first, most=MOST_PAGES)
        url = page.next


def _digest(url: str) -> bytes:
    return hashlib.sha1(url.encode()).digest()[:12]


def _page(client: Client, url: str, since: str | None, etag: str) -> Page:
    answer = client.get(url, etag)
    if answer.status == 304:
        return Page(url, (), None, etag, answer.date, unchanged=True)
    if answer.status == 404:
        if quirks.is_empty_window(answer.status, since):
            return Page(url, (), None)
        raise Refused(url=url, status=404)
    data = quirks.mended(answer.data, url)
    if not isinstance(data, Mapping) or not isinstance(data.get("data"), list):
        raise NotOParl(place=url)
    objects = tuple(o for o in data["data"] if isinstance(o, Mapping))
    return Page(url, objects, _next(client, url, data, answer), answer.etag, answer.date)


def _next(client: Client, url: str, data: Raw, answer: Answer) -> str | None:
    about = data.get("links")
    found = link_of(about, "next") or link_of(data.get("pagination"), "next")
    if not found:
        return None
    target = quirks.mended_link(urljoin(answer.url, found), client.base)
    if target == url and _is_last(data.get("pagination")):
        return None  # the last page that points to itself
    if not client.belongs(target):
        raise OtherHost(url=url, target=target)
    return target


def link_of(value: Any, key: str) -> str:
    """A link among others; empty where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def _is_last(pagination: Any) -> bool:
    if not isinstance(pagination, Mapping):
        return False
    at, last = pagination.get("currentPage"), pagination.get("totalPages")
    return isinstance(at, int) and isinstance(last, int) and at >= last
