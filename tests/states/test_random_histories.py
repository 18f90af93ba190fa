"""Random histories over random councils never break an invariant of the procedure."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from states import snapshot
from states.council import Route, Station
from states.event import Recorded
from states.fold import fold
from states.motion import Motion, Status, invariants
from states.outcome import Outcome, Role
from states.refusal import Refusal
from states.stage import OPEN, State
from states.text import Change, Operation, Point
from states.vote import Votes
from tests.world import ORGANIZATIONS, World, a_council, stops
from workflow.decide import correction, ending, routing
from workflow.decide.amendment import awaits_vote, living
from workflow.decide.entered import SUBSTANCE

KEYS = [o.key for o in ORGANIZATIONS]
keys = st.sampled_from(KEYS)
flags = st.fixed_dictionaries(
    {
        "refile_after_rejection": st.booleans(),
        "prepare_after_referral": st.booleans(),
        "end_of_term": st.sampled_from(["lapse", "dormant", "continue"]),
        "withdrawal_until": st.sampled_from(["vote", "agenda"]),
    }
)
stations = st.lists(st.builds(Station, st.sampled_from(Role), keys), min_size=1, max_size=5)
votes = st.none() | st.builds(Votes, st.integers(0, 20), st.integers(0, 20), st.integers(0, 3))
texts = st.none() | st.just((Point("1", "Neu."), Point("2", "Dazu.")))
changes = st.builds(Change, st.sampled_from(Operation), st.sampled_from(["1", "2", "3"]), st.just("Anders."))
details = st.fixed_dictionaries(
    {
        "votes": votes,
        "targets": st.lists(keys, max_size=2, unique=True).map(tuple),
        "until": st.none() | st.just(date(2027, 1, 1)),
        "text": texts,
        "text_unknown": st.booleans(),
        "consent": st.none() | st.booleans(),
        "by": st.sampled_from(["", "99/2026"]),
        "points": st.dictionaries(
            st.sampled_from(["1", "2"]), st.sampled_from([Outcome.ADOPTED, Outcome.REJECTED]), max_size=2
        ),
        "from_record": st.booleans(),
    }
)


class Histories(RuleBasedStateMachine):
    """Clerks, factions and chairs doing anything at any time."""

    motions: Bundle[int] = Bundle("motions")

    @initialize(flags=flags, route=stations)
    def begin(self, flags: dict[str, Any], route: list[Station]) -> None:
        council = a_council(flags=flags, routes=(Route("motion", tuple(route)),))
        self.world = World(council)
        self.closed: dict[tuple[int, int], Any] = {}

    def attempt(self, act: Any) -> None:
        with suppress(Refusal):
            act()

    @rule(target=motions, named=st.booleans(), way=st.lists(keys, min_size=1, max_size=3, unique=True))
    def file(self, named: bool, way: list[str]) -> int:
        route = stops(*way) if named else ()
        points = (Point("1", "Eins."), Point("2", "Zwei."))
        return self.world.files(route=route, points=points).id

    @rule(target=motions, parent=motions, change=changes)
    def amend(self, parent: int, change: Change) -> int:
        made = [parent]

        def act() -> None:
            made[0] = self.world.amends(self.world.motions[parent], change).id

        self.attempt(act)
        return made[0]

    @rule(organization=keys, days=st.integers(0, 30))
    def meet(self, organization: str, days: int) -> None:
        on = self.world.now.date() + timedelta(days=days)
        self.attempt(lambda: self.world.meets(organization, on))

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.world.days(days)

    @rule(motion=motions, outcome=st.sampled_from(Outcome), details=details, today=st.booleans())
    def record(self, motion: int, outcome: Outcome, details: dict[str, Any], today: bool) -> None:
        before = self.world.motions[motion]
        scene = self.world.scene(before)
        blocked = any(awaits_vote(a, scene) for a in living(scene, before))
        on = self.world.now.date() if today else None
        self.attempt(lambda: self.world.records(before, outcome, on=on, **details))
        after = self.world.motions[motion]
        if outcome in SUBSTANCE and not details["from_record"] and after.version != before.version:
            assert not blocked, "voted on before its amendments"
        self.check_ending(before, after)

    def check_ending(self, before: Motion, after: Motion) -> None:
        """Only a deciding vote adopts or rejects."""
        if before.state in OPEN and after.state in (State.ADOPTED, State.REJECTED, State.ADOPTED_PARTLY):
            last = max((c for c in after.consultations if c.result), key=lambda c: c.result.event)  # type: ignore[union-attr]
            assert last.role.decides

    @rule(motion=motions, organization=keys, role=st.sampled_from(Role), before=st.none() | st.integers(1, 6))
    def add_station(self, motion: int, organization: str, role: Role, before: int | None) -> None:
        m = self.world.motions[motion]
        if m.is_amendment:
            return
        scene = self.world.scene(m)
        self.attempt(lambda: self.world.keep(routing.add_station(m, organization, role, before, None, scene)))

    @rule(motion=motions, n=st.integers(1, 6))
    def drop_station(self, motion: int, n: int) -> None:
        m = self.world.motions[motion]
        self.attempt(lambda: self.world.keep(routing.drop_station(m, n, self.world.scene(m))))

    @rule(motion=motions)
    def object_and_lift(self, motion: int) -> None:
        m = self.world.motions[motion]
        scene = self.world.scene(m)
        self.attempt(lambda: self.world.keep(ending.object_to(m, self.world.now.date(), "§ 54", scene)))

    @rule(motion=motions, event=st.integers(1, 8), outcome=st.none() | st.sampled_from(Outcome))
    def correct(self, motion: int, event: int, outcome: Outcome | None) -> None:
        m = self.world.motions[motion]
        history = self.world.histories[motion]
        replacement = None if outcome is None else {"phrase": outcome.value}
        scene = self.world.scene(m)

        def act() -> None:
            decision = correction.correct(m, history, event, "vertippt", replacement, scene)
            self.world.keep(decision)
            self.closed = {k: v for k, v in self.closed.items() if k[0] != motion}

        self.attempt(act)

    @rule()
    def end_term(self) -> None:
        scene = self.world.scene()
        motions = list(self.world.motions.values())
        self.attempt(lambda: self.world.keep(ending.end_term(motions, self.world.now.date(), scene)))

    @invariant()
    def no_invariant_is_broken(self) -> None:
        for motion in getattr(self, "world", World()).motions.values():
            assert invariants(motion) == [], motion

    @invariant()
    def a_snapshot_gives_the_same_motion(self) -> None:
        for motion in getattr(self, "world", World()).motions.values():
            assert snapshot.load(snapshot.dump(motion)) == motion

    @invariant()
    def the_history_gives_the_same_motion(self) -> None:
        if not hasattr(self, "world"):
            return
        for number, history in self.world.histories.items():
            assert self.world.motions[number].version == len(history), (
                "a fact was kept but could not be folded"
            )
            plain = [Recorded(e.n, e.kind, dict(e.data), e.effective) for e in history]
            assert fold(number, plain) == self.world.motions[number]

    @invariant()
    def what_was_decided_stays(self) -> None:
        if not hasattr(self, "world"):
            return
        for motion in self.world.motions.values():
            for c in motion.consultations:
                if c.status is Status.CLOSED:
                    known = self.closed.setdefault((motion.id, c.n), c.result)
                    assert known == c.result


TestRandomHistories = Histories.TestCase
