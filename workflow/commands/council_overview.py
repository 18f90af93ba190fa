"""A council file as somebody reads it: organizations, routes, deadlines, choices, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from states.outcome import Effect, Outcome, Role
from states.refusal import Refusal
from workflow.commands.desk import Desk
from workflow.commands.output import table
from workflow.presets.vocabulary import (
    ANCHOR_LABELS,
    COUNCIL_KIND_LABELS,
    FLAG_LABELS,
    FLAG_VALUES,
    KIND_LABELS,
    RECIPIENT_LABELS,
    TYPE_LABELS,
    CouncilKind,
    Kind,
)
from workflow.rule_said import say_offset, say_rule
from workflow.rules.rule import Rule
from workflow.rules.rule_words import parse_rule
from workflow.rules.workday import LAENDER
from workflow.words import _, day, label, said

Data = Mapping[str, Any]


def overview(desk: Desk, data: Data, in_force: str | None) -> list[str]:
    """The lines for people; `in_force` is the first day of adopted rules."""
    names = {o["key"]: o["name"] for o in data["organizations"]}
    lines = list(_head(data, in_force))
    lines += _section(_("Organizations"), [table(desk, _ORGANIZATION(), _organizations(data))])
    lines += _section(_("Routes"), list(_routes(data, names)))
    lines += _section(
        _("Deadlines"), [table(desk, _DEADLINE(), _deadlines(data))] if data["deadlines"] else []
    )
    lines += _section(_("Choices of this council"), list(_flags(data)))
    lines += _section(_("Outcomes that it treats its own way"), list(_outcomes(data)))
    lines += _section(_("Legislative terms"), list(_terms(data)))
    lines += _section(
        _("Reminders"), [table(desk, _REMINDER(), _reminders(data))] if data["reminders"] else []
    )
    return lines


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, "─" * len(title), *lines] if lines else []


def _head(data: Data, in_force: str | None) -> Iterator[str]:
    yield f"{data['name']} ({data['key']})"
    kind = _(COUNCIL_KIND_LABELS[CouncilKind(data["kind"])])
    yield f"{kind}, {LAENDER[data['land']]}"
    if data.get("source"):
        yield data["source"]
    first = in_force or data.get("in_force")
    if first:
        yield _("In force from {day}").format(day=day(date.fromisoformat(first)))


def _ORGANIZATION() -> list[str]:  # noqa: N802 - headers in the language spoken now
    return [_("Key"), _("Name"), _("Type"), _("What it may do"), _("Source")]


def _organizations(data: Data) -> list[list[str]]:
    return [
        [o["key"], _full_name(o), _(TYPE_LABELS[o["type"]]), _powers(o), o.get("source", "")]
        for o in data["organizations"]
    ]


def _full_name(organization: Data) -> str:
    short = organization.get("short")
    return f"{organization['name']} ({short})" if short else str(organization["name"])


def _powers(organization: Data) -> str:
    powers = [_("decides")] if organization["decides"] else []
    powers += [] if organization["public"] else [_("non-public")]
    return ", ".join(powers)


def _routes(data: Data, names: Mapping[str, str]) -> Iterator[str]:
    for route in data["routes"]:
        kind = _(KIND_LABELS[Kind(route["kind"])])
        name = route.get("name")
        yield f"{name} ({kind})" if name else kind
        yield "    " + " → ".join(_station(s, names) for s in route["stations"])
        if route.get("source"):
            yield f"    {route['source']}"


def _station(station: Data, names: Mapping[str, str]) -> str:
    where = names.get(station.get("organization", ""), "")
    if not where:
        where = _("any {type}").format(type=_(TYPE_LABELS[station["any"]]))
    shown = f"{where}: {label(Role(station['role']))}"
    return f"[{shown}]" if station["optional"] else shown


def _DEADLINE() -> list[str]:  # noqa: N802 - as above
    return [_("Deadline"), _("Rule"), _("In force"), _("Source")]


def _deadlines(data: Data) -> list[list[str]]:
    return [
        [d["label"], _rule(d), _force(d.get("from"), d.get("until")), d.get("source", "")]
        for d in data["deadlines"]
    ]


def _rule(deadline: Data) -> str:
    where = [*deadline["organizations"], *(_(TYPE_LABELS[t]) for t in deadline["types"])]
    rule = _said_rule(deadline["rule"])
    return f"{rule} ({', '.join(where)})" if where else rule


def _said_rule(text: str, say: Callable[[Rule], str] = say_rule) -> str:
    """A rule of the file in the user's language; what is none stays as it is."""
    try:
        return say(parse_rule(text))
    except Refusal:
        return text


def _force(first: str | None, last: str | None) -> str:
    start, end = (day(date.fromisoformat(d)) if d else "" for d in (first, last))
    return f"{start}–{end}" if start or end else ""


def _flags(data: Data) -> Iterator[str]:
    for name, flag in data["flags"].items():
        shown = _flag_value(flag["value"])
        source = f"  [{flag['source']}]" if flag.get("source") else ""
        yield f"{_(FLAG_LABELS[name])}: {shown}{source}"


def _flag_value(value: Any) -> str:
    if value == "":
        return _("not set")
    if value in FLAG_VALUES:
        return _(FLAG_VALUES[value])
    return _said_rule(value) if isinstance(value, str) else said(value)


def _outcomes(data: Data) -> Iterator[str]:
    for o in data["outcomes"]:
        source = f"  [{o['source']}]" if o.get("source") else ""
        role, effect = label(Role(o["role"])), label(Effect(o["effect"]))
        yield f"{label(Outcome(o['outcome']))} ({role}): {effect}{source}"


def _terms(data: Data) -> Iterator[str]:
    for term in data["terms"]:
        source = f"  [{term['source']}]" if term.get("source") else ""
        yield f"{term['name']}: {_force(term['start'], term['end'])}{source}"


def _REMINDER() -> list[str]:  # noqa: N802 - as above
    return [_("Reminder"), _("When"), _("To")]


def _reminders(data: Data) -> list[list[str]]:
    return [
        [r["label"], _when(r), ", ".join(_(RECIPIENT_LABELS[to]) for to in r["to"])]
        for r in data["reminders"]
    ]


def _when(reminder: Data) -> str:
    if not reminder["enabled"]:
        return _("switched off")
    offset = _said_rule(reminder["offset"], say_offset)
    return f"{offset} ({_(ANCHOR_LABELS[reminder['anchor']])})"


def rows(data: Data) -> Iterator[dict[str, object]]:
    """Flat rows for CSV: everything that has a source, under its section."""
    for section in ("organizations", "routes", "terms", "outcomes", "deadlines", "reminders"):
        for item in data[section]:
            key = item.get("key") or item.get("kind") or item.get("name") or item.get("outcome")
            yield {
                "section": section,
                "key": key,
                "value": item.get("rule") or item.get("offset") or item.get("name") or item.get("effect"),
                "source": item.get("source", ""),
            }
    for name, flag in data["flags"].items():
        yield {"section": "flags", "key": name, "value": flag["value"], "source": flag.get("source", "")}
