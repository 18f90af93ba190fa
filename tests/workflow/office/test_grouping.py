"""Many commands in one commit: each counts for itself, and none is half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from states.motion import Motion
from states.outcome import Outcome
from states.refusal import Refusal
from states.rule_refusals import MotionEnded
from tests.workflow.office.bureau import Bureau
from workflow.decide.entered import ResultFacts
from workflow.office.grouping import carry_out_each
from workflow.office.organizations import added
from workflow.office.results import Advanced, advance
from workflow.store.refusals import Conflict, DatabaseLocked, UnknownReference
from workflow.store.verifying import differences

DAY = "2026-02-10"


@pytest.fixture
def several(bureau: Bureau) -> list[Motion]:
    """Three motions before the plenary, whose meeting has come."""
    bureau.meets("kreistag", DAY)
    found = [bureau.files(f"{n}/26", on=DAY) for n in (1, 2, 3)]
    bureau.at(f"{DAY}T21:00")
    return found


def adopts(bureau: Bureau, reference: str, outcome: Outcome = Outcome.ADOPTED) -> Callable[[], Advanced]:
    """A command of its own, with its own number in the log."""
    return lambda: advance(bureau.office(), reference, ResultFacts(outcome))


def commits(bureau: Bureau) -> list[int]:
    """Counts them from now on."""
    counted: list[int] = []
    database = bureau.book.database
    commit = database.commit

    def counting() -> None:
        counted.append(1)
        commit()

    database.commit = counting  # type: ignore[method-assign]
    return counted


def test_a_group_is_one_commit(bureau: Bureau, several: list[Motion]) -> None:
    done = commits(bureau)
    answers = carry_out_each(bureau.office(), [adopts(bureau, m.reference) for m in several])
    assert len(done) == 1
    assert [a.after.state.value for a in answers if isinstance(a, Advanced)] == ["adopted"] * 3
    commands = {bureau.book.history(f"motion:{m.id}")[-1].command for m in several}
    assert len(commands) == 3, "each is a command of its own in the log"
    assert not list(differences(bureau.book, bureau.council))


def test_what_is_refused_keeps_no_other_back(bureau: Bureau, several: list[Motion]) -> None:
    """Each sees what those before it have done."""
    first, second = several[0].reference, several[1].reference
    wanted = [adopts(bureau, r) for r in (first, "99/26", first, second)]
    done, missing, twice, other = carry_out_each(bureau.office(), wanted)
    assert isinstance(done, Advanced)
    assert isinstance(missing, UnknownReference)
    assert isinstance(twice, MotionEnded)
    assert isinstance(other, Advanced)


def test_what_was_half_done_when_it_was_refused_leaves_nothing(bureau: Bureau, several: list[Motion]) -> None:
    """An organization entered along with a result that then was refused is not there afterwards."""
    office = bureau.office()
    _, fact = added(office.rules, "Beirat für Radverkehr")

    def half() -> Advanced:
        return advance(bureau.office(), several[0].reference, ResultFacts(Outcome.HELD), made=[fact])

    answers = carry_out_each(office, [adopts(bureau, several[1].reference), half, adopts(bureau, "3/26")])
    assert isinstance(answers[1], Refusal)
    assert [isinstance(a, Advanced) for a in answers] == [True, False, True]
    assert all(o.name != "Beirat für Radverkehr" for o in bureau.office().rules.organizations)
    assert bureau.book.find_motion(bureau.council, "1/26").state.value == "plenary_decision"
    assert not list(differences(bureau.book, bureau.council))


def test_where_somebody_was_faster_each_decides_by_itself(bureau: Bureau, several: list[Motion]) -> None:
    tried: list[int] = []

    def contested() -> Advanced:
        tried.append(1)
        if len(tried) == 1:
            raise Conflict(what="1/26")
        return adopts(bureau, "1/26")()

    done = commits(bureau)
    answers = carry_out_each(bureau.office(), [contested, adopts(bureau, several[1].reference)])
    assert all(isinstance(a, Advanced) for a in answers)
    assert len(done) == 2


def test_what_concerns_the_whole_transaction_is_raised(bureau: Bureau, several: list[Motion]) -> None:
    """And nothing of the group is kept."""

    def locked() -> Advanced:
        raise DatabaseLocked(path="x", seconds=1)

    with pytest.raises(DatabaseLocked):
        carry_out_each(bureau.office(), [adopts(bureau, several[0].reference), locked])
    assert bureau.book.find_motion(bureau.council, "1/26").state.value == "plenary_decision"


def test_a_dry_run_keeps_nothing_of_one_for_the_next(bureau: Bureau, several: list[Motion]) -> None:
    office = bureau.office(dry_run=True)
    command = lambda: advance(office, several[0].reference, ResultFacts(Outcome.ADOPTED))  # noqa: E731
    first, again = carry_out_each(office, [command, command])
    assert isinstance(first, Advanced)
    assert isinstance(again, Advanced)
    assert bureau.book.find_motion(bureau.council, "1/26").decided_on != date(2026, 2, 10)


def test_an_office_may_carry_out_one_group_after_another(bureau: Bureau, several: list[Motion]) -> None:
    office = bureau.office()
    for motion in several:
        (answer,) = carry_out_each(office, [adopts(bureau, motion.reference)])
        assert isinstance(answer, Advanced)


def test_no_commands_are_no_commit(bureau: Bureau) -> None:
    done = commits(bureau)
    assert carry_out_each(bureau.office(), []) == []
    assert done == []
