"""Plans: which way is still ahead, when it can be decided, and by when it has to be filed."""

from __future__ import annotations

from datetime import date

import pytest

from states.outcome import Outcome
from states.rule_refusals import MotionEnded
from states.text import Point
from tests.workflow.office.bureau import Bureau
from workflow.decide.entered import ResultFacts
from workflow.office import results
from workflow.office.filing import Draft, Wish, submit
from workflow.office.planning import CommitteeOpen, NoPlan, TooLate, plan

POINTS = (Point("1", "Der Radweg wird gebaut."),)


def calendar(bureau: Bureau) -> None:
    for organization, on in (
        ("kreisausschuss", "2026-02-03"),
        ("kreistag", "2026-02-10"),
        ("kreisausschuss", "2026-03-03"),
        ("kreistag", "2026-03-10"),
    ):
        bureau.meets(organization, on)


def test_a_motion_on_its_way_is_decided_where_its_last_station_meets(bureau: Bureau) -> None:
    calendar(bureau)
    way = (Wish("kreisausschuss", date(2026, 2, 3)), Wish("kreistag"))
    submit(bureau.office(), Draft("Radweg", reference="1/26", points=POINTS, route=way))
    found = plan(bureau.office(), "1/26")
    assert (found.filed, found.plan.decided_on) == (True, date(2026, 2, 10))
    assert [role for _, role in found.stages] == ["preparation", "plenary_decision"]
    bureau.at("2026-02-03T21:00")
    results.advance(bureau.office(), "1/26", ResultFacts(Outcome.DEFERRED))
    assert plan(bureau.office(), "1/26").plan.decided_on == date(2026, 3, 10)


def test_for_a_kind_of_paper_the_committee_is_named_or_left_out_where_the_route_allows_it(
    bureau: Bureau,
) -> None:
    calendar(bureau)
    short = plan(bureau.office(), "motion")
    assert ([role for _, role in short.stages], short.filed) == (["preparation", "plenary_decision"], False)
    bureau.meets("sozialausschuss", "2026-02-24")
    through = plan(bureau.office(), "motion", committee="Sozialausschuss")
    assert through.stages[0][1] == "recommendation"
    assert (short.plan.decided_on, through.plan.decided_on) == (date(2026, 2, 10), date(2026, 3, 10))


def test_what_is_urgent_waits_for_no_submission_deadline(bureau: Bureau) -> None:
    """It is voted onto the agenda: the meeting on the day after tomorrow is still open to it."""
    bureau.meets("kreistag", "2026-02-10")
    bureau.meets("kreistag", "2026-03-10")
    bureau.at("2026-02-08T09:00")
    urgent = plan(bureau.office(), "urgent_motion")
    assert (urgent.plan.decided_on, urgent.plan.file_by) == (date(2026, 2, 10), None)
    assert (urgent.needs_no_deadline, urgent.filed) == (True, False)
    ordinary = plan(bureau.office(), "resolution")
    assert (ordinary.plan.decided_on, ordinary.needs_no_deadline) == (date(2026, 3, 10), False)


def test_a_committee_that_the_route_demands_has_to_be_named(bureau: Bureau) -> None:
    routes = [
        {
            "kind": "motion",
            "stations": [
                {"any": "committee", "role": "recommendation"},
                {"organization": "kreistag", "role": "plenary_decision"},
            ],
        }
    ]
    town = Bureau(bureau.book, key="town", name="Stadt", routes=routes)
    with pytest.raises(CommitteeOpen) as refused:
        plan(town.office(council_key="town"), "motion")
    assert "Finanzausschuss" in refused.value.facts["known"]  # type: ignore[operator]


def test_without_meetings_there_is_no_plan_and_the_gap_is_named(bureau: Bureau) -> None:
    bureau.files("1/26", on="2026-02-10")
    submit(bureau.office(), Draft("Weg", reference="2/26", points=POINTS, route=(Wish("Kreisausschuss"),)))
    with pytest.raises(NoPlan) as refused:
        plan(bureau.office(), "2/26")
    assert refused.value.facts["organization"] == "Kreisausschuss"


def test_a_day_that_can_no_longer_be_reached_is_told_with_the_earliest(bureau: Bureau) -> None:
    calendar(bureau)
    bureau.files("1/26", on="2026-02-10")
    with pytest.raises(TooLate) as refused:
        plan(bureau.office(), "1/26", wanted=date(2026, 2, 9))
    assert refused.value.facts["earliest"] == date(2026, 2, 10)
    assert plan(bureau.office(), "1/26", wanted=date(2026, 2, 10)).plan.decided_on == date(2026, 2, 10)


def test_what_has_ended_needs_no_plan(bureau: Bureau) -> None:
    bureau.files("1/26", on="2026-02-10")
    results.withdraw(bureau.office(), "1/26")
    with pytest.raises(MotionEnded):
        plan(bureau.office(), "1/26")
