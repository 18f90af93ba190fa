"""`init` makes a database with a council, or nothing at all; `council adopt` logs what changes."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from states.refusal import Exit
from tests.workflow.commands.conftest import Program
from tests.workflow.commands.rehearsal import COUNCIL, Rehearsal
from workflow.store.address import without_password
from workflow.store.book import open_book
from workflow.store.opening import is_empty, reach
from workflow.store.refusals import NoDatabase


def nothing_there(address: str) -> bool:
    """Whether there is no database yet."""
    try:
        with closing(reach(address)) as database:
            return is_empty(database)
    except NoDatabase:
        return True


def test_a_database_is_made_with_its_council_in_three_lines(run: Program, tmp_path: Path) -> None:
    ran = run("init", "--council", "lvr")
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert len(lines) == 3
    assert without_password(run.address) in lines[0]
    assert "Landschaftsverband Rheinland (lvr)" in lines[1]


def test_an_existing_database_is_left_as_it_is(run: Program, tmp_path: Path) -> None:
    run("init", "--council", "lvr")
    ran = run("init", "--council", "laatzen")
    assert ran.status == Exit.DATABASE
    assert "already" in ran.err
    with open_book(run.address) as book:
        assert [council.key for council in book.councils()] == ["lvr"]
        assert not book.rehearsal


def test_a_faulty_council_file_leaves_nothing_behind(run: Program, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(COUNCIL + "colour: blue\nterms: 7\n")
    ran = run("init", "--council", tmp_path / "bad.yaml")
    assert ran.status == Exit.FAULTS
    assert "bad.yaml:6:1: " in ran.out
    assert "bad.yaml:7:8: " in ran.out
    assert nothing_there(run.address)


def test_an_unknown_council_leaves_nothing_behind(run: Program, tmp_path: Path) -> None:
    ran = run("init", "--council", "lrv")
    assert ran.status == Exit.NOT_FOUND
    assert "lvr" in ran.err
    assert nothing_there(run.address)


def test_without_a_council_the_database_waits_for_one(run: Program) -> None:
    assert "council adopt" in run("init").out
    assert "Stadt Laatzen" in run("council", "adopt", "laatzen").out
    assert run("list").out.strip() == "No motions."


def test_only_a_rehearsal_takes_its_time_from_outside(run: Program) -> None:
    ran = run("init", "--council", "lvr", env={"LAUFZETTEL_NOW": "2009-03-10"})
    assert ran.status == Exit.RULE
    assert "real" in ran.err


def test_a_rehearsal_says_so_in_its_log(run: Program, tmp_path: Path) -> None:
    run("init", "--rehearsal", "--council", "lvr", env={"LAUFZETTEL_NOW": "2009-03-10"})
    with open_book(run.address) as book:
        text = book.database.rows("SELECT text FROM event ORDER BY id")[0][0]
    entry = json.loads(text)
    assert entry["data"]["rehearsal"] is True
    assert entry["recorded"].startswith("2009-03-10T11:00")


def test_json_tells_what_was_made(run: Program, tmp_path: Path) -> None:
    made = json.loads(run("init", "--rehearsal", "--council", "lvr", "--format", "json").out)
    assert made["schema"] == 1
    assert (made["council"], made["rehearsal"]) == ("lvr", True)


# council adopt


def test_adopting_shows_what_changes_and_logs_it(rehearsal: Rehearsal) -> None:
    changed = COUNCIL + "organizations:\n  - {key: energie, name: Energieausschuss, type: committee}\n"
    changed += (
        "deadlines:\n  - {key: antragsfrist, of: submission, label: Antragsfrist, rule: 14 days before}\n"
    )
    file = rehearsal.file("neu.yaml", changed)
    shown = rehearsal.at("2026-02-01", "council", "adopt", file, "--dry-run")
    assert "+ organization Energieausschuss (energie)" in shown
    assert "10 days before → 14 days before" in shown
    assert "Nothing was logged" in shown
    assert rehearsal.at("2026-02-01", "council", "adopt", file).endswith("Adopted and logged.\n")
    assert "nothing was logged" in rehearsal.at("2026-02-02", "council", "adopt", file)


def test_what_a_paper_alone_named_is_no_change_of_the_rules(rehearsal: Rehearsal) -> None:
    rehearsal.at(
        "2026-01-06", "meeting", "add", "Partnerschaftsausschuss", "10.03.2026", "--add-organizations"
    )
    again = rehearsal.data("2026-01-07", "council", "adopt", rehearsal.folder / "probe.yaml")
    assert again["changes"] == []


def test_rules_are_adopted_for_a_day_of_force(rehearsal: Rehearsal) -> None:
    file = rehearsal.file("neu.yaml", COUNCIL.replace("Kreis Probe", "Kreis Muster"))
    done = rehearsal.data("2026-02-01", "council", "adopt", file, "--in-force", "01.11.2026")
    assert done["in_force"] == "2026-11-01"
    assert done["changes"] == [
        {"section": "council", "what": "name", "before": "Kreis Probe", "after": "Kreis Muster"}
    ]
