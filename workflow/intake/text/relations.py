"""What hangs on a paper's other parts: reasoning, amended paper, agenda item, applicants, signatures."""

from __future__ import annotations

from datetime import date

from workflow.intake.dates import find_dates
from workflow.intake.facts import Stop
from workflow.intake.patterns import lazily
from workflow.intake.text.form import SUBJECT, Part
from workflow.intake.text.kind import kind_of_line
from workflow.intake.text.lines import join_lines
from workflow.intake.text.paper import Paper
from workflow.intake.text.parties import (
    applicants_of_clause,
    applicants_of_kind,
    applicants_of_line,
    labelled_applicants,
    split_applicants,
)
from workflow.intake.text.people import read_signatories
from workflow.intake.text.references import amended_reference, bracketed_reference, parent_of
from workflow.intake.text.sections import is_salutation
from workflow.intake.text.words import PARTY

_AGENDA = lazily(
    r"(?:Tagesordnungspunkt|Zu (?:TOP|Tagesordnungspunkt)|zu (?:TOP|Tagesordnungspunkt)|TOP|"
    r"Haushalts(?:beratung|plan)position)\b ?(?:-?Nr\.?)? ?:?[ \t]*(?P<value>.*)$"
)
_ITEM = lazily(r"\b(?:TOP|Tagesordnungspunkt)(?: Nr\.)? ?(?P<item>(?:[ÖN] ?)?\d{1,3}(?:\.\d{1,2})*)\b")
_PARTY_FIRST = lazily(rf"(?:{PARTY})(?![\w-]*antrag)(?=[ ,.-]|$)")
_GROUP = lazily(rf"[Ff]raktion|FRAKTION|[Gg]ruppe|^(?:{PARTY})$")
_ELSEWHERE = lazily(r"mündlich|siehe Anlage|s\. Anlage|erfolgt in der Sitzung")
_FACTION_WORD = lazily(r"\W+|(?:\w*fraktion|gruppe|im\b|in\b)")


def read_reasoning(paper: Paper, points: tuple[int, ...], after: int) -> tuple[str | None, tuple[int, ...]]:
    """The text under the reasoning's heading, else the prose around the resolution.

    `points` are the numbers of the resolution's lines, `after` the index behind them: a resolution that
    stands under the reasoning's own heading leaves that heading to it.
    """
    reasons = [s for s in paper.sections if s.name == "reason" and s.at >= paper.body]
    section = next(
        (s for s in reasons if s.tail or paper.section_after(s.at) > s.at + 1), next(iter(reasons), None)
    )
    if section is not None:
        no = paper.lines[section.at].no
        taken = bool(points) and points[0] <= no <= points[-1] and section.at + 1 < after
        if not taken:
            end = paper.section_after(section.at)
            rest = (line.text for line in paper.lines[section.at + 1 : end])
            text = join_lines([words for words in (section.tail, *rest) if words])
            given = len(text) > 20 and not (len(text) < 120 and _ELSEWHERE.search(text))
            return (text, paper.numbers(section.at, end)) if given else (None, ())
    body = paper.lines[paper.body : paper.closing(len(paper.lines))]
    used = set(points)
    prose = [line for line in body if line.no not in used and not is_salutation(line.text)]
    text = join_lines([line.text for line in prose])
    return (text, tuple(line.no for line in prose)) if len(text) >= 200 else (None, ())


def read_amended(paper: Paper) -> tuple[str | None, date | None, tuple[int, ...]]:
    """The paper that an amendment names, with its date; else the one whose number its own extends."""
    own = paper.head.reference
    heading = paper.head.kind_at
    for i, line in enumerate(paper.lines[: paper.body + 12]):
        found = amended_reference(line.text[:300])
        if found is None and i == heading:
            found = bracketed_reference(line.text)
        if found and found[0] != own:
            dates = find_dates(found[1])
            dated = dates and found[1].lstrip(" ,)").startswith(("vom", "v."))
            return found[0], dates[0].day if dated else None, (line.no,)
    return (parent_of(own) if own else None), None, ()


def read_agenda_item(paper: Paper, stops: tuple[Stop, ...]) -> tuple[str | None, tuple[int, ...]]:
    """The item that the paper hangs on; of a single stop the number in its row."""
    for i, (part, line) in enumerate(zip(paper.head.parts, paper.lines, strict=False)):
        match = _AGENDA.match(line.text) if part in (Part.LABEL, Part.ROW, Part.KIND) else None
        value = (match["value"].strip() or _value_below(paper, i)) if match else None
        if value is None and part is Part.KIND and (item := _ITEM.search(line.text)):
            value = item["item"]
        if value:
            return value, (line.no,)
    return (stops[0].agenda_item if len(stops) == 1 else None), ()


