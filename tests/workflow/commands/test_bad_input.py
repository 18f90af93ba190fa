"""Bad input is one sentence with its way out and an exit status of its own; nothing is left half written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from states.event import Event, Fact
from states.refusal import Exit
from tests.workflow.commands.clerk import Clerk, Run
from tests.workflow.commands.rehearsal import Rehearsal
from workflow.office.office import Office
from workflow.store.book import open_book

MOTION = """Antrag der Fraktion Morgenröte
Drucksachen-Nr.: 7/2026
Bänke am Kanal
Beschlussvorschlag:
1. Am Kanal werden Bänke aufgestellt.
2. Die Verwaltung berichtet jährlich.
Begründung:
Wer am Kanal geht, möchte auch einmal sitzen.
"""
ROUTE = ("--route", "Finanzausschuss@10.02.2026", "--route", "Landschaftsausschuss@12.02.2026",
         "--route", "Landschaftsversammlung@12.02.2026")  # fmt: skip


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    """A council with one motion on its way, the evening before its first meeting."""
    made = Clerk(run, tmp_path).opens("lvr", "2026-01-05T09:00")
    (tmp_path / "antrag.txt").write_text(MOTION, encoding="utf-8")
    made.does("submit", tmp_path / "antrag.txt", *ROUTE)
    return made.at("2026-02-10T20:00")


def test_an_unknown_reference_offers_the_nearest(clerk: Clerk) -> None:
    error = clerk.refused("advance", "7/2062", "adopted")
    assert (error["code"], error["exit"]) == ("unknown_reference", 3)
    assert "7/2026" in error["way_out"]


def test_an_unknown_outcome_offers_the_nearest_and_what_is_possible(clerk: Clerk) -> None:
    error = clerk.refused("advance", "7/2026", "adoptet")
    assert (error["code"], error["exit"]) == ("outcome_unknown", 7)
    assert "“adopted”" in error["way_out"]
    assert "deferred" in error["way_out"]
    assert clerk.refused("advance", "7/2026", "xyzzy", "--lang", "de")["way_out"].startswith("Für 7/2026")


def test_an_outcome_that_is_not_possible_here_says_what_would_be(clerk: Clerk) -> None:
    error = clerk.refused("advance", "7/2026", "referred_for_decision", "--to", "Bauausschuss")
    assert (error["code"], error["exit"]) == ("not_possible_here", 4)
    assert "adopted" in error["way_out"]
    assert "referred for decision" not in error["way_out"]


def test_a_result_before_the_meeting_began(clerk: Clerk) -> None:
    error = clerk.at("2026-02-09T20:00").refused("advance", "7/2026", "adopted")
    assert (error["code"], error["exit"]) == ("before_meeting", 4)


@pytest.mark.parametrize(
    ("votes", "outcome", "code", "status"),
    [
        ("viele", "adopted", "invalid_votes", 7),
        ("9:4:1 = CDU 5:0:0, SPD 3:4:1", "adopted", "votes_do_not_add_up", 4),
        ("4:9:1", "adopted", "votes_contradict", 4),
        ("9:4:1", "rejected", "votes_contradict", 4),
        ("7:7:0", "adopted", "votes_contradict", 4),
    ],
)
def test_votes_that_cannot_be(clerk: Clerk, votes: str, outcome: str, code: str, status: int) -> None:
    error = clerk.refused("advance", "7/2026", outcome, "--votes", votes)
    assert (error["code"], error["exit"]) == (code, status)


def test_a_meeting_that_does_not_exist_says_how_to_add_it(clerk: Clerk) -> None:
    error = clerk.refused("advance", "7/2026", "adopted", "--on", "09.02.2026")
    assert (error["code"], error["exit"]) == ("no_meeting", 3)
    assert "laufzettel meeting add finanzausschuss" in error["way_out"]
    assert clerk.refused("advance", "7/2026", "adopted", "--meeting", "99")["exit"] == 3


def test_a_meeting_of_another_organization(clerk: Clerk) -> None:
    clerk.at("2026-02-12T20:00")
    error = clerk.refused("advance", "7/2026", "adopted", "--meeting", "Landschaftsausschuss@12.02.2026")
    assert (error["code"], error["exit"]) == ("not_its_turn", 4)


@pytest.mark.parametrize("text", ["31.02.2026", "gestern abend", "03/10/2009", "5"])
def test_a_date_that_is_no_date(clerk: Clerk, text: str) -> None:
    error = clerk.refused("advance", "7/2026", "held", "--until", text)
    assert (error["code"], error["exit"]) == ("not_a_date", 7)


def test_a_file_that_is_no_motion_says_what_it_seems_to_be(clerk: Clerk) -> None:
    agenda = clerk.folder / "einladung.txt"
    agenda.write_text("Einladung\nzur Sitzung des Bauausschusses am 03.03.2026\n1. Begrüßung\n", "utf-8")
    error = clerk.refused("submit", agenda)
    assert (error["code"], error["exit"]) == ("not_a_motion", 7)
    assert "invitation" in error["message"]


def test_a_file_that_is_not_there_and_one_without_text(clerk: Clerk) -> None:
    assert clerk.refused("submit", clerk.folder / "weg.txt")["exit"] == 3
    (clerk.folder / "leer.txt").write_text(" \n")
    assert clerk.refused("submit", clerk.folder / "leer.txt")["exit"] == 7


def test_a_number_that_is_taken(clerk: Clerk) -> None:
    error = clerk.refused("submit", clerk.folder / "antrag.txt", *ROUTE)
    assert (error["code"], error["exit"]) == ("reference_taken", 5)


def test_a_motion_without_title_or_points(clerk: Clerk) -> None:
    error = clerk.refused("submit", "--route", "Bauausschuss", "--title", "Radweg")
    assert (error["code"], error["exit"]) == ("no_substance", 7)
    assert "point" in error["message"]


def test_an_organization_nobody_knows(clerk: Clerk) -> None:
    error = clerk.refused("advance", "7/2026", "referred", "--to", "Finanzauschuss West")
    assert (error["code"], error["exit"]) == ("unknown_organization", 3)
    shown = clerk.gets("advance", "7/2026", "referred", "--to", "Werksausschuss", "--add-organizations")
    assert shown["station"]["name"] == "Werksausschuss"


@pytest.mark.file_only
def test_no_database_a_damaged_one_and_one_of_another_version(clerk: Clerk) -> None:
    def status(path: Path) -> tuple[str, int]:
        error = clerk.refused("advance", "7/2026", "adopted", "--db", path)
        return error["code"], error["exit"]

    assert status(clerk.folder / "keine.db") == ("no_database", 10)
    (clerk.folder / "text.db").write_text("kein SQLite")
    assert status(clerk.folder / "text.db")[1] == 10
    whole = clerk.database.read_bytes()
    (clerk.folder / "half.db").write_bytes(whole[: len(whole) // 2])
    assert status(clerk.folder / "half.db")[1] == 10
    with sqlite3.connect(clerk.database) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    assert status(clerk.database) == ("newer_database", 10)


def test_the_clock_of_a_real_database_cannot_be_set(run: Run, tmp_path: Path) -> None:
    assert run("init", "--council", "lvr").status == 0
    refused = Clerk(run, tmp_path).refused("submit", "--title", "Radweg", "--point", "Bauen.")
    assert (refused["code"], refused["exit"]) == ("clock_is_real", 4)


def enters(clerk: Clerk, login: str, *roles: str) -> None:
    """Somebody with roles, as laufzettel person does it."""
    with open_book(clerk.address) as book:
        from datetime import UTC, datetime

        office = Office(book, datetime(2026, 1, 6, tzinfo=UTC), "test")
        council = book.council(None).id
        with book.writing():
            data = {"login": {"~": book.personal(council, login)}, "roles": list(roles)}
            stream = f"person:{book.next_person_id()}"
            book.append(council, [Fact(stream, Event("person_added", data))], office.stamp())


def council_log(clerk: Clerk) -> list[tuple[str, dict[str, object]]]:
    """What the council's own stream tells."""
    with open_book(clerk.address) as book:
        council = book.council(None).id
        return [(e.kind, dict(e.data)) for e in book.history("council", council)]


