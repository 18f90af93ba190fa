"""Lists are read to their end; those without one, and those that lead elsewhere, are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.intake.oparl.service import Service, at, running
from workflow.intake.oparl import refusals
from workflow.intake.oparl.client import Client, Limits
from workflow.intake.oparl.folder import batches
from workflow.intake.oparl.pages import discover, pages, windowed


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as made:
        for n in range(5):
            made.add("Paper", f"paper/{n}", name=f"Antrag {n}")
        yield made


@pytest.fixture
def client(service: Service) -> Client:
    return Client(service.base, limits=Limits(pause=0), pause=lambda _: None)


def names(found: Any) -> list[str]:
    return [o["name"] for page in found for o in page.objects]


def test_all_pages_are_read(service: Service, client: Client) -> None:
    assert names(pages(client, service.url("list/paper"))) == [f"Antrag {n}" for n in range(5)]


@pytest.mark.parametrize("path", ["system", "bodies", "body"])
def test_a_system_a_list_of_bodies_and_a_body_lead_to_the_same_lists(
    service: Service, client: Client, path: str
) -> None:
    assert service.url("list/paper") in discover(client, service.url(path)).lists


def test_a_single_object_is_taken_as_it_is(service: Service, client: Client) -> None:
    found = discover(client, service.url("paper/3"))
    assert [o["name"] for o in found.objects] == ["Antrag 3"]


def test_several_councils_are_not_mixed(service: Service, client: Client) -> None:
    two = {"data": [{**service.answer("body"), "id": f"b{n}"} for n in (1, 2)]}
    service.faults.append(at("bodies", lambda h: h.say(200, __import__("json").dumps(two).encode())))
    with pytest.raises(refusals.WhichBody):
        discover(client, service.url("system"))


def test_something_else_is_no_oparl(service: Service, client: Client) -> None:
    service.faults.append(at("api", lambda h: h.say(200, b'{"hello": "world"}')))
    with pytest.raises(refusals.NotOParl):
        discover(client, service.url("api"))


def _page(next_: str, *ids: str) -> bytes:
    objects = ",".join(f'{{"id": "{i}", "type": "x/Paper"}}' for i in ids)
    return f'{{"data": [{objects}], "links": {{"next": "{next_}"}}}}'.encode()


def test_a_next_page_that_was_read_before_ends_the_reading(service: Service, client: Client) -> None:
    service.faults.append(at("ring", lambda h: h.say(200, _page(service.url("ring"), "a"))))
    with pytest.raises(refusals.EndlessPages):
        list(pages(client, service.url("ring")))
    assert len(service.asked) == 1


def test_the_same_objects_under_ever_new_addresses_end_the_reading(service: Service, client: Client) -> None:
    count = iter(range(10_000))
    answer = lambda h: h.say(200, _page(service.url(f"more?page={next(count)}"), "a", "b"))  # noqa: E731
    service.faults.append(at("more", answer))
    with pytest.raises(refusals.EndlessPages):
        list(pages(client, service.url("more")))
    assert len(service.asked) == 2


def test_a_last_page_that_points_to_itself_is_the_last(service: Service, client: Client) -> None:
    body = (
        b'{"data": [], "links": {"next": "%s"}, "pagination": {"currentPage": 3, "totalPages": 3}}'
        % service.url("last").encode()
    )
    service.faults.append(at("last", lambda h: h.say(200, body)))
    assert names(pages(client, service.url("last"))) == []


def test_a_next_page_on_another_server_is_not_asked_for(service: Service, client: Client) -> None:
    service.faults.append(at("far", lambda h: h.say(200, _page("https://example.org/x", "a"))))
    with pytest.raises(refusals.OtherHost):
        list(pages(client, service.url("far")))


def test_lists_on_another_server_are_not_asked_for(service: Service, client: Client) -> None:
    body = {**service.answer("body"), "paper": "https://example.org/paper"}
    service.faults.append(at("/body", lambda h: h.say(200, __import__("json").dumps(body).encode())))
    with pytest.raises(refusals.OtherHost):
        discover(client, service.url("body"))


def test_an_empty_window_may_be_answered_with_404(service: Service, client: Client) -> None:
    service.empty_is_404 = True
    since = "2027-01-01T00:00:00+01:00"
    address = windowed(service.url("list/paper"), since)
    assert names(pages(client, address, since=since)) == []
    with pytest.raises(refusals.Refused):
        list(pages(client, service.url("list/nothing/else"), since=None))


def test_a_window_keeps_what_the_address_asks_for() -> None:
    found = windowed("https://a.de/p?limit=5&modified_since=1", "2026-01-01T00:00:00+01:00")
    assert found == "https://a.de/p?limit=5&modified_since=2026-01-01T00%3A00%3A00%2B01%3A00"
    assert windowed("https://a.de/p", None) == "https://a.de/p"


# Folders


def test_a_folder_may_hold_lines_lists_pages_and_single_objects(tmp_path: Path) -> None:
    one = '{"id": "%s", "type": "https://schema.oparl.org/1.1/Paper"}'
    (tmp_path / "a.jsonl").write_text(f"{one % 1}\n\n{one % 2}\n")
    (tmp_path / "b.json").write_text(f"[{one % 3}]")
    (tmp_path / "c.json").write_text(f'{{"data": [{one % 4}, {{"x": 1}}], "links": {{}}}}')
    (tmp_path / "d.json").write_text(one % 5)
    (tmp_path / "readme.txt").write_text("nichts")
    found = [o["id"] for batch in batches(tmp_path) for o in batch.objects]
    assert found == ["1", "2", "3", "4", "5"]


def test_half_a_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "type": "x/Paper"}\n{"id": ')
    with pytest.raises(refusals.BadFile) as caught:
        list(batches(tmp_path))
    assert str(caught.value.facts["place"]).endswith("a.jsonl:2")


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08broken", b"PK\x03\x04"])
def test_a_damaged_file_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    with pytest.raises(refusals.BadFile):
        list(batches(tmp_path))


def test_a_folder_without_objects_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(refusals.NotOParl):
        list(batches(tmp_path))
    with pytest.raises(refusals.NoSuchFolder):
        list(batches(tmp_path / "none"))
