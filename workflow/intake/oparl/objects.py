"""Published objects as they come → facts, each object for itself, embedded ones taken out.

The standard says what a field holds; services differ. So every field is read as what it could be: a string
or a list of strings, an object or its address, `null` or an empty text. What is none of these is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from workflow.intake.oparl.moments import day_of, span

Raw = Mapping[str, Any]

#: Longer texts are cut: a name of a megabyte is an accident or an attack.
_LONGEST = 4_000


class Thing(NamedTuple):
    """One published object: its facts, and the objects it belongs to."""

    id: str
    type: str
    facts: dict[str, Any]
    paper: str | None = None
    meeting: str | None = None
    consultation: str | None = None
    deleted: bool = False
    person: str = ""  #: the name of a person, which must not stand among the facts
    modified: str = ""


def kind_of(raw: Any) -> str:
    """`Paper` for https://schema.oparl.org/1.1/Paper; empty where it says nothing."""
    if not isinstance(raw, Mapping):
        return ""
    value = raw.get("type")
    return value.rpartition("/")[2] if isinstance(value, str) else ""


class At(NamedTuple):
    """The council's zone, and the id of the object around this one."""

    zone: ZoneInfo
    base: str = ""


def flattened(raw: Raw, at: At) -> Iterator[Thing]:
    """An object and those embedded in it."""
    kind, identity = kind_of(raw), text(raw, "id")
    reader = _READERS.get(kind)
    if reader is None or not identity:
        return
    yield from reader(raw, identity, at)


# Fields


def text(raw: Raw, key: str) -> str:
    """A text, stripped; numbers as text; anything else counts as missing. Of a list its first text."""
    value = raw.get(key)
    # what nearly every field is comes first: a council has tens of thousands of them
    if value is None:
        return ""
    if not isinstance(value, str):
        value = _as_text(value)
    return value.strip()[:_LONGEST].replace("\0", "")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), "")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def link(raw: Raw, key: str) -> str:
    """The address of another object, linked or embedded. Of several the first."""
    return next(iter(links(raw, key)), "")


def links(raw: Raw, key: str) -> list[str]:
    """The addresses of other objects, linked or embedded, in their order."""
    value = raw.get(key)
    if not value:
        return []
    several = value if isinstance(value, list) else [value]
    found = [v if isinstance(v, str) else text(v, "id") if isinstance(v, Mapping) else "" for v in several]
    return list(dict.fromkeys(v.strip() for v in found if v.strip()))


def embedded(raw: Raw, key: str) -> list[Raw]:
    """The objects that stand in place of their address."""
    value = raw.get(key)
    if not value:
        return []
    several = value if isinstance(value, list) else [value]
    return [v for v in several if isinstance(v, Mapping)]


def truth(raw: Raw, key: str) -> bool | None:
    """True or false, also as text or number; None where it says nothing."""
    value = raw.get(key)
    if value is None or isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    word = value.strip().casefold() if isinstance(value, str) else ""
    return {"true": True, "1": True, "ja": True, "false": False, "0": False, "nein": False}.get(word)


def _kept(**facts: Any) -> dict[str, Any]:
    return {k: v for k, v in facts.items() if v or v is False}


def _thing(raw: Raw, identity: str, kind: str, facts: dict[str, Any], **more: Any) -> Thing:
    deleted = truth(raw, "deleted") is True
    return Thing(identity, kind, facts, deleted=deleted, modified=text(raw, "modified"), **more)


# Types


