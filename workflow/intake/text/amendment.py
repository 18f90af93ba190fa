"""What an amendment does to which point: replace, add, delete, or a new text for the whole."""

from __future__ import annotations

import re

from workflow.intake.facts import Point
from workflow.intake.patterns import lazily
from workflow.intake.text.lines import Line, join_lines

_NUMBER = r"(?P<{0}>\d{{1,2}}(?:\.\d{{1,2}})?[a-z]?|[IVX]{{1,4}})"
_POINT = (
    r"(?:[Bb]eschluss)?(?:[Pp]unkte?s?|PUNKT|[Zz]iffern?|ZIFFER|[Zz]iff\.|Nr\.|Nummer|"
    r"Absatz|Abs\.|Spiegelstrich|Satz)"
)
_TARGET = lazily(
    rf"\b{_POINT} (?:Nr\. )?{_NUMBER.format('after')}\b|"
    rf"\b{_NUMBER.format('before')}\. {_POINT}\b"
)
_DELETE = lazily(
    r"\b(?:gestrichen|streichen|streicht|entfällt|entfallen|[Ss]treichung|gelöscht|"
    r"ersatzlos)\b"
)
_ADD = lazily(
    r"\b(?:(?:[Nn]eue[rn]?|[Zz]usätzliche[rn]?|"
    r"[Ww]eitere[rn]?) (?:Beschluss)?(?:[Pp]unkte?|[Zz]iffern?|Satz|Absatz)|ergänzt|"
    r"[Ee]rgänzungen?|eingefügt|hinzugefügt|angefügt|hinzuzufügen|"
    r"einzufügen|einfügen|ergänzen|zu ergänzen|aufgenommen|[Ee]inf?ügung|erweitert)\b"
)
_REPLACE = lazily(
    r"\b(?:ersetzt|ersetzen|geändert|abgeändert|[Ää]nderung(?:en)?|ändern|erhält|lautet|"
    r"neu gefasst|neu zu fassen|[Nn]eufassung|[Aa]nstelle|[Ss]tatt|wird wie folgt|"
    r"modifiziert)\b"
)
_WHOLE = lazily(
    r"\b(?:(?:Der|Den|Die|Das|Des|der|den|dem|gesamte[nr]?|"
    r"ursprüngliche[nr]?) )?(?:Beschluss(?:vorschlag|text|antrag|entwurf|tenor|punkt|empfehlung)?s?|"
    r"(?:Ursprungs|Haupt)?[Aa]ntrag(?:stext)?|Text|Wortlaut)\b[^.:]{0,90}"
    r"\b(?:ersetzt|neu gefasst|erhält (?:die )?folgende|lautet (?:nun|neu|künftig|"
    r"wie folgt|dann)|neue Fassung|ersetzen|geändert in)\b"
)
_KEEPS = lazily(r"\b(?:bleibt|bleiben) (?:bestehen|unverändert|unberührt)\b")
#: how a sentence begins that tells what is to become of the other paper
_HEADS = lazily(
    rf"(?:{_POINT}|[Nn]eue[rn]?|[Zz]usätzliche[rn]?|[Ää]nderung|[Ee]rgänzung|[Ss]treichung|"
    rf"Der|Die|Das|Es|Nach|Als|In|Im|Unter|Zu|Hinter|Vor|[Ss]tatt|[Aa]nstelle|Am|An|Dem|"
    rf"\d{{1,2}}\. {_POINT}(?! \d))\b"
)
#: how such a sentence begins: a cheap look before the thorough one
INSTRUCTION_LETTERS = frozenset("AaBbDEeHIÄäNnPpSsUVZz0123456789")
#: `Punkt 2 wird wie folgt ersetzt`, `… werden die Wörter „…“ durch „…“ ersetzt`, `Punkt 3 entfällt`
_ACTION = lazily(
    r"\b(?:(?P<passive>gestrichen|ersetzt|ergänzt|eingefügt|angefügt|hinzugefügt|(?:ab)?geändert|"
    r"neu gefasst|angehängt|aufgenommen|erweitert|vorangestellt|gelöscht|streichen|ersetzen|ergänzen|ändern|"
    r"(?:ein|an|hinzu)zufügen|neu zu fassen)|entfällt|entfallen|erhält|erhalten|lautet|lauten|"
    r"ersatzlos streichen|ersatzlose Streichung)\b"
)
_PASSIVE = lazily(r"\b(?:wird|werden|ist|sind|soll|sollen)\b")
_SENTENCE_BREAK = lazily(r"[a-zäöüß)“\"][.:] +[A-ZÄÖÜ„]")
_PART_OF_POINT = lazily(
    r"\b(?:das Wort|die W[oö]rte?r?|der (?:Halb|Teil)satz|die (?:Angabe|Passage|Zahl|"
    r"Formulierung|Textstelle)|"
    r"der (?:Begriff|Betrag|letzte Satz|erste Satz|zweite Satz)|Satz \d)\b",
    re.IGNORECASE,
)
_OF_LAW = lazily(r"[^.:;]{0,80}(?:§§?|\bArtikel) ?\d{1,3}\b")
_NEW_TARGET = lazily(rf"\b(?:als |folgende[rn]? |neue[rn]? |neue )+{_POINT} {_NUMBER.format('new')}\b")


