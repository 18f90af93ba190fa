"""What is to be done now, the most urgent first, each with the command to type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from states.refusal import N_, Refusal
from workflow.commands.layout import Ink, wrapped
from workflow.commands.motion_page import OWED, iso_day, moment_text
from workflow.commands.reading import Reading
from workflow.words import _

Row = dict[str, Any]

SOON = 7  #: days ahead for meetings and reports
_OBJECTED = 45  #: no council's objection period is longer
_RECEIPT = 30  #: days after which nobody waits for an acknowledgement any more

COLUMNS = (
    *("task", "reference", "id", "title", "organization", "organization_name", "due", "overdue"),
    *("message", "command"),
)


class Task(NamedTuple):
    """One thing to do. `due` is ISO, a day or a moment, None where nothing runs."""

    task: str
    reference: str | None
    id: int | None
    title: str
    organization: str | None
    organization_name: str | None
    due: str | None
    overdue: bool
    message: str
    command: str


class Words(NamedTuple):
    """How a kind of task is said: its sentence, its command, and which of the row's days it is due on."""

    message: str
    command: str
    due: tuple[str, ...] = ()


_RESULT = N_("laufzettel advance {reference} OUTCOME")
_PLACE = N_("laufzettel route {reference} --meeting {organization_key}@DATE")
KINDS: dict[str, Words] = {
    "result_missing": Words(
        N_("The result of {organization} of {due} is missing."), _RESULT, ("meeting_on",)
    ),
    "date_passed": Words(
        N_("{organization} was to meet on {due}; no meeting and no result is entered."),
        N_("laufzettel meeting add {organization_key} {due}"),
        ("station_date",),
    ),
    "meeting_cancelled": Words(
        N_("The meeting of {organization} of {due} was cancelled; a new date is needed."),
        _PLACE,
        ("meeting_on",),
    ),
    "hold_passed": Words(N_("On hold until {due}: time to take it up again."), _PLACE, ("hold_until",)),
    "choice_pending": Words(
        N_("{recommended_by} recommends another text: adopt it, or maintain one’s own?"),
        N_("laufzettel advance {reference} adopt_text (or maintain_text)"),
    ),
    "facts_owed": Words(N_("Missing: {owed}."), ""),
    "report_due": Words(
        N_("The report is due on {due}."),
        N_("laufzettel advance {reference} report --on DATE"),
        ("report_due",),
    ),
    "draft": Words(N_("Drafted and not filed."), N_("laufzettel submit {reference}")),
    "meeting_missing": Words(
        N_("No date of {organization} is known yet."), N_("laufzettel meeting add {organization_key} DATE")
    ),
    "hold_open": Words(N_("On hold without a date."), _PLACE),
    "meeting_ahead": Words(
        N_("{organization} deals with it on {due}."), N_("laufzettel show {reference}"), ("meeting_on",)
    ),
    "acknowledgement_missing": Words(
        N_("Filed on {due}, and its receipt has not been acknowledged."),
        N_("laufzettel edit {reference} --acknowledged DATE"),
        ("submitted_on",),
    ),
    "objection_ends": Words(
        N_("Objections against the decision are possible until {due}."),
        N_("laufzettel show {reference}"),
        ("objection_until",),
    ),
    "repeat_vote": Words(
        N_("The vote has to be repeated by {due}."), N_("laufzettel show {reference}"), ("repeat_until",)
    ),
    "outside_rules": Words(
        N_("An entry that no rule foresaw has to be looked at."), N_("laufzettel history {reference}")
    ),
    "notice_dead": Words(
        N_("A notice to {recipient} could not be sent: {error}."), N_("laufzettel remind retry {number}")
    ),
}

_UNACKNOWLEDGED = (
    "SELECT m.id, m.reference, m.title, m.submitted_on, m.snapshot FROM motion m WHERE m.council = ?"
    " AND m.state IN ('submitted', 'committee_recommendation', 'committee_decision', 'plenary_decision')"
    " AND m.submitted_on >= ? AND m.submitted_on < ? AND m.parent IS NULL AND m.kind <> 'paper'{public}"
    " AND NOT EXISTS (SELECT 1 FROM consultation c WHERE c.motion = m.id AND c.outcome IS NOT NULL)"
)
_DECIDED = (
    "SELECT m.id, m.reference, m.title, m.decided_on, m.state, m.snapshot, (SELECT c.role FROM"
    " consultation c WHERE c.motion = m.id AND c.outcome IS NOT NULL"
    " AND c.role IN ('committee_decision', 'plenary_decision') ORDER BY c.position DESC LIMIT 1)"
    " AS decided_as FROM motion m WHERE m.council = ?"
    " AND m.state IN ('adopted', 'adopted_partly', 'suspended') AND m.decided_on >= ?"
    " AND m.parent IS NULL{public}"
)
#: the next meetings of an organization, with the columns in the order of `states.meeting.Meeting`
_COMING = (
    "SELECT id, organization, on_date, begins, ends, place, name, status, sequence, origin, minutes_on, uid,"
    " version FROM meeting WHERE council = ? AND organization = ? AND on_date >= ?"
    " AND status <> 'cancelled' ORDER BY on_date, begins LIMIT 6"
)
#: On the way, or ended not long ago; a snapshot ends with the number of entries outside the rules and its
#: version. Two questions, since one with OR would go through everything that ever ended.
_OUTSIDE = (
    "SELECT m.id, m.reference, m.title FROM motion m WHERE m.council = ? AND {ended}"
    " AND m.snapshot NOT LIKE '%,0,' || m.version || ']'{public}"
)
_ENDED = ("m.ended_on IS NULL", "m.ended_on >= ?")


