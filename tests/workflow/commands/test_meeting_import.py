"""A calendar file is brought in step: all of it or nothing, and twice the same changes nothing."""

from __future__ import annotations

from states.refusal import Exit
from tests.workflow.commands.rehearsal import Rehearsal

NOW = "2026-01-05T10:00"


def ics(*events: str) -> str:
    """A calendar of these events."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + "END:VCALENDAR\r\n"


def event(uid: str, start: str, summary: str, *more: str) -> str:
    """One event."""
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{start}", f"SUMMARY:{summary}", *more, "END:VEVENT"]
    return "".join(f"{line}\r\n" for line in lines)


KT = event("kt@x", ";TZID=Europe/Berlin:20260324T170000", "12. Sitzung des Kreistages")
KA = event("ka@x", ";VALUE=DATE:20260317", "Kreisausschuss")


def counts(result: dict[str, object]) -> tuple[int, int, int, object]:
    """How many were added, moved, cancelled, left."""
    added, moved, cancelled = (result[name] for name in ("added", "moved", "cancelled"))
    assert isinstance(added, list)
    assert isinstance(moved, list)
    assert isinstance(cancelled, list)
    return len(added), len(moved), len(cancelled), result["unchanged"]


def test_twice_the_same_file_changes_nothing(rehearsal: Rehearsal) -> None:
    file = rehearsal.file("a.ics", ics(KT, KA))
    assert counts(rehearsal.data(NOW, "meeting", "import", file)) == (2, 0, 0, 0)
    assert counts(rehearsal.data(NOW, "meeting", "import", file)) == (0, 0, 0, 2)


def test_a_meeting_is_known_by_its_identity_wherever_it_moves(rehearsal: Rehearsal) -> None:
    rehearsal.at(NOW, "meeting", "import", rehearsal.file("a.ics", ics(KT, KA)))
    moved = KT.replace("20260324T170000", "20260331T180000")
    gone = KA.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY")
    result = rehearsal.data(NOW, "meeting", "import", rehearsal.file("b.ics", ics(moved, gone)))
    assert counts(result) == (0, 1, 1, 0)
    rows = rehearsal.data(NOW, "meeting", "list")
    assert [(r["date"], r["status"]) for r in rows] == [
        ("2026-03-17", "cancelled"),
        ("2026-03-31", "scheduled"),
    ]


def test_a_meeting_entered_by_hand_takes_the_identity_of_its_calendar(rehearsal: Rehearsal) -> None:
    rehearsal.at(NOW, "meeting", "add", "Kreistag", "24.03.2026", "17:00")
    rehearsal.at(NOW, "meeting", "import", rehearsal.file("a.ics", ics(KT)))
    moved = KT.replace("20260324", "20260331")
    assert counts(rehearsal.data(NOW, "meeting", "import", rehearsal.file("a.ics", ics(moved)))) == (
        0,
        1,
        0,
        0,
    )
    assert [r["date"] for r in rehearsal.data(NOW, "meeting", "list")] == ["2026-03-31"]


def test_a_time_that_changed_in_a_table_moves_the_meeting_of_that_day(rehearsal: Rehearsal) -> None:
    rehearsal.at(
        NOW, "meeting", "import", rehearsal.file("a.csv", "Gremium;Datum;Beginn\nKreistag;24.03.2026;17:00\n")
    )
    later = rehearsal.file("b.csv", "Gremium;Datum;Beginn\nKreistag;24.03.2026;18:00\n")
    assert counts(rehearsal.data(NOW, "meeting", "import", later)) == (0, 1, 0, 0)


def test_one_wrong_line_keeps_all_of_it_out(rehearsal: Rehearsal) -> None:
    file = rehearsal.file(
        "a.csv", "Gremium;Datum\nKreistag;24.03.2026\nKreistag;31.02.2026\nTeekränzchen;1.4.2026\n"
    )
    shown = rehearsal.at(NOW, "meeting", "import", file, status=Exit.INPUT)
    assert "a.csv:3: " in shown
    assert "a.csv:4: “Teekränzchen”" in shown
    assert rehearsal.data(NOW, "meeting", "list") == []


def test_a_refusal_names_its_line_and_nothing_is_entered(on_its_way: Rehearsal) -> None:
    on_its_way.at("2026-03-10T20:00", "advance", "1/26", "adopted")
    first = event("x@x", ";TZID=Europe/Berlin:20260310T170000", "Sozialausschuss")
    new = event("y@x", ";VALUE=DATE:20261201", "Kreistag")
    on_its_way.at(NOW, "meeting", "import", on_its_way.file("a.ics", ics(first)))
    moved = on_its_way.file("b.ics", ics(first.replace("20260310", "20260311"), new))
    told = on_its_way.at("2026-03-12", "meeting", "import", moved, status=Exit.RULE)
    assert "b.ics:3: " in told
    assert "2026-12-01" not in {r["date"] for r in on_its_way.data(NOW, "meeting", "list")}


def test_unknown_organizations_are_entered_or_left_out_only_on_request(rehearsal: Rehearsal) -> None:
    file = rehearsal.file(
        "a.ics", ics(KT, event("z@x", ";VALUE=DATE:20260401", "3. Sitzung des Partnerschaftsausschusses"))
    )
    rehearsal.at(NOW, "meeting", "import", file, status=Exit.INPUT)
    left = rehearsal.data(NOW, "meeting", "import", file, "--skip-unknown", "--dry-run")
    assert [row["text"] for row in left["skipped"]] == ["3. Sitzung des Partnerschaftsausschusses"]
    made = rehearsal.data(NOW, "meeting", "import", file, "--add-organizations")
    assert made["organizations"] == ["Partnerschaftsausschuss"]


def test_a_moved_meeting_takes_its_motions_along(on_its_way: Rehearsal) -> None:
    on_its_way.at(NOW, "meeting", "import", on_its_way.file("a.ics", ics(KT)))
    on_its_way.at(NOW, "meeting", "import", on_its_way.file("b.ics", ics(KT.replace("20260324", "20260326"))))
    assert on_its_way.data(NOW, "show", "1/26")["route"][2]["date"] == "2026-03-26"


def test_standard_input_is_read_and_garbage_is_refused(rehearsal: Rehearsal) -> None:
    rehearsal.at(NOW, "meeting", "import", "-", typed="Di., 24.03.2026, 17 Uhr: Kreistag (Kreishaus)\n")
    (row,) = rehearsal.data(NOW, "meeting", "list")
    assert (row["organization"], row["begins"], row["place"]) == ("kreistag", "17:00", "Kreishaus")
    rehearsal.at(NOW, "meeting", "import", rehearsal.file("x.ics", b"\x00\x01\x02"), status=Exit.INPUT)
    rehearsal.at(NOW, "meeting", "import", rehearsal.file("y.txt", "nothing here"), status=Exit.INPUT)
    rehearsal.at(NOW, "meeting", "import", rehearsal.file("z.txt", ""), status=Exit.INPUT)
    rehearsal.at(NOW, "meeting", "import", rehearsal.folder / "no.ics", status=Exit.NOT_FOUND)
