"""What an amendment does to which point: replace, add, delete, or a new text for the whole."""

from __future__ import annotations

import re

from workflow.intake.facts import Point
from workflow.intake.text.lines import Line, join_lines

_NUMBER = r"(?P<{0}>\d{{1,2}}(?:\.\d{{1,2}})?[a-z]?|[IVX]{{1,4}})"
_POINT = (
    r"(?:[Bb]eschluss)?(?:[Pp]unkte?s?|PUNKT|[Zz]iffern?|ZIFFER|[Zz]iff\.|Nr\.|Nummer|"
    r"Absatz|Abs\.|Spiegelstrich|Satz)"
)
_TARGET = re.compile(
    rf"\b{_POINT} (?:Nr\. )?{_NUMBER.format('after')}\b|"
    rf"\b{_NUMBER.format('before')}\. {_POINT}\b"
)
_DELETE = re.compile(
    r"\b(?:gestrichen|streichen|streicht|entfällt|entfallen|[Ss]treichung|gelöscht|"
    r"ersatzlos)\b"
)
_ADD = re.compile(
    r"\b(?:(?:[Nn]eue[rn]?|[Zz]usätzliche[rn]?|"
    r"[Ww]eitere[rn]?) (?:Beschluss)?(?:[Pp]unkte?|[Zz]iffern?|Satz|Absatz)|ergänzt|"
    r"[Ee]rgänzungen?|eingefügt|hinzugefügt|angefügt|hinzuzufügen|"
    r"einzufügen|einfügen|ergänzen|zu ergänzen|aufgenommen|[Ee]inf?ügung|erweitert)\b"
)
_REPLACE = re.compile(
    r"\b(?:ersetzt|ersetzen|geändert|abgeändert|[Ää]nderung(?:en)?|ändern|erhält|lautet|"
    r"neu gefasst|neu zu fassen|[Nn]eufassung|[Aa]nstelle|[Ss]tatt|wird wie folgt|"
    r"modifiziert)\b"
)
_WHOLE = re.compile(
    r"\b(?:(?:Der|Den|Die|Das|Des|der|den|dem|gesamte[nr]?|"
    r"ursprüngliche[nr]?) )?(?:Beschluss(?:vorschlag|text|antrag|entwurf|tenor)?s?|"
    r"Antrag(?:stext)?|Text|Wortlaut)\b[^.:]{0,90}"
    r"\b(?:ersetzt|neu gefasst|erhält (?:die )?folgende|lautet (?:nun|neu|künftig|"
    r"wie folgt|dann)|neue Fassung|ersetzen|geändert in)\b"
)
_KEEPS = re.compile(r"\b(?:bleibt|bleiben) (?:bestehen|unverändert|unberührt)\b")
_HEADS = re.compile(
    rf"(?:{_POINT}|[Nn]eue[rn]?|[Zz]usätzliche[rn]?|[Ää]nderung|[Ee]rgänzung|[Ss]treichung|"
    rf"Der|Die|Das|Es|Nach|Als|In|Im|Unter|Zu|Hinter|\d{{1,2}}\.)\b"
)


def read_amendment(lines: tuple[Line, ...]) -> tuple[Point, ...]:
    """The changes under lines of instruction (`Änderung des Beschlussvorschlages in Punkt 3:`)."""
    heads = [i for i, line in enumerate(lines) if _is_instruction(line.text)]
    if not heads:
        return ()
    points = []
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        instruction = lines[start].text
        operation, target = operation_of(instruction)
        text = (
            join_lines([line.text for line in lines[start + 1 : end]]).strip(' „“"')
            if end > start + 1
            else ""
        )
        points.append(Point(target, text or instruction, operation, target))
    return tuple(points)


def _is_instruction(text: str) -> bool:
    if len(text) > 140 or not text.endswith(":") or not _HEADS.match(text):
        return False
    operation, target = operation_of(text)
    return operation is not None and (target is not None or operation == "whole")


def operation_of(text: str) -> tuple[str | None, str | None]:
    """The operation that a sentence states, and the number of the point it is done to."""
    head = text[:300]
    found = _TARGET.search(head)
    target = (found["after"] or found["before"]) if found else None
    if _KEEPS.search(head):
        return None, target
    if _DELETE.search(head) and len(text) < 250:
        return "delete", target
    if _WHOLE.search(head) and target is None:
        return "whole", None
    if _ADD.search(head) and not (target and re.search(r"\b(?:ersetzt|geändert)\b", head)):
        return "add", target
    return ("replace", target) if _REPLACE.search(head) else (None, target)


def with_operations(points: tuple[Point, ...], noun: str, preamble: str | None = None) -> tuple[Point, ...]:
    """Points of an amendment with what each does.

    What a point does not say itself, the words before all points say, or the paper's name: an
    Ergänzungsantrag adds.
    """
    default = "add" if "rgänzung" in noun and "nderung" not in noun else None
    if preamble and _ADD.search(preamble):
        default = "add"
    marked = []
    for point in points:
        if point.operation is None:
            operation, target = operation_of(point.text)
            addressed = operation is not None and (target is not None or operation == "whole")
            if not addressed:
                operation, target = (None, target) if _KEEPS.search(point.text) else (default, None)
            marked.append(point._replace(operation=operation, target=target))
        else:
            marked.append(point)
    return tuple(marked)
