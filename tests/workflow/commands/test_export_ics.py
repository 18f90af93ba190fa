"""`export ics`: what of the council's calendar goes out, and what happens to it when something moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.conftest import Ran
from tests.workflow.publish.calendar_rules import faults

Run = Callable[..., Ran]
NOW = {"LAUFZETTEL_NOW": "2026-01-10T09:00"}


@pytest.fixture
def program(run: Run) -> Run:
    """The program in a rehearsal of a Kreis with two meetings, a motion and a draft, on 10 January 2026."""

    def told(*arguments: str, **env: str) -> Ran:
        done = run(*arguments, env={**NOW, **env})
        assert done.status == 0, done.err
        return done

    told("init", "--rehearsal", "--council", "kreis-nrw")
    told("meeting", "add", "Kreisausschuss", "20.04.2026", "16:00", "--place", "Kreishaus")
    told("meeting", "add", "Kreistag", "21.04.2026", "16:00")
    route = ("--route", "Kreisausschuss@20.04.2026", "--route", "Kreistag@21.04.2026")
    told("submit", "--title", "Radweg", "--point", "Bauen.", "--reference", "12/26", *route, "--yes")
    told("draft", "--title", "Schnellbus", "--point", "Fahren.", *route[:2], "--non-public", "--yes")
    return told


def exported(program: Run, folder: Path, *options: str, **env: str) -> dict[str, Any]:
    """The entries of the file, by what they are and say."""
    file = folder / "out.ics"
    program("export", "ics", "-o", str(file), *options, **env)
    content = file.read_bytes()
    assert faults(content) == []
    parts = icalendar.Calendar.from_ical(content).walk()
    return {f"{p.name} {p['SUMMARY']}": p for p in parts if p.name in ("VEVENT", "VTODO")}


def test_meetings_are_events_and_deadlines_tasks(program: Run, tmp_path: Path) -> None:
    found = exported(program, tmp_path)
    assert {"VEVENT Kreisausschuss", "VEVENT Kreistag", "VTODO Antragsfrist: #2 (non-public)"} <= set(found)
    assert "12/26 “Radweg”" in found["VEVENT Kreistag"]["DESCRIPTION"]
    deadline = found["VTODO Antragsfrist: #2 (non-public)"]
    assert deadline.decoded("DUE").isoformat() == "2026-04-09T23:59:59+02:00"
    assert str(deadline["CLASS"]) == "CONFIDENTIAL"
    assert "VTODO Ladungsfrist: 12/26 “Radweg”" in found


def test_nothing_of_a_motion_that_is_not_public_but_its_number(program: Run, tmp_path: Path) -> None:
    exported(program, tmp_path)
    content = (tmp_path / "out.ics").read_text()
    assert "Schnellbus" not in content
    assert "Fahren" not in content


def test_the_same_calendar_is_the_same_file(program: Run, tmp_path: Path) -> None:
    exported(program, tmp_path)
    first = (tmp_path / "out.ics").read_bytes()
    exported(program, tmp_path)
    assert (tmp_path / "out.ics").read_bytes() == first
    assert [f.name for f in tmp_path.iterdir() if f.suffix == ".tmp"] == []


def test_a_meeting_that_moves_keeps_its_identity_and_rises(program: Run, tmp_path: Path) -> None:
    """So do the deadlines that hang on it."""
    before = exported(program, tmp_path)
    program("meeting", "move", "Kreisausschuss@20.04.2026", "27.04.2026", "--yes")
    after = exported(program, tmp_path)
    for name in ("VEVENT Kreisausschuss", "VTODO Antragsfrist: #2 (non-public)"):
        assert after[name]["UID"] == before[name]["UID"]
        assert after[name]["SEQUENCE"] > before[name]["SEQUENCE"]
    assert after["VEVENT Kreisausschuss"]["SEQUENCE"] == 1
    assert after["VEVENT Kreisausschuss"].decoded("DTSTART").isoformat() == "2026-04-27T16:00:00+02:00"
    assert after["VTODO Antragsfrist: #2 (non-public)"].decoded("DUE").isoformat()[:10] == "2026-04-16"


def test_a_cancelled_meeting_stays_in_the_file(program: Run, tmp_path: Path) -> None:
    before = exported(program, tmp_path)
    program("meeting", "cancel", "Kreistag@21.04.2026", "--yes")
    after = exported(program, tmp_path)["VEVENT Cancelled: Kreistag"]
    assert after["UID"] == before["VEVENT Kreistag"]["UID"]
    assert (str(after["STATUS"]), after["SEQUENCE"]) == ("CANCELLED", 1)


def test_one_organization_only(program: Run, tmp_path: Path) -> None:
    found = exported(program, tmp_path, "--organization", "Kreistag")
    assert set(found) == {"VEVENT Kreistag"}
    both = exported(program, tmp_path, "--organization", "Kreistag", "--organization", "kreisausschuss")
    assert {"VEVENT Kreistag", "VEVENT Kreisausschuss"} <= set(both)


def test_only_what_concerns_a_person(program: Run, tmp_path: Path) -> None:
    """A speaker the meetings they speak at, an author those of their motions, the office everything."""
    program("person", "add", "Sven Sprecher", "--speaks-for", "Kreistag")
    program("person", "add", "Ada Autorin", "--author-of", "12/26")
    program("person", "add", "Olga Ordnung", "--role", "office")
    everything = exported(program, tmp_path)
    assert exported(program, tmp_path, "--person", "Olga Ordnung").keys() == everything.keys()
    assert "VEVENT Kreisausschuss" not in exported(program, tmp_path, "--person", "Sven Sprecher")
    ada = exported(program, tmp_path, "--person", "Ada Autorin")
    assert {"VEVENT Kreistag", "VEVENT Kreisausschuss"} <= set(ada)
    assert not any("#2" in f"{part.to_ical().decode()}" for part in ada.values())


def test_from_a_day_on(program: Run, tmp_path: Path) -> None:
    """What is past is left out unless one asks for it."""
    later = {"LAUFZETTEL_NOW": "2026-04-21T08:00"}
    assert "VEVENT Kreisausschuss" not in exported(program, tmp_path, **later)
    assert "VEVENT Kreisausschuss" in exported(program, tmp_path, "--since", "01.04.2026", **later)


def test_without_a_file_it_goes_to_standard_output(program: Run, tmp_path: Path) -> None:
    exported(program, tmp_path)
    assert program("export", "ics").out.encode() == (tmp_path / "out.ics").read_bytes()


def test_what_cannot_be_written_or_found_is_told(program: Run, run: Run, tmp_path: Path) -> None:
    failed = run("export", "ics", "-o", str(tmp_path / "no/out.ics"), env=NOW)
    assert (failed.status, "cannot be written" in failed.err) == (11, True)
    assert run("export", "ics", "--organization", "Mars", env=NOW).status == 3
    assert run("export", "ics", "--person", "Niemand", env=NOW).status == 3
    assert run("export", "ics", "--since", "gestern abend", env=NOW).status == 7
    assert run("export", "fax", env=NOW).status == 2
