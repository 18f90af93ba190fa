"""`person`: the people of the office, their parts, their addresses and how they want to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, group, option, pass_desk
from workflow.commands.output import emit, table
from workflow.words import _

if TYPE_CHECKING:
    from workflow.office.people import Shown

#: Takes a field away where it stands for its value.
NONE = ("none", "-", "keine", "keiner", "nichts")
_NAME = N_("The person: name, login or number.")
_ROLES = {
    "author": N_("author"),
    "office": N_("office"),
    "chair": N_("chair"),
    "speaker": N_("speaker"),
    "members": N_("member"),
}
_DIGESTS = {"none": N_("at once"), "daily": N_("once a day"), "weekly": N_("once a week")}


@group(
    "person",
    help=N_(
        "Enter people: their roles, addresses and wishes.\n\nReminders go to roles, and from there to people."
    ),
    examples=[
        ("laufzettel person list", N_("who is entered")),
        ("laufzettel person add 'Anna Beispiel' --mail anna@example.org --role chair", N_("one more")),
    ],
)
def person() -> None:
    """The people."""


def _fields(function: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said of a person, the same when one is entered and when one is changed."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


_OPTIONS = (
    option("--mail", metavar=N_("ADDRESS"), help=N_("The e-mail address.")),
    option(
        "--role",
        "parts",
        multiple=True,
        type=click.Choice(["author", "office", "chair", "speaker", "member", *NONE[:1]]),
        help=N_("The part in the faction’s work; may repeat."),
    ),
    option(
        "--speaks-for",
        multiple=True,
        metavar=N_("ORGANIZATION"),
        help=N_("Speaks for the faction in this organization; may repeat."),
    ),
    option("--author-of", multiple=True, metavar=N_("REF"), help=N_("Wrote this motion; may repeat.")),
    option(
        "--digest",
        type=click.Choice(["none", "daily", "weekly"]),
        help=N_("Letters at once (none), once a day, or once a week on Mondays."),
    ),
    option("--quiet", metavar=N_("TIME-TIME"), help=N_("Hours without letters, as in 20:00-07:00.")),
    option("--language", type=click.Choice(["de", "en"]), help=N_("The language of the letters.")),
    option(
        "--channel",
        metavar=N_("CHANNEL"),
        help=N_("How letters come, if not by mail; see: laufzettel notify"),
    ),
    option("--url", metavar=N_("URL"), help=N_("The address for the channel “push”.")),
    option("--login", metavar=N_("LOGIN"), help=N_("The user name on this computer.")),
    option(
        "--rights",
        "roles",
        multiple=True,
        type=click.Choice(["reader", "staff", "manager", "auditor", *NONE[:1]]),
        help=N_("What the login may do here, as the council’s file says; may repeat."),
    ),
)


@person.command(
    "add",
    help=N_(
        "Enter somebody.\n\nNames and addresses are personal data: they lie apart from the history, which "
        "only holds a seal of them."
    ),
    examples=[
        ("laufzettel person add 'Anna Beispiel' --mail anna@example.org --role chair", N_("the chair")),
        (
            "laufzettel person add 'Ben Muster' --mail ben@example.org --speaks-for Kreistag --digest daily",
            N_("who speaks in the Kreistag and wants one letter a day"),
        ),
        ("laufzettel person add 'Cem Probe' --login cem --rights manager", N_("who may enter people")),
    ],
)
@argument("name", metavar=N_("NAME"), help=N_("First name and surname."))
@_fields
@pass_desk
def add(desk: Desk, /, name: str, **wishes: Any) -> None:
    """One more."""
    from workflow.commands.opening import open_office
    from workflow.office import people

    office = open_office(desk, "persons")
    made = people.add(office, name, _given(wishes))
    _tell(desk, next(p for p in people.listed(office) if p.number == made.id), _("Entered: {name}"))


@person.command(
    "set",
    help=N_(
        "Change what is known of somebody.\n\nOnly what is named changes; “none” takes it away. Roles and "
        "organizations replace those before."
    ),
    examples=[
        ("laufzettel person set 'Anna Beispiel' --quiet 20:00-07:00", N_("no letters at night")),
        ("laufzettel person set anna --role chair --role author --digest none"),
    ],
)
@argument("name", metavar=N_("NAME"), help=_NAME)
@option("--name", "new_name", metavar=N_("NAME"), help=N_("Another name."))
@_fields
@pass_desk
def set_(desk: Desk, /, name: str, new_name: str | None, **wishes: Any) -> None:
    """Other wishes."""
    from workflow.commands.opening import open_office
    from workflow.office import people

    office = open_office(desk, "persons")
    given = _given(wishes)
    if new_name:
        given["name"] = new_name
    made = people.change(office, name, given)
    _tell(desk, next(p for p in people.listed(office) if p.number == made.id), _("Changed: {name}"))


@person.command(
    "list",
    help=N_("List the people of the office."),
    examples=[
        ("laufzettel person list", N_("who is here")),
        ("laufzettel person list --all", N_("who ever was")),
    ],
)
@option("--all", "everybody", is_flag=True, help=N_("Also those who have left."))
@pass_desk
def list_(desk: Desk, everybody: bool) -> None:
    """Who is here."""
    from workflow.commands.opening import open_office
    from workflow.office import people

    found = people.listed(open_office(desk, "read"), everybody=everybody)
    emit(desk, found, lambda rows: _shown(desk, rows), columns=people.Shown._fields)


@person.command(
    "remove",
    help=N_(
        "Enter that somebody has left.\n\nNo more letters, no more rights; what the person did stays in the "
        "history."
    ),
    examples=["laufzettel person remove 'Anna Beispiel'"],
)
@argument("name", metavar=N_("NAME"), help=_NAME)
@pass_desk
def remove(desk: Desk, name: str) -> None:
    """Gone."""
    from workflow.commands.opening import open_office
    from workflow.office import people

    office = open_office(desk, "persons")
    gone = people.leave(office, name)
    shown = next(p for p in people.listed(office, everybody=True) if p.number == gone.id)
    _tell(desk, shown, _("Left: {name}"))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """What was named on the command line; None for what “none” takes away."""
    given: dict[str, Any] = {}
    for field, value in options.items():
        if value is None or value == ():
            continue
        if field in {"digest", "language"}:
            given[field] = value
        elif isinstance(value, tuple):
            words = ["members" if word == "member" else word for word in value]
            given[field] = None if words[-1].casefold() in NONE else words
        else:
            given[field] = None if value.strip().casefold() in NONE else value
    return given


def _tell(desk: Desk, shown: Shown, sentence: str) -> None:
    name = shown.name or f"#{shown.number}"
    emit(desk, shown, lambda one: [sentence.format(name=name), *_lines(one)])


def _lines(one: Shown) -> list[str]:
    facts = {
        _("Roles"): ", ".join(_(_ROLES[role]) for role in one.roles),
        _("Speaks for"): ", ".join(one.speaks_for),
        _("Wrote"): ", ".join(one.author_of),
        _("Letters"): _letters(one),
        _("Rights"): ", ".join(one.rights) + (f" ({one.login})" if one.login else ""),
    }
    return [f"  {name}: {text}" for name, text in facts.items() if text]


def _letters(one: Shown) -> str:
    """To where, how often, and when not."""
    parts = [one.mail or one.url or _("no address"), _(_DIGESTS[one.digest])]
    if one.quiet:
        parts.append(_("not {hours}").format(hours=one.quiet))
    if one.channel:
        parts.append(one.channel)
    return ", ".join(parts)


def _shown(desk: Desk, found: list[Shown]) -> list[str]:
    if not found:
        return [
            _("Nobody is entered yet. Reminders go to the office as a whole."),
            _("Next: laufzettel person add"),
        ]
    headers = [_("No."), _("Name"), _("Roles"), _("Speaks for"), _("Letters"), _("Rights")]
    rows = []
    for one in found:
        name = one.name or _("(name deleted)")
        roles = ", ".join(_(_ROLES[role]) for role in one.roles)
        left = "" if one.active else _(" (has left)")
        rows.append(
            [one.number, name + left, roles, ", ".join(one.speaks_for), _letters(one), ", ".join(one.rights)]
        )
    return [table(desk, headers, rows)]
