"""The deadlines of motions: of their next meeting, and of what runs beside the meetings."""

from __future__ import annotations

from datetime import date

from states.outcome import Outcome
from tests.workflow.office.bureau import Bureau
from workflow.decide.entered import ResultFacts
from workflow.office import results
from workflow.office.deadlines import of_motion, within

DAY = "2026-02-10"


def kinds(bureau: Bureau, reference: str) -> list[str]:
    office = bureau.office()
    return [d.of for d in of_motion(office, office.find(reference))]


def test_a_draft_has_the_deadline_of_its_filing_and_a_filed_motion_has_not(bureau: Bureau) -> None:
    bureau.meets("kreistag", DAY)
    bureau.files("1/26", on=DAY)
    bureau.files("2/26", on=DAY, filed=False)
    assert "submission" not in kinds(bureau, "1/26")
    assert "submission" in kinds(bureau, "2/26")
    assert kinds(bureau, "1/26")[-1] == "meeting"


def test_they_come_in_the_order_of_time_and_move_with_the_meeting(bureau: Bureau) -> None:
    number = bureau.meets("kreistag", DAY)
    bureau.files("1/26", on=DAY)
    office = bureau.office()
    before = of_motion(office, office.find("1/26"))
    assert [d.when for d in before] == sorted(d.when for d in before)
    bureau.moves(number, "2026-02-17")
    after = of_motion(bureau.office(), office.find("1/26"))
    assert [(b.when - a.when).days for a, b in zip(before, after, strict=True)] == [7] * len(before)
    assert {d.meeting_on for d in after} == {date(2026, 2, 17)}


def test_a_report_and_a_resubmission_have_their_days(bureau: Bureau) -> None:
    bureau.meets("kreistag", DAY)
    bureau.files("1/26", on=DAY)
    bureau.files("2/26", on=DAY)
    bureau.at(f"{DAY}T21:00")
    due = date(2026, 6, 1)
    results.advance(bureau.office(), "1/26", ResultFacts(Outcome.ADOPTED, report_due=due))
    results.advance(bureau.office(), "2/26", ResultFacts(Outcome.HELD, until=date(2026, 9, 1)))
    assert "report" in kinds(bureau, "1/26")
    assert kinds(bureau, "2/26") == ["resubmission"]
    results.report(bureau.office(), "1/26", on=None)
    assert "report" not in kinds(bureau, "1/26")


def test_within_some_days_only_what_falls_due_then_and_each_once(bureau: Bureau) -> None:
    bureau.meets("kreistag", DAY)
    bureau.files("1/26", on=DAY)
    bureau.files("2/26", on=DAY)
    found = within(bureau.office(), 60)
    assert len({(d.reference, d.of, d.when) for d in found}) == len(found)
    assert {d.reference for d in found} == {"1/26", "2/26"}
    assert all(bureau.now <= d.when for d in found)
    assert [d.when for d in found] == sorted(d.when for d in found)
    assert within(bureau.office(), 1) == []
    for reference in ("1/26", "2/26"):
        mine = [d for d in found if d.reference == reference]
        assert [d.of for d in mine] == [
            d.of for d in of_motion(bureau.office(), bureau.office().find(reference))
        ]
