"""The calendar of the council: meetings entered, imported, moved, cancelled and held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from typing import Any, NamedTuple

from states.council import Council
from states.event import Event, Fact
from states.meeting import Meeting, MeetingStatus
from states.motion import Motion
from states.refusal import N_, Exit, Refusal
from workflow.decide import meetings as decide
from workflow.decide.meetings import MeetingFacts
from workflow.decide.scene import Decision
from workflow.office import organizations
from workflow.office.office import Carried, Office
from workflow.words import sentence


class NoSuchMeeting(Refusal):
    code = "no_such_meeting"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no meeting “{meeting}”.")
    way_out = N_("Name it by its number or as ORGANIZATION@DATE; see: laufzettel meeting list")


class WrongEntry(Refusal):
    """A refusal of one meeting of a file; nothing of the file was entered."""

    code = "wrong_entry"
    message = N_("{place}: {fault}")
    way_out = N_("{way_out} Nothing of the file has been entered.")

    def __init__(self, entered: Entered, cause: Refusal) -> None:
        self.cause = cause
        way_out = sentence(cause).way_out
        super().__init__(ground=cause.ground, place=entered.where, fault=cause, way_out=way_out)

    @property
    def exit_status(self) -> Exit:  # type: ignore[override]
        """That of the meeting's own refusal."""
        return self.cause.exit_status


class Entered(NamedTuple):
    """A meeting to enter, its organization by name; `cancelled` where a calendar says so."""

    organization: str
    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    name: str = ""
    uid: str = ""
    cancelled: bool = False
    origin: str = "hand"
    where: str = ""  #: file:line


class Imported(NamedTuple):
    """What an import did: meetings added, moved, cancelled and found as they were."""

    added: list[Meeting]
    moved: list[Meeting]
    cancelled: list[Meeting]
    unchanged: int
    organizations: list[str]


class Shifted(NamedTuple):
    """A meeting before and after, and the motions that hang on it."""

    before: Meeting
    after: Meeting
    motions: list[Motion]
    carried: Carried


def find(office: Office, name: str) -> Meeting:
    """A meeting by its number (`4`, `#4`) or by organization and date (`KA@20.03.2009`)."""
    text = name.strip().removeprefix("#")
    if text.isascii() and text.isdigit():
        return office.book.meeting(int(text))
    organization, _, day = name.rpartition("@")
    if organization and day:
        from workflow.intake.dates import parse_user_date

        key = organizations.required(office.rules, organization).key
        found = office.book.meeting_on(office.council.id, key, parse_user_date(day))
        if found:
            return found[0]
    raise NoSuchMeeting(meeting=name)


def add(office: Office, entered: Entered, *, add_organizations: bool = False) -> tuple[Meeting, Carried]:
    """Enter a meeting; motions that wait for the next one of its organization are put on it."""
    made: list[int] = []

    def work() -> Decision:
        decision, number = _added(office, entered, add_organizations)
        made.append(number)
        return decision

    carried = office.carry_out(work)
    return carried.meeting(made[-1]), carried


def _added(office: Office, entered: Entered, add_organizations: bool) -> tuple[Decision, int]:
    council, new = _organization(office, entered.organization, add_organizations)
    organization = organizations.required(council, entered.organization)
    begins = entered.begins
    if begins is None and organization.usual_time:
        begins = time.fromisoformat(organization.usual_time)
    facts = MeetingFacts(
        organization.key,
        entered.on,
        begins,
        entered.ends,
        entered.place,
        entered.name,
        entered.origin,
        entered.uid,
    )
    calendar = office.book.meeting_on(office.council.id, organization.key, entered.on)
    number = office.book.next_meeting_id()
    waiting = office.book.waiting_for(office.council.id, organization.key)
    family = {f.id: f for m in waiting for f in office.family(m)}
    if waiting:  # stations behind those that wait may have to make room
        calendar = [*calendar, *office.ahead(entered.on)]
    scene = office.scene(family=family.values(), calendar=calendar, council=council)
    decision = decide.add(facts, number, waiting, scene)
    return decision._replace(facts=(*new, *decision.facts)), number


def _organization(office: Office, name: str, add_organizations: bool) -> tuple[Council, list[Fact]]:
    council = office.rules
    if organizations.find(council, name) is not None or not add_organizations:
        organizations.required(council, name)
        return council, []
    made, added = organizations.added(council, name)
    return council._replace(organizations=(*council.organizations, made)), [added]


def import_all(office: Office, entered: Iterable[Entered], *, add_organizations: bool = False) -> Imported:
    """Bring the calendar in step with a list of meetings, in one transaction.

    A meeting is recognised by the identity its calendar gave it, else by organization and day. Twice the
    same list changes nothing.
    """
    wanted = list(entered)
    done = Imported([], [], [], 0, [])
    unchanged = 0

    def work() -> Decision:
        nonlocal done, unchanged
        done, unchanged = Imported([], [], [], 0, []), 0
        often = Counter((one.organization, one.on) for one in wanted)
        for one in wanted:
            try:
                kind = _step(office, one, done, add_organizations, alone=often[one.organization, one.on] == 1)
            except Refusal as refusal:
                if not one.where:
                    raise
                raise WrongEntry(one, refusal) from refusal
            unchanged += kind is None
        return Decision(())

    office.carry_out(work)
    return done._replace(unchanged=unchanged)


