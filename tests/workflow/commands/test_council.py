"""`council list`, `show` and `check` at the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.presets.planted import SOUND, outcome, with_line, with_outcomes
from workflow import presets
from workflow.presets import shelf

Run = Callable[..., Any]
GERMAN = {"LAUFZETTEL_LANG": "de"}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "unsere-stadt.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# list


def test_list_names_every_council_that_comes_with_the_program(run: Run) -> None:
    done = run("council", "list", env=GERMAN)
    assert done.status == 0
    assert "Mitgeliefert:" in done.out
    for name in presets.builtin():
        assert re.search(rf"^{name} ", done.out, re.MULTILINE)


def test_list_as_json_and_csv_has_the_same_councils(run: Run) -> None:
    objects = json.loads(run("council", "list", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(run("council", "list", "--format", "csv").out)))
    assert [o["name"] for o in objects] == [r["name"] for r in rows] == presets.builtin()
    assert {o["origin"] for o in objects} == {"built_in"}


def test_an_adopted_council_is_listed_with_the_day_from_which_its_rules_hold(run: Run) -> None:
    assert run("init", "--council", "laatzen").status == 0
    found = json.loads(run("council", "list", "--format", "json").out)[0]
    assert (found["name"], found["origin"]) == ("laatzen", "adopted")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["in_force"])


@pytest.mark.parametrize("name", presets.builtin())
def test_the_head_of_a_file_is_what_reading_all_of_it_gives(name: str) -> None:
    data = presets.read_builtin(name).data
    assert data is not None
    assert shelf.head(name) == {key: data[key] for key in ("name", "land", "kind")}


# show


@pytest.mark.parametrize("name", presets.builtin())
@pytest.mark.parametrize("env", [{}, GERMAN])
def test_show_draws_every_council_in_both_languages(name: str, env: dict[str, str], run: Run) -> None:
    done = run("council", "show", name, env=env)
    assert (done.status, done.err) == (0, "")
    assert "{" not in done.out


def test_show_draws_a_route_as_stations_with_their_roles(run: Run) -> None:
    shown = run("council", "show", "kreis-unna", env=GERMAN).out
    assert "Kreisausschuss: vorbereitender Beschluss → Kreistag: Beschluss im Plenum" in shown
    assert "§ 39 Abs. 1 KrO NRW" in shown


def test_show_says_rules_in_the_language(run: Run) -> None:
    german = run("council", "show", "kreis-unna", env=GERMAN).out
    assert "Antragsfrist                   10 Tage vor der Sitzung" in german
    assert "Widerspruch gegen Beschlüsse des Plenums: 3 Tage danach" in german
    assert "am 1. Arbeitstag davor um 12:00 Uhr (Sitzung)" in german
    assert not re.search(r"\b(?:before|after|days?)\b", german)
    assert "10 days before" in run("council", "show", "kreis-unna", "--lang", "en").out


def test_show_says_that_the_committee_for_administration_is_not_public(run: Run) -> None:
    shown = run("council", "show", "laatzen", env=GERMAN).out
    line = next(line for line in shown.splitlines() if line.startswith("va "))
    assert "nicht öffentlich" in line


def test_show_as_json_is_what_would_be_adopted(run: Run) -> None:
    shown = json.loads(run("council", "show", "lvr", "--format", "json").out)
    assert shown == json.loads(json.dumps(presets.read_builtin("lvr").data))


def test_show_as_csv_has_a_row_for_everything_that_has_a_source(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("council", "show", "lvr", "--format", "csv").out)))
    assert {"section": "flags", "key": "end_of_term"}.items() <= rows[-1].items() or any(
        r["section"] == "flags" and r["key"] == "end_of_term" and r["value"] == "dormant" for r in rows
    )


def test_show_prefers_the_rules_that_were_adopted(run: Run, file: Callable[[str], Path]) -> None:
    text = "extends: kreis-nrw\nkey: kreis-nrw\nname: Unser Kreis\n"
    assert run("init", "--council", file(text)).status == 0
    shown = run("council", "show", "kreis-nrw", env=GERMAN).out
    assert shown.startswith("Unser Kreis (kreis-nrw)")
    assert "In Kraft ab " in shown


def test_show_draws_a_file_with_outcomes_of_its_own(run: Run, file: Callable[[str], Path]) -> None:
    shown = run(
        "council", "show", file(with_outcomes(outcome("examined", "recommendation", "hold"))), env=GERMAN
    )
    assert "Ergebnisse mit eigener Wirkung" in shown.out


# check


@pytest.mark.file_only
def test_check_without_a_name_checks_all_that_come_with_the_program(run: Run) -> None:
    done = run("council", "check", env=GERMAN)
    assert done.status == 0
    assert len(done.out.splitlines()) == len(presets.builtin())
    assert all("in Ordnung" in line for line in done.out.splitlines())


def test_check_of_a_sound_file_is_an_empty_list_for_programs(run: Run, file: Callable[[str], Path]) -> None:
    done = run("council", "check", file(SOUND), "--format", "json")
    assert (done.status, json.loads(done.out)) == (0, [])


def test_check_tells_every_fault_with_its_place_and_ends_with_its_own_status(
    run: Run, file: Callable[[str], Path]
) -> None:
    path = file(with_line("land: NW", "land: NRW\nlnd: x"))
    done = run("council", "check", path, env=GERMAN)
    assert done.status == 9
    assert f"{path}:3:7: „NRW“ ist für „land“ nicht möglich." in done.out
    assert f"{path}:4:1: Der Schlüssel „lnd“ ist hier nicht bekannt." in done.out
    assert "2 Fehler." in done.err


def test_check_shows_the_way_that_leads_to_a_fault(run: Run, file: Callable[[str], Path]) -> None:
    path = file(with_outcomes(outcome("rejected", "preparation", "reject")))
    done = run("council", "check", path, env=GERMAN)
    assert done.status == 9
    assert f"{path}:25:5: " in done.out
    assert "Der Weg dorthin: Sozialausschuss: angenommen → Hauptausschuss: abgelehnt" in done.out


def test_check_as_json_holds_place_code_and_way(run: Run, file: Callable[[str], Path]) -> None:
    path = file(with_outcomes(outcome("adopted", "recommendation", "adopt")))
    done = run("council", "check", path, "kreis-nrw", "--format", "json")
    (fault,) = json.loads(done.out)
    assert (done.status, fault["file"], fault["line"], fault["column"]) == (9, str(path), 25, 5)
    assert (fault["code"], len(fault["path"])) == ("ends_without_power", 1)


def test_check_of_a_file_that_is_not_there_says_so(run: Run, tmp_path: Path) -> None:
    done = run("council", "check", tmp_path / "laatzn.yaml", env=GERMAN)
    assert done.status == 3
    assert "laatzen" in done.err


def test_a_file_that_is_not_a_council_is_never_adopted(
    run: Run, file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = file(with_outcomes(outcome("adopted", "recommendation", "adopt")))
    assert run("init", "--council", path).status == 9
    assert not (tmp_path / "laufzettel.db").exists()