def tasks(reading: Reading, *, within: int = SOON) -> list[Task]:
    """Everything that is to be done now or within so many days, the most urgent first."""
    found = [*_from_rows(reading, within), *_drafts(reading), *_receipts(reading)]
    found += [*_after_decisions(reading), *_outside(reading), *_notices(reading)]
    rank = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda t: (not t.overdue, t.due or "9999", rank[t.task], t.id or 0))


def _from_rows(reading: Reading, within: int) -> Iterator[Task]:
    now = reading.now.strftime("%Y-%m-%dT%H:%M")
    ahead = (reading.today + timedelta(days=within)).isoformat()
    soon = f"{ahead}T23:59"
    kinds = [
        kind for kind in KINDS if kind not in _OWN and kind not in ("report_due", "hold_passed", "draft")
    ]
    rows = reading.reader.next_items(reading.id, now, ahead=ahead, kinds=kinds)
    rows += reading.reader.next_items(reading.id, soon, kinds=["report_due", "hold_passed"])
    for row in rows:
        if row["task"] == "choice_pending" and row["ended_on"]:
            continue  # decided without a choice: nothing is to be chosen any more
        yield from _owed(reading, row) if row["task"] == "facts_owed" else [_task(reading, row)]


_OWN = frozenset({"acknowledgement_missing", "objection_ends", "repeat_vote", "outside_rules", "notice_dead"})


def _task(reading: Reading, row: Row, **facts: str) -> Task:
    words = KINDS[row["task"]]
    due = next((row[name] for name in words.due if row.get(name)), None)
    name = row.get("station_name") or row.get("station_organization") or ""
    reference = row["reference"] or f"#{row['id']}"
    known = {
        "reference": _quoted(reference),
        "organization": name,
        "organization_key": row.get("station_organization") or "",
        "due": _due_text(due),
        "recommended_by": name,
        **facts,
    }
    if row["task"] == "choice_pending":
        known["recommended_by"] = _recommended_by(reading, row["id"])
    return Task(
        row["task"],
        reference,
        row["id"],
        row["title"],
        row.get("station_organization"),
        name or None,
        due,
        _overdue(reading, row["task"], due),
        _(words.message).format(**known),
        _(words.command).format(**known) if words.command else facts.get("command", ""),
    )


def _quoted(reference: str) -> str:
    """A reference as a shell takes it."""
    return f"'{reference}'" if any(c in reference for c in " #&;()$") else reference


def _due_text(due: str | None) -> str:
    if not due:
        return ""
    return moment_text(due) if "T" in due else iso_day(due)


#: Kinds whose day lies behind by their very nature: it is where the wait began.
_LATE = frozenset({"result_missing", "date_passed", "meeting_cancelled", "acknowledgement_missing"})


def _overdue(reading: Reading, kind: str, due: str | None) -> bool:
    return kind in _LATE or (due is not None and due[:10] < reading.today.isoformat())


def _recommended_by(reading: Reading, number: int) -> str:
    facts = reading.reader.motion_row(reading.id, f"#{number}")["facts"]
    known = {o["key"]: o["name"] for o in reading.reader.organizations(reading.id)}
    return str(known.get(facts["proposed_by"], facts["proposed_by"]))


def _owed(reading: Reading, row: Row) -> Iterator[Task]:
    reference = _quoted(row["reference"] or f"#{row['id']}")
    for owed in dict.fromkeys(row["owed"]):
        what, command = OWED.get(owed, (owed.replace("_", " "), ""))
        line = _(command).format(reference=reference) if command else ""
        yield _task(reading, row, owed=_(what), command=line)


