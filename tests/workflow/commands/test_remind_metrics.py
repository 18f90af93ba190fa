"""A worker says by HTTP how it is, in a form that Prometheus reads, and nothing about anybody."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests import databases
from tests.workflow.office.bureau import Bureau, PermanentFailure, TemporaryFailure
from workflow.commands.desk import Desk
from workflow.commands.remind_gauges import Family, exposed
from workflow.commands.remind_metrics import (
    Place,
    PlaceMisnamed,
    PlaceUnusable,
    PortTaken,
    health,
    serving,
)
from workflow.commands.remind_rounds import TICK, Job, Rounds
from workflow.store.book import open_book

ANYWHERE = Place("127.0.0.1", 0)
MINUTE = timedelta(minutes=1)
NOW = "2026-01-06T10:30"


class Office(NamedTuple):
    """An office and a worker beside it, whose clock stands at NOW."""

    bureau: Bureau
    rounds: Rounds


@pytest.fixture(params=databases.DATABASES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    address = databases.address(request.param, tmp_path)
    desk = Desk({"HOME": str(tmp_path), "LAUFZETTEL_DB": address, "LAUFZETTEL_NOW": NOW})
    with open_book(address) as book:
        yield Office(Bureau(book), Rounds(desk, MINUTE))


class Said(NamedTuple):
    """An answer."""

    status: int
    kind: str | None
    text: str


def ask(url: str, path: str, method: str = "GET") -> Said:
    """Ask as a program on this machine would."""
    host = url.split("/")[2]
    connection = http.client.HTTPConnection(host, timeout=20)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return Said(answer.status, answer.getheader("Content-Type"), answer.read().decode())
    finally:
        connection.close()


def numbers(text: str) -> dict[str, float]:
    """Every value by its name and labels, as Prometheus' own reader understands them."""
    return {
        f"{sample.name}{list(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_numbers_are_those_of_the_outbox(office: Office) -> None:
    bureau = office.bureau
    for name, wishes in (("Ada", {}), ("Ben", {}), ("Cem", {}), ("Dora", {"digest": "daily"})):
        bureau.person(name, "office", **wishes)
    bureau.files("1/26")
    bureau.at("2026-01-06T10:00").ticks()
    bureau.post.failing = {"> 2": TemporaryFailure("451 later"), "> 3": PermanentFailure("550 never")}
    bureau.sends()
    bureau.files("2/26")
    with bureau.book.writing():
        bureau.book.wake(bureau.book.find_motion(bureau.council, "1/26").id, None)
    with serving(office.rounds, ANYWHERE) as url:
        said = ask(url, "/metrics")
    found = numbers(said.text)
    assert (said.status, said.kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
    key = bureau.book.council().key
    assert found[f"laufzettel_notices['{key}', 'pending']"] == 1
    assert found[f"laufzettel_notices['{key}', 'waiting']"] == 1
    assert found[f"laufzettel_notices['{key}', 'dead']"] == 1
    assert found[f"laufzettel_notices_put_off['{key}']"] == 1
    assert found[f"laufzettel_motions_open['{key}']"] == 2
    assert found[f"laufzettel_motions_due['{key}']"] == 1
    assert found["laufzettel_database_up[]"] == 1
    assert found["laufzettel_build_info['0.1.0', '1']"] == 1


def test_the_lag_is_that_of_the_oldest_notice_that_could_be_sent(office: Office) -> None:
    bureau = office.bureau
    bureau.person("Ada", "office")
    bureau.files("1/26")
    with serving(office.rounds, ANYWHERE) as url:
        assert numbers(ask(url, "/metrics").text)["laufzettel_lag_seconds[]"] == 0
        bureau.at("2026-01-06T10:00").ticks()
        assert numbers(ask(url, "/metrics").text)["laufzettel_lag_seconds[]"] == 1800
        with bureau.book.writing():
            bureau.book.claim("w", bureau.at(NOW).now, bureau.now + MINUTE, 9)
        assert numbers(ask(url, "/metrics").text)["laufzettel_lag_seconds[]"] == 0


def test_leases_are_counted_while_they_last(office: Office) -> None:
    bureau = office.bureau
    bureau.person("Ada", "office")
    bureau.person("Ben", "office")
    bureau.files("1/26")
    bureau.at("2026-01-06T10:00").ticks()
    with bureau.book.writing():
        bureau.book.claim("w", bureau.now, bureau.at(NOW).now + MINUTE, 1)
    with serving(office.rounds, ANYWHERE) as url:
        found = numbers(ask(url, "/metrics").text)
    assert found[f"laufzettel_leases['{bureau.book.council().key}']"] == 1


def test_the_last_checkpoint_is_told_with_its_age_and_size(office: Office, tmp_path: Path) -> None:
    from workflow.office.keys import init_key
    from workflow.store.signing import sign_now

    bureau = office.bureau
    bureau.at("2026-01-06T09:30")
    init_key(bureau.office(), tmp_path / "keys")
    signed = sign_now(bureau.book, bureau.council, tmp_path / "keys", bureau.now)
    with serving(office.rounds, ANYWHERE) as url:
        found = numbers(ask(url, "/metrics").text)
    key = bureau.book.council().key
    assert found[f"laufzettel_checkpoint_entries['{key}']"] == signed.checkpoint.size > 0
    assert found[f"laufzettel_checkpoint_age_seconds['{key}']"] == 3600
    assert found[f"laufzettel_checkpoint_timestamp_seconds['{key}']"] == bureau.now.timestamp()


def test_a_worker_counts_what_it_did_itself(office: Office) -> None:
    office.bureau.person("Ada", "office", mail="ada@example.org")
    office.bureau.files("1/26")
    with serving(office.rounds, ANYWHERE) as url:
        before = numbers(ask(url, "/metrics").text)
        office.rounds.run(Job(TICK, MINUTE, office.rounds.tick))
        office.rounds.run(Job("backup", MINUTE, lambda _book: [str(1 / 0)]))
        after = numbers(ask(url, "/metrics").text)
    assert before["laufzettel_worker_letters_total['sent']"] == 0
    assert after["laufzettel_worker_letters_total['sent']"] == 1
    assert after["laufzettel_worker_reminders_total['queued']"] == 1
    assert after["laufzettel_worker_rounds_total['tick', 'done']"] == 1
    assert after["laufzettel_worker_rounds_total['backup', 'failed']"] == 1
    assert "laufzettel_worker_last_tick_age_seconds[]" not in before
    assert after["laufzettel_worker_last_tick_age_seconds[]"] < 60
    assert after["laufzettel_worker_last_tick_timestamp_seconds[]"] == 1767691800  # NOW


def test_health_is_200_after_a_tick_and_503_before(office: Office) -> None:
    with serving(office.rounds, ANYWHERE) as url:
        said = ask(url, "/health")
        assert (said.status, json.loads(said.text)["ticking"]) == (503, False)
        office.rounds.run(Job(TICK, MINUTE, office.rounds.tick))
        said = ask(url, "/health")
    assert (said.status, said.kind, said.text.count("\n")) == (200, "application/json", 1)
    told = json.loads(said.text)
    assert (told["healthy"], told["database"], told["ticking"]) == (True, True, True)


@pytest.mark.parametrize(
    ("since", "every", "answers", "healthy"),
    [
        (None, 60, True, False),
        (0.0, 60, True, True),
        (240.0, 60, True, True),  # one long letter is no illness
        (240.1, 60, True, False),
        (0.0, 60, False, False),
        (900.0, 600, True, True),
        (1801.0, 600, True, False),
    ],
)
def test_well_is_who_ticked_lately_and_has_a_database(
    since: float | None, every: int, answers: bool, healthy: bool
) -> None:
    assert health(since, timedelta(seconds=every), database=answers).healthy is healthy


@pytest.mark.slow
def test_without_its_database_a_worker_says_so(tmp_path: Path) -> None:
    """As when a server has gone: the worker's own numbers stay, the others are left out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    rounds = Rounds(
        Desk({"HOME": str(tmp_path), "LAUFZETTEL_DB": f"postgresql://anna:geheim@127.0.0.1:{port}/x"})
    )
    rounds.run(Job(TICK, MINUTE, rounds.tick))
    with serving(rounds, ANYWHERE) as url:
        found, said = numbers(ask(url, "/metrics").text), ask(url, "/health")
    assert found["laufzettel_database_up[]"] == 0
    assert found["laufzettel_worker_rounds_total['tick', 'failed']"] == 1
    assert "laufzettel_lag_seconds[]" not in found
    assert (said.status, json.loads(said.text)["database"]) == (503, False)
    assert "geheim" not in said.text


def test_nothing_is_said_about_anybody(office: Office) -> None:
    bureau = office.bureau
    bureau.person("Ada Vertraulich", "office", mail="ada@example.org")
    bureau.files("4711/26", applicants=("Fraktion Geheim",))
    bureau.at("2026-01-06T10:00").ticks()
    with bureau.book.writing():
        bureau.book.claim("host-of-ada:77", bureau.now, bureau.at(NOW).now + MINUTE, 1)
    with serving(office.rounds, ANYWHERE) as url:
        said = "".join(ask(url, path).text for path in ("/metrics", "/health", "/", "/x?y=1"))
    for word in ("Ada", "ada", "4711", "Radweg", "Geheim", "example.org", "host-of", "/tmp", "postgresql"):
        assert word not in said


def test_other_paths_and_ways_are_refused(office: Office) -> None:
    with serving(office.rounds, ANYWHERE) as url:
        assert ask(url, "/").status == 404
        assert ask(url, "/metrics/../etc/passwd").status == 404
        assert ask(url, "/metrics", "POST").status == 501
        head = ask(url, "/metrics", "HEAD")
        assert (head.status, head.text) == (200, "")
        assert ask(url, "/metrics?name[]=x").status == 200


def test_who_says_nothing_keeps_nobody_waiting(office: Office) -> None:
    with serving(office.rounds, ANYWHERE) as url:
        host, port = url.split("/")[2].split(":")
        with socket.create_connection((host, int(port))):
            assert ask(url, "/metrics").status == 200


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("9464", Place("127.0.0.1", 9464)),
        ("0.0.0.0:9464", Place("0.0.0.0", 9464)),
        ("[::1]:80", Place("::1", 80)),
        ("localhost:0", Place("localhost", 0)),
    ],
)
def test_a_place_is_a_port_or_an_address_with_one(text: str, place: Place) -> None:
    assert Place.read(text) == place


@pytest.mark.parametrize("text", ["", "x", "9464x", "65536", "host:", ":9464", "http://h:1", "::1:80", "-1"])
def test_anything_else_is_no_place(text: str) -> None:
    with pytest.raises(PlaceMisnamed):
        Place.read(text)


def test_a_port_in_use_and_an_address_elsewhere_are_refused(tmp_path: Path) -> None:
    rounds = Rounds(Desk({"HOME": str(tmp_path)}))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(PortTaken), serving(rounds, Place("127.0.0.1", taken.getsockname()[1])):
            pass
        with pytest.raises(PlaceUnusable), serving(rounds, Place("192.0.2.1", 0)):
            pass
        with pytest.raises(PlaceUnusable), serving(rounds, Place("no.such.name.invalid", 0)):
            pass


def test_labels_are_escaped() -> None:
    odd = 'a"b\\c\nd'
    text = exposed([Family("x", "gauge", "An x.", (({"council": odd}, 1), ({}, 0.5)))])
    (family,) = text_string_to_metric_families(text)
    assert [(s.labels, s.value) for s in family.samples] == [({"council": odd}, 1), ({}, 0.5)]
