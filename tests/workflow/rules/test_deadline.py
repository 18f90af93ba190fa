"""Worked deadlines with the source of their law; meetings and events are invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from states.refusal import Refusal
from tests.workflow.rules.cases import case, deadline, solve
from workflow.rules.deadline import compute
from workflow.rules.deadline_refusals import (
    AnchorUnknown,
    CalendarTooShort,
    ClockTimeMissing,
    DateOutOfRange,
    EventMissing,
    HolidaysUnknown,
    LandMissing,
    MeetingMissing,
    PeriodTooLong,
    RuleNotInForce,
    WindowEmpty,
)
from workflow.rules.rule import Computed, Mode, Policy, Reading, Rule, Span, Unit, Whose
from workflow.rules.rule_words import parse_rule
from workflow.rules.workday import WorkCalendar

BERLIN = ZoneInfo("Europe/Berlin")
MEETING = datetime(2026, 5, 12, 19, tzinfo=BERLIN)  # a Tuesday


def say(words: str, meeting: date = MEETING, land: str = "SH", **others: object) -> Computed:
    """The rule these words say, computed for a meeting."""
    return compute(
        parse_rule(words),
        zone=BERLIN,
        meeting=meeting,
        calendar=WorkCalendar(land),
        **others,  # type: ignore[arg-type]
    )


def shown(when: datetime) -> str:
    """A moment as cases write it."""
    return when.isoformat()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # § 187 Abs. 1, § 188 Abs. 1 BGB by analogy: the day of the meeting does not count
        ("10th day before", "2026-05-02T23:59:59+02:00"),
        ("10 clear days before", "2026-05-01T23:59:59+02:00"),
        ("10 days before", "2026-05-01T23:59:59+02:00"),
        ("2 weeks before", "2026-04-27T23:59:59+02:00"),
        ("2 clear weeks before 12:00", "2026-04-27T12:00:00+02:00"),
        ("1 clear month before", "2026-04-11T23:59:59+02:00"),
        ("1 month before", "2026-04-11T23:59:59+02:00"),
        ("21st day before 12:00", "2026-04-21T12:00:00+02:00"),
        ("48 hours before", "2026-05-10T19:00:00+02:00"),
        ("0th day before 12:00", "2026-05-12T12:00:00+02:00"),
        # the meeting's day is the first of the nine
        ("9 clear days before, first day counts", "2026-05-03T23:59:59+02:00"),
        # Mon–Sat without 1 May: 11, 9, 8, 7, 6, 5, 4, 2 May, 30, 29 April
        ("10th werktag before", "2026-04-29T23:59:59+02:00"),
        ("10 clear werktage before", "2026-04-28T23:59:59+02:00"),
        # Mon–Fri without 1 May: 11, 8, 7, 6, 5, 4 May, 30, 29, 28, 27 April
        ("10th arbeitstag before", "2026-04-27T23:59:59+02:00"),
        # the week before runs 5–11 May; three clear days before 5 May
        ("3 clear days before the start of a period of 1 week", "2026-05-01T23:59:59+02:00"),
        # forward, the event is the meeting (§ 187 Abs. 1 BGB); 26 May follows Whit Monday (§ 193 BGB)
        ("13 days after", "2026-05-26T23:59:59+02:00"),
        ("13 days after, not moved", "2026-05-25T23:59:59+02:00"),
        ("1 week after", "2026-05-19T23:59:59+02:00"),
        ("3 months after 12:00", "2026-08-12T12:00:00+02:00"),
        ("1 year after", "2027-05-12T23:59:59+02:00"),
        # § 187 Abs. 2: the period begins with the day itself
        ("1 week after, first day counts", "2026-05-18T23:59:59+02:00"),
        ("5 arbeitstage after", "2026-05-20T23:59:59+02:00"),  # without Ascension Day, 14 May
        ("72 hours after", "2026-05-15T19:00:00+02:00"),
        ("day 3 to 2 weeks after", "2026-05-26T23:59:59+02:00"),
        ("locked for 6 months", "2026-11-12T23:59:59+01:00"),
        ("not before 3 clear days after", "2026-05-16T00:00:00+02:00"),
        ("not before the 3rd day after", "2026-05-15T00:00:00+02:00"),
    ],
)
def test_worked_deadline(words: str, expected: str) -> None:
    """Each kind of rule, counted by hand for the meeting of Tuesday, 12 May 2026, 19:00 in Kiel."""
    assert shown(say(words).deadline) == expected


@pytest.mark.parametrize(
    ("event", "months", "counts", "expected"),
    [
        ("2026-01-31", 1, False, "2026-02-28"),  # § 188 Abs. 3 BGB: February has no 31st
        ("2028-01-31", 1, False, "2028-02-29"),  # leap day
        ("2028-02-29", 12, False, "2029-02-28"),
        ("2026-02-28", 1, False, "2026-03-28"),  # the number counts, not the end of the month
        ("2026-11-30", 3, False, "2027-02-28"),
        ("2026-01-31", 1, True, "2026-02-28"),  # § 187 Abs. 2: the 31st is missing, so the last day
        ("2026-01-30", 1, True, "2026-02-28"),
        ("2026-01-29", 1, True, "2026-02-28"),
        ("2028-01-29", 1, True, "2028-02-28"),
        ("2026-03-01", 1, True, "2026-03-31"),
        ("2025-12-15", 1, True, "2026-01-14"),  # New Year
    ],
)
def test_months_end_by_paragraph_188(event: str, months: int, counts: bool, expected: str) -> None:
    """A period of months ends on the day of the same number, or on the month's last day."""
    mode = "months_after_day_included" if counts else "months_after"
    assert str(deadline(mode, {"months": months}, event_datetime=event))[:10] == expected


