"""A book with one council and a few motions, for tests that name only what matters to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from states.event import Event, Fact
from workflow.store.book import Book, Stamp

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

RULES: dict[str, Any] = {
    "key": "town",
    "name": "Musterstadt",
    "land": "NW",
    "kind": "stadt",
    "organizations": [
        {"key": "social", "name": "Sozialausschuss", "short": "SozA", "type": "committee"},
        {"key": "main", "name": "Hauptausschuss", "short": "HA", "type": "main_committee"},
        {"key": "council", "name": "Rat", "type": "plenary", "aliases": ["Stadtrat", "Rat der Stadt"]},
    ],
}

ROUTE = [
    {"n": 1, "organization": "social", "role": "recommendation"},
    {"n": 2, "organization": "main", "role": "preparation"},
    {"n": 3, "organization": "council", "role": "plenary_decision"},
]


def stamp(book: Book, council: int, command: str = "c-1", now: datetime = NOW) -> Stamp:
    """Who records, for events of a test."""
    actor = book.personal(council, "anna")
    return Stamp(actor, "1.0", command, now, book.rules_hash(council, now.date()))


def a_council(book: Book, **changes: Any) -> int:
    """A council that has adopted its rules."""
    return book.adopt({**RULES, **changes}, date(2020, 1, 1), Stamp("", "1.0", "adopt", NOW), "anna")


def filed(**changes: Any) -> Event:
    """A motion with three stations."""
    facts = {
        "reference": "12/2026",
        "title": "Sichere Radwege",
        "on": "2026-01-05",
        "applicants": ["Die Linke"],
        "points": [["1", "Die Verwaltung prüft den Bau eines Radwegs."]],
        "reasoning": "Der Schulweg ist gefährlich.",
        "consultations": ROUTE,
    }
    return Event("submitted", {**facts, **changes})


def opened(n: int = 1, state: str = "committee_recommendation") -> Event:
    """Its first consultation is on."""
    return Event("opened", {"consultation": n, "state": state})


def adopted(n: int = 1, organization: str = "social", **changes: Any) -> Event:
    """A result that leads on to the next station."""
    data = {
        "consultation": n,
        "organization": organization,
        "outcome": "adopted",
        "effect": "next",
        "vote": "+",
        "on": "2026-02-03",
        "state": "committee_decision",
        "opens": n + 1,
        "votes": [9, 4, 1],
        "majority": "majority",
    }
    return Event("recorded", {**data, **changes}, "2026-02-03")


def edited(**changes: Any) -> Event:
    """A change of what the motion says."""
    return Event("edited", changes)


def meeting(organization: str = "social", on: str = "2026-02-03", **changes: Any) -> Event:
    """A meeting in the calendar."""
    return Event("meeting_added", {"organization": organization, "on": on, "begins": "17:00", **changes})


def append(book: Book, council: int, stream: str, *events: Event, **more: Any) -> list[int]:
    """Append events of one stream in a transaction of their own."""
    with book.writing():
        book.append(council, [Fact(stream, e) for e in events], stamp(book, council), **more)
        return book.flush()


def file_motion(book: Book, council: int, *events: Event, **changes: Any) -> int:
    """A new motion; returns its number."""
    with book.writing():
        number = book.next_motion_id()
        facts = [Fact(f"motion:{number}", e) for e in (filed(**changes), *events)]
        book.append(council, facts, stamp(book, council))
    return number


def add_meeting(book: Book, council: int, *events: Event, **changes: Any) -> int:
    """A new meeting; returns its number."""
    with book.writing():
        number = book.next_meeting_id()
        facts = [Fact(f"meeting:{number}", e) for e in (meeting(**changes), *events)]
        book.append(council, facts, stamp(book, council))
    return number


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
