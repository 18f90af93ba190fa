"""Calendar files as calendar programs and a calendar server take them."""

from __future__ import annotations

import base64
import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.publish.calendar_rules import faults
from workflow.publish.ics import Appointment, Task, write
from workflow.publish.timezone import timezone

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 1, 10, 9, 30, tzinfo=BERLIN)
MEETING = Appointment(
    "meeting-1@abc.laufzettel",
    datetime(2026, 3, 20, 17, 0, tzinfo=BERLIN),
    datetime(2026, 3, 20, 20, 0, tzinfo=BERLIN),
    "Kreisausschuss; öffentlich, Teil 1",
    "Kreishaus, Saal „Süd“",
    "12/397 „Radweg“\n12/398 (nicht öffentlich)",
    3,
    alarm=timedelta(hours=1),
)
CANCELLED = MEETING._replace(uid="meeting-2@abc.laufzettel", cancelled=True, sequence=4)
WHOLE_DAY = MEETING._replace(
    uid="meeting-3@abc.laufzettel", begins=date(2026, 5, 1), ends=date(2026, 5, 2), alarm=timedelta(days=1)
)
DEADLINE = Task(
    "submission-7-1-1@abc.laufzettel",
    datetime(2026, 3, 9, 23, 59, 59, tzinfo=BERLIN),
    "Antragsfrist: #7 „Radweg“",
    "§ 5 GeschO",
    2,
    alarm=timedelta(days=1),
)
REPORT = DEADLINE._replace(uid="report-7@abc.laufzettel", due=date(2026, 6, 30), confidential=True)
ALL: tuple[Appointment | Task, ...] = (MEETING, CANCELLED, WHOLE_DAY, DEADLINE, REPORT)


def parts(content: bytes) -> dict[str, Any]:
    """The entries of a file by their identity."""
    found = icalendar.Calendar.from_ical(content)
    return {str(part["UID"]): part for part in found.walk() if part.name in ("VEVENT", "VTODO")}


def test_a_file_keeps_the_rules_of_calendar_programs() -> None:
    assert faults(write(ALL, NOW, zone="Europe/Berlin", name="Kreis Süd: Sitzungen")) == []
    assert faults(write([], NOW, zone="Europe/Berlin")) == []


def test_a_meeting_is_an_event() -> None:
    event = parts(write(ALL, NOW, zone="Europe/Berlin"))[MEETING.uid]
    assert event.name == "VEVENT"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (MEETING.begins, MEETING.ends)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (MEETING.summary, MEETING.place)
    assert (str(event["DESCRIPTION"]), event["SEQUENCE"]) == (MEETING.description, 3)
    assert (str(event["STATUS"]), event.decoded("DTSTAMP")) == ("CONFIRMED", NOW)


def test_a_cancelled_meeting_stays_and_says_so() -> None:
    """Without it the old one would stand in people's calendars for ever."""
    event = parts(write(ALL, NOW, zone="Europe/Berlin"))[CANCELLED.uid]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 4)
    assert not event.walk("VALARM")


def test_a_meeting_without_a_time_is_a_whole_day_that_blocks_nobody() -> None:
    event = parts(write(ALL, NOW, zone="Europe/Berlin"))[WHOLE_DAY.uid]
    assert event["DTSTART"].to_ical() == b"20260501"
    assert event["DTEND"].to_ical() == b"20260502"
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_a_deadline_is_a_task_whose_alarm_counts_from_its_end() -> None:
    """RFC 5545, 3.8.6.3: with DUE alone there is no beginning to count from."""
    task = parts(write(ALL, NOW, zone="Europe/Berlin"))[DEADLINE.uid]
    assert task.name == "VTODO"
    assert "DTSTART" not in task
    (alarm,) = task.walk("VALARM")
    assert alarm.to_ical().decode().split("\r\n")[3] == "TRIGGER;RELATED=END:-P1D"
    assert str(parts(write(ALL, NOW, zone="Europe/Berlin"))[REPORT.uid]["CLASS"]) == "CONFIDENTIAL"


texts = st.text(max_size=200)


@given(texts, texts, texts, st.booleans())
def test_any_text_comes_through(summary: str, place: str, description: str, mailed: bool) -> None:
    """Commas, line ends, umlauts, pictures; control characters become spaces."""
    entry = MEETING._replace(summary=summary, place=place, description=description)
    content = write([entry, DEADLINE], NOW, zone="Europe/Berlin", method="PUBLISH" if mailed else "")
    assert faults(content) == []
    event = parts(content)[MEETING.uid]
    assert str(event["SUMMARY"]).split() == "".join(
        c if c.isprintable() else " " for c in summary
    ).split() or any(not c.isprintable() and ord(c) > 0x9F for c in summary)


# The zone


