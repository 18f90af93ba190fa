"""The report that a resolution asks for: to which organization, by which day."""

from __future__ import annotations

import re
from datetime import date

from workflow.intake.dates import DATE, MONTH, find_dates
from workflow.intake.facts import Report
from workflow.intake.patterns import lazily
from workflow.intake.text.organizations import abbreviates, nominative, organization_pattern

_ASKS = lazily(
    r"\b(?:[Bb]ericht(?:e|et|en|s)?\b|(?:zu )?berichten\b|Bericht(?:erstattung)?\b|"
    r"Sachstandsbericht\b|Zwischenbericht\b|(?:vorzulegen|vorzustellen|vorgelegt|"
    r"vorgestellt|vorlegen|zu informieren|unterrichtet)\b|"
    r"(?:legt|stellt) [^;]{1,160}? vor(?= ?[.,)]|$| und\b))"
)
_STEMS = ("ericht", " vor", "vorz", "vorg", "vorl", "informier", "nterrichte")
_GIVES = lazily(
    r"\b(?:berichtet|berichten|erstatten|erstattet|vorzulegen|vorlegen|vorgelegt|vorlegt|"
    r"vorzustellen|vorgestellt|abzugeben|Berichterstattung|gibt|legt|zu geben|stellt|informiert|"
    r"informieren|unterrichtet|unterrichten)\b"
)
_PLAINLY = lazily(
    r"\bberichtet (?:über|dem|der|in|regelmäßig|jährlich|zeitnah)|\bzu berichten\b|"
    r"\bBericht zu erstatten\b|\berstattet\b.*\bBericht\b"
)
_SHORT = lazily(r"\b(?:de[smr]|im|in der|dem) ([A-ZÄÖÜ][A-ZÄÖÜa-z]{0,5} ?\d?)(?= am\b|[ ,.;]|$)")
_SENTENCE = lazily(rf"(?<=[a-zäöüß)“\"\d][.!?]) +(?=[A-ZÄÖÜ„])(?!{MONTH})|\n")
_BY = lazily(
    rf"(?:bis(?: spätestens)?(?: zum)?|zum|spätestens(?: zum| am)?|"
    rf"[Ss]itzung[^.;]{{0,80}}?am|am) (?P<day>{DATE})"
)


def tells_report(text: str) -> bool:
    """True for a line that speaks of a report."""
    return _ASKS.search(text) is not None


def read_report(texts: tuple[str, ...], names: tuple[str, ...], known: tuple[str, ...]) -> Report | None:
    """The first report that the points ask for; None where they ask for none.

    `known` are the organizations that the text names in full: with Betriebsausschuss 2 there, it is `B2`.
    """
    for text in texts:
        if not any(stem in text for stem in _STEMS) or not _ASKS.search(text):
            continue
        for sentence in _SENTENCE.split(text):
            if _ASKS.search(sentence) and _GIVES.search(sentence):
                to = _organization(sentence, names, known)
                due = _due(sentence)
                if to or due or _PLAINLY.search(sentence):
                    return Report(to, due)
    return None


def _organization(sentence: str, names: tuple[str, ...], known: tuple[str, ...]) -> str | None:
    asked = _ASKS.search(sentence)
    found = list(re.finditer(organization_pattern(names), sentence))
    # "Der Rat beauftragt …, zu berichten" names who decides, not who hears
    found = [
        m
        for m in found
        if not (
            m.start() < 6
            and asked
            and asked.start() > m.end() + 3
            and re.match(
                r" (?:wird (?:beauftragt|gebeten|aufgefordert|ersucht)|beauftragt|bittet|fordert|beschließt)",
                sentence[m.end() :],
            )
        )
    ]
    if found:
        return nominative(found[-1][0] if len(found) == 1 else found[0][0])
    return long_form(sentence, known)


def long_form(sentence: str, known: tuple[str, ...]) -> str | None:
    """The organization whose abbreviation a sentence uses."""
    for match in _SHORT.finditer(sentence):
        for name in known:
            if abbreviates(match[1], name):
                return name
    return None


#: `bis zum 1.6. einen Plan zu erarbeiten und …`: the day belongs to the other task
_OTHER_TASK = lazily(
    r"[^.;]{0,160}?\bzu [a-zäöü]+en\b(?=,? und\b)|[^.;]{0,160}?\b[a-z]+zu[a-zäöü]+en\b(?=,? und\b)"
)


def _due(sentence: str) -> date | None:
    match = _BY.search(sentence)
    if match and (other := _OTHER_TASK.search(sentence, match.end())) and not _ASKS.search(other[0]):
        return None
    found = find_dates(match["day"]) if match else ()
    return found[0].day if found else None