class TestDaylightSaving:
    """The clocks go forward on 29 March and back on 25 October 2026."""

    def test_a_day_that_loses_an_hour_ends_at_midnight_all_the_same(self) -> None:
        """The day before the change and the day of it end at 24:00, each with its own offset."""
        assert (
            shown(say("1st day before", datetime(2026, 3, 29, 18, tzinfo=BERLIN)).deadline)
            == "2026-03-28T23:59:59+01:00"
        )
        assert (
            shown(say("1st day before", datetime(2026, 3, 30, 18, tzinfo=BERLIN)).deadline)
            == "2026-03-29T23:59:59+02:00"
        )
        assert (
            shown(say("1st day before", datetime(2026, 10, 26, 18, tzinfo=BERLIN)).deadline)
            == "2026-10-25T23:59:59+01:00"
        )

    def test_hours_are_elapsed_time(self) -> None:
        """24 hours before 18:00 are 17:00 of the day that lost an hour, and 19:00 of the longer one."""
        assert (
            shown(say("24 hours before", datetime(2026, 3, 29, 18, tzinfo=BERLIN)).deadline)
            == "2026-03-28T17:00:00+01:00"
        )
        assert (
            shown(say("24 hours before", datetime(2026, 10, 25, 18, tzinfo=BERLIN)).deadline)
            == "2026-10-24T19:00:00+02:00"
        )

    def test_the_earlier_reading_of_hours_is_the_safe_one_for_everybody(self) -> None:
        """On the clock's face it is 18:00 both times; whichever is earlier is safe."""
        spring = say("24 hours before", datetime(2026, 3, 29, 18, tzinfo=BERLIN))
        assert spring.safe_deadline == spring.deadline
        assert [shown(a) for a in spring.alternatives] == ["2026-03-28T18:00:00+01:00"]
        autumn = say("24 hours before", datetime(2026, 10, 25, 18, tzinfo=BERLIN))
        assert shown(autumn.safe_deadline) == "2026-10-24T18:00:00+02:00"

    def test_by_the_clock_the_readings_change_places(self) -> None:
        """A rule by the clock's face takes it, and shows elapsed time as the other reading."""
        found = say("24 hours before, by the clock", datetime(2026, 10, 25, 18, tzinfo=BERLIN))
        assert shown(found.deadline) == "2026-10-24T18:00:00+02:00"
        assert [shown(a) for a in found.alternatives] == ["2026-10-24T19:00:00+02:00"]

    def test_a_time_that_the_clocks_leap_over_moves_on_with_them(self) -> None:
        """02:30 of 29 March 2026 does not exist: it is 03:30."""
        found = say("1st day before 02:30", datetime(2026, 3, 30, 18, tzinfo=BERLIN))
        assert shown(found.deadline) == "2026-03-29T03:30:00+02:00"

    def test_a_time_that_comes_twice_is_its_first_coming(self) -> None:
        """02:30 of 25 October 2026 comes twice; the earlier one is the safe end."""
        found = say("1st day before 02:30", datetime(2026, 10, 26, 18, tzinfo=BERLIN))
        assert shown(found.deadline) == "2026-10-25T02:30:00+02:00"

    def test_an_hour_that_comes_twice_is_two_moments(self) -> None:
        """8 hours before 10:00 of the longer day it is 02:00, which comes twice: the earlier one is safe."""
        found = say("8 hours before", datetime(2026, 10, 25, 10, tzinfo=BERLIN))
        assert shown(found.deadline) == "2026-10-25T02:00:00+01:00"
        assert [shown(a) for a in found.alternatives] == ["2026-10-25T02:00:00+02:00"]
        assert shown(found.safe_deadline) == "2026-10-25T02:00:00+02:00"

    def test_a_last_hour_that_comes_twice_belongs_to_the_day(self) -> None:
        """Where the clocks go back at midnight, the day ends when its last hour ends the second time."""
        where = {"timezone": "America/Santiago", "session_datetime": "2026-04-05T18:00"}
        assert deadline("ordinal_day_before", {"n": 1}, **where) == "2026-04-04T23:59:59-04:00"

    def test_a_meeting_without_a_zone_is_local_time(self) -> None:
        """18:00 in Berlin is 12:00 in New York; the council's own zone holds."""
        found = deadline(
            "hours_before", {"hours": 1}, session_datetime="2026-05-12T18:00", timezone="America/New_York"
        )
        assert found == "2026-05-12T17:00:00-04:00"

    def test_a_meeting_given_in_another_zone_has_its_local_day(self) -> None:
        """23:30 in London is the next day in Berlin."""
        found = deadline("ordinal_day_before", {"n": 1}, session_datetime="2026-05-11T23:30:00+01:00")
        assert found == "2026-05-11T23:59:59+02:00"


