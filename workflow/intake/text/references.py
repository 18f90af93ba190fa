"""References of papers (Drucksachen-, Vorlagen-, Antragsnummern) beside file numbers and budget lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from workflow.intake.patterns import lazily

_LABEL = (
    r"(?:Drucksachen?|Drucks?\.|Drs\.?|DS(?=[ :.,-])|Beschluss-?[Vv]orlagen?|"
    r"Sitzungs-?[Vv]orlagen?|Sitzungs-?[Dd]rucksachen?|Vorlagen?|Vorl\.|"
    r"Rats-?[Dd]rucksachen?|Beratungs-?[Vv]orlagen?|Kreistags-?[Dd]rucksachen?|"
    r"Änderungsantrags?|Ergänzungsantrags?|Dringlichkeitsantrags?|"
    r"Anfragen?|Antrags?|Dokumenten?|Registr?ier(?:ungs)?|Reg\.|VO(?=[ :.-])|"
    r"BV(?=[ :.-])|Antr\.|Vorgangs?|Tagesordnungsvorlagen?)"
)
_NUMBER_WORD = r"(?:Nr\.?|NR\.?|Nummer|No\.?|Kennung|ID)"
#: forms that are a reference without any label
_STRONG = (
    r"(?:\d{4}/[IVX]{1,6}|\d{3}\.\d{2}\.\d{3,5}|\d{1,4}-\d{1,5}/\d{4}|(?:19|20)\d\d/\d{3,5}(?:/\d{1,3})*|"
    r"\d{3,5}/(?:19|20)\d\d(?:[/-][A-Z\d]{1,5})*|"
    r"(?:19|20)\d\d-\d\d/[A-Z]{1,4}-[\w()]+/\d{1,4}(?:/\d+)*|"
    r"DS ?\d{3,5}/\d\d(?:/\d{1,3})*|[A-Z]{1,5}[-/ ]?\d{3,5}/\d{2,4}(?:/\d{1,3})*|"
    r"[A-Z]{1,4}/(?:[A-Z]{1,4}/)?\d{2,5}/(?:\d{2,4}|[IVX]+)(?:/\d+)*|"
    r"\d\d/[A-Z]{2,4}/\d{3,5}|[IVX]{1,5}-[A-Z]{1,3}-\d{3,6}(?:-[A-ZÄÖÜ]{1,3}-\d+)*|"
    r"\d\d-\d\d ?/ ?[A-Z]{1,2} ?\d{4,6}|\d{1,3}/\d{2,4}(?:-\d+)?|(?:19|"
    r"20)\d\d/[A-Z]{1,3}/\d{2,5}|(?:19|20)\d\d-[A-Z]{1,3}-?\d{1,4})(?:-(?:ÄA|EA|AA|NF)-?\d{1,2})?"
)
#: a reference has a digit, and no blank but before a number that follows letters
_REF = (
    rf"(?:{_STRONG}(?![\w/(-])|"
    r"(?:[A-ZÄÖÜ]{1,4} (?=\d))?(?:[A-ZÄÖÜ]{1,6}[-/ ]){0,3}[A-ZÄÖÜ]{0,6}-?\d[\w()]{0,12}"
    r"(?: ?[-/–] ?(?:(?:[A-ZÄÖÜ]{1,6}[-/])?[A-Za-zÄÖÜ]{0,4}\d[\w()]{0,10}|"
    r"[IVXL]{1,6}\b|[A-ZÄÖÜ]{1,5}(?:\([A-Z]\))?\d*|DS|ÄA|EA)){0,6})"
)
_LABELLED = lazily(
    rf"(?<![\wäöü-])(?:(?:{_LABEL})[ \t–-]*(?P<word>{_NUMBER_WORD}|n?nummer)?|"
    rf"(?P<alone>(?:Nr\.|Nummer)(?= ?:)))(?: ?\([^)]{{1,20}}\))?(?P<colon>\.? ?:)?[ \t]*"
    rf"(?P<ref>{_REF})?(?P<rest>.*)"
)
_STRONG_LINE = lazily(rf"(?:{_STRONG})$")
_KIND_REF = lazily(
    rf"^(?P<before>[^\d:„\"]{{0,60}}?)(?:[Aa]ntr[aä]g|ANTRAG|[Aa]nfrage|ANFRAGE|"
    rf"[Vv]orlage|VORLAGE|[Dd]rucksache|"
    rf"DRUCKSACHE)(?:[ -]Nr\.?:?)? ?[-–:]? ?(?P<ref>(?:{_STRONG}))(?![\w/.])"
)
#: `Antrag vom 20.02.2025, OF 948/9`
_DATED_REF = lazily(
    r"^(?P<before>[^\d:„\"]{0,30}?)(?:[Aa]ntr[aä]g|[Aa]nfrage) vom \d[\d. ]{5,10}\d,?[ \t]"
    rf"(?:Nr\.? ?)?(?P<ref>[A-ZÄÖÜ]{{1,4}} ?\d{{1,5}}/\d{{1,5}}|{_STRONG})(?=$|[ ,])"
)
_NOT = lazily(r"(?:\d{1,2}\.\d{1,2}\.?|(?:19|20)\d\d|(?:19|20)\d\d/(?:19|20)?\d\d)$|.*(?:Uhr|€)")
_OTHER_PAPER = lazily(
    r"\b(?:[Zz]u[rm]?|ZU[RM]?|[Zz]u den|der|die|dem|des|unsere[mrn]?|diese[rms]?|"
    r"Bezug(?:nahme)?(?: auf)?|[Ii]n der|auf|siehe|s\.|vgl\.|aus|gemäß|laut|"
    r"Änderung(?:en)? (?:der|des)|Ergänzung (?:der|des)|[Ii]n|mit|und|Bezug:?|"
    r"Bezugsvorlage:?|Betrifft:?) ?(?:(?:den|der|die) )?(?:\w+ )?(?:\()?$"
)
_PARENT_LABEL = lazily(
    r"(?:\b(?:zu[rm]?|zu den|der|des|Bezug(?:s-?)?(?:auf)?:?|betr(?:ifft|\.)?:?|"
    r"Änderung|Ergänzung) ?(?:TOP ?[\d. ]+[,:]? ?(?:der |zur )?)?(?:\w+ ){0,4}?)"
    rf"\(?(?:{_LABEL})(?:[ -]*(?:{_NUMBER_WORD}))?(?: der Verwaltung)?:? *"
    rf"\(?(?P<ref>{_REF})(?P<rest>[^\n]{{0,80}})",
    re.IGNORECASE,
)
_PARENT_BARE = lazily(
    r"\b(?:[Zz]u[rm]?|ZUM|ZUR|[Bb]etr(?:ifft|\.)?:?) (?:TOP ?[\d.]+[,:]? ?)?(?:\w+ ){0,3}?"
    rf"\(?(?P<ref>(?:{_STRONG}))(?![\w/.])(?P<rest>[^\n]{{0,80}})"
)


_DIGIT = lazily(r"\d")
#: "047 / 2008" is 047/2008; "20-26 / A 01234" keeps the blanks it owns
_SPACED = lazily(r"(?<=\d) ?([/–]) ?(?=\d)")


class Reference(NamedTuple):
    """A paper's own number; `pending` where only its label stood on the line."""

    value: str | None
    pending: bool = False
    #: what stands before the label on its line
    before: str = ""


