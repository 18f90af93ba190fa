"""Cases as JSON objects: what each parameter does, and that none is ignored."""

from __future__ import annotations

from typing import Any

import pytest

from states.refusal import Refusal
from tests.workflow.rules.cases import case, deadline, solve
from workflow.rules.deadline_json import FORMS, case_from_json, question_from_case
from workflow.rules.deadline_refusals import (
    CaseUnreadable,
    FieldInvalid,
    FieldMissing,
    FieldUnknown,
    LandUnknown,
    ModeUnknown,
    RegionalHolidayUnknown,
    ZoneUnknown,
)

EVENT = {"event_datetime": "2026-05-12"}


@pytest.mark.parametrize(
    ("mode", "params", "expected"),
    [
        ("clear_days_before", {"n": 10, "count_session_day": True}, "2026-05-02T23:59:59+02:00"),
        ("clear_days_before", {"n": 10, "count_receipt_day": True}, "2026-05-02T23:59:59+02:00"),
        ("ordinal_day_before", {"n": 10, "count_receipt_day": False}, "2026-05-01T23:59:59+02:00"),
        ("ordinal_day_before", {"n": 10, "count_session_day": True}, "2026-05-03T23:59:59+02:00"),
        ("days_before_incl_session", {"n": 9, "count_receipt_day": True}, "2026-05-04T23:59:59+02:00"),
        ("ordinal_day_before", {"n": 10, "time": "12:00"}, "2026-05-02T12:00:00+02:00"),
        ("ordinal_day_before", {"n": 10, "time": "24:00"}, "2026-05-02T23:59:59+02:00"),
        ("ordinal_day_before", {"n": 10, "time": "desk", "desk": "16.15"}, "2026-05-02T16:15:00+02:00"),
        ("days_before_ambiguous", {"n": 10, "reading": "ordinal"}, "2026-05-02T23:59:59+02:00"),
        ("clear_weeks_before", {"weeks": 2}, "2026-04-27T23:59:59+02:00"),
        ("weeks_before", {"weeks": 2}, "2026-04-27T23:59:59+02:00"),
        ("months_before", {"months": 1}, "2026-04-11T23:59:59+02:00"),
        ("werktage_before", {"n": 9}, "2026-04-30T23:59:59+02:00"),
        ("werktage_before", {"n": 7, "saturday_is_werktag": False}, "2026-04-30T23:59:59+02:00"),
        ("arbeitstage_before", {"n": 7, "soft": True}, "2026-04-30T23:59:59+02:00"),
        ("arbeitstage_before", {"n": 7, "reading": "clear"}, "2026-04-29T23:59:59+02:00"),
        ("hours_before", {"hours": 48, "clock": "wall"}, "2026-05-10T19:00:00+02:00"),
        (
            "composite",
            {"n": 3, "anchor": "ladungsfrist_beginn", "ladungsfrist_days": 7},
            "2026-05-01T23:59:59+02:00",
        ),
        ("days_after", {"n": 14, "count_event_day": True}, "2026-05-25T23:59:59+02:00"),
        ("weeks_after_day_included", {"weeks": 6}, "2026-06-22T23:59:59+02:00"),
        ("window_after", {"earliest_days": 3, "latest_days": 10}, "2026-05-22T23:59:59+02:00"),
        ("window_after", {"earliest": 3, "latest_months": 1}, "2026-06-12T23:59:59+02:00"),
        ("earliest_after", {"n": 3, "reading": "ordinal"}, "2026-05-15"),
        ("earliest_after", {"weeks": 1}, "2026-05-20"),
        ("lock_months", {"months": 6}, "2026-11-12"),
        ("lock_years", {"years": 1}, "2027-05-12"),
        ("nth_next_session", {"sessions": ["2026-08-25", "2026-05-12", "2026-06-09"]}, "2026-06-09"),
        ("nth_next_session", {"n": 2, "sessions": ["2026-06-09T17:00", "2026-08-25T17:00"]}, "2026-08-25"),
    ],
)
def test_each_parameter_is_heeded(mode: str, params: dict[str, Any], expected: str) -> None:
    """Counted by hand from the meeting of Tuesday, 12 May 2026, or from that day as an event."""
    assert deadline(mode, params, **EVENT) == expected


