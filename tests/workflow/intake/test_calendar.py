"""Calendars of every kind are read: which meetings they hold, and which lines nobody understands."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.intake.calendar_entry import CalendarUnreadable, NotATime, Sitting, read_clock, read_when
from workflow.intake.calendar_file import read_calendar
from workflow.intake.dates import NotADate

BERLIN = ZoneInfo("Europe/Berlin")
LAST = date(2028, 1, 1)


def sittings(content: str | bytes, name: str = "x.ics") -> tuple[Sitting, ...]:
    """The meetings of a file without a faulty line."""
    found = read_calendar(content.encode() if isinstance(content, str) else content, name, BERLIN, LAST)
    assert found.wrong == ()
    return found.sittings


def when(found: tuple[Sitting, ...]) -> list[str]:
    """Their days and times."""
    return [f"{s.on}{f' {s.begins:%H:%M}' if s.begins else ''}" for s in found]


def calendar(*events: str, head: str = "") -> str:
    """An iCalendar file."""
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n")


OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (";TZID=Europe/Berlin:20260714T170000", "2026-07-14 17:00"),
        (":20260714T150000Z", "2026-07-14 17:00"),
        (":20260114T160000Z", "2026-01-14 17:00"),
        (":20260714T170000", "2026-07-14 17:00"),
        (";VALUE=DATE:20260714", "2026-07-14"),
        (';TZID="W. Europe Standard Time":20260714T170000', "2026-07-14 17:00"),
        (";TZID=Europe/London:20260714T160000", "2026-07-14 17:00"),
        (";TZID=Nirgendwo:20260714T170000", "2026-07-14 17:00"),
        (":20260714T223000Z", "2026-07-15 00:30"),
    ],
)
def test_times_of_any_zone_are_the_councils_own(start: str, expected: str) -> None:
    """Without a zone, or with one that nobody knows, a time is the council's already."""
    found = sittings(calendar(f"UID:1\nDTSTART{start}\nSUMMARY:Rat", head=OUTLOOK_ZONE))
    assert when(found) == [expected]


def test_folded_lines_escapes_and_the_end_are_read() -> None:
    event = (
        "UID:1\nDTSTART:20260714T170000\nDURATION:PT2H30M\n"
        "SUMMARY:Ausschuss f\n ür Soziales\\, Jugend\nLOCATION:Saal 1\\, EG"
    )
    (found,) = sittings(calendar(event))
    assert (found.texts[0], found.place, found.ends) == (
        "Ausschuss für Soziales, Jugend",
        "Saal 1, EG",
        time(19, 30),
    )


def test_organizations_may_stand_in_categories_and_organizer() -> None:
    event = (
        "UID:1\nDTSTART:20260714T170000\nSUMMARY:Sitzung\nCATEGORIES:Kreistag,rot\n"
        'ORGANIZER;CN="Büro Kreistag":mailto:a@b.de'
    )
    (found,) = sittings(calendar(event))
    assert found.texts[:4] == ("Sitzung", "Kreistag", "rot", "Büro Kreistag")


@pytest.mark.parametrize(
    "event",
    [
        "STATUS:CANCELLED\nSUMMARY:Rat",
        "SUMMARY:Abgesagt: Rat",
        "SUMMARY:ENTFÄLLT – Rat",
        "SUMMARY:Canceled: Rat",
    ],
)
def test_a_cancelled_meeting_is_known_as_cancelled(event: str) -> None:
    (found,) = sittings(calendar(f"UID:1\nDTSTART:20260714T170000\n{event}"))
    assert found.cancelled
    assert found.texts[0] == "Rat"


def test_a_calendar_that_cancels_cancels_all_of_it() -> None:
    assert all(
        s.cancelled
        for s in sittings(calendar("UID:1\nDTSTART:20260714T170000\nSUMMARY:Rat", head="METHOD:CANCEL\n"))
    )


