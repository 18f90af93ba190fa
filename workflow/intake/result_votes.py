"""Counts of votes in German text: "12 Ja, 3 Nein", "44:4", "bei 2 Enthaltungen", "gegen die Stimmen der SPD".

A number counts only where a label or the form of the phrase says that it does: references (12/397),
dates, times and "2/3-Mehrheit" are no votes. 0/0/0 means that nobody counted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from states.refusal import N_, Exit, Refusal
from states.vote import Votes as Counts
from workflow.intake.result_words import clean, lower


class InvalidVotes(Refusal):
    """What was given as a count of votes is none."""

    code = "invalid_votes"
    exit_status = Exit.INPUT
    message = N_("“{text}” is not a count of votes.")
    way_out = N_("Write votes for, against and abstentions as 9:4:1.")


class Ballot(NamedTuple):
    """What a phrase says of its vote."""

    #: complete as far as the phrase goes: what it does not name is 0; None without the votes in favour
    counts: Counts | None = None
    #: the votes against are named, or follow from the form of the count
    complete: bool = False
    #: votes against and abstentions, also where those in favour are not given
    noes: int | None = None
    abstentions: int | None = None
    #: factions or persons by side, as written
    favouring: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstaining: tuple[str, ...] = ()
    #: the phrase without what was read here, every offset kept
    rest: str = ""


_SMALL = ("null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
          "sechzehn siebzehn achtzehn neunzehn").split()  # fmt: skip
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


@cache
def _number_words() -> dict[str, int]:
    words = {word: n for n, word in enumerate(_SMALL)}
    words |= dict.fromkeys(("eine", "einer", "einem", "eins"), 1)
    words |= dict.fromkeys(("keine", "keiner", "kein", "ohne"), 0)
    for ten in range(2, 10):
        words[_TENS[ten]] = 10 * ten
        words |= {f"{_SMALL[one]}und{_TENS[ten]}": 10 * ten + one for one in range(1, 10)}
    return words | {w.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss"): n for w, n in words.items()}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _number_words()[text]


@cache
def _pieces() -> re.Pattern[str]:
    words = "|".join(sorted(_number_words(), key=len, reverse=True))
    return re.compile(
        rf"(?P<yes>\bja(?:[- ]*stimmen?)?\b|\bdafür\b|\bdafuer\b|\bpro[- ]?stimmen?\b|\bfürstimmen?\b)"
        rf"|(?P<no>\bnein(?:[- ]*stimmen?)?\b|\bdagegen\b|\bgegenstimmen?\b|\bcontra\b)"
        rf"|(?P<abstain>\b(?:stimm?en?-?|stimm-?)?enth(?:altung(?:en)?\b|alten\b|\.|\b))"
        rf"|(?P<number>(?<![\w/.,-])\d{{1,3}}(?![\w/]|[.,]\d)|\b(?:{words})\b)"
        rf"|(?P<glue>[\s,/;(=]+|\bstimmen?\b|\s*-\s*)|(?P<colon>:)|(?P<other>\w+|.)",
    )


_RATIO = re.compile(
    r"(?<![\w/:.,-])(\d{1,3})\s*:\s*(\d{1,3})(?:\s*:\s*(\d{1,3}))?(?![\w:/]|[.,]\d|\s*uhr)"
    r"|(?<![\w/:.,-])(\d{1,3})\s*/\s*(\d{1,3})\s*/\s*(\d{1,3})(?![\w:/-]|[.,]\d)"
)


@cache
def _against() -> re.Pattern[str]:
    number = r"(\d{1,3}|" + "|".join(sorted(_number_words(), key=len, reverse=True)) + ")"
    return re.compile(
        rf"\bmit {number}(?: stimmen?)? (?:zu|gegen) {number}(?: stimmen?)?"
        rf"(?: bei {number} (?:stimm)?enthaltung(?:en)?)?\b"
        rf"|\b(?:für|fuer):? {number}\W+gegen:? {number}\b|()\bgegen {number} stimmen?\b"
        rf"|\b{number} gegen {number} stimmen?\b"
    )


def read_ballot(text: str) -> Ballot:
    """The counts and sides of a cleaned phrase; `rest` is the phrase with them blanked out."""
    sides, rest = _read_sides(text)
    lowered = lower(rest)
    counts, noes, abstentions, spans = _read_counts(lowered)
    for start, end in spans:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    if counts is not None and counts.cast == 0:
        counts, noes, abstentions = None, None, None
    complete = counts is not None and noes is not None
    if counts is not None and noes is None:
        noes = 0
    return Ballot(counts, complete, noes, abstentions, sides["yes"], sides["no"], sides["abstain"], rest)


_Read = tuple["Counts | None", "int | None", "int | None", list[tuple[int, int]]]


def _read_counts(lowered: str) -> _Read:
    ratio = _RATIO.search(lowered)
    if ratio and not _is_reference(lowered, ratio):
        numbers = [int(n) for n in ratio.groups() if n is not None]
        counts = Counts(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0)
        abstain, spans = _labelled(lowered)
        if len(numbers) == 2 and "abstain" in abstain:
            counts = counts._replace(abstain=abstain["abstain"])
        return counts, counts.no, counts.abstain, [ratio.span(), *spans]
    if spoken := _against().search(lowered):
        return _spoken(lowered, spoken)
    named, spans = _labelled(lowered)
    if "yes" in named:
        counts = Counts(named["yes"], named.get("no", 0), named.get("abstain", 0))
        return counts, named.get("no"), counts.abstain, spans
    return None, named.get("no"), named.get("abstain"), spans


def _spoken(lowered: str, match: re.Match[str]) -> _Read:
    """ "mit 16 zu zwölf Stimmen", "gegen vier Stimmen"; abstentions may stand beside it."""
    numbers = [_number(n) for n in match.groups() if n]
    named, spans = _labelled(lowered[: match.start()] + " " * len(match[0]) + lowered[match.end() :])
    spans.append(match.span())
    if len(numbers) == 1:
        if "yes" in named:
            counts = Counts(named["yes"], numbers[0], named.get("abstain", 0))
            return counts, counts.no, counts.abstain, spans
        return None, numbers[0], named.get("abstain"), spans
    counts = Counts(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else named.get("abstain", 0))
    return counts, counts.no, counts.abstain, spans


_REFERENCE = re.compile(r"(?:vorlage|drucksache|ds|drs|antrag|nr\.?|az\.?|top|um|ab|beginn|uhr|§)[-\s.:]*$")


def _is_reference(lowered: str, ratio: re.Match[str]) -> bool:
    """A reference, a time of day or a number with a leading zero is no count."""
    padded = any(n and len(n) > 1 and n.startswith("0") for n in ratio.groups())
    return padded or bool(_REFERENCE.search(lowered[: ratio.start()]))


def _labelled(lowered: str) -> tuple[dict[str, int], list[tuple[int, int]]]:
    """Labels with the number beside them. The first label tells on which side the numbers stand."""
    pieces = [m for m in _pieces().finditer(lowered) if m.lastgroup != "glue"]
    labels = [n for n, m in enumerate(pieces) if m.lastgroup in ("yes", "no", "abstain")]
    if not labels:
        return {}, []
    after = _number_at(pieces, labels[0], after=True) is not None and (
        pieces[labels[0] + 1].lastgroup == "colon" or _number_at(pieces, labels[0], after=False) is None
    )
    named: dict[str, int] = {}
    spans: list[tuple[int, int]] = []
    for label in labels:
        at = _number_at(pieces, label, after=after)
        if at is None:
            continue
        named.setdefault(pieces[label].lastgroup or "", _number(pieces[at][0]))
        spans.append(
            (min(pieces[at].start(), pieces[label].start()), max(pieces[at].end(), pieces[label].end()))
        )
    return named, spans


def _number_at(pieces: list[re.Match[str]], label: int, *, after: bool) -> int | None:
    """Index of the number that belongs to a label, before it or after it ("Ja: 12")."""
    if not after:
        return label - 1 if label and pieces[label - 1].lastgroup == "number" else None
    at = label + 1
    if at < len(pieces) and pieces[at].lastgroup == "colon":
        at += 1
    if at >= len(pieces) or pieces[at].lastgroup != "number":
        return None
    return at if pieces[at][0].isdigit() else None


_NAMES = (
    r"(?P<names>(?:(?!\s(?:bei|gegen|mit|wird|wurde|ist|zugestimmt|abgelehnt|beschlossen|angenommen|empfohlen"
    r"|vertagt|verwiesen|überwiesen|zurückgestellt|genehmigt|befürwortet|so|nicht|mehrheitlich|einstimmig"
    r"|sowie (?:bei|gegen|mit))\b)(?!(?<=[a-zäöüß])\. |\.$|;|\(|\)|: ).){2,160})"
)
_OF = r"(?:der|des|von|vom|aus|durch)(?: der| den| dem)? "
_AGAINST = rf"\bgegen (?:(?:die |eine |den |das )?(?:\d+ )?stimmen? {_OF}|(?:die |den )?"
_FACTIONS_AHEAD = r"(?=[^\s]*fraktion|fraktion|gruppe|[A-ZÄÖÜ]{2,}|AfD|Grüne|DIE |Die )"
_SIDES = (
    ("no", f"{_AGAINST}{_FACTIONS_AHEAD}){_NAMES}"),
    ("abstain", rf"\b(?:bei|mit) (?:den |der |\d+ |einer )?(?:stimm)?enthaltung(?:en)? {_OF}{_NAMES}"),
    ("yes", rf"\bmit (?:den |der )?(?:\d+ )?stimmen? {_OF}{_NAMES}"),
)
_LIST = re.compile(r"\s*(?:,|;|\bsowie\b|\bund\b|\bu\.)\s*(?:die |der |des |den |von |vom )*")
_FACTION = re.compile(
    r"^(?:der |des |die |den )*(?:fraktion(?:en)? |gruppe )?(.+?)(?:-? ?fraktion(?:en)?)?$", re.IGNORECASE
)


def _read_sides(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Who voted how, by name; a number before the names stays for the counts."""
    sides: dict[str, tuple[str, ...]] = {"yes": (), "no": (), "abstain": ()}
    rest = text
    for side, pattern in _SIDES:
        for match in re.finditer(pattern, _soft_lower(rest)):
            start, end = match.span("names")
            sides[side] += _split_names(text[start:end])
            rest = rest[:start] + " " * (end - start) + rest[end:]
    return sides, rest


