"""From acts to outcomes: what an act means with its marks, its destination and its count."""

from __future__ import annotations

import re

from states.outcome import Outcome
from states.vote import Majority
from workflow.intake.result_grammar import AGREE, REJECT
from workflow.intake.result_target import Place, Target
from workflow.intake.result_votes import Ballot
from workflow.intake.result_words import lower

_OUTCOMES = {
    "DEFER": Outcome.DEFERRED, "SHIFT": Outcome.DEFERRED, "HOLD": Outcome.HELD, "RESUBMIT": Outcome.HELD,
    "REMOVE": Outcome.REMOVED, "BACK": Outcome.REFERRED_BACK, "REFER": Outcome.REFERRED,
    "PASS": Outcome.FORWARDED, "UNVOTED": Outcome.FORWARDED, "NOTE": Outcome.NOTED,
    "EXAMINE": Outcome.EXAMINED, "WITHDRAW": Outcome.WITHDRAWN, "SETTLE": Outcome.SETTLED,
    "MERGE": Outcome.MERGED, "BAR": Outcome.NOT_ADMITTED, "SKIP": Outcome.NOT_TAKEN_UP,
    "MISS": Outcome.NOT_REACHED,
}  # fmt: skip

#: acts with a destination, and the kinds of place they go to, best first
_TO_BODIES = (
    Place.ORGANIZATION, Place.WORKING_GROUP, Place.FACTIONS, Place.FOLLOWING, Place.BUDGET, Place.UNKNOWN,
    Place.ADMINISTRATION, Place.CLOSED, Place.MEETING, Place.TIME,
)  # fmt: skip
_TO_MEETINGS = (
    Place.MEETING, Place.TIME, Place.FACTIONS, Place.WORKING_GROUP, Place.BUDGET, Place.FOLLOWING,
    Place.ORGANIZATION, Place.ADMINISTRATION, Place.CLOSED,
)  # fmt: skip
_SENDING = ("REFER", "TAKE", "BACK", "PASS", "UNVOTED", "EXAMINE")
_WAITING = ("DEFER", "SHIFT", "HOLD", "RESUBMIT", "REMOVE", "MISS", "BAR")
_GOES = dict.fromkeys(_SENDING, _TO_BODIES) | dict.fromkeys(_WAITING, _TO_MEETINGS)
#: acts after which a date of the phrase is the day the matter comes back
POSTPONING = frozenset((*_WAITING, "REFER", "BACK", "TAKE"))


def choose_target(act: str | None, targets: list[Target]) -> Target | None:
    """The destination that fits the act best."""
    for place in _GOES.get(act or "", ()):
        for target in targets:
            if target.place is place:
                return target
    return None


def outcome_of(
    act: str | None, marks: frozenset[str], place: Place | None
) -> tuple[Outcome | None, tuple[str, ...]]:
    """The outcome of an act with its marks and destination, and what to warn of; None where there is none."""
    if act == "TAKE":  # "wird im Bauausschuss beraten": only where it says in which body
        act = "REFER" if place else None
    if act is None or act not in {AGREE, REJECT, "NOVOTE", *_OUTCOMES}:
        return None, ()
    if act in (AGREE, REJECT):
        return _decided(act, marks), ("reserved",) if "RESERVE" in marks else ()
    if "PARTLY" in marks:
        return (Outcome.MERGED if act == "MERGE" else None), ("partly",)
    if act == "NOVOTE":
        return Outcome.NOTED, ("no_vote",)
    if act in _SENDING:
        return _sent(act, place, handover="HANDOVER" in marks)
    if act in ("DEFER", "SHIFT", "HOLD", "RESUBMIT"):
        return _put_off(act, place), ()
    return _OUTCOMES[act], ()


def _decided(act: str, marks: frozenset[str]) -> Outcome:
    if "PARTLY" in marks:
        return Outcome.ADOPTED_PARTLY
    if act == REJECT:
        return Outcome.REJECTED
    return Outcome.ADOPTED_AMENDED if "AMENDED" in marks else Outcome.ADOPTED


def _sent(act: str, place: Place | None, *, handover: bool) -> tuple[Outcome | None, tuple[str, ...]]:
    """Where a motion goes tells what going there means."""
    if place is Place.CLOSED:
        return None, ("procedural",)
    if act == "EXAMINE":
        outside = place in (Place.ORGANIZATION, Place.UNKNOWN, Place.WORKING_GROUP)
        return (Outcome.REFERRED if outside else Outcome.EXAMINED), ()
    if place is Place.FACTIONS or (place in (Place.MEETING, Place.TIME) and act in ("REFER", "BACK")):
        return Outcome.DEFERRED, ("undated",) if place is Place.FACTIONS else ()
    if place is Place.ADMINISTRATION:
        return (Outcome.REFERRED_BACK if act == "BACK" else Outcome.REFERRED), ("to_administration",)
    if act == "REFER" and place is Place.FOLLOWING:
        return Outcome.FORWARDED, ()
    if act == "REFER" and handover:
        return Outcome.REFERRED_FOR_DECISION, ()
    return _OUTCOMES[act], ()


def _put_off(act: str, place: Place | None) -> Outcome:
    """A deferral to another body is a referral, one to the stations that come anyhow passes the motion on."""
    if place is Place.FOLLOWING and act != "HOLD":
        return Outcome.FORWARDED
    if place in (Place.ORGANIZATION, Place.BUDGET) and act in ("DEFER", "SHIFT"):
        return Outcome.REFERRED
    if act == "RESUBMIT" and place is Place.MEETING:
        return Outcome.DEFERRED
    return _OUTCOMES[act]


def majority_of(act: str | None, manner: str | None, ballot: Ballot) -> Majority | None:
    """The majority that the manner says, else the one that counts and sides show."""
    if manner is not None:
        return Majority[manner]
    if ballot.counts is not None:
        return ballot.counts.majority
    if ballot.noes or ballot.against:
        return Majority.MAJORITY
    return Majority.UNANIMOUS if ballot.noes == 0 and act is not None else None


_QUORA = (
    ("two_thirds", r"zwei-? ?drittel|2/3|⅔|2 drittel"),
    ("three_quarters", r"drei-? ?viertel|3/4|¾"),
    ("absolute", r"absolute"),
    ("qualified", r"qualifizierte"),
)


def quorum_of(line: str) -> str | None:
    """The majority that was needed, where the phrase names one other than the simple majority."""
    lowered = lower(line)
    kind = next(
        (
            name
            for name, pattern in _QUORA
            if re.search(rf"(?:{pattern})[\w -]*(?:mehrheit|quorum|der|aller)", lowered)
        ),
        None,
    )
    legal = bool(
        re.search(
            r"gesetzlich|satzungsm|aller (?:stimmberechtigten )?mitglieder|zahl der mitglieder", lowered
        )
    )
    present = "anwesend" in lowered
    if kind == "two_thirds":
        return "two_thirds_legal" if legal else "two_thirds_present" if present else "two_thirds"
    if kind is None and legal and "mehrheit" in lowered:
        return "legal_majority"
    return kind


UNDATED = re.compile(r"unbestimmte zeit|auf weiteres|geschäftsgang|geschaeftsgang")
