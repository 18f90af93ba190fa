"""Filing: the route a paper takes, the meetings it finds, and what it may not do."""

from __future__ import annotations

import itertools
from datetime import date, time
from typing import Any

import pytest

from states.council import Organization, OrganizationType, Route, Station
from states.event import Recorded
from states.fold import fold
from states.motion import Motion, Status
from states.outcome import Outcome, Role
from states.rule_refusals import Locked, MotionEnded, NotFiled
from states.stage import State
from states.text import Change, Operation, Point, UnknownPoint
from tests.world import ORGANIZATIONS, World, a_council, stops
from workflow.decide.filing import (
    Filing,
    Stop,
    draft,
    prescribed,
    role_at,
    submit,
    submit_draft,
)
from workflow.decide.refusals import AlreadyFiled, FiledBeforeToday, NoRoute, NoSubstance, ParentEnded
from workflow.decide.substance import check_lock

POINTS = (Point("1", "Der Radweg wird gebaut."),)
DEADLINE = {
    "key": "submission",
    "of": "submission",
    "label": "Antragsfrist",
    "rule": "10th day before",
    "source": "§ 5 GeschO",
}


def with_deadline(**changes: Any) -> World:
    """A council whose submission deadline is the tenth day before the meeting."""
    return World(a_council(deadlines=(DEADLINE,), **changes))


def where(world: World, motion: Motion) -> list[date | None]:
    """The days of a motion's stations."""
    return [
        world.meetings[c.meeting].on if c.meeting else c.on for c in world.motions[motion.id].consultations
    ]


def test_a_paper_needs_a_title_and_something_to_vote_on() -> None:
    world = World()
    for filing, missing in (
        (Filing("", points=POINTS), ["title"]),
        (Filing("Radweg"), ["point"]),
        (Filing(""), ["title", "point"]),
    ):
        with pytest.raises(NoSubstance) as refused:
            submit(filing, 1, None, world.scene(), itertools.count(1))
        assert refused.value.facts["missing"] == missing
    assert world.files("Vorlage", points=(), points_known=False).points == ()


def test_nothing_is_filed_on_a_day_to_come_and_a_late_record_keeps_the_day_of_receipt() -> None:
    world = World()
    with pytest.raises(FiledBeforeToday):
        world.files(on=date(2026, 1, 6))
    assert world.files(on=date(2026, 1, 5)).submitted_on == date(2026, 1, 5)
    assert world.files(on=date(2025, 12, 1)).submitted_on == date(2025, 12, 1)


def test_without_a_route_nobody_knows_where_it_goes() -> None:
    world = World(a_council(routes=()))
    with pytest.raises(NoRoute):
        world.files()
    assert world.files(route=stops("council")).consultations[0].organization == "council"


def test_the_first_meeting_is_one_whose_deadline_is_still_open_and_the_next_follow_it() -> None:
    world = with_deadline()
    for organization, on in (
        ("social", date(2026, 1, 14)),
        ("social", date(2026, 1, 15)),
        ("main", date(2026, 1, 14)),
        ("main", date(2026, 1, 16)),
        ("council", date(2026, 1, 16)),
    ):
        world.meets(organization, on)
    filed = world.files()
    assert where(world, filed) == [date(2026, 1, 15), date(2026, 1, 16), date(2026, 1, 16)]
    assert filed.state is State.COMMITTEE_RECOMMENDATION


def test_receipt_counts_and_not_the_day_on_which_it_is_recorded() -> None:
    world = with_deadline()
    world.meets("social", date(2026, 1, 15))
    world.goes_to(date(2026, 1, 12))
    assert where(world, world.files(on=date(2026, 1, 5)))[0] == date(2026, 1, 15)
    assert where(world, world.files(on=date(2026, 1, 6)))[0] is None
    world.goes_to(date(2026, 2, 20))
    assert where(world, world.files(on=date(2026, 1, 5)))[0] == date(2026, 1, 15)


