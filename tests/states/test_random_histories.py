"""Random histories over random councils never break an invariant of the procedure."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, settings, target
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from states import snapshot
from states.council import Override, Route, Station
from states.event import Recorded
from states.fold import fold
from states.motion import Choice, Consultation, Motion, Status, Urgency, invariants
from states.outcome import Effect, Outcome, Role
from states.refusal import Refusal
from states.route import cell_of
from states.stage import ADOPTED, OPEN, State
from states.text import Change, Operation, Point
from states.vote import Votes
from tests.world import ORGANIZATIONS, World, a_council, stops
from workflow.decide import correction, ending, filing, meetings, routing
from workflow.decide.amendment import awaits_vote, living
from workflow.decide.entered import SUBSTANCE
from workflow.decide.scene import Decision, Scene, fact
from workflow.decide.timing import KNOWN_BEFORE

KEYS = [o.key for o in ORGANIZATIONS]
POINTS = (Point("1", "Eins."), Point("2", "Zwei."))
keys = st.sampled_from(KEYS)
flags = st.fixed_dictionaries(
    {
        "refile_after_rejection": st.booleans(),
        "prepare_after_referral": st.booleans(),
        "end_of_term": st.sampled_from(["lapse", "dormant", "continue"]),
        "withdrawal_until": st.sampled_from(["vote", "agenda"]),
    }
)
#: Departures from the table that a council's file may hold: none ends a motion without the power to.
overrides = st.lists(
    st.sampled_from(
        [
            Override(Outcome.EXAMINED, Role.PLENARY_DECISION, Effect.HOLD),
            Override(Outcome.EXAMINED, Role.RECOMMENDATION, Effect.CLONE),
            Override(Outcome.FORWARDED, Role.COMMITTEE_DECISION, Effect.CLONE),
            Override(Outcome.REMOVED, Role.PLENARY_DECISION, Effect.CLONE),
            Override(Outcome.NOTED, Role.PLENARY_DECISION, Effect.REFUSE),
            Override(Outcome.REFERRED, Role.RECOMMENDATION, Effect.INSERT_RETURN),
            Override(Outcome.REFERRED, Role.PLENARY_DECISION, Effect.HAND_OVER),
            Override(Outcome.SETTLED, Role.HEARING, Effect.NEXT),
            Override(Outcome.NOT_ADMITTED, Role.HEARING, Effect.HOLD),
        ]
    ),
    max_size=3,
    unique_by=lambda o: (o.outcome, o.role),
).map(tuple)
deadlines = st.sampled_from(
    [(), ({"key": "submission", "of": "submission", "label": "Antragsfrist", "rule": "10th day before"},)]
)
stations = st.lists(st.builds(Station, st.sampled_from(Role), keys), min_size=1, max_size=5)
votes = st.none() | st.builds(Votes, st.integers(0, 20), st.integers(0, 20), st.integers(0, 3))
texts = st.none() | st.just((Point("1", "Neu."), Point("2", "Dazu.")))
changes = st.builds(Change, st.sampled_from(Operation), st.sampled_from(["1", "2", "3"]), st.just("Anders."))
kinds = st.sampled_from([Outcome.ADOPTED, Outcome.REJECTED])
#: Half of all results are the frequent ones, so that histories get far.
outcomes = st.sampled_from(Outcome) | st.sampled_from([Outcome.ADOPTED, Outcome.ADOPTED, Outcome.REJECTED])
details = st.fixed_dictionaries(
    {
        "votes": votes,
        "targets": st.lists(keys, max_size=2, unique=True).map(tuple),
        "until": st.none() | st.just(date(2027, 1, 1)),
        "text": texts,
        "text_unknown": st.booleans(),
        "consent": st.none() | st.booleans(),
        "by": st.sampled_from(["", "99/2026"]),
        "points": st.dictionaries(st.sampled_from(["1", "2"]), kinds, max_size=2),
        "from_record": st.booleans(),
    }
)
#: Details that most results can do with, so that few of them are refused.
fitting = st.fixed_dictionaries(
    {
        "votes": st.none(),
        "targets": st.lists(keys, min_size=1, max_size=2, unique=True).map(tuple),
        "until": st.just(date(2027, 1, 1)),
        "text": st.just((Point("1", "Neu."), Point("2", "Dazu."))),
        "consent": st.booleans(),
        "by": st.just("99/2026"),
        "points": st.just({"1": Outcome.ADOPTED, "2": Outcome.REJECTED}),
        "of_amendments": kinds,
    }
)


class Histories(RuleBasedStateMachine):
    """Clerks, factions and chairs doing anything at any time."""

    motions: Bundle[int] = Bundle("motions")
    states_seen: set[State] = set()
    outcomes_seen: set[tuple[Outcome, Role]] = set()

    @initialize(target=motions, flags=flags, route=stations, overrides=overrides, deadlines=deadlines)
    def begin(
        self, flags: dict[str, Any], route: list[Station], overrides: tuple[Override, ...], deadlines: Any
    ) -> int:
        routes = (Route("motion", tuple(route)),)
        self.world = World(a_council(flags=flags, routes=routes, overrides=overrides, deadlines=deadlines))
        self.closed: dict[tuple[int, int], Any] = {}
        self.known: dict[int, int] = {}
        self.drafts = itertools.count(1000)
        return self.world.files(points=POINTS).id

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it, if no rule says no."""
        with suppress(Refusal):
            act()
            return True
        return False

    def decides(self, motion: int, decide: Callable[[Motion, Scene], Decision]) -> bool:
        """Keep what is decided on a motion, if no rule says no."""
        m = self.world.motions[motion]
        return self.attempt(lambda: self.world.keep(decide(m, self.world.scene(m))))

    @property
    def today(self) -> date:
        return self.world.now.date()

    # Filing

    @rule(
        target=motions,
        named=st.booleans(),
        way=st.lists(keys, min_size=1, max_size=3, unique=True),
        urgent=st.booleans(),
        late=st.integers(0, 20),
    )
    def file(self, named: bool, way: list[str], urgent: bool, late: int) -> int:
        route = stops(*way) if named else ()
        on = self.today - timedelta(days=late)
        return self.world.files(route=route, points=POINTS, urgent=urgent and late > 10, on=on).id

    @rule(target=motions, parent=motions, change=changes)
    def amend(self, parent: int, change: Change) -> int:
        made = [parent]

        def act() -> None:
            made[0] = self.world.amends(self.world.motions[parent], change).id

        self.attempt(act)
        return made[0]

    @rule(target=motions)
    def draft(self) -> int:
        number = next(self.drafts)
        entered = filing.Filing("Entwurf", points=POINTS)
        self.world.keep(filing.draft(entered, number, None, self.world.scene()))
        return number

    @rule(motion=motions)
    def file_draft(self, motion: int) -> None:
        numbers = self.world._meeting_numbers
        self.decides(motion, lambda m, scene: filing.submit_draft(m, None, "", scene, numbers))

    # The calendar

    @rule(organization=keys, days=st.integers(0, 30))
    def meet(self, organization: str, days: int) -> None:
        self.attempt(lambda: self.world.meets(organization, self.today + timedelta(days=days)))

    @rule(number=st.integers(1, 9), days=st.integers(1, 40))
    def cancel(self, number: int, days: int) -> None:
        self.world.days(days)
        meeting = self.world.meetings.get(number)
        if meeting is None:
            return
        everything = tuple(self.world.motions.values())
        held = any(c.meeting == number for m in everything for c in m.closed())
        scene = self.world.scene()._replace(family=everything)
        self.attempt(lambda: self.world.keep(meetings.cancel(meeting, everything, held, scene)))

    # Results

    @rule(motion=motions, outcome=outcomes, details=details, today=st.booleans())
    def record(self, motion: int, outcome: Outcome, details: dict[str, Any], today: bool) -> None:
        details = {k: v for k, v in details.items() if k != "of_amendments"}
        before = self.world.motions[motion]
        scene = self.world.scene(before)
        blocked = any(awaits_vote(a, scene) for a in living(scene, before))
        on = self.today if today else None
        done = self.attempt(lambda: self.world.records(before, outcome, on=on, **details))
        after = self.world.motions[motion]
        if done:
            self.check_result(before, after, outcome, blocked and not details["from_record"])

    @rule(motion=motions, outcome=outcomes, details=fitting)
    def sit(self, motion: int, outcome: Outcome, details: dict[str, Any]) -> None:
        """The organization whose turn it is meets, votes on what comes first, and on this."""
        m = self.world.motions[motion]
        m = self.world.motions[m.root or m.id]
        if m.state is State.DRAFT:
            self.file_draft(m.id)
        station = m.current or m.following
        if station is None:
            return
        meeting = self.world.meetings.get(station.meeting or 0)
        if meeting is None or meeting.on > self.today + timedelta(days=60):
            self.attempt(lambda: self.world.meets(station.organization, self.today))
            self.decides(
                m.id, lambda m, scene: routing.schedule(m, station.n, self._sitting(station), "", scene)
            )
        elif meeting.on > self.today:
            self.world.goes_to(meeting.on)
        self.world.goes_to(self.today)
        if m.urgency is Urgency.CLAIMED:
            self.decides(m.id, lambda m, scene: ending.vote_urgency(m, True, None, None, scene))
        while first := self._first_of(m.id):
            self.record(first, details["of_amendments"], {**details, "from_record": False}, today=False)
            if self._first_of(m.id) == first:
                break  # a rule said no
        self.record(m.id, outcome, {**details, "from_record": False}, today=False)

    @rule(motion=motions, outcome=outcomes, details=fitting)
    def sit_again(self, motion: int, outcome: Outcome, details: dict[str, Any]) -> None:
        """Meetings are what moves most."""
        self.sit(motion, outcome, details)

    @rule(motion=motions, details=fitting)
    def go_all_the_way(self, motion: int, details: dict[str, Any]) -> None:
        """Adopted at every station."""
        for _ in range(6):
            self.sit(motion, Outcome.ADOPTED, details)

    def _first_of(self, motion: int) -> int | None:
        """The paper below a motion that has to be voted on first."""
        m = self.world.motions[motion]
        scene = self.world.scene(m)
        first = next((a for a in living(scene, m) if awaits_vote(a, scene)), None)
        return None if first is None else self._first_of(first.id) or first.id

    def _sitting(self, station: Consultation) -> int | None:
        found = [m.id for m in self.world.meetings.values() if m.organization == station.organization]
        return next((n for n in reversed(found) if self.world.meetings[n].on == self.today), None)

    def check_result(self, before: Motion, after: Motion, outcome: Outcome, blocked: bool) -> None:
        new = [
            c for c in after.closed() if (known := before.consultation(c.n)) is None or known.result is None
        ]
        if outcome in SUBSTANCE:
            assert not blocked, "voted on before its amendments"
        for c in new:
            assert c.result is not None
            meeting = self.world.meetings.get(c.meeting or 0)
            if meeting is not None and outcome not in KNOWN_BEFORE:
                assert self.world.now >= meeting.start("Europe/Berlin"), "recorded before its meeting began"
            assert c.result.on <= self.today
            assert (
                cell_of(outcome, c.role, self.world.council).effect is not Effect.REFUSE
                or c.role is Role.NOTICE
            )
            type(self).outcomes_seen.add((outcome, c.role))
        if before.state in OPEN and after.state in (State.ADOPTED, State.REJECTED, State.ADOPTED_PARTLY):
            assert new[-1].role.decides, "an advisory vote ended it"

    # By hand and by letter

    @rule(motion=motions, organization=keys, role=st.sampled_from(Role), before=st.none() | st.integers(1, 6))
    def add_station(self, motion: int, organization: str, role: Role, before: int | None) -> None:
        self.decides(motion, lambda m, scene: routing.add_station(m, organization, role, before, None, scene))

    @rule(motion=motions, n=st.integers(1, 6))
    def drop_station(self, motion: int, n: int) -> None:
        self.decides(motion, lambda m, scene: routing.drop_station(m, n, scene))

    @rule(motion=motions, n=st.integers(1, 6), nothing=st.booleans())
    def schedule(self, motion: int, n: int, nothing: bool) -> None:
        station = self.world.motions[motion].consultation(n)
        known = [
            m.id
            for m in self.world.meetings.values()
            if station is not None and m.organization == station.organization and m.on >= self.today
        ]
        meeting = None if nothing or not known else known[-1]
        self.decides(motion, lambda m, scene: routing.schedule(m, n, meeting, "", scene))

    @rule(motion=motions, outcome=st.sampled_from([Outcome.WITHDRAWN, Outcome.SETTLED, Outcome.MERGED]))
    def leave(self, motion: int, outcome: Outcome) -> None:
        self.decides(motion, lambda m, scene: ending.leave(m, outcome, scene, by="9/26"))

    @rule(motion=motions, recognised=st.booleans(), choice=st.sampled_from([Choice.ADOPT, Choice.MAINTAIN]))
    def paperwork(self, motion: int, recognised: bool, choice: Choice) -> None:
        """What needs no meeting, or happens beside the votes."""
        self.decides(motion, lambda m, scene: ending.vote_urgency(m, recognised, None, None, scene))
        self.decides(motion, lambda m, scene: ending.choose_text(m, choice, scene))
        self.decides(motion, lambda m, scene: ending.supply_text(m, POINTS[:1], scene))
        self.decides(motion, lambda m, _scene: Decision((fact(m, "edited", {"rank": m.id % 3}),)))

    @rule(motion=motions, act=st.sampled_from(["object", "object", "lift", "implement", "report"]))
    def after_the_decision(self, motion: int, act: str) -> None:
        """What may follow: which it is follows from where the motion stands."""
        today = self.today
        acts: dict[str, Callable[[Motion, Scene], Decision]] = {
            "object": lambda m, scene: ending.object_to(m, today, "§ 54", scene),
            "lift": lambda m, scene: ending.lift(m, today, scene),
            "implement": lambda m, scene: ending.implement(m, today, "", scene),
            "report": lambda m, scene: ending.report(m, today, "", "", scene),
        }
        self.decides(motion, acts[act])

    @rule(motion=motions, event=st.integers(1, 8), outcome=st.none() | st.sampled_from(Outcome))
    def correct(self, motion: int, event: int, outcome: Outcome | None) -> None:
        history = self.world.histories[motion]
        replacement = None if outcome is None else {"phrase": outcome.value}
        family = self.world.scene(self.world.motions[motion]).family
        if replacement is None and len(family) > 1:
            return  # taking back with a family is the office's work: see its tests

        def decide(m: Motion, scene: Scene) -> Decision:
            return correction.correct(m, history, event, "vertippt", replacement, scene)

        if self.decides(motion, decide):
            self.closed = {k: v for k, v in self.closed.items() if k[0] != motion}

    @rule(far=st.integers(0, 9))
    def end_term(self, far: int) -> None:
        if far:
            return
        motions = list(self.world.motions.values())
        self.attempt(lambda: self.world.keep(ending.end_term(motions, self.today, self.world.scene())))

    # What always holds

    @invariant()
    def what_always_holds(self) -> None:
        """Of every motion that the last step has changed, and of its amendments."""
        if not hasattr(self, "world"):
            return
        everything = self.world.motions.values()
        fresh = {m.id for m in everything if self.known.get(m.id) != m.version}
        for motion in everything:
            if motion.id in fresh:
                self.no_invariant_is_broken(motion)
                self.what_has_ended_has_no_turn(motion)
                self.a_snapshot_and_the_history_give_the_same_motion(motion)
                self.what_was_decided_stays(motion)
            if {motion.id, motion.root} & fresh:
                self.an_amendment_stands_where_its_motion_stands(motion)
        self.known = {m.id: m.version for m in everything}

    def no_invariant_is_broken(self, motion: Motion) -> None:
        assert invariants(motion) == [], motion

    def what_has_ended_has_no_turn(self, motion: Motion) -> None:
        """And only what was adopted has a final text, where that is known."""
        type(self).states_seen.add(motion.state)
        assert motion.state in OPEN or motion.current is None, motion
        assert motion.final is None or motion.state in ADOPTED, motion
        assert motion.final is None or "text" not in motion.owed, motion

    def an_amendment_stands_where_its_motion_stands(self, motion: Motion) -> None:
        """And ends with it."""
        root = self.world.motions.get(motion.root or 0)
        if root is None or motion.state is State.DRAFT or motion.state not in OPEN:
            return
        assert root.state in OPEN, "the motion has ended, its amendment has not"
        here, there = motion.current, root.current
        if here is not None and there is not None:
            assert (here.n, here.meeting, here.status) == (there.n, there.meeting, there.status)

    def a_snapshot_and_the_history_give_the_same_motion(self, motion: Motion) -> None:
        assert snapshot.load(snapshot.dump(motion)) == motion
        history = self.world.histories[motion.id]
        assert motion.version == len(history), "a fact was kept but could not be folded"
        plain = [Recorded(e.n, e.kind, dict(e.data), e.effective) for e in history]
        assert fold(motion.id, plain) == motion

    def what_was_decided_stays(self, motion: Motion) -> None:
        for c in motion.consultations:
            if c.status is Status.CLOSED:
                assert self.closed.setdefault((motion.id, c.n), c.result) == c.result

    def teardown(self) -> None:
        everything = list(self.world.motions.values()) if hasattr(self, "world") else []
        results = sum(len(m.closed()) for m in everything)
        target(float(results), label="results")
        target(float(len({m.state for m in everything})), label="states")
        event(f"results: {min(results // 5 * 5, 20)}+")


TestRandomHistories = Histories.TestCase


@pytest.mark.slow
def test_the_histories_reach_nearly_every_state_and_most_of_the_table() -> None:
    """Without that, the invariants would hold for want of trying."""

    class Counted(Histories):
        states_seen: set[State] = set()
        outcomes_seen: set[tuple[Outcome, Role]] = set()

    often = settings(
        max_examples=250,
        stateful_step_count=50,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Counted, settings=often)
    # which cells chance finds differs between versions of Hypothesis: usually about 40
    assert len(set(State) - Counted.states_seen) <= 2
    assert len({o for o, _ in Counted.outcomes_seen}) >= len(Outcome) * 2 // 3
    assert len(Counted.outcomes_seen) >= 28