@given(
    st.sampled_from(
        ["Europe/Berlin", "Europe/Busingen", "America/New_York", "Europe/Istanbul", "UTC", "Asia/Kolkata"]
    ),
    st.datetimes(datetime(2009, 1, 1), datetime(2030, 12, 31)),
)
def test_the_zone_in_the_file_is_the_zone(key: str, moment: datetime) -> None:
    """Read by another program's eyes (dateutil), every moment has the offset that it has."""
    made = timezone(key, moment.year, moment.year).to_ical().decode()
    calendar = f"BEGIN:VCALENDAR\r\n{made}END:VCALENDAR\r\n"
    theirs = tz.tzical(io.StringIO(calendar)).get(key)
    assert theirs is not None
    ours = moment.replace(tzinfo=ZoneInfo(key))
    gap = ours.astimezone(UTC).astimezone(ZoneInfo(key)).replace(tzinfo=None) != moment
    twice = ours.utcoffset() != ours.replace(fold=1).utcoffset()
    if not gap and not twice:
        assert moment.replace(tzinfo=theirs).utcoffset() == ours.utcoffset()


def test_the_rule_of_summer_time_goes_on() -> None:
    """A file read in today holds for meetings that are entered later."""
    made = timezone("Europe/Berlin", 2026, 2026).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in made
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in made
    assert "RDATE" not in made


# A real calendar server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Radicale, a CalDAV server, on a free port."""
    folder = tmp_path_factory.mktemp("radicale")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = {
        "--server-hosts": f"127.0.0.1:{port}",
        "--storage-filesystem-folder": str(folder),
        "--auth-type": "none",
        "--rights-type": "authenticated",
    }
    command = [
        sys.executable,
        "-m",
        "radicale",
        "--config",
        "",
        *(w for pair in options.items() for w in pair),
    ]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, "PYTHONWARNINGS": "ignore"}
        )
    try:
        _wait(port, running)
        yield f"http://127.0.0.1:{port}/anna/"
    finally:
        running.terminate()
        running.wait()


def _wait(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert running.poll() is None, "radicale did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("radicale does not answer")


def ask(method: str, url: str, body: bytes = b"") -> tuple[int, bytes]:
    """A request to the calendar server, as Anna."""
    login = base64.b64encode(b"anna:x").decode()
    request = urllib.request.Request(url, body or None, method=method)
    request.add_header("Authorization", f"Basic {login}")
    request.add_header("Content-Type", "text/calendar; charset=utf-8")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.read()


def lines(part: Any) -> list[str]:
    """An entry as its lines, in an order of their own."""
    return sorted(part.to_ical().decode().split("\r\n"))


def test_a_calendar_server_gives_back_what_it_was_given(server: str) -> None:
    """As one file, and after a change as one file again."""
    calendar = f"{server}sitzungen/"
    content = write(ALL, NOW, zone="Europe/Berlin", name="Sitzungen")
    assert ask("PUT", calendar, content)[0] == 201
    back = ask("GET", calendar)[1]
    assert faults(back) == []
    given, got = parts(content), parts(back)
    assert {uid: lines(part) for uid, part in got.items()} == {
        uid: lines(part) for uid, part in given.items()
    }
    later = timedelta(days=7)
    moved = MEETING._replace(begins=MEETING.begins + later, ends=MEETING.ends + later, sequence=4)
    assert ask("PUT", calendar, write((moved, *ALL[1:]), NOW, zone="Europe/Berlin"))[0] == 201
    again = parts(ask("GET", calendar)[1])
    assert again[MEETING.uid].decoded("DTSTART") == moved.begins
    assert set(again) == set(given)


def test_a_calendar_server_takes_each_entry_alone(server: str) -> None:
    """As calendar programs store what they read in: one resource each, with the zone in it."""
    calendar = f"{server}einzeln/"
    assert ask("MKCALENDAR", calendar)[0] == 201
    for n, entry in enumerate(ALL):
        content = write([entry], NOW, zone="Europe/Berlin")
        assert ask("PUT", f"{calendar}{n}.ics", content)[0] == 201
        back = ask("GET", f"{calendar}{n}.ics")[1]
        assert {u: lines(p) for u, p in parts(back).items()} == {
            u: lines(p) for u, p in parts(content).items()
        }
        assert faults(back) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (b"DTSTART:20260320T170000\r\n", "DTSTART: a floating time"),
        (b"DTSTART;TZID=Mars/Base:20260320T170000\r\n", "DTSTART: an unknown zone"),
        (b"DTSTART;TZID=Europe/Berlin:20260320T210000\r\n", "it ends before it begins"),
    ],
)
def test_the_rules_see_what_is_wrong(wrong: bytes, fault: str) -> None:
    good = b"DTSTART;TZID=Europe/Berlin:20260320T170000\r\n"
    content = write([MEETING], NOW, zone="Europe/Berlin")
    assert good in content
    assert fault in faults(content.replace(good, wrong))
