"""Read a document: text in, fields out. Pure; what the text does not say stays empty.

The rules live in `workflow.intake.text`, one module for each kind of fact. This one asks them in
order and puts their answers together.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.intake.dates import DATE, find_dates
from workflow.intake.facts import Costs, Document, Point, Report, Stop, Warn
from workflow.intake.text import letter, resolution
from workflow.intake.text.amendment import read_amendment, with_operations
from workflow.intake.text.head import Part, read_head
from workflow.intake.text.kind import Kind, kind_of_prose
from workflow.intake.text.lines import Line, join_lines, read_lines
from workflow.intake.text.money import read_costs
from workflow.intake.text.organizations import abbreviates
from workflow.intake.text.parties import applicants_of_clause
from workflow.intake.text.people import read_signatories
from workflow.intake.text.references import amended_reference, parent_of
from workflow.intake.text.report import read_report
from workflow.intake.text.route import RouteFound, asks_for_meeting, find_route
from workflow.intake.text.sections import Section, enacting_clause, find_sections, is_salutation

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
    "two_references": N_("Besides {reference} the number {other} is printed."),
}


def read_text(text: str, *, names: tuple[str, ...] = ()) -> Document:
    """Read one document's text; `names` are organizations of the council, with short names and aliases.

    Never raises for any text. Dates are the council's local days.
    """
    lines = read_lines(text)
    if not lines:
        return Document(False, str(Kind.OTHER))
    return _Reading(lines, names).document()


class _Reading:
    """One reading: the lines, their sections and head, and what has been found so far."""

    def __init__(self, lines: tuple[Line, ...], names: tuple[str, ...]) -> None:
        self.lines = lines
        self.names = names
        self.sections = find_sections(lines)
        self.head = read_head(lines, self.sections, names)
        self.warnings: list[Warn] = []
        self.origins: dict[str, tuple[int, ...]] = {}
        self.noun = lines[self.head.kind_at].text if self.head.kind_at is not None else ""

    def document(self) -> Document:
        """Put the fields together."""
        kind = self._kind()
        points, preamble, after = self._points(kind)
        amends, amends_date = self._amended(kind)
        found = self._route(points)
        stops = tuple(stop for stop, _ in found.stops)
        day = self._date(found, stops)
        applicants, signatories = self._people(points, after)
        reasoning = self._reasoning(after)
        texts = tuple(point.text for point in points)
        costs, several = read_costs(texts)
        if several:
            self.warnings.append(Warn("several_amounts"))
        known = tuple(stop.organization for stop in stops)
        addressee, addressed = letter.addressee(self.lines, self.head)
        council, council_at = letter.council(self.lines, self.head, self.head.title, stops)
        public, public_at = letter.is_public(self.lines, self.head)
        self._note("addressee", addressed)
        self._note("council", council_at)
        self._note("public", public_at)
        moves = kind.moves and self._is_paper(bool(points), bool(applicants), bool(stops), bool(addressee))
        for field, at in (("reference", self.head.reference_at), ("title", self.head.title_at[0])):
            if at is not None and at >= 0:
                last = self.head.title_at[1] if field == "title" else at
                self._note(field, tuple(line.no for line in self.lines[at : last + 1]))
        document = Document(
            is_motion=moves,
            kind=str(kind if moves or not kind.moves else Kind.OTHER),
            reference=self.head.reference,
            title=self.head.title,
            date=day,
            received=next((f.found.day for f in found.received if f.found.day), None),
            applicants=applicants,
            addressee=addressee,
            council=council,
            public=public,
            agenda_item=self._agenda_item(stops),
            route=stops,
            preamble=preamble,
            points=points if kind.moves or kind is Kind.INQUIRY else (),
            has_reasoning=reasoning is not None,
            reasoning=reasoning,
            amends=amends,
            amends_date=amends_date,
            costs=costs if kind.moves else None,
            signatories=signatories,
            report=read_report(texts, self.names, known) if kind.moves else None,
            urgent=self._is_urgent(texts),
        )
        return document._replace(warnings=self._all_warnings(document), origins=self.origins)

    def _note(self, field: str, numbers: tuple[int, ...]) -> None:
        if numbers:
            self.origins[field] = numbers

    def _kind(self) -> Kind:
        if self.head.kind is not None and self.head.kind_at is not None:
            self._note("kind", (self.lines[self.head.kind_at].no,))
            return self.head.kind.kind
        words = self._kind_by_words()
        return words if words is not Kind.OTHER or not self.head.applicants else self._kind_of_form()

    def _kind_of_form(self) -> Kind:
        """A faction's form that lost its heading: its title may say it, else whether it asks or moves."""
        if self.head.title and (
            titled := re.match(r"(?P<a>Antrag|ANTRAG)\b|(?P<b>Anfrage|ANFRAGE)\b", self.head.title)
        ):
            return Kind.MOTION if titled["a"] else Kind.INQUIRY
        end = _next_section(self.sections, self.head.body, len(self.lines), ("reason", "closing"))
        body = [line.text for line in self.lines[self.head.body : end]]
        bare = {text.rstrip(": ").lower() for text in body}
        if any("?" in text for text in body) or "anfrage" in bare:
            return Kind.INQUIRY
        form = self.head.reference is not None or any(part is Part.ROW for part in self.head.parts)
        return (
            Kind.MOTION
            if form and ("antrag" in bare or any(_CALLS.search(text) for text in body))
            else Kind.OTHER
        )

    def _kind_by_words(self) -> Kind:
        return kind_of_prose("\n".join(line.text for line in self.lines[:60]))

    def _is_paper(self, points: bool, applicants: bool, stops: bool, addressed: bool) -> bool:
        """One word is no motion: two of heading, applicants, reference, route, addressee, sections must agree."""
        named = {section.name for section in self.sections}
        signs = (
            self.head.kind is not None, applicants, self.head.reference is not None, stops, addressed,
            "resolution" in named, "reason" in named,
        )  # fmt: skip
        needed = 2 if points else 3
        return sum(signs) >= needed or (sum(signs) == needed - 1 and self._kind_by_words().moves)

    # --- the resolution ---

    def _points(self, kind: Kind) -> tuple[tuple[Point, ...], str | None, int]:
        amending = kind is Kind.AMENDMENT
        found = resolution.read_resolution(self.lines, self.sections, self.head.body, amending)
        points, preamble, after = found.points, found.preamble, found.end
        self._note("points", tuple(line.no for line in self.lines[found.start : found.end]))
        if amending:
            end = next(
                (s.at for s in self.sections if s.at > self.head.body and s.name in ("reason", "closing")),
                len(self.lines),
            )
            changes = read_amendment(self.lines[self.head.body : end])
            if changes:
                points, preamble, after = changes, None, end
                self._note("points", tuple(line.no for line in self.lines[self.head.body : end]))
            points = with_operations(points, self.noun)
        return points, preamble, after

    def _reasoning(self, after: int) -> str | None:
        """The text under the reasoning's heading, else the prose around the resolution."""
        section = next((s for s in self.sections if s.name == "reason" and s.at >= self.head.body), None)
        points = self.origins.get("points", ())
        if section is not None and not (
            points and points[0] <= self.lines[section.at].no <= points[-1] and section.at + 1 < after
        ):
            end = _next_section(self.sections, section.at, len(self.lines))
            text = join_lines(
                [t for t in (section.tail, *(line.text for line in self.lines[section.at + 1 : end])) if t]
            )
            if re.search(r"mündlich|siehe Anlage", text) and len(text) < 120:
                return None
            self._note("reasoning", tuple(line.no for line in self.lines[section.at : end]))
            return text if len(text) > 20 else None
        used = set(points)
        closing = _closing(self.sections, self.head.body, len(self.lines))
        body = self.lines[self.head.body : closing]
        prose = [line for line in body if line.no not in used and not is_salutation(line.text)]
        text = join_lines([line.text for line in prose])
        if len(text) < 200:
            return None
        self._note("reasoning", tuple(line.no for line in prose))
        return text

    # --- route and dates ---

    def _route(self, points: tuple[Point, ...]) -> RouteFound:
        found = self._route_of_head()
        if not any(stop.date or stop.next_meeting for stop, _ in found.stops):
            elsewhere = self._route_of_table() or self._route_of_request()
            if elsewhere is not None:
                found = elsewhere._replace(own=found.own, received=found.received)
        stops = tuple((_dated(stop, points), start) for stop, start in found.stops)
        if found.unpaired:
            self.warnings.append(Warn("route_unpaired"))
        self.warnings.extend(Warn("date_without_year", {"text": text}) for text in found.yearless)
        return found._replace(stops=stops)

    def _route_of_head(self) -> RouteFound:
        head, kept = self.head, []
        places: list[tuple[int, int]] = []
        cells: list[tuple[int, int]] = []
        headings: set[int] = set()
        offset = 0
        table = None
        letters_date = letter.lone_date(self.lines, head) if self._is_letter() else None
        for i, (part, line) in enumerate(zip(head.parts, self.lines, strict=False)):
            if head.title_at[0] <= i <= head.title_at[1] and part in (Part.FREE, Part.SUBJECT):
                continue
            if part in (Part.ADDRESS, Part.FURNITURE, Part.APPLICANT, Part.COUNCIL):
                continue
            text = f"Datum: {line.text}" if i == letters_date else line.text
            if part is Part.ROW and table is not None and (cell := _FIRST_CELL.match(text)):
                cells.append((offset, offset + cell.end("name")))
            if part is Part.KIND and (amended := amended_reference(text)):
                text = text.replace(amended[1], "") if find_dates(amended[1]) else text
            if table is None and re.match(
                r"(?:Gremium|Gremien|Beratungsfolge|Beratungsgang|Sitzungsfolge)\b", text
            ):
                table = offset
            kept.append(text)
            places.append((offset, line.no))
            offset += len(text) + 1
            if part is Part.KIND:
                headings.add(line.no)
        found = find_route("\n".join(kept), self.names, table is not None, tuple(cells))
        if table is not None:
            stops = tuple(
                (s, start) for s, start in found.stops
                if s.date or s.next_meeting or (start >= table and _line_at(places, start) not in headings)
            )  # fmt: skip
            found = found._replace(stops=stops)
        self._note("route", tuple(dict.fromkeys(_line_at(places, start) for _, start in found.stops)))
        return found

    def _is_letter(self) -> bool:
        return self.head.body < len(self.lines) and self.lines[self.head.body].text.startswith(
            ("Sehr", "Liebe", "Werte", "Guten")
        )

    def _route_of_table(self) -> RouteFound | None:
        """A table of the route behind the text."""
        for i in range(self.head.body, len(self.lines)):
            if self.lines[i].text.startswith(("Beratungsfolge", "Beratungsgang", "Gremium")):
                end = min(_next_section(self.sections, i, len(self.lines)), i + 30)
                end = next(
                    (
                        j
                        for j in range(i + 1, end)
                        if len(self.lines[j].text) > 90 or enacting_clause(self.lines[j].text)
                    ),
                    end,
                )
                found = find_route("\n".join(line.text for line in self.lines[i:end]), self.names, True)
                if found.stops:
                    self._note("route", tuple(line.no for line in self.lines[i:end]))
                    return found
        return None

    def _route_of_request(self) -> RouteFound | None:
        """The sentence that asks to be put before a meeting, early in the letter or in its request."""
        end = _next_section(self.sections, self.head.body, len(self.lines), ("reason", "closing"))
        for start, stop in _paragraphs(self.lines, self.head.body, min(end, self.head.body + 90)):
            text = "\n".join(line.text for line in self.lines[start:stop])
            for sentence in _SENTENCE.split(text):
                if len(sentence) < 600 and asks_for_meeting(sentence):
                    found = find_route(_from_sitting(sentence), self.names, False)
                    found = found if found.stops else find_route(sentence, self.names, False)
                    if found.stops:
                        self._note("route", tuple(line.no for line in self.lines[start:stop]))
                        return found
        return None

    def _date(self, found: RouteFound, stops: tuple[Stop, ...]) -> date | None:
        own = found.own
        if not own:
            late = letter.late_date(
                self.lines, _closing(self.sections, self.head.body, max(0, len(self.lines) - 6))
            )
            if late is not None:
                own = (late[0],)
                self._note("date", (late[1],))
        elif printed := own[0].found.text:
            self._note(
                "date", tuple(line.no for line in self.lines[: self.head.body] if printed in line.text)[:1]
            )
        return letter.own_date(own, stops, self.warnings)

    def _agenda_item(self, stops: tuple[Stop, ...]) -> str | None:
        """The item that the paper hangs on; of a single stop the number in its row."""
        for i, (part, line) in enumerate(zip(self.head.parts, self.lines, strict=False)):
            match = _AGENDA.match(line.text) if part in (Part.LABEL, Part.ROW, Part.KIND) else None
            if match is None:
                continue
            value = match["value"].strip() or self._value_below(i)
            if value:
                self._note("agenda_item", (line.no,))
                return value
        return stops[0].agenda_item if len(stops) == 1 else None

    def _value_below(self, at: int) -> str | None:
        below = at + 1
        if below >= len(self.head.parts) or self.head.parts[below] is not Part.LABEL or self.lines[below].gap:
            return None
        text = self.lines[below].text
        return None if text.endswith(":") or find_dates(text) or "öffentlich" in text.lower() else text

    # --- people ---

    def _people(self, points: tuple[Point, ...], after: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        start = _closing(self.sections, self.head.body, max(after, self.head.body))
        signatories, signed_for, where = read_signatories(self.lines, start)
        self._note("signatories", where)
        named = self.head.applicants
        if named:
            self._note("applicants", tuple(dict.fromkeys(self.lines[at].no for _, at in named)))
            return _once(tuple(name for name, _ in named)), signatories
        body = "\n".join(line.text for line in self.lines[self.head.body : start])
        clause = applicants_of_clause(body[:6000])
        return _once(clause or signed_for), signatories

    # --- relations ---

    def _amended(self, kind: Kind) -> tuple[str | None, date | None]:
        if kind is not Kind.AMENDMENT:
            return None, None
        for line in self.lines[: self.head.body + 12]:
            found = amended_reference(line.text[:300])
            if found and found[0] != self.head.reference:
                self._note("amends", (line.no,))
                dates = find_dates(found[1])
                return found[0], dates[0].day if dates and found[1].lstrip(" ,)").startswith(
                    ("vom", "v.")
                ) else None
        return (parent_of(self.head.reference) if self.head.reference else None), None

    def _is_urgent(self, texts: tuple[str, ...]) -> bool:
        """By name, by a reasoning of the urgency, or by what only an urgent motion asks for."""
        if (self.head.kind and self.head.kind.urgent) or any(s.name == "urgency" for s in self.sections):
            return True
        end = _next_section(self.sections, self.head.body, self.head.body + 15, ("reason",))
        opening = " ".join(line.text for line in self.lines[: min(end, self.head.body + 15)])
        asked = (opening, *texts)
        return any(stem in text for text in asked for stem in _URGENT_STEMS) and any(
            _URGENT.search(text) for text in asked
        )

    def _all_warnings(self, document: Document) -> tuple[Warn, ...]:
        if document.is_motion and not document.points:
            self.warnings.append(Warn("no_resolution"))
        if document.is_motion and not document.applicants:
            self.warnings.append(Warn("no_applicant"))
        if document.kind == Kind.AMENDMENT:
            if document.amends is None:
                self.warnings.append(Warn("amends_nothing"))
            if all(point.operation is None for point in document.points):
                self.warnings.append(Warn("amendment_without_target"))
        return tuple(dict.fromkeys(Warn(w.code, _Frozen(w.facts)) for w in self.warnings))


class _Frozen(dict[str, str]):
    """Facts that can stand in a set."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


_SENTENCE = re.compile(r"(?<=[a-zäöüß)“\"][.!?])[ \n]+(?=[A-ZÄÖÜ„])")
_FIRST_CELL = re.compile(rf"(?P<name>[A-ZÄÖÜ][^\d\t]{{2,80}}?)(?: am| den)?[ \t]+(?:{DATE})")
_AGENDA = re.compile(
    r"(?:Tagesordnungspunkt|Zu (?:TOP|Tagesordnungspunkt)|zu (?:TOP|Tagesordnungspunkt)|TOP|"
    r"Haushalts(?:beratung|plan)position)\b ?(?:-?Nr\.?)? ?:?[ \t]*(?P<value>.*)$"
)
#: what a resolution says, and a report does not
_CALLS = re.compile(
    r"\b(?:wird (?:beauftragt|gebeten|aufgefordert|ersucht)|(?:möge|soll(?:en)?|"
    r"bitten) |beantrag\w+|fordern?\b|(?:Die|Der) (?:[\w-]+)?(?:verwaltung|Stadt|"
    r"Gemeinderat|Rat|Kreis|Gemeinde) (?:\w+t|setzt|prüft|stellt)\b)"
)
_URGENT_STEMS = (
    "ringlich",
    "ilbedürf",
    "ilantrag",
    "ufschieb",
    "ufschub",
    "adungsfrist",
    "ntragsfrist",
    " Frist",
    "agesordnung",
    "heutigen",
)
_URGENT = re.compile(
    r"[Dd]ringlichkeit|[Ee]ilbedürftig|[Ee]ilantrag|[Uu]naufschiebbar|duldet keinen Aufschub|keinen Aufschub|"
    r"(?:unter Verzicht auf|unter Verkürzung|Verkürzung|trotz abgelaufener|außerhalb|"
    r"nach Ablauf|trotz Ablauf)[^.]{0,30}(?:[Ll]adungsfrist|[Aa]ntragsfrist|[Ff]rist)|"
    r"(?:Erweiterung|zu erweitern|erweitern)[^.]{0,30}Tagesordnung|"
    r"Tagesordnung[^.]{0,40}(?:erweiter)|§ ?\d+[^.]{0,40}dringlich|"
    r"noch in der heutigen Sitzung"
)


def _line_at(places: list[tuple[int, int]], offset: int) -> int:
    return max((place for place in places if place[0] <= offset), default=(0, 0))[1]


def _next_section(sections: list[Section], at: int, last: int, among: tuple[str, ...] = ()) -> int:
    return next((s.at for s in sections if s.at > at and (not among or s.name in among)), last)


def _closing(sections: list[Section], body: int, last: int) -> int:
    """Where greetings and signatures begin."""
    return next((s.at for s in sections if s.name == "closing" and s.at >= body), last)


def _paragraphs(lines: tuple[Line, ...], start: int, end: int) -> list[tuple[int, int]]:
    """Paragraphs as ranges of lines; a sentence broken by a gap stays whole."""
    ranges: list[tuple[int, int]] = []
    for i in range(start, end):
        if ranges and (not lines[i].gap or lines[i - 1].text[-1] not in ".:!?,"):
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges


def _from_sitting(sentence: str) -> str:
    """The sentence from the words on that name the sitting: a faction "im Kreistag" before it is no station."""
    sitting = _TO_SITTING.search(sentence)
    return sentence[sitting.start() :] if sitting else sentence


_TO_SITTING = re.compile(
    r"(?:\bin|\bzu|\bzur|\bauf|\bfür)?(?: (?:der|die|den|eine[rn]?|seiner|"
    r"ihrer))?(?: \w+(?:e|en|er))? ?\b\w*[Ss]itzung"
)
_SITTING = re.compile(
    r"[Ss]itzung(?:en)? de[rs] (?P<short>[A-ZÄÖÜ][\wäöü]*(?: \d)?) (?:am|"
    r"vom) (?P<date>[\d.]+\d)"
)


def _dated(stop: Stop, points: tuple[Point, ...]) -> Stop:
    """The day of a "next meeting" that the resolution names: `in der Sitzung des B2 am 15.4.21`."""
    if stop.date is not None or not stop.next_meeting:
        return stop
    for point in points:
        for match in _SITTING.finditer(point.text):
            dates = find_dates(match["date"])
            if (
                dates
                and dates[0].day
                and (
                    abbreviates(match["short"], stop.organization)
                    or match["short"].startswith(stop.organization)
                )
            ):
                return stop._replace(date=dates[0].day)
    return stop


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each applicant once, however often and in whichever form the text names it."""
    kept: dict[str, str] = {}
    for name in names:
        key = re.sub(
            r"\W+|(?:\w*fraktion|gruppe|im\b|in\b)", "", name.lower().replace("fraktion", "fraktion ")
        )
        kept.setdefault(key or name, name)
    return tuple(kept.values())


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
