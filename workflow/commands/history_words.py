"""Each entry of a motion's history in words: what happened, and its details line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from states.event import Recorded
from states.labels import ROLE_LABELS, STATE_LABELS
from states.refusal import N_
from workflow.commands.motion_page import MAJORITIES, iso_day, kind_label, outcome_label
from workflow.words import _, listed, said

if TYPE_CHECKING:
    from workflow.commands.reading import Reading

Row = dict[str, Any]
Data = Mapping[str, Any]
Told = tuple[str, list[str]]


class Called(Protocol):
    """What words need to know of names."""

    def organization(self, key: str) -> str:
        """What an organization is called."""

    def meeting_day(self, number: int | None) -> str | None:
        """The day of a meeting."""


class Unnamed:
    """Where there is no database to look names up in: organizations go by their keys."""

    def organization(self, key: str) -> str:
        """The key."""
        return key

    def meeting_day(self, number: int | None) -> str | None:
        """Not known here; stations say the day they were planned for."""
        return None


class Names:
    """What organizations, meetings and papers are called, looked up once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._organizations: dict[str, str] | None = None
        self._meetings: dict[int, Row] = {}

    def organization(self, key: str) -> str:
        """Its name, else its key."""
        if self._organizations is None:
            known = self._reading.reader.organizations(self._reading.id)
            self._organizations = {o["key"]: o["name"] for o in known}
        return self._organizations.get(key, key)

    def meeting_day(self, number: int | None) -> str | None:
        """The day of a meeting, as it is now."""
        if number is None:
            return None
        if number not in self._meetings:
            found = self._reading.rows("SELECT on_date FROM meeting WHERE id = ?", (number,))
            self._meetings[number] = found[0] if found else {"on_date": None}
        day: str | None = self._meetings[number]["on_date"]
        return day


def _station(names: Called, c: Data) -> str:
    """`Kreistag, 22.03.2021 (Entscheidung)`."""
    day = names.meeting_day(c.get("meeting")) or c.get("on")
    when = iso_day(day) if day else _("next meeting")
    return f"{names.organization(c['organization'])}, {when} ({_(ROLE_LABELS[c['role']])})"


def told(names: Called, row: Row, events: Sequence[Recorded]) -> Told:
    """An entry in words. One whose kind is not known shows its kind and its data."""
    say = _SAYERS.get(row["kind"])
    if say is None:
        return row["kind"].replace("_", " "), [f"{key}: {said(value)}" for key, value in row["data"].items()]
    return say(names, row["data"], events)


def _drafted(names: Called, d: Data, _events: object) -> Told:
    return _("Drafted"), list(_paper(names, d))


def _submitted(names: Called, d: Data, _events: object) -> Told:
    text = _("Filed as {reference}").format(reference=d["reference"]) if d.get("reference") else _("Filed")
    return text, list(_paper(names, d))


def _paper(names: Called, d: Data) -> Iterator[str]:
    if d.get("title"):
        by = f" – {listed(d['applicants'])}" if d.get("applicants") else ""
        yield f"{kind_label(d.get('kind', 'motion'))}: {d['title']}{by}"
    stations = d.get("consultations") or ()
    if stations:
        yield _("Route: {stations}").format(stations=" → ".join(_station(names, c) for c in stations))
    if d.get("channel"):
        yield _("Filed by: {channel}").format(channel=d["channel"])
    if d.get("new_facts"):
        yield _("New since the rejection: {facts}").format(facts=d["new_facts"])


def _edited(names: Called, d: Data, _events: object) -> Told:
    if set(d) == {"acknowledged_on"}:
        return _("Receipt was acknowledged"), []
    shown = {key: value for key, value in d.items() if key != "points"}
    details = [f"{_(_FIELDS.get(key, key))}: {_value(key, value)}" for key, value in shown.items()]
    if "points" in d:
        details += _points(d["points"])
    return _("Changed"), details


_FIELDS = {
    "reference": N_("Reference"),
    "title": N_("Title"),
    "agenda_item": N_("Agenda item"),
    "applicants": N_("Applicants"),
    "addressee": N_("Addressee"),
    "public": N_("Public"),
    "rank": N_("Order of voting"),
    "acknowledged_on": N_("Receipt acknowledged"),
    "outcome": N_("Result"),
    "on": N_("Date"),
    "votes": N_("Votes"),
    "phrase": N_("Phrase"),
    "majority": N_("Majority"),
    "text": N_("Text"),
    "targets": N_("Referred to"),
    "until": N_("Resubmission"),
    "report_due": N_("Report due"),
    "report_to": N_("Report to"),
}


