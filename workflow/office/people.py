"""The people of a faction's office: their parts in its work, their addresses, how they want to be told.

Names, logins and addresses are personal data: the log holds commitments to them, never themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any, NamedTuple

from states.event import Event, Fact
from states.refusal import N_, Exit, Refusal
from workflow.decide.scene import Decision
from workflow.notify import channels
from workflow.notify.recipient import commitment_of
from workflow.office import organizations
from workflow.office.office import Office
from workflow.store.folding import Person

#: What a command may say of a person; each is a field of the person's events.
PERSONAL = ("name", "login", "mail", "url")
PARTS = ("author", "office", "chair", "speaker", "members")
LANGUAGES = ("de", "en")
_QUIET = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?::(\d{2}))?(?:\s*Uhr)?")


class UnknownPerson(Refusal):
    code = "unknown_person"
    exit_status = Exit.NOT_FOUND
    message = N_("Nobody called “{name}” is entered here.")
    way_out = N_("Entered are: {known}. See: laufzettel person list")


class PersonExists(Refusal):
    code = "person_exists"
    exit_status = Exit.CONFLICT
    message = N_("{name} is already entered.")
    way_out = N_("To change something: laufzettel person set '{name}' …")


class LoginTaken(Refusal):
    code = "login_taken"
    exit_status = Exit.CONFLICT
    message = N_("The login “{login}” already belongs to {name}.")
    way_out = N_("One login is one person.")


class NoName(Refusal):
    code = "no_name"
    exit_status = Exit.INPUT
    message = N_("“{name}” is no name.")
    way_out = N_("Write it as one line, for example “Anna Beispiel”.")


class NoHours(Refusal):
    code = "no_quiet_hours"
    exit_status = Exit.INPUT
    message = N_("“{text}” are no quiet hours.")
    way_out = N_("Write them as 20:00-07:00; “none” takes them away.")


class NobodyLeft(Refusal):
    code = "nobody_left"
    exit_status = Exit.RULE
    message = N_("After that nobody could enter people any more, and some could not do anything at all.")
    way_out = N_(
        "First give somebody the rights for it: laufzettel person add NAME --login LOGIN --rights manager"
    )


class Shown(NamedTuple):
    """A person as lists show one: personal fields revealed, None where they were blotted out."""

    number: int
    name: str | None
    mail: str | None
    url: str | None
    login: str | None
    roles: tuple[str, ...]  #: the parts in the faction's work
    speaks_for: tuple[str, ...]  #: names of organizations
    author_of: tuple[str, ...]  #: references
    digest: str
    quiet: str
    language: str
    channel: str
    rights: tuple[str, ...]
    active: bool


def add(office: Office, name: str, wishes: Mapping[str, Any]) -> Person:
    """Enter somebody. `wishes` holds any of the fields of a person's data, in plain words.

    Raises NoName, PersonExists, LoginTaken, NoHours, UnknownOrganization, and what channels say of an
    address. Somebody who left and comes back under the same name is entered again as the same person.
    """
    plain = _name(name)
    made: list[int] = []

    def work() -> Decision:
        known = _by_name(office, plain)
        if known is not None and known.active:
            raise PersonExists(name=plain)
        number = known.id if known is not None else office.book.next_person_id()
        made.append(number)
        data = {"name": _hidden(office, plain), **_data(office, wishes, number)}
        _check_rights_stay(office, number, data)
        kind = "person_added" if known is None else "person_returned"
        return Decision((Fact(f"person:{number}", Event(kind, data, office.today.isoformat())),))

    office.carry_out(work)
    return _made(office, made[-1], {"name": plain})


def change(office: Office, name: str, wishes: Mapping[str, Any]) -> Person:
    """Change what is named in `wishes`; None takes a field away. Raises UnknownPerson and as `add`."""
    made: list[int] = []

    def work() -> Decision:
        person = find(office, name)
        made.append(person.id)
        data = _data(office, wishes, person.id)
        if "name" in wishes:
            data["name"] = _hidden(office, _renamed(office, person, wishes["name"]))
        _check_rights_stay(office, person.id, {**person.data, **data})
        fact = Fact(f"person:{person.id}", Event("person_changed", data, office.today.isoformat()))
        return Decision((fact,) if data else ())

    office.carry_out(work)
    return _made(office, made[-1], wishes)


def leave(office: Office, name: str) -> Person:
    """Enter that somebody has left: no more notices, no more rights. Raises UnknownPerson, NobodyLeft."""
    made: list[Person] = []

    def work() -> Decision:
        person = find(office, name)
        _check_rights_stay(office, person.id, {})
        made.append(person)
        event = Event("person_left", {}, office.today.isoformat())
        return Decision((Fact(f"person:{person.id}", event),))

    office.carry_out(work)
    return made[-1]._replace(active=False)


def find(office: Office, name: str) -> Person:
    """The active person of a name (or a part of it that only one has), a login or a number (`#3`).

    Raises UnknownPerson.
    """
    number = name.strip().removeprefix("#")
    persons = [p for p in office.book.persons(office.council.id) if p.active]
    if number.isascii() and number.isdigit():
        found = next((p for p in persons if p.id == int(number)), None)
    else:
        found = _by_name(office, name.strip())
        found = found if found is not None and found.active else None
        found = found or office.book.person_by_login(office.council.id, name.strip())
        found = found or _by_part_of_name(office, name)
    if found is None:
        known = [shown.name or f"#{shown.number}" for shown in listed(office)]
        raise UnknownPerson(name=name, known=known or "–")
    return found


def listed(office: Office, *, everybody: bool = False) -> list[Shown]:
    """The people of the office; with `everybody` those who left as well."""
    persons = [p for p in office.book.persons(office.council.id) if p.active or everybody]
    hidden = {c for p in persons for field in PERSONAL if (c := commitment_of(p.data, field))}
    values = office.book.reveal(hidden)
    return [_shown(office, person, values) for person in persons]


def _shown(office: Office, person: Person, values: Mapping[str, str | None]) -> Shown:
    data = person.data
    named = {field: values.get(commitment_of(data, field)) for field in PERSONAL}
    quiet = data.get("quiet")
    return Shown(
        person.id,
        named["name"],
        named["mail"],
        named["url"],
        named["login"],
        tuple(data.get("parts", ())),
        tuple(_called(office, key) for key in data.get("speaks_for", ())),
        tuple(office.book.motion(n).reference or f"#{n}" for n in data.get("author_of", ())),
        data.get("digest", "none"),
        "–".join(quiet) if quiet else "",
        data.get("language", "de"),
        data.get("channel", ""),
        person.roles,
        person.active,
    )


def _called(office: Office, key: str) -> str:
    found = office.rules.organization(key)
    return found.name if found else key


# What was entered, as events hold it


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not any(letter.isalpha() for letter in name) or len(name) > 200 or name.isdigit():
        raise NoName(name=text)
    return name


def _hidden(office: Office, value: str) -> dict[str, str]:
    return {"~": office.book.personal(office.council.id, value)}


def _data(office: Office, wishes: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The fields as events hold them: personal ones as commitments, names of organizations as keys."""
    data: dict[str, Any] = {}
    for field, value in wishes.items():
        if field == "name":
            continue
        empty = value is None or (isinstance(value, (list, tuple)) and not value)
        data[field] = None if empty else _FIELDS[field](office, value, number)
    return data