def read_amendment(lines: tuple[Line, ...], closed: bool = True) -> tuple[Point, ...]:
    """The changes under sentences of instruction (`Änderung in Punkt 3:`, `Ziffer 2 wird gestrichen.`).

    `closed` where a heading ends the lines; else a paragraph behind the last change is background.
    """
    heads = [i for i in range(len(lines)) if begins_instruction(lines, i)]
    points: list[Point] = []
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=False):
        said = lines[start:end] if closed else lines[start : start + _said(lines[start:end])]
        if end < len(lines) and _BARE_NUMBER.match(said[-1].text):
            said = said[:-1]
        # "Die Satzung wird wie folgt geändert:" announces the instructions that follow
        if end == len(lines) or len(said) > 1 or not _announces(said[0].text):
            points.extend(_changes(said))
    return tuple(points)


_BARE_NUMBER = lazily(r"(?:\d{1,2}|[a-h])[.)]$")


def _announces(text: str) -> bool:
    return text[-1] == ":" and operation_of(text)[1] is None


def _changes(lines: tuple[Line, ...]) -> list[Point]:
    """One change, or one for each item of the list that the instruction announces."""
    whole = join_lines([line.text for line in lines])
    done = _action_end(whole)
    colon = whole.find(":", max(0, (done or 1) - 1))
    near = colon >= 0 and (done is None or colon - done < 70)
    instruction, text = (whole[: colon + 1], whole[colon + 1 :]) if near else (whole, "")
    operation, target = operation_of(instruction)
    if text and target is None and (listed := _listed(lines)):
        return [_listed_change(number, words, operation) for number, words in listed]
    text = _unquoted(text) or whole
    return [Point(target, text, operation, target)]


def _listed_change(number: str | None, words: str, announced: str | None) -> Point:
    """An item of a list: what it does itself, else what the words before the list announced."""
    operation, target = operation_of(words) if may_change(words) else (None, None)
    return Point(number, words, operation or announced, target)


def _said(lines: tuple[Line, ...]) -> int:
    """How many lines a change takes: a paragraph after a finished sentence or quotation is background."""
    open_quote = 0
    for i, line in enumerate(lines):
        ended = i > 0 and line.gap and lines[i - 1].text[-1] in '.!?“”"' and not open_quote
        if ended and not _ITEM.match(line.text):
            return i
        open_quote = max(0, open_quote + line.text.count("„") - sum(map(line.text.count, "“”")))
    return len(lines)


def _listed(lines: tuple[Line, ...]) -> list[tuple[str | None, str]]:
    """Numbered or bulleted items that follow an instruction on lines of their own."""
    items: list[tuple[str | None, list[str]]] = []
    for line in lines[1:]:
        if marked := _ITEM.match(line.text):
            items.append((marked["number"], [marked["rest"]] if marked["rest"] else []))
        elif items:
            items[-1][1].append(line.text)
    return [(number, _unquoted(join_lines(texts))) for number, texts in items]


_ITEM = lazily(r"(?:(?P<number>\d{1,2}|[a-h]|[IVX]{1,4})[.)]|[-–•*▪](?=[ \t]))(?:[ \t]+(?P<rest>\S.*))?$")


def _unquoted(text: str) -> str:
    return text.strip(' „“"”»«')