def _value_below(paper: Paper, at: int) -> str | None:
    below, head = at + 1, paper.head
    if below >= len(head.parts) or head.parts[below] is not Part.LABEL or paper.lines[below].gap:
        return None
    text = paper.lines[below].text
    return None if text.endswith(":") or find_dates(text) or "öffentlich" in text.lower() else text


def read_people(
    paper: Paper, after: int
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, tuple[int, ...]]]:
    """Applicants and signatories, each with the lines they came from.

    Applicants stand in the head, else in the request, else in the functions of those who sign.
    """
    start = paper.closing(max(after, paper.body))
    signatories, signed_for, where = read_signatories(paper.lines, start)
    origins = {"signatories": where}
    if named := paper.head.applicants:
        origins["applicants"] = tuple(dict.fromkeys(paper.lines[at].no for _, at in named))
        return _once(tuple(name for name, _ in named)), signatories, origins
    body = "\n".join(line.text for line in paper.lines[paper.body : start])
    applicants = _once(
        _of_title(paper)
        or _labelled_below(paper)
        or applicants_of_clause(body[:6000])
        or signed_for
        or _at_the_edge(paper)
        or _advisory(paper)
    )
    origins["applicants"] = tuple(
        line.no for line in paper.lines[paper.body :] if any(name[:12] in line.text for name in applicants)
    )[: len(applicants)]
    return applicants, signatories, origins


def _of_title(paper: Paper) -> tuple[str, ...]:
    """`Betreff: Antrag der Fraktion X zur Sanierung …` names who moves."""
    at, stated = paper.head.title_at[0], paper.head.kind
    subject = SUBJECT.match(paper.lines[at].text) if at >= 0 else None
    if subject is None or (stated is not None and not stated.kind.moves):
        return ()
    title = subject["value"] or paper.head.title or ""
    named = kind_of_line(title) if title else None
    return applicants_of_kind(title) if named is not None and named.kind.moves else ()


def _labelled_below(paper: Paper) -> tuple[str, ...]:
    """`Antragsteller:` below the text, with the names on its line or on the next ones."""
    for at in range(max(paper.body, len(paper.lines) - 16), len(paper.lines)):
        value = labelled_applicants(paper.lines[at].text)
        if value:
            return split_applicants(value)
        names: list[str] = []
        for line in paper.lines[at + 1 :] if value == "" else ():
            found = applicants_of_line(line.text)
            if not found:
                break
            names.extend(found)
        if names:
            return tuple(names)
    return ()


def _at_the_edge(paper: Paper) -> tuple[str, ...]:
    """A faction, else members, alone on a line below the text, or in the letterhead's first cell."""
    below = [applicants_of_line(line.text) for line in paper.lines[max(paper.body, len(paper.lines) - 14) :]]
    named = [names for names in below if names]
    if named:
        factions = [names for names in named if any(_GROUP.search(name) for name in names)]
        return tuple(name for names in factions or named for name in names)
    first = (line.text.split("\t")[0] for line in paper.lines[:3])
    return tuple(name for name in first if len(name) < 60 and _PARTY_FIRST.match(name))[:1]


#: bodies that advise: they move, and decide nothing
_ADVISES = lazily(
    r"(?:Kinder- und )?(?:Jugend|Senior(?:inn)?en|Integrations|Migrations|Ausländer|Behinderten|Inklusions|"
    r"Gleichstellungs|Naturschutz|Denkmal|Kultur|Klima|Seniorinnen- und Senioren)-?"
    r"(?:(?:gemeinde|stadt|kreis)?rat|(?:bei|forum|parlament|vertretung)\w*)\b(?: [^\t:.]{2,50})?$"
)


def _advisory(paper: Paper) -> tuple[str, ...]:
    """The letterhead of an advisory body (`Jugendgemeinderat Ringstadt`), where nobody else moves."""
    first = paper.lines[0].text
    return (first,) if _ADVISES.match(first) else ()


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each applicant once, however often and in whichever form the text names it."""
    kept: dict[str, str] = {}
    for name in names:
        key = _FACTION_WORD.sub("", name.lower().replace("fraktion", "fraktion "))
        if not any(longer.startswith(f"{name} ") for longer in kept.values()):
            kept.setdefault(key or name, name)
    return tuple(kept.values())
