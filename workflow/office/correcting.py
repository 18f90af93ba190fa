"""Putting entries right: other facts in their place, or taking them back with all that they brought about.

An entry is never touched. Facts that a result can have are checked as if the result were entered now;
another outcome is decided anew from where the motion stood before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from states.consultation_json import points_to
from states.event import Fact, Recorded
from states.fold import effective_events, fold
from states.motion import Motion
from states.outcome import Outcome
from states.refusal import N_, Exit, Refusal
from states.rule_refusals import BeforeMeeting, NoSuchEvent
from states.text import Point
from states.vote import Quorum, Votes, total
from workflow.decide import correction
from workflow.decide.entered import ResultFacts
from workflow.decide.refusals import FiledBeforeToday
from workflow.decide.result import record
from workflow.decide.scene import Decision
from workflow.decide.votes import check_votes
from workflow.office.office import Office
from workflow.office.results import Advanced, carried_out, result_scene
from workflow.store.pages import Entry


class NotInEntry(Refusal):
    code = "not_in_entry"
    exit_status = Exit.USAGE
    message = N_("Entry {event} of {reference} ({kind}) holds nothing that {options} could put right.")
    way_out = N_("Possible for it: {possible}, or --take-back.")


class FollowsFromAnother(Refusal):
    code = "follows_from_another"
    message = N_("Entry {event} of {reference} only follows from what was recorded for {other}.")
    way_out = N_("Put that right instead; its entries: laufzettel history {other}")


class OutcomeMovesOthers(Refusal):
    code = "outcome_moves_others"
    message = N_("Another outcome for {reference} would also move its amendments: {amendments}.")
    way_out = N_("Take the entry back (--take-back), then record what really happened.")


class Wanted(NamedTuple):
    """What the entry should have said; None or empty where it stays."""

    on: date | None = None
    votes: Votes | None = None
    factions: Mapping[str, Votes] = {}
    phrase: str = ""
    text: tuple[Point, ...] | None = None
    points: Mapping[str, Outcome] = {}
    item: str = ""
    outcome: Outcome | None = None
    targets: tuple[str, ...] = ()
    until: date | None = None
    report_due: date | None = None
    report_to: str = ""
    title: str = ""
    applicants: tuple[str, ...] = ()

    def given(self) -> list[str]:
        """The names of what is to change."""
        return [name for name, value in self._asdict().items() if value]


class Corrected(NamedTuple):
    """What was put right: the motion before and after, and the entry's facts before and after."""

    done: Advanced
    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any] | None  #: None where it was taken back


#: The facts that each kind of entry can have put right, by what the user calls them: option → key.
KEYS: dict[str, dict[str, str]] = {
    "submitted": {"on": "on", "title": "title", "applicants": "applicants", "points": "points",
                  "text": "points", "item": "agenda_item"},
    "drafted": {"title": "title", "applicants": "applicants", "text": "points", "item": "agenda_item"},
    "recorded": {name: name for name in (
        "on", "votes", "factions", "phrase", "text", "points", "item", "outcome", "targets", "until",
        "report_due", "report_to")},
    "urgency_voted": {"on": "on", "votes": "votes"},
    "report_expected": {"report_due": "due", "report_to": "to", "on": "on"},
    "text_supplied": {"text": "text"},
}  # fmt: skip
_DATED = {"on": "on"}


def take_back(office: Office, reference: str, event: int, reason: str) -> Corrected:
    """Take an entry back, together with what it brought about for amendments and for the paper it amends."""
    seen: dict[str, Any] = {}

    def decide(motion: Motion) -> Decision:
        history = _history(office, motion)
        seen["entry"] = _standing(motion, history, event)
        _check_own(office, motion, seen["entry"])
        own = correction.correct(motion, history, event, reason, None, office.scene())
        facts = [*own.facts]
        for other, n in _consequences(office, motion, event):
            facts += correction.correct(other, _history(office, other), n, reason, None, office.scene()).facts
        return Decision(tuple(facts))

    done = carried_out(office, reference, decide)
    return Corrected(done, seen["entry"].kind, seen["entry"].data, None)


