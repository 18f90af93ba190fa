"""Published papers that are motions, amendments or inquiries, brought through the machine like any record.

A motion that only the council's service has told of follows it: new stations, new dates, new results. What
the council changes in a result that was taken over is not changed here by itself, and a motion of one's own
is never touched: both are shown by `reconcile`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from states.motion import Motion
from states.refusal import Refusal
from states.stage import OPEN
from workflow.decide import routing
from workflow.intake.history import Past
from workflow.office.histories import Imported, Line, import_within
from workflow.office.office import Office
from workflow.office.published_organizations import Bodies
from workflow.office.published_papers import (
    LINK,
    Stop,
    amendments_of,
    kind_of,
    parent_of,
    past_of,
    reference_of,
    stops_of,
)
from workflow.store.names import fold_reference
from workflow.store.published import Item, Published

#: Papers in one transaction.
BATCH = 100


class Settled:
    """The count of what was brought in."""

    def __init__(self, sink: Callable[[Line], None] = lambda _: None) -> None:
        self.sink = sink
        self.motions = 0
        self.new = 0
        self.own: list[str] = []  #: references of one's own motions that the council has published
        self.steps: Counter[str] = Counter()  #: by verdict
        self.results = 0  #: steps with a phrase that were read anew
        self.unknown: Counter[str] = Counter()
        self.grounds: Counter[str] = Counter()
        self.moved = 0

    def add(self, done: Imported) -> None:
        """Count one batch."""
        for line in done.lines:
            self.steps[line.verdict] += 1
            self.results += bool(line.phrase)
            if line.verdict == "unknown":
                self.unknown[line.phrase] += 1
            elif line.verdict == "outside_rules":
                self.grounds[line.refusal.code if line.refusal else "no_result"] += 1
            self.sink(line)


class Known(NamedTuple):
    """A paper that is a motion here, or is to become one."""

    paper: Item
    reference: str
    number: int | None
    amends: str
    stops: list[Stop]  #: those that are to be taken over


def settle_papers(office: Office, published: Published, bodies: Bodies, count: Settled) -> bool:
    """Bring one batch of papers in, families together; False where none is left. Inside a transaction."""
    batch = published.fresh("Paper", BATCH)
    seen: dict[str, Item] = {}
    above: dict[str, Item] = {}
    for paper in batch:
        _with_family(published, paper, seen, above)
    names: dict[str, str] = {}
    pasts: list[Past] = []
    taken: list[tuple[Item, Mapping[str, Any]]] = []
    for paper in _parents_first(seen, above):
        past = _past(office, published, bodies, paper, _Family(names, above.get(paper.id)), count)
        if past is None:
            continue
        one, remembered = past
        if one is not None:
            pasts.append(one)
        taken.append((paper, remembered))
    numbers: Mapping[str, int] = {}
    if pasts:
        done = import_within(office, pasts)
        count.add(done)
        numbers = done.numbers
    for paper, remembered in taken:
        number = _number(office, names[paper.id], paper, numbers)
        published.link(paper.id, f"motion:{number}", remembered)
    published.seen([*seen, *(p.id for p in batch)])
    return bool(batch)


class _Family(NamedTuple):
    """The references of the papers brought in together, and the paper that this one changes."""

    names: dict[str, str]
    above: Item | None


def _with_family(published: Published, paper: Item, seen: dict[str, Item], above: dict[str, Item]) -> None:
    """A paper with those above and below it, so that a family is brought in as one."""
    waiting = [paper]
    while waiting and len(seen) < 50 * BATCH:
        one = waiting.pop()
        if one.id in seen or (one.deleted and not one.ours):
            continue
        seen[one.id] = one
        parent = parent_of(published, one)
        if parent is not None:
            above[one.id] = parent
            waiting.append(parent)
        for amendment in amendments_of(published, one):
            above.setdefault(amendment.id, one)
            waiting.append(amendment)


def _parents_first(seen: Mapping[str, Item], above: Mapping[str, Item]) -> list[Item]:
    """Those that are changed before those that change them."""

    def depth(identity: str) -> int:
        steps = 0
        while identity in above and steps < 9:
            identity, steps = above[identity].id, steps + 1
        return steps

    return sorted(seen.values(), key=lambda p: (depth(p.id), p.id))


def _past(
    office: Office,
    published: Published,
    bodies: Bodies,
    paper: Item,
    family: _Family,
    count: Settled,
) -> tuple[Past | None, Mapping[str, Any]] | None:
    """What is to be brought in of a paper (None: nothing new), and what to remember of it; None for a paper
    that is none of ours: no motion, or one's own."""
    kind = kind_of(paper)
    if not kind and not paper.ours and not amendments_of(published, paper):
        return None
    names, above = family
    if paper.ours:
        number = int(paper.ours.partition(":")[2])
        motion = office.book.motion(number)
        reference = motion.reference
    else:
        reference, own = _reference(office, paper, names)
        if own is not None:
            published.link(paper.id, f"motion:{own.id}", {"own": True})
            count.own.append(own.reference)
            return None
        number, motion = None, None
    if motion is not None and not came_from(motion, paper):
        return None
    if above is not None and _is_own(office, above):
        return None
    names[paper.id] = reference
    stops = stops_of(published, bodies, paper)
    fresh = _new(paper, stops)
    if motion is not None:
        _reschedule(office, motion, paper, stops, count)
    count.motions += 1
    count.new += motion is None
    remembered = {"steps": _remembered(paper, stops)}
    if motion is not None and not fresh:
        return None, remembered
    amends = names.get(above.id, "") if above is not None else ""
    past = past_of(office, published, paper, fresh, reference=reference, amends=amends, number=number)
    return past, remembered


