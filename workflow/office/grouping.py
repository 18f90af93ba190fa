"""Many commands in one commit: what waits together is made durable together.

A commit costs the same whether it holds one command or two hundred. Whoever receives commands faster than a
disk can sync them (a file of results, a service with a queue) carries out all that wait in one transaction.
Each still counts for itself: one that is refused leaves nothing behind and keeps no other back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from states.refusal import Exit, Refusal
from workflow.office.office import Office
from workflow.store.refusals import AnswerLost, Conflict, DatabaseLocked, MayNot, NotSaved

T = TypeVar("T")

#: More do not make it faster, and others wait for the whole group.
LARGEST = 500


#: What concerns all commands of a transaction.
_STATUS = (Exit.DATABASE, Exit.NETWORK, Exit.STORAGE)
_KINDS = (Conflict, DatabaseLocked, MayNot)


class _HalfDone(Exception):
    """A command was refused after it had appended something: the group has to be done again without it."""

    def __init__(self, number: int, refusal: Refusal) -> None:
        self.number = number
        self.refusal = refusal
        super().__init__()


def carry_out_each(
    office: Office, commands: Sequence[Callable[[], T]], *, ahead: Callable[[], object] | None = None
) -> list[T | Refusal]:
    """Carry out commands in their order and commit them as one group; give each its answer or its refusal.

    A command is what carries something out at an office on the same book (`results.advance` and the like); it
    may run more than once. `ahead` reads what they will need, inside the transaction. Where somebody else was
    faster, each is carried out by itself. Raises DatabaseLocked, DiskFull, NotWritable, NotSaved, AnswerLost:
    then none of the group was recorded, or nobody knows (AnswerLost).
    """
    if not commands:
        return []
    if office.dry_run:  # nothing of one may be there for the next
        return [_by_itself(command) for command in commands]
    refused: dict[int, Refusal] = {}
    while True:
        try:
            return _as_group(office, commands, refused, ahead)
        except _HalfDone as half:
            refused[half.number] = half.refusal
        except Conflict:
            return [_by_itself(command) for command in commands]


def _as_group(
    office: Office,
    commands: Sequence[Callable[[], T]],
    refused: dict[int, Refusal],
    ahead: Callable[[], object] | None,
) -> list[T | Refusal]:
    book = office.book
    name = f"{office.command}.group{book.appended}"  # a command may have several groups, one after the other
    answers: list[T | Refusal] = []
    try:
        with book.writing():
            if ahead is not None:
                ahead()
            before = book.appended
            for number, command in enumerate(commands):
                answers.append(refused[number] if number in refused else _one(office, number, command))
            if book.remote and book.appended > before:
                book.answer(name, office.council.id, {"entries": book.appended - before}, office.now)
    except AnswerLost:
        if book.find_out(name, office.council.id, office.now) is None:
            raise NotSaved(path=book.database.path) from None
    return answers


def _one(office: Office, number: int, command: Callable[[], T]) -> T | Refusal:
    before = office.book.appended
    try:
        return command()
    except Refusal as refusal:
        if refusal.exit_status in _STATUS or isinstance(refusal, _KINDS):
            raise
        if office.book.appended != before:
            raise _HalfDone(number, refusal) from refusal
        return refusal


def _by_itself(command: Callable[[], T]) -> T | Refusal:
    try:
        return command()
    except Refusal as refusal:
        return refusal