def _soft_lower(text: str) -> str:
    """First letters of vote words lowered, names left as they are."""
    return re.sub(
        r"\b(?:Gegen|Bei|Mit|Stimmen?|Stimmenthaltung(?:en)?|Enthaltung(?:en)?|Fraktion(?:en)?)\b",
        lambda m: m[0].lower(),
        text,
    )


def _split_names(listed: str) -> tuple[str, ...]:
    names = [
        m[1].strip(" .-")
        for part in _LIST.split(listed)
        if part.strip() and (m := _FACTION.match(part.strip()))
    ]
    return tuple(name for name in names if name and not name.isdigit())


_PLAIN = re.compile(r"\s*(\d{1,4})\s*([:/,;–-])\s*(\d{1,4})(?:\s*\2\s*(\d{1,4}))?\s*")


def parse_votes(text: str) -> Counts:
    """A count as typed: `9:4:1`, `9:4`, `9/4/1`, "9 Ja 4 Nein 1 Enth".

    Raises InvalidVotes for anything else. 0:0:0 is returned as such; it means that nobody counted.
    """
    if match := _PLAIN.fullmatch(text):
        return Counts(int(match[1]), int(match[3]), int(match[4] or 0))
    lowered = _short(lower(clean(text)))
    named, spans = _labelled(lowered)
    left = list(lowered)
    for start, end in spans:
        left[start:end] = " " * (end - start)
    if not named or re.search(r"[^\s,;/:.()-]", re.sub(r"\b(?:und|bei|stimmen?)\b", "", "".join(left))):
        raise InvalidVotes(text=text.strip())
    return Counts(named.get("yes", 0), named.get("no", 0), named.get("abstain", 0))


