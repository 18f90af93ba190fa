"""Read a document: text in, fields out. Pure; what the text does not say stays empty.

The rules live in `workflow.intake.text`, one module for each kind of fact. This one asks them in
order and puts their answers together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.intake.facts import Costs, Document, Point, Report, Stop, Warn
from workflow.intake.text import letter, relations, standing
from workflow.intake.text.amendment import read_amendment, with_operations
from workflow.intake.text.itinerary import Itinerary, read_itinerary
from workflow.intake.text.kind import Kind
from workflow.intake.text.lines import read_lines
from workflow.intake.text.money import read_costs, tells_costs
from workflow.intake.text.paper import Paper, take_apart
from workflow.intake.text.report import read_report, tells_report
from workflow.intake.text.resolution import Resolution, read_resolution

__all__ = [
    "Costs",
    "Document",
    "NoText",
    "NotAMotion",
    "Point",
    "Report",
    "Stop",
    "Warn",
    "read_text",
    "to_json",
]

SCHEMA = 1


class NotAMotion(Refusal):
    """A document that is no motion was to be submitted as one."""

    code = "not_a_motion"
    exit_status = Exit.INPUT
    message = N_("“{file}” is not a motion; it looks like this: {kind}.")
    way_out = N_("If it is one, submit it by options: --title, --point, --applicant.")


class NoText(Refusal):
    """A document without any text: a scan, or an empty file."""

    code = "no_text"
    exit_status = Exit.INPUT
    message = N_("“{file}” holds no text; it may be a scan.")
    way_out = N_("Run it through a text recognition (OCR) first, or submit the motion by options.")


#: the sentence of each warning, filled with its facts
WARNINGS: dict[str, str] = {
    "date_order_resolved": N_(
        "“{text}” was read as {date}, because the other reading is not before the first meeting."
    ),
    "date_order_open": N_("“{text}” can be read as two dates; please say which with --date."),
    "date_without_year": N_(
        "“{text}” has no year; it was taken as the next such day after the paper's own date."
    ),
    "route_unpaired": N_("Organizations and dates of the route do not match one to one; please check them."),
    "amendment_without_target": N_("The amendment does not say which point it changes."),
    "amends_nothing": N_("The amendment does not name the paper it amends."),
    "several_amounts": N_("The resolution names several amounts; none of them was taken as its costs."),
    "no_resolution": N_("No text of a resolution was found."),
    "no_applicant": N_("No applicant was found."),
}


def read_text(text: str, *, names: tuple[str, ...] = ()) -> Document:
    """Read one document's text; `names` are organizations of the council, with short names and aliases.

    Never raises for any text. Dates are the council's local days.
    """
    lines = read_lines(text)
    if not lines:
        return Document(False, str(Kind.OTHER))
    paper = take_apart(lines, names)
    kind = standing.kind_of(paper)
    resolution = _resolution(paper, kind)
    itinerary = read_itinerary(paper, resolution.points)
    document = _framed(paper, itinerary, resolution)
    document = _decided(document, paper, kind, resolution)
    return _warned(document, itinerary)


def _resolution(paper: Paper, kind: Kind) -> Resolution:
    """The points; of an amendment with what each does to which point."""
    amending = kind is Kind.AMENDMENT
    found = read_resolution(paper.lines, list(paper.sections), paper.body, amending)
    if not amending:
        return found
    end = paper.section_after(paper.body, ("reason", "closing"))
    closed = any(section.at == end and section.name == "reason" for section in paper.sections)
    changes = read_amendment(paper.lines[paper.body : end], closed)
    if len(changes) >= max(1, len(found.points)):
        found = Resolution(changes, None, paper.body, end)
    return found._replace(points=with_operations(found.points, paper.heading, found.preamble))


def _framed(paper: Paper, itinerary: Itinerary, resolution: Resolution) -> Document:
    """The facts around the resolution: who, to whom, when, where, under which number and title."""
    head, stops = paper.head, tuple(stop for stop, _ in itinerary.found.stops)
    addressee, addressed = letter.addressee(paper.lines, head)
    council, council_at = letter.council(paper.lines, head, head.title, stops)
    public, public_at = letter.is_public(paper.lines, head)
    item, item_at = relations.read_agenda_item(paper, stops)
    day, dated, warnings = _own_date(paper, itinerary, stops)
    applicants, signatories, people_at = relations.read_people(paper, resolution.end)
    origins = {
        "kind": paper.number(head.kind_at), "reference": paper.number(head.reference_at),
        "title": paper.numbers(head.title_at[0], head.title_at[1] + 1) if head.title_at[0] >= 0 else (),
        "date": dated, "addressee": addressed, "council": council_at, "public": public_at,
        "agenda_item": item_at, "route": itinerary.numbers, **people_at,
    }  # fmt: skip
    received = next((f.found.day for f in itinerary.found.received if f.found.day), None)
    return Document(
        False, "", head.reference, head.title, day, received, applicants, addressee, council, public, item,
        stops, signatories=signatories, warnings=warnings, origins=origins,
    )  # fmt: skip


def _own_date(
    paper: Paper, itinerary: Itinerary, stops: tuple[Stop, ...]
) -> tuple[date | None, tuple[int, ...], tuple[Warn, ...]]:
    """The date in the head, else the one beside the signature."""
    own = itinerary.found.own
    if own:
        printed = own[0].found.text
        numbers = tuple(line.no for line in paper.lines[: paper.body] if printed in line.text)[:1]
    else:
        late = letter.late_date(paper.lines, max(paper.body, paper.closing(len(paper.lines) - 4) - 2))
        own, numbers = ((late[0],), (late[1],)) if late else ((), ())
    day, warning = letter.own_date(own, stops)
    return day, numbers, (warning,) if warning else ()


def _decided(document: Document, paper: Paper, kind: Kind, resolution: Resolution) -> Document:
    """The facts that hang on what is to be decided."""
    points = resolution.points
    texts = tuple(point.text for point in points)
    points_at = paper.numbers(resolution.start, resolution.end)
    reasoning, reasoning_at = relations.read_reasoning(paper, points_at, resolution.end)
    amends, amends_date, amends_at = (
        relations.read_amended(paper) if kind is Kind.AMENDMENT else (None, None, ())
    )
    costs, several = read_costs(texts) if kind.moves else (None, False)
    known = tuple(stop.organization for stop in document.route)
    signs = (bool(document.applicants), bool(document.route), bool(document.addressee))
    is_motion = kind.moves and standing.is_paper(paper, bool(points), signs)
    report = read_report(texts, paper.names, known) if kind.moves else None
    origins = {**document.origins, "points": points_at, "reasoning": reasoning_at, "amends": amends_at}
    said = paper.lines[resolution.start : resolution.end]
    if costs:
        origins["costs"] = tuple(line.no for line in said if tells_costs(line.text))
    if report:
        origins["report"] = tuple(line.no for line in said if tells_report(line.text))
    return document._replace(
        is_motion=is_motion,
        kind=str(kind if is_motion or not kind.moves else Kind.OTHER),
        preamble=resolution.preamble,
        points=points if kind.moves or kind is Kind.INQUIRY else (),
        has_reasoning=reasoning is not None,
        reasoning=reasoning,
        amends=amends,
        amends_date=amends_date,
        costs=costs,
        report=report,
        urgent=standing.is_urgent(paper, texts),
        warnings=(*document.warnings, *((Warn("several_amounts"),) if several else ())),
        origins={field: numbers for field, numbers in origins.items() if numbers},
    )


def _warned(document: Document, itinerary: Itinerary) -> Document:
    """The document with what it leaves unsure."""
    amendment = document.kind == Kind.AMENDMENT
    untold = amendment and all(point.operation is None for point in document.points)
    codes = {
        "route_unpaired": itinerary.found.unpaired,
        "no_resolution": document.is_motion and not document.points,
        "no_applicant": document.is_motion and not document.applicants,
        "amends_nothing": amendment and document.amends is None,
        "amendment_without_target": untold,
    }
    yearless = tuple(
        Warn("date_without_year", {"text": text}) for text in dict.fromkeys(itinerary.found.yearless)
    )
    found = tuple(Warn(code) for code, so in codes.items() if so)
    return document._replace(warnings=(*document.warnings, *yearless, *found))


def to_json(document: Document, file: str) -> dict[str, Any]:
    """The contract of `read --format json`: stable keys, ISO dates, null or [] for what is absent."""
    return {
        "schema": SCHEMA,
        "file": file,
        "is_motion": document.is_motion,
        "kind": document.kind,
        "reference": document.reference,
        "title": document.title,
        "date": _iso(document.date),
        "received": _iso(document.received),
        "applicants": list(document.applicants),
        "addressee": document.addressee,
        "council": document.council,
        "public": document.public,
        "agenda_item": document.agenda_item,
        "route": [_stop_json(stop) for stop in document.route],
        "preamble": document.preamble,
        "points": [_point_json(point) for point in document.points],
        "has_reasoning": document.has_reasoning,
        "amends": document.amends,
        "amends_date": _iso(document.amends_date),
        "costs": _costs_json(document.costs),
        "signatories": list(document.signatories),
        "report": {"to": document.report.to, "due": _iso(document.report.due)} if document.report else None,
        "urgent": document.urgent,
        "warnings": [{"code": warning.code, **warning.facts} for warning in document.warnings],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _stop_json(stop: Stop) -> dict[str, Any]:
    return {
        "organization": stop.organization,
        "date": _iso(stop.date),
        "time": stop.time.strftime("%H:%M") if stop.time else None,
        "role": stop.role,
        "result": stop.result,
        "next_meeting": stop.next_meeting,
        "agenda_item": stop.agenda_item,
        "public": stop.public,
    }


def _point_json(point: Point) -> dict[str, Any]:
    shown = {"number": point.number, "text": point.text}
    return (
        {**shown, "operation": point.operation, "target": point.target}
        if point.operation or point.target
        else shown
    )


def _costs_json(costs: Costs | None) -> dict[str, Any] | None:
    if costs is None:
        return None
    amount = float(costs.amount_eur) if costs.amount_eur is not None else None
    return {"amount_eur": amount, "budget_line": costs.budget_line, "text": costs.text}
