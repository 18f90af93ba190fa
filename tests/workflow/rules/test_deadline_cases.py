"""The worked examples of the field: deadlines that councils' rules, statutes and disputes have produced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.rules.cases import solve

FILE = Path(__file__).resolve().parents[4] / "shared" / "cases" / "deadlines.json"
#: What `deadlines compute` is given; the other keys of a case describe it.
ASKED = (
    *("mode", "params", "land", "timezone", "whose_deadline", "weekend_holiday_policy"),
    *("session_datetime", "event_datetime"),
)


def worked_cases() -> list[Any]:
    """Every case of the file, or one that skips where the file is missing."""
    if not FILE.is_file():
        why = "the worked examples (../shared/cases) are not on this machine"
        return [pytest.param({}, marks=pytest.mark.skip(reason=why))]
    cases = json.loads(FILE.read_text("utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.parametrize("case", worked_cases())
def test_worked_example_from_its_eight_keys(case: dict[str, Any]) -> None:
    """The deadline and the safe one follow from the case alone; each reading it names is shown."""
    found = solve({key: case[key] for key in ASKED})
    assert found["deadline"] == case["expected_deadline"]
    assert found["safe_deadline"] == case["safe_deadline"]
    assert set(case["alternative_deadline"]) <= set(found["alternatives"])  # type: ignore[call-overload]


@pytest.mark.parametrize("case", worked_cases())
def test_worked_example_with_its_wording(case: dict[str, Any]) -> None:
    """With the wording of the rule at hand, exactly the readings that it bears are shown."""
    found = solve(case)
    assert found["deadline"] == case["expected_deadline"]
    assert found["safe_deadline"] == case["safe_deadline"]
    assert found["alternatives"] == case["alternative_deadline"]
