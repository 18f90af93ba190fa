"""`submit`, `draft`, `amend`, `edit`, `route`, `withdraw`: papers and their ways, by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.commands.clerk import Clerk, Run

ROUTE = ("--route", "Finanzausschuss@10.02.2026", "--route", "Landschaftsausschuss@12.02.2026",
         "--route", "Landschaftsversammlung@12.02.2026")  # fmt: skip
POINTS = ("--point", "1=Bänke werden aufgestellt.", "--point", "2=Es wird berichtet.")
DOCUMENT = """Fraktion Morgenröte

An den Bauausschuss

{kind}

Bänke am Kanal

Beschlussvorschlag:
1. Am Kanal werden Bänke aufgestellt.
2. Die Verwaltung berichtet jährlich.

Begründung:
Wer am Kanal geht, möchte auch einmal sitzen.
"""


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    return Clerk(run, tmp_path).opens("lvr", "2026-01-05T09:00")


def writes(clerk: Clerk, name: str, kind: str = "Antrag") -> Path:
    """A document."""
    path = clerk.folder / name
    path.write_text(DOCUMENT.format(kind=kind), encoding="utf-8")
    return path


# Filing


def test_options_correct_what_was_read(clerk: Clerk) -> None:
    path = writes(clerk, "a.txt")
    shown = clerk.gets(
        *("submit", path, "--title", "Anders", "--reference", "9/26", "--point", "Nur dies.", *ROUTE),
        *("--on", "4.1.26", "--agenda-item", "Haushalt", "--report-to", "Bauausschuss"),
    )
    assert (shown["title"], shown["reference"], shown["submitted_on"]) == ("Anders", "9/26", "2026-01-04")
    assert clerk.text("9/26") == [("", "Nur dies.")]
    assert [s["role"] for s in (shown["station"], *shown["next"])] == [
        *("recommendation", "preparation", "plenary_decision")
    ]


def test_text_shows_what_was_read_and_where_it_stands(clerk: Clerk) -> None:
    said = clerk.does("submit", writes(clerk, "a.txt"), *ROUTE)
    assert "Fraktion Morgenröte" in said
    assert "Now: committee recommendation – Finanz- und Wirtschaftsausschuss, Tue 10 February 2026" in said


def test_several_files_are_filed_each_for_itself(clerk: Clerk) -> None:
    folder = clerk.folder / "eingang"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(DOCUMENT.format(kind="Antrag"), encoding="utf-8")
    (folder / "c.txt").write_text("Speiseplan der Kantine\nMontag Suppe\n", encoding="utf-8")
    ran = clerk.tries("submit", folder, *ROUTE, "--format", "json")
    assert ran.status == 7
    assert "c.txt" in ran.err
    assert [one["reference"] for one in json.loads(ran.out)] == ["A-2026-001", "A-2026-002"]
    assert clerk.refused("submit", folder / "a.txt", folder / "b.txt", "--title", "X")["exit"] == 2


def test_a_file_that_is_no_motion_is_filed_where_its_kind_is_said(clerk: Clerk) -> None:
    path = writes(clerk, "a.txt", "Anfrage")
    assert clerk.refused("submit", path, *ROUTE)["code"] == "not_a_motion"
    assert clerk.refused("submit", path, *ROUTE, "--kind", "Gedicht")["code"] == "not_a_choice"
    assert clerk.gets("submit", path, *ROUTE, "--kind", "Anfrage")["kind"] == "inquiry"


def test_a_dry_run_of_filing_keeps_nothing(clerk: Clerk) -> None:
    before = clerk.entries()
    shown = clerk.gets("submit", writes(clerk, "a.txt"), *ROUTE, "--dry-run")
    assert (shown["dry_run"], shown["meetings_added"], clerk.entries()) == (True, 3, before)


def test_a_draft_is_filed_by_its_number(clerk: Clerk) -> None:
    drafted = clerk.gets("draft", "--title", "Bänke", *POINTS, "--route", "Bauausschuss", "--route", "LV")
    assert (drafted["state"], drafted["reference"]) == ("draft", "")
    number = f"#{drafted['id']}"
    assert clerk.refused("advance", number, "adopted")["code"] == "not_filed"
    clerk.does("edit", number, "--title", "Bänke und Tische", "--point", "Aufstellen.")
    shown = clerk.gets("submit", number, "--reference", "9/26")
    assert (shown["state"], shown["title"], shown["reference"]) == ("submitted", "Bänke und Tische", "9/26")
    assert clerk.refused("submit", "9/26")["code"] == "already_filed"
    assert clerk.refused("edit", "9/26", "--title", "Neu")["code"] == "filed_text"


def test_a_document_of_another_council_is_told(clerk: Clerk) -> None:
    path = clerk.folder / "a.txt"
    path.write_text("Stadt Musterhausen\n" + DOCUMENT.format(kind="Antrag"), encoding="utf-8")
    named = clerk.gets("read", path)[0]["council"]
    codes = [w["code"] for w in clerk.gets("submit", path, *ROUTE)["warnings"]]
    assert ("other_council" in codes) is (named is not None)


# Amending


def test_an_amendment_is_made_point_by_point(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    shown = clerk.gets(
        *("amend", "7/26", "--replace", "1", "Tische werden aufgestellt.", "--delete", "2"),
        *("--add", "5: Kosten trägt der Verband.", "--reference", "7a", "--applicant", "SPD"),
    )
    assert (shown["amends"], shown["kind"], shown["reference"]) == ("7/26", "amendment", "7a")
    clerk.at("2026-02-10T20:00").does("advance", "7a", "adopted")
    assert clerk.text("7/26") == [("1", "Tische werden aufgestellt."), ("5", "Kosten trägt der Verband.")]


def test_an_amendment_from_a_document_is_joined_to_the_paper_named(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    path = clerk.folder / "aenderung.txt"
    path.write_text(
        "Fraktion Abendrot\nÄnderungsantrag zur Drucksache 8/26\nBänke\n\n"
        "Beschlussvorschlag:\nPunkt 2 wird wie folgt ersetzt:\nDie Verwaltung berichtet monatlich.\n\n"
        "Begründung:\nSelten ist zu selten.\n",
        encoding="utf-8",
    )
    shown = clerk.gets("amend", "7/26", path)
    assert (shown["amends"], [w["code"] for w in shown["warnings"]][:1]) == ("7/26", ["other_paper"])
    clerk.at("2026-02-10T20:00").does("advance", shown["reference"], "adopted")
    assert clerk.text("7/26")[1] == ("2", "Die Verwaltung berichtet monatlich.")


def test_the_chair_sets_the_order_of_voting(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    clerk.does("amend", "7/26", "--whole", "Gar nichts.", "--reference", "weit")
    clerk.does("amend", "7/26", "--add", "Etwas mehr.", "--reference", "nah")
    clerk.at("2026-02-10T20:00")
    assert clerk.refused("advance", "nah", "adopted")["code"] == "further_reaching_first"
    clerk.does("amend", "nah", "--rank", "1")
    clerk.does("advance", "nah", "rejected")
    assert clerk.refused("amend", "7/26", "--rank", "1")["code"] == "not_an_amendment"
    third = clerk.gets("amend", "7/26", "--add", "Noch mehr.", "--rank", "1")["reference"]
    clerk.does("advance", third, "rejected")


def test_an_amendment_that_fits_nowhere(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    assert clerk.refused("amend", "7/26", "--replace", "9", "x")["code"] == "unknown_point"
    assert clerk.refused("amend", "7/26")["code"] == "nothing_to_amend"
    assert clerk.refused("amend", "7/26", writes(clerk, "a.txt"), "--delete", "1")["exit"] == 2


# On the way


def test_the_council_gives_a_number_and_acknowledges(clerk: Clerk) -> None:
    reference = clerk.gets("submit", "--title", "Bänke", *POINTS, *ROUTE)["reference"]
    shown = clerk.gets("edit", reference, "--reference", "15/44", "--acknowledged", "5.1.26")
    assert (shown["reference"], shown["edited"]) == ("15/44", ["acknowledged_on", "reference"])
    clerk.does("edit", "15/44", "--reference", "15/44", "--agenda-item", "Haushalt")
    other = clerk.gets("submit", "--title", "Tische", *POINTS, *ROUTE)["reference"]
    assert clerk.refused("edit", other, "--reference", "15/44")["code"] == "reference_taken"
    assert clerk.refused("edit", other)["code"] == "nothing_to_edit"


def test_stations_are_added_dropped_and_put_on_meetings(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    shown = clerk.gets("route", "7/26", "--add", "Bauausschuss", "--before", "2")
    assert [s["organization"] for s in shown["stations"]] == [
        *("finanzausschuss", "bauausschuss", "landschaftsausschuss", "landschaftsversammlung")
    ]
    number = shown["stations"][1]["n"]
    clerk.meets("Bauausschuss", "11.02.2026")
    shown = clerk.gets(
        "route", "7/26", "--meeting", "Bauausschuss@11.02.2026", "--station", number, "--item", "4"
    )
    assert (shown["stations"][1]["date"], shown["stations"][1]["agenda_item"]) == ("2026-02-11", "4")
    wrong = clerk.refused("route", "7/26", "--meeting", "Bauausschuss@11.02.2026")
    assert wrong["code"] == "other_organization"
    shown = clerk.gets("route", "7/26", "--meeting", "none", "--station", number)
    assert shown["stations"][1]["next_meeting"]
    shown = clerk.gets("route", "7/26", "--drop", number)
    assert shown["stations"][1]["status"] == "void"
    assert clerk.refused("route", "7/26", "--drop", "1", "--add", "Bauausschuss")["exit"] == 2
    assert clerk.refused("route", "7/26", "--add", "Bauausschuss", "--role", "koch")["code"] == "not_a_choice"


def test_a_motion_is_withdrawn_with_its_amendments(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)
    clerk.does("amend", "7/26", "--delete", "2", "--reference", "7a")
    shown = clerk.gets("withdraw", "7/26", "--reason", "gemeinsamer Antrag", "--by", "8/26")
    assert (shown["state"], shown["amendments"][0]["state"]) == ("withdrawn", "fallen")
    assert clerk.refused("withdraw", "7/26")["code"] == "motion_ended"


# Reading and completing


def test_read_needs_no_database_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DOCUMENT.format(kind="Antrag"), encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.4 broken")
    ran = run("read", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "json")
    (only,) = json.loads(ran.out)
    assert (ran.status, only["schema"], only["title"]) == (7, 1, "Bänke am Kanal")
    assert "b.txt" in ran.err
    assert not (tmp_path / "laufzettel.db").exists()
    explained = run("read", tmp_path / "a.txt", "--explain").out
    assert "line 10: 1. Am Kanal" in explained
    assert run("read", "-", "--format", "csv", typed=DOCUMENT.format(kind="Antrag")).out.startswith("file,")


@pytest.mark.file_only
def test_references_and_results_are_completed_without_loading_what_writing_needs(clerk: Clerk) -> None:
    clerk.does("submit", "--title", "Bänke", "--reference", "7/26", *POINTS, *ROUTE)

    def completed(line: str) -> tuple[str, set[str]]:
        script = (
            "from workflow.commands.program import main; main([]); import sys; print(*sys.modules, sep='\\n')"
        )
        env = {
            "LAUFZETTEL_DB": str(clerk.database),
            "_LAUFZETTEL_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split()) - (not line.endswith(" "))),
        }
        ran = subprocess.run(
            [sys.executable, "-c", script],
            env=env,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path.cwd(),
        )
        answers, _, modules = ran.stdout.partition("\nsys\n")
        return answers, set(modules.splitlines())

    answers, modules = completed("laufzettel advance 7")
    assert "plain,7/26" in answers
    assert not modules & {"sqlalchemy", "rich", "workflow.office.office", "transitions", "states.machine"}
    answers, _ = completed("laufzettel advance 7/26 ref")
    assert "plain,referred" in answers
    assert "referred_for_decision" not in answers  # not possible at a recommendation


def test_a_paper_known_only_from_its_amendment_bears_its_own_date(run: Run, tmp_path: Path) -> None:
    """`zur Drucksache 042/21 vom 09.02.2021`: it was not filed on the day its amendment was."""
    clerk = Clerk(run, tmp_path).opens("kreis-unna", "2021-01-04T09:00")
    sample = Path(__file__).parents[3] / "config" / "samples" / "beratungsstelle-ergaenzung.txt"
    filed = clerk.at("2021-03-10T09:00").gets("submit", sample, "--title", "Beratungsstelle")
    assert filed["paper_added"] == "042/21"
    assert clerk.gets("show", "042/21")["submitted_on"] == "2021-02-09"
    assert clerk.gets("show", "042/21/1")["submitted_on"] == "2021-03-10"