def labelled_reference(text: str) -> Reference | None:
    """The paper's own reference on a line of the head, with its label; None where the line has none.

    "Ergänzungsantrag zur DS 042/21" names another paper; Aktenzeichen and Haushaltsstelle are no label.
    """
    if not _may_be_labelled(text):
        return None
    for match in _LABELLED.finditer(text):
        if _OTHER_PAPER.search(text[: match.start()]):
            return None
        ref, labelled = match["ref"], match["word"] or match["colon"] or match["alone"]
        if ref and _is_reference(ref, bool(labelled)):
            return Reference(_plain(ref), before=text[: match.start()].strip())
        if match["word"] and not match["rest"].strip(" :.\t"):
            return Reference(None, pending=True, before=text[: match.start()].strip())
        return None
    return None


def _may_be_labelled(text: str) -> bool:
    """A cheap look before the thorough one."""
    return (
        "ntr" in text
        or "orl" in text
        or "rucks" in text
        or "nfrage" in text
        or "Nr" in text
        or "Nummer" in text
        or "DS" in text
        or "Drs" in text
        or "VO" in text
        or "BV" in text
        or "NR" in text
        or "Reg" in text
        or "okument" in text
        or "organg" in text
    )


def reference_of_kind(text: str) -> str | None:
    """The reference in a heading without a label: `Antrag A0123/21`, `Anfrage 15-2916/2017`."""
    match = _DATED_REF.match(text) or _KIND_REF.match(text)
    if match is None or _OTHER_PAPER.search(match["before"]):
        return None
    return _plain(match["ref"]) if _is_reference(match["ref"], False) else None


