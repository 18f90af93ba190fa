"""What runs after a decision is the same, whether told from a motion or from its row."""

from __future__ import annotations

from datetime import date

import pytest

from states.outcome import Role
from states.stage import ADOPTED, State
from tests.world import a_council
from workflow.rules import aftermath


def test_adopted_states_and_deciding_roles_are_those_of_the_enumerations() -> None:
    """The rows' plain words stand for the same states and roles."""
    assert aftermath.ADOPTED == ADOPTED
    assert {role for role in Role if role.decides} == aftermath.DECIDING


def test_the_last_deciding_consultation_counts() -> None:
    """A recommendation after the decision, or one before, does not make it a committee's decision."""
    roles = ["committee_decision", "plenary_decision", "notice"]
    assert aftermath.decided("adopted", "2026-03-24", None, roles).decided_as == "plenary_decision"
    assert aftermath.decided("adopted", "2026-03-24", None, ["hearing"]).decided_as == ""


@pytest.mark.parametrize(
    ("words", "opens", "closes"),
    [
        ("day 3 to 2 weeks after", date(2026, 3, 13), date(2026, 3, 24)),  # from the objection
        ("3 weeks after meeting", None, date(2026, 3, 24)),  # from the first meeting
        ("not before 3 days after meeting", date(2026, 3, 7), None),
        ("not before 3 days after", date(2026, 3, 14), None),
    ],
)
def test_the_window_of_a_repeat_vote(words: str, opens: date | None, closes: date | None) -> None:
    """It counts from what the rule names, and an earliest day is no last one."""
    suspended = aftermath.Decided(State.SUSPENDED, date(2026, 3, 3), date(2026, 3, 10))
    window = aftermath.repeat_vote_window(suspended, a_council(flags={"repeat_vote": words}))
    assert window is not None
    assert (window.opens and window.opens.date(), window.closes and window.closes.date()) == (opens, closes)


def test_an_objection_flag_is_that_of_the_organization_that_decided() -> None:
    """The plenary's decisions and a committee's have periods of their own (§§ 54, 57 GO NRW)."""
    day = date(2026, 3, 3)
    of = aftermath.objection_flag
    assert of(aftermath.Decided("adopted", day, None, "plenary_decision")) == "objection_plenary"
    assert of(aftermath.Decided("adopted", day, None, "committee_decision")) == "objection_committee"


TUESDAY = date(2026, 3, 3)
RULES = {
    "objection_plenary": "3 days after",
    "objection_committee": "1 week after",
    "repeat_vote": "day 3 to 2 weeks after",
    "resubmission_lock": "locked for 6 months",
}


def after(state: str, decided_on: date | None = TUESDAY, role: str = "plenary_decision") -> aftermath.Decided:
    return aftermath.Decided(state, decided_on, None, role)


def test_what_was_adopted_can_be_objected_to_and_then_carried_out() -> None:
    """The period of the organization that decided; where none runs it can be carried out at once."""
    council, without = a_council(flags=RULES), a_council()
    plenary, committee = after("adopted"), after("adopted_partly", role="committee_decision")
    found = [aftermath.objection_end(m, council) for m in (plenary, committee)]
    ends = [one and one.deadline.date() for one in found]
    assert ends == [date(2026, 3, 6), date(2026, 3, 10)]
    free = aftermath.executable_from(plenary, council)
    assert free is not None
    assert free.date() == date(2026, 3, 6)
    assert aftermath.objection_end(plenary, without) is None
    at_once = aftermath.executable_from(plenary, without)
    assert at_once is not None
    assert (at_once.date(), at_once.hour) == (TUESDAY, 0)


@pytest.mark.parametrize("state", ["rejected", "suspended", "plenary_decision", "withdrawn"])
def test_what_was_not_adopted_runs_no_objection_period(state: str) -> None:
    council = a_council(flags=RULES)
    assert aftermath.objection_end(after(state), council) is None
    assert aftermath.executable_from(after(state), council) is None
    assert aftermath.objection_end(after("adopted", None), council) is None


def test_a_lock_is_over_on_the_day_after_its_last_one() -> None:
    """Six months after 3 March end with 3 September (§§ 187 Abs. 1, 188 Abs. 2 BGB)."""
    council = a_council(flags=RULES)
    assert aftermath.lock_until(after("rejected"), council) == date(2026, 9, 4)
    assert aftermath.lock_until(after("adopted"), council) is None
    assert aftermath.lock_until(after("rejected", None), council) is None
    assert aftermath.lock_until(after("rejected"), a_council()) is None


def test_only_what_is_suspended_is_voted_on_again() -> None:
    council = a_council(flags=RULES)
    assert aftermath.repeat_vote_window(after("suspended"), council) is None, "since when is not known"
    suspended = after("adopted")._replace(suspended_on=TUESDAY)
    assert aftermath.repeat_vote_window(suspended, council) is None
    again = suspended._replace(state="suspended")
    assert aftermath.repeat_vote_window(again, council) is not None
    assert aftermath.repeat_vote_window(again, a_council()) is None
