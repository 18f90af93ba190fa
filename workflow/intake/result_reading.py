"""What a phrase says beside its acts: a manner in brackets, and phrases that name no act at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workflow.intake.result_grammar import AGREE, REJECT, Meaning
from workflow.intake.result_target import Place, Target
from workflow.intake.result_votes import Ballot
from workflow.intake.result_words import Sign, lower

_MANNERS = (
    ("UNANIMOUS", re.compile(r"(?<!nicht )einstimmig")),
    ("MAJORITY", re.compile(r"mehrheitlich|stimmenmehrheit")),
)


def add_manner(meaning: Meaning, lowered: str, signs: list[Sign]) -> Meaning:
    """The manner may stand in brackets or inside an idiom, "abgelehnt (mehrheitlich)"; only one counts."""
    if meaning.clause.manner is not None:
        return meaning
    manners = {s.name for s in signs if s.name in ("UNANIMOUS", "MAJORITY", "TIE")}
    manners |= {name for name, pattern in _MANNERS if pattern.search(lowered)}
    manner = manners.pop() if len(manners) == 1 else None
    return meaning._replace(clause=meaning.clause._replace(manner=manner))


#: words that carry no meaning of their own in a result
_NEUTRAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|ein\w*|antr[aä]g\w*|beschluss\w*|votum|abstimmung\w*|ergebnis\w*|stimmen?"
    r"|mit|bei|im|in|zu|und|so|wurde|wird|ist|nach|laut|lt|gem|gemäß|wie|anwesend\w*|\d+|fraktion\w*|gegen|für"
    r"|enthaltung\w*|vorlage|entsprechend|verwaltungsvorlage|fassung|empfehlung\w*|beraten|große[rn]?|vorschlag\w*"
    r"|stimmenthaltung\w*|personen|mitglieder|befangen\w*|stimmberechtigt\w*|gesetzliche|anzahl|zahl|jeweils"
    r"|stimmverhältnis|stimmenverhältnis|insgesamt)\b"
)
#: signs that say the phrase is about something else, or points elsewhere
_OTHER = frozenset("SEE FOREIGN URGENCY PROCEDURE POINT NO NOT AMENDMENT".split())
_PROPOSALS = frozenset("ADMIN STATEMENT PROPOSE".split())
#: how a phrase without an act begins that only names where the matter goes next
_ONWARD = re.compile(r"\W*(?:zur|in|auf|bis|nächste|\w*berat)", re.IGNORECASE)


def imply(meaning: Meaning, bare: str, ballot: Ballot, targets: list[Target], signs: list[Sign]) -> Meaning:
    """A phrase without an act: a destination, "laut Vorlage", or a manner and numbers alone.

    Only where nothing else is said: a word that is not understood leaves the phrase unknown.
    """
    names = {s.name for s in signs}
    if meaning.act is None and not names & _OTHER:
        places = {t.place for t in targets}
        if places and places <= {Place.MEETING, Place.FACTIONS} and _ONWARD.match(bare):
            return meaning._replace(act="DEFER")
    if is_unread(bare, signs) or names & (_OTHER | _PROPOSALS):
        return meaning._replace(act=None, warnings=("polarity",) if "ADMIN" in names else ())
    if meaning.act == "WEAK":
        return meaning._replace(act=AGREE)
    if "TIE" in names or (ballot.counts and ballot.counts.yes <= ballot.counts.no):
        return meaning._replace(act=REJECT, warnings=("implied",))
    if names & {"UNANIMOUS", "MAJORITY"} or ballot.counts:
        return meaning._replace(act=AGREE, warnings=("implied",))
    return meaning


def is_unread(bare: str, signs: list[Sign], targets: Iterable[Target] = ()) -> bool:
    """Whether the phrase has words that neither a sign nor a destination nor common use explains."""
    left = list(bare)
    for start, end in [(s.start, s.end) for s in signs] + [(t.start, t.end) for t in targets]:
        left[start:end] = " " * (end - start)
    return bool(re.sub(r"[\W_]+", "", _NEUTRAL.sub("", lower("".join(left)))))
