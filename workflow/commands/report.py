"""`report`: the questions that audits and factions ask, as tables with charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from states.refusal import N_, Exit, Refusal
from workflow.commands.desk import Desk
from workflow.commands.frame import group, option, pass_desk
from workflow.commands.motion_page import MAJORITIES, iso_day, kind_label, outcome_label
from workflow.commands.output import emit, table
from workflow.words import _, day, language, listed

if TYPE_CHECKING:
    from workflow.commands.dossier import Proven
    from workflow.commands.reading import Reading
    from workflow.office.reporting import Answer, Asked, Source

Row = dict[str, Any]
Question = Callable[["Reading", "Source", "Asked", dict[str, Any]], "Answer"]

_NEWEST = "SELECT note FROM checkpoint WHERE council = ? ORDER BY size DESC, recorded DESC LIMIT 1"


class SpanReversed(Refusal):
    """A span of days that ends before it begins."""

    code = "span_reversed"
    exit_status = Exit.USAGE
    message = N_("{until} is before {since}.")
    way_out = N_("Exchange --since and --until.")


@group(
    "report",
    help=N_(
        "Answer what auditors and factions ask.\n\nEach answer is a table with a chart; with --format json "
        "or csv it is data, with -o a document (.html, .pdf, .txt). What is not public is left out unless "
        "--non-public is given by one who may read it."
    ),
    examples=[
        ("laufzettel report promises", N_("what was adopted, and what became of it")),
        ("laufzettel report lost --days 90", N_("what has been lying about for three months")),
    ],
)
def report() -> None:
    """Questions."""


_COMMON = (
    option("--organization", metavar=N_("ORGANIZATION"), help=N_("Only this organization.")),
    option("--since", metavar=N_("DATE"), help=N_("From this day on.")),
    option("--until", metavar=N_("DATE"), help=N_("Up to this day, which belongs to it.")),
    option("--applicant", metavar=N_("NAME"), help=N_("Only motions of applicants with this in their name.")),
    option("--kind", metavar=N_("NAME"), help=N_("Only papers of this kind, such as motion or amendment.")),
    option("--non-public", is_flag=True, help=N_("Also what is not public.")),
    option("-o", "--output", metavar=N_("FILE"), help=N_("Write a document: .html, .pdf or .txt.")),
)


def _question(
    name: str, answer: Question, help: str, example: tuple[str, str], *more: Callable[[Any], Any]
) -> click.Command:
    def run(desk: Desk, **given: Any) -> None:
        _run(desk, answer, given)

    decorated: Any = pass_desk(run)
    for each in reversed((*more, *_COMMON)):
        decorated = each(decorated)
    made: click.Command = report.command(name, help=help, examples=[example])(decorated)
    return made


def _run(desk: Desk, answer: Question, given: dict[str, Any]) -> None:
    if given["output"]:
        from workflow.publish import papers

        papers.format_of(given["output"])  # what cannot be written is told before anything is counted
    reading = _reading(desk, given["non_public"])
    found = answer(reading, _source(reading), _asked(reading, given), given)
    if given["output"]:
        _write(desk, reading, found, given["output"])
        return
    keys = [key for key, _header in found.columns]
    emit(desk, found.rows, lambda _r: _lines(desk, found), columns=keys)


def _asked(reading: Reading, given: dict[str, Any]) -> Asked:
    """The narrowing options, words in either language as codes. Raises SpanReversed, NotAChoice."""
    from states.outcome import Outcome
    from workflow.commands import values
    from workflow.office.reporting import Asked

    since, until = values.user_day(given["since"]), values.user_day(given["until"])
    if since and until and until < since:
        raise SpanReversed(since=day(since), until=day(until))
    outcome = given.get("outcome")
    return Asked(
        reading.organization(given["organization"] or ""),
        since.isoformat() if since else "",
        until.isoformat() if until else "",
        given["applicant"] or "",
        values.choice(Outcome, outcome, N_("outcome")).value if outcome else "",
        values.kind_of(given["kind"]) if given["kind"] else "",
    )


def _reading(desk: Desk, non_public: bool) -> Reading:
    """For a report, what is not public is read only where it is asked for."""
    from workflow.commands.reading import Reading, read
    from workflow.store.views import open_reader

    reading = read(desk)
    if non_public and reading.public:
        from workflow.office.proving import NotPublic

        raise NotPublic(what=reading.council["name"])
    if not non_public and not reading.public:
        reader = desk.keep(open_reader(desk.db, public_only=True))
        reading = Reading(desk, reader, reading.council)
    assert reading.now is not None  # reads the clock, and sets the zone that moments are shown in
    return reading


def _source(reading: Reading) -> Source:
    from workflow.office.reporting import Source

    return Source(reading.rows, reading.id, reading.public, reading.today)


# How an answer is shown


def _lines(desk: Desk, found: Answer) -> Iterator[str]:
    from workflow.publish.paper_text import chart_lines

    if not found.rows:
        yield _("Nothing to report.")
        return
    yield table(desk, [header for _key, header in found.columns], _cells(found))
    for chart in found.charts:
        yield ""
        yield from chart_lines(chart)
    for note in found.notes:
        yield ""
        yield note


def _cells(found: Answer) -> list[list[str]]:
    return [[_cell(key, row[key]) for key, _header in found.columns] for row in found.rows]


_DAYS = frozenset({"on", "advised_on", "decided_on", "due", "reported_on", "implemented_on", "since"})
_LIGHTS = {"red": N_("red"), "yellow": N_("yellow"), "green": N_("green")}


def _cell(key: str, value: Any) -> str:
    from workflow.office.reporting import SPANS

    if value is None or value == "":
        return ""
    if key in _DAYS:
        return iso_day(value)
    words: dict[str, Callable[[Any], str]] = {
        "outcome": outcome_label, "advised": outcome_label, "decided": outcome_label, "last": outcome_label,
        "kind": kind_label, "majority": lambda v: _(MAJORITIES.get(v, v)),
        "applicants": listed, "light": lambda v: _(_LIGHTS[v]), "span": lambda v: _(SPANS[v]),
    }  # fmt: skip
    return words[key](value) if key in words else str(value)


def _write(desk: Desk, reading: Reading, found: Answer, file: str) -> None:
    from workflow.commands.audit_keys import write_file
    from workflow.commands.dossier import foot, heading, proof_blocks
    from workflow.publish import papers
    from workflow.publish.paper import Block, Line, Lines, Paper, Section, Table

    headers = [header for _key, header in found.columns]
    blocks: list[Block] = [Table(headers, _cells(found), found.marks)] if found.rows else []
    notes: list[Block] = [Lines([Line(note) for note in found.notes])] if found.notes else []
    proven = _newest(reading)
    sections = [Section(chart.title, [chart]) for chart in found.charts]
    rest: list[Block] = [*blocks, *notes] or [Lines([Line(_("Nothing to report."))])]
    sections += [Section(_("One by one"), rest), Section(_("Proof"), list(proof_blocks(proven)))]
    paper = Paper(found.title, heading(reading), (), sections, foot(reading, proven), language(), proven.line)
    write_file(file, papers.render(paper, papers.format_of(file)))
    if file != "-" and desk.format == "text":
        click.echo(_("{file} was written.").format(file=file))


def _newest(reading: Reading) -> Proven:
    """The newest checkpoint there is: who asks a question may only read, and makes none."""
    from workflow.audit.checkpoint import CheckpointMalformed, compact_line, read_checkpoint
    from workflow.commands.dossier import Proven

    notes = reading.rows(_NEWEST, (reading.id,))
    try:
        signed = read_checkpoint(notes[0]["note"])
    except (IndexError, CheckpointMalformed):
        return Proven("", "", 0, 0, "", 0)
    return Proven(compact_line(signed), signed.checkpoint.time, signed.checkpoint.size, 0, "", 0)


# The questions


def _decisions(_reading: Reading, source: Source, asked: Asked, _given: Row) -> Answer:
    from workflow.office import reporting

    return reporting.decisions(source, asked)


def _divergence(_reading: Reading, source: Source, asked: Asked, _given: Row) -> Answer:
    from workflow.office import reporting

    return reporting.divergence(source, asked)


def _durations(_reading: Reading, source: Source, asked: Asked, _given: Row) -> Answer:
    from workflow.office import reporting

    return reporting.durations(source, asked)


def _factions(_reading: Reading, source: Source, asked: Asked, _given: Row) -> Answer:
    from workflow.office import reporting

    return reporting.factions(source, asked)


def _promises(reading: Reading, source: Source, asked: Asked, given: Row) -> Answer:
    from workflow.office import reporting

    def facts(number: int) -> Row:
        found: Row = reading.reader.motion_row(reading.id, f"#{number}")["facts"]
        return found

    return reporting.promises(source, asked, facts, soon=given["soon"])


def _lost(reading: Reading, source: Source, asked: Asked, given: Row) -> Answer:
    from workflow.commands.report_lost import lost

    return lost(reading, asked, given["days"], given["pause"])


_question(
    "decisions",
    _decisions,
    N_("List what was decided: by organization, period, applicant and outcome."),
    (
        "laufzettel report decisions --organization Kreistag --since 01.01.2025",
        N_("what the plenary decided"),
    ),
    option("--outcome", metavar=N_("OUTCOME"), help=N_("Only this outcome, such as adopted or rejected.")),
)
_question(
    "divergence",
    _divergence,
    N_("Compare what committees advised with what was decided in the end."),
    ("laufzettel report divergence --since 01.01.2021", N_("whose advice was not followed")),
)
_question(
    "durations",
    _durations,
    N_("Count the days between stations and up to the decision: median and 90 %, by kind."),
    ("laufzettel report durations --kind motion", N_("how long motions take")),
)
_question(
    "lost",
    _lost,
    N_(
        "List motions that were referred, deferred or put on hold and not taken up since.\n\nThe summer "
        "break does not count: the school holidays of the council’s Land, else 15 July to 31 August."
    ),
    ("laufzettel report lost --days 90", N_("without a follow-up for more than ninety days")),
    option(
        "--days",
        type=click.IntRange(min=0),
        default=60,
        metavar=N_("NUMBER"),
        help=N_("So many days without a follow-up (60)."),
    ),
    option(
        "--break", "pause", metavar=N_("SPAN"), help=N_("The summer break, such as 15.07.-31.08., or none.")
    ),
)
_question(
    "promises",
    _promises,
    N_(
        "Follow decisions up (Beschlusskontrolle): what was adopted, what is owed, what is overdue.\n\nRed: "
        "overdue. Yellow: owed soon, or without a date. Green: carried out, or nothing owed now."
    ),
    ("laufzettel report promises -o beschlusskontrolle.html", N_("as a page with its chart")),
    option(
        "--soon",
        type=click.IntRange(min=0),
        default=30,
        metavar=N_("NUMBER"),
        help=N_("Yellow so many days ahead (30)."),
    ),
)
_question(
    "factions",
    _factions,
    N_("Count what became of the motions of each applicant."),
    ("laufzettel report factions --since 01.11.2020", N_("who succeeds with what")),
)
