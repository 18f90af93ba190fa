"""What each warning of an understood phrase says to a person."""

from __future__ import annotations

from states.refusal import N_

#: code → sentence; every code in `result.Understanding.warnings` has one
SENTENCES: dict[str, str] = {
    "polarity": N_("The vote was on a proposal, not on the motion itself; check what the proposal said."),
    "header_contradicts_text": N_("The result and the text as voted contradict each other."),
    "contradiction": N_("The phrase says both for and against."),
    "several_results": N_("The phrase names several results."),
    "votes_contradict": N_("The count of votes does not fit the result."),
    "manner_contradicts": N_("The count of votes does not fit the manner, such as unanimous."),
    "votes_differ": N_("The votes given and those in the phrase differ."),
    "procedural": N_("The vote was on the procedure and settles nothing for the motion."),
    "procedural_failed": N_("A procedural motion failed; what became of the motion is not said."),
    "about_amendment": N_("The phrase tells of an amendment only."),
    "other_object": N_("The phrase is about something else, such as the minutes or the agenda."),
    "partly": N_("The phrase tells of a part only."),
    "implied": N_("The phrase names only how the vote went; it was read as the vote on the motion."),
    "no_vote": N_("There was expressly no vote."),
    "reserved": N_("The decision is under a reservation."),
    "undated": N_("Put off without a date."),
    "to_administration": N_("It goes to the administration, which holds no meetings."),
    "negated": N_("A negation leaves the result open."),
    "spelling": N_("A misspelt word was put right to understand the phrase."),
    "too_long": N_("This is too long for a result."),
    "not_for_role": N_("This result is not possible at a consultation of this kind."),
}
