"""From what somebody types about a result to the facts that are decided upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from states.council import Council
from states.motion import Motion
from states.outcome import TABLE, Outcome, Role, possible
from states.refusal import N_, Exit, Refusal
from states.text import Point
from states.vote import Majority, Quorum, Votes
from workflow.commands import values
from workflow.decide.entered import ResultFacts
from workflow.office.office import Office
from workflow.words import label, speaking

if TYPE_CHECKING:
    from workflow.intake.result import Understanding
    from workflow.office.results import NewOrganization

Pair = tuple[str, Mapping[str, object]]


class OutcomeUnknown(Refusal):
    code = "outcome_unknown"
    exit_status = Exit.INPUT
    message = N_("“{text}” says nothing that is known as a result.")
    way_out = N_("Possible for {reference} now: {possible}.")


class OutcomeNear(OutcomeUnknown):
    way_out = N_("Is “{near}” meant? Possible for {reference} now: {possible}.")


class OutcomeMissing(Refusal):
    code = "outcome_missing"
    exit_status = Exit.USAGE
    message = N_("What became of {reference} is missing.")
    way_out = N_("Give the result, or its wording with --phrase. Possible now: {possible}.")


class TargetTwice(Refusal):
    code = "target_twice"
    exit_status = Exit.USAGE
    message = N_("--to was given more than one date.")
    way_out = N_("Give one date, or the organizations it goes to.")


class Given(NamedTuple):
    """What was typed about a result, as text; empty where nothing was."""

    outcome: str = ""
    phrase: str = ""
    votes: str = ""
    to: tuple[str, ...] = ()
    until: str = ""
    on: str = ""
    meeting: str = ""
    text: str = ""
    points: str = ""
    vote_on: str = ""
    quorum: str = ""
    consent: bool | None = None
    by: str = ""
    report_by: str = ""
    report_to: str = ""
    item: str = ""


class Understood(NamedTuple):
    """The facts of a result, and what the words left unsure."""

    facts: ResultFacts
    warnings: tuple[Pair, ...] = ()


def understood(
    given: Given, motion: Motion, office: Office, made: Sequence[NewOrganization] = ()
) -> Understood:
    """The facts that were typed; `made` are organizations to be entered along with them.

    Raises OutcomeUnknown, OutcomeMissing, InvalidVotes, NotADate, UnknownOrganization, NoSuchMeeting.
    """
    outcome, meant, warnings = _outcome(given, motion)
    count = values.count_of(given.votes)
    phrased = _phrased(given)
    known = office.rules
    council = known._replace(organizations=(*known.organizations, *(m.organization for m in made)))
    targets, day = _targets(given, meant, outcome, council)
    facts = ResultFacts(
        outcome,
        on=values.user_day(given.on),
        meeting=meeting_number(office, given.meeting),
        votes=count.votes if count.votes or count.factions else _votes_of(meant),
        factions=count.factions,
        majority=_majority(meant, count),
        quorum=values.quorum_of(given.quorum) if given.quorum else _quorum(meant),
        on_rejection=_on_rejection(given.vote_on),
        targets=targets,
        put_off_to=day if outcome not in _HELD else None,
        until=values.user_day(given.until) or (day if outcome in _HELD else None),
        phrase=phrased,
        text=_text(given.text),
        text_unknown=given.text.casefold() in _UNKNOWN,
        points=values.point_outcomes(given.points),
        consent=given.consent,
        by=given.by,
        report_due=values.user_day(given.report_by),
        report_to=given.report_to,
        agenda_item=given.item,
    )
    return Understood(facts, warnings)


_HELD = (Outcome.HELD, Outcome.REMOVED)
_UNKNOWN = ("unknown", "unbekannt")
_ON_REJECTION = ("rejection", "ablehnung")
_ON_MOTION = ("", "motion", "antrag")


def _outcome(given: Given, motion: Motion) -> tuple[Outcome, Understanding | None, tuple[Pair, ...]]:
    """The outcome, with what the wording says beside it and what it leaves unsure."""
    from workflow.intake.result import understand

    read = understand(given.phrase, amendment=motion.is_amendment) if given.phrase else None
    if not given.outcome:
        if read is None:
            raise OutcomeMissing(reference=motion.reference, possible=_possible(motion))
        if read.outcome is None:
            raise _unknown(given.phrase, motion)
        return read.outcome, read, _doubts(read)
    meant = understand(given.outcome, amendment=motion.is_amendment)
    if meant.outcome is None:
        raise _unknown(given.outcome, motion)
    doubts = _doubts(meant)
    if read is not None and read.outcome not in (None, meant.outcome):
        doubts += (("phrase_differs", {"understood": read.outcome, "outcome": meant.outcome}),)
    return meant.outcome, _merged(meant, read), doubts


def _merged(meant: Understanding, read: Understanding | None) -> Understanding:
    """What the result's words leave open, the phrase may say."""
    if read is None or read.outcome not in (None, meant.outcome):
        return meant
    return meant._replace(
        majority=meant.majority or read.majority,
        votes=meant.votes or read.votes,
        quorum=meant.quorum or read.quorum,
        targets=meant.targets or read.targets,
        date=meant.date or read.date,
    )