class TestHolidays:
    """Public holidays are those of the Land, at that date."""

    @pytest.mark.parametrize(
        ("land", "meeting", "expected"),
        [
            (
                "NW",
                datetime(2026, 6, 11, 18, tzinfo=BERLIN),
                date(2026, 6, 3),
            ),  # Fronleichnam, Thu 4 June 2026
            ("NI", datetime(2026, 6, 11, 18, tzinfo=BERLIN), date(2026, 6, 4)),
            (
                "NI",
                datetime(2025, 11, 7, 18, tzinfo=BERLIN),
                date(2025, 10, 30),
            ),  # Reformationstag, Fri 31 October 2025
            ("NW", datetime(2025, 11, 7, 18, tzinfo=BERLIN), date(2025, 10, 31)),
            (
                "NI",
                datetime(2016, 11, 7, 18, tzinfo=BERLIN),
                date(2016, 10, 31),
            ),  # not before 2018 (nor is it a weekend)
            (
                "SN",
                datetime(2026, 11, 25, 18, tzinfo=BERLIN),
                date(2026, 11, 17),
            ),  # Buß- und Bettag, Wed 18 November 2026
            (
                "NW",
                datetime(2026, 4, 13, 18, tzinfo=BERLIN),
                date(2026, 4, 2),
            ),  # Easter Monday back to Maundy Thursday
            ("NW", datetime(2027, 1, 8, 18, tzinfo=BERLIN), date(2026, 12, 31)),  # New Year
            ("BE", datetime(2026, 3, 16, 18, tzinfo=BERLIN), date(2026, 3, 6)),  # Frauentag 2026 is a Sunday
        ],
    )
    def test_the_seventh_or_eighth_day_before_moves_to_the_last_working_day(
        self, land: str, meeting: datetime, expected: date
    ) -> None:
        """The 7th day before falls on a holiday of one Land only, and moves earlier there alone."""
        n = (meeting.date() - expected).days
        days = 8 if land == "BE" else 7
        found = say(f"{days}th day before, previous working day", meeting, land)
        assert found.deadline.date() == expected, n

    def test_a_regional_holiday_counts_where_the_council_names_it(self) -> None:
        """Fronleichnam holds in parts of Saxony only; so does the Friedensfest in Augsburg alone."""
        rule = parse_rule("7th day before, previous working day")
        meeting = datetime(2026, 6, 11, 18, tzinfo=BERLIN)
        plain = compute(rule, zone=BERLIN, meeting=meeting, calendar=WorkCalendar("SN"))
        there = compute(rule, zone=BERLIN, meeting=meeting, calendar=WorkCalendar("SN", ("Fronleichnam",)))
        assert (plain.deadline.day, there.deadline.day) == (4, 3)

    def test_days_on_which_the_office_is_closed_do_not_count(self) -> None:
        """Bridge days of the council's own calendar are no working days."""
        rule = parse_rule("2nd arbeitstag before")
        bridge = frozenset({date(2026, 5, 11)})
        found = compute(rule, zone=BERLIN, meeting=MEETING, calendar=WorkCalendar("SH", closed=bridge))
        assert found.deadline.date() == date(2026, 5, 7)

    def test_without_a_land_no_weekday_is_judged(self) -> None:
        """Rules that need working days refuse without a Land; others do without."""
        with pytest.raises(LandMissing):
            say("3rd werktag before", land="")
        with pytest.raises(LandMissing):
            say("1 week after", land="")
        assert say("3rd day before", land="").deadline.day == 9
        assert (
            say("5 days after, not moved", datetime(2026, 5, 12, tzinfo=BERLIN), land="").alternatives == ()
        )

    def test_years_without_holidays_on_record_are_refused(self) -> None:
        """Before 1991 and after 2100 nothing is known, so nothing is pretended."""
        for year in (1990, 2101):
            with pytest.raises(HolidaysUnknown):
                say("3rd werktag before", datetime(year, 6, 20, 18, tzinfo=BERLIN))
            assert say("3rd day before", datetime(year, 6, 20, 18, tzinfo=BERLIN)).deadline.day == 17


