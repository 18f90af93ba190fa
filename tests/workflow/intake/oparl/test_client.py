"""The client is polite, follows nobody to other places, and says in one sentence what went wrong."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from states.refusal import Refusal
from tests.workflow.intake.oparl.service import (
    Service,
    at,
    cut,
    half,
    html,
    redirect,
    running,
    times,
)
from workflow.intake.oparl import refusals
from workflow.intake.oparl.client import Client, Limits


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as made:
        made.add("Paper", "paper/1", name="Radweg")
        yield made


class Waits(list[float]):
    """The pauses that were asked for; nobody sleeps."""


@pytest.fixture
def waits() -> Waits:
    return Waits()


def client(service: Service, waits: Waits, **limits: Any) -> Client:
    return Client(service.base, limits=Limits(**{"pause": 0, **limits}), pause=waits.append)


def test_an_object_is_read(service: Service, waits: Waits) -> None:
    assert client(service, waits).get(service.url("paper/1")).data["name"] == "Radweg"
    assert service.headers[0]["User-Agent"].startswith("Laufzettel/")


def test_between_two_questions_there_is_a_pause(service: Service, waits: Waits) -> None:
    now = iter([0.0, 0.0, 0.0, 0.1, 0.1, 0.1, 0.1])
    asking = Client(service.base, limits=Limits(pause=0.5), pause=waits.append, tick=lambda: next(now, 0.1))
    asking.get(service.url("paper/1"))
    asking.get(service.url("paper/1"))
    (waited,) = waits
    assert waited == pytest.approx(0.4)


@pytest.mark.parametrize("status", [429, 503, 500])
def test_a_busy_server_is_asked_again_later_and_later(service: Service, waits: Waits, status: int) -> None:
    service.faults.append(times(2, status))
    assert client(service, waits).get(service.url("paper/1")).status == 200
    assert waits == [1.0, 2.0]


def test_the_server_says_how_long_to_wait(service: Service, waits: Waits) -> None:
    service.faults.append(times(1, 503, Retry_After="7"))
    client(service, waits).get(service.url("paper/1"))
    assert waits == [7.0]


def test_a_date_to_wait_for_counts_from_the_servers_own_clock(service: Service, waits: Waits) -> None:
    header = {"Retry_After": "Fri, 02 Jan 2026 10:00:09 GMT"}

    def busy(handler: Any) -> None:
        handler.date_time_string = lambda timestamp=None: "Fri, 02 Jan 2026 10:00:00 GMT"
        handler.say(429, b"{}", **header)

    service.faults.append(at("paper", busy, 1))
    client(service, waits).get(service.url("paper/1"))
    assert waits == [9.0]


def test_nobody_waits_an_hour(service: Service, waits: Waits) -> None:
    service.faults.append(times(1, 429, Retry_After="3600"))
    with pytest.raises(refusals.Busy) as caught:
        client(service, waits).get(service.url("paper/1"))
    assert caught.value.facts["seconds"] == 3600
    assert waits == []


def test_after_the_last_try_the_status_is_told(service: Service, waits: Waits) -> None:
    service.faults.append(times(99, 502))
    with pytest.raises(refusals.Refused):
        client(service, waits, tries=3).get(service.url("paper/1"))
    assert len(service.asked) == 3


def test_forbidden_is_not_asked_again(service: Service, waits: Waits) -> None:
    service.faults.append(times(99, 403))
    with pytest.raises(refusals.Refused):
        client(service, waits).get(service.url("paper/1"))
    assert len(service.asked) == 1


def test_an_unchanged_list_is_not_sent_again(service: Service, waits: Waits) -> None:
    service.etags = True
    asking = client(service, waits)
    etag = asking.get(service.url("paper/1")).etag
    again = asking.get(service.url("paper/1"), etag)
    assert (again.status, again.data) == (304, None)


def test_a_cut_connection_is_tried_again(service: Service, waits: Waits) -> None:
    service.faults.append(at("paper", cut, 1))
    assert client(service, waits).get(service.url("paper/1")).data["name"] == "Radweg"


@pytest.mark.parametrize(("fault", "refusal"), [(html, refusals.NotJson), (half, refusals.BrokenJson)])
def test_what_is_no_json_is_said_so(
    service: Service, waits: Waits, fault: Any, refusal: type[Refusal]
) -> None:
    service.faults.append(at("paper", fault))
    with pytest.raises(refusal):
        client(service, waits).get(service.url("paper/1"))


def test_html_that_calls_itself_json_is_html(service: Service, waits: Waits) -> None:
    service.faults.append(at("paper", lambda h: h.say(200, b"  <html></html>")))
    with pytest.raises(refusals.NotJson):
        client(service, waits).get(service.url("paper/1"))


def test_json_nested_without_end_is_refused(service: Service, waits: Waits) -> None:
    service.faults.append(at("paper", lambda h: h.say(200, b"[" * 200_000)))
    with pytest.raises(refusals.BrokenJson):
        client(service, waits, tries=1).get(service.url("paper/1"))


def test_an_answer_without_bound_is_not_read(service: Service, waits: Waits) -> None:
    service.faults.append(at("paper", lambda h: h.say(200, b" " * 300_000)))
    with pytest.raises(refusals.TooLarge):
        client(service, waits, bytes=100_000).get(service.url("paper/1"))


def test_a_packed_answer_without_bound_is_not_unpacked(service: Service, waits: Waits) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    service.faults.append(at("paper", lambda h: h.say(200, bomb, Content_Encoding="gzip")))
    with pytest.raises(refusals.TooLarge):
        client(service, waits, bytes=100_000).get(service.url("paper/1"))


def test_a_packed_answer_is_read(service: Service, waits: Waits) -> None:
    body = gzip.compress(b'{"name": "gepackt"}')
    service.faults.append(at("paper", lambda h: h.say(200, body, Content_Encoding="gzip")))
    assert client(service, waits).get(service.url("paper/1")).data == {"name": "gepackt"}


def test_an_answer_that_drips_is_given_up(service: Service, waits: Waits) -> None:
    ticks = iter(range(0, 10_000, 50))
    asking = Client(
        service.base,
        limits=Limits(pause=0, seconds=20, tries=1),
        pause=waits.append,
        tick=lambda: float(next(ticks)),
    )
    with pytest.raises(refusals.TooSlow):
        asking.get(service.url("paper/1"))


def test_a_redirect_on_the_same_server_is_followed(service: Service, waits: Waits) -> None:
    service.faults.append(at("/old", redirect("/paper/1")))
    assert client(service, waits).get(service.url("old")).data["name"] == "Radweg"


@pytest.mark.parametrize(
    "target",
    ["http://example.org/oparl", "http://10.0.0.7/", "http://169.254.169.254/latest", "http://localhost:1/x"],
)
def test_a_redirect_to_another_place_is_not_followed(service: Service, waits: Waits, target: str) -> None:
    service.faults.append(at("paper", redirect(target)))
    with pytest.raises(refusals.OtherHost) as caught:
        client(service, waits).get(service.url("paper/1"))
    assert caught.value.facts["target"] == target


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_scheme_is_not_followed(service: Service, waits: Waits, target: str) -> None:
    service.faults.append(at("paper", redirect(target)))
    with pytest.raises(refusals.BadAddress):
        client(service, waits).get(service.url("paper/1"))


def test_a_redirect_in_a_ring_ends(service: Service, waits: Waits) -> None:
    service.faults.append(at("paper", redirect("/paper/1")))
    with pytest.raises(refusals.Refused):
        client(service, waits).get(service.url("paper/1"))
    assert len(service.asked) == 5


@pytest.mark.parametrize(
    "address", ["ftp://example.org", "example.org", "http://", "https://a:b@example.org/"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(refusals.BadAddress):
        Client(address)


def test_a_public_name_that_is_bent_inwards_is_not_asked(
    service: Service, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name led to a public address when it was given, and leads to this machine afterwards."""
    port = int(service.base.rpartition(":")[2])
    places = ["93.184.216.34"]

    def resolved(host: str, *_: Any, **__: Any) -> list[Any]:
        assert host == "ris.example.org"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (places[0], port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    asking = Client(f"http://ris.example.org:{port}/", pause=waits.append)
    places[0] = "127.0.0.1"
    with pytest.raises(refusals.InternalAddress):
        asking.get(f"http://ris.example.org:{port}/paper/1")
    assert service.asked == []


def test_a_server_that_is_not_there_is_unreachable(waits: Waits) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(refusals.Unreachable):
        Client(f"http://127.0.0.1:{port}", limits=Limits(tries=2), pause=waits.append).get(
            f"http://127.0.0.1:{port}/x"
        )
    assert 1.0 in waits