def _paper(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    main = embedded(raw, "mainFile")
    facts = _kept(
        reference=text(raw, "reference"),
        name=text(raw, "name"),
        kind=text(raw, "paperType"),
        on=day_of(text(raw, "date"), at.zone),
        made=day_of(text(raw, "created"), at.zone),
        consultations=links(raw, "consultation"),
        over=links(raw, "superordinatedPaper"),
        under=links(raw, "subordinatedPaper"),
        by=links(raw, "originatorOrganization"),
        persons=links(raw, "originatorPerson"),
        file=text(main[0], "accessUrl") if main else "",
    )
    yield _thing(raw, identity, "Paper", facts)
    for one in embedded(raw, "consultation"):
        yield from flattened({"type": "/Consultation", **one}, at._replace(base=identity))


def _consultation(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    meeting = link(raw, "meeting") or None
    facts = _kept(
        item=link(raw, "agendaItem"),
        organizations=links(raw, "organization"),
        role=text(raw, "role"),
        decides=truth(raw, "authoritative"),
    )
    paper = link(raw, "paper") or at.base or None
    yield _thing(raw, identity, "Consultation", facts, paper=paper, meeting=meeting)
    for one in embedded(raw, "agendaItem"):
        yield from flattened(
            {"type": "/AgendaItem", "consultation": identity, **one}, at._replace(base=meeting or "")
        )


def _agenda_item(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    facts = _kept(
        number=text(raw, "number"),
        result=text(raw, "result"),
        text=text(raw, "resolutionText"),
        public=False if truth(raw, "public") is False else None,
    )
    meeting, consultation = link(raw, "meeting") or at.base, link(raw, "consultation")
    yield _thing(
        raw, identity, "AgendaItem", facts, meeting=meeting or None, consultation=consultation or None
    )
    for one in embedded(raw, "consultation"):
        known = {"type": "/Consultation", "agendaItem": identity, "meeting": meeting}
        yield from flattened({**known, **one}, at._replace(base=""))


def _meeting(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    times = span(text(raw, "start"), text(raw, "end"), at.zone)
    facts = _kept(
        name=text(raw, "name"),
        organizations=links(raw, "organization"),
        on=times.on,
        begins=times.begins,
        ends=times.ends,
        place=_place(raw),
        cancelled=True if truth(raw, "cancelled") else None,
        state=text(raw, "meetingState"),
        minutes=_minutes(raw, at.zone),
    )
    yield _thing(raw, identity, "Meeting", facts)
    for one in embedded(raw, "agendaItem"):
        yield from flattened({"type": "/AgendaItem", **one}, at._replace(base=identity))


def _place(raw: Raw) -> str:
    for at in embedded(raw, "location"):
        parts = [text(at, k) for k in ("room", "streetAddress", "locality")]
        return text(at, "description") or ", ".join(p for p in parts if p)
    return ""


def _minutes(raw: Raw, zone: ZoneInfo) -> str:
    """The day on which the minutes were published."""
    for key in ("resultsProtocol", "verbatimProtocol"):
        for one in embedded(raw, key):
            found = day_of(text(one, "date") or text(one, "created"), zone)
            if found:
                return found
    return ""


def _organization(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    facts = _kept(
        name=text(raw, "name"),
        short=text(raw, "shortName"),
        kind=" ".join(filter(None, (text(raw, "organizationType"), text(raw, "classification")))),
        since=day_of(text(raw, "startDate"), at.zone),
        until=day_of(text(raw, "endDate"), at.zone),
    )
    yield _thing(raw, identity, "Organization", facts)


def _person(raw: Raw, identity: str, _at: At) -> Iterator[Thing]:
    parts = [text(raw, k) for k in ("givenName", "familyName")]
    name = text(raw, "name") or " ".join(p for p in parts if p)
    yield _thing(raw, identity, "Person", {}, person=name)


def _body(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    facts = _kept(name=text(raw, "name"), short=text(raw, "shortName"), ags=text(raw, "ags"))
    yield _thing(raw, identity, "Body", facts)
    for one in embedded(raw, "legislativeTerm"):
        yield from flattened({"type": "/LegislativeTerm", **one}, at._replace(base=identity))


def _term(raw: Raw, identity: str, at: At) -> Iterator[Thing]:
    facts = _kept(
        name=text(raw, "name"),
        start=day_of(text(raw, "startDate"), at.zone),
        end=day_of(text(raw, "endDate"), at.zone),
    )
    yield _thing(raw, identity, "LegislativeTerm", facts)


def _system(raw: Raw, identity: str, _at: At) -> Iterator[Thing]:
    facts = _kept(
        name=text(raw, "name"),
        version=text(raw, "oparlVersion"),
        vendor=text(raw, "vendor"),
        product=text(raw, "product"),
    )
    yield _thing(raw, identity, "System", facts)


def _file(raw: Raw, identity: str, _at: At) -> Iterator[Thing]:
    """A file is known by the papers and meetings it belongs to; only what is gone is worth a fact."""
    if truth(raw, "deleted"):
        yield _thing(raw, identity, "File", _kept(name=text(raw, "name")))


_READERS = {
    "Paper": _paper,
    "Consultation": _consultation,
    "AgendaItem": _agenda_item,
    "Meeting": _meeting,
    "Organization": _organization,
    "Person": _person,
    "Body": _body,
    "LegislativeTerm": _term,
    "System": _system,
    "File": _file,
}
