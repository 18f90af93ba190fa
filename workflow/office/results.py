"""Recording a result, and everything else that happens to a motion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from states.council import Organization
from states.event import Fact
from states.meeting import Meeting, MeetingStatus
from states.motion import Choice, Consultation, Motion, Status
from states.outcome import Effect, Outcome, Role
from states.refusal import N_, Refusal
from states.route import cell_of
from states.stage import OPEN
from states.text import Point
from states.vote import Votes
from workflow.decide import ending, routing
from workflow.decide.entered import ResultFacts
from workflow.decide.refusals import MeetingIsCancelled, NoMeetingYet
from workflow.decide.result import record
from workflow.decide.scene import Decision, Scene
from workflow.office import organizations
from workflow.office.office import Carried, Office

#: Effects after which nothing has to be looked up in the calendar.
_STRAIGHT = frozenset({Effect.NEXT, Effect.ADOPT, Effect.REJECT, Effect.SPLIT, Effect.CLOSE, Effect.LEAVE})


class Advanced(NamedTuple):
    """A motion before and after what was carried out."""

    before: Motion
    after: Motion
    carried: Carried


def advance(office: Office, reference: str, entered: ResultFacts, *, made: Iterable[Fact] = ()) -> Advanced:
    """Record a result at the station whose turn it is; `made` are organizations entered along with it."""

    def decide(motion: Motion) -> Decision:
        office.append(made)
        return decided(office, motion, entered)

    return carried_out(office, reference, decide)


def decided(office: Office, motion: Motion, entered: ResultFacts) -> Decision:
    """The decision on a result, with all it needs loaded. Inside a transaction."""
    return record(motion, entered, result_scene(office, motion, entered))


def result_scene(office: Office, motion: Motion, entered: ResultFacts) -> Scene:
    """The motion's family and the meetings that a result can depend on, and no more."""
    family = office.family(motion)
    root = next((m for m in family if m.id == (motion.root or motion.id)), motion)
    current = motion.current or motion.following
    wanted: dict[int, Meeting] = {}
    rules = office.book.rules(office.council.id, entered.on or office.today)
    if current is not None:
        _add(wanted, _at_station(office, motion, entered))
        ahead = root.following
        unplaced = ahead is not None and ahead.meeting is None
        straight = cell_of(entered.outcome, current.role, rules).effect in _STRAIGHT
        if unplaced or not straight or (ahead is None and not current.role.decides):
            _add(wanted, office.ahead(entered.on or _earliest(current.on, office.today)))
    return office.scene(family=family, calendar=wanted.values(), council=rules)


def _earliest(on: date | None, today: date) -> date:
    return min(on, today) if on else today


def _add(wanted: dict[int, Meeting], found: Iterable[Meeting]) -> None:
    wanted.update((m.id, m) for m in found)


def _at_station(office: Office, motion: Motion, entered: ResultFacts) -> list[Meeting]:
    current = motion.current or motion.following
    if current is None:
        return []
    found = [office.book.meeting(n) for n in (entered.meeting, current.meeting) if n is not None]
    if entered.on is not None and all(m.on != entered.on for m in found):
        on_day = office.book.meeting_on(office.council.id, current.organization, entered.on)
        found += on_day or office.book.meetings(office.council.id, current.organization)
    return found


def carried_out(office: Office, reference: str, decide: Callable[[Motion], Decision]) -> Advanced:
    """Decide on a motion as it is inside the transaction, and carry it out."""
    seen: list[Motion] = []

    def work() -> Decision:
        seen[:] = [office.find(reference)]
        return decide(seen[0])

    carried = office.carry_out(work)
    return Advanced(seen[0], carried.motion(seen[0].id), carried)


class NewOrganization(NamedTuple):
    """An organization that the council's file does not know, and the fact that it is known from now on."""

    organization: Organization
    fact: Fact


def new_organizations(office: Office, names: Iterable[str]) -> tuple[NewOrganization, ...]:
    """The organizations among these names that are not known yet, each with its fact."""
    council, made = office.rules, []
    for name in names:
        if organizations.find(council, name) is None:
            organization, added = organizations.added(council, name)
            council = council._replace(organizations=(*council.organizations, organization))
            made.append(NewOrganization(organization, added))
    return tuple(made)


# What else happens to a motion


def withdraw(
    office: Office,
    reference: str,
    *,
    outcome: Outcome = Outcome.WITHDRAWN,
    on: date | None = None,
    by: str = "",
    reason: str = "",
) -> Advanced:
    """End a motion by letter: withdrawn, settled or merged."""

    def decide(motion: Motion) -> Decision:
        current = motion.current
        calendar = [office.book.meeting(current.meeting)] if current and current.meeting else []
        scene = office.scene(family=office.family(motion), calendar=calendar)
        return ending.leave(motion, outcome, scene, on=on, by=by, reason=reason)

    return carried_out(office, reference, decide)


def vote_urgency(
    office: Office, reference: str, *, recognised: bool, votes: Votes | None, on: date | None
) -> Advanced:
    """Record the vote on urgency."""
    return carried_out(
        office, reference, lambda m: ending.vote_urgency(m, recognised, votes, on, _way_scene(office, m, on))
    )


def object_to(office: Office, reference: str, *, on: date | None, ground: str) -> Advanced:
    """Record an objection against a decision."""
    day = on or office.today
    return carried_out(
        office,
        reference,
        lambda m: ending.object_to(
            m, day, ground, office.scene(family=office.family(m), calendar=office.ahead(day))
        ),
    )


