"""What is to be done, the most urgent first; and what `check` finds lost, late or faulty."""

from __future__ import annotations

from typing import Any

from states.refusal import Exit
from tests.workflow.commands.rehearsal import Rehearsal
from workflow.store.book import open_book


def tasks(rehearsal: Rehearsal, now: str, *more: str) -> list[tuple[str, str]]:
    """Kinds of task with their motions, in their order."""
    return [(row["task"], row["reference"]) for row in rehearsal.data(now, "next", *more)]


def task(rehearsal: Rehearsal, now: str, kind: str) -> Any:
    """One task of a kind."""
    return next(row for row in rehearsal.data(now, "next") if row["task"] == kind)


def test_nothing_to_do_is_said(rehearsal: Rehearsal) -> None:
    assert rehearsal.at("2026-01-06", "next").strip() == "Nothing is to be done."
    assert rehearsal.data("2026-01-06", "next") == []


def test_a_missing_receipt_comes_the_day_after_and_goes_with_the_acknowledgement(
    on_its_way: Rehearsal,
) -> None:
    assert tasks(on_its_way, "2026-01-12T11:00") == []
    assert tasks(on_its_way, "2026-01-13") == [("acknowledgement_missing", "1/26")]
    on_its_way.at("2026-01-13", "edit", "1/26", "--acknowledged", "13.01.2026")
    assert tasks(on_its_way, "2026-01-14") == []


def test_a_meeting_is_ahead_and_then_its_result_is_missing(on_its_way: Rehearsal) -> None:
    assert tasks(on_its_way, "2026-03-05") == [("meeting_ahead", "1/26")]
    assert tasks(on_its_way, "2026-03-05", "--within", "2") == []
    found = task(on_its_way, "2026-03-11", "result_missing")
    assert (found["due"], found["overdue"]) == ("2026-03-10", True)
    assert found["command"] == "laufzettel advance 1/26 OUTCOME"


def test_a_recommended_text_waits_for_the_faction_until_the_decision(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "adopted_amended", "--text", "1. Anders.")
    found = task(on_its_way, "2026-03-12", "choice_pending")
    assert "Ausschuss für Soziales und Gesundheit recommends another text" in found["message"]
    on_its_way.at("2026-03-17T20:00", "advance", "1/26", "adopted")
    on_its_way.at("2026-03-24T20:00", "advance", "1/26", "adopted")
    assert tasks(on_its_way, "2026-03-25") == [("objection_ends", "1/26")]
    assert tasks(on_its_way, "2026-03-28") == []


def test_a_text_that_is_owed_is_asked_for(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "adopted_amended", "--text", "unknown")
    found = task(on_its_way, "2026-03-12", "facts_owed")
    assert found["command"] == "laufzettel advance 1/26 text --text FILE"


def test_what_is_on_hold_comes_back_on_its_day(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "held", "--until", "2026-06-30")
    assert tasks(on_its_way, "2026-06-01") == []
    assert tasks(on_its_way, "2026-06-30") == [("hold_passed", "1/26")]


def test_a_draft_tells_until_when_it_has_to_be_filed(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-01-20", "draft", "--title", "Neues", "--point", "Ja.", "--route", "Kreistag", "--yes")
    found = task(on_its_way, "2026-02-20", "draft")
    assert found["due"].startswith("2026-03-13T23:59"), "ten days before the Kreistag of 24 March"
    assert "Kreistag on 24 March 2026" in found["message"]


def test_overdue_comes_before_due_and_that_before_what_has_no_date(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-01-20", "submit", "--title", "Ohne Termin", "--point", "Ja.", "--reference", "5/26",
                  "--route", "Umweltausschuss", "--yes")  # fmt: skip
    on_its_way.at("2026-01-20", "draft", "--title", "Neues", "--point", "Ja.", "--route", "Kreistag", "--yes")
    kinds = [kind for kind, _ in tasks(on_its_way, "2026-03-11")]
    assert kinds == ["result_missing", "draft", "meeting_missing"]


# check


def found(rehearsal: Rehearsal, now: str, *more: str, status: int = Exit.FAULTS) -> list[str]:
    """The codes of the faults."""
    return [row["code"] for row in rehearsal.data(now, "check", *more, status=status)]


def test_a_sound_database_is_said_to_be_sound(on_its_way: Rehearsal) -> None:
    assert found(on_its_way, "2026-02-01", "--full", status=0) == []
    assert on_its_way.at("2026-02-01", "check").strip() == "Nothing is lost, late or faulty."


def test_meetings_without_results_and_gaps_are_found(on_its_way: Rehearsal) -> None:
    assert found(on_its_way, "2026-03-12") == ["result_missing", "meeting_not_closed"]
    on_its_way.at("2026-03-12", "meeting", "held", "1")
    on_its_way.at("2026-03-12", "advance", "1/26", "deferred")
    assert found(on_its_way, "2026-03-13") == ["calendar_gap"]
    assert found(on_its_way, "2026-06-13", "--lost", "60")[0] == "lost"


def test_a_row_that_is_not_what_the_log_says_is_found(on_its_way: Rehearsal) -> None:
    with open_book(on_its_way.address) as book:
        book.database.run("UPDATE motion SET title = 'Etwas anderes'")
    assert found(on_its_way, "2026-02-01") == ["row_differs"]
    shown = on_its_way.at("2026-02-01", "check", "--full", status=Exit.FAULTS)
    assert "Etwas anderes" in shown
    assert "laufzettel audit verify" in shown
