"""One's own entries beside the council's, field by field; what is accepted is entered as if it were typed.

For a motion of one's own every difference is shown. For one that came from the council's service it is what
the council has changed since in a result or a day that was taken over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Any, NamedTuple

from states.motion import Consultation, Motion, Status
from states.refusal import N_, Exit, Refusal
from states.stage import OPEN
from workflow.decide import meetings as decide
from workflow.decide.scene import Decision
from workflow.intake.result import understand
from workflow.office import correcting, results
from workflow.office.correcting import Wanted
from workflow.office.histories import result_facts
from workflow.office.office import Office
from workflow.office.organizations import plain
from workflow.office.published_meetings import ORIGIN, differences
from workflow.office.published_motions import came_from
from workflow.office.published_organizations import Bodies
from workflow.office.published_papers import Stop, stops_of
from workflow.store.published import Item, Published


class Difference(NamedTuple):
    """One field in which the two differ. `ours` is None where nothing is entered."""

    reference: str
    field: str  #: title, submitted, 2.date, 2.result …: the number is that of the published consultation
    ours: Any
    theirs: Any
    organization: str = ""


class Compared(NamedTuple):
    """A motion with the paper it is, and where they differ."""

    motion: Motion
    paper: Item
    own: bool
    stops: list[Stop]
    differences: list[Difference]


class NoSuchField(Refusal):
    code = "no_such_difference"
    exit_status = Exit.NOT_FOUND
    message = N_("{reference} does not differ in “{field}”; it differs in: {fields}.")
    way_out = N_("See: laufzettel reconcile {reference}")


class NotPublished(Refusal):
    code = "not_published"
    exit_status = Exit.NOT_FOUND
    message = N_("The council has published nothing about {reference}, as far as was read.")
    way_out = N_("Fetch what is new: laufzettel sync")


class OthersFirst(Refusal):
    code = "others_first"
    message = N_("It is the turn of {turn}, not of {organization}; the result there comes first.")
    way_out = N_("Accept or enter the earlier result, or change the way: laufzettel route {reference}")


class NotUnderstood(Refusal):
    code = "result_not_understood"
    exit_status = Exit.INPUT
    message = N_("“{phrase}” does not say how it ended.")
    way_out = N_("Enter the result: laufzettel advance {reference} RESULT")


def compare_all(office: Office) -> Iterator[Compared]:
    """Every motion that is published and differs, in constant memory."""
    published = Published(office.book, office.council.id)
    bodies = Bodies(office, published)
    for paper in published.all("Paper"):
        if paper.ours:
            found = _compared(office, published, bodies, paper)
            if found.differences:
                yield found


def compare(office: Office, reference: str) -> Compared:
    """One motion beside what is published of it. Raises UnknownReference, NotPublished."""
    motion = office.find(reference)
    published = Published(office.book, office.council.id)
    papers = published.of("ours", f"motion:{motion.id}", "Paper")
    if not papers:
        raise NotPublished(reference=motion.reference)
    return _compared(office, published, Bodies(office, published), papers[0])


def _compared(office: Office, published: Published, bodies: Bodies, paper: Item) -> Compared:
    motion = office.book.motion(int((paper.ours or "").partition(":")[2]))
    own = not came_from(motion, paper)
    with office.book.writing() if own else nullcontext():  # a body that was never met before is entered
        stops = stops_of(published, bodies, paper)
    found = [*_of_paper(motion, paper)] if own else []
    if paper.deleted:
        found.append(Difference(motion.reference, "published", True, False))
    rows = _pairs(office, motion, stops) if own else [(s, None) for s in stops]
    for n, (stop, ours) in enumerate(rows, 1):
        found += (
            _of_stop(office, published, motion, n, stop, ours) if own else _changes(motion, paper, n, stop)
        )
    return Compared(motion, paper, own, stops, found)


def _of_paper(motion: Motion, paper: Item) -> Iterator[Difference]:
    title = str(paper.facts.get("name") or "")
    if title and plain(title) != plain(motion.title):
        yield Difference(motion.reference, "title", motion.title, title)
    written = paper.facts.get("on")
    if written and motion.submitted_on and date.fromisoformat(written) != motion.submitted_on:
        yield Difference(motion.reference, "submitted", motion.submitted_on, date.fromisoformat(written))


def _pairs(office: Office, motion: Motion, stops: list[Stop]) -> list[tuple[Stop, Consultation | None]]:
    """Each published consultation with our station: of the same organization, on the same day if there is
    one, else the first that nothing else fits."""
    free = [c for c in motion.consultations if c.status is not Status.VOID]
    exact: dict[str, Consultation] = {}
    for stop in stops:
        fits = (c for c in free if c.organization == stop.organization and _on(office, c) == stop.on)
        found = next(fits, None)
        if found is not None and stop.on is not None:
            exact[stop.id] = found
            free.remove(found)
    pairs = []
    for stop in stops:
        ours = exact.get(stop.id) or next((c for c in free if c.organization == stop.organization), None)
        if ours in free:
            free.remove(ours)
        pairs.append((stop, ours))
    return pairs


def _on(office: Office, c: Consultation) -> date | None:
    if c.result is not None:
        return c.result.on
    return office.book.meeting(c.meeting).on if c.meeting is not None else c.on


def _of_stop(
    office: Office, published: Published, motion: Motion, n: int, stop: Stop, ours: Consultation | None
) -> Iterator[Difference]:
    def differs(field: str, mine: Any, theirs: Any) -> Difference:
        return Difference(motion.reference, f"{n}.{field}", mine, theirs, stop.organization)

    if ours is None:
        yield differs("station", None, stop.on)
        return
    on = _on(office, ours)
    if stop.on is not None and on != stop.on:
        yield differs("date", on, stop.on)
    elif stop.meeting is not None and ours.meeting == stop.meeting:
        yield from _of_meeting(office, published, stop, differs)
    if stop.item and stop.item != ours.agenda_item:
        yield differs("item", ours.agenda_item or None, stop.item)
    if stop.phrase and (ours.result is None or _says_otherwise(motion, ours, stop)):
        yield differs(
            "result", ours.result.phrase or ours.result.outcome if ours.result else None, stop.phrase
        )


def _says_otherwise(motion: Motion, ours: Consultation, stop: Stop) -> bool:
    assert ours.result is not None
    if ours.result.phrase == stop.phrase:
        return False
    meant = understand(stop.phrase, role=ours.role, text=stop.text or None, amendment=motion.is_amendment)
    votes = (meant.votes, ours.result.votes)
    counted = None not in votes and tuple(votes[0] or ()) != tuple(votes[1] or ())
    return meant.outcome is not ours.result.outcome or counted


def _of_meeting(office: Office, published: Published, stop: Stop, differs: Any) -> Iterator[Difference]:
    meeting = office.book.meeting(stop.meeting or 0)
    theirs = next(iter(published.of("ours", f"meeting:{meeting.id}", "Meeting")), None)
    if theirs is None or meeting.origin == ORIGIN:
        return
    for field, value in differences(meeting, theirs).items():
        mine = getattr(meeting, field)
        if field == "name" and not mine:
            continue  # few offices name their meetings; that is no difference
        yield differs(field, mine.strftime("%H:%M") if field in ("begins", "ends") and mine else mine, value)


def _changes(motion: Motion, paper: Item, n: int, stop: Stop) -> Iterator[Difference]:
    """What the council has changed in what was taken over."""
    was = (paper.taken or {}).get("steps", {}).get(stop.id)
    if was is None or not was[2]:
        return
    if stop.phrase != was[2]:
        yield Difference(motion.reference, f"{n}.result", was[2], stop.phrase or None, stop.organization)
    on = stop.on.isoformat() if stop.on else None
    if on and on != was[1]:
        ours = date.fromisoformat(was[1]) if was[1] else None
        yield Difference(motion.reference, f"{n}.date", ours, stop.on, stop.organization)


# Accepting


def accept(office: Office, reference: str, field: str, reason: str) -> list[Difference]:
    """Enter what the council has published in one field, or in all of them (`all`), in one transaction.

    Returns what was accepted. Raises NoSuchField, OthersFirst, NotUnderstood, and whatever typing the same
    would refuse.
    """
    done: list[Difference] = []

    def work() -> Decision:
        before = compare(office, reference)
        chosen = [d for d in before.differences if field in (d.field, "all")]
        if not chosen:
            names = [d.field for d in before.differences] or ["–"]
            raise NoSuchField(reference=before.motion.reference, field=field, fields=names)
        for one in sorted(chosen, key=_order):
            again = compare(office, before.motion.reference)
            if any(d.field == one.field for d in again.differences):
                _enter(office, again, one, reason)
                done.append(one)
        return Decision(())

    office.carry_out(work)
    return done


_FIELDS = ("title", "submitted", "station", "date", "begins", "ends", "place", "name", "item", "result")


def _order(d: Difference) -> tuple[int, int]:
    """By consultation, and at each of them the meeting before the result."""
    n, dot, field = d.field.rpartition(".")
    return (int(n) if dot else 0, _FIELDS.index(field) if field in _FIELDS else len(_FIELDS))


def _enter(office: Office, at: Compared, d: Difference, reason: str) -> None:
    motion = at.motion
    number, _, field = d.field.rpartition(".")
    if field == "published":
        raise NoSuchField(reference=motion.reference, field=d.field, fields=["–"])
    if not number:
        _correct_filing(office, motion, field, d.theirs, reason)
        return
    stop = at.stops[int(number) - 1]
    if not at.own:
        _correct_taken(office, at, stop, d, reason)
        return
    ours = {s.id: c for s, c in _pairs(office, motion, at.stops)}.get(stop.id)
    _enter_station(office, motion, stop, ours, field, d.theirs, reason)


def _correct_filing(office: Office, motion: Motion, field: str, value: Any, reason: str) -> None:
    entries = office.book.history(f"motion:{motion.id}")
    kinds = ("submitted", "drafted") if field == "title" else ("submitted",)
    entry = next(e for e in entries if e.kind in kinds and (field != "title" or "title" in e.data))
    wanted = Wanted(title=value) if field == "title" else Wanted(on=value)
    correcting.change(office, motion.reference, entry.n, reason, wanted)


def _enter_station(
    office: Office,
    motion: Motion,
    stop: Stop,
    ours: Consultation | None,
    field: str,
    value: Any,
    reason: str,
) -> None:
    reference = motion.reference
    if field == "station" or ours is None:
        results.add_station(office, reference, stop.organization, None, None, stop.on)
    elif field in ("begins", "ends", "place", "name", "on"):
        _move(office, stop)
    elif field == "result" and ours.result is None:
        _record(office, motion, stop)
    elif ours.result is not None:
        event = ours.result.event
        correcting.change(office, reference, event, reason, _wanted(motion, stop, field, value))
    else:
        item = stop.item if field == "item" else ours.agenda_item
        meeting = ours.meeting if field == "item" else stop.meeting
        results.schedule(office, reference, ours.n, meeting, item)


def _move(office: Office, stop: Stop) -> None:
    """Our meeting as the council has it: its time, its place, its name."""
    published = Published(office.book, office.council.id)
    meeting = office.book.meeting(stop.meeting or 0)
    item = next(iter(published.of("ours", f"meeting:{meeting.id}", "Meeting")))
    changes = differences(meeting, item)
    others = office.book.meeting_on(office.council.id, meeting.organization, meeting.on)
    office.append(decide.move(meeting, changes, False, office.scene(calendar=others)).facts)


def _record(office: Office, motion: Motion, stop: Stop) -> None:
    turn = motion.current or motion.following
    if motion.state in OPEN and turn is not None and turn.organization != stop.organization:
        scene = office.scene()
        raise OthersFirst(
            turn=scene.name(turn.organization),
            organization=scene.name(stop.organization),
            reference=motion.reference,
        )
    role = turn.role if turn else None
    meant = understand(stop.phrase, role=role, text=stop.text or None, amendment=motion.is_amendment)
    if meant.outcome is None:
        raise NotUnderstood(phrase=stop.phrase, reference=motion.reference)
    entered = result_facts(office.rules, stop.step(), meant, stop.on or office.today, stop.meeting)
    results.advance(office, motion.reference, entered)


def _wanted(motion: Motion, stop: Stop, field: str, value: Any) -> Wanted:
    if field == "date":
        return Wanted(on=value)
    if field == "item":
        return Wanted(item=value)
    meant = understand(stop.phrase, text=stop.text or None, amendment=motion.is_amendment)
    if meant.outcome is None:
        raise NotUnderstood(phrase=stop.phrase, reference=motion.reference)
    return Wanted(outcome=meant.outcome, phrase=stop.phrase, votes=meant.votes)


def _correct_taken(office: Office, at: Compared, stop: Stop, d: Difference, reason: str) -> None:
    """Put right what was taken over, and remember what it is now."""
    steps = dict((at.paper.taken or {}).get("steps", {}))
    key, on, phrase, item = steps[stop.id]
    field = d.field.rpartition(".")[2]
    ours = next(
        (c for c in at.motion.closed() if c.result is not None and c.organization == key
         and c.result.phrase == phrase and c.result.on.isoformat() == (on or c.result.on.isoformat())),
        None,
    )  # fmt: skip
    if ours is not None and ours.result is not None and d.theirs is not None:
        wanted = _wanted(at.motion, stop, field, d.theirs)
        correcting.change(office, at.motion.reference, ours.result.event, reason, wanted)
    changed = {
        "result": [key, on, stop.phrase, item],
        "date": [key, d.theirs and str(d.theirs), phrase, item],
    }
    steps[stop.id] = changed[field]
    published = Published(office.book, office.council.id)
    with office.book.writing():
        published.link(at.paper.id, at.paper.ours, {"steps": steps})
