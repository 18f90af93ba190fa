"""Public motions, meetings, organizations and terms as OParl 1.1 objects.

Pure: values in, objects out. What is not public, and every name of a person, stays out. The addresses are
identities under `base`; whoever publishes the files there has a (static) OParl service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from states.council import Council, Organization, OrganizationType, Term
from states.meeting import Meeting, MeetingStatus
from states.motion import Consultation, Motion, Status
from states.outcome import Outcome, Role
from states.stage import State

_SCHEMA = "https://schema.oparl.org/1.1/"

#: German, since these values are read by the public of a German council (OParl 1.1 names no language).
_ROLES = {
    Role.HEARING: "Anhörung",
    Role.RECOMMENDATION: "Vorberatung",
    Role.PREPARATION: "Vorberatung",
    Role.COMMITTEE_DECISION: "Entscheidung",
    Role.PLENARY_DECISION: "Entscheidung",
    Role.NOTICE: "Kenntnisnahme",
}
_TYPES = {
    OrganizationType.FACTION: "Fraktion",
    OrganizationType.ADMINISTRATION: "Verwaltungsbereich",
}
_CLASSES = {
    OrganizationType.COMMITTEE: "Ausschuss",
    OrganizationType.MAIN_COMMITTEE: "Hauptausschuss",
    OrganizationType.PLENARY: "Hauptorgan",
    OrganizationType.DISTRICT: "Ortsgremium",
    OrganizationType.GROUP: "Beirat",
}
_PAPERS = {
    "motion": "Antrag",
    "committee_motion": "Antrag",
    "amendment": "Änderungsantrag",
    "inquiry": "Anfrage",
    "urgent_motion": "Dringlichkeitsantrag",
    "budget_motion": "Haushaltsantrag",
    "resolution": "Resolution",
    "suggestion": "Anregung",
    "paper": "Vorlage",
}
_STATES = {
    MeetingStatus.SCHEDULED: "terminiert",
    MeetingStatus.INVITED: "eingeladen",
    MeetingStatus.HELD: "durchgeführt",
    MeetingStatus.CANCELLED: "terminiert",
}
#: What a result is called that was entered without the council's own phrase.
RESULTS = {
    Outcome.ADOPTED: "angenommen",
    Outcome.ADOPTED_AMENDED: "geändert angenommen",
    Outcome.ADOPTED_PARTLY: "teilweise angenommen",
    Outcome.REJECTED: "abgelehnt",
    Outcome.DEFERRED: "vertagt",
    Outcome.HELD: "zurückgestellt",
    Outcome.REFERRED: "in den Fachausschuss verwiesen",
    Outcome.REFERRED_FOR_DECISION: "zur Entscheidung in den Fachausschuss verwiesen",
    Outcome.REFERRED_BACK: "in den Fachausschuss zurückverwiesen",
    Outcome.REMOVED: "von der Tagesordnung abgesetzt",
    Outcome.NOT_TAKEN_UP: "Nichtbefassung beschlossen",
    Outcome.FORWARDED: "ohne Votum weitergeleitet",
    Outcome.NOTED: "zur Kenntnis genommen",
    Outcome.NOT_REACHED: "nicht behandelt",
    Outcome.EXAMINED: "als Prüfauftrag beschlossen",
    Outcome.WITHDRAWN: "zurückgezogen",
    Outcome.SETTLED: "erledigt",
    Outcome.MERGED: "in einem anderen Antrag aufgegangen",
    Outcome.NOT_ADMITTED: "nicht zugelassen",
}


class Names(NamedTuple):
    """The addresses under which the objects are to be found."""

    base: str

    def of(self, kind: str, key: object = "") -> str:
        """The address of an object: that of the file it is written to."""
        tail = f"/{quote(str(key), safe='')}" if key != "" else ""
        return f"{self.base.rstrip('/')}/{kind}{tail}.json"


class Stamp(NamedTuple):
    """When an object came to be and when it last changed, aware."""

    created: datetime
    modified: datetime


def system(names: Names, council: Council, at: Stamp, witness: str = "") -> dict[str, Any]:
    """The entry to everything; `witness` is the newest checkpoint as one line."""
    own = (
        {"laufzettel:checkpoint": witness} if witness else {}
    )  # a vendor's own field, as the standard has it
    return {
        **_head("System", names.of("system"), at),
        "oparlVersion": _SCHEMA,
        "body": names.of("bodies"),
        "name": council.name,
        **own,
    }


def body(names: Names, council: Council, at: Stamp) -> dict[str, Any]:
    """The council with its terms and the addresses of its lists."""
    found = {
        **_head("Body", names.of("body"), at),
        "system": names.of("system"),
        "name": council.name,
        "shortName": council.short or None,
        "organization": names.of("organizations"),
        "person": names.of("people"),
        "meeting": names.of("meetings"),
        "paper": names.of("papers"),
        "legislativeTerm": [term(names, one, at) for one in council.terms],
    }
    return _without_none(found)


def term(names: Names, one: Term, at: Stamp) -> dict[str, Any]:
    """A legislative term."""
    return {
        **_head("LegislativeTerm", names.of("term", _slug(one.name)), at),
        "body": names.of("body"),
        "name": one.name,
        "startDate": one.start.isoformat(),
        "endDate": one.end.isoformat(),
    }


def organization(names: Names, one: Organization, at: Stamp) -> dict[str, Any]:
    """A committee, the plenary, a faction."""
    found = {
        **_head("Organization", names.of("organization", one.key), at),
        "body": names.of("body"),
        "name": one.name,
        "shortName": one.short or None,
        "organizationType": _TYPES.get(one.type, "Gremium"),
        "classification": _CLASSES.get(one.type),
        "startDate": one.since.isoformat() if one.since else None,
        "endDate": one.until.isoformat() if one.until else None,
    }
    return _without_none(found)


def meeting(
    names: Names,
    one: Meeting,
    council: Council,
    items: Iterable[tuple[Motion, Consultation]],
    at: Stamp,
) -> dict[str, Any]:
    """A meeting with an agenda item for each public motion on it."""
    key = names.of("meeting", one.id)
    start, end = _moments(one, ZoneInfo(council.zone))
    found = {
        **_head("Meeting", key, at),
        "name": one.name or _meeting_name(one, council),
        "meetingState": _STATES[one.status],
        "cancelled": one.status is MeetingStatus.CANCELLED,
        "start": start,
        "end": end,
        "organization": [names.of("organization", one.organization)],
        "location": _location(names, one, at),
        "agendaItem": list(_items(names, one, items, at)),
    }
    return _without_none(found)


def _meeting_name(one: Meeting, council: Council) -> str:
    found = council.organization(one.organization)
    return f"{found.name if found else one.organization} {one.on:%d.%m.%Y}"


def _moments(one: Meeting, zone: ZoneInfo) -> tuple[str, str | None]:
    """OParl has no days: a meeting whose time is not known begins at midnight there."""
    start = datetime.combine(one.on, one.begins or time(0), zone)
    end = datetime.combine(one.on, one.ends, zone) if one.ends and one.begins else None
    return start.isoformat(), end.isoformat() if end else None


def _location(names: Names, one: Meeting, at: Stamp) -> dict[str, Any] | None:
    if not one.place:
        return None
    return {**_head("Location", names.of("location", one.id), at), "description": one.place}


def _items(
    names: Names, one: Meeting, items: Iterable[tuple[Motion, Consultation]], at: Stamp
) -> Iterator[dict[str, Any]]:
    def place(pair: tuple[Motion, Consultation]) -> list[tuple[int, str]]:
        number = pair[1].agenda_item or pair[0].agenda_item
        return [(int(p), "") if p.isdecimal() else (10**6, p) for p in re.findall(r"\d+|\D+", number)]

    for order, (motion, c) in enumerate(sorted(items, key=place), 1):
        found = {
            **_head("AgendaItem", _item_address(names, motion, c), at),
            "meeting": names.of("meeting", one.id),
            "consultation": _consultation_address(names, motion, c),
            "number": c.agenda_item or None,
            "order": order,
            "name": motion.title,
            "public": True,
            "result": (c.result.phrase or RESULTS[c.result.outcome]) if c.result else None,
            "resolutionText": _text(c),
        }
        yield _without_none(found)


def _text(c: Consultation) -> str | None:
    if c.result is None or not c.result.text:
        return None
    return "\n".join(f"{p.number}. {p.text}" if p.number else p.text for p in c.result.text)


def paper(names: Names, one: Motion, council: Council, family: Iterable[Motion], at: Stamp) -> dict[str, Any]:
    """A public motion with its consultations, linked to those of its family that are public as well."""
    public = [m for m in family if is_public(m)]
    above = [names.of("paper", m.id) for m in public if m.id == one.parent]
    below = [names.of("paper", m.id) for m in public if m.parent == one.id]
    applicants = [_applicant(council, name) for name in one.applicants]
    found = {
        **_head("Paper", names.of("paper", one.id), at),
        "body": names.of("body"),
        "name": one.title,
        "reference": one.reference or None,
        "date": one.submitted_on.isoformat() if one.submitted_on else None,
        "paperType": _PAPERS.get(one.kind, "Antrag"),
        "superordinatedPaper": above or None,
        "subordinatedPaper": below or None,
        "originatorOrganization": [names.of("organization", key) for key in applicants if key] or None,
        "consultation": [_consultation(names, one, c, at) for c in shown(one)],
    }
    return _without_none(found)


def _applicant(council: Council, name: str) -> str:
    """The key of a faction by its name; empty for those that are not among the organizations."""
    folded = name.casefold()
    found = (o.key for o in council.organizations if folded in (o.name.casefold(), o.short.casefold()))
    return next(found, "")


def shown(motion: Motion) -> list[Consultation]:
    """The consultations that took place or are to take place."""
    return [c for c in motion.consultations if c.status is not Status.VOID]


def _consultation(names: Names, motion: Motion, c: Consultation, at: Stamp) -> dict[str, Any]:
    found = {
        **_head("Consultation", _consultation_address(names, motion, c), at),
        "paper": names.of("paper", motion.id),
        "agendaItem": _item_address(names, motion, c) if c.meeting is not None else None,
        "meeting": names.of("meeting", c.meeting) if c.meeting is not None else None,
        "organization": [names.of("organization", c.organization)],
        "authoritative": c.role.decides,
        "role": _ROLES[c.role],
    }
    return _without_none(found)


def _consultation_address(names: Names, motion: Motion, c: Consultation) -> str:
    return names.of("consultation", f"{motion.id}-{c.n}")


def _item_address(names: Names, motion: Motion, c: Consultation) -> str:
    return names.of("agenda-item", f"{motion.id}-{c.n}")


def is_public(motion: Motion) -> bool:
    """Whether a motion may leave the house: filed, and public."""
    return motion.public and motion.state is not State.DRAFT


def page(names: Names, kind: str, n: int, objects: list[dict[str, Any]], *, last: bool) -> dict[str, Any]:
    """One page of a list, the first one being `n` = 1."""
    links = {"first": page_address(names, kind, 1), "self": page_address(names, kind, n)}
    if not last:
        links["next"] = page_address(names, kind, n + 1)
    return {"data": objects, "pagination": {"currentPage": n}, "links": links}


def page_address(names: Names, kind: str, n: int) -> str:
    """The address of a page; the first has the list's own."""
    return names.of(kind) if n == 1 else names.of(f"{kind}-{n}")


def with_embedded(one: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An object and those within it that have an address of their own."""
    yield one
    for value in one.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and "id" in inner:
                yield from with_embedded(inner)


def _head(kind: str, identity: str, at: Stamp) -> dict[str, Any]:
    return {
        "id": identity,
        "type": _SCHEMA + kind,
        "created": at.created.isoformat(timespec="seconds"),
        "modified": at.modified.isoformat(timespec="seconds"),
    }


def _without_none(found: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in found.items() if v is not None}


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.casefold()).strip("-")