def test_a_rule_is_unrolled_without_its_exceptions_and_with_its_moves() -> None:
    master = (
        "UID:1\nDTSTART;TZID=Europe/Berlin:20260310T170000\nSUMMARY:Rat\n"
        "RRULE:FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260714T215959Z\n"
        "EXDATE;TZID=Europe/Berlin:20260414T170000"
    )
    moved = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260512T170000\n"
        "DTSTART;TZID=Europe/Berlin:20260519T180000\nSUMMARY:Rat"
    )
    gone = "UID:1\nRECURRENCE-ID:20260609T150000Z\nDTSTART:20260609T150000Z\nSUMMARY:Rat\nSTATUS:CANCELLED"
    found = sittings(calendar(master, moved, gone))
    assert [(w, s.cancelled) for w, s in zip(when(found), found, strict=True)] == [
        ("2026-03-10 17:00", False),
        ("2026-05-19 18:00", False),
        ("2026-06-09 17:00", True),
        ("2026-07-14 17:00", False),
    ]
    assert len({s.uid for s in found}) == 4, "every instance has an identity of its own"
    plain = {s.uid for s in sittings(calendar(master))}
    assert {s.uid for s in found} <= plain, "a moved instance keeps the identity it had"


def test_summer_time_does_not_shift_a_rule() -> None:
    event = "UID:1\nDTSTART;TZID=Europe/Berlin:20260310T170000\nRRULE:FREQ=MONTHLY;COUNT=3\nSUMMARY:Rat"
    assert {w[-5:] for w in when(sittings(calendar(event)))} == {"17:00"}


def test_a_rule_without_end_ends_where_it_is_asked_to() -> None:
    event = "UID:1\nDTSTART;VALUE=DATE:20270601\nRRULE:FREQ=MONTHLY\nSUMMARY:Rat"
    assert len(sittings(calendar(event))) == 8  # June 2027 to 1 January 2028


def test_of_two_versions_the_newer_counts_wherever_it_stands() -> None:
    new = "UID:1\nSEQUENCE:2\nDTSTART:20260721T170000\nSUMMARY:Rat"
    old = "UID:1\nSEQUENCE:1\nDTSTART:20260714T170000\nSUMMARY:Rat"
    assert when(sittings(calendar(new, old))) == when(sittings(calendar(old, new))) == ["2026-07-21 17:00"]


def test_one_damaged_event_keeps_nobody_from_the_others() -> None:
    text = (
        calendar(
            "UID:1\nDTSTART:20260714T170000\nSUMMARY:Rat",
            "UID:2\nDTSTART:14.07.2026\nSUMMARY:Rat",
            "UID:3\nSUMMARY:Rat",
        )
        + "BEGIN:VEVENT\r\nUID:4\r\n"
    )
    found = read_calendar(text.encode(), "x.ics", BERLIN, LAST)
    assert when(found.sittings) == ["2026-07-14 17:00"]
    assert [w.line for w in found.wrong] == [9, 14, 19]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_any_encoding_is_read(encoding: str) -> None:
    table = "Gremium;Datum;Uhrzeit;Ort\r\nAusschuss für Straßen;14.07.2026;17:00;Köln\r\n".encode(encoding)
    (found,) = sittings(table, "x.csv")
    assert (found.texts[0], found.place) == ("Ausschuss für Straßen", "Köln")


@pytest.mark.parametrize(
    "table",
    [
        "Gremium;Datum;Beginn;Ende;Ort\nRat;14.07.2026;17:00;19:30;Saal\n",
        "Gremium,Datum,Uhrzeit,Ende,Ort\nRat,14.07.2026,17 Uhr,19.30 Uhr,Saal\n",
        'organization,date,time,end,place\n"Rat","2026-07-14","17:00","19:30","Saal"\n',
        "sep=;\nDatum;Beginn;Ende;Gremium;Ort\nDi., 14.07.2026;17:00;19:30;Rat;Saal\n",
        "Datum\tBeginn\tEnde\tGremium\tOrt\n14.07.2026 \t17:00\t19:30\tRat\tSaal\n",
        "Rat;14.07.2026;17:00;19:30;Saal\n",
        "Gremium;Termin;Ende;Ort\nRat;14.07.2026 17:00;19:30;Saal\n",
        "Gremium;Termin;Ende;Ort\nRat;2026-07-14T17:00:00;19:30;Saal\n",
        'Ort;Gremium;Datum;Beginn;Ende\n"Saal";"Rat";14.7.26;17.00;19.30\n',
    ],
)
def test_tables_with_any_header_or_none_say_the_same(table: str) -> None:
    (found,) = sittings(table, "x.csv")
    expected = Sitting(("Rat",), date(2026, 7, 14), time(17), time(19, 30), "Saal", line=found.line)
    assert found == expected


