"""Refusals of deciding that are no rule of the machine: what is missing, or already there."""

from __future__ import annotations

from states.refusal import N_, Exit, Refusal


class NoMeeting(Refusal):
    code = "no_meeting"
    exit_status = Exit.NOT_FOUND
    message = N_("No meeting of {organization} is known on {on}.")
    way_out = N_("Add it: laufzettel meeting add {key} {on}. Nearest known: {near}.")


class NoMeetingYet(Refusal):
    code = "no_meeting_yet"
    exit_status = Exit.NOT_FOUND
    message = N_("{reference} has no meeting of {organization} yet, so the day of the result is not known.")
    way_out = N_("Give the day with --on DATE, or add the meeting: laufzettel meeting add {key} DATE")


class WhichMeeting(Refusal):
    code = "which_meeting"
    exit_status = Exit.USAGE
    message = N_("{organization} meets more than once on {on}.")
    way_out = N_("Name the meeting by its number: --meeting N (see: laufzettel meeting list).")


class ReferenceTaken(Refusal):
    code = "reference_taken"
    exit_status = Exit.CONFLICT
    message = N_("There is already a paper {reference}: “{title}”.")
    way_out = N_("See it: laufzettel show {reference}")


class MeetingExists(Refusal):
    code = "meeting_exists"
    exit_status = Exit.CONFLICT
    message = N_("{organization} already has a meeting on {on} at {begins}.")
    way_out = N_("Move it (laufzettel meeting move {number} …), or give another time.")


class MeetingHasResults(Refusal):
    code = "meeting_has_results"
    message = N_("Meeting {number} of {organization} has results on record and cannot be {act}.")
    way_out = N_("Correct the results first: laufzettel correct REF EVENT --reason …")


class MeetingIsCancelled(Refusal):
    code = "meeting_is_cancelled"
    message = N_("Meeting {number} of {organization} on {on} is cancelled.")
    way_out = N_("Move it to a new date to revive it: laufzettel meeting move {number} DATE")


class NotOver(Refusal):
    code = "not_over"
    message = N_("Meeting {number} of {organization} begins {begins} and cannot have been held yet.")
    way_out = N_("Enter it when it has begun.")


class MinutesBeforeMeeting(Refusal):
    code = "minutes_before_meeting"
    exit_status = Exit.INPUT
    message = N_("The minutes of {organization} of {meeting} cannot have been published on {on}.")
    way_out = N_("Name a day from {meeting} to {today}.")


class NoSubstance(Refusal):
    code = "no_substance"
    exit_status = Exit.INPUT
    message = N_("A motion needs a title and at least one point to vote on; missing: {missing}.")
    way_out = N_("Give --title and --point, or a document that has them.")


class NoRoute(Refusal):
    code = "no_route"
    exit_status = Exit.INPUT
    message = N_("Neither the document nor the council's file says which way {title} goes.")
    way_out = N_("Name the stations: --route ORGANIZATION[@DATE][=ROLE], one option for each.")


class FiledBeforeToday(Refusal):
    code = "filed_in_future"
    message = N_("{on} lies ahead; a motion cannot have been filed on a day to come.")
    way_out = N_("Leave the date out, or correct it with --on.")


class AlreadyFiled(Refusal):
    code = "already_filed"
    exit_status = Exit.CONFLICT
    message = N_("{reference} was filed on {on}.")
    way_out = N_("See where it stands: laufzettel show {reference}")


class DayAhead(Refusal):
    code = "day_ahead"
    exit_status = Exit.INPUT
    message = N_("{on} lies ahead; what has not happened yet cannot be recorded.")
    way_out = N_("Record it when it has happened, or correct the day with --on.")


class BeforeDecision(Refusal):
    code = "before_decision"
    exit_status = Exit.INPUT
    message = N_("{on} is too early: {reference} was decided on {decided}.")
    way_out = N_("Check the day, or correct that of the decision: laufzettel history {reference}")


class PutOffBackwards(Refusal):
    code = "put_off_backwards"
    exit_status = Exit.INPUT
    message = N_("{reference} cannot be put off from {on} to {to}.")
    way_out = N_("Name a later day.")


class FilingStands(Refusal):
    code = "filing_stands"
    message = N_("That {reference} was filed cannot be taken back by a correction.")
    way_out = N_("Withdraw it: laufzettel withdraw {reference}; or put its entry right: --title …")


class TakenOverByItself(Refusal):
    code = "taken_over_by_itself"
    exit_status = Exit.INPUT
    message = N_("{reference} cannot take its own place.")
    way_out = N_("Name the other paper with --by.")


class ChangedTwice(Refusal):
    code = "changed_twice"
    exit_status = Exit.INPUT
    message = N_("Point {number} is changed twice by this amendment.")
    way_out = N_("Name each point once.")


class ChangeWithoutText(Refusal):
    code = "change_without_text"
    exit_status = Exit.INPUT
    message = N_("The amendment leaves point {number} without a text.")
    way_out = N_("Give the new text, or strike the point with --delete.")


class NotAgreed(Refusal):
    code = "not_agreed"
    message = N_("{reference} is not settled as long as its applicants do not agree; it goes on.")
    way_out = N_("Record what the meeting resolves on it: laufzettel advance {reference} OUTCOME")


class NoRouteOfItsOwn(Refusal):
    code = "no_route_of_its_own"
    message = N_("{reference} is an amendment and goes where {parent} goes.")
    way_out = N_("Name the motion instead: {parent}.")


class StationNotOpen(Refusal):
    code = "station_not_open"
    message = N_("Station {station} of {reference} is over and cannot be changed.")
    way_out = N_("See the route: laufzettel show {reference}")


class NotAnAmendment(Refusal):
    code = "not_an_amendment"
    exit_status = Exit.USAGE
    message = N_("{reference} is not an amendment.")
    way_out = N_("An amendment names the paper it changes: laufzettel amend REF …")


class ParentEnded(Refusal):
    code = "parent_ended"
    message = N_("{reference} is {state}; it can no longer be amended.")
    way_out = N_("File a motion of its own: laufzettel submit …")


class NothingToChoose(Refusal):
    code = "nothing_to_choose"
    message = N_("No committee has recommended another text for {reference}.")
    way_out = N_("See the text: laufzettel show {reference} --text")


class NothingOwed(Refusal):
    code = "nothing_owed"
    message = N_("No result of {reference} waits for its text.")
    way_out = N_("A wrong text is put right with: laufzettel correct {reference} EVENT --reason …")