def _short(lowered: str) -> str:
    """The letters J, N and E stand for Ja, Nein and Enthaltung where nothing else is written."""
    for letter, word in (("j", "ja"), ("n", "nein"), ("e", "enth")):
        lowered = re.sub(rf"(?<![^\W\d_]){letter}(?![^\W\d_])", f" {word} ", lowered)
    return lowered


_BY_NAME = re.compile(r"\s*(?P<name>\S.*?)\s*[\s=:]\s*(?P<votes>\d+\s*[:/]\s*\d+(?:\s*[:/]\s*\d+)?)\s*")


def parse_faction_votes(text: str) -> dict[str, Counts]:
    """Counts by faction, in the order typed: `CDU 12:0:0, SPD 0:9:1`.

    Raises InvalidVotes for a part without name or count and for a name given twice.
    """
    factions: dict[str, Counts] = {}
    for part in re.split(r"[,;]", text.strip().rstrip(",;")):
        match = _BY_NAME.fullmatch(part)
        name = match["name"].strip() if match else ""
        if match is None or name in factions or not any(c.isalpha() for c in name):
            raise InvalidVotes(text=part.strip() or text.strip())
        factions[name] = parse_votes(match["votes"])
    return factions


__all__ = ["Ballot", "Counts", "InvalidVotes", "parse_faction_votes", "parse_votes", "read_ballot"]
