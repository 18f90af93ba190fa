"""The results of a meeting as a file lists them: all or nothing, or each line for itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from states.motion import Motion
from states.refusal import N_, Exit, Refusal
from states.rule_refusals import AmendmentFirst, FurtherReachingFirst
from workflow.decide.entered import ResultFacts
from workflow.decide.scene import Decision
from workflow.office import grouping
from workflow.office.office import Office
from workflow.office.results import Advanced, advance, decided
from workflow.store.names import fold_reference


class Line(NamedTuple):
    """One result among several of a meeting, and where it was written."""

    reference: str
    entered: ResultFacts
    place: str = ""  #: file:line


class WrongLine(Refusal):
    """A refusal of one line among many; nothing of the file was recorded."""

    code = "wrong_line"
    message = N_("{place}: {reference}: {fault}")
    way_out = N_("{way_out}Nothing of the file has been recorded.")

    def __init__(self, line: Line, cause: Refusal) -> None:
        self.line = line
        self.cause = cause
        super().__init__(
            ground=cause.ground,
            place=line.place,
            reference=line.reference,
            fault=cause,
            way_out=_WayOut(cause),
        )

    @property
    def exit_status(self) -> Exit:  # type: ignore[override]
        """That of the line's own refusal."""
        return self.cause.exit_status


class _WayOut:
    """The way out of another refusal, put into words only when it is said: then the language is known."""

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def __str__(self) -> str:
        from workflow.words import sentence

        said = sentence(self._refusal).way_out
        return f"{said} " if said else ""


def record_all(office: Office, lines: Iterable[Line]) -> list[Advanced]:
    """All results of a meeting in one transaction: all or nothing. Raises WrongLine for the first that is
    refused, with its place.

    Amendments are recorded ahead of their motion, the furthest-reaching first, wherever the file has them.
    """
    seen: list[Motion] = []
    given = list(lines)

    def work() -> Decision:
        seen.clear()
        office.book.fetch(office.council.id, [line.reference for line in given])
        warnings: list[Any] = []
        waiting = list(given)
        while waiting:
            line = waiting.pop(0)
            try:
                motion = office.find(line.reference)
                decision = decided(office, motion, line.entered)
                office.append(decision.facts)
            except (AmendmentFirst, FurtherReachingFirst) as refusal:
                first = _named_first(refusal, waiting)
                if first is None:
                    raise WrongLine(line, refusal) from refusal
                waiting.remove(first)
                waiting = [first, line, *waiting]
                continue
            except Refusal as refusal:
                raise WrongLine(line, refusal) from refusal
            seen.append(motion)
            warnings += decision.warnings
        return Decision((), tuple(warnings))

    carried = office.carry_out(work)
    return [Advanced(before, carried.motion(before.id), carried) for before in seen]


def _named_first(refusal: Refusal, waiting: Iterable[Line]) -> Line | None:
    """The line of the paper that has to be voted on first, where the file has it further down."""
    name = fold_reference(str(refusal.facts.get("amendment") or refusal.facts.get("first") or ""))
    return next((line for line in waiting if fold_reference(line.reference) == name), None)


def record_each(office: Office, lines: Iterable[Line]) -> list[Advanced | WrongLine]:
    """Every result for itself, in the order of the lines: what was recorded, or why it was not.

    Amendments are recorded ahead of their motion wherever the file has them. Many lines share a commit. In a
    dry run nothing is kept, and each line is tried as if it were alone.
    """
    given = list(lines)
    answers: dict[int, Advanced | WrongLine] = {}
    waiting = list(range(len(given)))
    while waiting:
        found = _tried(office, [given[number] for number in waiting])
        answers.update(zip(waiting, found, strict=True))
        later = [number for number in waiting if _waits(answers[number])]
        if len(later) == len(waiting):
            break
        waiting = later
    return [answers[number] for number in range(len(given))]


def _tried(office: Office, lines: list[Line]) -> list[Advanced | WrongLine]:
    found: list[Advanced | WrongLine] = []
    for start in range(0, len(lines), grouping.LARGEST):
        group = lines[start : start + grouping.LARGEST]
        commands = [partial(advance, office, line.reference, line.entered) for line in group]
        ahead = partial(office.book.fetch, office.council.id, [line.reference for line in group])
        answers = grouping.carry_out_each(office, commands, ahead=ahead)
        found += [
            WrongLine(line, answer) if isinstance(answer, Refusal) else answer
            for line, answer in zip(group, answers, strict=True)
        ]
    return found


def _waits(answer: Advanced | WrongLine) -> bool:
    """True where a vote has to come first that may have come by now."""
    return isinstance(answer, WrongLine) and isinstance(answer.cause, (AmendmentFirst, FurtherReachingFirst))
