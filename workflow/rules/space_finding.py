"""What the checks of a council's state space look at, and what they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from states.council import Council
from workflow.rules.statespace import Arrow, Space, Step

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """Something wrong: its code, where in the file it comes from, and the way that leads to it."""

    code: str
    at: Path
    facts: Mapping[str, Any] = {}
    way: tuple[Step, ...] = ()


class View(NamedTuple):
    """A council with everything that can happen in it, as it is and as it were without its own outcomes."""

    council: Council
    spaces: tuple[tuple[int, Space], ...]  #: number of the route, what can be reached on it
    plain: tuple[tuple[int, Space], ...]

    def arrows(self) -> Iterator[tuple[Space, Arrow]]:
        """Every result that can happen, with the space it happens in."""
        for _, space in self.spaces:
            for arrow in space.arrows:
                yield space, arrow
