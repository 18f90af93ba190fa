"""`import oparl`, `sync` and `reconcile` at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.intake.oparl.service import Service, at, html, running

Run = Callable[..., Any]
NOW = {"LAUFZETTEL_NOW": "2026-05-01T09:00"}


@pytest.fixture
def office(run: Run) -> Run:
    """An office in a town."""
    assert run("init", "--council", "gemeinde-bw", "--rehearsal", env=NOW).status == 0
    return lambda *arguments, **more: run(*arguments, env={**NOW, **more.pop("env", {})}, **more)


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as made:
        rat = made.add("Organization", "org/rat", name="Gemeinderat")
        item = {"id": made.url("i/1"), "type": "/AgendaItem", "number": "5", "order": 1,
                "result": "mehrheitlich zugestimmt", "consultation": made.url("c/1")}  # fmt: skip
        made.add("Meeting", "m/1", organization=[rat], start="2026-03-02T18:00:00+01:00", agendaItem=[item])
        c = {
            "id": made.url("c/1"),
            "type": "/Consultation",
            "meeting": made.url("m/1"),
            "role": "Entscheidung",
        }
        paper: dict[str, Any] = {
            "reference": "1/26",
            "name": "Radweg",
            "paperType": "Antrag",
            "consultation": [c],
        }
        made.add("Paper", "p/1", **paper)
        yield made


def test_a_service_is_imported_and_what_came_of_it_is_explained(office: Run, service: Service) -> None:
    done = office("import", "oparl", service.url("system"))
    assert done.status == 0, done.err
    assert "Results: 1, 1 of them understood (100.0 %)." in done.out
    assert "voted for, in full, changed or in part" in done.out
    assert "Nothing has changed." in office("import", "oparl", service.url("system")).out


def test_each_step_is_reported(office: Run, service: Service, tmp_path: Path) -> None:
    office("import", "oparl", service.url("system"), "--report", tmp_path / "r.jsonl")
    (line,) = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert (line["reference"], line["outcome"], line["verdict"]) == ("1/26", "adopted", "accepted")
    assert line["consultation"] == service.url("c/1")


def test_a_rehearsal_keeps_nothing(office: Run, service: Service) -> None:
    done = office("import", "oparl", service.url("system"), "--dry-run")
    assert "Nothing was kept" in done.out
    assert office("show", "1/26").status == 3


def test_a_web_page_is_one_sentence(office: Run, service: Service) -> None:
    service.faults.append(at("system", html))
    done = office("import", "oparl", service.url("system"))
    assert done.status == 6
    assert "answered with a web page (HTML)" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("source", "status"), [("ftp://example.org", 2), ("nirgends", 3)])
def test_what_is_no_source_is_one_sentence(office: Run, source: str, status: int) -> None:
    done = office("import", "oparl", source)
    assert done.status == status
    assert len(done.err.splitlines()) <= 2


def test_sync_needs_an_address_once(office: Run, service: Service) -> None:
    assert office("sync").status == 2
    assert office("sync", service.url("system")).status == 0
    again = office("sync")
    assert again.status == 0
    assert "No differences." in again.out


def test_differences_are_listed_and_taken_over_by_choice(office: Run, service: Service) -> None:
    submit = ("submit", "--title", "Radweg", "--point", "Der Radweg wird gebaut.", "--reference", "1/26")
    route = ("--route", "Gemeinderat@02.03.2026", "--on", "12.01.2026", "--yes")
    assert office(*submit, *route).status == 0
    done = json.loads(office("sync", service.url("system"), "--format", "json").out)
    fields = {d["field"]: d["theirs"] for d in done["differences"]}
    assert fields["1.result"] == "mehrheitlich zugestimmt"
    assert office("reconcile", "--accept", "all").status == 2
    assert office("reconcile", "1/26", "--accept", "9.result").status == 3
    taken = office("reconcile", "1/26", "--accept", "all")
    assert taken.status == 0, taken.err
    assert "No differences." in taken.out
    assert json.loads(office("show", "1/26", "--format", "json").out)["state"] == "adopted"


def test_german_is_spoken(office: Run, service: Service) -> None:
    done = office("import", "oparl", service.url("system"), "--lang", "de")
    assert "Objekte gelesen" in done.out
    assert "verstanden (100,0 %)" in done.out


@pytest.mark.slow
def test_a_citys_published_objects_come_in_whole(office: Run, shared: Path) -> None:
    """Every motion has its route; at least 99 of 100 results are understood; twice changes nothing."""
    folder = shared / "data" / "oparl-karlsruhe"
    if not folder.is_dir():
        pytest.skip("the city's objects are not on this machine")
    done = office("import", "oparl", folder, "--format", "json")
    assert done.status == 0, done.err
    result = json.loads(done.out)
    assert result["objects"]["Paper"] == 2727
    assert result["meetings"]["added"] == 775
    assert result["understood"] >= 0.99 * result["results"] > 1_000
    counted = {
        key: sum(row[key] for row in result["outcomes"]) for key in ("motions", "amendments", "inquiries")
    }
    assert counted["amendments"] == 253
    assert counted["inquiries"] == 382
    assert counted["motions"] >= 688
    again = json.loads(office("import", "oparl", folder, "--format", "json").out)
    assert sum(again["new"].values()) + sum(again["changed"].values()) + again["motions"] == 0
    assert again["outcomes"] == result["outcomes"]


def test_what_the_system_says_is_said_in_the_users_language(office: Run, tmp_path: Path) -> None:
    german = {"LAUFZETTEL_LANG": "de"}
    assert "niemand antwortet" in office("import", "oparl", "http://127.0.0.1:1/", env=german).err
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "a.json").write_text('{"id": kaputt')
    assert "das ist kein JSON" in office("import", "oparl", tmp_path / "o", env=german).err
    assert "das gibt es nicht" in office("import", "history", tmp_path / "nix.csv", env=german).err
