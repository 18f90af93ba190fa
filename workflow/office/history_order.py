"""The order in which the steps of a record happened: families of papers, their steps in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from states.council import Council, OrganizationType
from states.outcome import Role
from workflow.intake.history import Past, Step
from workflow.office import organizations
from workflow.office.history_words import role_of


class Turn(NamedTuple):
    """One step in its place among all steps of its family."""

    past: Past
    step: Step
    later: tuple[Step, ...]  #: the steps of the same paper that follow
    duplicate: bool = False
    guess: date | None = None  #: the day of a step without one: that of the step before it

    def role(self, council: Council) -> Role:
        """The role in which the organization dealt with it."""
        found = organizations.required(council, self.step.organization)
        types = [o.type for s in self.later if (o := organizations.find(council, s.organization)) is not None]
        return role_of(
            self.step.role,
            found,
            plenary_later=OrganizationType.PLENARY in types,
            votes_later=bool(types),
        )


def families(pasts: list[Past]) -> Iterator[list[Past]]:
    """Each motion with the amendments to it and to them, the motion first; in the order of the file."""
    by_reference = {p.reference: p for p in pasts}
    below: dict[str, list[Past]] = {}
    roots: list[Past] = []
    for past in by_reference.values():
        if past.amends in by_reference and past.amends != past.reference:
            below.setdefault(past.amends, []).append(past)
        else:
            roots.append(past)
    seen: set[str] = set()
    for root in roots:
        family = list(_with_below(root, below, seen))
        if family:
            yield family
    for past in by_reference.values():  # papers that amend each other in a ring: each for itself
        if past.reference not in seen:
            seen.add(past.reference)
            yield [past._replace(amends="")]


def _with_below(past: Past, below: dict[str, list[Past]], seen: set[str]) -> Iterator[Past]:
    if past.reference in seen:
        return
    seen.add(past.reference)
    yield past
    for one in below.get(past.reference, ()):
        yield from _with_below(one, below, seen)


def turns(family: list[Past]) -> list[Turn]:
    """All steps of a family in the order of time; on one day the stations of the motion in their order, and
    at each of them the amendments before the motion."""
    ordered = {p.reference: _in_time(p) for p in family}
    root = family[0]
    stations = [(guess, step.organization) for step, guess in ordered[root.reference]]
    found: list[tuple[tuple[date, int, int, int], Turn]] = []
    for depth, past in enumerate(family):
        seen: set[tuple[object, ...]] = set()
        steps = ordered[past.reference]
        for i, (step, guess) in enumerate(steps):
            key = (step.organization, step.on, step.phrase, step.votes, step.role)
            later = tuple(s for s, _ in steps[i + 1 :])
            turn = Turn(past, step, later, key in seen and step.on is not None, guess)
            seen.add(key)
            place = (guess, step.organization)
            rank = stations.index(place) if place in stations else 0
            rank = i if past is root else rank
            found.append(((guess or date.min, rank, 0 if depth else 1, -depth), turn))
    found.sort(key=lambda pair: pair[0])
    return [turn for _, turn in found]


def _in_time(past: Past) -> list[tuple[Step, date | None]]:
    """The steps by their days; one without a day stays behind the one it was written after."""
    guesses: list[tuple[date, int, Step, date | None]] = []
    last = past.submitted_on
    for i, step in enumerate(past.steps):
        last = step.on or last
        guesses.append((last or date.min, i, step, last))
    guesses.sort(key=lambda g: g[:2])
    return [(step, guess) for _, _, step, guess in guesses]
