"""Every no of the deadline rules: what is missing or cannot be read, and what to give instead."""

from __future__ import annotations

from states.refusal import N_, Exit, Refusal


class MeetingMissing(Refusal):
    """A rule that counts back from a meeting was asked without one."""

    code = "meeting_missing"
    message = N_("The rule “{rule}” counts back from a meeting, and no meeting is given.")
    way_out = N_("Give the meeting’s date and time, for example --meeting 2026-05-12T19:00.")


class EventMissing(Refusal):
    """A rule that counts forward was asked without the event it counts from."""

    code = "event_missing"
    message = N_("The rule “{rule}” counts from an event, and no event is given.")
    way_out = N_("Give the day of the event, for example --event 2026-05-12.")


class ClockTimeMissing(Refusal):
    """Hours can only be counted from an instant, never from a mere day."""

    code = "clock_time_missing"
    message = N_("The rule “{rule}” counts hours, and {day} has no time of day.")
    way_out = N_("Give date and time, for example 2026-05-12T19:00.")


class LandMissing(Refusal):
    """Working days differ by Land; none may be guessed."""

    code = "land_missing"
    message = N_("Whether {day} is a working day depends on the Land, and no Land is given.")
    way_out = N_("Give the Land, for example --land SH.")


class LandUnknown(Refusal):
    """The Land is none of the sixteen."""

    code = "land_unknown"
    exit_status = Exit.INPUT
    message = N_("“{land}” is not a German Land.")
    way_out = N_("Known are: {known}.")


class RegionalHolidayUnknown(Refusal):
    """The council names a regional holiday which this Land does not have."""

    code = "regional_holiday_unknown"
    exit_status = Exit.INPUT
    message = N_("“{name}” is not a regional holiday of {land}.")
    way_out = N_("Known for this Land are: {known}.")


class HolidaysUnknown(Refusal):
    """Outside the library's years the holidays of the Länder are not on record."""

    code = "holidays_unknown"
    message = N_("The public holidays of {year:d} are not known; those of {first:d} to {last:d} are.")


class ZoneUnknown(Refusal):
    """The time zone is not in the tz database."""

    code = "zone_unknown"
    exit_status = Exit.INPUT
    message = N_("“{zone}” is not a time zone.")
    way_out = N_("Give a name of the tz database, for example Europe/Berlin.")


class CalendarTooShort(Refusal):
    """The calendar ends before the meeting the rule asks for."""

    code = "calendar_too_short"
    message = N_(
        "The rule “{rule}” needs {needed} meetings after {day}; the calendar holds {known}. "
        "It may not go beyond the term yet."
    )
    way_out = N_("Enter the coming meetings and ask again.")


class AnchorUnknown(Refusal):
    """A rule counts from another deadline that is not there."""

    code = "anchor_unknown"
    message = N_("The rule “{rule}” counts from the deadline “{anchor}”, and that is not computed here.")
    way_out = N_(
        "Known are: {known}. A rule alone can name the period itself: "
        "“3 days before the start of a period of 1 week”."
    )


class RuleNotInForce(Refusal):
    """The rule does not apply on the day it was asked for."""

    code = "rule_not_in_force"
    message = N_("The rule “{rule}” is not in force on {day}: it applies from {start} until {end}.")
    way_out = N_("Take the rule that is in force on that day.")


class WindowEmpty(Refusal):
    """A window that closes before it opens."""

    code = "window_empty"
    exit_status = Exit.INPUT
    message = N_("The window closes on {closes}, before it opens on {opens}.")


class PeriodTooLong(Refusal):
    """The number is negative or beyond any calendar."""

    code = "period_out_of_range"
    exit_status = Exit.INPUT
    message = N_("The number {amount} is out of range for “{unit}”; possible are {least} to {most}.")


class DateOutOfRange(Refusal):
    """The result lies outside the calendar."""

    code = "date_out_of_range"
    exit_status = Exit.INPUT
    message = N_("The deadline of “{rule}” lies outside the calendar (years 1 to 9999).")


class RuleUnreadable(Refusal):
    """The words of a rule do not follow its grammar; says where and what was expected."""

    code = "rule_unreadable"
    exit_status = Exit.INPUT
    message = N_("The rule “{rule}” cannot be read at character {column}: “{found}”; expected: {expected}.")
    way_out = N_("For example “10 clear days before”, “21st day before 12:00”, “1 month after”.")


class CaseUnreadable(Refusal):
    """What should be a case is not a JSON object."""

    code = "case_unreadable"
    exit_status = Exit.INPUT
    message = N_("This is not a JSON object (line {line}, column {column}).")
    way_out = N_("A case is an object with “mode” and “params”.")


class ModeUnknown(Refusal):
    """The mode is none that is known."""

    code = "mode_unknown"
    exit_status = Exit.INPUT
    message = N_("“{mode}” is not a kind of deadline.")
    way_out = N_("Known are: {known}.")


class FieldUnknown(Refusal):
    """A key that nobody would heed is refused instead of ignored."""

    code = "field_unknown"
    exit_status = Exit.INPUT
    message = N_("“{field}” is not known here ({where}).")
    way_out = N_("Known are: {known}.")


class FieldMissing(Refusal):
    """A key the kind of deadline cannot do without."""

    code = "field_missing"
    exit_status = Exit.INPUT
    message = N_("“{field}” is missing ({where}).")


class FieldInvalid(Refusal):
    """A value that cannot be read as what it should be."""

    code = "field_invalid"
    exit_status = Exit.INPUT
    message = N_("“{field}” cannot be “{value}”; expected: {expected}.")