def change(office: Office, reference: str, event: int, reason: str, wanted: Wanted) -> Corrected:
    """Put other facts in the place of an entry's.

    Raises NoSuchEvent, ReasonMissing, NotInEntry, CannotCorrect, and what entering such a result refuses.
    """
    seen: dict[str, Any] = {}

    def decide(motion: Motion) -> Decision:
        history = _history(office, motion)
        entry = seen["entry"] = _standing(motion, history, event)
        _check_own(office, motion, entry)
        seen["after"] = _replacement(office, motion, history, entry, wanted)
        return correction.correct(motion, history, event, reason, seen["after"], office.scene())

    done = carried_out(office, reference, decide)
    after = {k: v for k, v in {**seen["entry"].data, **seen["after"]}.items() if v is not None}
    return Corrected(done, seen["entry"].kind, seen["entry"].data, after)


def _history(office: Office, motion: Motion) -> list[Recorded]:
    return office.book.recorded(office.council.id, f"motion:{motion.id}")


def _standing(motion: Motion, history: Sequence[Recorded], event: int) -> Recorded:
    """The entry as it holds now, earlier corrections applied."""
    entry = next((e for e in effective_events(history) if e.n == event), None)
    entry = entry or next((e for e in history if e.n == event), None)
    if entry is None or entry.kind == "refused":
        raise NoSuchEvent(reference=motion.reference, event=event)
    return entry


def _check_own(office: Office, motion: Motion, entry: Recorded) -> None:
    """Raise FollowsFromAnother for what another paper's entry brought about."""
    if entry.kind == "text_amended":
        raise FollowsFromAnother(event=entry.n, reference=motion.reference, other=entry.data["by"])
    if entry.kind == "followed" and motion.root is not None:
        other = office.book.motion(motion.root).reference
        raise FollowsFromAnother(event=entry.n, reference=motion.reference, other=other)


def _consequences(office: Office, motion: Motion, event: int) -> Iterator[tuple[Motion, int]]:
    """Entries of other papers of the family that this entry brought about in its own command."""
    entries = office.book.history(f"motion:{motion.id}")
    cause = next((e for e in entries if e.n == event), None)
    if cause is None or cause.kind not in ("recorded", "withdrawn", "routed", "scheduled", "objected"):
        return
    for other in office.family(motion):
        if other.id == motion.id:
            continue
        for entry in reversed(office.book.history(f"motion:{other.id}")):
            if entry.command == cause.command and _follows_from(entry, motion, other):
                yield other, entry.n


def _follows_from(entry: Entry, motion: Motion, other: Motion) -> bool:
    if entry.kind == "text_amended":
        return entry.data.get("amendment") == motion.id
    if entry.kind != "followed":
        return False
    below = motion.id in (other.parent, other.root)
    settled = ["settled_by", motion.reference] in [list(link) for link in entry.data.get("links", ())]
    return below or settled


def _replacement(
    office: Office, motion: Motion, history: Sequence[Recorded], entry: Recorded, wanted: Wanted
) -> dict[str, Any]:
    known = KEYS.get(entry.kind, _DATED)
    wrong = [name for name in wanted.given() if name not in known]
    if wrong or not wanted.given():
        raise NotInEntry(
            event=entry.n,
            reference=motion.reference,
            kind=entry.kind,
            options=[_option(name) for name in wrong] or "–",
            possible=[_option(name) for name in known],
        )
    if entry.kind == "recorded":
        return _result(office, motion, history, entry, wanted)
    if wanted.on is not None and wanted.on > office.today:
        raise FiledBeforeToday(on=wanted.on)
    return {known[name]: _written(getattr(wanted, name)) for name in wanted.given()}


_OPTIONS = {"item": "--item", "report_due": "--report-by", "report_to": "--report-to", "targets": "--to",
            "applicants": "--applicant", "factions": "--votes"}  # fmt: skip


def _option(name: str) -> str:
    return _OPTIONS.get(name, f"--{name}")


