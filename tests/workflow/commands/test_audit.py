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
def desk(tmp_path: Path, run: Callable[..., Ran], database: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A council without people, so that everybody may do everything; one motion is not public."""
    monkeypatch.setattr(Town, "adds_person", lambda *_: 0)
    town = a_town(tmp_path, address=database)
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
        desk("export", "xes").out,
        desk("export", "ocel").out,
        desk("audit", "checkpoint").out,
    ]
    for text in made:
        for secret in (SECRET, "9/2026", "480000"):
            assert secret not in text
    assert SECRET in desk("audit", "report", "9/2026", "--non-public").out
    assert SECRET in desk("audit", "report", "--meeting", 3, "--non-public").out
    assert SECRET in desk("export", "xes", "--non-public").out


def test_an_amendment_is_no_more_public_than_its_motion(desk: Desk, tmp_path: Path) -> None:
    """It names the motion, quotes it, and would tell what it is about."""
    for parent, reference in (("9/2026", "9/2026-1"), ("9/2026-1", "9/2026-2")):
        text = ("--replace", "1", "Gekauft wird für 470000 Euro.", "--applicant", "Fraktion Mitte")
        assert desk("amend", parent, *text, "--reference", reference).status == 0
        assert desk("audit", "report", reference).status == 8
        assert desk("audit", "prove", reference, "-o", tmp_path / "b.json").status == 8
    assert desk("export", "oparl", "-o", tmp_path / "oparl").status == 0
    made = [file.read_text() for file in (tmp_path / "oparl").rglob("*.json")]
    made += [desk("export", form).out for form in ("xes", "ocel")]
    made += [desk("audit", "report", "--meeting", 3).out, desk("report", "factions").out]
    for each in made:
        assert "470000" not in each
        assert "9/2026" not in each


def _value(event: ElementTree.Element, path: str) -> str:
    found = event.find(path)
    assert found is not None
    return found.get("value", "")


def test_xes_has_a_trace_for_each_motion_with_events_in_time(desk: Desk) -> None:
    root = ElementTree.fromstring(desk("export", "xes").out)
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
    log = json.loads(desk("export", "ocel").out)
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


def test_a_legislative_term_is_a_document_as_well(desk: Desk) -> None:
    done = desk("audit", "report", "--term", "2025-2030")
    assert done.status == 0, done.err
    for words in (
        "2025–2030",
        "1/2026",
        "3/2026",
        "1 motion that is not public is left out.",
        "Laufzettel-Check",
    ):
        assert words in done.out, words
    assert desk("audit", "report", "--term", "1875-1880").status == 3


def test_a_meeting_and_a_deadline_are_told_with_their_hours_as_people_write_them(desk: Desk) -> None:
    desk.town.with_database(lambda raw: raw.execute("UPDATE meeting SET begins = '17:00:00'"))
    desk.town.close()
    out = desk("--lang", "de", "audit", "report", "--meeting", 1).out
    assert "17:00 Uhr" in out
    assert "17:00:00" not in out
    assert "23:59" not in desk("audit", "report", "1/2026").out


def test_a_report_takes_words_of_either_language_and_refuses_others(desk: Desk) -> None:
    assert desk("report", "decisions", "--outcome", "angenommen", "--kind", "Antrag").status == 0
    for wrong in (
        ("--outcome", "quatsch"),
        ("--kind", "quatsch"),
        ("--since", "01.02.2026", "--until", "01.01.2026"),
    ):
        assert desk("report", "decisions", *wrong).status == 2, wrong
    assert desk("report", "lost", "--days", -1).status == 2


def test_a_report_as_a_document_bears_witness_and_says_where_it_went(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "fraktionen.html"
    assert "fraktionen.html was written." in desk("report", "factions", "-o", file).out
    assert desk("audit", "verify", "--witness", file).status == 0
    assert desk("report", "factions", "-o", tmp_path / "x.docx").status == 2


@pytest.mark.parametrize(
    ("form", "name"), [("xes", "a.xes"), ("ocel", "a.json"), ("ics", "a.ics"), ("oparl", "folder")]
)
def test_every_export_carries_the_newest_checkpoint(desk: Desk, tmp_path: Path, form: str, name: str) -> None:
    place = tmp_path / name
    assert desk("export", form, "-o", place).status == 0
    file = place / "system.json" if form == "oparl" else place
    done = desk("audit", "verify", "--witness", file, "--format", "json")
    assert (done.status, json.loads(done.out)["witnesses"]) == (0, 1)
    assert json.loads(done.out)["waiting"] == 0  # it was signed for this export


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_an_export_is_the_same_twice_and_written_whole_or_not_at_all(
    desk: Desk, tmp_path: Path, form: str
) -> None:
    assert desk("export", form).out == desk("export", form).out
    assert desk("export", form, "-o", tmp_path / "no" / "where").status == 11
    (tmp_path / "folder").mkdir()
    assert desk("export", form, "-o", tmp_path / "folder").status == 11
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_proof_says_in_words_what_was_decided(desk: Desk, tmp_path: Path) -> None:
    proof, key = tmp_path / "b.json", next(desk.town.folder.glob("*.pub"))
    desk("audit", "prove", "1/2026", "-o", proof, "--names")
    out = desk("audit", "verify-proof", proof, "--key", key).out
    for words in (
        "Filed as 1/2026",
        "adopted (9:4:1)",
        "mehrheitlich angenommen",
        "by anna",
        "motion 1/2026",
    ):
        assert words in out, words
    desk("audit", "prove", "1/2026@3", "-o", proof)
    out = desk("audit", "verify-proof", proof, "--key", key).out
    assert "adopted (9:4:1)" in out
    assert "anna" not in out
    assert "That no later entry followed is not claimed." in out


def test_one_is_said_in_the_singular(desk: Desk) -> None:
    older = "DELETE FROM checkpoint WHERE size < (SELECT max(size) FROM checkpoint)"
    desk.town.with_database(lambda raw: raw.execute(older))
    desk.town.close()
    out = desk("audit", "verify").out
    assert " entries in the log, 1 checkpoint." in out


def test_the_full_history_is_json_and_no_other_languages_notation(desk: Desk) -> None:
    out = " ".join(desk("history", "1/2026", "--full").out.split())
    assert '"outcome": "adopted"' in out
    assert "{'" not in out


def test_before_a_motion_was_filed_it_had_no_state_but_its_name(desk: Desk) -> None:
    out = desk("history", "1/2026", "--known-at", "01.01.2020").out
    assert out.startswith("1/2026")
    assert "Nothing yet." in out
    assert "Where it stood then" not in out


def test_blotting_asks_first(desk: Desk) -> None:
    assert desk("audit", "blot", "anna").status == 2
    shown = desk("audit", "blot", "anna", "--dry-run")
    assert "anna" in shown.out
    done = desk("audit", "blot", "anna", "--yes", "--reason", "Art. 17 DSGVO")
    assert done.status == 0
    assert desk("audit", "verify").status == 0
    assert "anna" not in desk("audit", "report", "1/2026").out