class TestWeekends:
    """§ 193 BGB moves the ends of forward periods; those that run back never move later."""

    def test_a_backward_period_stays_on_a_sunday(self) -> None:
        """By default it stays, and says that it does."""
        found = say("2nd day before")
        assert shown(found.deadline) == "2026-05-10T23:59:59+02:00"
        assert "stays_back" in [step.code for step in found.explanation]

    def test_not_even_a_policy_moves_a_backward_period_later(self) -> None:
        """`next_working_day` does not apply to it."""
        assert say("2nd day before, next working day").deadline.day == 10

    def test_the_time_of_day_stays_when_the_day_moves(self) -> None:
        """12:00 of a Sunday becomes 12:00 of the Friday before."""
        assert (
            shown(say("2nd day before 12:00, previous working day").deadline) == "2026-05-08T12:00:00+02:00"
        )

    def test_hours_move_with_their_time_of_day(self) -> None:
        """48 hours before Tuesday, 19:00 are Sunday, 19:00; moved earlier they are Friday, 19:00."""
        assert shown(say("48 hours before, previous working day").deadline) == "2026-05-08T19:00:00+02:00"

    def test_a_forward_period_moves_on_and_shows_the_other_end(self) -> None:
        """Ending on Saturday, 16 May it ends on Monday, 18 May; whether it does is disputed."""
        found = say("4 days after")
        assert shown(found.deadline) == "2026-05-18T23:59:59+02:00"
        assert [shown(a) for a in found.alternatives] == ["2026-05-16T23:59:59+02:00"]

    def test_where_the_council_does_not_move_it_the_moved_end_is_the_other_reading(self) -> None:
        """The same the other way round."""
        found = say("4 days after, not moved")
        assert found.deadline.day == 16
        assert [a.day for a in found.alternatives] == [18]

    def test_a_lock_and_an_earliest_day_are_not_moved(self) -> None:
        """§ 193 BGB is about acting in time; on these days nothing has to be done."""
        saturday = datetime(2026, 2, 16, tzinfo=BERLIN)
        assert say("locked for 3 months", saturday).deadline.date() == date(2026, 5, 16)
        assert say("not before the 4th day after").deadline.date() == date(2026, 5, 16)


