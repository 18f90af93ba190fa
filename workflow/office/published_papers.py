"""A published paper with its consultations, agenda items and meetings → its past as the record tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from states.outcome import Effect, Role, consequence
from workflow.intake.history import Past, Step
from workflow.intake.oparl.papers import paper_kind
from workflow.intake.result import understand
from workflow.office.office import Office
from workflow.office.published_meetings import number_of
from workflow.office.published_organizations import Bodies
from workflow.store.published import Item, Published

#: The relation of a motion to the published paper that it came from.
LINK = "oparl"

_NOTICE = re.compile(r"kenntnis|information|bericht|unterricht")


class Stop(NamedTuple):
    """One published consultation with what is known of its meeting and its result."""

    id: str
    organization: str  #: key
    on: date | None
    role: str
    phrase: str
    text: str
    item: str  #: number on the agenda
    meeting: int | None  #: the number of its meeting here
    cancelled: bool = False

    def step(self) -> Step:
        """The same as a record has it."""
        return Step(
            self.organization,
            self.on,
            self.role,
            self.phrase,
            None,
            self.item,
            self.id,
            self.text,
            self.meeting,
        )

    def taken(self) -> list[Any]:
        """What is remembered of it, to see later whether the council has changed it."""
        return [self.organization, self.on.isoformat() if self.on else None, self.phrase, self.item]


def kind_of(paper: Item) -> str:
    """The kind of a paper; empty for what is no motion."""
    return paper_kind(str(paper.facts.get("kind", "")), str(paper.facts.get("name", "")))


def stops_of(published: Published, bodies: Bodies, paper: Item) -> list[Stop]:
    """The consultations of a paper in the order of time, those without a day last."""
    found = {c.id: c for c in published.of("paper", paper.id, "Consultation")}
    for identity in paper.facts.get("consultations", ()):
        known = found.get(identity) or published.get(identity)
        if known is not None:
            found[identity] = known
    stops = [_stop(published, bodies, c) for c in found.values() if not c.deleted]
    known_stops = [(s, order) for s, order in filter(None, stops)]
    known_stops.sort(key=lambda pair: (pair[0].on or date.max, pair[1], pair[0].id))
    return [stop for stop, _ in known_stops]


def _stop(published: Published, bodies: Bodies, c: Item) -> tuple[Stop, str] | None:
    item = published.get(str(c.facts["item"])) if c.facts.get("item") else None
    if item is None or item.type != "AgendaItem":
        item = next(iter(published.of("consultation", c.id, "AgendaItem")), None)
    if item is not None and item.deleted:
        item = None
    at = c.meeting or (item.meeting if item else None)
    meeting = published.get(at) if at else None
    sitting: Mapping[str, Any] = meeting.facts if meeting is not None and not meeting.deleted else {}
    key = _organization(bodies, c, sitting)
    if key is None:
        return None
    said: Mapping[str, Any] = item.facts if item is not None else {}
    cancelled = bool(sitting.get("cancelled"))
    day = None if cancelled or not sitting.get("on") else date.fromisoformat(str(sitting["on"]))
    phrase = str(said.get("result") or "")
    stop = Stop(
        c.id,
        key,
        day,
        _role(c, phrase),
        phrase,
        str(said.get("text") or ""),
        str(said.get("number") or ""),
        number_of(meeting) if meeting is not None and day is not None else None,
        cancelled,
    )
    return stop, str(sitting.get("begins") or "")


def _organization(bodies: Bodies, c: Item, sitting: Mapping[str, Any]) -> str | None:
    """The organization that deals with it: of several (a joint sitting) the one whose meeting it is."""
    named = list(c.facts.get("organizations", ()))
    hosts = list(sitting.get("organizations", ()))
    chosen = next((h for h in hosts if h in named), None) or next(iter([*named, *hosts]), None)
    return bodies.key(chosen, str(sitting.get("name") or "")) if chosen else None


def _role(c: Item, phrase: str) -> str:
    """The published role, else what "authoritative" says. A vote shows that it was no mere notice."""
    role = str(c.facts.get("role") or "")
    if not role or role.casefold() in ("unbekannt", "sonstige", "behandlung"):
        decides = c.facts.get("decides")
        return "" if decides is None else "Entscheidung" if decides else "Vorberatung"
    if _NOTICE.search(role.casefold()) and phrase:
        outcome = understand(phrase).outcome
        if outcome is not None and consequence(outcome, Role.NOTICE).effect is Effect.REFUSE:
            return "Entscheidung" if c.facts.get("decides") else ""
    return role


def parent_of(published: Published, paper: Item) -> Item | None:
    """The paper that an amendment changes.

    Services confuse above and below (Karlsruhe has the amendments above the motion): what an amendment is
    linked to is above it, unless that is an amendment as well. Then the standard's own direction counts.
    """
    if kind_of(paper) != "amendment":
        return None
    over = _papers(published, paper, "over")
    others = [p for p in (*over, *_papers(published, paper, "under")) if kind_of(p) != "amendment"]
    return next(iter([*others, *over]), None)


def amendments_of(published: Published, paper: Item) -> list[Item]:
    """The published amendments to a paper, as it names them."""
    fields = ("under",) if kind_of(paper) == "amendment" else ("under", "over")
    found = [p for field in fields for p in _papers(published, paper, field)]
    return [p for p in found if kind_of(p) == "amendment"]


def _papers(published: Published, paper: Item, field: str) -> list[Item]:
    found = (published.get(i) for i in paper.facts.get(field, ()) if i != paper.id)
    return [p for p in found if p is not None and p.type == "Paper" and not p.deleted]


def past_of(
    office: Office,
    published: Published,
    paper: Item,
    stops: Iterable[Stop],
    *,
    reference: str,
    amends: str,
    number: int | None,
) -> Past:
    """The past of a motion as histories take it."""
    facts = paper.facts
    names = [str(o.facts["name"]) for o in _named(published, facts.get("by", ()))]
    hidden = [o.facts["name"]["~"] for o in _named(published, facts.get("persons", ()))]
    persons = [name for name in office.book.reveal(hidden).values() if name]
    stops = tuple(stops)
    # No paper is older than its first consultation: then the published day is that of a later version.
    days = [facts.get("on") or facts.get("made"), *(s.on.isoformat() for s in stops if s.on)]
    written = min((d for d in days if d), default=None)
    return Past(
        reference,
        str(facts.get("name") or reference),
        kind_of(paper) or "paper",
        tuple(names),
        date.fromisoformat(written) if written else None,
        amends,
        tuple(stop.step() for stop in stops),
        paper.id,
        number,
        tuple(persons),
        ((LINK, paper.id),),
    )


def _named(published: Published, identities: Iterable[str]) -> list[Item]:
    found = (published.get(i) for i in identities)
    return [o for o in found if o is not None and o.facts.get("name")]


def reference_of(paper: Item) -> str:
    """The reference of a paper, or its identity's last part where it has none."""
    given = str(paper.facts.get("reference") or "").strip()
    return given or "OParl " + paper.id.rstrip("/").rpartition("/")[2]
