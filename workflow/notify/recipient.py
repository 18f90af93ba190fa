"""A person as somebody who is told: wishes, roles, the address for a channel.

A person's `data` (see `workflow.store.folding.Person`) holds: `name`, `login`, `mail` and `url` (commitments,
{"~": …}), `roles` (rights in the database), `parts` (author, office, chair, speaker, members: the part in
the faction's work), `speaks_for` (keys of organizations), `author_of` (numbers of motions), `digest` (none,
daily, weekly), `quiet` (two clock times), `language`, `channel`. Whatever is missing has its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.notify.notice import NOBODY
from workflow.rules.reminder_people import Frequency, Member, Quiet, Wishes

if TYPE_CHECKING:
    from workflow.store.book import Book
    from workflow.store.folding import Person

#: Which of a person's addresses a channel uses; the others need none.
ADDRESS_OF = {"mail": "mail", "push": "url"}


class Addressee(NamedTuple):
    """To whom a letter goes; name and address are empty where they are not known or were blotted out."""

    name: str
    address: str
    language: str = "de"


def wishes_of(person: Person) -> Wishes:
    """How somebody wants to be told."""
    data = person.data
    quiet = data.get("quiet")
    return Wishes(
        Frequency(data.get("digest", "none")),
        Quiet(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None,
        data.get("language", "de"),
        data.get("channel", ""),
    )


def member_of(person: Person) -> Member:
    """Somebody as reminders look for them."""
    data = person.data
    return Member(
        person.id,
        frozenset(data.get("parts", ())),
        frozenset(data.get("speaks_for", ())),
        frozenset(data.get("author_of", ())),
        commitment_of(data, "name"),
        wishes_of(person),
    )


def members_of(book: Book, council: int) -> list[Member]:
    """Everybody of a council's office who can be told."""
    return [member_of(person) for person in book.persons(council) if person.active]


def commitment_of(data: Mapping[str, Any], field: str) -> str:
    """The commitment to a personal field; empty where it is not set."""
    hidden = data.get(field)
    return str(hidden["~"]) if isinstance(hidden, Mapping) else ""


def addressee(book: Book, recipient: str, channel: str) -> Addressee | None:
    """The recipient of a notice on a channel; None where the person has left."""
    if recipient == NOBODY:
        return Addressee("", "")
    person = book.person(int(recipient))
    if person is None or not person.active:
        return None
    fields = {
        "name": commitment_of(person.data, "name"),
        "address": commitment_of(person.data, ADDRESS_OF.get(channel, "mail")),
    }
    known = book.reveal([c for c in fields.values() if c])
    return Addressee(
        known.get(fields["name"]) or "",
        known.get(fields["address"]) or "",
        person.data.get("language", "de"),
    )
