"""The words in which records name kinds and roles, and what they mean here."""

from __future__ import annotations

import re

from states.council import Organization, OrganizationType
from states.outcome import Role
from states.vote import Quorum

_KINDS: tuple[tuple[str, str], ...] = (
    (r"amendment|änderung|aenderung|ergänzung|ergaenzung|zusatzantrag", "amendment"),
    (r"inquiry|anfrage|kleine anfrage", "inquiry"),
    (r"urgent|dringlich|eilantrag", "urgent_motion"),
    (r"budget|haushalt", "budget_motion"),
    (r"resolution", "resolution"),
    (r"suggestion|anregung|bürgerantrag|einwohnerantrag|beschwerde|petition", "suggestion"),
    (r"motion|antrag|prüfauftrag", "motion"),
    (r"paper|vorlage|mitteilung|bericht|information", "paper"),
)
_KIND_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)

_DECISION = re.compile(r"entscheid|beschlu|decision|abschlie(?:ß|ss)end")
_RECOMMENDATION = re.compile(r"empfehl|vorberat|recommendation|begutacht|beratung|mitberat")
_PREPARATION = re.compile(r"preparation|vorbereit")
_NOTICE = re.compile(r"kenntnis|notice|information|bericht|unterricht")
_HEARING = re.compile(r"anhör|anhoer|hearing|stellungnahme|beteiligung")

_QUORA = {
    "two_thirds": Quorum.TWO_THIRDS_PRESENT,
    "absolute": Quorum.LEGAL_MAJORITY,
    **{q.value: q for q in Quorum},
}


def kind_of(text: str) -> str:
    """The kind of paper a record's word means; a motion where it says nothing we know."""
    folded = text.casefold()
    return next((kind for pattern, kind in _KIND_PATTERNS if pattern.search(folded)), "motion")


def quorum_of(name: str | None) -> Quorum:
    """The majority that a phrase names; one we have no rule for counts as the simple one."""
    return _QUORA.get(name or "", Quorum.SIMPLE)


def role_of(text: str, organization: Organization, *, plenary_later: bool, votes_later: bool) -> Role:
    """The role a record's word means for an organization, or the one that its place on the way implies.

    A committee that "decides" what the plenary decides after it has recommended; a main committee has
    prepared. Without a word, a committee decides where it has the power and nobody votes after it.
    """
    folded = text.casefold().strip()
    kind = organization.type
    if _NOTICE.search(folded):
        return Role.NOTICE
    if _HEARING.search(folded):
        return Role.HEARING
    if _PREPARATION.search(folded):
        return Role.PREPARATION
    if _RECOMMENDATION.search(folded) and "beratung und beschlu" not in folded:
        return Role.PREPARATION if kind is OrganizationType.MAIN_COMMITTEE else Role.RECOMMENDATION
    if kind is OrganizationType.PLENARY:
        return Role.PLENARY_DECISION
    if plenary_later:
        return _advisory(kind)
    if _DECISION.search(folded):
        return Role.COMMITTEE_DECISION
    return Role.COMMITTEE_DECISION if organization.decides and not votes_later else _advisory(kind)


def _advisory(kind: OrganizationType) -> Role:
    if kind is OrganizationType.MAIN_COMMITTEE:
        return Role.PREPARATION
    return Role.RECOMMENDATION if kind is OrganizationType.COMMITTEE else Role.HEARING
