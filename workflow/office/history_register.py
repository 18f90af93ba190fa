"""The motions of an import by their references and families, known without asking the database in between.

Whatever is asked of the database has what was appended before written first. An import that asks for each
motion writes each by itself; one that knows its motions writes a hundred at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from states.motion import Motion
from workflow.intake.history import Past
from workflow.office.office import Office
from workflow.store.names import fold_reference

#: Motions that are written together: as many as memory holds easily.
AT_ONCE = 100


class Register:
    """The numbers of motions, those that were there and those that the import files."""

    def __init__(self, office: Office) -> None:
        self._office = office
        #: the first motion of each reference, as the database and this import have them
        self._named: dict[str, int | None] = {}
        #: families whose first motion this import has filed: nobody else has added to them
        self._filed: dict[int, list[int]] = {}
        self._waiting = 0

    def look_up(self, pasts: Iterable[Past]) -> None:
        """Ask for all references before anything is appended."""
        for past in pasts:
            for reference in (past.reference, past.amends):
                if reference:
                    self.known(reference)

    def known(self, reference: str) -> int | None:
        """The number of the first motion with this reference, however it is spelt."""
        folded = fold_reference(reference)
        if folded not in self._named:
            found = self._office.book.motions_named(self._office.council.id, reference)
            self._named[folded] = found[0] if found else None
        return self._named[folded]

    def filed(self, number: int, reference: str, parent: Motion | None) -> None:
        """Note a motion that was filed."""
        self._named[fold_reference(reference)] = number
        root = number if parent is None else parent.root or parent.id
        if parent is None:
            self._filed[number] = [number]
        elif root in self._filed:
            self._filed[root].append(number)

    def family(self, motion: Motion) -> tuple[Motion, ...]:
        """The motion at the root with every amendment below it, by number."""
        numbers = self._filed.get(motion.root or motion.id)
        if numbers is None:
            return self._office.family(motion)
        return tuple(self._office.book.motion(number) for number in sorted(numbers))

    def done(self, motions: int) -> None:
        """Have what so many motions appended written once there are enough."""
        self._waiting += motions
        if self._waiting >= AT_ONCE:
            self._office.book.flush()
            self._waiting = 0