#: What the reader of phrases remarks and the user need not hear of: it has understood.
_QUIET = frozenset({"not_for_role"})


def _doubts(read: Understanding) -> tuple[Pair, ...]:
    return tuple((code, {}) for code in read.warnings if code not in _QUIET)


def _unknown(text: str, motion: Motion) -> OutcomeUnknown:
    near = nearest_outcome(text)
    kind = OutcomeNear if near else OutcomeUnknown
    named = Outcome(near) if near in set(Outcome) else near
    return kind(text=text, near=named, reference=motion.reference, possible=_possible(motion))


def nearest_outcome(text: str) -> str:
    """The code whose own word, or whose label, is nearest to what was typed; empty where none is near."""
    words = outcome_words() | {act: act for act in ACT_WORDS}
    found = get_close_matches(text.strip().lower(), words, 1, 0.6)
    return words[found[0]] if found else ""


#: What `advance` records beside results of a consultation.
ACT_WORDS = (
    *("urgent", "not_urgent", "objected", "lifted", "report", "report_due"),
    *("implemented", "adopt_text", "maintain_text", "text"),
)


def _possible(motion: Motion) -> list[Outcome]:
    current = motion.current or motion.following
    return list(possible(current.role if current else Role.RECOMMENDATION))


def _phrased(given: Given) -> str:
    """The verbatim phrase: as given, or the result's words where they are more than a code or a label."""
    if given.phrase:
        return given.phrase
    plain = given.outcome.strip().casefold().replace("_", " ")
    return "" if plain in {word.replace("_", " ") for word in outcome_words()} else given.outcome.strip()


def outcome_words() -> dict[str, str]:
    """Every word that names an outcome plainly, in small letters: code and label in either language."""
    words = {o.value: o.value for o in Outcome} | {TABLE[o].label: o.value for o in Outcome}
    with speaking("de"):
        return words | {label(o).casefold(): o.value for o in Outcome}


def _votes_of(meant: Understanding | None) -> Votes | None:
    return meant.votes if meant is not None and meant.votes and meant.votes.cast else None


def _majority(meant: Understanding | None, count: values.Count) -> Majority | None:
    """What the words say of the majority; a count says it better."""
    counted = count.votes is not None or count.factions
    return None if meant is None or counted else meant.majority


_QUORA = {
    "two_thirds_present": Quorum.TWO_THIRDS_PRESENT,
    "two_thirds_legal": Quorum.TWO_THIRDS_LEGAL,
    "two_thirds": Quorum.TWO_THIRDS_PRESENT,
    "legal_majority": Quorum.LEGAL_MAJORITY,
    "absolute": Quorum.LEGAL_MAJORITY,
}


def _quorum(meant: Understanding | None) -> Quorum:
    return _QUORA.get(meant.quorum or "", Quorum.SIMPLE) if meant else Quorum.SIMPLE


def _on_rejection(text: str) -> bool:
    folded = text.strip().casefold()
    if folded not in (*_ON_REJECTION, *_ON_MOTION):
        raise values.NotAChoice(text=text, what=N_("matter of a vote"), known=["motion", "rejection"])
    return folded in _ON_REJECTION


def _targets(
    given: Given, meant: Understanding | None, outcome: Outcome, council: Council
) -> tuple[tuple[str, ...], date | None]:
    """Where it goes: to organizations, or to a day."""
    days = [found for value in given.to if (found := values.maybe_day(value)) is not None]
    if len(days) > 1:
        raise TargetTwice
    names = [value for value in given.to if values.maybe_day(value) is None]
    if names:
        return values.keys_of(council, names), days[0] if days else None
    if days or meant is None:
        return (), days[0] if days else None
    return (_said_targets(meant, council) if TABLE[outcome].target else ()), meant.date


def _said_targets(meant: Understanding, council: Council) -> tuple[str, ...]:
    """The organizations a phrase names; those that the council does not know have to be given by --to."""
    from workflow.office import organizations

    return tuple(organizations.required(council, name).key for name in meant.targets)


def meeting_number(office: Office, text: str) -> int | None:
    """The number of the meeting that was named. Raises NoSuchMeeting."""
    if not text:
        return None
    from workflow.office.calendar import find

    return find(office, text).id


def _text(text: str) -> tuple[Point, ...] | None:
    if not text or text.casefold() in _UNKNOWN:
        return None
    from workflow.intake.points import points_of

    return points_of(values.text_of(text))
