"""Published meetings and the council's calendar.

A meeting that came from the service follows it. One that was entered by hand or read from a document stays
as it is: the two are linked, and `reconcile` shows where they differ.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import Any

from states.event import Event, Fact
from states.meeting import Meeting, MeetingStatus
from states.refusal import Refusal
from workflow.decide import meetings as decide
from workflow.decide.meetings import MeetingFacts
from workflow.office.office import Office
from workflow.office.published_organizations import Bodies
from workflow.store.published import Item, Published

ORIGIN = "oparl"
#: Meetings in one transaction.
BATCH = 250


def settle_meetings(office: Office, published: Published, bodies: Bodies, count: Counter[str]) -> bool:
    """Bring one batch of meetings that were read into the calendar; False where there is none left.

    Counts added, moved, cancelled, refused. Inside a transaction.
    """
    batch = published.fresh("Meeting", BATCH)
    facts: list[Fact] = []
    for item in batch:
        if item.deleted:
            continue
        if item.ours:
            _follow(office, item, count)
        else:
            facts += _entered(office, published, bodies, item, count)
    office.append(facts)
    identities = [item.id for item in batch]
    published.look_again_at_papers_of(identities)
    published.seen(identities)
    return bool(batch)


def number_of(item: Item) -> int | None:
    """The number of the meeting that a published one is here."""
    return int(item.ours.partition(":")[2]) if item.ours else None


def _entered(
    office: Office, published: Published, bodies: Bodies, item: Item, count: Counter[str]
) -> list[Fact]:
    """A meeting that is not known by its identity: linked to one of the calendar, or added to it."""
    on = _day(item.facts.get("on"))
    if on is None:
        return []
    name = str(item.facts.get("name") or "")
    key = bodies.key(next(iter(item.facts.get("organizations", ())), ""), name)
    begins = _clock(item.facts.get("begins"))
    for known in office.book.meeting_on(office.council.id, key, on):
        fits = begins is None or known.begins in (None, begins)
        if fits and not known.uid and not published.of("ours", f"meeting:{known.id}", "Meeting"):
            published.link(item.id, f"meeting:{known.id}")
            return []
    number = office.book.next_meeting_id()
    published.link(item.id, f"meeting:{number}")
    count["added"] += 1
    return _added(office, item, MeetingFacts(key, on, begins), number)


def _added(office: Office, item: Item, facts: MeetingFacts, number: int) -> list[Fact]:
    given = item.facts
    facts = facts._replace(
        ends=_clock(given.get("ends")), place=given.get("place", ""), name=given.get("name", ""),
        origin=ORIGIN, uid=item.id,
    )  # fmt: skip
    ahead = facts.on >= office.today
    waiting = office.book.waiting_for(office.council.id, facts.organization) if ahead else []
    found = list(decide.add(facts, number, waiting, office.scene()).facts)
    stream, day = f"meeting:{number}", facts.on.isoformat()
    if given.get("cancelled"):
        found.append(Fact(stream, Event("meeting_cancelled", {}, office.today.isoformat())))
    elif not ahead:
        found.append(Fact(stream, Event("meeting_held", {}, day)))
    minutes = _day(given.get("minutes"))
    if minutes is not None and facts.on <= minutes <= office.today and not given.get("cancelled"):
        data = {"on": minutes.isoformat()}
        found.append(Fact(stream, Event("minutes_published", data, minutes.isoformat())))
    return found


def _follow(office: Office, item: Item, count: Counter[str]) -> None:
    """A meeting that came from the service changes with it; where a rule says no, it stays as it is."""
    number = number_of(item)
    meeting = office.book.meeting(number) if number is not None else None
    if meeting is None or meeting.origin != ORIGIN:
        return
    try:
        if item.facts.get("cancelled"):
            _cancel(office, meeting, count)
        else:
            _move(office, meeting, item, count)
    except Refusal:
        count["refused"] += 1


def _cancel(office: Office, meeting: Meeting, count: Counter[str]) -> None:
    if meeting.status is MeetingStatus.CANCELLED:
        return
    motions = office.book.motions_at(meeting.id)
    family = {f.id: f for m in motions for f in office.family(m)}
    scene = office.scene(family=family.values(), calendar=[*office.ahead(meeting.on), meeting])
    decision = decide.cancel(meeting, motions, office.book.has_results(meeting.id), scene)
    office.append(decision.facts)
    count["cancelled"] += 1


def _move(office: Office, meeting: Meeting, item: Item, count: Counter[str]) -> None:
    changes = differences(meeting, item)
    stream = f"meeting:{meeting.id}"
    if changes:
        others = office.book.meeting_on(
            office.council.id, meeting.organization, date.fromisoformat(changes.get("on", str(meeting.on)))
        )
        moved = "on" in changes and office.book.has_results(meeting.id)
        office.append(decide.move(meeting, changes, moved, office.scene(calendar=others)).facts)
        count["moved"] += 1
    now = office.book.meeting(meeting.id)
    if now.on < office.today and now.status in (MeetingStatus.SCHEDULED, MeetingStatus.INVITED):
        office.append([Fact(stream, Event("meeting_held", {}, now.on.isoformat()))])
    minutes = _day(item.facts.get("minutes"))
    if minutes is not None and now.minutes_on is None and now.on <= minutes <= office.today:
        data = {"on": minutes.isoformat()}
        office.append([Fact(stream, Event("minutes_published", data, minutes.isoformat()))])


def differences(meeting: Meeting, item: Item) -> dict[str, Any]:
    """What a published meeting says otherwise; what it leaves open is no difference."""
    found: dict[str, Any] = {}
    on = item.facts.get("on")
    if on and on != meeting.on.isoformat():
        found["on"] = on
    for name, ours in (("begins", meeting.begins), ("ends", meeting.ends)):
        theirs = item.facts.get(name)
        if theirs and _clock(theirs) != ours:
            found[name] = theirs
    for name, text in (("place", meeting.place), ("name", meeting.name)):
        theirs = item.facts.get(name)
        if theirs and theirs != text:
            found[name] = theirs
    revived = meeting.status is MeetingStatus.CANCELLED and not item.facts.get("cancelled")
    return found | ({"on": meeting.on.isoformat()} if revived and "on" not in found else {})


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _clock(text: Any) -> time | None:
    return time.fromisoformat(text) if text else None
