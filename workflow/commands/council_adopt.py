"""`council adopt`: the rules of a council as an entry of the log, with the day from which they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from states.refusal import N_
from workflow.commands.council_file import print_faults, read_council
from workflow.commands.desk import Desk
from workflow.commands.frame import argument, command, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _, day, said

if TYPE_CHECKING:
    from states.council import Council
    from workflow.store.book import Book


class Change(NamedTuple):
    """One thing that the new rules say otherwise; `before` or `after` is None where it is not there."""

    section: str
    what: str
    before: str | None
    after: str | None


class Adopted(NamedTuple):
    """What was adopted, or would be."""

    council: str
    name: str
    in_force: str
    new: bool
    dry_run: bool
    changes: list[Change]


_SECTIONS = {
    "organizations": N_("organization"),
    "routes": N_("route"),
    "terms": N_("term"),
    "flags": N_("choice"),
    "overrides": N_("outcome"),
    "deadlines": N_("deadline"),
    "reminders": N_("reminder"),
    "permissions": N_("permission"),
    "council": N_("council"),
}
_PLAIN = ("name", "short", "land", "kind", "zone", "regional_holidays")


@command(
    "adopt",
    help=N_(
        "Adopt a council file: check all of it, show what changes, and log the rules with the day from which "
        "they hold.\n\nDates are computed with the rules in force on them; earlier ones stay as they were."
    ),
    examples=[
        ("laufzettel council adopt unser-kreis.yaml", N_("in force from today")),
        ("laufzettel council adopt unser-kreis.yaml --in-force 01.11.2025 --dry-run", N_("only show")),
    ],
)
@argument("name", metavar=N_("NAME|FILE"), help=N_("A name from laufzettel council list, or a file."))
@option("--in-force", metavar=N_("DATE"), help=N_("The day from which the rules hold (default: today)."))
@option("--dry-run", is_flag=True, help=N_("Only show what would change."))
@pass_desk
def adopt(desk: Desk, name: str, in_force: str | None, dry_run: bool) -> object:
    """Validate, compare, log."""
    loaded = read_council(name)
    if loaded.faults or loaded.council is None or loaded.data is None:
        return print_faults(desk, loaded)
    emit(desk, _adopted(desk, loaded.data, loaded.council, in_force, dry_run), _shown, rows=_rows)
    return None


def _adopted(
    desk: Desk, data: Mapping[str, Any], council: Council, in_force: str | None, dry_run: bool
) -> Adopted:
    from workflow import __version__
    from workflow.commands.opening import open_office
    from workflow.intake.dates import parse_user_date
    from workflow.store.book import Stamp, open_book

    wanted = parse_user_date(in_force) if in_force else council.in_force
    book = desk.keep(open_book(desk.db))
    if all(row.key != council.key for row in book.councils()):
        now, on = _moment(desk, book, council)
        if not dry_run:
            book.adopt(data, wanted or on, Stamp("", __version__, "council adopt", now), actor=desk.actor)
        return Adopted(council.key, council.name, (wanted or on).isoformat(), True, dry_run, [])
    desk.settings.note("council", council.key)
    office = open_office(desk, "council")
    on = wanted or office.today
    changes = list(differences(_as_adopted(office.book, office.council.id, on), council))
    if changes and not dry_run:
        office.book.adopt(data, on, office.stamp())
    return Adopted(council.key, council.name, on.isoformat(), False, dry_run, changes)


def _as_adopted(book: Book, council: int, on: date) -> Council:
    """The rules in force on a day, without organizations that only papers named: those stay known anyway."""
    import json

    late = {
        json.loads(row[0])["key"]
        for row in book.database.rows(book.database.sql.ORGANIZATIONS_ADDED, (council,))
    }
    rules = book.rules(council, on)
    return rules._replace(organizations=tuple(o for o in rules.organizations if o.key not in late))


def _moment(desk: Desk, book: Book, council: Council) -> tuple[Any, date]:
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(council.zone)
    now = desk.now(rehearsal=book.rehearsal, zone=zone)
    return now, now.astimezone(zone).date()


def differences(old: Council, new: Council) -> Iterator[Change]:
    """What one set of rules says otherwise than another, section by section."""
    for name in _PLAIN:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("council", name, said(before), said(after))
    for section in ("organizations", "routes", "terms", "flags", "overrides", "deadlines", "reminders"):
        yield from _section(section, _keyed(old, section), _keyed(new, section))
    yield from _section("permissions", dict(old.permissions), dict(new.permissions))


def _keyed(council: Council, section: str) -> dict[str, Any]:
    """The entries of a section by what names them."""
    values = getattr(council, section)
    if isinstance(values, Mapping):
        return dict(values)
    return {_name_of(value): value for value in values}


def _name_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value["key"])
    if hasattr(value, "outcome"):
        return f"{value.outcome} / {value.role}"
    return str(getattr(value, "key", None) or getattr(value, "kind", None) or value.name)


def _section(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in [*new, *(k for k in old if k not in new)]:
        if key not in old:
            yield Change(section, _called(key, new[key]), None, "")
        elif key not in new:
            yield Change(section, _called(key, old[key]), "", None)
        elif old[key] != new[key]:
            yield from _fields(section, _called(key, new[key]), _dict(old[key]), _dict(new[key]))


def _called(key: str, value: Any) -> str:
    named = value.get("label") if isinstance(value, Mapping) else getattr(value, "name", "")
    return f"{named} ({key})" if named and named != key else key


def _dict(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else dict(value._asdict())


def _fields(section: str, what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*new, *(k for k in old if k not in new)]:
        before, after = old.get(name), new.get(name)
        if before != after:
            yield Change(section, f"{what}: {name}", _value(before), _value(after))


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)) and value and hasattr(value[0], "role"):
        return " → ".join(str(v.organization or v.any_of or "") for v in value)
    return said(value)


def _shown(done: Adopted) -> list[str]:
    from_day = day(date.fromisoformat(done.in_force))
    if done.new:
        template = _("Would be adopted: {name} ({key}), rules in force from {day}")
        if not done.dry_run:
            template = _("Adopted: {name} ({key}), rules in force from {day}")
        return [template.format(name=done.name, key=done.council, day=from_day)]
    if not done.changes:
        return [_("{name} ({key}): these rules hold already; nothing was logged.").format(
            name=done.name, key=done.council
        )]  # fmt: skip
    head = _("{name} ({key}): what changes from {day}")
    lines = [head.format(name=done.name, key=done.council, day=from_day)]
    lines += [f"  {_line(change)}" for change in done.changes]
    lines.append(_("Nothing was logged (--dry-run).") if done.dry_run else _("Adopted and logged."))
    return lines


def _line(change: Change) -> str:
    section = _(_SECTIONS[change.section])
    if change.before is None:
        return f"+ {section} {change.what}"
    if change.after is None:
        return f"− {section} {change.what}"
    return f"~ {section} {change.what}: {change.before or '–'} → {change.after or '–'}"


def _rows(done: Adopted) -> list[dict[str, object]]:
    return [
        {"council": done.council, "in_force": done.in_force, **change._asdict()} for change in done.changes
    ]