@pytest.mark.parametrize("more", [{"urgent": True}, {"kind": "urgent_motion"}, {"agenda_item": "TOP 5"}])
def test_what_is_urgent_or_hangs_on_an_item_needs_no_deadline(more: dict[str, Any]) -> None:
    world = with_deadline()
    world.meets("social", date(2026, 1, 7))
    filed = world.files(**more)
    assert where(world, filed)[0] == date(2026, 1, 7)


def test_an_urgent_motion_does_not_go_to_a_meeting_that_has_begun() -> None:
    world = World()
    world.meets("social", date(2026, 1, 5), "08:00")
    world.meets("social", date(2026, 1, 8))
    assert where(world, world.files(urgent=True))[0] == date(2026, 1, 8)


def test_two_stations_on_one_day_follow_the_clock_where_it_is_known() -> None:
    world = World()
    world.meets("social", date(2026, 2, 3), "17:00")
    world.meets("main", date(2026, 2, 3), "15:00")
    world.meets("main", date(2026, 2, 10), "15:00")
    filed = world.files(route=stops("social", "main"))
    assert where(world, filed) == [date(2026, 2, 3), date(2026, 2, 10)]


def test_dates_of_the_document_make_meetings_the_calendar_does_not_know() -> None:
    usual = [o._replace(usual_time="18:30") if o.key == "main" else o for o in ORGANIZATIONS]
    world = World(a_council(organizations=tuple(usual)))
    known = world.meets("council", date(2026, 2, 17))
    world._meeting_numbers = itertools.count(5)
    on = {"social": date(2026, 2, 3), "main": date(2026, 2, 10), "council": date(2026, 2, 17)}
    way = tuple(s._replace(at=time(16)) if s.organization == "social" else s for s in stops(*on, on=on))
    filed = world.files(route=way)
    assert [c.meeting for c in filed.consultations] == [5, 6, known]
    assert [world.meetings[n].begins for n in (5, 6)] == [time(16), time(18, 30)]
    assert world.meetings[5].origin == "document"


def test_a_late_motion_is_told_at_once() -> None:
    world = with_deadline()
    scene = world.scene()
    filing = Filing("Radweg", points=POINTS, route=stops("social", on={"social": date(2026, 1, 14)}))
    for on, late in ((date(2026, 1, 5), True), (date(2026, 1, 4), False)):
        decision = submit(filing._replace(on=on), 1, None, scene, itertools.count(1))
        assert [code for code, _ in decision.warnings] == (["filed_late"] if late else [])
    facts = submit(filing, 1, None, scene, itertools.count(1)).warnings[0][1]
    assert (facts["on"], facts["ground"], facts["organization"]) == (
        date(2026, 1, 14),
        "§ 5 GeschO",
        "Sozialausschuss",
    )
    urgent = submit(filing._replace(urgent=True), 1, None, scene, itertools.count(1))
    assert urgent.warnings == ()


@pytest.mark.parametrize(
    ("way", "roles"),
    [
        (
            "east social works main council",
            "hearing recommendation recommendation preparation plenary_decision",
        ),
        ("works", "committee_decision"),
        ("social", "recommendation"),
        ("social works", "recommendation committee_decision"),
        ("works social", "recommendation recommendation"),
        ("main", "committee_decision"),
        ("social main", "recommendation committee_decision"),
        ("main council", "preparation plenary_decision"),
        ("council main", "plenary_decision committee_decision"),
        ("unknown council", "recommendation plenary_decision"),
    ],
)
def test_roles_that_are_not_printed_follow_from_the_organizations(way: str, roles: str) -> None:
    found = tuple(Stop(key) for key in way.split())
    assert [role_at(found, i, a_council()).value for i in range(len(found))] == roles.split()


def test_a_committee_decides_where_only_a_notice_lies_behind_it() -> None:
    way = (Stop("works"), Stop("social", role=Role.NOTICE))
    assert role_at(way, 0, a_council()) is Role.COMMITTEE_DECISION


def test_a_main_committee_without_the_power_only_prepares() -> None:
    weak = tuple(o._replace(decides=False) if o.key == "main" else o for o in ORGANIZATIONS)
    assert role_at((Stop("main"),), 0, a_council(organizations=weak)) is Role.PREPARATION


