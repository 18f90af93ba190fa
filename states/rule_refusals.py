"""The refusals of the machine and its rules, each with its sentence and the way out."""

from __future__ import annotations

from states.refusal import N_, Exit, Refusal


class NotPossibleHere(Refusal):
    code = "not_possible_here"
    message = N_("“{outcome}” is not a valid result for {reference} now: it stands at “{state}” ({role}).")
    way_out = N_("Possible here: {possible}.")


class MotionEnded(Refusal):
    code = "motion_ended"
    message = N_("{reference} has ended: it is {state} since {on}.")
    way_out = N_("A wrong entry is put right with: laufzettel correct {reference} EVENT --reason …")


class NotFiled(Refusal):
    code = "not_filed"
    message = N_("{reference} is still a draft; no council has it yet.")
    way_out = N_("File it first: laufzettel submit {reference}")


class NotItsTurn(Refusal):
    code = "not_its_turn"
    message = N_("It is not the turn of {organization}: {reference} stands with {current}.")
    way_out = N_("Record that result first, or add a station: laufzettel route {reference} --add …")


class NoStation(Refusal):
    code = "no_station"
    message = N_("{reference} has no station ahead of it.")
    way_out = N_("Add one: laufzettel route {reference} --add ORGANIZATION --role ROLE")


class RouteEndsHere(Refusal):
    code = "route_ends_here"
    message = N_("After {organization} the route of {reference} has no station that decides.")
    way_out = N_("Add one: laufzettel route {reference} --add ORGANIZATION --role plenary_decision")


class TargetMissing(Refusal):
    code = "target_missing"
    message = N_("“{outcome}” needs the organization it goes to.")
    way_out = N_("Name it with --to; known here: {known}.")


class NotEarlier(Refusal):
    code = "not_earlier"
    message = N_(
        "{organization} has not dealt with {reference} before, so nothing can be referred back to it."
    )
    way_out = N_("Use “referred” for an organization that comes new to it.")


class SameOrganization(Refusal):
    code = "same_organization"
    message = N_("{organization} cannot refer {reference} to itself.")
    way_out = N_("Use “deferred” for its own next meeting.")


class ResubmissionDateMissing(Refusal):
    code = "resubmission_date_missing"
    message = N_("“{outcome}” takes {reference} off every agenda, so a resubmission date is needed.")
    way_out = N_("Give it with --until DATE.")


class TextMissing(Refusal):
    code = "text_missing"
    message = N_("“{outcome}” makes a new text; the text as voted is missing.")
    way_out = N_("Give it with --text FILE, or say that it is not at hand yet: --text unknown")


class PointsMissing(Refusal):
    code = "points_missing"
    message = N_("“{outcome}” needs to know what became of each point; missing: {missing}.")
    way_out = N_("Name them: --points 1=adopted,2=rejected")


class PointsUnknown(Refusal):
    code = "points_unknown"
    message = N_("{reference} has no point {unknown}; it has: {points}.")
    way_out = N_("Name only its own points: --points 1=adopted,2=rejected")


class PointOutcome(Refusal):
    code = "point_outcome"
    message = N_("A point can be adopted or rejected, not “{outcome}”.")
    way_out = N_("Split the motion first where one of its points is to go another way.")


class AllPointsAlike(Refusal):
    code = "all_points_alike"
    message = N_("All points came out alike ({outcome}), so this is not a decision in part.")
    way_out = N_("Record it as: {outcome}")


class BeforeMeeting(Refusal):
    code = "before_meeting"
    message = N_("The meeting of {organization} begins {begins}; a result cannot be recorded before.")
    way_out = N_("Record it when the meeting has begun, or give the right date with --on.")


class MeetingCancelled(Refusal):
    code = "meeting_cancelled"
    message = N_("The meeting of {organization} on {on} was cancelled.")
    way_out = N_("Record “not_reached”, or give the meeting that dealt with it with --on.")


class BeforePrevious(Refusal):
    code = "before_previous"
    message = N_("{organization} cannot have decided on {on}: the station ahead of it decided on {previous}.")
    way_out = N_("Check both dates; the same day is allowed.")


class BeforeSubmission(Refusal):
    code = "before_submission"
    message = N_("{reference} was filed on {submitted}; a result of {on} is older than the motion.")
    way_out = N_("Check the date of the result, or the date of filing: laufzettel correct {reference} 1")