def _value(key: str, value: Any) -> str:
    if key in ("on", "until", "report_due", "acknowledged_on", "due") and isinstance(value, str):
        return iso_day(value)
    if key == "outcome":
        return outcome_label(value)
    if key == "votes" and isinstance(value, list):
        return ":".join(map(str, value))
    if key == "majority" and value in MAJORITIES:
        return _(MAJORITIES[value])
    if key in ("text", "points") and isinstance(value, list):
        return " / ".join(f"{n}. {text}" if n else text for n, text in value)
    return said(value)


def _points(points: Sequence[Sequence[str]]) -> list[str]:
    return [f"{number}. {text}" if number else text for number, text in points]


def _opened(names: Called, d: Data, _events: object) -> Told:
    state = _(STATE_LABELS[d["state"]])
    return _("On the agenda: {state}").format(state=state), []


def _scheduled(names: Called, d: Data, _events: object) -> Told:
    if d["meeting"] is None:
        return _("Station {n} waits for the next meeting").format(n=d["consultation"]), []
    day = names.meeting_day(d["meeting"])
    when = iso_day(day) if day else f"#{d['meeting']}"
    text = _("Station {n} comes to the meeting of {day}").format(n=d["consultation"], day=when)
    return text, [_("Agenda item {item}").format(item=d["agenda_item"])] if d.get("agenda_item") else []


def _routed(names: Called, d: Data, _events: object) -> Told:
    added = [_station(names, c) for c in d.get("added", ())]
    details = [_("Added: {station}").format(station=station) for station in added]
    details += [_("Taken off: station {n}").format(n=n) for n in d.get("dropped", ())]
    return _("Route changed by hand"), details


def _recorded(names: Called, d: Data, _events: object) -> Told:
    votes = _votes(d)
    text = f"{names.organization(d['organization'])}: {outcome_label(d['outcome'])}"
    return f"{text}{f' ({votes})' if votes else ''}", list(_result(names, d))


def _votes(d: Data) -> str:
    parts = []
    if d.get("votes"):
        parts.append(":".join(str(n) for n in d["votes"]))
    if d.get("majority") and not d.get("votes"):
        parts.append(_(MAJORITIES[d["majority"]]))
    return ", ".join(parts)


def _result(names: Called, d: Data) -> Iterator[str]:
    if d.get("phrase"):
        yield _("“{phrase}”").format(phrase=d["phrase"])
    if d.get("factions"):
        counted = (f"{name} {':'.join(map(str, votes))}" for name, votes in d["factions"])
        yield _("By faction: {votes}").format(votes=", ".join(counted))
    if d.get("points"):
        shown = (f"{number}: {outcome_label(outcome)}" for number, outcome in d["points"])
        yield _("Point by point: {points}").format(points=", ".join(shown))
    if d.get("text"):
        yield _("Text as voted:")
        yield from (f"  {line}" for line in _points(d["text"]))
    if d.get("inserted"):
        yield from (_("Then: {station}").format(station=_station(names, c)) for c in d["inserted"])
    if d.get("report_due"):
        yield _("Report due on {day}").format(day=iso_day(d["report_due"]))
    state = d["state"]
    if d.get("effect") in ("adopt", "reject", "split", "close", "leave", "settle") and state in _ENDS:
        yield _("The motion is {state}.").format(state=_(STATE_LABELS[state]))
    if "text" in d.get("owed", ()):
        yield _("The text as voted was not known yet.")


_ENDS = frozenset(STATE_LABELS) - {"draft", "submitted", "committee_recommendation", "committee_decision",
                                   "plenary_decision"}  # fmt: skip


def _text_amended(names: Called, d: Data, _events: object) -> Told:
    by, body = d.get("by", ""), names.organization(d["organization"])
    if not d["changes"]:
        return _("{organization}: the amendment {by} no longer stands in the text").format(
            organization=body, by=by
        ), []
    text = _("{organization}: the amendment {by} changes the text").format(organization=body, by=by)
    return text, [_change(*change) for change in d["changes"]]


_OPERATIONS = {
    "replace": N_("point {number} now reads: {text}"),
    "add": N_("new point {number}: {text}"),
    "delete": N_("point {number} is deleted"),
    "whole": N_("the whole text now reads: {text}"),
}


def _change(operation: str, number: str, text: str) -> str:
    return _(_OPERATIONS[operation]).format(number=number or "–", text=text)


