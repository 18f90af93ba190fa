"""The history tells what took effect when, what was recorded when, and keeps what was put right readable."""

from __future__ import annotations

import pytest

from tests.workflow.commands.rehearsal import Rehearsal


@pytest.fixture
def corrected(on_its_way: Rehearsal) -> Rehearsal:
    """Adopted on 10 March, entered on the 12th; the count put right on the 20th."""
    on_its_way.at(
        "2026-03-12T09:00", "advance", "1/26", "adopted", "--votes", "9:4:1", "--phrase", "so empfohlen"
    )
    number = on_its_way.data("2026-03-12T10:00", "history", "1/26")["entries"][-1]["n"]
    on_its_way.at(
        "2026-03-20T09:00", "correct", "1/26", number, "--votes", "8:5:1", "--reason", "Zahlendreher", "--yes"
    )
    return on_its_way


def texts(rehearsal: Rehearsal, *more: str) -> list[str]:
    """The sentences of the entries."""
    return [entry["text"] for entry in rehearsal.data("2026-04-01", "history", "1/26", *more)["entries"]]


def test_both_dates_are_told_where_they_differ(corrected: Rehearsal) -> None:
    shown = corrected.at("2026-04-01", "history", "1/26")
    assert "recorded 10:00" in shown, "filed and recorded on one day"
    assert "recorded 12 March 2026, 09:00" in shown
    assert "“so empfohlen”" in shown


def test_a_corrected_entry_stays_readable_beside_its_correction(corrected: Rehearsal) -> None:
    shown = corrected.at("2026-04-01", "history", "1/26")
    assert "~Ausschuss für Soziales und Gesundheit: adopted (9:4:1)~" in shown
    assert "Votes: 9:4:1 → 8:5:1" in shown
    assert "Reason: Zahlendreher" in shown
    entries = corrected.data("2026-04-01", "history", "1/26")["entries"]
    assert entries[-1]["corrects"] == entries[-2]["n"]
    assert entries[-2]["corrected_by"] == entries[-1]["n"]


def test_as_of_a_day_holds_what_is_known_now(corrected: Rehearsal) -> None:
    """On 11 March the vote of the 10th held, as it was put right since, though nobody had entered it."""
    assert texts(corrected, "--as-of", "11.03.2026")[-1].endswith("adopted (8:5:1)")
    assert len(texts(corrected, "--as-of", "09.03.2026")) == 1


def test_known_at_a_day_is_what_was_on_record(corrected: Rehearsal) -> None:
    assert len(texts(corrected, "--known-at", "11.03.2026")) == 1
    assert texts(corrected, "--known-at", "15.03.2026")[-1].endswith("adopted (9:4:1)")
    assert texts(corrected, "--known-at", "20.03.2026")[-1].startswith("Correction of entry")


def test_a_date_given_by_hand_is_told_and_one_that_follows_from_an_entry_is_not(
    on_its_way: Rehearsal,
) -> None:
    """The number on the agenda and a meeting that was found are history; what a deferral moves is not."""
    on_its_way.at("2026-02-01T09:00", "route", "1/26", "--item", "7.1")
    told = on_its_way.at("2026-04-01", "history", "1/26")
    assert "Agenda item 7.1" in told
    assert "item 7.1" in on_its_way.at("2026-02-01T10:00", "show", "1/26")
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "deferred", "--to", "31.03.2026")
    entries = on_its_way.data("2026-04-01", "history", "1/26")["entries"]
    assert [e["kind"] for e in entries] == ["submitted", "scheduled", "recorded"]
    full = on_its_way.data("2026-04-01", "history", "1/26", "--full")["entries"]
    assert [e["kind"] for e in full].count("scheduled") > 1


def test_the_state_of_that_day_is_told(corrected: Rehearsal) -> None:
    then = corrected.data("2026-04-01", "history", "1/26", "--known-at", "11.03.2026")
    assert (then["state"], then["organization"]) == (
        "committee_recommendation",
        "Ausschuss für Soziales und Gesundheit",
    )
    later = corrected.data("2026-04-01", "history", "1/26", "--as-of", "11.03.2026")
    assert (later["state"], later["organization"]) == ("committee_decision", "Kreisausschuss")


def test_full_shows_what_the_program_noted_beside(corrected: Rehearsal) -> None:
    assert "opened" not in {e["kind"] for e in corrected.data("2026-04-01", "history", "1/26")["entries"]}
    assert "opened" in {
        e["kind"] for e in corrected.data("2026-04-01", "history", "1/26", "--full")["entries"]
    }


def test_every_kind_of_event_has_its_words() -> None:
    """An event of the log that the fold knows is never shown by its code."""
    from states.fold import STEPS
    from workflow.commands.history_words import _SAYERS

    assert set(STEPS) == set(_SAYERS)
