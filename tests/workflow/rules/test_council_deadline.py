"""The deadlines of a council's file, for one meeting."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from states.meeting import Meeting
from workflow import presets
from workflow.rules.council_deadline import admission, deadlines_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("name", presets.builtin())
def test_every_council_file_tells_the_deadlines_of_a_meeting(name: str) -> None:
    """Rules that need the calendar or another event are left out, none makes the others fail."""
    council = presets.read_builtin(name).council
    assert council is not None
    for organization in council.organizations:
        meeting = Meeting(1, organization.key, date(2026, 11, 24), time(17))
        found = deadlines_of(meeting, council)
        assert all(d.computed.deadline.date() < date(2027, 1, 31) for d in found)
        assert "term" not in {d.computed.rule.anchor for d in found}


def test_the_submission_deadline_is_open_until_its_last_moment() -> None:
    council = presets.read_builtin("kreis-nrw").council
    assert council is not None
    plenary = council.plenary()
    assert plenary is not None
    meeting = Meeting(1, plenary.key, date(2026, 12, 15), time(17))
    before = admission(meeting, council, datetime(2026, 11, 2, tzinfo=BERLIN))
    assert before is not None
    assert before.open
    last = before.deadline
    at_last = admission(meeting, council, last)
    assert at_last is not None
    assert at_last.open
    after = admission(meeting, council, datetime.fromtimestamp(last.timestamp() + 1, BERLIN))
    assert after is not None
    assert not after.open
