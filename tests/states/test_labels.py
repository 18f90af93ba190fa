"""Every state and every role has a name, and nothing else has."""

from __future__ import annotations

from states.labels import ROLE_LABELS, STATE_LABELS
from states.outcome import Role
from states.stage import State


def test_every_state_and_role_has_its_label() -> None:
    """The labels stand apart from the enumerations, in their order and without a gap."""
    assert list(STATE_LABELS) == [state.value for state in State]
    assert list(ROLE_LABELS) == [role.value for role in Role]
