"""Documents over several motions: those of a meeting, those of a legislative term."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import Any, NamedTuple

from states.refusal import N_, Exit, Refusal
from states.stage import STATE_LABELS, State
from workflow.commands.dossier import Proven, Source, foot, heading, proof_blocks, result_words
from workflow.commands.motion_page import iso_day
from workflow.publish.paper import BAD, FAINT, GOOD, Bar, Chart, Line, Lines, Paper, Section, Table
from workflow.words import _, clock_time, day, language, listed, ngettext

Row = dict[str, Any]


class UnknownTerm(Refusal):
    """The council's file names no such term."""

    code = "unknown_term"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no legislative term “{name}” here.")
    way_out = N_("The council’s file names: {known}.")


class UnknownMeetingNumber(Refusal):
    """There is no such meeting."""

    code = "unknown_meeting_number"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no meeting {number} here.")
    way_out = N_("Meetings with their numbers: laufzettel meeting list")


class _Span(NamedTuple):
    name: str
    start: date
    end: date


_MEETING = (
    "SELECT g.id, g.on_date, g.begins, g.place, g.name, o.name AS organization FROM meeting g"
    " LEFT JOIN organization o ON o.council = g.council AND o.key = g.organization"
    " WHERE g.council = ? AND g.id = ?"
)
_AT = (
    "SELECT m.id, m.reference, m.title, m.state, m.public, c.agenda_item, c.outcome, c.phrase, c.yes, c.no,"
    " c.abstain FROM consultation c JOIN motion m ON m.id = c.motion WHERE c.meeting = ?"
    " AND c.status <> 'void' ORDER BY c.agenda_item, m.id, c.n"
)
_FILED = (
    "SELECT m.id, m.reference, m.title, m.state, m.applicants, m.submitted_on, m.decided_on, m.ended_on,"
    " m.public FROM motion m WHERE m.council = ? AND m.submitted_on BETWEEN ? AND ?"
    " ORDER BY m.submitted_on, m.id"
)


def of_meeting(source: Source, number: int, proven: Proven) -> Paper:
    """What was on the agenda of a meeting, and what came of it. Raises UnknownMeetingNumber."""
    reading = source.reading
    found = reading.rows(_MEETING, (reading.id, number))
    if not found:
        raise UnknownMeetingNumber(number=number)
    meeting = found[0]
    rows, hidden = _seen(source, reading.rows(_AT, (number,)))
    shown = [
        [
            row["agenda_item"] or "",
            row["reference"] or f"#{row['id']}",
            row["title"],
            result_words(row) or _("no result yet"),
            f"{row['yes']}:{row['no']}:{row['abstain']}" if row["yes"] is not None else "",
        ]
        for row in rows
    ]
    headers = [_("Item"), _("Reference"), _("Title"), _("Result"), _("Votes")]
    facts = [
        (_("Organization"), meeting["organization"] or ""),
        (_("Day"), iso_day(meeting["on_date"], weekday=True)),
        (_("Begins"), clock_time(time.fromisoformat(meeting["begins"])) if meeting["begins"] else ""),
        (_("Place"), meeting["place"]),
    ]
    blocks = [Table(headers, shown)] if shown else [Lines([Line(_("No motion was on the agenda."))])]
    sections = [
        Section(_("Agenda and results"), [*blocks, *_note(hidden)]),
        Section(_("Proof"), list(proof_blocks(proven))),
    ]
    title = f"{meeting['organization']}, {iso_day(meeting['on_date'])}"
    kept = [(label, value) for label, value in facts if value]
    return Paper(title, heading(reading), kept, sections, foot(reading, proven), language(), proven.line)


def _seen(source: Source, rows: list[Row]) -> tuple[list[Row], int]:
    """The rows that may stand in a document, and how many are left out."""
    if not source.reading.public:
        return rows, 0
    seen = [row for row in rows if row["public"]]
    return seen, len({row["id"] for row in rows}) - len({row["id"] for row in seen})


def _note(hidden: int) -> list[Lines]:
    if not hidden:
        return []
    said = ngettext(
        "{n} motion that is not public is left out.", "{n} motions that are not public are left out.", hidden
    )
    return [Lines([Line(said.format(n=hidden), mark=FAINT)])]


def of_term(source: Source, name: str, proven: Proven) -> Paper:
    """All motions filed in a legislative term, and how they ended. Raises UnknownTerm."""
    reading, span = source.reading, _term(source, name)
    values = (reading.id, span.start.isoformat(), span.end.isoformat())
    rows, hidden = _seen(source, reading.rows(_FILED, values))
    headers = [_("Reference"), _("Title"), _("Applicants"), _("Filed on"), _("State"), _("Since")]
    shown = [_motion(row) for row in rows]
    blocks = [Table(headers, shown)] if shown else [Lines([Line(_("No motion was filed."))])]
    sections = [
        Section(_("How they ended"), [_states(rows)]),
        Section(_("Motions"), [*blocks, *_note(hidden)]),
        Section(_("Proof"), list(proof_blocks(proven))),
    ]
    facts = [
        (_("From"), day(span.start)),
        (_("Until"), day(span.end)),
        (_("Motions"), str(len(rows))),
    ]
    title = _("Motions of the legislative term {name}").format(name=span.name)
    return Paper(title, heading(reading), facts, sections, foot(reading, proven), language(), proven.line)


def _term(source: Source, name: str) -> _Span:
    terms = source.office.rules.terms
    wanted = name.casefold().replace("-", "–").replace(" ", "")
    for term in terms:
        if term.name.casefold().replace("-", "–").replace(" ", "") == wanted:
            return _Span(term.name, term.start, term.end)
    raise UnknownTerm(name=name, known=listed(term.name for term in terms) or "–")


def _motion(row: Row) -> list[str]:
    import json

    applicants = row["applicants"]
    names = json.loads(applicants) if isinstance(applicants, str) else applicants
    since = row["ended_on"] or row["decided_on"]
    return [
        row["reference"] or f"#{row['id']}",
        row["title"],
        listed(names),
        iso_day(row["submitted_on"]) if row["submitted_on"] else "",
        _(STATE_LABELS[State(row["state"])]),
        iso_day(since) if since else "",
    ]


_MARKS = {State.ADOPTED: GOOD, State.ADOPTED_PARTLY: GOOD, State.IMPLEMENTED: GOOD, State.REJECTED: BAD}


def _states(rows: list[Row]) -> Chart:
    counted = Counter(State(row["state"]) for row in rows)
    bars = [
        Bar(_(STATE_LABELS[state]), [(count, _MARKS.get(state, FAINT))], str(count))
        for state, count in counted.most_common()
    ]
    return Chart(_("Motions by state"), bars)