def _step(
    office: Office, one: Entered, done: Imported, add_organizations: bool, *, alone: bool
) -> str | None:
    """Bring one meeting in step, and say how; None where nothing had to be done."""
    known = _known(office, one, add_organizations, alone=alone)
    if known is None:
        if one.cancelled:
            return None
        decision, number = _added(office, one, add_organizations)
        done.organizations.extend(str(f.event.data["name"]) for f in decision.facts if f.stream == "council")
        office.append(decision.facts)
        done.added.append(office.book.meeting(number))
        return "added"
    if one.uid and one.uid != known.uid:
        # found by its organization and day: from now on it is known by what its calendar calls it
        office.append([Fact(f"meeting:{known.id}", Event("meeting_identified", {"uid": one.uid}))])
        known = office.book.meeting(known.id)
    decision, kind = _changed(office, known, one)
    if kind is not None:
        office.append(decision.facts)
        (done.cancelled if kind == "cancelled" else done.moved).append(office.book.meeting(known.id))
    return kind


def _known(office: Office, one: Entered, add_organizations: bool, *, alone: bool) -> Meeting | None:
    if one.uid:
        found = office.book.meeting_with_uid(office.council.id, one.uid)
        if found:
            return found[0]
    organization = organizations.find(office.rules, one.organization)
    if organization is None:
        if not add_organizations:
            organizations.required(office.rules, one.organization)
        return None
    same_day = office.book.meeting_on(office.council.id, organization.key, one.on)
    exact = [m for m in same_day if one.begins is None or m.begins in (None, one.begins)]
    if not exact and alone and len(same_day) == 1:
        exact = same_day  # one on each side: its time was changed
    return exact[0] if exact else None


def _changed(office: Office, known: Meeting, one: Entered) -> tuple[Decision, str | None]:
    if one.cancelled:
        if known.status is MeetingStatus.CANCELLED:
            return Decision(()), None
        return _cancelled(office, known), "cancelled"
    changes = _differences(known, one)
    if not changes:
        return Decision(()), None
    results = office.book.has_results(known.id) and "on" in changes
    scene = office.scene(calendar=office.book.meeting_on(office.council.id, known.organization, one.on))
    return decide.move(known, changes, results, scene), "moved"


def _differences(known: Meeting, one: Entered) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if one.on != known.on:
        changes["on"] = one.on.isoformat()
    for name, value, old in (("begins", one.begins, known.begins), ("ends", one.ends, known.ends)):
        if value is not None and value != old:
            changes[name] = value.strftime("%H:%M")
    texts = (("place", one.place, known.place), ("name", one.name, known.name))
    changes |= {name: text for name, text, was in texts if text and text != was}
    revived = known.status is MeetingStatus.CANCELLED and not one.cancelled
    return changes | ({"on": one.on.isoformat()} if revived else {})


def move(
    office: Office,
    meeting: Meeting,
    *,
    on: date | None = None,
    begins: time | None = None,
    ends: time | None = None,
    place: str = "",
) -> Shifted:
    """Move a meeting; whatever hangs on it moves with it."""
    day = on or meeting.on
    entered = Entered(meeting.organization, day, begins, ends, place)

    def work() -> Decision:
        fresh = office.book.meeting(meeting.id)
        scene = office.scene(calendar=office.book.meeting_on(office.council.id, meeting.organization, day))
        return decide.move(fresh, _differences(fresh, entered), office.book.has_results(meeting.id), scene)

    return _shifted(office, meeting, work)


def _shifted(office: Office, meeting: Meeting, work: Any) -> Shifted:
    motions = office.book.motions_at(meeting.id)
    carried = office.carry_out(work)
    return Shifted(meeting, carried.meeting(meeting.id), motions, carried)


def cancel(office: Office, meeting: Meeting) -> Shifted:
    """Cancel a meeting; its motions come to the next one."""
    return _shifted(office, meeting, lambda: _cancelled(office, office.book.meeting(meeting.id)))


def _cancelled(office: Office, meeting: Meeting) -> Decision:
    motions = office.book.motions_at(meeting.id)
    family = {f.id: f for m in motions for f in office.family(m)}
    scene = office.scene(family=family.values(), calendar=[*office.ahead(meeting.on), meeting])
    return decide.cancel(meeting, motions, office.book.has_results(meeting.id), scene)


def hold(office: Office, meeting: Meeting, ends: time | None = None) -> Shifted:
    """Enter that a meeting has taken place."""
    return _shifted(office, meeting, lambda: decide.hold(meeting, ends, office.scene()))


def publish_minutes(office: Office, meeting: Meeting, on: date | None = None) -> Shifted:
    """Enter that the minutes of a meeting were published. Raises MeetingIsCancelled, MinutesBeforeMeeting."""
    day = on or office.today
    return _shifted(office, meeting, lambda: decide.publish_minutes(meeting, day, office.scene()))
