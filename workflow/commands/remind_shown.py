"""Reminders as lists: what is foreseen, what was sent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.output import table
from workflow.notify.notice import DIGEST, NOBODY, Notice, read_notice
from workflow.office import people
from workflow.office.office import Office
from workflow.office.reminding import Foreseen, preview
from workflow.presets.vocabulary import Anchor
from workflow.words import _, day, moment, ngettext

Row = dict[str, Any]

FORESEEN = (
    *("at", "motion", "title", "rule", "label", "recipient", "roles", "digest", "channel"),
    *("anchor", "anchor_on", "organization", "due", "late"),
)
LOGGED = (
    *("number", "state", "motion", "rule", "label", "recipient", "roles", "channel", "anchor", "anchor_on"),
    *("organization", "due", "created", "next_try", "sent", "attempts", "reason", "message_id"),
)

_USUAL = timedelta(days=14)

#: What a reminder counts from, as the reason for it.
ANCHORS: dict[Anchor, str] = {
    Anchor.SUBMISSION_DEADLINE: N_("submission deadline"),
    Anchor.FACTION_MEETING: N_("last meeting of the faction before the deadline"),
    Anchor.FILED: N_("filed"),
    Anchor.DEADLINE_PASSED: N_("submission deadline passed"),
    Anchor.INVITATION: N_("invitation due"),
    Anchor.MEETING: N_("meeting"),
    Anchor.MEETING_END: N_("end of the meeting"),
    Anchor.ADVISORY_RESULT: N_("result of a committee"),
    Anchor.OBJECTION_END: N_("end of the objection period"),
    Anchor.MINUTES: N_("minutes published"),
    Anchor.REPORT_DATE: N_("report due"),
    Anchor.DECISION: N_("decision"),
    Anchor.HELD: N_("put on hold"),
    Anchor.TERM_END: N_("end of the term"),
    Anchor.LOCK_END: N_("end of the lock"),
}

STATES = {
    "pending": N_("waits to be sent"),
    "waiting": N_("waits for a digest"),
    "joined": N_("sent in a digest"),
    "sent": N_("sent"),
    "dead": N_("given up"),
    "dropped": N_("dropped"),
}

#: Why a notice was dropped, by the word that is kept.
REASONS = {
    "late": N_("came too late to be of use"),
    "overtaken": N_("overtaken by what happened since"),
    "left": N_("the recipient has left"),
}


class Names:
    """Names of people and references of motions, each looked up once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._people = {str(p.number): p.name for p in people.listed(office, everybody=True)}

    def recipient(self, number: str) -> str:
        """The name of a recipient; empty where a reminder was dropped before it had one."""
        if number in ("", NOBODY):
            return _("the office") if number else ""
        return self._people.get(number) or f"#{number}"

    def organization(self, key: str | None) -> str:
        """The name of an organization."""
        found = self.office.rules.organization(key) if key else None
        return found.name if found else key or ""


def foreseen(office: Office, until: str | None, person: str | None) -> list[Row]:
    """Everything that would go out, the earliest first. Raises NotADate, UnknownPerson."""
    last = _end(office, until)
    only = str(people.find(office, person).id) if person else None
    names = Names(office)
    found = preview(office.book, office.council.id, office.now, last)
    rows = [_foreseen(names, f, office.council.zone) for f in found if only in (None, f.recipient)]
    return sorted(rows, key=lambda row: (row["at"], row["motion"], row["rule"], row["recipient"]))


def _end(office: Office, until: str | None) -> datetime:
    zone = ZoneInfo(office.council.zone)
    if until is None:
        return office.now + _USUAL
    from workflow.intake.dates import parse_user_date

    return datetime.combine(parse_user_date(until), time(23, 59, 59), zone)


