"""`audit`, `report`, `export xes|ocel` from the shell: what they say, their status, and what never leaks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from states.text import Point
from tests.conftest import Ran
from tests.workflow.audit.town import ROUTE, Town, a_town, at
from workflow.office.filing import Draft, submit

SECRET = "Grundstück am Markt"


class Desk:
    """The program on a town's database."""

    def __init__(self, town: Town, run: Callable[..., Ran]) -> None:
        self.town = town
        self._run = run

    def __call__(self, *arguments: object, **more: Any) -> Ran:
        return self._run(
            "--db", self.town.path, *arguments, env={"LAUFZETTEL_KEYS": str(self.town.folder)}, **more
        )


@pytest.fixture
def desk(tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A council without people, so that everybody may do everything; one motion is not public."""
    monkeypatch.setattr(Town, "adds_person", lambda *_: 0)
    town = a_town(tmp_path)
    text = (Point("1", "Gekauft wird für 480000 Euro."),)
    draft = Draft(SECRET, reference="9/2026", points=text, route=ROUTE[2:], public=False)
    submit(town.office(at(2, 12, 9)), draft)
    town.close()
    return Desk(town, run)


def test_verify_says_all_is_well_and_what_it_cannot_know(desk: Desk) -> None:
    done = desk("audit", "verify")
    assert done.status == 0
    assert "No faults" in done.out
    assert "covered by no checkpoint yet" in done.out
    assert "No witness was heard" in done.out


def test_verify_names_what_is_wrong_and_ends_with_the_status_of_faults(desk: Desk) -> None:
    desk.town.with_database(lambda raw: raw.execute("UPDATE motion SET state = 'rejected' WHERE id = 1"))
    desk.town.close()
    done = desk("audit", "verify")
    assert done.status == 9
    assert "motion 1/2026: motion.state is not what the entries say." in done.out
    found = json.loads(desk("audit", "verify", "--format", "json").out)
    assert (found["schema"], found["sound"]) == (1, False)
    assert [(f["code"], f["reference"]) for f in found["faults"]] == [("row-differs", "1/2026")]


def test_a_mail_is_a_witness_and_other_files_are_not(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(desk.town.mails[0])
    (tmp_path / "leer.txt").write_text("nichts")
    assert desk("audit", "verify", "--witness", tmp_path / "mail.eml").status == 0
    assert desk("audit", "verify", "--witness", tmp_path / "leer.txt").status == 7


def test_a_proof_is_written_and_judged_without_the_store(desk: Desk, tmp_path: Path) -> None:
    proof, key = tmp_path / "b.json", next(desk.town.folder.glob("*.pub"))
    assert desk("audit", "prove", "1/2026", "-o", proof).status == 0
    assert desk("audit", "prove", "9/2026", "-o", proof).status == 8
    program = (
        "import sys; from workflow.commands.program import main\n"
        f"status = main(['audit', 'verify-proof', {str(proof)!r}, '--key', {str(key)!r}])\n"
        "barred = ('workflow.store', 'sqlite3', 'sqlalchemy', 'socket')\n"
        "loaded = [m for m in sys.modules if m.startswith(barred)]\n"
        "print(status, loaded)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
    proof.write_bytes(proof.read_bytes().replace(b"mehrheitlich", b"einstimmig_ "))
    assert desk("audit", "verify-proof", proof, "--key", key).status == 9


def test_a_second_first_key_is_refused_and_a_rotation_keeps_all_sound(desk: Desk) -> None:
    assert desk("audit", "init-key").status == 4
    done = desk("audit", "rotate-key", "--format", "json")
    assert done.status == 0
    assert json.loads(done.out)["hand_over"].startswith("stadt-nrw\nhand-over\n")
    assert desk("audit", "verify").status == 0
    assert len(list(desk.town.folder.glob("*.key"))) == 2


@pytest.mark.parametrize("form", ["txt", "html", "pdf"])
def test_a_document_bears_witness_in_every_form(desk: Desk, tmp_path: Path, form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    file = tmp_path / f"akte.{form}"
    assert desk("audit", "report", "1/2026", "-o", file).status == 0
    assert desk("audit", "verify", "--witness", file).status == 0
    desk.town.with_database(lambda raw: raw.execute("DELETE FROM checkpoint"))
    desk.town.close()
    assert desk("audit", "verify", "--witness", file).status == 9


def test_a_document_says_who_what_and_when(desk: Desk) -> None:
    out = desk("audit", "report", "1/2026").out
    for words in (
        "Took effect",
        "Recorded",
        "anna",
        "9:4:1",
        "Der Radweg wird gebaut.",
        "kept",
        "Laufzettel-Checkpoint",
    ):
        assert words in out, words
    assert "anna" not in desk("audit", "report", "1/2026", "--no-names").out


def test_what_is_not_public_leaks_nowhere(desk: Desk, tmp_path: Path) -> None:
    """Neither its title nor its number nor its text, in nothing that is printed or passed on."""
    refused = desk("audit", "report", "9/2026")
    assert refused.status == 8
    made = [
        desk("audit", "report", "--meeting", 3).out,
        *(desk("report", q).out for q in ("decisions", "divergence", "durations", "promises", "factions")),
        desk("report", "lost", "--days", 1).out,
        desk("export", "xes", "-").out,
        desk("export", "ocel", "-").out,
        desk("audit", "checkpoint").out,
    ]
    for text in made:
        for secret in (SECRET, "9/2026", "480000"):
            assert secret not in text
    assert SECRET in desk("audit", "report", "9/2026", "--non-public").out
    assert SECRET in desk("audit", "report", "--meeting", 3, "--non-public").out
    assert SECRET in desk("export", "xes", "-", "--non-public").out


def _value(event: ElementTree.Element, path: str) -> str:
    found = event.find(path)
    assert found is not None
    return found.get("value", "")


def test_xes_has_a_trace_for_each_motion_with_events_in_time(desk: Desk) -> None:
    root = ElementTree.fromstring(desk("export", "xes", "-").out)
    name = "{http://www.xes-standard.org/}"
    traces = root.findall(f"{name}trace")
    assert len(traces) == 3
    events = traces[0].findall(f"{name}event")
    times = [_value(event, f"{name}date[@key='time:timestamp']") for event in events]
    assert times == sorted(times)
    activities = [_value(event, f"{name}string[@key='concept:name']") for event in events]
    assert activities == ["submitted", "opened", "recommendation: adopted", "preparation: adopted"]
    assert "anna" not in ElementTree.tostring(root, "unicode")


def test_ocel_relates_events_to_objects_that_exist(desk: Desk) -> None:
    log = json.loads(desk("export", "ocel", "-").out)
    objects = {o["id"]: o["type"] for o in log["objects"]}
    types = {t["name"] for t in log["eventTypes"]}
    assert set(objects.values()) <= {t["name"] for t in log["objectTypes"]}
    for event in log["events"]:
        assert event["type"] in types
        assert {r["objectId"] for r in event["relationships"]} <= objects.keys()
        assert any(objects[r["objectId"]] == "motion" for r in event["relationships"])
    for each in log["objects"]:
        assert {r["objectId"] for r in each["relationships"]} <= objects.keys()


def test_report_is_data_where_data_is_wanted(desk: Desk) -> None:
    rows = json.loads(desk("report", "factions", "--format", "json").out)
    assert rows[0]["filed"] == 3
    assert desk("report", "decisions", "--format", "csv").out.startswith("on,organization,reference,title")
    assert json.loads(desk("report", "decisions", "--format", "json").out) == []


def test_blotting_asks_first(desk: Desk) -> None:
    assert desk("audit", "blot", "anna").status == 2
    shown = desk("audit", "blot", "anna", "--dry-run")
    assert "anna" in shown.out
    done = desk("audit", "blot", "anna", "--yes", "--reason", "Art. 17 DSGVO")
    assert done.status == 0
    assert desk("audit", "verify").status == 0
    assert "anna" not in desk("audit", "report", "1/2026").out
