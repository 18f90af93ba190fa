"""Meetings are entered, moved, cancelled and held; what hangs on them is shown first and moves with them."""

from __future__ import annotations

import pytest

from states.refusal import Exit
from tests.workflow.commands.rehearsal import Rehearsal

NOW = "2026-01-05T10:00"


def dates(rehearsal: Rehearsal, *more: str) -> list[str]:
    """The days of the list."""
    return [row["date"] for row in rehearsal.data(NOW, "meeting", "list", *more)]


def codes(result: dict[str, list[dict[str, str]]]) -> list[str]:
    """Which conflicts were found."""
    return [conflict["code"] for conflict in result["conflicts"]]


def test_the_list_is_empty_and_then_has_what_was_added(rehearsal: Rehearsal) -> None:
    assert rehearsal.data(NOW, "meeting", "list") == []
    rehearsal.at(NOW, "meeting", "add", "KA", "Di., 17.03.2026", "17.30 Uhr", "--place", "Kreishaus")
    (row,) = rehearsal.data(NOW, "meeting", "list")
    assert (row["organization"], row["date"], row["begins"]) == ("kreisausschuss", "2026-03-17", "17:30")
    assert (row["place"], row["status"], row["motions"]) == ("Kreishaus", "scheduled", 0)


def test_the_list_narrows_by_organization_and_days(on_its_way: Rehearsal) -> None:
    assert dates(on_its_way, "--from", "11.03.2026", "--until", "17.03.2026") == ["2026-03-17"]
    assert dates(on_its_way, "--organization", "Kreistag") == ["2026-03-24"]
    assert dates(on_its_way, "--from", "today") == ["2026-03-10", "2026-03-17", "2026-03-24"]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("KA",), Exit.USAGE),
        (("KA", "31.02.2026"), Exit.INPUT),
        (("KA", "03.03.2026", "25:00"), Exit.INPUT),
        (("Kaffeerunde", "03.03.2026"), Exit.NOT_FOUND),
        (("KA", "--every", "now and then", "--until", "31.12.2026"), Exit.INPUT),
        (("KA", "--every", "second Tuesday"), Exit.USAGE),
    ],
)
def test_what_is_no_meeting_is_refused_and_nothing_entered(
    rehearsal: Rehearsal, line: tuple[str, ...], status: int
) -> None:
    rehearsal.at(NOW, "meeting", "add", *line, status=status)
    assert dates(rehearsal) == []


def test_a_series_leaves_out_the_summer_break_and_comes_once(rehearsal: Rehearsal) -> None:
    line = ("meeting", "add", "Kreistag", "17:00", "--every", "second Tuesday", "--until", "31.12.2026")
    made = rehearsal.data(NOW, *line, "--not-in", "Sommerpause", "--not-in", "10.11.2026")
    assert [row["date"] for row in made["left_out"]] == ["2026-08-11", "2026-11-10"]
    assert len(made["meetings"]) == 10
    again = rehearsal.data(NOW, *line, "--not-in", "Sommerpause", "--not-in", "10.11.2026")
    assert (again["meetings"], again["unchanged"]) == ([], 10)


def test_days_and_deadlines_that_speak_against_a_meeting_are_told(rehearsal: Rehearsal) -> None:
    assert codes(rehearsal.data(NOW, "meeting", "add", "KA", "14.05.2026")) == ["holiday"]
    assert codes(rehearsal.data(NOW, "meeting", "add", "KA", "16.05.2026")) == ["weekend"]
    assert codes(rehearsal.data(NOW, "meeting", "add", "KA", "08.01.2026")) == ["deadline_passed"]
    assert codes(rehearsal.data(NOW, "meeting", "add", "KA", "03.06.2026", "10:00")) == []
    assert codes(rehearsal.data(NOW, "meeting", "add", "KA", "03.06.2026", "17:00")) == ["same_day"]


def test_a_move_shows_motions_deadlines_and_reminders_and_a_dry_run_does_nothing(
    on_its_way: Rehearsal,
) -> None:
    line = ("meeting", "move", "Kreisausschuss@17.03.2026", "19.03.2026", "18:00")
    shown = on_its_way.data("2026-02-01", *line, "--dry-run")
    assert shown["done"] is False
    assert [m["reference"] for m in shown["motions"]] == ["1/26"]
    moved = {(s["kind"], s["key"]): (s["before"][:10], s["after"][:10]) for s in shown["shifts"]}
    assert moved["deadline", "antragsfrist"] == ("2026-03-06", "2026-03-08")
    assert ("reminder", "result") in moved
    assert ("reminder", "prepare") not in moved, "the motion has been filed"
    assert "2026-03-17" in dates(on_its_way)
    assert on_its_way.data("2026-02-01", *line)["done"] is True
    assert dates(on_its_way) == ["2026-03-10", "2026-03-19", "2026-03-24"]
    assert on_its_way.data("2026-02-01", "show", "1/26")["route"][1]["date"] == "2026-03-19"


def test_a_move_past_another_station_is_told(on_its_way: Rehearsal) -> None:
    behind = on_its_way.data("2026-02-01", "meeting", "move", "Kreisausschuss@17.03.2026", "26.03.2026")
    assert codes(behind) == ["later_station_earlier"]
    ahead = on_its_way.data("2026-02-01", "meeting", "move", "Kreistag@24.03.2026", "05.03.2026")
    assert codes(ahead) == ["earlier_station_later", "earlier_station_later"]


def test_a_move_to_where_it_is_changes_nothing(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-02-01", "meeting", "move", "1", "10.03.2026", status=Exit.USAGE)


def test_a_cancelled_meeting_sends_its_motions_on_and_says_where(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-01-05", "meeting", "add", "Sozialausschuss", "14.04.2026")
    shown = on_its_way.data("2026-02-01", "meeting", "cancel", "Sozialausschuss@10.03.2026")
    assert shown["motions"][0]["then"] == "2026-04-14"
    assert all(s["after"] is None for s in shown["shifts"])
    assert on_its_way.data("2026-02-01", "show", "1/26")["station"]["date"] == "2026-04-14"


def test_a_meeting_is_held_once_it_began_and_its_minutes_come_after_it(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-03-01", "meeting", "held", "1", status=Exit.RULE)
    held = on_its_way.data("2026-03-10T20:00", "meeting", "held", "1", "--ends", "19:10")
    assert (held["after"]["status"], held["after"]["ends"]) == ("held", "19:10")
    assert [m["reference"] for m in held["motions"]] == ["1/26"], "its result is still missing"
    on_its_way.at("2026-03-11", "meeting", "minutes", "1", "--on", "09.03.2026", status=Exit.INPUT)
    on_its_way.at("2026-03-11", "meeting", "minutes", "1", "--on", "12.03.2026", status=Exit.INPUT)
    done = on_its_way.data("2026-04-01", "meeting", "minutes", "1", "--on", "30.03.2026")
    assert done["after"]["minutes_on"] == "2026-03-30"


def test_an_unknown_meeting_is_not_found(rehearsal: Rehearsal) -> None:
    rehearsal.at(NOW, "meeting", "move", "7", "01.04.2026", status=Exit.NOT_FOUND)
    rehearsal.at(NOW, "meeting", "cancel", "Kreistag@01.04.2026", status=Exit.NOT_FOUND)
