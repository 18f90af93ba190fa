"""Where in a paper its route stands: in the head's form, in a table behind the text, or in the request."""

from __future__ import annotations

from typing import NamedTuple

from workflow.intake.dates import DATE, find_dates
from workflow.intake.facts import Point, Stop
from workflow.intake.patterns import lazily
from workflow.intake.text.form import ORGANIZATION_NAME, Part
from workflow.intake.text.letter import date_above, lone_date
from workflow.intake.text.lines import Line
from workflow.intake.text.organizations import abbreviates, nominative
from workflow.intake.text.paper import Paper
from workflow.intake.text.references import amended_reference
from workflow.intake.text.route import RouteFound, asks_for_meeting, find_route
from workflow.intake.text.sections import enacting_clause

_TABLE = lazily(
    r"(?:Gremium|Gremien|(?:Geplante |Voraussichtliche )?Beratungsfolge|Beratungsgang|Sitzungsfolge|"
    r"(?:Datum|Termin)\b.{0,20}\tGremi(?:um|en))\b"
)
_SENTENCE = lazily(r"(?<=[a-zäöüß)“\"][.!?])[ \n]+(?=[A-ZÄÖÜ„])")
#: `24.05.2023 VerKlim …`: the cell behind a date that begins a row
_CELL_AFTER_DATE = lazily(rf"(?:{DATE})[ \t]+(?P<name>[A-ZÄÖÜ][^\d\t]{{1,70}}?)(?=\t|$)")
_FIRST_CELL = lazily(rf"(?P<name>[A-ZÄÖÜ][^\d\t]{{2,80}}?)(?: am| den)?[ \t]+(?:{DATE})")
_TO_SITTING = lazily(
    r"(?:\bin|\bzu|\bzur|\bauf|\bfür)?(?: (?:der|die|den|eine[rn]?|seiner|"
    r"ihrer))?(?: \w+(?:e|en|er))? ?\b\w*[Ss]itzung"
)
_SITTING = lazily(
    r"[Ss]itzung(?:en)? de[rs] (?P<short>[A-ZÄÖÜ][\wäöü]*(?: \d)?) (?:am|"
    r"vom) (?P<date>[\d.]+\d)"
)


_TABLE_STARTS = ("Gremi", "Gepl", "Vorauss", "Beratungs", "Sitzungsf", "Dat", "Term")


def _heads_table(text: str) -> bool:
    return text.startswith(_TABLE_STARTS) and _TABLE.match(text) is not None


class Itinerary(NamedTuple):
    """What was found of route and dates, and the lines that the stops came from."""

    found: RouteFound
    numbers: tuple[int, ...]


def read_itinerary(paper: Paper, points: tuple[Point, ...]) -> Itinerary:
    """The route of the head's form, else of a table behind the text, else of the sentence that asks."""
    itinerary = _of_head(paper)
    if not any(stop.date or stop.next_meeting for stop, _ in itinerary.found.stops):
        alone = None if itinerary.found.stops else _alone(paper)
        elsewhere = _of_table(paper) or _of_request(paper) or alone
        if elsewhere is not None:
            own, received = itinerary.found.own, itinerary.found.received
            itinerary = elsewhere._replace(found=elsewhere.found._replace(own=own, received=received))
    stops = tuple((_dated(stop, points), start) for stop, start in itinerary.found.stops)
    return itinerary._replace(found=itinerary.found._replace(stops=stops))


class _Stream:
    """Lines joined for the search for signs, with the way back from a place to its line."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.length = 0
        #: where the table's heads stand
        self.table: int | None = None
        #: first cells of its rows, and the numbers of headings, which are no rows
        self.cells: list[tuple[int, int]] = []
        self.headings: set[int] = set()

    def add(self, text: str, no: int, part: Part) -> None:
        if self.table is None and _heads_table(text):
            self.table = self.length
        if self.table is not None and part in (Part.ROW, Part.FREE):
            cell = _FIRST_CELL.match(text) or _CELL_AFTER_DATE.match(text)
            if cell:
                self.cells.append((self.length + cell.start("name"), self.length + cell.end("name")))
        if part is Part.KIND:
            self.headings.add(no)
        self.texts.append(text)
        self.places.append((self.length, no))
        self.length += len(text) + 1

    def line_of(self, place: int) -> int:
        return max((known for known in self.places if known[0] <= place), default=(0, 0))[1]

    def is_row(self, stop: Stop, place: int) -> bool:
        """In a form an organization without a date counts below the table's heads only."""
        if stop.date or stop.next_meeting or self.table is None:
            return True
        return place >= self.table and self.line_of(place) not in self.headings


