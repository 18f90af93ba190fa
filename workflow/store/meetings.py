"""The pages about meetings and about people."""

from __future__ import annotations

import json
from datetime import date, time

from states.meeting import Meeting, MeetingStatus
from workflow.store.database import Found
from workflow.store.folding import Person
from workflow.store.pages import Pages
from workflow.store.refusals import UnknownMeeting

_FIRST, _LAST = "0001-01-01", "9999-12-31"


class Meetings(Pages):
    """Meetings and people."""

    def meeting(self, number: int) -> Meeting:
        """The meeting of a number. Raises UnknownMeeting."""
        at = self._loaded.get(f"meeting:{number}")
        if at is not None and at.value is not None:
            return at.value  # type: ignore[no-any-return]
        known = self._met.get(number)
        if known is not None:
            return known
        rows = self.database.aside(self.database.sql.MEETING, (number,))
        if not rows:
            raise UnknownMeeting(meeting=f"#{number}")
        meeting = read_meeting(rows[0])
        if self._depth:
            self._met[number] = meeting
        return meeting

    def meetings(
        self,
        council: int,
        organization: str | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> list[Meeting]:
        """Meetings from `start` up to and without `end`, of one organization or all, in their order."""
        span = (start.isoformat() if start else _FIRST, end.isoformat() if end else _LAST)
        sql = self.database.sql
        if organization is None:
            rows = self.database.rows(sql.MEETINGS, (council, *span))
        else:
            rows = self.database.rows(sql.MEETINGS_OF, (council, organization, *span))
        return [read_meeting(row) for row in rows]

    def meeting_on(self, council: int, organization: str, on: date) -> list[Meeting]:
        """The meetings of an organization on a day, cancelled ones included."""
        return self.meetings(council, organization, on, date.fromordinal(on.toordinal() + 1))

    def meeting_with_uid(self, council: int, uid: str) -> list[Meeting]:
        """The meetings that a foreign calendar knows by this identity."""
        rows = self.database.rows(self.database.sql.MEETING_UID, (council, uid))
        return [read_meeting(row) for row in rows]

    def person(self, number: int) -> Person | None:
        """The person of a number."""
        return _person(self.database.row(self.database.sql.PERSON, (number,)))

    def persons(self, council: int) -> list[Person]:
        """Everybody who works with this council's motions, those who left included."""
        rows = self.database.rows(self.database.sql.PERSONS, (council,))
        return [found for row in rows if (found := _person(row)) is not None]

    def person_by_login(self, council: int, login: str) -> Person | None:
        """The active person with this name at the operating system."""
        commitment = self.database.row(self.database.sql.COMMITMENT, (council, login))
        if commitment is None:
            return None
        return _person(self.database.row(self.database.sql.PERSON_BY_LOGIN, (council, commitment[0])))


def read_meeting(row: Found) -> Meeting:
    """The meeting of a row."""
    number, organization, on, begins, ends, place, name, status, sequence, origin, minutes, uid, version = row
    return Meeting(
        number,
        organization,
        date.fromisoformat(on),
        _clock(begins),
        _clock(ends),
        place,
        name,
        MeetingStatus(status),
        sequence,
        origin,
        date.fromisoformat(minutes) if minutes else None,
        uid,
        version,
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _person(row: Found | None) -> Person | None:
    if row is None:
        return None
    number, _, login, roles, active, data, version = row
    return Person(number, login, tuple(json.loads(roles)), bool(active), json.loads(data), version)