class TestReadings:
    """Own deadlines are kept at the earliest defensible reading; another organ's run to the latest."""

    def test_a_bare_number_is_read_strictly_and_the_other_reading_shown(self) -> None:
        """Ten days before: ten full days, or the tenth day itself."""
        found = say("10 days before")
        assert found.deadline == found.safe_deadline
        assert [shown(a) for a in found.alternatives] == ["2026-05-02T23:59:59+02:00"]

    def test_plain_wordings_have_no_other_reading(self) -> None:
        """“10 full days” and “on the 10th day” leave nothing open."""
        assert say("10 clear days before").alternatives == ()
        assert say("10th day before").alternatives == ()

    def test_an_own_deadline_read_ordinally_is_safe_a_day_earlier(self) -> None:
        """Where the council reads the number ordinally, the strict reading is still the safe one."""
        found = say("10 days before, ordinal reading")
        assert (found.deadline.day, found.safe_deadline.day) == (2, 1)

    def test_an_open_wording_binds_another_organ_at_its_latest(self) -> None:
        """What others must keep is late only when no reading saves it."""
        for whose in ("other_organ", "administration"):
            found = solve(case("days_before_ambiguous", {"n": 10}, whose_deadline=whose))
            assert found["deadline"] == found["safe_deadline"] == "2026-05-02T23:59:59+02:00"
            assert found["alternatives"] == ["2026-05-01T23:59:59+02:00"]

    def test_an_own_period_that_moves_is_safe_at_its_unmoved_end(self) -> None:
        """Whether § 193 BGB moves it is disputed, so the Friday is safe; for the administration it moves."""
        own = say("4 days after")
        assert own.safe_deadline.day == 16
        rule = Rule(Mode.AFTER, Span(4), whose=Whose.ADMINISTRATION)
        theirs = compute(rule, zone=BERLIN, event=MEETING, calendar=WorkCalendar("SH"))
        assert theirs.safe_deadline == theirs.deadline

    def test_a_first_possible_day_is_safe_at_its_later_reading(self) -> None:
        """To act too early is the risk there."""
        found = say("not before 3 days after")
        assert (found.deadline.day, found.safe_deadline.day) == (16, 16)
        assert [a.day for a in found.alternatives] == [15]