def test_a_printed_role_is_believed() -> None:
    world = World()
    filed = world.files(route=(Stop("social", role=Role.HEARING), Stop("council")))
    assert [c.role for c in filed.consultations] == [Role.HEARING, Role.PLENARY_DECISION]


def test_any_committee_is_the_one_named_or_the_only_one() -> None:
    any_committee = Station(Role.RECOMMENDATION, any_of=OrganizationType.COMMITTEE)
    route = Route("motion", (any_committee, Station(Role.PLENARY_DECISION, "council")))
    council = a_council(routes=(route,))
    way, warnings = prescribed("motion", council)
    assert ([s.organization for s in way], [code for code, _ in warnings]) == (
        ["council"],
        ["station_unknown"],
    )
    way, warnings = prescribed("motion", council, "finance")
    assert ([s.organization for s in way], warnings) == (["finance", "council"], [])
    assert [s.organization for s in prescribed("motion", council, "main")[0]] == ["council"]
    only = tuple(o for o in ORGANIZATIONS if o.key in ("social", "council"))
    assert prescribed("motion", council._replace(organizations=only))[0][0].organization == "social"
    optional = route._replace(stations=(any_committee._replace(optional=True), route.stations[1]))
    assert prescribed("motion", council._replace(routes=(optional,)))[1] == []


def test_a_draft_has_its_route_but_no_place_on_it() -> None:
    world = World()
    world.keep(draft(Filing("Radweg", points=POINTS), 1, None, world.scene()))
    motion = world.motions[1]
    assert (motion.state, motion.submitted_on, motion.current) == (State.DRAFT, None, None)
    assert [c.organization for c in motion.consultations] == ["social", "main", "council"]
    with pytest.raises(NoSubstance):
        draft(Filing(""), 2, None, world.scene())


def test_a_filed_draft_finds_the_meetings_that_came_meanwhile() -> None:
    world = World()
    world.keep(draft(Filing("Radweg", points=POINTS), 1, None, world.scene()))
    world.meets("social", date(2026, 2, 3))
    motion = world.motions[1]
    world.keep(submit_draft(motion, None, "1/26", world.scene(), itertools.count(9)))
    filed = world.motions[1]
    assert (filed.state, filed.reference) == (State.COMMITTEE_RECOMMENDATION, "1/26")
    assert where(world, filed)[0] == date(2026, 2, 3)
    with pytest.raises(AlreadyFiled):
        submit_draft(filed, None, "", world.scene(), itertools.count(9))
    world.records(filed, Outcome.WITHDRAWN)
    with pytest.raises(MotionEnded):
        submit_draft(world.motions[1], None, "", world.scene(), itertools.count(9))


def test_a_draft_is_checked_when_it_is_filed() -> None:
    world = World()
    world.keep(draft(Filing("Radweg"), 1, None, world.scene()))
    with pytest.raises(NoSubstance):
        submit_draft(world.motions[1], None, "", world.scene(), itertools.count(9))
    with pytest.raises(FiledBeforeToday):
        submit_draft(world.motions[1], date(2026, 1, 6), "", world.scene(), itertools.count(9))
    empty = World(a_council(routes=()))
    empty.keep(draft(Filing("Radweg", points=POINTS), 1, None, empty.scene()))
    with pytest.raises(NoRoute):
        submit_draft(empty.motions[1], None, "", empty.scene(), itertools.count(9))


def test_a_drafted_amendment_goes_where_its_motion_goes() -> None:
    world = World()
    filed = world.files(route=stops("social", on={"social": date(2026, 2, 3)}))
    changes = (Change(Operation.REPLACE, "1", "Anders."),)
    world.keep(draft(Filing("Änderung", "amendment", changes=changes), 2, filed, world.scene(filed)))
    world.keep(submit_draft(world.motions[2], None, "", world.scene(filed), itertools.count(9)))
    amendment = world.motions[2]
    assert [c.organization for c in amendment.consultations] == ["social"]
    assert (amendment.state, amendment.current) == (filed.state, filed.current)