def begins_instruction(lines: tuple[Line, ...], at: int) -> bool:
    """True where a line begins a sentence that changes a point of another paper, or all of it."""
    text = lines[at].text
    if text[0] not in INSTRUCTION_LETTERS:
        return False
    goes_on = at + 1 < len(lines) and len(text) > 50 and not lines[at + 1].gap and text[-1] not in ".:"
    words = f"{text} {lines[at + 1].text}" if goes_on else text
    if not may_change(words) or not _HEADS.match(text):
        return False
    if text[-1] == ":" and len(text) <= 140 and _addresses(text):
        return True
    done = _action_end(words)
    return done is not None and _addresses(words[: done + 60])


def may_change(text: str) -> bool:
    """A cheap look before the thorough one: something is done, and to a point or a paper."""
    return _may_act(text) and (
        "unkt" in text
        or "iff" in text
        or "eschl" in text
        or "ntrag" in text
        or "orlage" in text
        or "rucks" in text
        or "Abs" in text
        or "atz" in text
        or "Nr." in text
        or "Nummer" in text
        or "Text" in text
        or "ortlaut" in text
        or "UNKT" in text
        or "IFF" in text
        or "DS" in text
        or "esolution" in text
        or "piegelstr" in text
    )


def _may_act(text: str) -> bool:
    return (
        "rsetz" in text
        or "rgänz" in text
        or "änder" in text
        or "Änder" in text
        or "trich" in text
        or "treich" in text
        or "füg" in text
        or "fass" in text
        or "ntf" in text
        or "rhält" in text
        or "rhalten" in text
        or "laute" in text
        or "tatt " in text
        or "nstelle" in text
        or "genommen" in text
        or "rweiter" in text
        or "löscht" in text
        or "rsatzlos" in text
        or "hängt" in text
        or "rangestellt" in text
        or "eue" in text
    )


def _action_end(words: str) -> int | None:
    """Where the first sentence has said what is done; None where it does nothing to another paper."""
    for found in _ACTION.finditer(words, 0, 400):
        if _SENTENCE_BREAK.search(words, 0, found.start()):
            return None
        if found["passive"] is None or _PASSIVE.search(words, 0, found.start()):
            return found.end()
    return None


def _addresses(text: str) -> bool:
    operation, target = operation_of(text)
    known = target is not None or operation == "whole"
    return operation is not None and (known or _OF_PAPER.search(text) is not None)


#: the other paper's resolution as the thing that is changed
_OF_PAPER = lazily(
    r"\b(?:(?:Beschluss|Antrags?|Ursprungs|Haupt)-?(?:vorschlag|text|antrag|entwurf|tenor|empfehlung|punkt|"
    r"vorlage)e?[sn]?|Vorlage|Drucksache|DS|Resolution|Satzung(?:sentwurf)?)\b"
)


def operation_of(text: str) -> tuple[str | None, str | None]:
    """The operation that a sentence states, and the number of the point it is done to."""
    head = text[:300]
    found = _TARGET.search(head)
    # "§ 4 Abs. 2" is a place in a by-law, no point of the resolution
    law = _OF_LAW.match(head)
    if found and law and found[0][:2] in ("Ab", "Sa"):
        found = None
    target = (found["after"] or found["before"]) if found else None
    if _KEEPS.search(head):
        return None, target
    if _DELETE.search(head) and len(text) < 250:
        # words struck out of a point change it; the point stays
        return ("replace" if target and _PART_OF_POINT.search(head) else "delete"), target
    if _WHOLE.search(head) and target is None and law is None and not _ADD.search(head):
        return "whole", None
    if _ADD.search(head) and not (target and re.search(r"\b(?:ersetzt|geändert)\b", head)):
        new = _NEW_TARGET.search(head)
        return "add", new["new"] if new else target
    return ("replace", target) if _REPLACE.search(head) else (None, target)


def with_operations(points: tuple[Point, ...], noun: str, preamble: str | None = None) -> tuple[Point, ...]:
    """Points of an amendment with what each does.

    What a point does not say itself, the words before all points say, or the paper's name: an
    Ergänzungsantrag adds.
    """
    default = "add" if "rgänzung" in noun and "nderung" not in noun else None
    if preamble:
        default = "add" if _ADD.search(preamble) else "whole" if _WHOLE.search(preamble) else default
    marked = []
    for point in points:
        if point.operation is None:
            operation, target = operation_of(point.text)
            known = target is not None or operation == "whole" or _OF_LAW.match(point.text) is not None
            addressed = operation is not None and known
            if not addressed:
                operation, target = (None, target) if _KEEPS.search(point.text) else (default, None)
            marked.append(point._replace(operation=operation, target=target))
        else:
            marked.append(point)
    return tuple(marked)
