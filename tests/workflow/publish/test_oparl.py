"""What leaves as OParl is valid by the standard's schemas, holds what is public, and reads back alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from states.outcome import Outcome, Role
from workflow.intake.oparl.folder import batches
from workflow.intake.oparl.objects import kind_of
from workflow.intake.result import understand
from workflow.publish.oparl import RESULTS, Names, page, page_address

Run = Callable[..., Any]
BASE = "https://fraktion.example.org/oparl"


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """An office with a decided motion, its amendment, one that is not public, and a draft."""
    now = {"LAUFZETTEL_NOW": "2026-01-12T09:00"}
    assert run("init", "--council", "kreis-nrw", "--rehearsal", env=now).status == 0
    points = ("--title", "Radweg", "--point", "Der Radweg wird gebaut.")
    submit = ("submit", *points, "--applicant", "Fraktion Beispiel", "--yes")
    route = ("--route", "Kreisausschuss@02.03.2026", "--route", "Kreistag@09.03.2026")
    changed = ("--replace", "1", "Der Weg wird breiter.")
    done = [
        run(*submit, "--reference", "1/26", *route, env=now),
        run(*submit, "--reference", "2/26", "--non-public", *route, env=now),
        run("draft", "--title", "Noch nicht", "--point", "Kommt später.", "--yes", env=now),
        run("amend", "1/26", "--reference", "1/26-1", *changed, "--yes", env=now),
    ]
    for one in done:
        assert one.status == 0, one.err
    later = {"LAUFZETTEL_NOW": "2026-03-10T09:00"}
    for reference in ("1/26-1", "1/26"):
        found = run("advance", reference, "einstimmig angenommen", "--on", "02.03.2026", env=later)
        assert found.status == 0, found.err
    out = tmp_path / "out"
    assert run("export", "oparl", "-o", out, "--base", BASE, env=later).status == 0
    return out


def objects(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every object that has a file of its own."""
    for file in sorted(folder.rglob("*.json")):
        one = json.loads(file.read_text(encoding="utf-8"))
        if kind_of(one):
            yield one


def of_kind(folder: Path, kind: str) -> list[Mapping[str, Any]]:
    return [one for one in objects(folder) if kind_of(one) == kind]


def test_every_object_is_valid_against_the_standards_schema(folder: Path, shared: Path) -> None:
    from jsonschema import Draft7Validator

    schemas = shared / "data" / "oparl-schema"
    if not schemas.is_dir():
        pytest.skip("the schemas of OParl are not on this machine")
    kinds = set()
    for one in objects(folder):
        schema = json.loads((schemas / f"{kind_of(one)}.json").read_text(encoding="utf-8"))
        faults = [f"{one['id']}: {e.message}" for e in Draft7Validator(schema).iter_errors(one)]
        assert faults == []
        assert set(one) <= set(schema["properties"])
        kinds.add(kind_of(one))
    assert kinds >= {"System", "Body", "Organization", "Meeting", "AgendaItem", "Paper", "Consultation"}


def test_every_object_has_what_the_standard_requires(folder: Path) -> None:
    """OParl 1.1: id, type, created and modified everywhere; the lists of the body; the order of items."""
    required = {
        "System": {"oparlVersion", "body"},
        "Body": {"name", "organization", "person", "meeting", "paper", "legislativeTerm"},
        "AgendaItem": {"order"},
    }
    for one in objects(folder):
        assert {"id", "type", "created", "modified"} | required.get(kind_of(one), set()) <= set(one)
        assert one["type"].startswith("https://schema.oparl.org/1.1/")


def test_every_address_leads_to_a_file(folder: Path) -> None:
    def addresses(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from addresses(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from addresses(inner)
        elif isinstance(value, str) and value.startswith(BASE):
            yield value

    found = {a for one in objects(folder) for a in addresses(one)}
    missing = [a for a in found if not (folder / a.removeprefix(BASE + "/")).is_file()]
    assert missing == []


def test_what_is_not_public_stays_here(folder: Path) -> None:
    references = {one.get("reference") for one in of_kind(folder, "Paper")}
    assert references == {"1/26", "1/26-1"}
    text = "".join(f.read_text(encoding="utf-8") for f in folder.rglob("*.json"))
    assert "2/26" not in text
    assert "Noch nicht" not in text


def test_a_motion_and_its_amendment_name_each_other(folder: Path) -> None:
    papers = {one["reference"]: one for one in of_kind(folder, "Paper")}
    assert papers["1/26"]["subordinatedPaper"] == [papers["1/26-1"]["id"]]
    assert papers["1/26-1"]["superordinatedPaper"] == [papers["1/26"]["id"]]
    assert papers["1/26-1"]["paperType"] == "Änderungsantrag"


def test_what_is_written_can_be_read_back(folder: Path, run: Run, tmp_path: Path) -> None:
    later = {"LAUFZETTEL_NOW": "2026-03-10T09:00", "LAUFZETTEL_DB": str(tmp_path / "other.db")}
    assert run("init", "--council", "kreis-nrw", "--rehearsal", env=later).status == 0
    done = run("import", "oparl", folder, "--format", "json", env=later)
    assert done.status == 0, done.err
    result = json.loads(done.out)
    assert result["motions"] == 2
    assert result["unknown_phrases"] == {}
    shown = json.loads(run("show", "1/26", "--format", "json", env=later).out)
    assert shown["state"] == "plenary_decision"
    again = json.loads(run("import", "oparl", folder, "--format", "json", env=later).out)
    assert (again["motions"], sum(again["new"].values()), sum(again["changed"].values())) == (0, 0, 0)


def test_the_folder_is_read_in_batches(folder: Path) -> None:
    assert sum(len(b.objects) for b in batches(folder)) > 5


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_result_without_a_phrase_is_called_so_that_it_is_understood(outcome: Outcome) -> None:
    assert understand(RESULTS[outcome], role=Role.PLENARY_DECISION).outcome is outcome


def test_pages_are_linked() -> None:
    names = Names("https://a.de/o/")
    assert page_address(names, "papers", 1) == "https://a.de/o/papers.json"
    assert page(names, "papers", 1, [], last=False)["links"]["next"] == "https://a.de/o/papers-2.json"
    assert "next" not in page(names, "papers", 2, [], last=True)["links"]


def test_an_address_that_is_none_is_refused(run: Run) -> None:
    assert run("export", "oparl", "--base", "ftp://x").status == 2