class VotesContradict(Refusal):
    code = "votes_contradict"
    message = N_("{votes} is no vote for “{outcome}”.")
    way_out = N_("A vote on the proposal to reject is entered with --vote-on rejection.")


class TieRejects(VotesContradict):
    message = N_("{votes} is a tie, and a tie is no vote for “{outcome}”.")
    way_out = N_("Record it as “rejected”.")


class NotUnanimous(Refusal):
    code = "not_unanimous"
    message = N_("{votes} is not unanimous.")
    way_out = N_("Correct the count or the words.")


class VotesDoNotAddUp(Refusal):
    code = "votes_do_not_add_up"
    message = N_("The factions' votes add up to {sum}, not to {votes}.")
    way_out = N_("Correct the count of one faction, or leave out the total.")


class TooManyVotes(Refusal):
    code = "too_many_votes"
    message = N_("{cast} votes were counted, but {organization} has {members} members.")
    way_out = N_("Check the count.")


class AmendmentFirst(Refusal):
    code = "amendment_first"
    message = N_("{amendment} must be voted on before {reference} at this station.")
    way_out = N_("Record it first: laufzettel advance {amendment} OUTCOME")


class FurtherReachingFirst(Refusal):
    code = "further_reaching_first"
    message = N_("{first} reaches further than {reference} and is voted on before it.")
    way_out = N_("Record {first} first, or set the chair's order: laufzettel amend {reference} --rank 1")


class VotedHere(Refusal):
    code = "voted_here"
    message = N_("{reference} has been voted on at this station already ({outcome}) and waits for {parent}.")
    way_out = N_("A wrong entry is put right with: laufzettel correct {reference} EVENT --reason …")


class GoesWithItsMotion(Refusal):
    code = "goes_with_its_motion"
    message = N_("{reference} is an amendment and goes where {parent} goes; it cannot be “{outcome}” alone.")
    way_out = N_("Record it for the motion: laufzettel advance {parent} {outcome}")


class UrgencyVoted(Refusal):
    code = "urgency_voted"
    message = N_("The urgency of {reference} has been recognised already.")
    way_out = N_("Record what became of the motion: laufzettel advance {reference} OUTCOME")


class UrgencyFirst(Refusal):
    code = "urgency_first"
    message = N_("The urgency of {reference} has not been voted on.")
    way_out = N_("Record that vote first: laufzettel advance {reference} urgent --votes …, or not_urgent.")


class WithdrawalTooLate(Refusal):
    code = "withdrawal_too_late"
    message = N_("{reference} can no longer be withdrawn: {limit}.")
    way_out = N_("The organization itself can still record “settled” or “not_taken_up”.")


class Locked(Refusal):
    code = "resubmission_locked"
    message = N_("{reference} was rejected on {rejected}; the same matter can be filed again from {until}.")
    way_out = N_("If the facts have changed, say so: --new-facts “…”")


class ConsentMissing(Refusal):
    code = "consent_missing"
    message = N_("Whether the applicants agree that {reference} is settled is not said.")
    way_out = N_("Say it: --consent or --no-consent; with consent also what settled it: --by REFERENCE")


class LinkMissing(Refusal):
    code = "link_missing"
    message = N_("“{outcome}” needs the paper that took its place.")
    way_out = N_("Name it with --by REFERENCE.")


class CannotCorrect(Refusal):
    code = "cannot_correct"
    message = N_("Event {event} of {reference} cannot be corrected like this: event {later} rests on it.")
    way_out = N_("Correct event {later} first.")


class NoSuchEvent(Refusal):
    code = "no_such_event"
    exit_status = Exit.NOT_FOUND
    message = N_("{reference} has no event {event} that could be corrected.")
    way_out = N_("See the numbers with: laufzettel history {reference}")


class ReasonMissing(Refusal):
    code = "reason_missing"
    exit_status = Exit.USAGE
    message = N_("A correction needs its reason.")
    way_out = N_("Give it with --reason “…”; it stays in the history.")


class NotAdopted(Refusal):
    code = "not_adopted"
    message = N_("{reference} is {state}; {act} is not possible.")
    way_out = N_("See where it stands: laufzettel show {reference}")
