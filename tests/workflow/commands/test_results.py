"""`results`: all of a meeting's results in one transaction, or none; every fault with its place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from states.text import Point
from tests.workflow.commands.clerk import Clerk, Run
from workflow.office.filing import Draft, Wish
from workflow.office.filing import submit as file
from workflow.office.office import Office
from workflow.store.book import open_book

STOP = ("--route", "Landschaftsversammlung@12.02.2026")


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    """Three motions before the plenary, on the evening of its meeting."""
    made = Clerk(run, tmp_path).opens("lvr", "2026-01-05T09:00")
    for n in (1, 2, 3):
        made.does("submit", "--title", f"Antrag {n}", "--reference", f"{n}/26", "--point", "Tun.", *STOP)
    return made.at("2026-02-12T22:00")


def states(clerk: Clerk) -> list[str]:
    return [clerk.gets("route", f"{n}/26")["state"] for n in (1, 2, 3)]


GERMAN = """\ufeffNummer;Ergebnis;Ja;Nein;Enthaltungen;an;Wiedervorlage
1/26;einstimmig angenommen;;;;;
2/26;abgelehnt;9;44;1;;

3/26;zurückgestellt;;;;;01.06.2026
"""
ENGLISH = """reference,outcome,votes,until
1/26,adopted,,
2/26,rejected,9:44:1,
3/26,held,,2026-06-01
"""
JSON_LINES = """{"reference": "1/26", "outcome": "adopted"}
{"reference": "2/26", "result": "rejected", "votes": {"yes": 9, "no": 44, "abstain": 1}}
{"Nummer": "3/26", "Ergebnis": "held", "until": "2026-06-01"}
"""
JSON_LIST = json.dumps([json.loads(line) for line in JSON_LINES.splitlines()])
PLAIN = """# Niederschrift vom 12.02.2026
1/26: einstimmig angenommen
2/26\tmit 9 Ja-Stimmen gegen 44 Nein-Stimmen bei 1 Enthaltung abgelehnt
3/26 – zurückgestellt, Wiedervorlage am 01.06.2026
"""


@pytest.mark.parametrize("text", [GERMAN, ENGLISH, JSON_LINES, JSON_LIST, PLAIN])
def test_every_form_of_a_file_says_the_same(clerk: Clerk, text: str) -> None:
    shown = clerk.gets("results", "-", typed=text)
    assert states(clerk) == ["adopted", "rejected", "plenary_decision"]
    by = {one["reference"]: one for one in shown["results"]}
    assert by["2/26"]["result"]["votes"] == {"yes": 9, "no": 44, "abstain": 1}
    assert by["3/26"]["station"]["until"] == "2026-06-01"


def test_a_table_from_an_office_program_need_not_be_utf8(clerk: Clerk) -> None:
    clerk.does("results", "-", typed="Nummer;Ergebnis\n1/26;für erledigt erklärt\n".encode("cp1252"))
    assert states(clerk)[0] == "settled"


def test_a_dry_run_shows_what_would_happen_and_keeps_nothing(clerk: Clerk) -> None:
    before = clerk.entries()
    said = clerk.does("results", "-", "--dry-run", typed=ENGLISH)
    assert "Nothing was recorded" in said
    assert "2/26    rejected, 9:44:1" in said
    assert clerk.entries() == before


@pytest.mark.parametrize(
    ("text", "code", "status", "place"),
    [
        ("reference,outcome\n1/26,adopted\n9/26,adopted\n", "wrong_line", 3, "r.csv:3"),
        ("reference,outcome,votes\n1/26,adopted,\n2/26,adopted,viele\n", "wrong_line", 7, "r.csv:3:3"),
        ("reference,outcome\n1/26,adopted\n2/26,xyzzy\n", "wrong_line", 7, "r.csv:3:2"),
        ("reference,outcome\n1/26,adopted\n2/26,held\n", "wrong_line", 4, "r.csv:3"),
        ("reference,outcome,until\n1/26,held,morgen\n", "wrong_line", 7, "r.csv:2:3"),
        ("reference,wetter\n1/26,schön\n", "column_unknown", 7, "r.csv:1:2"),
        ("outcome,votes\nadopted,1:0\n", "column_missing", 7, "r.csv:1"),
        ("reference,outcome\n1/26,adopted\nDrs. 1/26,adopted\n", "line_twice", 7, "r.csv:3"),
        ("reference,outcome\n1/26,adopted,x\n", "results_unreadable", 7, "r.csv:2:3"),
        ("reference,outcome\n,adopted\n", "results_unreadable", 7, "r.csv:2"),
        ('{"reference": "1/26",\n', "results_unreadable", 7, "r.csv:1:"),
        ('["1/26"]', "results_unreadable", 7, "r.csv[1]"),
        ("reference,outcome\n", "no_results", 7, "r.csv"),
    ],
)
def test_one_wrong_line_keeps_all_of_them_out(
    clerk: Clerk, text: str, code: str, status: int, place: str
) -> None:
    (clerk.folder / "r.csv").write_text(text, encoding="utf-8")
    error = clerk.refused("results", clerk.folder / "r.csv")
    assert (error["code"], error["exit"]) == (code, status)
    assert place in error["message"]
    assert states(clerk) == ["plenary_decision"] * 3


def test_the_refusal_of_a_line_is_said_in_the_language(clerk: Clerk) -> None:
    text = "Nummer;Ergebnis\n1/26;zurückgestellt\n"
    error = clerk.refused("results", "-", "--lang", "de", typed=text)
    assert "Wiedervorlagedatum" in error["message"]
    assert error["way_out"] == "Angeben mit --until DATUM. Aus der Datei wurde nichts eingetragen."


def test_amendments_go_ahead_of_their_motion_wherever_they_stand(clerk: Clerk) -> None:
    clerk.at("2026-02-01T10:00").does("amend", "1/26", "--add", "Mehr tun.", "--reference", "1/26-a")
    clerk.does("amend", "1/26", "--whole", "Nichts tun.", "--reference", "1/26-b")
    text = "1/26: angenommen\n1/26-a: angenommen\n1/26-b: abgelehnt\n"
    clerk.at("2026-02-12T22:00").does("results", "-", typed=text)
    assert clerk.text("1/26") == [("", "Tun."), ("2", "Mehr tun.")]


def test_all_lines_are_put_on_the_meeting_that_is_named(clerk: Clerk) -> None:
    other = ("--meeting", "Bauausschuss@12.02.2026")
    clerk.at("2026-02-01T10:00").meets("Bauausschuss", "12.02.2026")
    clerk.at("2026-02-12T22:00")
    assert clerk.refused("results", "-", *other, typed="1/26: angenommen\n")["code"] == "wrong_line"
    clerk.does("results", "-", "--meeting", "Landschaftsversammlung@12.02.2026", typed="1/26: angenommen\n")
    assert states(clerk)[0] == "adopted"


def test_two_hundred_results_are_one_command(clerk: Clerk) -> None:
    numbers = [f"{n}/27" for n in range(200)]
    with open_book(clerk.address) as book:
        for number in numbers:
            route = (Wish("Landschaftsversammlung", date(2026, 2, 12)),)
            draft = Draft(number, reference=number, points=(Point("", "Tun."),), route=route)
            file(Office(book, datetime(2026, 2, 1, tzinfo=UTC), "test"), draft)
    text = "".join(f"{number}: angenommen 60:20:3\n" for number in numbers)
    before = clerk.entries()
    shown = clerk.gets("results", "-", typed=text)
    assert [one["state"] for one in shown["results"]] == ["adopted"] * 200
    with open_book(clerk.address) as book:
        rows = book.database.rows(f"SELECT text FROM event ORDER BY id LIMIT 1000 OFFSET {before}")
    assert len(rows) == 200
    assert len({json.loads(row[0])["command"] for row in rows}) == 1


def test_a_motion_is_settled_with_the_consent_that_the_table_says(clerk: Clerk) -> None:
    stop = ("--route", "Bauausschuss@12.02.2026", "--route", "Landschaftsversammlung")
    clerk.does("submit", "--title", "Vier", "--reference", "4/26", "--point", "Tun.", *stop)
    table = "Nummer;Ergebnis;Zustimmung\n4/26;erledigt;{}\n"
    assert clerk.refused("results", "-", typed=table.format("vielleicht"))["exit"] == 2
    assert clerk.refused("results", "-", typed=table.format(""))["exit"] == 4
    clerk.does("results", "-", typed=table.format("nein"))
    assert clerk.gets("route", "4/26")["state"] == "plenary_decision"


MIXED = """reference,outcome,until
1/26,adopted,
9/26,adopted,
2/26,xyzzy,
3/26,held,
"""


def refuses_some(clerk: Clerk, text: str, *more: str) -> dict[str, Any]:
    """What `--each` shows where not all lines could be recorded."""
    ran = clerk.tries("results", "-", "--each", *more, "--format", "json", typed=text)
    assert ran.status == 9, ran
    return dict(json.loads(ran.out))


def test_each_line_for_itself_records_what_can_be_recorded(clerk: Clerk) -> None:
    """And names every other with its place, its reason and the way out."""
    shown = refuses_some(clerk, MIXED)
    assert [one["reference"] for one in shown["results"]] == ["1/26"]
    assert states(clerk) == ["adopted", "plenary_decision", "plenary_decision"]
    found = [(one["place"], one["reference"], one["exit"]) for one in shown["refused"]]
    assert found == [
        ("standard input:3", "9/26", 3),
        ("standard input:4:2", "2/26", 7),
        ("standard input:5", "3/26", 4),
    ]
    again = refuses_some(clerk, "1/26: angenommen\n2/26: abgelehnt\n")
    assert [one["reference"] for one in again["refused"]] == ["1/26"]
    assert states(clerk)[1] == "rejected"


def test_each_line_for_itself_ends_well_where_all_are_recorded(clerk: Clerk) -> None:
    clerk.does("amend", "1/26", "--add", "Mehr tun.", "--reference", "1/26-a")
    shown = clerk.gets("results", "-", "--each", typed="1/26: angenommen\n1/26-a: angenommen\n")
    assert shown["refused"] == []
    assert clerk.text("1/26") == [("", "Tun."), ("2", "Mehr tun.")]


def test_each_line_may_be_tried_without_keeping_anything(clerk: Clerk) -> None:
    before = clerk.entries()
    shown = refuses_some(clerk, MIXED, "--dry-run")
    assert [one["reference"] for one in shown["results"]] == ["1/26"]
    assert len(shown["refused"]) == 3
    assert clerk.entries() == before
