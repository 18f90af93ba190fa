"""Whether a vote can be what it is said to be."""

from __future__ import annotations

from states.outcome import Outcome
from states.refusal import N_, Word
from states.rule_refusals import NotUnanimous, TieRejects, TooManyVotes, VotesContradict, VotesDoNotAddUp
from states.vote import Majority, Votes, total
from workflow.decide.entered import ResultFacts
from workflow.decide.scene import Scene

#: Results that need a majority for them: on the motion, or on the procedural motion that led to them.
CARRIED = frozenset(
    {
        Outcome.ADOPTED,
        Outcome.ADOPTED_AMENDED,
        Outcome.EXAMINED,
        Outcome.DEFERRED,
        Outcome.HELD,
        Outcome.REFERRED,
        Outcome.REFERRED_FOR_DECISION,
        Outcome.REFERRED_BACK,
        Outcome.REMOVED,
        Outcome.NOT_TAKEN_UP,
    }
)


def check_votes(organization: str, entered: ResultFacts, scene: Scene) -> None:
    """Raise VotesDoNotAddUp, TooManyVotes, NotUnanimous, TieRejects or VotesContradict where the count
    cannot be right.

    A tie is a rejection (§ 50 Abs. 1 Satz 2 GO NRW and its like in all Länder).
    """
    votes = entered.votes
    if entered.factions:
        summed = total(entered.factions)
        if votes is not None and votes != summed:
            raise VotesDoNotAddUp(sum=_shown(summed), votes=_shown(votes))
        votes = summed
    if votes is None or votes.cast == 0:
        if entered.majority is Majority.TIE and entered.outcome in CARRIED:
            raise TieRejects(votes=Word(N_("a tie")), outcome=entered.outcome)
        return
    found = scene.council.organization(organization)
    members = found.members if found else None
    if members is not None and votes.cast > members:
        raise TooManyVotes(cast=votes.cast, organization=scene.name(organization), members=members)
    if entered.majority is Majority.UNANIMOUS and min(votes.yes, votes.no) > 0 and not entered.from_record:
        raise NotUnanimous(votes=_shown(votes))
    _check_polarity(votes, entered, members)


def _check_polarity(votes: Votes, entered: ResultFacts, members: int | None) -> None:
    seen = votes.turned() if entered.on_rejection else votes
    if entered.outcome is Outcome.REJECTED:
        wrong = seen.yes > seen.no and seen.carries(entered.quorum, members)
    else:
        wrong = entered.outcome in CARRIED and not seen.carries(entered.quorum, members)
    if wrong and votes.yes == votes.no:
        raise TieRejects(votes=_shown(votes), outcome=entered.outcome)
    if wrong:
        raise VotesContradict(votes=_shown(votes), outcome=entered.outcome)


def _shown(votes: Votes) -> str:
    return f"{votes.yes}:{votes.no}:{votes.abstain}"
