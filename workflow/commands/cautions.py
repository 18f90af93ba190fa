"""What deserves a second look although it was done: each warning's code with its sentence and its ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from states.outcome import Outcome
from states.refusal import N_
from workflow.words import _, fill

Pair = tuple[str, Mapping[str, object]]


class Caution(NamedTuple):
    """A warning as it is shown; its fields are a promise to programs."""

    code: str
    message: str
    ground: str = ""


#: Why the legality of a result should be checked, by its outcome.
_LEGALITY: dict[Outcome, str] = {
    Outcome.REJECTED: N_(
        "{reference} was rejected by a committee for good. Check whether it has the power to decide this."
    ),
    Outcome.REMOVED: N_(
        "{reference} was taken off the agenda. Check whether that was lawful: whoever may put a matter on "
        "the agenda can usually demand that it is dealt with."
    ),
    Outcome.NOT_ADMITTED: N_(
        "{reference} was not admitted. Check the deadline it is said to have missed, or who is competent."
    ),
    Outcome.REFERRED_FOR_DECISION: N_(
        "{reference} goes for decision to an organization that has no power of its own to decide."
    ),
}
_NO_SUBSTANCE = N_(
    "{reference} got no vote in substance (“{outcome}”). Check whether that was lawful: the applicants can "
    "usually demand a decision."
)

CAUTIONS: dict[str, str] = {
    "report_date_missing": N_("No date was set for the report on {reference}; agree on one and enter it."),
    "objection_late": N_(
        "The objection period against {reference} ended {until}. Check whether the objection of {on} was "
        "still admissible; an objection on grounds of law may have no period."
    ),
    "repeat_vote_late": N_(
        "No meeting is known in which the vote on {reference} could be repeated in time, by {until}; a "
        "meeting of its own may have to be called."
    ),
    "answer_lost": N_(
        "The connection to the database broke while this was being saved. It was looked up: it was saved."
    ),
    "text_owed": N_("The text as voted of {reference} is missing; supply it as soon as it is known."),
    "filed_late": N_(
        "{reference} comes too late for the meeting of {organization} on {on}: the submission deadline "
        "ended {deadline}. Without urgency it may not be admitted there."
    ),
    "station_unknown": N_(
        "The council’s route has a station ({role}) that fits several organizations; add the right one: "
        "laufzettel route REF --add ORGANIZATION"
    ),
    "other_council": N_(
        "The document names “{named}”, but the motion was entered for {council}; check the council."
    ),
    "other_paper": N_("The document says it changes {named}, but it was joined to {paper}."),
    "organizations_added": N_(
        "New organizations were entered, since the council’s file does not know them: {names}. Check that "
        "they are not spelled in another way there."
    ),
    "paper_entered": N_(
        "The paper {paper} was not known and was entered with what the amendment says of it; its text is "
        "missing."
    ),
    "phrase_differs": N_("The phrase reads like “{understood}”, and “{outcome}” was recorded."),
    "unchecked_person": N_(
        "This was done on behalf of {person}; nobody is entered yet who could be asked for permission."
    ),
}


def cautions(pairs: Iterable[Pair], ground: str = "") -> list[Caution]:
    """The warnings in the language spoken now, each once; `ground` is that of a check of legality."""
    found = [_caution(code, facts, ground) for code, facts in pairs]
    return list(dict.fromkeys(found))


def _caution(code: str, facts: Mapping[str, object], ground: str) -> Caution:
    if code == "check_legality":
        outcome = facts.get("outcome")
        known = isinstance(outcome, Outcome) and outcome in _LEGALITY
        return Caution(code, fill(_(_LEGALITY[outcome] if known else _NO_SUBSTANCE), facts), ground)  # type: ignore[index]
    own = facts.get("ground")
    return Caution(code, fill(_(template(code)), facts), str(own) if own else "")


def template(code: str) -> str:
    """The English sentence of a warning of a decision, of a phrase or of a document."""
    if code in CAUTIONS:
        return CAUTIONS[code]
    from workflow.intake.document import WARNINGS
    from workflow.intake.result_warnings import SENTENCES

    return WARNINGS.get(code) or SENTENCES.get(code) or code.replace("_", " ")


def caution_lines(found: Iterable[Caution]) -> Iterator[str]:
    """A line for each, its ground behind it."""
    for one in found:
        ground = f" ({one.ground})" if one.ground else ""
        yield f"{_('Note')}: {one.message}{ground}"