@pytest.mark.parametrize(
    ("given", "refusal", "named"),
    [
        (case("clear_days_before", {"n": 10, "count_sunday": True}), FieldUnknown, "count_sunday"),
        (case("clear_days_before", {"n": 10}, colour="red"), FieldUnknown, "colour"),
        (case("days_after", {"n": 3, "weeks": 1}), FieldUnknown, "weeks"),
        (case("ordinal_day_before", {"n": 3, "core_end": "15:30"}), FieldUnknown, "core_end"),
        (case("clear_days_before"), FieldMissing, "n"),
        (case("window_after", {"earliest_days": 3}), FieldMissing, "latest_days"),
        ({"params": {"n": 3}}, FieldMissing, "mode"),
        (case("clear_days_before", {"n": "10"}), FieldInvalid, "n"),
        (case("clear_days_before", {"n": True}), FieldInvalid, "n"),
        (case("clear_days_before", {"n": 1.5}), FieldInvalid, "n"),
        (case("clear_days_before", {"n": 1, "count_session_day": "no"}), FieldInvalid, "count_session_day"),
        (case("ordinal_day_before", {"n": 1, "time": "noon"}), FieldInvalid, "time"),
        (case("ordinal_day_before", {"n": 1, "time": "25:00"}), FieldInvalid, "time"),
        (case("werktage_before", {"n": 1, "reading": "loose"}), FieldInvalid, "reading"),
        (case("composite", {"n": 1}), FieldInvalid, "anchor"),
        (case("nth_next_session", {"sessions": "2026-06-09"}), FieldInvalid, "sessions"),
        (case("days_after", [3]), FieldInvalid, "params"),  # type: ignore[arg-type]
        (case("days_after", {"n": 1}, event_datetime="12.05.2026"), FieldInvalid, "event_datetime"),
        (case("days_after", {"n": 1}, event_datetime="2026-02-30"), FieldInvalid, "event_datetime"),
        (
            case("days_after", {"n": 1}, weekend_holiday_policy="sometimes"),
            FieldInvalid,
            "weekend_holiday_policy",
        ),
        (case("days_after", {"n": 1}, whose_deadline="nobody"), FieldInvalid, "whose_deadline"),
        (case("days_after", {"n": 1}, land=7), FieldInvalid, "land"),
    ],
)
def test_what_cannot_be_heeded_is_named(given: dict[str, Any], refusal: type[Refusal], named: str) -> None:
    """A slip of the pen in a rule must never pass as a rule without it."""
    with pytest.raises(refusal) as raised:
        solve(given)
    assert raised.value.facts["field"] == named


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (case("fortnight_before", {"n": 1}), ModeUnknown),
        ({"mode": ["days_after"]}, ModeUnknown),
        (case("days_after", {"n": 1}, land="XX"), LandUnknown),
        (case("days_after", {"n": 1}, timezone="Europe/Kiel"), ZoneUnknown),
        (case("days_after", {"n": 1}, timezone="../etc"), ZoneUnknown),
        (case("days_after", {"n": 1}, timezone="Europe"), ZoneUnknown),
        (case("days_after", {"n": 3}, regional_holidays=["Schützenfest"]), RegionalHolidayUnknown),
    ],
)
def test_unknown_names_are_refused(given: dict[str, Any], refusal: type[Refusal]) -> None:
    """Modes, Länder, zones and regional holidays are known by name."""
    with pytest.raises(refusal):
        solve(given)


def test_a_land_may_be_named_as_people_do() -> None:
    """By code, ISO code, abbreviation or name."""
    for name in ("NW", "de-nw", "NRW", "Nordrhein-Westfalen"):
        assert question_from_case(case("days_after", {"n": 1}, land=name)).calendar.land == "NW"


def test_a_case_may_say_its_rule_in_words() -> None:
    """`rule` stands for mode and params; both together would contradict each other."""
    given: dict[str, object] = {"rule": "10 clear days before", "session_datetime": "2026-05-12T19:00"}
    assert solve(given)["deadline"] == "2026-05-01T23:59:59+02:00"
    with pytest.raises(FieldUnknown):
        solve({**given, "mode": "days_after"})


def test_the_wording_decides_whether_a_number_bears_two_readings() -> None:
    """“Full days” and days “between” do not; a bare number does, and so does a case without wording."""
    plain = case("clear_days_before", {"n": 10}, rule_text="zwischen Zugang und Sitzung zehn Tage")
    bare = case("clear_days_before", {"n": 10}, rule_text="spätestens zehn Tage vor der Sitzung")
    assert solve(plain)["alternatives"] == []
    assert solve(bare)["alternatives"] == ["2026-05-02T23:59:59+02:00"]
    assert solve(case("clear_days_before", {"n": 10}))["alternatives"] == ["2026-05-02T23:59:59+02:00"]


def test_days_the_office_is_closed_and_dates_of_force_are_read() -> None:
    """Further keys that a council's file knows."""
    closed = case("arbeitstage_before", {"n": 1}, closed_days=["2026-05-11"])
    assert solve(closed)["deadline"] == "2026-05-08T23:59:59+02:00"
    rule = question_from_case(case("days_after", {"n": 1}, in_force_from="2026-01-01", paragraph="§ 3")).rule
    assert (str(rule.in_force_from), rule.paragraph) == ("2026-01-01", "§ 3")


def test_any_rule_may_be_a_should() -> None:
    """`soft` changes no date; the explanation says so."""
    given = case("window_after", {"earliest_days": 3, "latest_weeks": 2, "soft": True}, **EVENT)
    assert question_from_case(given).rule.soft
    assert solve(given)["deadline"] == "2026-05-26T23:59:59+02:00"


def test_a_first_free_day_that_contradicts_the_count_is_pointed_out() -> None:
    """The count stands; the explanation names the difference."""
    from workflow.rules.deadline import answer

    given = case("lock_months", {"months": 6, "first_free": "2026-11-14"}, **EVENT)
    codes = [step.code for step in answer(question_from_case(given)).explanation]
    assert "first_free_differs" in codes
    assert solve(given)["deadline"] == "2026-11-12"


@pytest.mark.parametrize("text", ["", "{", "[1]", "7", "{'mode': 1}", "[" * 100_000, "9" * 5_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    """With its place, and never with an error of Python."""
    with pytest.raises(CaseUnreadable):
        case_from_json(text)


@pytest.mark.parametrize("mode", sorted(FORMS))
def test_every_mode_refuses_a_parameter_it_does_not_know(mode: str) -> None:
    """Whatever else is given, the unknown one is refused or something missing is."""
    params = {"n": 3, "anchor": "x", "earliest_days": 1, "latest_days": 3, "sessions": [], "nonsense": 1}
    with pytest.raises((FieldUnknown, FieldMissing)):
        solve(case(mode, params, **EVENT))
