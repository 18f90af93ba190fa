"""The path of a motion as a record tells it: stations appear when the record comes to them."""

from __future__ import annotations

from collections.abc import Iterable

from states.council import Council
from states.event import Fact, Recorded
from states.fold import apply
from states.meeting import Meeting
from states.motion import Consultation, Motion
from states.outcome import Effect, Outcome, Role
from states.route import cell_of, planned
from workflow.decide import routing
from workflow.decide.scene import Decision, Scene
from workflow.office import organizations
from workflow.office.history_order import Turn
from workflow.office.office import Office

#: Effects after which the record's next station is the next one of the route.
_GOES_ON = (Effect.NEXT, Effect.ADOPT, Effect.SPLIT, Effect.SETTLE)


class Path:
    """A motion's family while one step is decided: facts are gathered and folded, nothing is saved."""

    def __init__(
        self, office: Office, council: Council, family: Iterable[Motion], meeting: Meeting | None
    ) -> None:
        self._office = office
        self._council = council
        self._family = {m.id: m for m in family}
        self._meeting = meeting
        self.facts: list[Fact] = []

    @property
    def root(self) -> Motion:
        """The motion at the head of the family."""
        return next(m for m in self._family.values() if m.root is None)

    def motion(self, number: int) -> Motion:
        """A paper as the facts gathered so far have made it."""
        return self._family[number]

    def scene(self) -> Scene:
        """What to decide upon: the family as it is now, and the meeting of this step."""
        calendar = [self._meeting] if self._meeting else []
        return self._office.scene(family=self._family.values(), calendar=calendar, council=self._council)

    def take(self, decision: Decision) -> None:
        """Gather the facts of a decision."""
        for one in decision.facts:
            self.facts.append(one)
            number = int(one.stream.partition(":")[2])
            motion = self._family[number]
            event = one.event
            recorded = Recorded(motion.version + 1, event.kind, event.data, event.effective)
            self._family[number] = apply(motion, recorded)

    def give_turn(self, turn: Turn, outcome: Outcome | None) -> None:
        """Make it the turn of the step's organization, and put the record's next station behind it where the
        result leads on."""
        key = organizations.required(self._council, turn.step.organization).key
        role = turn.role(self._council)
        later = {organizations.required(self._council, s.organization).key for s in turn.later}
        if turn.past.amends == "" or not self.root.consultations:
            self._turn_to(key, role, later, explicit=bool(turn.step.role))
        else:
            self._turn_to(key, role, later | self._ahead(), explicit=False)
        if turn.past.amends == "" and outcome is not None:
            self._next_station(turn, outcome)

    def _ahead(self) -> set[str]:
        return {c.organization for c in planned(self.root)}

    def _turn_to(self, key: str, role: Role, later: set[str], *, explicit: bool) -> None:
        first = self.root.current or self.root.following
        if first is not None and _fits(first, key, role, explicit):
            return
        waiting = [c for c in (first, *planned(self.root)) if c is not None]
        found = next((c for c in waiting if _fits(c, key, role, explicit)), None)
        ahead = waiting[: waiting.index(found)] if found is not None else waiting
        passed_over = [c for c in dict.fromkeys(ahead) if c.organization not in later]
        if found is None or len(passed_over) < len(set(ahead)):
            before = first.n if first is not None else None
            self.take(routing.add_station(self.root, key, role, before, None, self.scene()))
        for c in passed_over:
            self.take(routing.drop_station(self.root, c.n, self.scene()))

    def _next_station(self, turn: Turn, outcome: Outcome) -> None:
        current = self.root.current or self.root.following
        if current is None or planned_behind(self.root, current) or not turn.later:
            return
        if cell_of(outcome, current.role, self._council).effect not in _GOES_ON:
            return
        step = turn.later[0]
        key = organizations.required(self._council, step.organization).key
        role = Turn(turn.past, step, turn.later[1:]).role(self._council)
        if (key, role) == (current.organization, current.role):
            return
        self.take(routing.add_station(self.root, key, role, None, None, self.scene()))


def planned_behind(motion: Motion, current: Consultation) -> bool:
    """Whether the route goes on behind a station."""
    return any(c.n != current.n for c in planned(motion))


def _fits(c: Consultation, key: str, role: Role, explicit: bool) -> bool:
    return c.organization == key and (c.role is role or not explicit)