def _written(value: Any) -> Any:
    """A value as events hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and value and isinstance(value[0], Point):
        return points_to(value)
    return list(value) if isinstance(value, tuple) else value


# Results


def _result(
    office: Office, motion: Motion, history: Sequence[Recorded], entry: Recorded, wanted: Wanted
) -> dict[str, Any]:
    if wanted.outcome is not None or wanted.targets or wanted.until is not None:
        return _decided_anew(office, motion, history, entry, wanted)
    data = dict(entry.data)
    entered = _entered(data, wanted)
    check_votes(str(data["organization"]), entered, office.scene())
    changes: dict[str, Any] = _dated(office, str(data["organization"]), wanted.on)
    if wanted.votes is not None or wanted.factions:
        changes |= _counted(entered)
    plain = {"phrase": wanted.phrase, "agenda_item": wanted.item, "report_to": wanted.report_to}
    changes |= {key: value for key, value in plain.items() if value}
    if wanted.text is not None:
        changes["text"] = points_to(wanted.text)
        changes["owed"] = [o for o in data.get("owed", ()) if o != "text"] or None
    if wanted.points:
        changes["points"] = [[number, outcome.value] for number, outcome in wanted.points.items()]
    if wanted.report_due is not None:
        changes["report_due"] = wanted.report_due.isoformat()
    return changes


def _dated(office: Office, organization: str, on: date | None) -> dict[str, Any]:
    """Another day, and the meeting that the organization had on it."""
    if on is None:
        return {}
    if on > office.today:
        raise BeforeMeeting(organization=office.scene().name(organization), begins=on)
    held = office.book.meeting_on(office.council.id, organization, on)
    return {"on": on.isoformat(), "meeting": held[0].id if held else None}


def _counted(entered: ResultFacts) -> dict[str, Any]:
    votes = total(entered.factions) if entered.factions else entered.votes or Votes(0, 0)
    seen = votes.turned() if entered.on_rejection else votes
    factions = [[name, list(v)] for name, v in sorted(entered.factions.items())] or None
    return {"votes": list(seen), "factions": factions, "majority": seen.majority.value}


def _entered(data: Mapping[str, Any], wanted: Wanted) -> ResultFacts:
    """The result as it would be entered now: what the entry said, with what is to change."""
    on_rejection = bool(data.get("on_rejection"))
    old = Votes(*data["votes"]) if data.get("votes") else None
    old = old.turned() if old is not None and on_rejection else old
    factions = {name: Votes(*v) for name, v in data.get("factions", ())}
    counted = wanted.votes is not None or wanted.factions
    due = data.get("report_due")
    return ResultFacts(
        wanted.outcome or Outcome(data["outcome"]),
        on=wanted.on or date.fromisoformat(data["on"]),
        meeting=data.get("meeting") if wanted.on is None else None,
        votes=wanted.votes if counted else old,
        factions=wanted.factions if counted else factions,
        quorum=Quorum(data.get("quorum", "simple")),
        on_rejection=on_rejection,
        targets=wanted.targets or tuple(data.get("targets", ())),
        until=wanted.until,
        phrase=wanted.phrase or data.get("phrase", ""),
        text=wanted.text,
        text_unknown=wanted.text is None,
        points=wanted.points or {number: Outcome(o) for number, o in data.get("points", ())},
        consent=True,
        report_due=wanted.report_due or (date.fromisoformat(due) if due else None),
        report_to=wanted.report_to or data.get("report_to", ""),
        agenda_item=wanted.item or data.get("agenda_item", ""),
    )


def _decided_anew(
    office: Office, motion: Motion, history: Sequence[Recorded], entry: Recorded, wanted: Wanted
) -> dict[str, Any]:
    """Another outcome is decided upon from where the motion stood before the entry."""
    below = [m.reference for m in office.family(motion) if m.id != motion.id]
    if below or motion.is_amendment:
        raise OutcomeMovesOthers(reference=motion.reference, amendments=below)
    before = fold(motion.id, [e for e in effective_events(history) if e.n < entry.n])
    entered = _entered(entry.data, wanted)
    scene = result_scene(office, before, entered)._replace(family=(before,))
    made = _recorded_in(record(before, entered, scene).facts, motion.id)
    return {**dict.fromkeys(entry.data), **made}


def _recorded_in(facts: Sequence[Fact], number: int) -> Mapping[str, Any]:
    return next(f.event.data for f in facts if f.stream == f"motion:{number}" and f.event.kind == "recorded")
