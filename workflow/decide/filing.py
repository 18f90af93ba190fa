"""Drafting and filing: from what a document says, or somebody enters, to a motion on its route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.consultation_json import consultation_to, points_to
from states.council import Council, OrganizationType
from states.event import Event, Fact, Recorded
from states.fold import fold
from states.meeting import Meeting, created
from states.motion import Consultation, Motion, Urgency
from states.outcome import Role
from states.refusal import N_, Word
from states.rule_refusals import MotionEnded
from states.stage import OPEN, State
from states.text import Change, Point
from workflow.decide import amendment
from workflow.decide.refusals import AlreadyFiled, FiledBeforeToday, NoRoute, NoSubstance
from workflow.decide.result import open_next
from workflow.decide.scene import Decision, Scene, fact, first_open, moment, next_sitting, sittings
from workflow.decide.substance import check_parent, check_substance
from workflow.rules.council_deadline import Admission, admission


class Stop(NamedTuple):
    """A station as a document prints it or somebody names it, its organization already known by key."""

    organization: str
    on: date | None = None
    at: time | None = None
    role: Role | None = None
    next_meeting: bool = False


class Filing(NamedTuple):
    """Everything known of a paper when it is drafted or filed."""

    title: str
    kind: str = "motion"
    reference: str = ""
    applicants: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    points_known: bool = True
    changes: tuple[Change, ...] = ()
    reasoning: str = ""
    route: tuple[Stop, ...] = ()
    on: date | None = None  #: day of receipt; receipt counts, not dispatch
    urgent: bool = False
    public: bool = True
    agenda_item: str = ""
    addressee: str = ""
    signatories: tuple[str, ...] = ()  #: commitments
    costs: dict[str, Any] | None = None
    report_to: str = ""
    report_due: date | None = None
    channel: str = ""
    source: str = ""  #: SHA-256 of the document
    links: tuple[tuple[str, str], ...] = ()
    new_facts: str = ""  #: why a rejected matter may be filed again within its lock


class Arrival(NamedTuple):
    """When a paper reached the council. Receipt counts, not the day on which it is entered here."""

    at: datetime
    needs_no_deadline: bool


def _needs_no_deadline(filing: Filing) -> bool:
    """An urgent motion is voted onto the agenda; one to an item that stands on it is open until the vote."""
    return filing.urgent or filing.kind == "urgent_motion" or bool(filing.agenda_item)


def draft(filing: Filing, number: int, parent: Motion | None, scene: Scene) -> Decision:
    """A paper that no council has yet."""
    if not filing.title:
        raise NoSubstance(missing=[Word(N_("title"))])
    stops, _ = _route(filing, parent, scene)
    arrival = Arrival(scene.now, _needs_no_deadline(filing))
    consultations, meetings = _consultations(stops, scene, iter(()), arrival)
    data = filed_data(filing, parent, consultations)
    return Decision((*meetings, fact(number, "drafted", data, scene.today.isoformat())))


def submit(
    filing: Filing, number: int, parent: Motion | None, scene: Scene, meeting_numbers: Iterator[int]
) -> Decision:
    """File a paper: its route, its meetings (those of the calendar, and those that only the document names),
    and its first station opened where its meeting is known.

    Raises NoSubstance, NoRoute, FiledBeforeToday, and for an amendment ChangedTwice, ChangeWithoutText,
    NotFiled and ParentEnded.
    """
    on = filing.on or scene.today
    if on > scene.today:
        raise FiledBeforeToday(on=on)
    check_substance(filing)
    if parent is not None:
        check_parent(parent)
        amendment.check_applies(parent, number, filing.changes)
    stops, warnings = _route(filing, parent, scene)
    if not stops and parent is None:
        raise NoRoute(title=filing.title)
    arrival = Arrival(moment(on, scene), _needs_no_deadline(filing))
    consultations, meetings = _consultations(stops, scene, meeting_numbers, arrival)
    data = {**filed_data(filing, parent, consultations), "on": on.isoformat()}
    facts = [*meetings, fact(number, "submitted", data, on.isoformat())]
    motion = fold(number, [Recorded(1, "submitted", data)])
    facts += _first_turn(motion, parent, on, scene)
    warnings += _admission_warnings(motion, on, _with(meetings, scene))
    return Decision(tuple(facts), tuple(warnings))


def submit_draft(
    motion: Motion, on: date | None, reference: str, scene: Scene, meeting_numbers: Iterator[int]
) -> Decision:
    """File what was drafted. Its route is looked up anew, since meetings may have been added since.

    Raises MotionEnded, AlreadyFiled, FiledBeforeToday, NoSubstance, NotFiled, ParentEnded, NoRoute.
    """
    if motion.state is not State.DRAFT:
        if motion.state not in OPEN:
            raise MotionEnded(reference=motion.reference, state=motion.state, on=motion.ended_on)
        raise AlreadyFiled(reference=motion.reference, on=motion.submitted_on)
    day = on or scene.today
    if day > scene.today:
        raise FiledBeforeToday(on=day)
    check_substance(Filing(motion.title, points=motion.points, changes=motion.changes))
    parent = scene.member(motion.parent)
    if parent is not None:
        check_parent(parent)
        amendment.check_applies(parent, motion.id, motion.changes)
    stops = [Stop(c.organization, c.on, None, c.role, c.next_meeting) for c in motion.consultations]
    warnings: list[Any] = []
    if not stops and not motion.is_amendment:
        stops, warnings = prescribed(motion.kind, scene.council)
    if not stops and not motion.is_amendment:
        raise NoRoute(title=motion.title)
    urgent = motion.urgency is Urgency.CLAIMED
    arrival = Arrival(moment(day, scene), urgent or bool(motion.agenda_item))
    consultations, meetings = _consultations(stops, scene, meeting_numbers, arrival)
    data: dict[str, Any] = {
        "on": day.isoformat(),
        "consultations": [consultation_to(c) for c in consultations],
    }
    if reference:
        data["reference"] = reference
    facts = [*meetings, fact(motion, "submitted", data, day.isoformat())]
    filed = motion._replace(consultations=consultations, state=State.SUBMITTED, submitted_on=day)
    facts += _first_turn(filed, parent, day, scene)
    return Decision(tuple(facts), (*warnings, *_admission_warnings(filed, day, _with(meetings, scene))))


def filed_data(filing: Filing, parent: Motion | None, route: tuple[Consultation, ...]) -> dict[str, Any]:
    """What the event of filing or drafting holds."""
    root = None if parent is None else (parent.root or parent.id)
    costs = filing.costs or None
    report: dict[str, Any] = {"to": filing.report_to}
    if filing.report_due:
        report["due"] = filing.report_due.isoformat()
    urgent = filing.urgent or filing.kind == "urgent_motion"
    public = filing.public and (parent is None or parent.public)  # an amendment says what its motion is about
    found: dict[str, Any] = {
        "title": filing.title,
        "kind": filing.kind,
        "reference": filing.reference or None,
        "applicants": list(filing.applicants) or None,
        "points": points_to(filing.points) or None,
        "points_known": None if filing.points_known else False,
        "reasoning": filing.reasoning or None,
        "parent": parent.id if parent else None,
        "root": root,
        "changes": [[c.operation.value, c.number, c.text] for c in filing.changes] or None,
        "urgency": "claimed" if urgent else None,
        "public": None if public else False,
        "agenda_item": filing.agenda_item or None,
        "addressee": filing.addressee or None,
        "signatories": [{"~": s} for s in filing.signatories] or None,
        "costs": costs,
        "consultations": [consultation_to(c) for c in route] if parent is None else None,
        "reports": [report] if filing.report_to or filing.report_due else None,
        "channel": filing.channel or None,
        "source": filing.source or None,
        "links": [list(link) for link in filing.links] or None,
        "new_facts": filing.new_facts or None,
    }
    return {k: v for k, v in found.items() if v is not None}


def _route(filing: Filing, parent: Motion | None, scene: Scene) -> tuple[list[Stop], list[Any]]:
    """The document's own route, else the council's for this kind. An amendment takes that of its paper."""
    if parent is not None:
        return [], []
    if filing.route:
        return _with_roles(filing, scene.council), []
    return prescribed(filing.kind, scene.council)


def prescribed(
    kind: str, council: Council, committee: str = ""
) -> tuple[list[Stop], list[tuple[str, dict[str, object]]]]:
    """The council's route for a kind of paper, with warnings for stations whose organization stays open.

    "Any committee" is the one named, or the only one the council has.
    """
    route = council.route(kind)
    stops: list[Stop] = []
    warnings: list[tuple[str, dict[str, object]]] = []
    for station in route.stations if route else ():
        key = station.organization
        if not key and station.any_of is not None:
            known = [o.key for o in council.organizations if o.type is station.any_of]
            key = committee if committee in known else known[0] if len(known) == 1 else ""
        if key:
            stops.append(Stop(key, None, None, station.role, True))
        elif not station.optional:
            warnings.append(("station_unknown", {"role": station.role, "kind": station.any_of}))
    return stops, warnings


def _with_roles(filing: Filing, council: Council) -> list[Stop]:
    """Roles that a document does not print follow from the council's rules."""
    return [
        stop if stop.role is not None else stop._replace(role=role_at(filing.route, i, council))
        for i, stop in enumerate(filing.route)
    ]