def test_a_drafted_amendment_to_what_has_ended_is_not_filed() -> None:
    world = World()
    filed = world.files(route=stops("social", on={"social": date(2026, 2, 3)}))
    changes = (Change(Operation.REPLACE, "7", "Anders."),)
    world.keep(draft(Filing("Änderung", "amendment", changes=changes), 2, filed, world.scene(filed)))
    with pytest.raises(UnknownPoint):
        submit_draft(world.motions[2], None, "", world.scene(filed), itertools.count(9))
    world.records(filed, Outcome.WITHDRAWN)
    for act in (
        lambda: submit_draft(world.motions[2], None, "", world.scene(filed), itertools.count(9)),
        lambda: world.amends(world.motions[1], *changes),
    ):
        with pytest.raises((ParentEnded, MotionEnded)):
            act()


def test_an_amendment_to_a_motion_on_hold_waits_with_it() -> None:
    world = World()
    filed = world.files(route=stops("social", "council", on={"social": date(2026, 2, 3)}))
    world.goes_to(date(2026, 2, 3))
    world.records(filed, Outcome.HELD, until=date(2026, 9, 1))
    amendment = world.amends(filed, Change(Operation.REPLACE, "1", "Anders."))
    assert amendment.current is not None
    assert amendment.current.status is Status.HELD


def test_a_lock_holds_until_its_day_and_opens_to_new_facts() -> None:
    world = World(a_council(flags={"resubmission_lock": "6 months after"}))
    rejected = Motion(1, "1/25", state=State.REJECTED, decided_on=date(2025, 7, 10))
    with pytest.raises(Locked) as refused:
        check_lock(rejected, date(2026, 1, 6), "", world.scene())
    assert refused.value.facts["until"] == date(2026, 1, 6)
    check_lock(rejected, date(2026, 1, 5), "", world.scene())
    check_lock(rejected, date(2026, 1, 6), "Neues Gutachten", world.scene())


def test_what_a_paper_says_is_kept() -> None:
    world = World()
    filed = world.files(
        applicants=("A", "B"),
        reasoning="Weil.",
        public=False,
        addressee="An den Rat",
        signatories=("c0ffee",),
        costs={"cents": 500000},
        report_to="Sozialausschuss",
        report_due=date(2026, 6, 1),
        channel="mail",
        links=(("replaces", "9/25"),),
    )
    history = world.histories[filed.id]
    assert fold(filed.id, [Recorded(e.n, e.kind, e.data) for e in history]) == filed
    assert (filed.applicants, filed.public, filed.signatories) == (("A", "B"), False, ("c0ffee",))
    assert (filed.costs, filed.links) == ({"cents": 500000}, (("replaces", "9/25"),))
    assert (filed.reports[0].due, filed.reports[0].to) == (date(2026, 6, 1), "Sozialausschuss")
    assert (filed.channel, filed.addressee, filed.reasoning) == ("mail", "An den Rat", "Weil.")


def test_organizations_of_no_file_recommend_or_are_heard() -> None:
    group = Organization("ag", "AG Rad", OrganizationType.GROUP)
    council = a_council(organizations=(*ORGANIZATIONS, group))
    assert role_at((Stop("ag"), Stop("council")), 0, council) is Role.HEARING


def test_a_draft_keeps_its_own_route_when_it_is_filed() -> None:
    world = World()
    world.keep(draft(Filing("Radweg", points=POINTS, route=stops("works")), 1, None, world.scene()))
    world.keep(submit_draft(world.motions[1], None, "", world.scene(), itertools.count(9)))
    assert [c.organization for c in world.motions[1].consultations] == ["works"]
    assert world.motions[1].consultations[0].role is Role.COMMITTEE_DECISION


def test_an_entry_holds_only_what_was_said() -> None:
    world = World()
    filed = world.files(reference="")
    assert set(world.histories[filed.id][0].data) == {"title", "kind", "points", "consultations", "on"}


def test_an_amendment_to_a_draft_waits_for_its_filing() -> None:
    world = World()
    world.keep(draft(Filing("Radweg", points=POINTS), 99, None, world.scene()))
    with pytest.raises(NotFiled):
        world.amends(world.motions[99], Change(Operation.REPLACE, "1", "Anders."))
