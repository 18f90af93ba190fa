"""Drafting, filing and amending: from a document or from options to a motion on its way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from states.council import Council
from states.event import Fact
from states.motion import Motion
from states.outcome import Role
from states.refusal import N_, Exit, Refusal
from states.stage import State
from states.text import Change, Operation, Point
from workflow.decide import filing as decide
from workflow.decide import substance
from workflow.decide.filing import Filing, Stop
from workflow.decide.refusals import ReferenceTaken
from workflow.decide.scene import Decision, fact
from workflow.intake.facts import Document
from workflow.intake.facts import Point as ReadPoint
from workflow.intake.facts import Stop as ReadStop
from workflow.office import organizations
from workflow.office.composed import composed
from workflow.office.office import Carried, Office
from workflow.office.organizations import plain
from workflow.store.names import number_of


class NotAmended(Refusal):
    code = "not_amended"
    exit_status = Exit.INPUT
    message = N_("This is an amendment, but it does not say which paper it changes.")
    way_out = N_("Name the paper with --amends REFERENCE.")


class Wish(NamedTuple):
    """A station as a document or an option names it."""

    organization: str
    on: date | None = None
    at: time | None = None
    role: Role | None = None
    next_meeting: bool = False


class Draft(NamedTuple):
    """A paper as it is read or entered, before organizations and papers have been looked up."""

    title: str = ""
    kind: str = "motion"
    reference: str = ""
    applicants: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    changes: tuple[Change, ...] = ()
    reasoning: str = ""
    route: tuple[Wish, ...] = ()
    on: date | None = None
    amends: str = ""
    amends_date: date | None = None  #: the date the amended paper bears
    urgent: bool = False
    public: bool = True
    agenda_item: str = ""
    addressee: str = ""
    signatories: tuple[str, ...] = ()
    costs: Mapping[str, Any] | None = None
    report_to: str = ""
    report_due: date | None = None
    channel: str = ""
    source: str = ""
    new_facts: str = ""
    rank: int | None = None  #: an amendment's place in the order of voting, where the chair has set it


class Filed(NamedTuple):
    """A paper that is on its way, and what else was made for it."""

    motion: Motion
    organizations: tuple[str, ...]
    meetings: int
    paper: str  #: reference of the amended paper where it was not known before
    carried: Carried


def from_document(document: Document, source: str = "") -> Draft:
    """The draft that a document makes."""
    costs = document.costs
    report = document.report
    return Draft(
        title=document.title or "",
        kind=document.kind,
        reference=document.reference or "",
        applicants=document.applicants,
        points=() if document.amends else _points(document),
        changes=_changes(document) if document.amends or document.kind == "amendment" else (),
        reasoning=document.reasoning or "",
        route=tuple(_wish(stop) for stop in document.route),
        on=document.received or document.date,
        amends=document.amends or "",
        amends_date=document.amends_date,
        urgent=document.urgent,
        public=document.public is not False,
        agenda_item=document.agenda_item or "",
        addressee=document.addressee or "",
        signatories=document.signatories,
        costs=None if costs is None else _costs(costs.amount_eur, costs.budget_line, costs.text),
        report_to=report.to or "" if report else "",
        report_due=report.due if report else None,
        source=source,
    )


def _costs(amount: Decimal | None, line: str | None, text: str) -> dict[str, Any]:
    """Money in cents: events hold no fractions."""
    found = {"cents": int(amount * 100) if amount is not None else None, "line": line, "text": text}
    return {k: v for k, v in found.items() if v is not None}


def _points(document: Document) -> tuple[Point, ...]:
    preamble = (document.preamble or "").strip()
    points = tuple(Point(p.number or "", p.text) for p in document.points)
    if len(points) > 1 and any(not p.number for p in points):
        points = tuple(Point(p.number or str(i), p.text) for i, p in enumerate(points, 1))
    if preamble and points:
        first = points[0]
        points = (first._replace(text=f"{preamble}\n{first.text}"), *points[1:])
    elif preamble:
        points = (Point("", preamble),)
    return points


def _changes(document: Document) -> tuple[Change, ...]:
    return tuple(_change(p) for p in document.points)


def _change(point: ReadPoint) -> Change:
    """An amendment that does not say what it does to which point adds one."""
    operation = Operation(point.operation) if point.operation else Operation.ADD
    return Change(operation, point.target or point.number or "", point.text)


def _wish(stop: ReadStop) -> Wish:
    role = Role(stop.role) if stop.role else None
    return Wish(stop.organization, stop.date, stop.time, role, stop.next_meeting or stop.date is None)


def submit(office: Office, draft: Draft, *, filed: bool = True) -> Filed:
    """File a paper (or only note it as a draft) with all it needs: organizations and meetings that only it
    names, and for an amendment the paper it changes.

    Raises ReferenceTaken, NotAmended, and the refusals of `workflow.decide.filing`.
    """
    draft = composed(draft)
    made: dict[str, Any] = {"organizations": (), "paper": "", "number": 0}

    def work() -> Decision:
        council, new = _known_organizations(office, draft)
        made["organizations"] = tuple(str(f.event.data["name"]) for f in new)
        if new:
            office.append(new)
        number = office.book.next_motion_id()
        parent, before = _parent(office, draft, council, number)
        if before:
            made["paper"], number = draft.amends, office.book.next_motion_id()
            office.append(before)
            parent = office.find(draft.amends)
        made["number"] = number
        decision = _decided(office, draft, council, parent, number, filed=filed)
        if draft.rank is None:
            return decision
        return decision._replace(facts=(*decision.facts, _edited(office, number, {"rank": draft.rank})))

    carried = office.carry_out(work)
    motion = carried.motion(made["number"])
    meetings = sum(1 for f in carried.facts if f.event.kind == "meeting_added")
    return Filed(motion, made["organizations"], meetings, made["paper"], carried)


def _known_organizations(office: Office, draft: Draft) -> tuple[Council, list[Fact]]:
    """The council with every organization the route names; new ones as facts."""
    council, new = office.rules, []
    for wish in draft.route:
        if organizations.find(council, wish.organization) is None:
            made, added = organizations.added(council, wish.organization)
            council = council._replace(organizations=(*council.organizations, made))
            new.append(added)
    return council, new


def _parent(
    office: Office, draft: Draft, council: Council, number: int
) -> tuple[Motion | None, tuple[Fact, ...]]:
    """The paper an amendment changes. One that is not known yet is entered with what the amendment tells of
    it: its reference, its date, its title and its route. Its text stays unknown."""
    if not draft.amends:
        if draft.changes or draft.kind == "amendment":
            raise NotAmended
        return None, ()
    known = office.book.motions_named(office.council.id, draft.amends)
    if known or number_of(draft.amends) is not None:
        return office.find(draft.amends), ()
    amended = draft.on or office.today
    paper = Filing(
        title=draft.title,
        kind="paper",
        reference=draft.amends,
        points_known=False,
        route=_stops(draft, council),
        on=min(draft.amends_date or amended, amended),
    )
    calendar = office.ahead(min(amended, office.today))
    scene = office.scene(calendar=calendar, council=council)
    decision = decide.submit(paper, number, None, scene, _meeting_numbers(office))
    return None, decision.facts


def _decided(
    office: Office, draft: Draft, council: Council, parent: Motion | None, number: int, *, filed: bool
) -> Decision:
    _check_reference(office, draft.reference)
    reference = draft.reference or (_next_reference(office, number) if filed else "")
    family = office.family(parent) if parent is not None else ()
    calendar = office.ahead(min(draft.on or office.today, office.today))
    scene = office.scene(family=family, calendar=calendar, council=council)
    filing = _filing(office, draft, council)._replace(reference=reference)
    if not filed:
        return decide.draft(filing, number, parent, scene)
    _check_lock(office, filing)
    return decide.submit(filing, number, parent, scene, _meeting_numbers(office))


def _check_reference(office: Office, reference: str) -> None:
    taken = office.book.motions_named(office.council.id, reference) if reference else []
    if taken:
        raise ReferenceTaken(reference=reference, title=office.book.motion(taken[0]).title)


def _next_reference(office: Office, number: int) -> str:
    """The office's own number until the council gives one: A-2026-014."""
    year = office.today.year
    for n in itertools.count(number):
        reference = f"A-{year}-{n:03}"
        if not office.book.motions_named(office.council.id, reference):
            return reference
    raise AssertionError("unreachable")