def test_a_role_that_may_not_is_refused_and_the_attempt_is_noted(clerk: Clerk) -> None:
    import getpass

    enters(clerk, getpass.getuser(), "reader")
    ran = clerk.tries("advance", "7/2026", "adopted")
    assert ran.status == 8
    assert "manager" in ran.err
    kind, data = council_log(clerk)[-1]
    assert (kind, data["action"], data["code"]) == ("refused", "record", "not_allowed")
    assert clerk.kinds("7/2026") == ["submitted", "opened"]


def test_acting_for_another_needs_a_role_that_may_and_is_noted(clerk: Clerk) -> None:
    import getpass

    enters(clerk, "maria", "staff")
    enters(clerk, getpass.getuser(), "staff")
    assert clerk.tries("advance", "7/2026", "adopted", "--as", "maria").status == 8
    assert clerk.tries("advance", "7/2026", "adopted", "--as", "nobody").status == 3
    enters(clerk, "paul", "manager")
    clerk.env["LAUFZETTEL_AS"] = "maria"
    assert clerk.tries("advance", "7/2026", "adopted").status == 8
    clerk.env.clear()
    assert clerk.tries("advance", "7/2026", "adopted").status == 0


def test_while_nobody_is_entered_anybody_may_act_for_anybody_and_is_named(clerk: Clerk) -> None:
    ran = clerk.tries("advance", "7/2026", "adopted", "--as", "maria")
    assert ran.status == 0
    assert "maria" in ran.err
    kind, data = council_log(clerk)[-1]
    assert kind == "acted_for"
    assert set(data) == {"by", "for", "command"}


