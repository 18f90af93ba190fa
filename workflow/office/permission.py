"""Who may do what: the council's file says it of roles, the database says which role a person has.

As long as nobody with a role and a name at the operating system is entered, everybody who can open the
database may do everything in it, and may act for anybody; that is noted in the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from states.event import Event, Fact
from states.refusal import N_, Exit, Refusal
from workflow.office.office import Office
from workflow.store.folding import Person


class NotAllowed(Refusal):
    code = "not_allowed"
    exit_status = Exit.PERMISSION
    message = N_("{person} may not do this here ({action}).")
    way_out = N_("Allowed for: {roles}. Roles are given with: laufzettel person")


class NotKnownHere(Refusal):
    code = "not_known_here"
    exit_status = Exit.PERMISSION
    message = N_("Nobody with the login “{login}” is entered for {council}.")
    way_out = N_("Whoever may enter people adds you: laufzettel person add")


class MayNotActFor(Refusal):
    code = "may_not_act_for"
    exit_status = Exit.PERMISSION
    message = N_("{login} may not act for {person}.")
    way_out = N_("Leave out --as; for whom a role may act is said in the council’s file (acts_for).")


class NoSuchPerson(Refusal):
    code = "no_such_person"
    exit_status = Exit.NOT_FOUND
    message = N_("There is nobody called “{person}” here.")
    way_out = N_("Name somebody by login or name; see: laufzettel person list")


class Acting(NamedTuple):
    """Who does something: the person at the keyboard, and on whose behalf."""

    login: str
    person: str

    @property
    def for_another(self) -> bool:
        """True where somebody acts on another's behalf."""
        return self.login != self.person


def require(office: Office, action: str, login: str) -> bool:
    """Let the office's actor do `action` (a word of the council's file: submit, record, amend …), or refuse.

    True where a role allows it; false where nobody is entered yet whose role could be asked for.
    `login` is the user of the operating system; the office's actor is that, or the one named with --as.
    Raises NotAllowed, NotKnownHere, MayNotActFor and NoSuchPerson; each of them is noted in the log.
    """
    acting = Acting(login, office.actor)
    try:
        checked = _check(office, action, acting)
    except Refusal as refusal:
        _note(office, action, acting, refusal)
        raise
    if acting.for_another:
        office.at_keyboard = login
    return checked


def may(permissions: Mapping[str, Any], roles: Iterable[str], action: str) -> bool:
    """True where one of the roles may do this."""
    return any(action in permissions.get(role, {}).get("may", ()) for role in roles)


def _check(office: Office, action: str, acting: Acting) -> bool:
    persons = [p for p in office.book.persons(office.council.id) if p.active]
    if not any(p.login and p.roles for p in persons):
        return False
    permissions = office.rules.permissions
    me = office.book.person_by_login(office.council.id, acting.login)
    if me is None:
        raise NotKnownHere(login=acting.login, council=office.council.name)
    _check_may(permissions, me, acting.login, action)
    if acting.for_another:
        other = _named(office, persons, acting.person)
        if not _acts_for(permissions, me.roles, other.roles):
            raise MayNotActFor(login=acting.login, person=acting.person)
        _check_may(permissions, other, acting.person, action)
    return True


def _check_may(permissions: Mapping[str, Any], person: Person, name: str, action: str) -> None:
    if not may(permissions, person.roles, action):
        allowed = [role for role in permissions if may(permissions, [role], action)]
        raise NotAllowed(person=name, action=action, roles=allowed)


def _acts_for(permissions: Mapping[str, Any], mine: Iterable[str], theirs: Collection[str]) -> bool:
    allowed = {role for own in mine for role in permissions.get(own, {}).get("acts_for", ())}
    return not allowed.isdisjoint(theirs)


def _named(office: Office, persons: Iterable[Person], name: str) -> Person:
    found = office.book.person_by_login(office.council.id, name)
    if found is not None:
        return found
    for person in persons:
        hidden = person.data.get("name")
        known = office.book.reveal([hidden["~"]])[hidden["~"]] if isinstance(hidden, Mapping) else hidden
        if known is not None and str(known).casefold() == name.casefold():
            return person
    raise NoSuchPerson(person=name)


def _note(office: Office, action: str, acting: Acting, refusal: Refusal) -> None:
    """A refused attempt is a fact of its own."""
    with office.book.writing():
        personal = {"login": acting.login, "person": acting.person}
        hidden = {key: {"~": office.book.personal(office.council.id, name)} for key, name in personal.items()}
        data = {"action": action, "code": refusal.code, **hidden}
        day = office.today.isoformat()
        office.book.append(office.council.id, [Fact("council", Event("refused", data, day))], office.stamp())
