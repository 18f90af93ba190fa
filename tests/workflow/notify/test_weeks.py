"""Five motions walked through their weeks: exactly the expected letters arrive at a mail server, each once.

Councils, days and routes are those of five real motions (2008 to 2021); the words are invented. A clerk files
and records at the command line, and every few hours somebody's cron runs `remind tick` against a real SMTP
server. The expected letters are worked out by hand from the usual reminders; each scene says from which days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.workflow.commands.clerk import Clerk
from tests.workflow.notify.post_office import PostOffice, Received, post_office
from tests.workflow.rules.reminding import usual_reminders

LABELS = {str(rule["label"]): str(rule["key"]) for rule in usual_reminders()}
HOURS = ("08:00", "09:00", "12:00", "23:00")

pytestmark = pytest.mark.slow


class Weeks(Clerk):
    """A clerk whose office is told by mail."""

    def __init__(self, run: Callable[..., Ran], folder: Path, office: PostOffice) -> None:
        super().__init__(run, folder)
        self.office = office
        self.env = {
            "LAUFZETTEL_MAIL_HOST": "127.0.0.1",
            "LAUFZETTEL_MAIL_PORT": str(office.port),
            "LAUFZETTEL_MAIL_SECURITY": "none",
            "LAUFZETTEL_MAIL_FROM": "Fraktionsbüro <buero@example.org>",
        }

    def staffs(self, speaks_for: tuple[str, ...]) -> Weeks:
        """An author, a chair, an office and a speaker, each with an address."""
        people = {"author": "Ada Autorin", "chair": "Cem Chef", "office": "Olga Ordnung"}
        for role, name in people.items():
            self.does("person", "add", name, "--role", role, "--mail", f"{role}@example.org")
        bodies = (word for body in speaks_for for word in ("--speaks-for", body))
        self.does("person", "add", "Sven Sprecher", "--mail", "speaker@example.org", *bodies)
        return self

    def drafts(self, title: str, reference: str, *stations: str, options: tuple[str, ...] = ()) -> None:
        """Note a motion that is not filed yet."""
        route = (word for station in stations for word in ("--route", station))
        point = ("--point", f"Zum Thema {title} wird etwas getan.")
        self.does("draft", "--title", title, *point, "--reference", reference, *route, *options, "--yes")

    def ticks(self, until: str) -> list[str]:
        """Run `remind tick` several times a day up to a moment; what arrived, when, at whom."""
        told: list[str] = []
        end = datetime.fromisoformat(until)
        while (moment := self._following()) <= end:
            before = len(self.office.letters)
            self.at(moment.isoformat(timespec="minutes")).does("remind", "tick")
            for letter in self.office.letters[before:]:
                key = _key(str(letter.message["Subject"]))
                told.append(f"{moment:%m-%d %H:%M} {key} > {letter.to.partition('@')[0]}")
        return told

    def _following(self) -> datetime:
        now = datetime.fromisoformat(self.now)
        slots = (
            datetime.combine(now.date() + timedelta(days=n), time.fromisoformat(hour))
            for n in (0, 1)
            for hour in HOURS
        )
        return next(slot for slot in slots if slot > now)


def _key(subject: str) -> str:
    return next(key for label, key in LABELS.items() if subject.startswith(label))


@pytest.fixture
def weeks(run: Callable[..., Ran], tmp_path: Path) -> Iterator[Weeks]:
    """A clerk with a mail server; at the end no letter has come twice."""
    with post_office() as office:
        yield Weeks(run, tmp_path, office)
        ids = [letter.id for letter in office.letters]
        assert len(set(ids)) == len(ids)


def at(moment: str, key: str, *people: str) -> list[str]:
    """The letters of one reminder at one moment, in the order in which they go out."""
    return [f"{moment} {key} > {person}" for person in people]


MEMBERS = ("author", "chair", "speaker")


def test_a_regional_motion_through_three_stations_in_eight_days(weeks: Weeks) -> None:
    """Filed on 10 March, the deadline (10th day before); the first invitation (14 days) was due before."""
    weeks.opens("lvr", "2009-02-16T10:00")
    bodies = {
        "Finanz- und Wirtschaftsausschuss": "20.03.2009",
        "Landschaftsausschuss": "26.03.2009",
        "Landschaftsversammlung": "27.03.2009",
    }
    weeks.staffs(tuple(bodies))
    for body, on in bodies.items():
        weeks.meets(body, on, "10:00")
    weeks.drafts("Mehr Zeit für Beratung", "12/397", *(f"{body}@{on}" for body, on in bodies.items()))
    told = weeks.ticks("2009-03-10T09:30")
    weeks.at("2009-03-10T10:00").does("submit", "12/397", "--yes")
    for day in ("20", "26", "27"):
        told += weeks.ticks(f"2009-03-{day}T12:30")
        weeks.at(f"2009-03-{day}T13:00").does("advance", "12/397", "adopted")
    told += weeks.ticks("2009-05-01T12:00")
    assert told == [
        *at("02-24 08:00", "prepare", "author", "office"),
        *at("03-05 08:00", "unfiled", "author", "chair"),
        *at("03-09 09:00", "last-call", "chair", "office"),
        *at("03-10 12:00", "agenda", "office"),
        *at("03-11 09:00", "acknowledgement", "office"),
        *at("03-12 09:00", "agenda", "office"),
        *at("03-13 09:00", "agenda", "office"),
        *at("03-16 08:00", "speech", "speaker"),
        *at("03-19 12:00", "meeting", *MEMBERS),
        *at("03-22 08:00", "speech", "speaker"),
        *at("03-23 08:00", "speech", "speaker"),
        *at("03-25 12:00", "meeting", *MEMBERS),
        *at("03-26 12:00", "meeting", *MEMBERS),
        *at("04-19 08:00", "minutes-missing", "speaker"),
        *at("04-25 08:00", "minutes-missing", "speaker"),
        *at("04-26 08:00", "minutes-missing", "speaker"),
    ]


def test_a_town_in_niedersachsen_decides_twice_on_one_day(weeks: Weeks) -> None:
    """Easter lies ahead of the first meeting; objections within a week (§ 79 NKomVG)."""
    weeks.opens("laatzen", "2008-02-18T10:00")
    weeks.staffs(("Sozialausschuss", "Verwaltungsausschuss", "Rat"))
    bodies = {"Sozialausschuss": "27.03.2008", "Verwaltungsausschuss": "15.04.2008", "Rat": "15.04.2008"}
    for body, on in bodies.items():
        weeks.meets(body, on)
    weeks.drafts("Mittagessen", "047/2008", *(f"{body}@{on}" for body, on in bodies.items()))
    told = weeks.ticks("2008-03-03T09:30")
    weeks.at("2008-03-03T10:00").does("submit", "047/2008", "--yes")
    told += weeks.ticks("2008-03-27T20:00")
    weeks.at("2008-03-27T20:30").does("advance", "047/2008", "adopted")
    told += weeks.ticks("2008-04-15T20:00")
    weeks.at("2008-04-15T20:30").does("advance", "047/2008", "adopted")
    weeks.does("advance", "047/2008", "adopted")
    told += weeks.ticks("2008-05-20T12:00")
    assert told == [
        *at("03-02 08:00", "prepare", "author", "office"),
        *at("03-04 09:00", "acknowledgement", "office"),
        *at("03-20 09:00", "agenda", "office"),
        *at("03-23 08:00", "speech", "speaker"),
        *at("03-26 12:00", "meeting", *MEMBERS),
        *at("04-08 09:00", "agenda", "office", "office"),
        *at("04-11 08:00", "speech", "speaker", "speaker"),
        *at("04-14 12:00", "meeting", *MEMBERS, *MEMBERS),
        *at("04-22 09:00", "objection", "office"),
        *at("04-26 08:00", "minutes-missing", "speaker"),
        *at("05-15 08:00", "minutes-missing", "speaker", "speaker"),
    ]


def test_one_committee_decides_alone_and_is_to_be_reported_to(weeks: Weeks) -> None:
    """Deadline on Easter Sunday, so that the third working day ahead of it is the Tuesday before.

    The report is due at the meeting. Three days for objections end on a Sunday, so on Monday (§ 193 BGB).
    """
    weeks.opens("castrop-rauxel", "2021-03-15T10:00")
    weeks.staffs(("Betriebsausschuss 2",))
    weeks.meets("Betriebsausschuss 2", "15.04.2021")
    report = ("--report-due", "15.04.2021", "--kind", "committee_motion")
    weeks.drafts("Ankommen", "A 7", "Betriebsausschuss 2@15.04.2021", options=report)
    told = weeks.ticks("2021-03-30T12:00")
    weeks.at("2021-03-30T15:00").does("submit", "A 7", "--yes")
    told += weeks.ticks("2021-04-15T20:00")
    weeks.at("2021-04-15T20:30").does("advance", "A 7", "adopted")
    told += weeks.ticks("2021-05-20T12:00")
    assert told == [
        *at("03-21 08:00", "prepare", "author", "office"),
        *at("03-30 08:00", "unfiled", "author", "chair"),
        *at("03-31 09:00", "acknowledgement", "office"),
        *at("04-01 08:00", "report", "author"),
        *at("04-08 09:00", "agenda", "office"),
        *at("04-11 08:00", "speech", "speaker"),
        *at("04-14 12:00", "meeting", *MEMBERS),
        *at("04-19 09:00", "objection", "office"),
        *at("05-15 08:00", "minutes-missing", "speaker"),
    ]


def test_the_next_meeting_is_missed_and_the_one_after_it_is_taken(weeks: Weeks) -> None:
    """The draft means "the next meeting"; its deadline (29 November) passes, filed on a Sunday in December.

    The first result is entered late, so that it is reminded of; after the second the period of three days for
    objections runs (§ 39 KrO NRW).
    """
    weeks.opens("kreis-heinsberg", "2019-11-20T10:00")
    weeks.staffs(("Kreisausschuss", "Kreistag"))
    for body, on in (("Kreisausschuss", "10.12.2019"), ("Kreistag", "19.12.2019"),
                     ("Kreisausschuss", "11.02.2020"), ("Kreistag", "25.02.2020")):  # fmt: skip
        weeks.meets(body, on, "18:00")
    weeks.drafts("Konferenz", "F 1", "Kreisausschuss", "Kreistag")
    told = weeks.ticks("2019-12-08T12:00")
    weeks.at("2019-12-08T17:00").does("submit", "F 1", "--yes")
    told += weeks.ticks("2020-02-12T09:00")
    weeks.at("2020-02-12T10:00").does("advance", "F 1", "adopted")
    told += weeks.ticks("2020-02-25T12:00")
    weeks.at("2020-02-25T22:00").does("advance", "F 1", "adopted")
    told += weeks.ticks("2020-04-01T12:00")
    assert told == [
        *at("11-20 12:00", "prepare", "author", "office"),
        *at("11-26 08:00", "unfiled", "author", "chair"),
        *at("11-28 09:00", "last-call", "chair", "office"),
        *at("12-02 08:00", "missed", "chair"),
        *at("12-09 09:00", "acknowledgement", "office"),
        *at("02-05 09:00", "agenda", "office"),
        *at("02-07 08:00", "speech", "speaker"),
        *at("02-10 12:00", "meeting", *MEMBERS),
        *at("02-12 09:00", "result", "office"),
        *at("02-19 09:00", "agenda", "office"),
        *at("02-21 08:00", "speech", "speaker"),
        *at("02-24 12:00", "meeting", *MEMBERS),
        *at("02-28 09:00", "objection", "office"),
        *at("03-12 08:00", "minutes-missing", "speaker"),
        *at("03-26 08:00", "minutes-missing", "speaker"),
    ]


def test_an_amendment_follows_its_paper_on_two_days_running(weeks: Weeks) -> None:
    """It needs no submission deadline; of the administration's own paper nobody is reminded."""
    weeks.opens("kreis-unna", "2021-02-09T10:00")
    weeks.staffs(("Kreisausschuss", "Kreistag"))
    weeks.meets("Kreisausschuss", "22.03.2021")
    weeks.meets("Kreistag", "23.03.2021")
    route = ("--route", "Kreisausschuss@22.03.2021", "--route", "Kreistag@23.03.2021")
    points = ("--point", "1=Der Kreis macht mit.", "--point", "2=Stellen.", "--point", "3=Mittel.")
    weeks.does(
        "submit", "--title", "Konzept", "--kind", "paper", "--reference", "042/21", *points, *route, "--yes"
    )
    told = weeks.ticks("2021-03-15T09:30")
    change = ("--replace", "3", "Mittel und Beteiligung.", "--add", "4: Zwei Stellen gehen an Verbände.")
    weeks.at("2021-03-15T11:00").does("amend", "042/21", *change, "--reference", "042/21-E", "--yes")
    for day in ("22", "23"):
        told += weeks.ticks(f"2021-03-{day}T12:00")
        weeks.at(f"2021-03-{day}T20:00").does("advance", "042/21-E", "adopted")
        weeks.does("advance", "042/21", "adopted")
    told += weeks.ticks("2021-04-25T12:00")
    assert told == [
        *at("03-16 09:00", "acknowledgement", "office"),
        *at("03-16 09:00", "agenda", "office"),
        *at("03-17 09:00", "agenda", "office"),
        *at("03-18 08:00", "speech", "speaker"),
        *at("03-19 08:00", "speech", "speaker"),
        *at("03-19 12:00", "meeting", *MEMBERS),
        *at("03-22 12:00", "meeting", *MEMBERS),
        *at("03-26 09:00", "objection", "office"),
        *at("04-21 08:00", "minutes-missing", "speaker"),
        *at("04-22 08:00", "minutes-missing", "speaker"),
    ]
    places = [_sitting(letter) for letter in weeks.office.letters]
    assert [place.partition(",")[0] for place in places if place] == [
        *("Kreisausschuss", "Kreisausschuss", "Kreistag", "Kreisausschuss", "Kreistag"),
        *("Kreisausschuss",) * 3,
        *("Kreistag",) * 3,
        *("Kreisausschuss", "Kreistag"),
    ]


def _sitting(letter: Received) -> str:
    """The meeting that a letter names; empty where it names none."""
    body = letter.message.get_body(("plain",))
    assert body is not None
    found = re.search(r"^Sitzung: (.*)$", body.get_content(), re.MULTILINE)
    return found[1].strip() if found else ""
