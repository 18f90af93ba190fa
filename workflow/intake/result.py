"""What councils write as the result of a consultation, understood as outcome × majority × target × amended.

A small grammar, not a list: `result_words` scans a phrase into signs, `result_votes` and
`result_target` read counts and destinations, `result_grammar` puts the signs together, and this module
names the outcome. What the grammar does not understand stays None: unknown, never guessed.

Codes in `Understanding.warnings`:

- `polarity`: the vote was on a proposal to reject, or on a proposal of the administration whose content
  the phrase does not tell
- `header_contradicts_text`: the phrase says one thing, the text as voted another
- `contradiction`: the phrase itself says for and against
- `several_results`: acts that do not make one result
- `votes_contradict`: the numbers do not fit the word
- `manner_contradicts`: unanimous, but with votes on both sides
- `votes_differ`: the numbers given beside the phrase are not those in it
- `procedural`, `procedural_failed`: a vote on the procedure that settles nothing for the motion
- `about_amendment`: the phrase tells of an amendment only
- `other_object`: the phrase is on the minutes, the agenda or the like
- `partly`: a part only
- `implied`: the phrase names the manner or the numbers and no act; read as the result of the vote
- `no_vote`: expressly no vote
- `reserved`: under reservation
- `undated`: put off without a date
- `to_administration`: sent to the administration, which holds no meetings
- `negated`: a negation that leaves the result open
- `spelling`: a misspelt word was read as what it must be
- `too_long`: minutes rather than a phrase; not read
- `not_for_role`: the outcome is no valid entry at a consultation of this role
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from states.outcome import TABLE, Effect, Outcome, Role, consequence
from states.vote import Majority
from workflow.intake.result_grammar import REJECT, Meaning, understand_signs
from workflow.intake.result_naming import (
    POSTPONING,
    UNDATED,
    choose_target,
    majority_of,
    outcome_of,
    quorum_of,
)
from workflow.intake.result_reading import add_manner, imply, is_unread
from workflow.intake.result_spelling import respell
from workflow.intake.result_target import Target, find_date, find_targets, split_targets
from workflow.intake.result_votes import (
    Ballot,
    Counts,
    InvalidVotes,
    parse_faction_votes,
    parse_votes,
    read_ballot,
)
from workflow.intake.result_words import clean, lower, scan

__all__ = ["Counts", "InvalidVotes", "Understanding", "parse_faction_votes", "parse_votes", "understand"]


class Understanding(NamedTuple):
    """What a phrase means, with the phrase kept. `outcome` is None where it is not known."""

    verbatim: str
    outcome: Outcome | None = None
    majority: Majority | None = None
    #: complete counts; None where the phrase gives none, or no votes in favour
    votes: Counts | None = None
    #: two_thirds_present, two_thirds_legal, two_thirds, three_quarters, legal_majority, absolute, qualified
    quorum: str | None = None
    #: the destination as written, without its article
    target: str | None = None
    #: the day the matter comes back
    date: date | None = None
    #: changed, or adopted with changes
    amended: bool = False
    warnings: tuple[str, ...] = ()
    #: the single bodies of the destination
    targets: tuple[str, ...] = ()
    #: votes against and abstentions, also where those in favour are not given
    noes: int | None = None
    abstentions: int | None = None
    #: factions and persons by side
    favouring: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstaining: tuple[str, ...] = ()


def understand(
    phrase: str,
    *,
    role: Role | None = None,
    votes: Counts | None = None,
    text: str | None = None,
    amendment: bool = False,
) -> Understanding:
    """What a council's result phrase means.

    `votes` are counts recorded beside the phrase, `text` is the text as voted: both may correct or
    contradict it. `amendment` says that the paper is an amendment itself. Never raises.
    """
    meant = _read(phrase, amendment)
    if text:
        meant = _against_text(meant, text, amendment)
    if votes is not None and votes.yes + votes.no + votes.abstain > 0:
        meant = _with_votes(meant, Counts(votes.yes, votes.no, votes.abstain))
    if (
        role is not None
        and meant.outcome is not None
        and consequence(meant.outcome, role).effect is Effect.REFUSE
    ):
        meant = _warn(meant, "not_for_role")
    return meant


def _warn(meant: Understanding, *codes: str) -> Understanding:
    return meant._replace(warnings=tuple(dict.fromkeys((*meant.warnings, *codes))))


_CODES = {w: o for o in Outcome for w in (o.value, o.value.replace("_", " "), TABLE[o].label)}


#: characters; more than this is a page of the minutes and no result
_LONGEST = 1000


@lru_cache(maxsize=4096)
def _read(phrase: str, amendment: bool) -> Understanding:
    if len(phrase) > _LONGEST:
        return Understanding(phrase, warnings=("too_long",))
    line = clean(phrase)
    if code := _CODES.get(lower(line)):
        return Understanding(phrase, code, amended=code is Outcome.ADOPTED_AMENDED)
    meant = _read_line(phrase, line, amendment)
    if meant.outcome is None and not meant.warnings and (corrected := respell(line)) != line:
        again = _read_line(phrase, corrected, amendment)
        if again.outcome is not None:
            return _warn(again, "spelling")
    return meant


#: why something was resolved is no resolution; "dass" clauses stay, they may say what was resolved
_REASON = re.compile(
    r",?\s(?:da|weil|obwohl|nachdem|sofern|solange|damit er|damit sie)\s[^.;]*", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)")


def _read_line(phrase: str, line: str, amendment: bool) -> Understanding:
    ballot = read_ballot(_REASON.sub(lambda m: " " * len(m[0]), line))
    bare = _ASIDE.sub(lambda m: " " * len(m[0]), ballot.rest)
    signs = scan(lower(bare))
    if not bare.strip() or not signs:
        bare = ballot.rest
        signs = scan(lower(bare))
    targets = find_targets(bare, signs)
    meaning = understand_signs(bare, signs, [(t.start, t.end) for t in targets], amendment=amendment)
    asides = scan(lower(ballot.rest)) if bare != ballot.rest else signs
    meaning = add_manner(meaning, lower(ballot.rest), asides)
    if meaning.act in (None, "WEAK") and not meaning.warnings:
        meaning = imply(meaning, bare, ballot, targets, asides)
    if meaning.act == "SHIFT" and is_unread(bare, signs, targets):  # what is put off may be the work itself
        meaning = meaning._replace(act=None)
    return _assemble(phrase, line, meaning, ballot, targets)


def _assemble(
    phrase: str, line: str, meaning: Meaning, ballot: Ballot, targets: list[Target]
) -> Understanding:
    """The outcome of a meaning, with everything that stands around it."""
    act, clause = meaning.act, meaning.clause
    manner = clause.manner
    if act == REJECT and not ballot.complete and ballot.counts is not None:  # "bei 3 Ja-Stimmen abgelehnt"
        manner = manner or "MAJORITY"
        ballot = ballot._replace(counts=None, noes=None, abstentions=ballot.abstentions or None)
    target = choose_target(act, targets)
    outcome, warnings = outcome_of(act, clause.marks, target.place if target else None)
    if outcome is Outcome.DEFERRED and UNDATED.search(lower(line)):
        warnings = (*warnings, "undated")
    meant = Understanding(
        phrase,
        outcome,
        majority=majority_of(act, manner, ballot) if outcome is not None or manner else None,
        votes=ballot.counts,
        quorum=quorum_of(line),
        target=target.text if target else None,
        date=find_date(line) if act in POSTPONING else None,
        amended="AMENDED" in clause.marks and outcome in _CHANGED,
        targets=split_targets(target.text) if target else (),
        noes=ballot.noes,
        abstentions=ballot.abstentions,
        favouring=ballot.favouring,
        against=ballot.against,
        abstaining=ballot.abstaining,
    )
    return _check_votes(_warn(meant, *meaning.warnings, *warnings))


_CHANGED = (Outcome.ADOPTED_AMENDED, Outcome.ADOPTED_PARTLY, Outcome.FORWARDED)


def _check_votes(meant: Understanding) -> Understanding:
    """Numbers that do not fit the words. More votes than the others are not enough for a quorum."""
    codes: list[str] = []
    if meant.votes is not None:
        carried = meant.votes.yes > meant.votes.no
        if meant.outcome in (Outcome.ADOPTED, Outcome.ADOPTED_AMENDED) and not carried:
            codes.append("votes_contradict")
        if (
            meant.outcome is Outcome.REJECTED
            and carried
            and not meant.quorum
            and "polarity" not in meant.warnings
        ):
            codes.append("votes_contradict")
        if meant.majority is Majority.UNANIMOUS and meant.votes.yes and meant.votes.no:
            codes.append("manner_contradicts")
        if meant.majority is Majority.TIE and meant.votes.yes != meant.votes.no:
            codes.append("manner_contradicts")
    elif meant.majority is Majority.UNANIMOUS and (meant.noes or meant.against):
        codes.append("manner_contradicts")
    if meant.majority is Majority.TIE and meant.outcome in (Outcome.ADOPTED, Outcome.ADOPTED_AMENDED):
        codes.append("votes_contradict")
    return _warn(meant, *codes)


def _with_votes(meant: Understanding, votes: Counts) -> Understanding:
    """Counts recorded beside the phrase: they complete it, and must not differ from its own."""
    if meant.votes is not None:
        return meant if tuple(meant.votes) == tuple(votes) else _warn(meant, "votes_differ")
    majority = meant.majority or (votes.majority if meant.outcome is not None else None)
    return _check_votes(
        meant._replace(votes=votes, majority=majority, noes=votes.no, abstentions=votes.abstain)
    )


_MATTER = re.compile(
    r"\b(?:(?:änderungs)?antr[aä]g|vorlage|drucksache|angelegenheit|tagesordnungspunkt|top\b|anregung|eingabe"
    r"|beratungsgegenstand|beschlussfassung|beratung|thema\b|punkt\b)",
    re.IGNORECASE,
)
#: minutes tell what was said as well as what was resolved
_REPORTED = re.compile(
    r"\b(?:beantragt|bittet|schlägt|regt|erklärt|moniert|fordert|meint|hält|führt|fragt|weist|werde|würde|solle|könne"
    r"|habe|sei|möge)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[a-zäöüß\d)])[.;:]\s+(?=[A-ZÄÖÜ\d])|\n+| ; ")


def _against_text(meant: Understanding, text: str, amendment: bool) -> Understanding:
    """The phrase against the text as voted.

    A vote that carried a text which rejects (or postpones …) rejects (or postpones) the motion:
    "mehrheitlich beschlossen 44:4" on "Der Antrag wird abgelehnt". Any other difference is a warning.
    """
    said = _text_outcomes(text, amendment)
    if not said:
        return meant
    adopted = (Outcome.ADOPTED, Outcome.ADOPTED_AMENDED, None)
    others = [u for u in said if u.outcome not in adopted]
    if not others:
        rejected = meant.outcome is Outcome.REJECTED and len(said) > 0
        return _warn(meant, "header_contradicts_text") if rejected else meant
    outcomes = {u.outcome for u in others}
    if meant.outcome is None and "polarity" not in meant.warnings:
        return meant
    if meant.outcome not in adopted:
        return meant if meant.outcome in outcomes else _warn(meant, "header_contradicts_text")
    if len(outcomes) > 1 or len(others) < len(said):
        return _warn(meant, "header_contradicts_text")
    told = others[0]
    kept = tuple(w for w in meant.warnings if w != "votes_contradict")
    turned = meant._replace(
        outcome=told.outcome,
        target=told.target,
        targets=told.targets,
        date=told.date,
        amended=False,
        warnings=kept,
    )
    return _warn(turned, "polarity")


def _text_outcomes(text: str, amendment: bool) -> list[Understanding]:
    """What the sentences of a text say that resolve on the matter itself."""
    found = []
    for sentence in _SENTENCE.split(text[:4000]):
        if _MATTER.search(sentence) and len(sentence) < 400 and not _REPORTED.search(sentence):
            told = _read(sentence.strip(), amendment)
            if told.outcome is not None and "implied" not in told.warnings:
                found.append(told)
    return found
