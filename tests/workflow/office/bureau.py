"""A faction's office at work: a council with its usual rules, people, motions and the time that passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from states.motion import Motion
from states.text import Point
from tests.workflow.rules.reminding import DEADLINES
from workflow import presets
from workflow.notify.letter import Delivered, Letter, PermanentFailure, TemporaryFailure
from workflow.notify.notice import Notice, read_notice
from workflow.notify.outbox import Dispatched, Sender, dispatch
from workflow.office import calendar, people
from workflow.office.filing import Draft, Wish, submit
from workflow.office.office import Office
from workflow.office.reminding import Foreseen, Ticked, preview, tick
from workflow.store.book import Book, Stamp

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 5, 9, 0, tzinfo=BERLIN)

FACTION = {"key": "fraktion", "name": "Fraktion", "type": "faction"}


def rules(**changes: Any) -> dict[str, Any]:
    """The rules of a Kreis, with deadlines of round numbers and a faction whose meetings are known."""
    data = presets.read_builtin("kreis-nrw").data
    assert data is not None
    return {
        **data,
        "organizations": [*data["organizations"], FACTION],
        "deadlines": [dict(d) for d in DEADLINES],
        **changes,
    }


class Post:
    """A channel that keeps what it is given, and fails as it is told."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.failing: Mapping[str, Exception] = {}  #: by a part of the text

    def deliver(self, letter: Letter, _settings: Mapping[str, str]) -> Delivered:
        """Keep the letter."""
        for part, failure in self.failing.items():
            if part in letter.text:
                raise failure
        self.letters.append(letter)
        return Delivered("250 Ok")

    def told(self) -> list[str]:
        """What was told to whom, in order."""
        return [letter.text for letter in self.letters]


def write(book: Book, notice: Notice, now: datetime) -> Letter:
    """A letter that says which notice it is: rule, day, motion, recipient."""
    joined = ""
    if notice.rule == "digest":
        members = [read_notice(row) for row in book.notices_in(notice.payload["notices"])]
        joined = f" ({', '.join(named(book, n) for n in members)})"
    text = f"{named(book, notice)} > {notice.recipient}{joined}"
    return Letter(notice.message_id, "", "", notice.subject, text)


def named(book: Book, notice: Notice) -> str:
    """A notice by its rule, its day and its motion."""
    reference = "" if notice.motion is None else book.motion(notice.motion).reference
    return f"{notice.rule} {notice.anchor} {reference}"


class Bureau:
    """One council on a book, at a moment that the test sets."""

    def __init__(self, book: Book, **changes: Any) -> None:
        self.book = book
        self.now = START
        self.post = Post()
        self.council = book.adopt(
            rules(**changes), date(2020, 1, 1), Stamp("", "0", "init", START.astimezone(UTC)), actor="anna"
        )

    def office(self, **more: Any) -> Office:
        """The office now."""
        return Office(self.book, self.now, "anna", **more)

    def at(self, text: str) -> Bureau:
        """It is then."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
        return self

    def person(self, name: str, *parts: str, **wishes: Any) -> str:
        """Somebody with parts in the faction's work; returns the number as notices name it."""
        made = people.add(self.office(), name, {"parts": list(parts), **wishes})
        return str(made.id)

    def meets(self, organization: str, on: str, at: str = "17:00") -> int:
        """A meeting in the calendar."""
        begins = datetime.fromisoformat(f"{on}T{at}").time()
        entered = calendar.Entered(organization, date.fromisoformat(on), begins)
        return calendar.add(self.office(), entered)[0].id

    def moves(self, number: int, on: str) -> None:
        """A meeting on another day."""
        calendar.move(self.office(), self.book.meeting(number), on=date.fromisoformat(on))

    def files(
        self, reference: str, organization: str = "kreistag", on: str = "2026-02-10", **more: Any
    ) -> Motion:
        """A motion for one meeting, filed; with `filed=False` a draft."""
        route = (Wish(organization, date.fromisoformat(on)),)
        points = (Point("1", "Der Radweg wird gebaut."),)
        filed = more.pop("filed", True)
        draft = Draft(f"Radweg {reference}", reference=reference, points=points, route=route, **more)
        return submit(self.office(), draft, filed=filed).motion

    def ticks(self, **more: Any) -> Ticked:
        """Look at what is due."""
        return tick(self.book, self.now, **more)

    def sender(self, **more: Any) -> Sender:
        """A worker that sends into the test's own post."""
        given = {
            "write": write,
            "channel": lambda _name: self.post.deliver,
            "settings": {},
            "clock": lambda: self.now,
            "worker": "test",
        }
        return Sender(**{**given, **more})

    def sends(self, **more: Any) -> Dispatched:
        """Send what can be sent now."""
        return dispatch(self.book, self.sender(**more))

    def goes_on(self, until: str, hours: int = 1) -> list[str]:
        """Let time pass, ticking and sending; what was told meanwhile, with the moment."""
        end = datetime.fromisoformat(until).replace(tzinfo=BERLIN)
        told: list[str] = []
        while self.now < end:
            self.now = min(end, (self.now.astimezone(UTC) + timedelta(hours=hours)).astimezone(BERLIN))
            before = len(self.post.letters)
            self.ticks()
            self.sends()
            told += [f"{self.now:%m-%d %H:%M} {text}" for text in self.post.told()[before:]]
        return told

    def foresees(self, until: str) -> list[Foreseen]:
        """What will be told, by its moment."""
        end = datetime.fromisoformat(until).replace(tzinfo=BERLIN)
        found = preview(self.book, self.council, self.now, end)
        return sorted(found, key=lambda f: (f.due.at, f.due.name))

    def notices(self, **more: Any) -> list[Notice]:
        """Everything in the outbox, the oldest first."""
        return [read_notice(row) for row in reversed(self.book.notices(self.council, **more))]


__all__ = ["BERLIN", "Bureau", "Letter", "PermanentFailure", "Post", "TemporaryFailure", "rules", "write"]
