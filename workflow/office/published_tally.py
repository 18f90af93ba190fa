"""How the motions that the council's service told of have ended, counted from what is recorded here."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from states.outcome import Outcome
from states.stage import OPEN
from workflow.office.office import Office
from workflow.office.published_papers import kind_of
from workflow.store.published import Published


class Row(NamedTuple):
    """The motions whose last result is this one; None: of which no result is published."""

    outcome: Outcome | None
    motions: int
    amendments: int
    inquiries: int
    open: int  #: of all of them, those that still have a station ahead


class Tally(NamedTuple):
    """Motions by the last result that each of them had."""

    rows: list[Row]
    without_consultation: int
    outside: int  #: motions with a fact outside the rules


def tally(office: Office, published: Published) -> Tally:
    """Count all motions, amendments and inquiries that were brought in, in constant memory."""
    counts: dict[Outcome | None, Counter[str]] = {}
    bare = outside = 0
    for paper in published.linked("Paper"):
        if not paper.ours or (paper.taken or {}).get("own"):
            continue
        motion = office.book.motion(int(paper.ours.partition(":")[2]))
        last = motion.last_result()
        count = counts.setdefault(last.outcome if last else None, Counter())
        kind = kind_of(paper)
        count[kind if kind in ("amendment", "inquiry", "") else "motion"] += 1
        count["open"] += motion.state in OPEN
        bare += not motion.consultations and last is None and not motion.outside
        outside += bool(motion.outside)
    rows = [
        Row(outcome, c["motion"] + c[""], c["amendment"], c["inquiry"], c["open"])
        for outcome, c in counts.items()
    ]
    rows.sort(key=lambda r: -(r.motions + r.amendments + r.inquiries))
    return Tally(rows, bare, outside)
