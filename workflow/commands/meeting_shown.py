"""What meeting commands say: a meeting in words, what shifts with it, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from states.meeting import Meeting
from states.motion import Motion
from states.stage import ROLE_LABELS
from workflow.office.office import Office
from workflow.rules.conflict import CONFLICTS, Conflict, conflicts
from workflow.rules.shift import Shift
from workflow.store.refusals import UnknownMeeting
from workflow.words import _, clock_time, day, fill

Row = dict[str, Any]


def meeting_row(office: Office, meeting: Meeting) -> Row:
    """A meeting as programs read it; the same keys as in the list."""
    found = office.rules.organization(meeting.organization)
    return {
        "id": meeting.id,
        "organization": meeting.organization,
        "organization_name": found.name if found else meeting.organization,
        "date": meeting.on.isoformat(),
        "begins": meeting.begins.strftime("%H:%M") if meeting.begins else None,
        "ends": meeting.ends.strftime("%H:%M") if meeting.ends else None,
        "place": meeting.place,
        "name": meeting.name,
        "status": meeting.status.value,
        "minutes_on": meeting.minutes_on.isoformat() if meeting.minutes_on else None,
    }


def motion_row(office: Office, motion: Motion, meeting: int) -> Row:
    """A motion on the agenda of a meeting, and what it comes to there."""
    here = next((c for c in motion.consultations if c.meeting == meeting and c.result is None), None)
    return {
        "reference": motion.reference or f"#{motion.id}",
        "title": motion.title,
        "role": here.role.value if here else None,
        "then": _then(office, motion, meeting),
    }


def _then(office: Office, motion: Motion, meeting: int) -> str | None:
    """The day on which its turn is at the same organization, where that is not this meeting any more."""
    current = motion.current or motion.following
    if current is None or current.meeting == meeting or current.meeting is None:
        return None
    found = _meeting(office, current.meeting)
    return found.on.isoformat() if found else None


def _meeting(office: Office, number: int) -> Meeting | None:
    try:
        return office.book.meeting(number)
    except UnknownMeeting:
        return None


def shift_row(shift: Shift) -> Row:
    """A deadline or reminder, before and after."""
    return {
        "kind": shift.kind,
        "key": shift.key,
        "label": shift.label,
        "before": shift.before.isoformat() if shift.before else None,
        "after": shift.after.isoformat() if shift.after else None,
    }


def conflict_row(found: Conflict) -> Row:
    """A conflict with its sentence."""
    facts = dict(found.facts)
    ground = str(facts.pop("ground", "") or "")
    for name in ("name", "weekday"):
        if found.code in ("weekend", "school_holidays") and name in facts:
            facts[name] = _(str(facts[name]))
    if isinstance(facts.get("deadline"), datetime):
        from workflow.deadline_words import deadline_moment

        facts["deadline"] = deadline_moment(facts["deadline"])  # type: ignore[arg-type]
    return {"code": found.code, "message": fill(_(CONFLICTS[found.code]), facts), "ground": ground}


def conflicts_of(office: Office, meeting: Meeting, motions: Iterable[Motion]) -> list[Row]:
    """What speaks against a meeting, with all that is needed looked up."""
    motions = list(motions)
    numbers = {c.meeting for m in motions for c in m.consultations if c.meeting != meeting.id}
    around = [found for n in numbers if n is not None and (found := _meeting(office, n)) is not None]
    around += office.book.meeting_on(office.council.id, meeting.organization, meeting.on)
    rules = office.book.rules(office.council.id, meeting.on)
    kept = [m for m in around if m.id != meeting.id]
    return [conflict_row(found) for found in conflicts(meeting, kept, motions, rules, office.now)]


# For people


def when(row: Row) -> str:
    """`Fr., 20.03.2026, 17:00 Uhr`."""
    on = date.fromisoformat(row["date"])
    if not row["begins"]:
        return day(on, weekday=True)
    return f"{day(on, weekday=True)}, {clock_time(time.fromisoformat(row['begins']))}"


def meeting_line(row: Row) -> str:
    """`Kreistag, Fr., 20.03.2026, 17:00 Uhr, Kreishaus (Sitzung 4)`."""
    place = f", {row['place']}" if row["place"] else ""
    number = _("meeting {n}").format(n=row["id"])
    return f"{row['organization_name']}, {when(row)}{place} ({number})"


def motion_lines(motions: list[Row]) -> Iterator[str]:
    """Each motion with its role, and where it goes."""
    for row in motions:
        role = f" ({_(ROLE_LABELS[row['role']])})" if row["role"] else ""
        to = f" → {day(date.fromisoformat(row['then']), weekday=True)}" if row["then"] else ""
        yield f"  {row['reference']}  {row['title']}{role}{to}"


def shift_lines(shifts: list[Row], kind: str) -> Iterator[str]:
    """Deadlines or reminders with both moments."""
    from workflow.deadline_words import deadline_moment

    def said(text: str | None) -> str:
        return deadline_moment(datetime.fromisoformat(text)) if text else _("falls away")

    chosen = [row for row in shifts if row["kind"] == kind]
    width = max((len(row["label"]) for row in chosen), default=0)
    for row in chosen:
        yield f"  {row['label']:<{width}}  {said(row['before'])} → {said(row['after'])}"


def conflict_lines(found: list[Row]) -> Iterator[str]:
    """Each conflict as a note."""
    for row in found:
        ground = f" ({row['ground']})" if row["ground"] else ""
        yield f"{_('Note')}: {row['message']}{ground}"