def came_from(motion: Motion, paper: Item) -> bool:
    """Whether a motion was brought in from this paper, and is not one's own."""
    return (LINK, paper.id) in motion.links


def _is_own(office: Office, above: Item) -> bool:
    """Whether an amendment's paper is a motion of one's own: then it is for the office to take it over."""
    if not above.ours:
        return False
    return not came_from(office.book.motion(int(above.ours.partition(":")[2])), above)


def _reference(office: Office, paper: Item, names: Mapping[str, str]) -> tuple[str, Motion | None]:
    """The reference a new motion gets, or the motion of one's own that the paper is.

    Services give one reference to several papers at times; the second gets a number behind it.
    """
    given = reference_of(paper)
    meant = {fold_reference(name) for name in names.values()}
    for n in range(1, 100):
        reference = given if n == 1 else f"{given} ({n})"
        if fold_reference(reference) in meant:
            continue
        numbers = office.book.motions_named(office.council.id, reference)
        if not numbers:
            return reference, None
        motion = office.book.motion(numbers[0])
        if all(relation != LINK for relation, _ in motion.links):
            return reference, motion
    return f"{given} ({paper.id})", None


def _number(office: Office, reference: str, paper: Item, numbers: Mapping[str, int]) -> int:
    if paper.ours:
        return int(paper.ours.partition(":")[2])
    if reference in numbers:
        return numbers[reference]
    return office.book.motions_named(office.council.id, reference)[0]


def _new(paper: Item, stops: Iterable[Stop]) -> list[Stop]:
    """The consultations that were not taken over yet, or only as a station without a result."""
    before = (paper.taken or {}).get("steps", {})
    return [s for s in stops if s.id not in before or (s.phrase and not before[s.id][2])]


def _remembered(paper: Item, stops: Iterable[Stop]) -> dict[str, Any]:
    """What was taken over: the first result that was published of each consultation."""
    before = dict((paper.taken or {}).get("steps", {}))
    return {**before, **{s.id: s.taken() for s in stops if not before.get(s.id, ["", "", ""])[2]}}


def _reschedule(office: Office, motion: Motion, paper: Item, stops: Iterable[Stop], count: Settled) -> None:
    """A station that is still ahead goes to the meeting that the council has it at now."""
    before = (paper.taken or {}).get("steps", {})
    for stop in stops:
        was = before.get(stop.id)
        if was is None or was[2] or stop.phrase or stop.meeting is None:
            continue  # whoever loses a meeting without getting another has been put off with it
        if motion.state not in OPEN or motion.is_amendment:
            continue
        on = stop.on.isoformat() if stop.on else None
        ahead = (c for c in motion.consultations if c.organization == stop.organization and c.result is None)
        station = next(ahead, None)
        if station is None or (on, stop.item) == (was[1], was[3]) or station.meeting == stop.meeting:
            continue
        try:
            scene = office.scene(family=office.family(motion))
            office.append(routing.schedule(motion, station.n, stop.meeting, stop.item, scene).facts)
        except Refusal:
            continue
        motion = office.book.motion(motion.id)
        count.moved += 1