def _drafts(reading: Reading) -> Iterator[Task]:
    """Drafts, each with the last moment to file it for the next meeting of its first station."""
    now = reading.now.strftime("%Y-%m-%dT%H:%M")
    for row in reading.reader.next_items(reading.id, now, kinds=["draft"]):
        task = _task(reading, row)
        found = _file_by(reading, row["station_organization"]) if row["station_organization"] else None
        if found is None:
            yield task
            continue
        deadline, on = found
        text = _("Drafted: to be filed by {deadline} for {organization} on {on}.").format(
            deadline=moment_text(deadline), organization=task.organization_name, on=iso_day(on)
        )
        yield task._replace(due=deadline, message=text)


def _file_by(reading: Reading, organization: str) -> tuple[str, str] | None:
    """The submission deadline that is still open, and the day of its meeting."""
    from workflow.rules.council_deadline import admission
    from workflow.store.meetings import read_meeting

    rules = reading.rules(reading.today)
    values = (reading.id, organization, reading.today.isoformat())
    for row in reading.rows(_COMING, values):
        meeting = read_meeting(tuple(row.values()))
        try:
            found = admission(meeting, rules, reading.now)
        except Refusal:
            return None
        if found is not None and found.open:
            return found.deadline.isoformat(timespec="minutes"), row["on_date"]
    return None


def _receipts(reading: Reading) -> Iterator[Task]:
    """Filed, not dealt with yet, and nobody has acknowledged it by the next day."""
    from workflow.store.views import snapshot_facts

    since = (reading.today - timedelta(days=_RECEIPT)).isoformat()
    sql = _UNACKNOWLEDGED.format(public=reading.public)
    for row in reading.rows(sql, (reading.id, since, reading.today.isoformat())):
        if snapshot_facts(row.pop("snapshot"))["acknowledged_on"] is None:
            yield _task(reading, {"task": "acknowledgement_missing", **row})


def _after_decisions(reading: Reading) -> Iterator[Task]:
    """Objection periods that still run, and repeat votes inside their window."""
    since = (reading.today - timedelta(days=_OBJECTED)).isoformat()
    rows = reading.rows(_DECIDED.format(public=reading.public), (reading.id, since))
    if not rows:
        return
    from workflow.rules.aftermath import decided, objection_end, repeat_vote_window
    from workflow.store.views import snapshot_facts

    for row in rows:
        suspended, role = snapshot_facts(row.pop("snapshot"))["suspended_on"], row.pop("decided_as")
        motion = decided(row["state"], row["decided_on"], suspended, [role] if role else [])
        rules = reading.rules_after(date.fromisoformat(row["decided_on"]))
        end, window = objection_end(motion, rules), repeat_vote_window(motion, rules)
        if end is not None and end.deadline >= reading.now:
            yield _task(reading, {"task": "objection_ends", **row, "objection_until": _iso(end.deadline)})
        if window is not None and window.closes is not None:
            yield _task(reading, {"task": "repeat_vote", **row, "repeat_until": _iso(window.closes)})


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="minutes")


def _outside(reading: Reading) -> Iterator[Task]:
    since = (reading.today - timedelta(days=_OBJECTED)).isoformat()
    for ended, values in zip(_ENDED, ((), (since,)), strict=True):
        sql = _OUTSIDE.format(ended=ended, public=reading.public)
        for row in reading.rows(sql, (reading.id, *values)):
            yield _task(reading, {"task": "outside_rules", **row})


def _notices(reading: Reading) -> Iterator[Task]:
    for row in reading.reader.dead_notices(reading.id):
        facts = {"recipient": row["name"] or _("the office"), "error": (row["error"] or "–").rstrip(".")}
        words = KINDS["notice_dead"]
        message = _(words.message).format(**facts)
        command = _(words.command).format(number=row["id"])
        named = (row["reference"] or None, row["motion"], row["subject"])
        yield Task("notice_dead", *named, None, None, None, True, message, command)


# For people


def lines(found: list[Task], width: int, ink: Ink) -> Iterator[str]:
    """Overdue ones first, each with its command below."""
    if not found:
        yield _("Nothing is to be done.")
        return
    groups: tuple[tuple[str, Callable[[Task], bool]], ...] = (
        (_("Overdue"), lambda t: t.overdue),
        (_("Due"), lambda t: not t.overdue and t.due is not None),
        (_("Without a date"), lambda t: not t.overdue and t.due is None),
    )
    first = True
    for head, belongs in groups:
        chosen = [task for task in found if belongs(task)]
        if not chosen:
            continue
        if not first:
            yield ""
        first = False
        yield ink.bold(f"{head} ({len(chosen)})")
        for task in chosen:
            yield from _entry(task, width, ink)


def _entry(task: Task, width: int, ink: Ink) -> Iterator[str]:
    label = f"  {task.reference}  " if task.reference else "  "
    yield from wrapped(task.title, width, label, "    ")
    yield from wrapped(task.message, width, "    ", "    ")
    if task.command:
        yield ink.faint(f"    → {task.command}")
