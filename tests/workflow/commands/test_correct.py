"""`correct`: another fact in an entry's place or none at all, with its reason, and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflow.commands.clerk import Clerk, Run

ROUTE = ("--route", "Finanzausschuss@10.02.2026", "--route", "Landschaftsausschuss@12.02.2026",
         "--route", "Landschaftsversammlung@12.02.2026")  # fmt: skip
WHY = ("--reason", "Zahlendreher")


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    """A motion with one result: entry 3."""
    made = Clerk(run, tmp_path).opens("lvr", "2026-01-05T09:00")
    made.does("submit", "--title", "Bänke", "--reference", "7/26", "--point", "Aufstellen.", *ROUTE)
    made.at("2026-02-10T20:00").does("advance", "7/26", "adopted", "--votes", "9:4:1")
    return made


def test_another_count_shows_before_and_after(clerk: Clerk) -> None:
    shown = clerk.gets("correct", "7/26", 3, "--votes", "4:9:1", "--outcome", "rejected", *WHY)
    assert shown["station"]["organization"] == "landschaftsausschuss"
    assert {"field": "votes", "before": [9, 4, 1], "after": [4, 9, 1]} in shown["changes"]
    assert {"field": "outcome", "before": "adopted", "after": "rejected"} in shown["changes"]
    assert clerk.kinds("7/26")[-1] == "corrected"
    said = clerk.does("correct", "7/26", 3, "--phrase", "abgelehnt", *WHY, "--lang", "de")
    assert "Formulierung: – → abgelehnt" in said


def test_a_count_is_checked_as_if_it_were_entered_now(clerk: Clerk) -> None:
    assert clerk.refused("correct", "7/26", 3, "--votes", "4:9:1", *WHY)["code"] == "votes_contradict"
    assert clerk.refused("correct", "7/26", 3, "--on", "01.02.2027", *WHY)["code"] == "before_meeting"


def test_another_outcome_is_decided_anew_from_where_the_motion_stood(clerk: Clerk) -> None:
    clerk.meets("Finanzausschuss", "10.03.2026")
    shown = clerk.gets("correct", "7/26", 3, "--outcome", "vertagt", *WHY)
    assert (shown["station"]["organization"], shown["station"]["date"]) == ("finanzausschuss", "2026-03-10")
    assert [s["organization"] for s in shown["next"]] == ["landschaftsausschuss", "landschaftsversammlung"]
    shown = clerk.gets("correct", "7/26", 3, "--outcome", "referred", "--to", "Bauausschuss", *WHY)
    assert shown["station"]["organization"] == "bauausschuss"


def test_what_later_entries_rest_on_is_corrected_after_them(clerk: Clerk) -> None:
    clerk.at("2026-02-12T20:00").does("advance", "7/26", "adopted")
    error = clerk.refused("correct", "7/26", 3, "--take-back", *WHY)
    assert (error["code"], error["exit"]) == ("cannot_correct", 4)
    assert "4" in error["way_out"]
    clerk.does("correct", "7/26", 4, "--take-back", *WHY)
    shown = clerk.gets("correct", "7/26", 3, "--take-back", *WHY)
    assert (shown["taken_back"], shown["station"]["organization"]) == (True, "finanzausschuss")


def test_taking_back_a_result_takes_back_what_it_did_to_amendments(clerk: Clerk) -> None:
    clerk.at("2026-02-11T10:00").does("amend", "7/26", "--add", "Und Tische.", "--reference", "7a")
    clerk.at("2026-02-12T20:00").does("advance", "7a", "adopted")
    clerk.does("advance", "7/26", "adopted")
    number = len(clerk.kinds("7/26"))
    clerk.does("correct", "7/26", number, "--take-back", *WHY)
    assert clerk.gets("route", "7a")["station"] is None  # voted on there, and not gone on
    clerk.does("advance", "7/26", "adopted")
    assert clerk.gets("route", "7a")["station"]["organization"] == "landschaftsversammlung"
    assert clerk.kinds("7a")[-1] == "followed"


def test_taking_back_an_amendments_result_takes_its_text_back(clerk: Clerk) -> None:
    clerk.at("2026-02-11T10:00").does("amend", "7/26", "--add", "Und Tische.", "--reference", "7a")
    clerk.at("2026-02-12T20:00").does("advance", "7a", "adopted")
    assert len(clerk.text("7/26")) == 2
    number = clerk.kinds("7/26").index("text_amended") + 1
    error = clerk.refused("correct", "7/26", number, "--take-back", *WHY)
    assert (error["code"], "7a" in error["way_out"]) == ("follows_from_another", True)
    clerk.does("correct", "7a", clerk.kinds("7a").index("recorded") + 1, "--take-back", *WHY)
    assert len(clerk.text("7/26")) == 1
    assert clerk.refused("advance", "7/26", "adopted")["code"] == "amendment_first"


def test_another_outcome_that_would_move_amendments_is_refused(clerk: Clerk) -> None:
    clerk.at("2026-02-11T10:00").does("amend", "7/26", "--add", "Und Tische.")
    assert (
        clerk.refused("correct", "7/26", 3, "--outcome", "rejected", *WHY)["code"] == "outcome_moves_others"
    )


def test_the_entry_of_filing_has_facts_of_its_own(clerk: Clerk) -> None:
    clerk.does("correct", "7/26", 1, "--title", "Bänke und Tische", "--applicant", "Morgenröte", *WHY)
    assert clerk.gets("route", "7/26")["title"] == "Bänke und Tische"
    error = clerk.refused("correct", "7/26", 1, "--votes", "1:0", *WHY)
    assert (error["code"], error["exit"]) == ("not_in_entry", 2)
    assert "--title" in error["way_out"]


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (("7/26", 3, "--votes", "9:5:0"), "reason_missing", 2),
        (("7/26", 3, *WHY), "nothing_to_correct", 2),
        (("7/26", 99, "--take-back", *WHY), "no_such_event", 3),
        (("7/26", 1, "--take-back", *WHY), "filing_stands", 4),
    ],
)
def test_what_cannot_be_corrected(
    clerk: Clerk, arguments: tuple[object, ...], code: str, status: int
) -> None:
    error = clerk.refused("correct", *arguments)
    assert (error["code"], error["exit"]) == (code, status)
