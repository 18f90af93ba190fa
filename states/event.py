"""Facts: as they are decided, on their way into a history, and as the log gives them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Data = Mapping[str, Any]


class Event(NamedTuple):
    """A fact as it is decided, before it is recorded. `data` holds only what canonical JSON can:
    strings, integers, booleans, null, lists, objects. Dates are ISO strings."""

    kind: str
    data: Data
    effective: str = ""  #: ISO date or local date-time at which it took effect; empty: when recorded


class Recorded(NamedTuple):
    """A fact as the log gives it back."""

    n: int
    kind: str
    data: Data
    effective: str = ""


class Fact(NamedTuple):
    """An event on its way into one history: `motion:17`, `meeting:4`, `person:2` or `council`."""

    stream: str
    event: Event


class DoesNotFollow(Exception):
    """An event rests on something that the events before it did not bring about."""

    def __init__(self, n: int, why: str) -> None:
        self.n = n
        super().__init__(f"event {n}: {why}")
