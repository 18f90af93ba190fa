"""The pages about motions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from states import snapshot
from states.fold import fold
from states.motion import Motion
from workflow.audit.chain import stamp
from workflow.store.database import Found
from workflow.store.meetings import read_meeting
from workflow.store.names import fold_reference, nearest, number_of
from workflow.store.pages import Loaded, Pages
from workflow.store.refusals import AmbiguousReference, UnknownReference, UnknownReferenceNear


class Motions(Pages):
    """Motions, found by their reference, their number, their place on the way."""

    def motions_named(self, council: int, reference: str) -> list[int]:
        """The numbers of the motions with this reference, however it is spelt."""
        rows = self.database.rows(self.database.sql.MOTIONS_NAMED, (council, fold_reference(reference)))
        return [row[0] for row in rows]

    def find_motion(self, council: int, reference: str) -> Motion:
        """The motion of a reference (`12/397`, `Drs. 12/397`) or number (`#17`).

        Raises UnknownReference, which offers the nearest ones, and AmbiguousReference.
        """
        number = number_of(reference)
        if number is not None:
            if self.database.row(self.database.sql.MOTION_COUNCIL, (number,)) != (council,):
                raise UnknownReference(reference=reference)
            return self.motion(number)
        found = self._of_reference(council, fold_reference(reference))
        if not found:
            raise self._unknown(council, reference)
        if len(found) > 1:
            numbers = self.motions_named(council, reference)
            raise AmbiguousReference(reference=reference, numbers=[f"#{n}" for n in numbers])
        return found[0]

    def _of_reference(self, council: int, folded: str) -> Sequence[Motion]:
        ahead = self._named.get((council, folded))
        if ahead is not None:
            return [self.motion(number) for number in ahead]
        if self._depth and self.database.dialect != "sqlite" and not self._renamed:
            return self._with_family(council, folded)
        return self._motions("MOTION_NAMED", (council, folded), aside=not self._renamed)

    def _with_family(self, council: int, folded: str) -> Sequence[Motion]:
        """A motion, and ahead of their use its amendments and the meeting of its station: a server is asked
        once for all three."""
        sql, named = self.database.sql, (council, folded)
        rows, below, meeting = self.database.at_once(
            (
                (sql.MOTION_NAMED_LOCKED, named),
                (sql.BELOW_NAMED, (*named, *named)),
                (sql.MEETING_NAMED, named),
            )
        )
        found = [self._motion(row) for row in rows]
        family = [self._motion(row) for row in below]
        if len(found) == 1:
            root = found[0].root or found[0].id
            self._below[root] = [m.id for m in (*found, *family) if m.id != root]
        self._met.update((row[0], read_meeting(row)) for row in meeting)
        return found

    def fetch(self, council: int, references: Iterable[str]) -> None:
        """Read motions with their families in two statements, ahead of their use. Inside `writing()`."""
        sql, wanted = self.database.sql, sorted({fold_reference(name) for name in references})
        rows = self.database.rows(sql.NAMED_AMONG, (council, self._list(wanted)))
        roots: set[int] = set()
        for *row, folded, root in rows:
            self._motion(tuple(row))
            self._named.setdefault((council, folded), []).append(row[0])
            roots.add(root or row[0])
        heads = self._list(sorted(roots))
        below: dict[int, list[int]] = {root: [] for root in roots}
        for motion in self._motions("FAMILIES", (heads, heads)):
            if motion.id not in roots:
                below[motion.root or 0].append(motion.id)
        self._below.update(below)

    def _unknown(self, council: int, reference: str) -> UnknownReference:
        folded, sql = fold_reference(reference), self.database.sql
        start = folded[:2]
        rows = self.database.rows(sql.REFERENCES_LATEST, (council,))
        rows += self.database.rows(sql.REFERENCES_LIKE, (council, start, start + "\U0010ffff"))
        near = nearest(reference, (row[0] for row in rows))
        if near:
            return UnknownReferenceNear(reference=reference, nearest=near)
        return UnknownReference(reference=reference)

    def motion(self, number: int) -> Motion:
        """The motion of a number. Raises UnknownReference."""
        at = self._loaded.get(f"motion:{number}")
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        sql = self.database.sql
        rows = self.database.aside(sql.MOTION_LOCKED if self._depth else sql.MOTION, (number,))
        if not rows:
            raise UnknownReference(reference=f"#{number}")
        return self._motion(rows[0])

    def family(self, root: int) -> tuple[Motion, ...]:
        """A motion and all amendments to it and to them, by number. One statement."""
        at = self._loaded.get(f"motion:{root}")
        if at is None or at.value is None:
            return self._motions("FAMILY", (root, root, root), aside=not self._renamed)
        ahead = self._below.get(root)
        if ahead is not None:
            below = tuple(self.motion(number) for number in ahead)
        else:
            below = self._motions("BELOW", (root, root), aside=not self._renamed)
        return (at.value, *below) if not below else _by_number((at.value, *below))

    def motions_at(self, meeting: int) -> list[Motion]:
        """The motions whose current or planned consultation is at this meeting."""
        return list(self._motions("MOTIONS_AT", (meeting,)))

    def waiting_for(self, council: int, organization: str) -> list[Motion]:
        """The motions that stand at this organization and have no meeting there.

        A motion stands where its turn is; one that was only filed stands at the first of its route.
        """
        return list(self._motions("WAITING", (council, organization)))

    def rejected_with_title(self, council: int, title: str) -> list[Motion]:
        """The rejected motions of exactly this title, for the lock on filing the same matter again."""
        return list(self._motions("REJECTED_TITLED", (council, title)))

    def open_motions(self, council: int) -> list[int]:
        """The numbers of all motions on their way, drafts not among them."""
        return [row[0] for row in self.database.rows(self.database.sql.OPEN_MOTIONS, (council,))]

    def motions_with_dates(self, council: int, start: date, end: date, *, decided_since: date) -> list[int]:
        """The numbers of motions with a report or a resubmission due in a span of days, or decided, rejected
        or suspended since a day: for each of them a period may run."""
        sql = self.database.sql
        span = (council, start.isoformat(), end.isoformat())
        found = [
            *self.database.rows(sql.REPORTS_DUE, span),
            *self.database.rows(sql.HELD_UNTIL, span),
            *self.database.rows(sql.DECIDED_SINCE, (council, decided_since.isoformat())),
        ]
        return sorted({row[0] for row in found})

    def has_results(self, meeting: int) -> bool:
        """Whether results of this meeting are on record."""
        return self.database.row(self.database.sql.HAS_RESULTS, (meeting,)) is not None

    def _motions(self, statement: str, values: Sequence[Any], *, aside: bool = False) -> tuple[Motion, ...]:
        """The motions of a statement; `aside`: nothing that is not written yet can change the answer."""
        sql = getattr(self.database.sql, f"{statement}_LOCKED" if self._depth else statement)
        rows = self.database.aside(sql, values) if aside else self.database.rows(sql, values)
        return tuple(self._motion(row) for row in rows)

    def _motion(self, row: Found) -> Motion:
        number, form, text, n, head = row
        stream = f"motion:{number}"
        at = self._loaded.get(stream)
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        motion = snapshot.load(text) if form == snapshot.FORMAT else self._refolded(number)
        if self._depth:
            self._loaded[stream] = Loaded(n, head, motion)
        return motion

    def _refolded(self, number: int) -> Motion:
        council = self.database.rows(self.database.sql.MOTION_COUNCIL, (number,))[0][0]
        return fold(number, self.recorded(council, f"motion:{number}"))

    def due(self, now: datetime, limit: int) -> list[tuple[int, int]]:
        """Numbers of motions, each with its council's, for which something is due, the earliest first."""
        return [(row[0], row[1]) for row in self.database.rows(self.database.sql.DUE, (stamp(now), limit))]


def _by_number(motions: Iterable[Motion]) -> tuple[Motion, ...]:
    return tuple(sorted(motions, key=lambda motion: motion.id))