def lift_objection(office: Office, reference: str, *, on: date | None) -> Advanced:
    """Record that the objection is withdrawn or dismissed."""
    day = on or office.today
    return carried_out(
        office, reference, lambda m: ending.lift(m, day, office.scene(family=office.family(m)))
    )


def expect_report(office: Office, reference: str, *, due: date, to: str = "") -> Advanced:
    """Record that a report is due."""
    return carried_out(office, reference, lambda m: ending.expect_report(m, due, to, office.scene()))


def report(office: Office, reference: str, *, on: date | None, text: str = "", to: str = "") -> Advanced:
    """Record that the administration has reported."""
    day = on or office.today
    return carried_out(office, reference, lambda m: ending.report(m, day, text, to, office.scene()))


def implement(office: Office, reference: str, *, on: date | None, text: str = "") -> Advanced:
    """Record that what was adopted has been carried out."""
    day = on or office.today
    return carried_out(office, reference, lambda m: ending.implement(m, day, text, office.scene()))


def choose_text(office: Office, reference: str, choice: Choice) -> Advanced:
    """Adopt the recommended text, or maintain one's own."""
    return carried_out(office, reference, lambda m: ending.choose_text(m, choice, office.scene()))


def supply_text(office: Office, reference: str, text: tuple[Point, ...]) -> Advanced:
    """Give the text as voted that a result owed."""
    return carried_out(office, reference, lambda m: ending.supply_text(m, text, office.scene()))


def _way_scene(office: Office, motion: Motion, on: date | None) -> Scene:
    """What changing the way ahead rests on: the motion's amendments, the meetings from a day on and those of
    its stations."""
    stations = [c.meeting for c in motion.consultations if c.meeting is not None and c.result is None]
    known = {m.id: m for m in (*map(office.book.meeting, stations), *office.ahead(on))}
    return office.scene(family=office.family(motion), calendar=known.values())


def add_station(
    office: Office, reference: str, name: str, role: Role | None, before: int | None, on: date | None
) -> Advanced:
    """Add a station by hand."""

    def decide(motion: Motion) -> Decision:
        found = organizations.required(office.rules, name)
        at = office.book.meeting_on(office.council.id, found.key, on) if on else []
        from states.route import ROLE_OF_TYPE

        meeting = at[0].id if at else None
        chosen = role or ROLE_OF_TYPE[found.type]
        scene = office.scene(family=office.family(motion))
        return routing.add_station(motion, found.key, chosen, before, meeting, scene)

    return carried_out(office, reference, decide)


def drop_station(office: Office, reference: str, n: int) -> Advanced:
    """Take a station off the route."""
    return carried_out(
        office, reference, lambda m: routing.drop_station(m, n, office.scene(family=office.family(m)))
    )


def schedule(
    office: Office, reference: str, n: int | None, meeting: int | None, agenda_item: str = ""
) -> Advanced:
    """Put a station (default: the one whose turn it is) on the agenda of a meeting of its organization.

    Raises StationNotOpen, OtherOrganization, MeetingIsCancelled.
    """

    def decide(motion: Motion) -> Decision:
        station = motion.consultation(n) if n else motion.current or motion.following
        if station is not None and meeting is not None:
            _check_fits(office, motion, station, office.book.meeting(meeting))
        number = station.n if station else n or 0
        on = office.book.meeting(meeting).on if meeting is not None else None
        return routing.schedule(motion, number, meeting, agenda_item, _way_scene(office, motion, on))

    return carried_out(office, reference, decide)


def number_item(office: Office, reference: str, n: int | None, agenda_item: str) -> Advanced:
    """Give a station (default: the one whose turn it is) the number it has on its meeting's agenda.

    Raises NoMeetingYet where the station has no meeting.
    """
    motion = office.find(reference)
    station = motion.consultation(n) if n else motion.current or motion.following
    if station is not None and station.meeting is None:
        name = office.scene().name(station.organization)
        raise NoMeetingYet(organization=name, reference=motion.reference, key=station.organization)
    return schedule(office, reference, n, station.meeting if station else None, agenda_item)


class OtherOrganization(Refusal):
    code = "other_organization"
    message = N_(
        "Meeting {number} is one of {other}; station {station} of {reference} is with {organization}."
    )
    way_out = N_("See its meetings: laufzettel meeting list --organization {key}")


def _check_fits(office: Office, motion: Motion, station: Consultation, meeting: Meeting) -> None:
    scene = office.scene()
    if meeting.status is MeetingStatus.CANCELLED:
        name = scene.name(meeting.organization)
        raise MeetingIsCancelled(number=meeting.id, organization=name, on=meeting.on)
    if meeting.organization != station.organization:
        raise OtherOrganization(
            number=meeting.id,
            other=scene.name(meeting.organization),
            station=station.n,
            reference=motion.reference,
            organization=scene.name(station.organization),
            key=station.organization,
        )


def open_motions(office: Office) -> list[Motion]:
    """Every motion on its way, as far as rows know."""
    numbers = office.book.open_motions(office.council.id)
    return [m for m in map(office.book.motion, numbers) if m.state in OPEN]


def end_term(office: Office, on: date) -> Carried:
    """End the legislative term: open motions lapse, sleep or go on, as the council has it."""
    return office.carry_out(lambda: ending.end_term(open_motions(office), on, office.scene()))


def held(motion: Motion) -> bool:
    """True for a motion that waits without a date."""
    return motion.current is not None and motion.current.status is Status.HELD
