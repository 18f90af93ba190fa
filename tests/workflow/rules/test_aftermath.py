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