def role_at(stops: tuple[Stop, ...], at: int, council: Council) -> Role:
    """The role of a station by its organization and its place: the plenary decides; the main committee
    prepares what the plenary decides; a committee decides only where it has the power and nobody after
    it votes; a district is heard."""
    found = council.organization(stops[at].organization)
    kind = found.type if found else OrganizationType.COMMITTEE
    voting = [s for s in stops[at + 1 :] if s.role is None or s.role.votes]
    later = [council.organization(s.organization) for s in voting]
    plenary_later = any(o is not None and o.type is OrganizationType.PLENARY for o in later)
    if kind is OrganizationType.PLENARY:
        return Role.PLENARY_DECISION
    if kind is OrganizationType.MAIN_COMMITTEE:
        return Role.PREPARATION if plenary_later or not _decides(found) else Role.COMMITTEE_DECISION
    if kind is OrganizationType.COMMITTEE:
        last = not later
        return Role.COMMITTEE_DECISION if last and _decides(found) else Role.RECOMMENDATION
    return Role.HEARING


def _decides(organization: Any) -> bool:
    return bool(organization is not None and organization.decides)


def _consultations(
    stops: list[Stop], scene: Scene, numbers: Iterator[int], arrival: Arrival
) -> tuple[tuple[Consultation, ...], list[Fact]]:
    """The stations with their meetings. A date that the calendar does not know makes the meeting: the
    document is evidence enough that it takes place."""
    route: list[Consultation] = []
    made: list[Fact] = []
    earliest, last, begins = arrival.at.astimezone(ZoneInfo(scene.council.zone)).date(), "", None
    for n, stop in enumerate(stops, 1):
        c = Consultation(n, stop.organization, stop.role or Role.RECOMMENDATION)
        if stop.on is None:
            same_day = stop.organization != last
            found = (
                next_sitting(scene.calendar, stop.organization, earliest, same_day=same_day, since=begins)
                if route
                else _first(stop, arrival, scene)
            )
            c = c._replace(meeting=found.id) if found else c._replace(next_meeting=True)
            earliest, begins = (found.on, found.begins) if found else (earliest, begins)
        else:
            c, fresh = _dated(c, stop, scene, numbers)
            made += fresh
            earliest, begins = stop.on, stop.at
        last = stop.organization
        route.append(c)
    return tuple(route), made