def _foreseen(names: Names, f: Foreseen, zone: str) -> Row:
    at = f.due.anchored
    local = ZoneInfo(zone)
    return {
        "at": f.at.astimezone(local),
        "motion": f.motion.reference or f"#{f.motion.id}",
        "title": f.motion.title,
        "rule": f.due.rule["key"],
        "label": f.due.rule.get("label", ""),
        "recipient": names.recipient(f.recipient),
        "roles": list(f.roles),
        "digest": f.wishes.digest.value,
        "channel": f.wishes.channel or None,
        "anchor": at.anchor,
        "anchor_on": at.on,
        "organization": names.organization(at.organization) or None,
        "due": f.due.at.astimezone(local),
        "late": f.late,
    }


def preview_lines(desk: Desk, rows: list[Row]) -> list[str]:
    """The table for people."""
    if not rows:
        return [_("Nothing will go out until then.")]
    headers = [_("When"), _("Motion"), _("Reminder"), _("To"), _("Because")]
    return [table(desk, headers, [_cells(row) for row in rows])]


def _cells(row: Row) -> list[object]:
    when = _("never: too late") if row["late"] else moment(row["at"])
    return [when, row["motion"], row["label"], row["recipient"], _because(row)]


def _because(row: Row) -> str:
    """What it counts from."""
    what = _(ANCHORS[Anchor(row["anchor"])]) if row["anchor"] else ""
    on = row["anchor_on"]
    parts = [what, day(on) if isinstance(on, date) else "", row["organization"] or ""]
    return " ".join(part for part in parts if part)


def logged(office: Office, reference: str | None, state: str | None, limit: int) -> list[Row]:
    """Notices, the newest first. Raises UnknownReference."""
    motion = office.find(reference).id if reference else None
    found = office.book.notices(office.council.id, motion=motion, state=state, limit=limit)
    notices = [read_notice(row) for row in found]
    names = Names(office)
    return [_logged(names, n) for n in notices if state is None or n.state == state]


def _logged(names: Names, n: Notice) -> Row:
    payload, zone = n.payload, ZoneInfo(names.office.council.zone)
    motion = None if n.motion is None else names.office.book.motion(n.motion)
    on = payload.get("on")
    return {
        "number": n.id,
        "state": n.state.value,
        "motion": None if motion is None else motion.reference or f"#{motion.id}",
        "rule": n.rule,
        "label": _label(n),
        "recipient": names.recipient(n.recipient),
        "roles": payload.get("roles", []),
        "channel": n.channel or None,
        "anchor": payload.get("anchor"),
        "anchor_on": date.fromisoformat(on) if on else None,
        "organization": names.organization(payload.get("organization")) or None,
        "due": _local(payload.get("due"), zone),
        "created": _local(n.created, zone),
        "next_try": _local(n.next_try, zone),
        "sent": _local(n.sent, zone),
        "attempts": n.attempts,
        "reason": n.error,
        "message_id": n.message_id,
    }


def _label(n: Notice) -> str:
    if not n.payload:  # `audit retention --drop-notices`
        return _("(emptied, its period is over)")
    return _("digest of {n}").format(n=len(n.payload["notices"])) if n.rule == DIGEST else n.subject


def _local(text: str | None, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(zone) if text else None


def log_lines(desk: Desk, rows: list[Row]) -> list[str]:
    """The table for people."""
    if not rows:
        return [_("No notices.")]
    headers = [_("No."), _("When"), _("Motion"), _("Reminder"), _("To"), _("State")]
    return [table(desk, headers, [_log_cells(row) for row in rows])]


def _log_cells(row: Row) -> list[object]:
    when = row["sent"] or row["next_try"] or row["created"]
    return [row["number"], moment(when), row["motion"] or "–", row["label"], row["recipient"], _state(row)]


def _state(row: Row) -> str:
    """Where it stands and why."""
    said = _(STATES[row["state"]])
    reason = row["reason"]
    if row["state"] == "dropped" and reason in REASONS:
        return f"{said}: {_(REASONS[reason])}"
    if row["state"] in ("dead", "pending") and reason:
        tries = row["attempts"]
        told = ngettext("{state} after {n} try: {reason}", "{state} after {n} tries: {reason}", tries)
        return told.format(state=said, n=tries, reason=reason)
    return said
