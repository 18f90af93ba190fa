"""A motion as a document for the files: who, what, when it took effect and was recorded, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.motion import Motion
from states.outcome import Role
from states.stage import ROLE_LABELS, STATE_LABELS
from states.text import compare
from workflow.commands.history_page import Asked, Written, history_of
from workflow.commands.motion_page import iso_day, kind_label, outcome_label
from workflow.commands.reading import Reading
from workflow.office.office import Office
from workflow.publish.paper import (
    ADDED,
    BAD,
    FAINT,
    GOOD,
    PLAIN,
    REMOVED,
    VOID,
    WARNING,
    Line,
    Lines,
    Paper,
    Section,
    Table,
    Verbatim,
)
from workflow.words import _, day, language, listed, moment, number

Row = dict[str, Any]


class Proven(NamedTuple):
    """What stands at a document's end: the newest checkpoint, and how far it covers the motion."""

    line: str  #: the checkpoint as one line, "" where nothing is signed
    time: str
    size: int
    entries: int
    head: str  #: hash of the motion's last entry
    newer: int  #: entries no checkpoint covers yet


class Source(NamedTuple):
    """Where a document takes its facts from."""

    office: Office
    reading: Reading
    names: bool = True


def of_motion(source: Source, reference: str, proven: Proven) -> Paper:
    """The document of one motion."""
    row = source.reading.reader.motion_row(source.reading.id, reference)
    motion = source.office.book.motion(row["id"])
    history = history_of(source.reading, f"#{motion.id}", Asked(full=True))
    sections = [
        Section(_("Stations"), _stations(source, motion)),
        Section(_("Text"), _text(motion)),
        Section(_("Deadlines"), _deadlines(source, motion)),
        Section(_("Course"), _course(source, history.entries)),
        Section(_("Proof"), list(proof_blocks(proven))),
    ]
    return Paper(
        title=f"{motion.reference or f'#{motion.id}'} – {motion.title}",
        subtitle=heading(source.reading),
        facts=_facts(source, motion),
        sections=[section for section in sections if section.blocks],
        foot=foot(source.reading, proven),
        lang=language(),
        witness=proven.line,
    )


def heading(reading: Reading) -> str:
    """Whose document it is and of which moment."""
    return _("{council}, as recorded on {when}").format(
        council=reading.council["name"], when=moment(reading.now)
    )


def foot(reading: Reading, proven: Proven) -> str:
    """What stands on every page."""
    if not proven.line:
        return _("{council}. Not signed.").format(council=reading.council["name"])
    when = moment(datetime.fromisoformat(proven.time))
    return _("{council}. Checkpoint of {when} over {size} entries.").format(
        council=reading.council["name"], when=when, size=number(proven.size)
    )


def _facts(source: Source, motion: Motion) -> list[tuple[str, str]]:
    found = [
        (_("Kind"), kind_label(motion.kind)),
        (_("Applicants"), listed(motion.applicants)),
        (_("Filed on"), _day(motion.submitted_on)),
        (_("Filed by way of"), motion.channel),
        (_("State"), _(STATE_LABELS[motion.state])),
        (_("Decided on"), _day(motion.decided_on)),
        (_("Ended on"), _day(motion.ended_on)),
        (_("Carried out on"), _day(motion.implemented_on)),
        (_("Amends"), _reference(source, motion.parent)),
        (_("Public"), _("yes") if motion.public else _("no")),
    ]
    return [(label, value) for label, value in found if value]


def _reference(source: Source, motion: int | None) -> str:
    if motion is None:
        return ""
    found = source.office.book.motion(motion)
    return found.reference or f"#{found.id}"


def _day(when: date | None) -> str:
    return day(when) if when else ""


def _stations(source: Source, motion: Motion) -> list[Table]:
    rows, marks = [], []
    factions = {c.n: c.result.factions for c in motion.consultations if c.result is not None}
    for c in source.reading.reader.route(motion.id):
        rows.append(_station(c, factions.get(c["n"], ())))
        marks.append(FAINT if c["status"] == "void" else PLAIN)
    if not rows:
        return []
    headers = [_("No."), _("Organization"), _("Day"), _("Role"), _("Result"), _("Votes")]
    return [Table(headers, rows, marks)]


def _station(c: Row, factions: Sequence[tuple[str, Any]]) -> list[str]:
    result = _("did not take place") if c["status"] == "void" else result_words(c)
    votes = f"{c['yes']}:{c['no']}:{c['abstain']}" if c["yes"] is not None else ""
    votes += "".join(f"\n{name} {':'.join(map(str, counted))}" for name, counted in factions)
    role = _(ROLE_LABELS[Role(c["role"])])
    when = iso_day(c["on_date"]) if c["on_date"] else ""
    item = f"\n{_('item')} {c['agenda_item']}" if c["agenda_item"] else ""
    return [str(c["n"]), f"{c['organization_name'] or c['organization']}{item}", when, role, result, votes]


def result_words(row: Row) -> str:
    """An outcome, and under it the words in which the body itself put it; nothing where there is none."""
    marks = "„{}“" if language() == "de" else "“{}”"
    said = [outcome_label(row["outcome"])] if row["outcome"] else []
    return "\n".join([*said, marks.format(row["phrase"])] if row["phrase"] else said)