def _check_lock(office: Office, filing: Filing) -> None:
    words = office.rules.flag("resubmission_lock")
    if not words or filing.new_facts:
        return
    from workflow.rules.aftermath import lock_until

    for rejected in office.book.rejected_with_title(office.council.id, filing.title):
        until = lock_until(rejected, office.rules)
        if until is not None:
            substance.check_lock(rejected, until, filing.new_facts, office.scene())


def _stops(draft: Draft, council: Council) -> tuple[Stop, ...]:
    stops = []
    for wish in draft.route:
        found = organizations.required(council, wish.organization)
        stops.append(Stop(found.key, wish.on, wish.at, wish.role, wish.next_meeting and wish.on is None))
    return tuple(stops)


def _filing(office: Office, draft: Draft, council: Council) -> Filing:
    kind = draft.kind if draft.kind != "amendment" else "motion"
    return Filing(
        title=draft.title,
        kind="amendment" if draft.amends else kind,
        reference=draft.reference,
        applicants=draft.applicants,
        points=draft.points,
        changes=draft.changes,
        reasoning=draft.reasoning,
        route=() if draft.amends else _stops(draft, council),
        on=draft.on,
        urgent=draft.urgent,
        public=draft.public,
        agenda_item=draft.agenda_item,
        addressee=draft.addressee,
        signatories=tuple(office.book.personal(office.council.id, s) for s in draft.signatories),
        costs=dict(draft.costs) if draft.costs else None,
        report_to=draft.report_to,
        report_due=draft.report_due,
        channel=draft.channel,
        source=draft.source,
        new_facts=draft.new_facts,
    )


