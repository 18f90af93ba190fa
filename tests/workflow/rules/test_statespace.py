"""Exploring the state space: what holds for any council."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from states.council import Council, Organization, OrganizationType, Override, Route, Station
from states.outcome import Effect, Outcome, Role
from states.stage import OPEN, STAGE_OF_ROLE, State
from workflow.rules.space_checks import examine
from workflow.rules.statespace import explore, remember, straightest, variants

BODIES = (
    Organization("rat", "Rat", OrganizationType.PLENARY, decides=True),
    Organization("haupt", "Hauptausschuss", OrganizationType.MAIN_COMMITTEE, decides=True),
    Organization("bau", "Bauausschuss", OrganizationType.COMMITTEE, decides=True),
    Organization("sozial", "Sozialausschuss", OrganizationType.COMMITTEE),
    Organization("nord", "Ortsrat", OrganizationType.DISTRICT),
)
_bodies = st.lists(st.sampled_from(BODIES[1:]), unique=True).map(lambda found: (BODIES[0], *found))
_stations = st.builds(
    Station,
    role=st.sampled_from(Role),
    organization=st.sampled_from([b.key for b in BODIES]),
    optional=st.booleans(),
) | st.builds(
    Station,
    role=st.sampled_from(Role),
    any_of=st.sampled_from([OrganizationType.COMMITTEE, OrganizationType.DISTRICT]),
    optional=st.booleans(),
)  # fmt: skip
_routes = st.lists(_stations, min_size=1, max_size=4).map(lambda s: Route("motion", tuple(s)))
_overrides = st.lists(
    st.builds(Override, st.sampled_from(Outcome), st.sampled_from(Role), st.sampled_from(Effect)),
    max_size=4,
    unique_by=lambda o: (o.outcome, o.role),
)


@st.composite
def councils(draw: st.DrawFn) -> Council:
    """Any council, however odd: what is checked comes before it is sound."""
    return Council(
        "k",
        "Stadt",
        "NW",
        "stadt",
        organizations=draw(_bodies),
        routes=(draw(_routes),),
        overrides=tuple(draw(_overrides)),
    )


@settings(max_examples=40)
@given(councils())
def test_any_council_can_be_examined_and_every_finding_leads_into_its_file(council: Council) -> None:
    sizes = {"routes": len(council.routes), "outcomes": len(council.overrides)}
    for finding in examine(council):
        section = str(finding.at[0])
        assert section in (*sizes, "flags")
        if len(finding.at) > 1 and section in sizes:
            assert int(finding.at[1]) < sizes[section]


@settings(max_examples=40)
@given(councils())
def test_the_way_that_is_told_leads_from_the_start_to_the_place(council: Council) -> None:
    for stops in variants(council.routes[0], council):
        space = explore(stops, remember(council))
        for place in space.places():
            here, arrows = place, []
            while here != space.start:
                arrows.append(space.came[here])
                here = space.came[here].start
            assert [a.outcome for a in reversed(arrows)] == [s.outcome for s in space.way(place)]
            assert all(a in space.arrows and a.possible for a in arrows)


def test_a_place_says_the_stage_that_its_station_has() -> None:
    council = Council("k", "Stadt", "NW", "stadt", organizations=BODIES, routes=(
        Route("motion", (Station(Role.RECOMMENDATION, "sozial"), Station(Role.PLENARY_DECISION, "rat"))),
    ))  # fmt: skip
    (stops,) = variants(council.routes[0], council)
    space = explore(stops, remember(council))
    for place in space.places():
        assert (place.here is None) is (place.state not in OPEN)
        if place.here is not None:
            assert place.state is STAGE_OF_ROLE[place.here.role]


def test_a_route_with_optional_stations_is_explored_with_and_without_each_of_them() -> None:
    stations = (
        Station(Role.HEARING, "nord", optional=True),
        Station(Role.RECOMMENDATION, any_of=OrganizationType.COMMITTEE, optional=True),
        Station(Role.PLENARY_DECISION, "rat"),
    )
    council = Council("k", "Stadt", "NW", "stadt", organizations=BODIES, routes=(Route("motion", stations),))
    found = {tuple(s.organization for s in stops) for stops in variants(council.routes[0], council)}
    assert found == {
        ("nord", "bau", "rat"), ("nord", "sozial", "rat"), ("bau", "rat"), ("sozial", "rat"), ("nord", "rat"),
        ("rat",),
    }  # fmt: skip


def test_every_end_of_the_table_is_reached_on_a_whole_route() -> None:
    stations = (
        Station(Role.RECOMMENDATION, "sozial"),
        Station(Role.PREPARATION, "haupt"),
        Station(Role.PLENARY_DECISION, "rat"),
    )
    council = Council("k", "Stadt", "NW", "stadt", organizations=BODIES, routes=(Route("motion", stations),))
    (stops,) = variants(council.routes[0], council)
    reached = {place.state for place in explore(stops, remember(council)).places()} - OPEN
    assert reached == {
        State.ADOPTED, State.ADOPTED_PARTLY, State.REJECTED, State.NOT_TAKEN_UP, State.NOTED, State.WITHDRAWN,
        State.SETTLED, State.MERGED,
    }  # fmt: skip


def test_of_several_ways_the_one_without_a_detour_is_told() -> None:
    from workflow.rules.statespace import Step

    detour = (Step("a", Role.HEARING, Outcome.REFERRED), Step("c", Role.PREPARATION, Outcome.REJECTED))
    plain = (
        Step("a", Role.HEARING, Outcome.ADOPTED),
        Step("b", Role.HEARING, Outcome.ADOPTED),
        Step("c", Role.PREPARATION, Outcome.REJECTED),
    )
    assert straightest([detour, plain]) == plain
    assert straightest([]) == ()