def _first(stop: Stop, arrival: Arrival, scene: Scene) -> Meeting | None:
    """The first meeting ahead of a paper's arrival, and whose submission deadline was still open where it
    needs one."""
    if not arrival.needs_no_deadline:
        return first_open(stop.organization, arrival.at, scene)
    known = sittings(scene.calendar, stop.organization)
    return next((m for m in known if m.start(scene.council.zone) > arrival.at), None)


def _dated(
    c: Consultation, stop: Stop, scene: Scene, numbers: Iterator[int]
) -> tuple[Consultation, list[Fact]]:
    known = [m for m in sittings(scene.calendar, stop.organization) if m.on == stop.on]
    if known:
        return c._replace(meeting=known[0].id, on=stop.on), []
    number = next(numbers, None)
    if number is None or stop.on is None:
        return c._replace(on=stop.on), []
    data: dict[str, Any] = {
        "organization": stop.organization,
        "on": stop.on.isoformat(),
        "origin": "document",
    }
    begins = stop.at or _usual_time(stop.organization, scene.council)
    if begins is not None:
        data["begins"] = begins.strftime("%H:%M")
    added = Fact(f"meeting:{number}", Event("meeting_added", data, stop.on.isoformat()))
    return c._replace(meeting=number, on=stop.on), [added]


def _with(made: list[Fact], scene: Scene) -> Scene:
    """The scene with the meetings that only the document names."""
    fresh = (created(f.event.data, int(f.stream.partition(":")[2])) for f in made)
    return scene._replace(calendar=(*scene.calendar, *fresh))


def _usual_time(key: str, council: Council) -> time | None:
    found = council.organization(key)
    return time.fromisoformat(found.usual_time) if found and found.usual_time else None


def _first_turn(motion: Motion, parent: Motion | None, on: date, scene: Scene) -> list[Fact]:
    """A paper whose first meeting is known stands before it at once; an amendment stands where its
    paper stands."""
    if motion.is_amendment:
        root = scene.member(motion.root) or parent
        return joined(motion, root, on) if root is not None else []
    ahead = motion.following
    if ahead is None or (ahead.meeting is None and ahead.on is None):
        return []
    opened = open_next(motion, scene)
    return [opened] if opened else []


def joined(motion: Motion, root: Motion, on: date) -> list[Fact]:
    """An amendment stands where the motion at its root stands."""
    current = root.current
    if current is None or root.state in (State.DRAFT, State.SUBMITTED):
        return []
    return [fact(motion, "followed", amendment.way_with(root, on), on.isoformat())]


def _admission_warnings(motion: Motion, on: date, scene: Scene) -> list[Any]:
    """Late for the first meeting? Then the council may not admit it; the office should know at once."""
    ahead = motion.following or motion.current
    meeting = scene.meeting(ahead.meeting) if ahead else None
    needless = motion.urgency is Urgency.CLAIMED or bool(motion.agenda_item)
    if meeting is None or motion.is_amendment or needless:
        return []
    found: Admission | None = admission(meeting, scene.council, scene.now)
    if found is None or moment(on, scene) <= found.deadline:
        return []
    return [
        (
            "filed_late",
            {
                "reference": motion.reference,
                "deadline": found.deadline,
                "organization": scene.name(meeting.organization),
                "on": meeting.on,
                "ground": found.source,
            },
        )
    ]
