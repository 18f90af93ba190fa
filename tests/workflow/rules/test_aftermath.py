"""What runs after a decision is the same, whether told from a motion or from its row."""

from __future__ import annotations

from states.outcome import Role
from states.stage import ADOPTED
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