_NO_ROUTE = (Part.ADDRESS, Part.FURNITURE, Part.APPLICANT, Part.COUNCIL)


def _of_head(paper: Paper) -> Itinerary:
    head, stream = paper.head, _Stream()
    tabled = any(_heads_table(line.text) for line in paper.lines[: head.body])
    letters_date = lone_date(paper.lines, head) if paper.is_letter else None
    if letters_date is None and not tabled:
        letters_date = date_above(paper.lines, head)
    for i, (part, line) in enumerate(zip(head.parts, paper.lines, strict=False)):
        title = head.title_at[0] <= i <= head.title_at[1] and part in (Part.FREE, Part.SUBJECT)
        title = title and not (part is Part.SUBJECT and "itzung" in line.text and find_dates(line.text))
        if title or part in _NO_ROUTE:
            continue
        text = f"Datum: {line.text}" if i == letters_date else line.text
        stream.add(_without_amended(text) if part is Part.KIND else text, line.no, part)
    table = stream.table is not None
    found = find_route("\n".join(stream.texts), paper.names, table, tuple(stream.cells), stream.table or 0)
    stops = tuple((stop, place) for stop, place in found.stops if stream.is_row(stop, place))
    numbers = tuple(dict.fromkeys(stream.line_of(place) for _, place in stops))
    return Itinerary(found._replace(stops=stops), numbers)


_OF_AMENDED = lazily(rf"[ ,)]*(?:vom|v\.) (?:den )?(?:{DATE})")


def _without_amended(text: str) -> str:
    """A heading without the date of the paper it amends."""
    amended = amended_reference(text)
    dated = _OF_AMENDED.match(amended[1]) if amended else None
    return text.replace(dated[0], "") if dated else text


def _alone(paper: Paper) -> Itinerary | None:
    """Organizations each alone on a line below the heading, without a date: they are to hear it in turn."""
    head = paper.head
    first = max(head.kind_at if head.kind_at is not None else -1, head.reference_at or -1)
    stops = []
    for i in range(first + 1, head.body) if first >= 0 else ():
        line = paper.lines[i]
        whole = ORGANIZATION_NAME.fullmatch(line.text) if head.parts[i] is Part.ROW else None
        if whole:
            stops.append((Stop(nominative(line.text)), i))
    if not stops:
        return None
    numbers = tuple(paper.lines[i].no for _, i in stops)
    return Itinerary(RouteFound(tuple(stops), (), (), False, ()), numbers)


def _of_table(paper: Paper) -> Itinerary | None:
    """A table of the route behind the text."""
    for i in range(paper.body, len(paper.lines)):
        if not _heads_table(paper.lines[i].text):
            continue
        end = min(paper.section_after(i), i + 30)
        end = next((j for j in range(i + 1, end) if _is_prose(paper.lines[j].text)), end)
        found = find_route("\n".join(line.text for line in paper.lines[i:end]), paper.names, True)
        if found.stops:
            return Itinerary(found, paper.numbers(i, end))
    return None


def _is_prose(text: str) -> bool:
    return len(text) > 90 or enacting_clause(text) is not None


def _of_request(paper: Paper) -> Itinerary | None:
    """The sentence that asks to be put before a meeting, early in the letter or in its request."""
    end = min(paper.section_after(paper.body, ("reason", "closing")), paper.body + 90)
    for start, stop in _paragraphs(paper.lines, paper.body, end):
        text = "\n".join(line.text for line in paper.lines[start:stop])
        for sentence in _SENTENCE.split(text):
            if len(sentence) > 600 or not asks_for_meeting(sentence):
                continue
            found = find_route(_from_sitting(sentence), paper.names, False)
            found = found if found.stops else find_route(sentence, paper.names, False)
            if found.stops:
                return Itinerary(found, paper.numbers(start, stop))
    return None


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
    """The sentence from the words that name the sitting: a faction "im Kreistag" before it is no station."""
    sitting = _TO_SITTING.search(sentence)
    return sentence[sitting.start() :] if sitting else sentence


def _dated(stop: Stop, points: tuple[Point, ...]) -> Stop:
    """The day of a "next meeting" that the resolution names: `in der Sitzung des B2 am 15.4.21`."""
    if stop.date is not None or not stop.next_meeting:
        return stop
    for match in (m for point in points for m in _SITTING.finditer(point.text)):
        dates = find_dates(match["date"])
        short = match["short"]
        same = abbreviates(short, stop.organization) or short.startswith(stop.organization)
        if same and dates and dates[0].day:
            return stop._replace(date=dates[0].day)
    return stop
