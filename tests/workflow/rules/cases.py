"""A builder for cases: a test names only what matters to it."""

from __future__ import annotations

from workflow.rules.deadline import answer
from workflow.rules.deadline_json import computed_as_json, question_from_case


def case(mode: str, params: dict[str, object] | None = None, **others: object) -> dict[str, object]:
    """A case of a Schleswig-Holstein council for its meeting of Tuesday, 12 May 2026, 19:00."""
    plain: dict[str, object] = {
        "land": "SH",
        "timezone": "Europe/Berlin",
        "whose_deadline": "own",
        "weekend_holiday_policy": "none",
        "session_datetime": "2026-05-12T19:00:00+02:00",
        "event_datetime": None,
    }
    return {"mode": mode, "params": params or {}} | plain | others


def solve(given: dict[str, object]) -> dict[str, object]:
    """What the program answers, without its sentences."""
    return computed_as_json(answer(question_from_case(given)), [])


def deadline(mode: str, params: dict[str, object] | None = None, **others: object) -> object:
    """The deadline of a case, as it is printed."""
    return solve(case(mode, params, **others))["deadline"]