def _text(motion: Motion) -> list[Lines]:
    """The text as it stands, with what was changed since it was filed."""
    changed = {found.number: found for found in compare(motion.points, motion.text)}
    lines: list[Line] = []
    for n in dict.fromkeys(p.number for p in (*motion.points, *motion.text)):
        label = f"{n}." if n else ""
        if n not in changed:
            lines.append(Line(next(p.text for p in motion.text if p.number == n), label))
            continue
        before, after = changed[n].before, changed[n].after
        lines += [Line(before, label, REMOVED)] if before is not None else []
        lines += [Line(after, label, ADDED)] if after is not None else []
    if not motion.points_known:
        lines = [Line(p.text, f"{p.number}." if p.number else "", ADDED) for p in motion.text]
    if any(line.mark for line in lines):
        said = _("As voted. Struck through: as filed. Marked: as changed.") if motion.final else _(
            "Not voted on finally yet. Struck through: as filed. Marked: as proposed now."
        )  # fmt: skip
        lines.insert(0, Line(said, mark=FAINT))
    return [Lines(lines)] if lines else []


# Deadlines


def _deadlines(source: Source, motion: Motion) -> list[Table]:
    rows = [*_submission(source, motion), *_reports(source, motion)]
    if not rows:
        return []
    headers = [_("Deadline"), _("Due"), _("Done"), _("Finding")]
    return [Table(headers, [row for row, _mark in rows], [mark for _row, mark in rows])]


def _submission(source: Source, motion: Motion) -> Iterator[tuple[list[str], str]]:
    """One filing serves the whole route: only the first station with a meeting has a deadline to keep."""
    from workflow.deadline_words import deadline_moment
    from workflow.rules.council_deadline import deadlines_of

    first = next((c for c in motion.consultations if c.meeting is not None), None)
    if first is None or first.meeting is None or motion.submitted_on is None or motion.is_amendment:
        return
    meeting = source.office.book.meeting(first.meeting)
    rules = source.office.book.rules(source.office.council.id, meeting.on)
    for found in deadlines_of(meeting, rules):
        if found.of == "submission":
            last = found.computed.safe_deadline.astimezone(ZoneInfo(rules.zone))
            kept = motion.submitted_on <= last.date()
            words = _("kept") if kept else _("missed")
            label = found.label or _("Submission deadline")
            source_of = f"\n{found.source}" if found.source else ""
            row = [f"{label}{source_of}", deadline_moment(last), day(motion.submitted_on), words]
            yield row, GOOD if kept else BAD
            return


def _reports(source: Source, motion: Motion) -> Iterator[tuple[list[str], str]]:
    today = source.reading.today
    for report in motion.reports:
        label = _("Report to {name}").format(name=report.to) if report.to else _("Report")
        due = _day(report.due) or _("no date set")
        if report.given_on is not None:
            late = report.due is not None and report.given_on > report.due
            words = _("missed") if late else _("kept")
            yield [label, due, day(report.given_on), words], BAD if late else GOOD
        elif report.due is not None and report.due < today:
            yield [label, due, "", _("overdue")], BAD
        else:
            yield [label, due, "", _("open")], WARNING


# Course and proof


def _course(source: Source, entries: Sequence[Written]) -> list[Table]:
    rows, marks = [], []
    for entry in entries:
        text = entry.text
        if entry.corrected_by is not None:
            text += "\n" + _("(corrected by entry {n})").format(n=entry.corrected_by)
        text += "".join(f"\n{detail}" for detail in entry.details)
        effective = iso_day(entry.effective) if entry.effective else ""
        recorded = moment(datetime.fromisoformat(entry.recorded))
        who = (entry.actor or _("(taken out)")) if source.names else ""
        rows.append([str(entry.n), effective, recorded, who, text])
        marks.append(VOID if entry.corrected_by is not None else PLAIN)
    headers = [_("Entry"), _("Took effect"), _("Recorded"), _("By"), _("What")]
    if not source.names:
        headers.pop(3)
        rows = [[*row[:3], row[4]] for row in rows]
    return [Table(headers, rows, marks)] if rows else []


def proof_blocks(proven: Proven) -> Iterator[Lines | Verbatim]:
    """The checkpoint, and what it says."""
    if not proven.line:
        yield Lines([Line(_("Nothing is signed yet: this document cannot be checked against the log."))])
        return
    said = _("The history has {n} entries; the last one’s hash is {head}.").format(
        n=proven.entries, head=proven.head
    )
    lines = [Line(said)] if proven.entries else []
    if proven.newer:
        lines.append(
            Line(_("{n} of them are newer than the checkpoint below.").format(n=proven.newer), mark=WARNING)
        )
    lines.append(
        Line(
            _(
                "The checkpoint below is signed. Whoever keeps this document can tell with it whether "
                "anything recorded before was changed since: laufzettel audit verify --witness FILE"
            )
        )
    )
    yield Lines(lines)
    yield Verbatim(proven.line)