class TestMeetings:
    """The nth next meeting, by the calendar."""

    CALENDAR = (
        date(2026, 6, 9),
        datetime(2026, 5, 12, 17, tzinfo=BERLIN),
        datetime(2026, 5, 12, 19, tzinfo=BERLIN),
        date(2026, 8, 25),
    )

    def test_only_later_meetings_count(self) -> None:
        """The meeting itself and one earlier on the same day do not."""
        found = say("next meeting", datetime(2026, 5, 12, 19, tzinfo=BERLIN), meetings=self.CALENDAR)
        assert found.deadline.date() == date(2026, 6, 9)
        found = say("next meeting", datetime(2026, 5, 12, 18, tzinfo=BERLIN), meetings=self.CALENDAR)
        assert found.deadline == datetime(2026, 5, 12, 19, tzinfo=BERLIN)

    def test_without_a_time_of_day_only_later_days_count(self) -> None:
        """A motion filed on the day of a meeting waits for the next one."""
        found = say("next meeting", date(2026, 5, 12), meetings=self.CALENDAR)
        assert found.deadline.date() == date(2026, 6, 9)

    def test_a_calendar_that_ends_too_early_is_refused(self) -> None:
        """No calendar beyond the term: no answer is better than a wrong one."""
        with pytest.raises(CalendarTooShort) as refusal:
            say("3rd next meeting", meetings=self.CALENDAR)
        assert refusal.value.facts["known"] == 2


class TestOtherDeadlines:
    """Rules that count from another deadline."""

    def test_back_from_the_first_day_of_its_period(self) -> None:
        """The invitation is due on 4 May, its week starts on 5 May; three clear days before that."""
        invitation = say("1 clear week before")
        words = "3 clear days before the start of deadline invitation"
        found = say(words, deadlines={"invitation": invitation})
        assert found.deadline == say("3 clear days before the start of a period of 1 week").deadline

    def test_back_and_forward_from_the_deadline_itself(self) -> None:
        """Counted from 4 May: the 3rd day before, and three days after."""
        known = {"invitation": say("1 clear week before")}
        assert say("3rd day before invitation", deadlines=known).deadline.date() == date(2026, 5, 1)
        assert say("3 days after invitation", deadlines=known).deadline.date() == date(2026, 5, 7)
        assert (
            shown(say("24 hours before invitation", deadlines=known).deadline) == "2026-05-03T23:59:59+02:00"
        )
        assert (
            shown(say("24 hours after invitation", deadlines=known).deadline) == "2026-05-05T23:59:59+02:00"
        )

    def test_a_deadline_that_is_not_there_is_named(self) -> None:
        """The refusal says which one is missing and which there are."""
        with pytest.raises(AnchorUnknown) as refusal:
            say("3 days before printing", deadlines={"invitation": say("1 week before")})
        assert refusal.value.facts["anchor"] == "printing"
        assert refusal.value.facts["known"] == "invitation"


class TestForce:
    """Rules have dates of force; a date outside is refused."""

    RULE = Rule(
        Mode.BEFORE,
        Span(10),
        in_force_from=date(2026, 1, 1),
        in_force_until=date(2026, 5, 12),
        paragraph="§ 9",
    )

    def test_both_ends_of_its_force_are_included(self) -> None:
        """The day of the meeting decides."""
        for day in (date(2026, 1, 1), date(2026, 5, 12)):
            assert compute(self.RULE, zone=BERLIN, meeting=day).deadline.date() == day - timedelta(days=10)
        for day in (date(2025, 12, 31), date(2026, 5, 13)):
            with pytest.raises(RuleNotInForce) as refusal:
                compute(self.RULE, zone=BERLIN, meeting=day)
            assert refusal.value.ground == "§ 9"


