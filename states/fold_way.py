"""What filing, scheduling and results do to a motion and its route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from states.consultation_json import consultation_from, day, points_from, result_from
from states.event import Data, DoesNotFollow, Recorded
from states.motion import Choice, Consultation, Motion, Report, Status, Urgency
from states.stage import OPEN, State
from states.text import Change, Operation


def changes_from(data: object) -> tuple[Change, ...]:
    """An amendment's changes from triples of operation, number and text."""
    return tuple(Change(Operation(c[0]), c[1], c[2]) for c in data)  # type: ignore[attr-defined]


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
        changes=changes_from(d.get("changes", ())),
        urgency=Urgency(d.get("urgency", "none")),
        public=d.get("public", True),
        agenda_item=d.get("agenda_item", ""),
        addressee=d.get("addressee", ""),
        signatories=tuple(s["~"] for s in d.get("signatories", ())),
        costs=d.get("costs"),
        consultations=tuple(consultation_from(c) for c in d.get("consultations", ())),
        reports=tuple(Report(day(r.get("due")), r.get("to", "")) for r in d.get("reports", ())),
        links=links_from(d),
        channel=d.get("channel", ""),
    )


def links_from(d: Data) -> tuple[tuple[str, str], ...]:
    """Links to other papers: relation and reference."""
    return tuple((link[0], link[1]) for link in d.get("links", ()))


def _submitted(motion: Motion, event: Recorded) -> Motion:
    """Filed: with all its facts when it comes from a document, with its date and route after a draft."""
    d = event.data
    filed = _filed(motion, event) if "title" in d else motion
    if "reference" in d:
        filed = filed._replace(reference=d["reference"])
    if "consultations" in d:
        filed = filed._replace(consultations=tuple(consultation_from(c) for c in d["consultations"]))
    return filed._replace(
        state=State.SUBMITTED,
        submitted_on=day(d.get("on")),  # a record may not say when
        channel=d.get("channel", filed.channel),
    )


_PLAIN = ("reference", "title", "reasoning", "agenda_item", "addressee", "public", "rank")


def _edited(motion: Motion, event: Recorded) -> Motion:
    d = event.data
    changed = motion._replace(**{name: d[name] for name in _PLAIN if name in d})
    if "applicants" in d:
        changed = changed._replace(applicants=tuple(d["applicants"]))
    if "points" in d:
        changed = changed._replace(points=points_from(d["points"]), points_known=True)
    if "acknowledged_on" in d:
        changed = changed._replace(acknowledged_on=day(d["acknowledged_on"]))
    return changed._replace(links=changed.links + links_from(d))


def _opened(motion: Motion, event: Recorded) -> Motion:
    """A consultation has its turn: from now on the state names what is ahead."""
    turned = with_turn(motion, event, event.data["consultation"])
    return turned._replace(state=State(event.data["state"]))


def with_turn(motion: Motion, event: Recorded, n: int) -> Motion:
    """The motion with consultation `n` open and any other parked. Raises DoesNotFollow."""
    if motion.consultation(n) is None:
        raise DoesNotFollow(event.n, f"there is no consultation {n}")

    def turned(c: Consultation) -> Consultation:
        if c.n == n:
            return c._replace(status=Status.OPEN)
        return c._replace(status=Status.PLANNED) if c.current else c

    return motion._replace(consultations=tuple(turned(c) for c in motion.consultations))


def _scheduled(motion: Motion, event: Recorded) -> Motion:
    """A consultation gets its meeting, or loses it (null)."""
    d = event.data
    if motion.consultation(d["consultation"]) is None:
        raise DoesNotFollow(event.n, f"there is no consultation {d['consultation']}")

    def placed(c: Consultation) -> Consultation:
        if c.n != d["consultation"]:
            return c
        made = c._replace(
            meeting=d["meeting"],
            on=day(d.get("on")),
            next_meeting=d.get("next_meeting", False),
            agenda_item=d.get("agenda_item", c.agenda_item),
        )
        taken_up = c.status is Status.HELD and d["meeting"] is not None
        return made._replace(status=Status.OPEN, until=None) if taken_up else made

    return motion._replace(consultations=tuple(placed(c) for c in motion.consultations))


def _routed(motion: Motion, event: Recorded) -> Motion:
    """Stations added to the route or taken off it by hand."""
    d = event.data
    dropped = set(d.get("dropped", ()))
    route = [
        c._replace(status=Status.VOID) if c.n in dropped and c.result is None else c
        for c in motion.consultations
    ]
    at = next((i for i, c in enumerate(route) if c.n == d.get("before")), len(route))
    route[at:at] = [consultation_from(c) for c in d.get("added", ())]
    changed = motion._replace(consultations=tuple(route))
    if d.get("opens") is not None:
        changed = with_turn(changed, event, d["opens"])
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
    return _afterwards(_voted_text(moved, d), d, result.on)


def _spliced(motion: Motion, closed: Consultation, d: Data) -> tuple[Consultation, ...]:
    inserted = [consultation_from(c) for c in d.get("inserted", ())]
    voids, opens = set(d.get("voids", ())), d.get("opens")
    status = Status(d.get("opens_as", "open"))
    route: list[Consultation] = []
    for c in motion.consultations:
        if c.n == closed.n:
            route += [closed, *inserted]
        else:
            route.append(c._replace(status=Status.VOID) if c.n in voids else c)
    return tuple(c._replace(status=status) if c.n == opens else c for c in route)


def _voted_text(motion: Motion, d: Data) -> Motion:
    """The text after the vote: final where the vote decided, else recommended."""
    decided = motion.state not in OPEN and d["effect"] in ("adopt", "split")
    if "text" not in d and not decided:
        return motion
    # a final text needs the text as voted: where one is owed that a station recommended, there is none yet,
    # unless the faction had its own text voted on
    known = tuple(o for o in motion.owed if o != "text")
    if "text" not in d:
        recommended = "text" in motion.owed and motion.choice is not Choice.MAINTAIN
        missing = recommended or "text" in d.get("owed", ())
        return motion if missing else motion._replace(final=motion.text, owed=known)
    text = points_from(d["text"])
    if decided:
        return motion._replace(final=text, owed=known)
    return motion._replace(
        proposed=text,
        recommended=text,
        amended=(),
        proposed_by=d["organization"],
        choice=Choice.PENDING,
        owed=known,
    )


def _afterwards(motion: Motion, d: Data, on: date) -> Motion:
    ended = motion.state not in OPEN and d["effect"] != "none"  # after its end it is only taken note of
    decided = ended and d["effect"] in ("adopt", "split", "reject")
    owes_report = d.get("report_due") or d.get("report_to")
    report = Report(day(d.get("report_due")), d.get("report_to", ""))
    return motion._replace(
        decided_on=on if decided else motion.decided_on,
        ended_on=on if ended else motion.ended_on,
        suspended_on=None if decided else motion.suspended_on,
        reports=(*motion.reports, report) if owes_report else motion.reports,
        links=motion.links + links_from(d),
        owed=(*motion.owed, *d.get("owed", ())),
    )


STEPS: dict[str, Callable[[Motion, Recorded], Motion]] = {
    "drafted": _filed,
    "submitted": _submitted,
    "edited": _edited,
    "opened": _opened,
    "scheduled": _scheduled,
    "routed": _routed,
    "recorded": _recorded,
}
