"""The sentences of an explanation: one template per step code, marked for translation, filled elsewhere.

Facts are values (days, moments, spans, reasons); `workflow.deadline_words.explain` says them.
"""

from __future__ import annotations

from collections.abc import Mapping

from states.refusal import N_
from workflow.rules.rule import Reading, Unit

STEPS: Mapping[str, str] = {
    "rule": N_("Rule: {rule}."),
    "rule_labelled": N_("Rule: {label} ({rule})."),
    "paragraph": N_("Source: {paragraph}."),
    # Backward
    "meeting": N_("Counted back from the meeting on {day}; its own day does not count."),
    "meeting_counts": N_("Counted back from the meeting on {day}; its own day counts as the first."),
    "anchor_period": N_(
        "The period before the meeting runs from {first} to {last}; counted back from its start."
    ),
    "anchor_start": N_("The period of the deadline “{anchor}” starts on {day}; counted from there."),
    "anchor_deadline": N_("The deadline “{anchor}” is on {day}; counted from there."),
    "clear": N_(
        "In between lie free: {span} ({first} to {last}). So the last day is {day} "
        "(§§ 187, 188 BGB by analogy)."
    ),
    "clear_none": N_("No day has to lie free in between; the last day is {day}."),
    "ordinal": N_("{span} back is {day}; that day itself is still in time (§§ 187, 188 BGB by analogy)."),
    "disputed": N_("The wording bears two readings; taken here: {chosen}."),
    # Forward
    "event": N_(
        "The event is on {day}; its own day does not count (§ 187 (1) BGB). The first day is {first}."
    ),
    "first_day_counts": N_("The period begins with {day}, which counts (§ 187 (2) BGB)."),
    "ends": N_("The period ({span}) ends with {day} (§ 188 BGB)."),
    "clamped": N_("That month has no such day; its last day counts instead, {day} (§ 188 (3) BGB)."),
    "opens": N_("The window opens on {day}."),
    "first_free_differs": N_("The source names {day} as the first free day; the count says otherwise."),
    "event_meetings": N_("Counted are the meetings after {day}."),
    "meeting_nth": N_("Meeting {n}: {day}."),
    # Hours
    "hours": N_("Counted from {start}: {span}."),
    "clocks_change": N_(
        "The clocks change in between: elapsed time gives {elapsed}, the clock’s face {clock}."
    ),
    # Days that do not count, weekends
    "skipped": N_("{day} does not count: {why}."),
    "moved_back": N_(
        "{day} is no working day ({why}); the council’s rule moves the deadline to an earlier day."
    ),
    "moved_on": N_("{day} is no working day ({why}); the period ends on the next working day (§ 193 BGB)."),
    "stays_back": N_(
        "{day} is no working day ({why}); a period that runs back does not move to a later day."
    ),
    "stays": N_("{day} is no working day ({why}); the council’s rule leaves the end where it is."),
    # Result
    "result": N_("Deadline: {when}."),
    "result_earliest": N_("The first possible day: {day}."),
    "result_lock": N_("The last locked day: {day}; free again from {free}."),
    "result_meeting": N_("Deadline: the meeting on {day}."),
    "other_reading": N_("In the other reading: {when}."),
    "safe": N_("On the safe side: {when}."),
    "soft": N_("A “should” provision: missing it has no consequence by itself."),
}

#: Why a day does not count; `holiday` and `closed` are filled with their name.
REASONS: Mapping[str, str] = {
    "saturday": N_("a Saturday"),
    "sunday": N_("a Sunday"),
    "holiday": N_("{name}, public holiday"),
    "closed": N_("the administration is closed"),
}

READINGS: Mapping[Reading, str] = {
    Reading.CLEAR: N_("full days in between (the strict reading)"),
    Reading.ORDINAL: N_("the nth day itself is in time"),
}

#: One and several of a unit as they stand in a sentence.
SPANS: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: (N_("{n} day"), N_("{n} days")),
    Unit.WEEK: (N_("{n} week"), N_("{n} weeks")),
    Unit.MONTH: (N_("{n} month"), N_("{n} months")),
    Unit.YEAR: (N_("{n} year"), N_("{n} years")),
    Unit.WERKTAG: (N_("{n} working day Mon–Sat"), N_("{n} working days Mon–Sat")),
    Unit.ARBEITSTAG: (N_("{n} working day Mon–Fri"), N_("{n} working days Mon–Fri")),
    Unit.HOUR: (N_("{n} hour"), N_("{n} hours")),
}