def _text_chosen(names: Called, d: Data, _events: object) -> Told:
    adopted = d["choice"] == "adopt"
    return (_("The recommended text was adopted") if adopted else _("The own text was maintained")), []


def _text_supplied(names: Called, d: Data, _events: object) -> Told:
    return _("The text as voted was supplied"), _points(d["text"])


def _followed(names: Called, d: Data, _events: object) -> Told:
    if d.get("opens"):
        return _("Goes with its motion: {station}").format(station=_station(names, d["opens"])), []
    return _("With its motion: {state}").format(state=_(STATE_LABELS[d["state"]])), []


def _urgency_voted(names: Called, d: Data, _events: object) -> Told:
    text = _("Urgency recognised") if d["urgency"] == "recognised" else _("Urgency refused")
    return text, [":".join(map(str, d["votes"]))] if d.get("votes") else []


def _withdrawn(names: Called, d: Data, _events: object) -> Told:
    details = [_("Reason: {reason}").format(reason=d["reason"])] if d.get("reason") else []
    details += [f"→ {reference}" for _relation, reference in d.get("links", ())]
    return _("Ended: {state}").format(state=_(STATE_LABELS[d["state"]])), details


def _objected(names: Called, d: Data, _events: object) -> Told:
    details = [d["ground"]] if d.get("ground") else []
    details.append(_("Vote to be repeated: {station}").format(station=_station(names, d["repeat"])))
    return _("Objection: the decision is suspended"), details


def _objection_lifted(names: Called, d: Data, _events: object) -> Told:
    return _("Objection lifted: the decision stands"), []


def _report_expected(names: Called, d: Data, _events: object) -> Told:
    to = f" ({d['to']})" if d.get("to") else ""
    return _("Report due on {day}").format(day=iso_day(d["due"])) + to, []


def _report_given(names: Called, d: Data, _events: object) -> Told:
    return _("Report given"), [d["text"]] if d.get("text") else []


def _implemented(names: Called, d: Data, _events: object) -> Told:
    return _("Carried out"), [d["text"]] if d.get("text") else []


def _term_ended(names: Called, d: Data, _events: object) -> Told:
    state = _(STATE_LABELS[d["state"]])
    return _("The legislative term ended: {state}").format(state=state), []


def _outside_rules(names: Called, d: Data, _events: object) -> Told:
    details = [f"{_(_FIELDS.get(key, key))}: {_value(key, value)}" for key, value in d.items()]
    return _("Recorded outside the rules"), details


def _corrected(names: Called, d: Data, events: Sequence[Recorded]) -> Told:
    replaced = d.get("replacement")
    text = _("Correction of entry {n}") if replaced else _("Entry {n} taken back")
    details = [_("Reason: {reason}").format(reason=d["reason"])]
    if replaced:
        old = next((e.data for e in events if e.n == d["event"]), {})
        details += _differences(old, replaced["data"])
    return text.format(n=d["event"]), details


#: What follows from the other facts of a result and needs no line of its own.
_DERIVED = frozenset({"vote", "state", "effect", "opens", "inserted", "voids", "owed", "check", "opens_as"})


def _differences(old: Data, new: Data) -> Iterator[str]:
    for key in [*new, *(k for k in old if k not in new)]:
        if old.get(key) != new.get(key) and key not in _DERIVED:
            before = _value(key, old[key]) if old.get(key) is not None else "–"
            after = _value(key, new[key]) if new.get(key) is not None else "–"
            yield f"{_(_FIELDS.get(key, key))}: {before} → {after}"


def _refused(names: Called, d: Data, _events: object) -> Told:
    return _("Refused: {action}").format(action=d.get("action", "")), []


_SAYERS: dict[str, Callable[[Called, Data, Sequence[Recorded]], Told]] = {
    "drafted": _drafted,
    "submitted": _submitted,
    "edited": _edited,
    "opened": _opened,
    "scheduled": _scheduled,
    "routed": _routed,
    "recorded": _recorded,
    "text_amended": _text_amended,
    "text_chosen": _text_chosen,
    "text_supplied": _text_supplied,
    "followed": _followed,
    "urgency_voted": _urgency_voted,
    "withdrawn": _withdrawn,
    "objected": _objected,
    "objection_lifted": _objection_lifted,
    "report_expected": _report_expected,
    "report_given": _report_given,
    "implemented": _implemented,
    "term_ended": _term_ended,
    "outside_rules": _outside_rules,
    "corrected": _corrected,
    "refused": _refused,
}