def _meeting_numbers(office: Office) -> Iterator[int]:
    """Numbers for meetings that are made, each taken from the book so that nobody gets it twice."""
    while True:
        yield office.book.next_meeting_id()


def file_draft(office: Office, reference: str, *, on: date | None, new_reference: str = "") -> Filed:
    """File what was drafted. Raises AlreadyFiled, MotionEnded, ReferenceTaken."""
    found: dict[str, Motion] = {}

    def work() -> Decision:
        motion = found["motion"] = office.find(reference)
        _check_reference(office, new_reference if plain(new_reference) != plain(motion.reference) else "")
        given = new_reference or motion.reference or _next_reference(office, motion.id)
        scene = office.scene(family=office.family(motion), calendar=office.ahead(on))
        return decide.submit_draft(motion, on, given, scene, _meeting_numbers(office))

    carried = office.carry_out(work)
    motion = carried.motion(found["motion"].id)
    meetings = sum(1 for f in carried.facts if f.event.kind == "meeting_added")
    return Filed(motion, (), meetings, "", carried)


def edit(office: Office, reference: str, changes: Mapping[str, Any]) -> Carried:
    """Change what may change on the way: the council's number, the agenda item, the chair's rank; in a
    draft also its title and its points.

    Raises ReferenceTaken, FiledText, and ReceiptUntimely for an acknowledgement of a day on which the council
    could not have received it.
    """
    changes = composed(dict(changes))

    def work() -> Decision:
        motion = office.find(reference)
        _check_receipt(office, motion, changes.get("acknowledged_on"))
        if "reference" in changes and plain(str(changes["reference"])) != plain(motion.reference):
            _check_reference(office, str(changes["reference"]))
        if motion.state is not State.DRAFT and {"title", "points"} & changes.keys():
            raise FiledText(reference=motion.reference)
        return Decision((_edited(office, motion.id, changes),))

    return office.carry_out(work)


def _check_receipt(office: Office, motion: Motion, acknowledged: object) -> None:
    on = date.fromisoformat(acknowledged) if isinstance(acknowledged, str) else acknowledged
    if not isinstance(on, date):
        return
    if on > office.today or (motion.submitted_on is not None and on < motion.submitted_on):
        raise ReceiptUntimely(reference=motion.reference, on=on, filed=motion.submitted_on)


class ReceiptUntimely(Refusal):
    code = "receipt_untimely"
    exit_status = Exit.INPUT
    message = N_("{reference} was filed on {filed}; its receipt cannot have been acknowledged on {on}.")
    way_out = N_("Check the day.")


def _edited(office: Office, number: int, changes: Mapping[str, Any]) -> Fact:
    return fact(number, "edited", dict(changes), office.today.isoformat())


class FiledText(Refusal):
    code = "filed_text"
    message = N_("{reference} has been filed; its title and its text stay as they were filed.")
    way_out = N_("Change it by an amendment: laufzettel amend {reference} …, or correct entry 1.")


__all__ = ["Draft", "Filed", "Wish", "edit", "fact", "file_draft", "from_document", "submit"]