def bare_reference(text: str) -> str | None:
    """A line that is nothing but a reference of an unmistakable form."""
    text = text[3:].lstrip() if text.startswith("Nr.") else text
    if len(text) >= 40 or not ("/" in text or "-" in text or "." in text) or not _STRONG_LINE.match(text):
        return None
    return _plain(text) if _is_reference(text, False) else None


_LEADING = lazily(rf"(?P<ref>(?:[A-ZÄÖÜ]{{1,4}}[ -]?)?{_STRONG})(?: ?[-–:])?[ \t]+(?P<rest>[A-ZÄÖÜ].{{6,}})$")


def leading_reference(text: str) -> tuple[str, str] | None:
    """The reference of an unmistakable form that a line begins with, and the rest of the line."""
    match = _LEADING.match(text)
    if match is None or not _is_reference(match["ref"], False):
        return None
    return match["ref"], match["rest"]


def pending_value(text: str) -> str | None:
    """The value of a label that stood alone: the first thing on the line that looks like a number."""
    match = re.match(_REF, text)
    return (
        _plain(match[0]) if match and _is_reference(match[0], True) and len(text) - match.end() < 25 else None
    )


def amended_reference(text: str) -> tuple[str, str] | None:
    """The paper that a text says it amends, and what follows it on the line (its date, its title)."""
    if not _DIGIT.search(text):
        return None
    match = _PARENT_LABEL.search(text) or _PARENT_BARE.search(text)
    if match is None or not _is_reference(match["ref"], False):
        return None
    return _plain(match["ref"]), match["rest"]


_BRACKETED = lazily(
    rf"\((?:(?:{_LABEL})[ -]*(?:{_NUMBER_WORD})?:? ?)?(?P<ref>(?:{_STRONG}))(?P<rest>[^)]{{0,40}})\)"
)


_BEHIND_COMMA = lazily(
    rf", ?(?:{_LABEL})[ -]*(?:{_NUMBER_WORD})?:? ?(?P<ref>(?:{_STRONG}))(?![\w/])(?P<rest>[^,]{{0,40}})"
)


def bracketed_reference(text: str) -> tuple[str, str] | None:
    """The paper that an amendment's heading names aside: `zu TOP 9 (BV/2024/015)`, `zu TOP 9, DS 7/20`."""
    match = _BRACKETED.search(text) or _BEHIND_COMMA.search(text)
    return (_plain(match["ref"]), match["rest"]) if match else None


_SUFFIXED = lazily(r"(?P<parent>.+\d)-(?:ÄA|EA|NF|AA)-?\d+$")


def parent_of(reference: str) -> str | None:
    """The paper whose number a reference extends: `DS0446/23/17/2` is an amendment of `DS0446/23/17`."""
    if suffixed := _SUFFIXED.match(reference):
        return suffixed["parent"]
    head, _, tail = reference.rpartition("/")
    if not (tail.isdigit() and len(tail) <= 3 and "/" in head):
        return None
    return head if _STRONG_LINE.match(head) else None


def _is_reference(ref: str, labelled: bool) -> bool:
    if _NOT.match(ref) or not any(sign.isdigit() for sign in ref):
        return False
    return labelled or "/" in ref or "-" in ref or len(ref) > 3


def _plain(ref: str) -> str:
    ref = _SPACED.sub(r"\1", ref)
    ref = ref.strip(" -–/")
    return ref[:-1] if ref.endswith(")") and "(" not in ref else ref
