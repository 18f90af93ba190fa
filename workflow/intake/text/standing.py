"""What a paper is and how urgent, by all of it: heading, form, words."""

from __future__ import annotations

from workflow.intake.patterns import lazily
from workflow.intake.text.amendment import begins_instruction
from workflow.intake.text.form import Part
from workflow.intake.text.kind import Kind, kind_of_prose
from workflow.intake.text.paper import Paper
from workflow.intake.text.references import amended_reference

_TITLED = lazily(r"(?P<moves>Antrag|ANTRAG)\b|(?:Anfrage|ANFRAGE)\b")
#: what a resolution says, and a report does not
_CALLS = lazily(
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
_URGENT = lazily(
    r"[Dd]ringlichkeit|[Ee]ilbedürftig|[Ee]ilantrag|[Uu]naufschiebbar|duldet keinen Aufschub|keinen Aufschub|"
    r"(?:unter Verzicht auf|unter Verkürzung|Verkürzung|trotz abgelaufener|außerhalb|"
    r"nach Ablauf|trotz Ablauf)[^.]{0,30}(?:[Ll]adungsfrist|[Aa]ntragsfrist|[Ff]rist)|"
    r"(?:Erweiterung|zu erweitern|erweitern)[^.]{0,30}Tagesordnung|"
    r"Tagesordnung[^.]{0,40}(?:erweiter)|§ ?\d+[^.]{0,40}dringlich|"
    r"noch in der heutigen Sitzung"
)


def kind_of(paper: Paper) -> Kind:
    """The kind that a heading states; without one, the kind that the words and the form show."""
    stated = paper.head.kind.kind if paper.head.kind is not None else None
    if stated is not None and stated.moves and _is_answered(paper):
        return Kind.STATEMENT
    if stated in (None, Kind.MOTION) and _amends_in_substance(paper, stated is None):
        return Kind.AMENDMENT
    if stated is not None:
        return stated
    words = _kind_by_words(paper)
    return _kind_of_form(paper) if words is Kind.OTHER and paper.head.applicants else words


#: the administration answers below the heading of what it answers
_ANSWERS = lazily(
    r"(?:Antwort|Stellungnahme|Beantwortung) (?:(?:de[rs]|von) )?(?:Frau |Herrn? )?(?:Stadtv|V)?(?:erwaltung|"
    r"(?:Ober)?[Bb]ürgermeister\w*|Landr\w+|Magistrat\w*|Bezirksamt\w*|Senat\w*|Referat\w*|Stadt\w+rat\w*)"
    r"\b[^.]{0,60}:?$"
)


def _is_answered(paper: Paper) -> bool:
    return any(
        line.text.startswith(_ANSWER) and _ANSWERS.match(line.text) for line in paper.lines[: paper.body + 3]
    )


_ANSWER = ("Antwort ", "Stellungnahme ", "Beantwortung ")


def _amends_in_substance(paper: Paper, unheaded: bool) -> bool:
    """No heading says so, but the text changes points of another paper (`Ziffer 3 wird gestrichen.`)."""
    # under a heading "Antrag" it must say so at once
    end = min(paper.section_after(paper.body, ("reason", "closing")), paper.body + (25 if unheaded else 6))
    lines = paper.lines[:end]
    if not any(begins_instruction(lines, i) for i in range(paper.body, end)):
        return False
    return unheaded or any(amended_reference(line.text) for line in lines[: paper.body + 3])


def _kind_by_words(paper: Paper) -> Kind:
    return kind_of_prose(" ".join(line.text for line in paper.lines[:60]))


def _kind_of_form(paper: Paper) -> Kind:
    """A faction's form that lost its heading: its title may say it, else whether it asks or moves."""
    if titled := _TITLED.match(paper.head.title or ""):
        return Kind.MOTION if titled["moves"] else Kind.INQUIRY
    end = paper.section_after(paper.body, ("reason", "closing"))
    body = [line.text for line in paper.lines[paper.body : end]]
    bare = {text.rstrip(": ").lower() for text in body}
    if "anfrage" in bare or any("?" in text for text in body):
        return Kind.INQUIRY
    form = paper.head.reference is not None or Part.ROW in paper.head.parts
    moves = "antrag" in bare or any(_CALLS.search(text) for text in body)
    return Kind.MOTION if form and moves else Kind.OTHER


def is_paper(paper: Paper, points: bool, others: tuple[bool, ...]) -> bool:
    """One word is no motion: signs of heading, applicants, reference, route, address, sections must agree."""
    named = {section.name for section in paper.sections}
    signs = (
        paper.head.kind is not None,
        paper.head.reference is not None,
        "resolution" in named,
        "reason" in named,
        *others,
    )
    needed = 2 if points else 3
    return sum(signs) >= needed or (sum(signs) == needed - 1 and _kind_by_words(paper).moves)


def is_urgent(paper: Paper, points: tuple[str, ...]) -> bool:
    """By name, by a reasoning of the urgency, or by what only an urgent motion asks for."""
    if (paper.head.kind and paper.head.kind.urgent) or any(s.name == "urgency" for s in paper.sections):
        return True
    end = min(paper.section_after(paper.body, ("reason",)), paper.body + 15)
    asked = (" ".join(line.text for line in paper.lines[:end]), *points)
    hinted = any(stem in text for text in asked for stem in _URGENT_STEMS)
    return hinted and any(_URGENT.search(text) for text in asked)
