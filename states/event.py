"""Every fact the log can hold about a motion, and how facts become the motion.

An event's shape never changes; a new shape is a new event. `fold` is bookkeeping only: what an event
leads to was decided when it was written and stands in its data, so that folding needs no council, no
clock and no rule, and gives the same motion for ever.

A correction names the event it corrects. The motion is folded again without that event, or with
the facts that replace it in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from states.consultation_json import consultation_from, day, points_from, result_from
from states.motion import Choice, Consultation, Motion, Report, Status, Urgency
from states.stage import State
from states.text import Change, Operation
from states.text import apply as apply_changes

Data = Mapping[str, Any]


class Event(NamedTuple):
    """A fact as it is decided, before it is recorded. `data` holds only what canonical JSON can:
    strings, integers, booleans, null, lists, objects. Dates are ISO strings."""

    kind: str
    data: Data
    effective: str = ""  #: ISO date or local date-time at which it took effect; empty: when recorded


class Recorded(NamedTuple):
    """A fact as the log gives it back."""

    n: int
    kind: str
    data: Data
    effective: str = ""


class DoesNotFollow(Exception):
    """An event rests on something that the events before it did not bring about."""

    def __init__(self, n: int, why: str) -> None:
        self.n = n
        super().__init__(f"event {n}: {why}")


def fold(motion_id: int, events: Iterable[Recorded]) -> Motion:
    """The motion that its events make, corrections applied. Raises DoesNotFollow."""
    history = list(events)
    motion = Motion(id=motion_id)
    for event in effective_events(history):
        motion = apply(motion, event)
    return motion._replace(version=len(history))


def effective_events(history: Iterable[Recorded]) -> list[Recorded]:
    """The events that hold: corrected ones left out or replaced, in the order they were recorded."""
    history = list(history)
    corrections: dict[int, Recorded] = {}
    for e in reversed(history):  # a correction that was itself corrected corrects nothing
        if e.kind == "corrected" and e.n not in corrections:
            corrections.setdefault(e.data["event"], e)
    held = (_held(event, corrections) for event in history)
    return [event for event in held if event is not None]


def _held(event: Recorded, corrections: Mapping[int, Recorded]) -> Recorded | None:
    correction = corrections.get(event.n)
    if correction is None:
        return event
    replacement = correction.data.get("replacement")
    if replacement is None:
        return None
    return Recorded(event.n, replacement["kind"], replacement["data"], correction.effective)


def apply(motion: Motion, event: Recorded) -> Motion:
    """The motion after one more event. Raises DoesNotFollow."""
    try:
        step = STEPS[event.kind]
    except KeyError:
        raise DoesNotFollow(event.n, f"unknown event {event.kind}") from None
    return step(motion, event)._replace(version=event.n)


def _filed(motion: Motion, event: Recorded) -> Motion:
    d = event.data
    return motion._replace(
        reference=d.get("reference", ""),
        title=d["title"],
        kind=d.get("kind", "motion"),
        applicants=tuple(d.get("applicants", ())),
        points=points_from(d.get("points", ())),
        points_known=d.get("points_known", True),
        reasoning=d.get("reasoning", ""),
        parent=d.get("parent"),
        root=d.get("root"),
        changes=tuple(Change(Operation(c[0]), c[1], c[2]) for c in d.get("changes", ())),
        urgency=Urgency(d.get("urgency", "none")),
        public=d.get("public", True),
        agenda_item=d.get("agenda_item", ""),
        addressee=d.get("addressee", ""),
        signatories=tuple(s["~"] for s in d.get("signatories", ())),
        costs=d.get("costs"),
        consultations=tuple(consultation_from(c) for c in d.get("consultations", ())),
        reports=tuple(Report(day(r.get("due")), r.get("to", "")) for r in d.get("reports", ())),
        links=tuple((link[0], link[1]) for link in d.get("links", ())),
        channel=d.get("channel", ""),
    )


def _drafted(motion: Motion, event: Recorded) -> Motion:
    return _filed(motion, event)


def _submitted(motion: Motion, event: Recorded) -> Motion:
    """Filed: with all its facts when it comes from a document, with its date only after a draft."""
    filed = _filed(motion, event) if "title" in event.data else motion
    if "reference" in event.data:
        filed = filed._replace(reference=event.data["reference"])
    if "consultations" in event.data:
        route = tuple(consultation_from(c) for c in event.data["consultations"])
        filed = filed._replace(consultations=route)
    return filed._replace(
        state=State.SUBMITTED,
        submitted_on=date.fromisoformat(event.data["on"]),
        channel=event.data.get("channel", filed.channel),
    )


def _edited(motion: Motion, event: Recorded) -> Motion:
    d = event.data
    changed = motion
    for name in ("reference", "title", "reasoning", "agenda_item", "addressee", "public", "rank"):
        if name in d:
            changed = changed._replace(**{name: d[name]})
    if "applicants" in d:
        changed = changed._replace(applicants=tuple(d["applicants"]))
    if "points" in d:
        changed = changed._replace(points=points_from(d["points"]), points_known=True)
    if "acknowledged_on" in d:
        changed = changed._replace(acknowledged_on=day(d["acknowledged_on"]))
    if "links" in d:
        links = tuple((link[0], link[1]) for link in d["links"])
        changed = changed._replace(links=changed.links + links)
    return changed


def _opened(motion: Motion, event: Recorded) -> Motion:
    """The first consultation is on an agenda: from now on the state names what is ahead."""
    n = event.data["consultation"]
    return _with_turn(motion, event, n, Status.OPEN)._replace(state=State(event.data["state"]))


def _with_turn(motion: Motion, event: Recorded, n: int, status: Status) -> Motion:
    if motion.consultation(n) is None:
        raise DoesNotFollow(event.n, f"there is no consultation {n}")
    return motion._replace(
        consultations=tuple(c._replace(status=status) if c.n == n else c for c in motion.consultations)
    )


def _scheduled(motion: Motion, event: Recorded) -> Motion:
    """A consultation gets its meeting, or loses it (null)."""
    d = event.data

    def placed(c: Consultation) -> Consultation:
        if c.n != d["consultation"]:
            return c
        made = c._replace(
            meeting=d["meeting"], on=day(d.get("on")), next_meeting=d.get("next_meeting", False)
        )
        made = made._replace(agenda_item=d.get("agenda_item", c.agenda_item))
        taken_up = c.status is Status.HELD and d["meeting"] is not None
        return made._replace(status=Status.OPEN, until=None) if taken_up else made

    if motion.consultation(d["consultation"]) is None:
        raise DoesNotFollow(event.n, f"there is no consultation {d['consultation']}")
    return motion._replace(consultations=tuple(placed(c) for c in motion.consultations))


def _routed(motion: Motion, event: Recorded) -> Motion:
    """Stations added to the route or taken off it by hand."""
    d = event.data
    dropped = set(d.get("dropped", ()))
    route = [
        c._replace(status=Status.VOID) if c.n in dropped and c.result is None else c
        for c in motion.consultations
    ]
    added = [consultation_from(c) for c in d.get("added", ())]
    at = next((i for i, c in enumerate(route) if c.n == d.get("before")), len(route))
    route[at:at] = added
    changed = motion._replace(consultations=tuple(route))
    if d.get("opens") is not None:
        parked = tuple(c._replace(status=Status.PLANNED) if c.current else c for c in changed.consultations)
        changed = _with_turn(changed._replace(consultations=parked), event, d["opens"], Status.OPEN)
    return changed._replace(state=State(d["state"])) if "state" in d else changed


def _recorded(motion: Motion, event: Recorded) -> Motion:
    d = event.data
    closing = motion.consultation(d["consultation"])
    if closing is None or not closing.current or closing.organization != d["organization"]:
        raise DoesNotFollow(event.n, f"it is not the turn of {d['organization']}")
    result = result_from(d, event.n)
    closed = closing._replace(
        status=Status.CLOSED,
        result=result,
        meeting=d.get("meeting"),
        on=result.on,
        until=None,
        next_meeting=False,
        agenda_item=d.get("agenda_item", closing.agenda_item),
    )
    moved = motion._replace(consultations=_spliced(motion, closed, d), state=State(d["state"]))
    return _settled_facts(_voted_text(moved, d), d, result.on)


def _spliced(motion: Motion, closed: Consultation, d: Data) -> tuple[Consultation, ...]:
    inserted = [consultation_from(c) for c in d.get("inserted", ())]
    voids, opens = set(d.get("voids", ())), d.get("opens")
    status = Status(d.get("opens_as", "open"))
    route: list[Consultation] = []
    for c in motion.consultations:
        if c.n != closed.n:
            route.append(c._replace(status=Status.VOID) if c.n in voids else c)
        else:
            route += [closed, *inserted]
    return tuple(c._replace(status=status) if c.n == opens else c for c in route)


def _voted_text(motion: Motion, d: Data) -> Motion:
    """The text after the vote: final where the vote decided, else recommended."""
    ended = d.get("opens") is None and d["effect"] in ("adopt", "split")
    if "text" in d:
        text = points_from(d["text"])
        if ended:
            return motion._replace(final=text)
        by = d["organization"]
        return motion._replace(proposed=text, proposed_by=by, choice=Choice.PENDING)
    return motion._replace(final=motion.text) if ended else motion


def _settled_facts(motion: Motion, d: Data, on: date) -> Motion:
    ended = d.get("opens") is None and motion.state not in (State.SUBMITTED,)
    decided = ended and d["effect"] in ("adopt", "split", "reject")
    reports = motion.reports
    if d.get("report_due") or d.get("report_to"):
        reports += (Report(day(d.get("report_due")), d.get("report_to", "")),)
    return motion._replace(
        decided_on=on if decided else motion.decided_on,
        ended_on=on if ended and not motion.is_amendment else motion.ended_on,
        suspended_on=None if decided else motion.suspended_on,
        reports=reports,
        links=motion.links + tuple((link[0], link[1]) for link in d.get("links", ())),
        owed=(*motion.owed, *d.get("owed", ())),
    )


def _text_amended(motion: Motion, event: Recorded) -> Motion:
    """An amendment was adopted at the station where the motion stands."""
    changes = [Change(Operation(c[0]), c[1], c[2]) for c in event.data["changes"]]
    text = apply_changes(motion.text, changes, known=motion.points_known)
    return motion._replace(
        proposed=text,
        proposed_by=event.data["organization"],
        choice=Choice(event.data.get("choice", "adopt")),
    )


def _text_chosen(motion: Motion, event: Recorded) -> Motion:
    return motion._replace(choice=Choice(event.data["choice"]))


def _text_supplied(motion: Motion, event: Recorded) -> Motion:
    """The text as voted comes later than the result that owed it."""
    text = points_from(event.data["text"])
    owed = tuple(o for o in motion.owed if o != "text")
    if motion.decided_on is not None:
        return motion._replace(final=text, owed=owed)
    return motion._replace(proposed=text, owed=owed, choice=Choice.PENDING)


def _followed(motion: Motion, event: Recorded) -> Motion:
    """An amendment goes where its motion went."""
    d = event.data
    route = tuple(c._replace(status=Status.VOID) if c.current else c for c in motion.consultations)
    if d.get("opens") is not None:
        route += (consultation_from(d["opens"])._replace(status=Status(d.get("opens_as", "open"))),)
    state = State(d["state"])
    ended = state in (State.FALLEN, State.ADOPTED, State.LAPSED, State.DORMANT)
    return motion._replace(
        consultations=route,
        state=state,
        ended_on=day(d["on"]) if ended else motion.ended_on,
        decided_on=day(d["on"]) if state is State.ADOPTED else motion.decided_on,
    )


def _urgency_voted(motion: Motion, event: Recorded) -> Motion:
    return motion._replace(urgency=Urgency(event.data["urgency"]))


def _withdrawn(motion: Motion, event: Recorded) -> Motion:
    route = tuple(c._replace(status=Status.VOID) if c.result is None else c for c in motion.consultations)
    state = State(event.data.get("state", "withdrawn"))
    return motion._replace(
        state=state,
        consultations=route,
        ended_on=day(event.data["on"]),
        links=motion.links + tuple((link[0], link[1]) for link in event.data.get("links", ())),
    )


def _objected(motion: Motion, event: Recorded) -> Motion:
    """An objection suspends the decision; the same organization votes again."""
    again = consultation_from(event.data["repeat"])._replace(status=Status.OPEN)
    return motion._replace(
        state=State.SUSPENDED,
        suspended_on=day(event.data["on"]),
        consultations=(*motion.consultations, again),
        proposed=motion.final if motion.final is not None else motion.proposed,
        choice=Choice.ADOPT if motion.final is not None else motion.choice,
        final=None,
    )


def _objection_lifted(motion: Motion, event: Recorded) -> Motion:
    route = tuple(c._replace(status=Status.VOID) if c.current else c for c in motion.consultations)
    return motion._replace(
        state=State(event.data["state"]), suspended_on=None, consultations=route, final=motion.text
    )


def _report_given(motion: Motion, event: Recorded) -> Motion:
    d = event.data
    reports = list(motion.reports)
    owed = next((i for i, r in enumerate(reports) if r.given_on is None), None)
    given = Report(None, d.get("to", ""), day(d["on"]), d.get("text", ""))
    if owed is None:
        reports.append(given)
    else:
        reports[owed] = reports[owed]._replace(given_on=given.given_on, text=given.text)
    return motion._replace(reports=tuple(reports))


def _report_expected(motion: Motion, event: Recorded) -> Motion:
    due = Report(day(event.data["due"]), event.data.get("to", ""))
    return motion._replace(reports=(*motion.reports, due))


def _implemented(motion: Motion, event: Recorded) -> Motion:
    return motion._replace(state=State.IMPLEMENTED, implemented_on=day(event.data["on"]))


def _term_ended(motion: Motion, event: Recorded) -> Motion:
    state = State(event.data["state"])
    ended = day(event.data["on"]) if state is State.LAPSED else motion.ended_on
    if state in (State.LAPSED, State.DORMANT):
        route = tuple(
            c._replace(status=Status.VOID if state is State.LAPSED else Status.PLANNED)
            if c.current or (state is State.LAPSED and c.status is Status.PLANNED)
            else c
            for c in motion.consultations
        )
        motion = motion._replace(consultations=route)
    return motion._replace(state=state, ended_on=ended)


def _outside_rules(motion: Motion, event: Recorded) -> Motion:
    """Reality that no rule foresaw: kept as a fact, it moves nothing."""
    return motion._replace(outside=motion.outside + 1)


def _unchanged(motion: Motion, event: Recorded) -> Motion:
    return motion


STEPS: dict[str, Callable[[Motion, Recorded], Motion]] = {
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
    "corrected": _unchanged,
    "refused": _unchanged,
}