def test_a_row_over_several_lines_counts_its_lines() -> None:
    found = read_calendar(b'Gremium;Datum;Ort\nRat;14.07.2026;"Saal\nEG"\nRat;bald;\n', "x.csv", BERLIN, LAST)
    assert found.sittings[0].place == "Saal EG"
    assert [w.line for w in found.wrong] == [4]


@pytest.mark.parametrize(
    ("line", "texts", "expected", "place"),
    [
        ("Do., 12.03.2026, 17 Uhr: ASF (Kreishaus)", "ASF", "2026-03-12 17:00", "Kreishaus"),
        ("12.3.26 Rat", "Rat", "2026-03-12", ""),
        ("Rat am Donnerstag, den 12. März 2026 um 17.30 Uhr", "Rat", "2026-03-12 17:30", ""),
        ("Rat – 12.03.2026 – 17:00 – Ratssaal", "Rat", "2026-03-12 17:00", "Ratssaal"),
        ("2026-03-12 17:00 Rat", "Rat", "2026-03-12 17:00", ""),
        ("• Di 10.03.2026 Rat, Saal 3", "Rat", "2026-03-10", "Saal 3"),
        ("Ausschuss für Arbeit, Soziales und Sport (A), 12.3.26",
         "Ausschuss für Arbeit, Soziales und Sport (A)", "2026-03-12", ""),
    ],
)  # fmt: skip
def test_pasted_lines_are_understood(line: str, texts: str, expected: str, place: str) -> None:
    (found,) = sittings(line, "x.txt")
    assert (found.texts, when((found,)), found.place) == ((texts,), [expected], place)


def test_headings_give_organization_and_year_to_the_lines_below() -> None:
    text = "Sitzungen 2026\n\nFinanzausschuss\n- 12.03., 17 Uhr\n- 22./23.06.\nRat\n- 01.07. entfällt\n"
    found = sittings(text, "x.txt")
    assert [(s.texts[0], str(s.on), s.cancelled) for s in found] == [
        ("Finanzausschuss", "2026-03-12", False),
        ("Finanzausschuss", "2026-06-22", False),
        ("Finanzausschuss", "2026-06-23", False),
        ("Rat", "2026-07-01", True),
    ]


def test_a_date_that_is_none_is_a_fault_and_not_a_heading() -> None:
    found = read_calendar(b"Rat am 12.03.2026\nRat am 99.99.2026\nRat am 12.03.\n", "x.txt", BERLIN, LAST)
    assert [w.line for w in found.wrong] == [2, 3]


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"nichts", b"\x00\x01", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"]
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarUnreadable):
        read_calendar(content, "x.txt", BERLIN, LAST)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_crashes_the_reading(content: bytes) -> None:
    """Whatever bytes come: meetings, faulty lines, or one refusal."""
    for head in (b"", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"Gremium;Datum\n"):
        with suppress(CalendarUnreadable):
            read_calendar(head + content, "x", BERLIN, LAST)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22.03.2026 16:00", (date(2026, 3, 22), time(16))),
        ("Do., 12.03.2026, 17 Uhr", (date(2026, 3, 12), time(17))),
        ("2026-03-12", (date(2026, 3, 12), None)),
        ("18:00", (None, time(18))),
        ("18.30 Uhr", (None, time(18, 30))),
        ("", (None, None)),
    ],
)
def test_a_day_and_a_time_as_typed(text: str, expected: tuple[date | None, time | None]) -> None:
    assert read_when(text) == expected


@pytest.mark.parametrize(
    ("text", "clock"), [("12.03.2026 25:00", "25:00"), ("12.03.2026 17:60 Uhr", "17:60")]
)
def test_a_time_that_is_none_is_named_behind_its_day(text: str, clock: str) -> None:
    with pytest.raises(NotATime) as refused:
        read_when(text)
    assert refused.value.facts["text"] == clock


@pytest.mark.parametrize("text", ["31.02.2026", "12.03.", "bald", "12.03.2026 25:00", "Mittwoch"])
def test_what_is_neither_day_nor_time_is_refused(text: str) -> None:
    with pytest.raises((NotADate, NotATime)):
        read_when(text)
    with pytest.raises(NotATime):
        read_clock("24:30")
