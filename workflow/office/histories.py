"""Importing histories: every step goes through the same machine as a step typed by hand.

What the machine refuses is kept as a recorded fact "outside the rules" with its ground, so that reality is
never lost because a rule did not foresee it. A record is sparse: it names the stations a motion passed,
not those it was planned for, so stations are added as they come, and those that the record passes over
are taken off again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any, NamedTuple

from states.council import Council
from states.event import Event, Fact
from states.meeting import Meeting
from states.motion import Motion
from states.outcome import Outcome
from states.refusal import Refusal
from states.route import planned
from states.stage import OPEN, State
from states.text import Point
from workflow.decide import filing as filing_rules
from workflow.decide import routing
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Filing
from workflow.decide.result import record
from workflow.decide.scene import Decision, Scene, fact
from workflow.intake.history import Past, Step
from workflow.intake.result import Understanding, understand
from workflow.office import organizations
from workflow.office.history_order import Turn, families, turns
from workflow.office.history_path import Path
from workflow.office.history_register import Register
from workflow.office.history_words import kind_of, quorum_of
from workflow.office.office import Office

#: Outcomes after which the text is another one.
_CHANGED = frozenset({Outcome.ADOPTED_AMENDED, Outcome.ADOPTED_PARTLY})


class Line(NamedTuple):
    """What became of one step."""

    place: str
    reference: str
    phrase: str
    verdict: str  #: accepted | outside_rules | unknown | duplicate | planned | known
    outcome: Outcome | None
    state: State
    refusal: Refusal | None = None


class Imported(NamedTuple):
    """The count of an import."""

    motions: int
    known: int  #: motions that were there before and did not change
    lines: list[Line]
    states: Counter[str]
    organizations: list[str]
    meetings: int
    numbers: dict[str, int]  #: of the motions, by the references that they were given under


def import_all(
    office: Office, pasts: Iterable[Past], *, progress: Callable[[int], None] = lambda _: None
) -> Imported:
    """Import motions with their steps, all or nothing, in one transaction.

    Motions that are known already get only the steps they do not have yet: twice the same file changes
    nothing.
    """
    given, attempts = list(pasts), []

    def work() -> Decision:
        attempts.append(_Import(office, progress))
        return attempts[-1].run(given)

    office.carry_out(work)
    return attempts[-1].result()


def import_within(office: Office, pasts: Iterable[Past]) -> Imported:
    """As `import_all`, as a part of a transaction that somebody else carries out."""
    work = _Import(office, lambda _: None)
    work.run(list(pasts))
    return work.result()


class _Import:
    """One import: the calendar and the organizations as they grow, and what became of each step."""

    def __init__(self, office: Office, progress: Callable[[int], None]) -> None:
        self.office = office
        self.council = office.rules
        self.progress = progress
        self.lines: list[Line] = []
        self.added: list[str] = []
        self.states: Counter[str] = Counter()
        self.meetings: dict[tuple[str, date], Meeting] = {}
        self.made = 0
        self.count = self.known = 0
        self.numbers: dict[str, int] = {}
        self._register = Register(office)

    def result(self) -> Imported:
        """The count so far."""
        return Imported(self.count, self.known, self.lines, self.states, self.added, self.made, self.numbers)

    def run(self, pasts: list[Past]) -> Decision:
        """Import family by family: a motion with the amendments to it, their steps in the order of time."""
        done = 0
        self._register.look_up(pasts)
        for family in families(pasts):
            self._family(family)
            done += len(family)
            self._register.done(len(family))
            self.progress(done)
        return Decision(())

    def _family(self, family: list[Past]) -> None:
        motions: dict[str, int] = {}
        fresh: set[str] = set()
        for past in family:
            self._organizations(past)
            number, new = self._file(past, motions)
            motions[past.reference] = self.numbers[past.reference] = number
            fresh |= {past.reference} if new else set()
        changed = set(fresh)
        for turn in turns(family):
            if self._step(turn, motions[turn.past.reference], fresh):
                changed.add(turn.past.reference)
        self.count += len(family)
        self.known += len(family) - len(changed)
        for number in motions.values():
            self.states[self.office.book.motion(number).state.value] += 1

    def _organizations(self, past: Past) -> None:
        for step in past.steps:
            if organizations.find(self.council, step.organization) is None:
                made, added = organizations.added(self.council, step.organization)
                self.council = self.council._replace(organizations=(*self.council.organizations, made))
                self.office.append([added])
                self.added.append(made.name)

    def _file(self, past: Past, motions: dict[str, int]) -> tuple[int, bool]:
        if past.number is not None:
            return past.number, False
        known = self._register.known(past.reference)
        if known is not None:
            return known, False
        parent = self._parent(past, motions)
        number = self.office.book.next_motion_id()
        first = past.submitted_on or min((s.on for s in past.steps if s.on), default=self.office.today)
        kind = kind_of(past.kind)
        filing = Filing(
            past.title,
            kind="amendment" if parent is not None else kind,
            reference=past.reference,
            applicants=past.applicants,
            points_known=False,
            on=min(first, self.office.today),
            signatories=tuple(self.office.book.personal(self.office.council.id, s) for s in past.signatories),
            links=past.links,
        )
        data = self._submission(filing, parent, past.submitted_on)
        self._save([fact(number, "submitted", data, min(first, self.office.today).isoformat())])
        self._register.filed(number, past.reference, parent)
        if parent is not None:
            self._join(number, parent)
        return number, True

    def _submission(self, filing: Filing, parent: Motion | None, on: date | None) -> dict[str, Any]:
        """The event of filing; without a day where the record does not say when."""
        data = {**filing_rules.filed_data(filing, parent, ()), "origin": "record"}
        return data if on is None else {**data, "on": on.isoformat()}

    def _parent(self, past: Past, motions: dict[str, int]) -> Motion | None:
        if not past.amends:
            return None
        number = motions.get(past.amends)
        if number is None:
            number = self._register.known(past.amends)
        parent = None if number is None else self.office.book.motion(number)
        return parent if parent is not None and parent.state in OPEN else None

    def _join(self, number: int, parent: Motion) -> None:
        root = self.office.book.motion(parent.root) if parent.root else parent
        facts = filing_rules.joined(self.office.book.motion(number), root, self.office.today)
        self._save(facts)

    def _save(self, facts: Iterable[Fact]) -> None:
        self.office.append(facts)

    # One step

    def _step(self, turn: Turn, number: int, fresh: set[str]) -> bool:
        """Record a step; False where it was known before."""
        motion = self.office.book.motion(number)
        step = turn.step
        understood = understand(
            step.phrase,
            role=turn.role(self.council),
            votes=step.votes,
            text=step.text or None,
            amendment=motion.is_amendment,
        )
        if turn.duplicate or (turn.past.reference not in fresh and self._has(motion, step)):
            verdict = "duplicate" if turn.duplicate else "known"
            self._note(turn, verdict, understood.outcome, motion)
            return False
        if not step.phrase and step.votes is None:
            self._plan(motion, turn)
            return True
        if understood.outcome is None:
            self._outside(motion, turn, None, "unknown_phrase")
            self._note(turn, "unknown", None, motion)
            return True
        self._record(motion, turn, understood)
        return True

    def _has(self, motion: Motion, step: Step) -> bool:
        """Whether a known motion already has this step, as a result or outside the rules."""
        key = organizations.required(self.council, step.organization).key
        results = [(c.organization, c.result.on, c.result.phrase) for c in motion.closed() if c.result]
        if (key, step.on, step.phrase) in results or (step.on is None and key in [r[0] for r in results]):
            return True
        entries = self.office.book.recorded(self.office.council.id, f"motion:{motion.id}")
        on = step.on.isoformat() if step.on else None
        wanted = (key, on, step.phrase)
        kinds = ("outside_rules", "routed")
        return any(
            (e.data.get("organization"), e.data.get("on"), e.data.get("phrase", "")) == wanted
            for e in entries
            if e.kind in kinds
        ) or (not step.phrase and any(c.organization == key for c in motion.consultations))

    def _record(self, motion: Motion, turn: Turn, understood: Understanding) -> None:
        outcome = understood.outcome
        assert outcome is not None
        try:
            facts = self._decided(motion, turn, understood)
        except Refusal as refusal:
            self._outside(motion, turn, outcome, refusal.code)
            self._note(turn, "outside_rules", outcome, motion, refusal)
            return
        self._save(facts)
        self._note(turn, "accepted", outcome, self.office.book.motion(motion.id))

    def _decided(self, motion: Motion, turn: Turn, understood: Understanding) -> list[Fact]:
        """The facts of a step: stations added or taken off so that it is this organization's turn, then the
        result. Decided on values alone; nothing is saved before all of it is accepted."""
        on = self._on(motion, turn)
        meeting = self._meeting(turn, on)
        path = Path(self.office, self.council, self._register.family(motion), meeting)
        if path.root.state in OPEN:
            path.give_turn(turn, understood.outcome)
        entered = self._entered(turn, understood, on, meeting)
        path.take(record(path.motion(motion.id), entered, path.scene()))
        return path.facts

    def _on(self, motion: Motion, turn: Turn) -> date:
        """The day of a step; one without a date happened no earlier than the one before it."""
        if turn.step.on is not None:
            return turn.step.on
        last = motion.last_result()
        return (last.on if last else None) or turn.guess or motion.submitted_on or self.office.today

    def _meeting(self, turn: Turn, on: date) -> Meeting | None:
        """The meeting of a step, entered where the calendar does not know it: as held if it is past."""
        if turn.step.on is None:
            return None
        if turn.step.meeting is not None:
            return self.office.book.meeting(turn.step.meeting)
        key = organizations.required(self.council, turn.step.organization).key
        known = self.meetings.get((key, on))
        if known is None:
            found = self.office.book.meeting_on(self.office.council.id, key, on)
            known = found[0] if found else self._entered_meeting(key, on)
            self.meetings[key, on] = known
        return known

    def _entered_meeting(self, key: str, on: date) -> Meeting:
        number = self.office.book.next_meeting_id()
        data: dict[str, Any] = {"organization": key, "on": on.isoformat(), "origin": "record"}
        found = self.council.organization(key)
        if found is not None and found.usual_time:
            data["begins"] = found.usual_time
        stream = f"meeting:{number}"
        facts = [Fact(stream, Event("meeting_added", data, on.isoformat()))]
        if on <= self.office.today:
            facts.append(Fact(stream, Event("meeting_held", {}, on.isoformat())))
        self._save(facts)
        self.made += 1
        begins = time.fromisoformat(data["begins"]) if "begins" in data else None
        return Meeting(number, key, on, begins)

    def _entered(
        self, turn: Turn, understood: Understanding, on: date, meeting: Meeting | None
    ) -> ResultFacts:
        return result_facts(self.council, turn.step, understood, on, meeting.id if meeting else None)

    def _plan(self, motion: Motion, turn: Turn) -> None:
        """A step without a result is a station that is still ahead, or of which nothing more is known."""
        if motion.state not in OPEN or motion.is_amendment:
            self._outside(motion, turn, None, "no_result")
            self._note(turn, "outside_rules", None, motion)
            return
        key = organizations.required(self.council, turn.step.organization).key
        on = turn.step.on
        meeting = self._meeting(turn, on) if on is not None else None
        ahead = (*planned(motion), *((motion.current,) if motion.current else ()))
        if all(c.organization != key for c in ahead):
            role = turn.role(self.council)
            self._save(routing.add_station(motion, key, role, None, None, self._scene(motion)).facts)
        motion = self.office.book.motion(motion.id)
        station = next((c for c in motion.consultations if c.organization == key and c.result is None), None)
        if meeting is not None and station is not None and station.meeting is None:
            scene = self._scene(motion, meeting)
            self._save(routing.schedule(motion, station.n, meeting.id, turn.step.agenda_item, scene).facts)
        self._note(turn, "planned", None, self.office.book.motion(motion.id))

    def _scene(self, motion: Motion, *meetings: Meeting) -> Scene:
        family = self._register.family(motion)
        return self.office.scene(family=family, calendar=meetings, council=self.council)

    def _outside(self, motion: Motion, turn: Turn, outcome: Outcome | None, ground: str) -> None:
        step = turn.step
        key = organizations.required(self.council, step.organization).key
        data: dict[str, Any] = {
            "organization": key,
            "on": step.on.isoformat() if step.on else None,
            "role": step.role or None,
            "phrase": step.phrase,
            "votes": list(step.votes) if step.votes else None,
            "agenda_item": step.agenda_item or None,
            "outcome": outcome.value if outcome else None,
            "ground": ground,
        }
        kept = {k: v for k, v in data.items() if v is not None}
        self._save([fact(motion, "outside_rules", kept, kept.get("on", ""))])

    def _note(
        self,
        turn: Turn,
        verdict: str,
        outcome: Outcome | None,
        motion: Motion,
        refusal: Refusal | None = None,
    ) -> None:
        step = turn.step
        self.lines.append(
            Line(step.place, turn.past.reference, step.phrase, verdict, outcome, motion.state, refusal)
        )


def result_facts(
    council: Council, step: Step, understood: Understanding, on: date, meeting: int | None
) -> ResultFacts:
    """The result that a record's step tells, as it is entered. `understood` has an outcome."""
    outcome = understood.outcome
    assert outcome is not None
    votes = step.votes or understood.votes
    votes = None if votes is not None and votes.cast == 0 else votes
    targets = [
        found.key
        for name in (understood.targets or ((understood.target,) if understood.target else ()))
        if (found := organizations.find(council, name)) is not None
    ]
    key = organizations.required(council, step.organization).key
    on_rejection = bool(
        outcome is Outcome.REJECTED
        and votes is not None
        and votes.yes > votes.no
        and "polarity" in understood.warnings
    )
    return ResultFacts(
        outcome,
        on=on,
        meeting=meeting,
        votes=votes,
        majority=understood.majority if votes is None else None,
        quorum=quorum_of(understood.quorum),
        on_rejection=on_rejection,
        targets=tuple(t for t in targets if t != key),
        put_off_to=understood.date if outcome in (Outcome.DEFERRED, Outcome.NOT_REACHED) else None,
        until=understood.date if outcome in (Outcome.HELD, Outcome.REMOVED) else None,
        phrase=step.phrase,
        text=(Point("", step.text),) if step.text and outcome in _CHANGED else None,
        agenda_item=step.agenda_item,
        from_record=True,
    )
