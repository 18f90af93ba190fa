"""ALLRIS (CC e-gov): words that stand for "nothing", and control characters raw within texts.

The latter are let through when the JSON is read (`strict=False`).
"""

from __future__ import annotations

from typing import Any

_FILLERS = frozenset({"N/A", "n/a", "-", "—"})
#: Nothing this long is a filler, with blanks around it or not.
_LONG = 9
#: Texts whose filler would be taken for a value.
_FIELDS = ("reference", "paperType", "result", "resolutionText", "role", "number", "meetingState")


def without_fillers(answer: Any) -> Any:
    """The answer without fields that say nothing."""
    if not isinstance(answer, dict):
        return answer
    data = answer.get("data")
    for one in data if isinstance(data, list) else [answer]:
        _clear(one)
    return answer


def _clear(one: Any) -> None:
    if not isinstance(one, dict):
        return
    for field in _FIELDS:
        value = one.get(field)
        if isinstance(value, str) and len(value) < _LONG and value.strip() in _FILLERS:
            del one[field]
    for key in ("consultation", "agendaItem"):
        inner = one.get(key)
        for below in inner if isinstance(inner, list) else ():
            _clear(below)