def _mail(office: Office, value: str, _number: int) -> dict[str, str]:
    return _hidden(office, channels.check_address("mail", value))


def _url(office: Office, value: str, _number: int) -> dict[str, str]:
    return _hidden(office, channels.check_address("push", value))


def _login(office: Office, value: str, number: int) -> dict[str, str]:
    login = value.strip()
    if not login or any(letter.isspace() for letter in login):
        raise NoName(name=value)
    taken = office.book.person_by_login(office.council.id, login)
    if taken is not None and taken.id != number:
        name = office.book.reveal([commitment_of(taken.data, "name")])
        raise LoginTaken(login=login, name=next(iter(name.values()), None) or f"#{taken.id}")
    return _hidden(office, login)


def _organizations(office: Office, value: Iterable[str], _number: int) -> list[str]:
    return list(dict.fromkeys(organizations.required(office.rules, name).key for name in value))


def _motions(office: Office, value: Iterable[str], _number: int) -> list[int]:
    return list(dict.fromkeys(office.find(reference).id for reference in value))


def _quiet(_office: Office, value: str, _number: int) -> list[str]:
    found = _QUIET.fullmatch(value.strip())
    try:
        if found is None:
            raise ValueError(value)
        begins = time(int(found[1]), int(found[2] or 0))
        ends = time(int(found[3]) % 24, int(found[4] or 0))
    except ValueError:
        raise NoHours(text=value) from None
    if begins == ends:
        raise NoHours(text=value)
    return [begins.strftime("%H:%M"), ends.strftime("%H:%M")]


def _channel(_office: Office, value: str, _number: int) -> str:
    channels.find(value)
    return value


def _words(_office: Office, value: Sequence[str], _number: int) -> list[str]:
    return list(dict.fromkeys(value))


def _word(_office: Office, value: str, _number: int) -> str:
    return value


_FIELDS = {
    "mail": _mail,
    "url": _url,
    "login": _login,
    "speaks_for": _organizations,
    "author_of": _motions,
    "quiet": _quiet,
    "channel": _channel,
    "parts": _words,
    "roles": _words,
    "digest": _word,
    "language": _word,
}


# Who is who


def _by_name(office: Office, name: str) -> Person | None:
    """Somebody of this name, whether still here or not; whoever is here comes first."""
    wanted = " ".join(name.split()).casefold()
    return next((person for person, known in _names(office) if known == wanted), None)


def _by_part_of_name(office: Office, name: str) -> Person | None:
    """The only one who is here and has this first name or surname."""
    wanted = name.strip().casefold()
    found = [person for person, known in _names(office) if person.active and wanted in known.split()]
    return found[0] if len(found) == 1 else None


def _names(office: Office) -> list[tuple[Person, str]]:
    persons = sorted(office.book.persons(office.council.id), key=lambda p: (not p.active, p.id))
    values = office.book.reveal([c for p in persons if (c := commitment_of(p.data, "name"))])
    return [(p, (values.get(commitment_of(p.data, "name")) or "").casefold()) for p in persons]


def _renamed(office: Office, person: Person, name: str) -> str:
    plain = _name(name)
    other = _by_name(office, plain)
    if other is not None and other.active and other.id != person.id:
        raise PersonExists(name=plain)
    return plain


def _check_rights_stay(office: Office, number: int, data: Mapping[str, Any]) -> None:
    """Once rights are given to anybody, somebody must have those to give them."""
    from workflow.office.permission import may

    persons = office.book.persons(office.council.id)
    rights = [p.roles for p in persons if p.active and p.login and p.id != number]
    rights.append(tuple(data.get("roles") or ()) if data.get("login") else ())
    given = [roles for roles in rights if roles]
    if given and not any(may(office.rules.permissions, roles, "persons") for roles in given):
        raise NobodyLeft


def _made(office: Office, number: int, wishes: Mapping[str, Any]) -> Person:
    found = office.book.person(number)
    return found if found is not None else Person(number, data=dict(wishes))