class TestRefusals:
    """A rule that cannot be computed says what is missing."""

    @pytest.mark.parametrize(
        ("words", "given", "refusal"),
        [
            ("10 days before", {"event": date(2026, 5, 12)}, MeetingMissing),
            ("48 hours before", {}, MeetingMissing),
            ("48 hours before", {"meeting": date(2026, 5, 12)}, ClockTimeMissing),
            ("48 hours after", {"event": date(2026, 5, 12)}, ClockTimeMissing),
            ("1 week after", {}, EventMissing),
            ("next meeting", {}, EventMissing),
            ("next meeting", {"event": date(2026, 5, 12)}, CalendarTooShort),
            ("3 days before the start of a period of 1 week", {}, MeetingMissing),
            ("4 weeks to 1 week after, not moved", {"event": date(2026, 5, 12)}, WindowEmpty),
            ("36000 days before", {"meeting": date(90, 5, 12)}, DateOutOfRange),
            ("100 years after, not moved", {"event": date(9950, 5, 12)}, DateOutOfRange),
            ("30 days after, not moved", {"event": date(9999, 12, 12)}, DateOutOfRange),
        ],
    )
    def test_what_is_missing_is_said(
        self, words: str, given: dict[str, date], refusal: type[Refusal]
    ) -> None:
        """Each with its own sentence; never an error of Python."""
        with pytest.raises(refusal):
            compute(parse_rule(words), zone=BERLIN, **given)  # type: ignore[arg-type]

    def test_numbers_beyond_a_century_are_refused(self) -> None:
        """Also negative ones, and a meeting number 0."""
        for span in (Span(-1), Span(36_526), Span(1_201, Unit.MONTH), Span(0, Unit.MEETING)):
            with pytest.raises(PeriodTooLong):
                Rule(Mode.BEFORE, span)


class TestExplanation:
    """Every deadline explains itself."""

    def test_each_skipped_day_is_named_with_its_reason(self) -> None:
        """Counting Arbeitstage over 1 May names the weekends and the holiday."""
        steps = say("8th arbeitstag before").explanation
        skipped = [(step.facts["day"], step.facts["why"]) for step in steps if step.code == "skipped"]
        assert [(str(day), why[0], why[1]) for day, why in skipped] == [  # type: ignore[index]
            ("2026-05-10", "sunday", ""),
            ("2026-05-09", "saturday", ""),
            ("2026-05-03", "sunday", ""),
            ("2026-05-02", "saturday", ""),
            ("2026-05-01", "holiday", "Erster Mai"),
        ]

    def test_it_names_the_paragraph_the_other_reading_and_the_should(self) -> None:
        """What the council's file says beside the rule."""
        rule = Rule(Mode.BEFORE, Span(10), Reading.OPEN, paragraph="§ 7 Abs. 2 GeschO", soft=True)
        codes = [step.code for step in compute(rule, zone=BERLIN, meeting=MEETING).explanation]
        assert codes[:2] == ["rule", "paragraph"]
        assert {"disputed", "other_reading", "soft"} <= set(codes)

    def test_a_window_says_when_it_opens(self) -> None:
        """The first day is inside; it opens at its first instant."""
        found = say("day 3 to 2 weeks after")
        assert found.opens is not None
        assert shown(found.opens) == "2026-05-15T00:00:00+02:00"

    def test_policies_of_the_rule_and_none_are_told_apart(self) -> None:
        """Without a policy of its own, a forward period follows § 193 BGB and a backward one stays."""
        assert parse_rule("1 week after").weekend_policy is Policy.NEXT
        assert parse_rule("1 week before").weekend_policy is Policy.NONE
        assert parse_rule("24 hours after").weekend_policy is Policy.NONE

    @pytest.mark.parametrize("words", ["2nd day before", "10 days before", "4 days after", "48 hours before"])
    def test_without_its_explanation_the_answer_is_the_same(self, words: str) -> None:
        """The planner asks for moments alone."""
        short = say(words, explained=False)
        assert short == say(words)._replace(explanation=())

    def test_calendar_days_back_need_no_holidays_then(self) -> None:
        """2101 is beyond the record; only the explanation would have looked, and it knows its limits."""
        rule = Rule(Mode.BEFORE, Span(10), label="Antragsfrist")
        found = compute(rule, zone=BERLIN, meeting=MEETING, calendar=WorkCalendar("no Land"), explained=False)
        assert found.deadline.day == 2