def test_words_of_the_command_line_are_quoted_like_everything_else(rehearsal: Rehearsal) -> None:
    """One line, and the quotes of the language: those of the library never show."""
    said = rehearsal.at("2026-01-05", "--lang", "xx", "list", status=Exit.USAGE)
    assert "“--lang”" in said
    assert "'" not in said
    shells = rehearsal.at("2026-01-05", "completion", status=Exit.USAGE)
    assert "bash, zsh, fish" in shells


def test_a_result_that_is_meant_is_offered_by_its_name(on_its_way: Rehearsal) -> None:
    """Not by the program's own code."""
    said = on_its_way.at("2026-03-10T20:00", "advance", "1/26", "in part", status=Exit.INPUT)
    assert "Is “adopted in part” meant?" in said


def test_a_rule_that_is_empty_or_too_long_is_told_as_a_rule(rehearsal: Rehearsal) -> None:
    """In the words of rules, not of JSON cases."""
    line = ("deadlines", "compute")
    empty = rehearsal.at("2026-01-05", *line, "", "--meeting", "2026-05-12", status=Exit.INPUT)
    assert "cannot be read at character 1" in empty
    long = rehearsal.at("2026-01-05", *line, "99999999 days before", "--meeting", "2026-05-12", status=7)
    assert "“days”" in long


def test_a_plan_takes_the_name_of_a_kind_in_either_language(rehearsal: Rehearsal) -> None:
    rehearsal.at("2026-01-05", "meeting", "add", "Kreistag", "24.03.2026", "17:00")
    for name in ("urgent_motion", "Dringlichkeitsantrag"):
        found = rehearsal.data("2026-03-20", "plan", name)
        assert (found["what"], found["decided_on"]) == ("urgent_motion", "2026-03-24")
    assert "urgency voted on first" in rehearsal.at("2026-03-20", "plan", "urgent_motion")


def test_a_misspelt_organization_is_not_made_a_new_one(on_its_way: Rehearsal) -> None:
    """What is typed and nearly known is refused; what nobody knows is entered, with a note."""
    line = ("submit", "--title", "Wege", "--reference", "7/26", "--point", "So.", "--yes", "--route")
    said = on_its_way.at("2026-01-06", *line, "Kreistga@24.03.2026", status=Exit.NOT_FOUND)
    assert "Kreistag" in said
    made = on_its_way.data("2026-01-06", *line, "Naturschutzbeirat@24.03.2026")
    assert made["organizations_added"] == ["Naturschutzbeirat"]


def test_a_receipt_is_acknowledged_after_the_filing_and_not_tomorrow(on_its_way: Rehearsal) -> None:
    filed = on_its_way.data("2026-02-01", "show", "1/26")["submitted_on"]
    for day in ("2025-12-01", "2026-02-02"):
        on_its_way.at("2026-02-01", "edit", "1/26", "--acknowledged", day, status=Exit.INPUT)
    on_its_way.at("2026-02-01", "edit", "1/26", "--acknowledged", filed)


def test_results_are_one_file(on_its_way: Rehearsal, tmp_path: Path) -> None:
    said = on_its_way.at("2026-03-10T20:00", "results", tmp_path, status=Exit.INPUT)
    assert "is a folder" in said


def test_a_deadline_ends_at_midnight_in_every_sentence(on_its_way: Rehearsal) -> None:
    line = ("submit", "--title", "Spät", "--reference", "8/26", "--point", "So.", "--yes", "--route")
    said = on_its_way.at("2026-03-20", *line, "Kreistag@24.03.2026")
    assert "24:00" in said
    assert "23:59" not in said
