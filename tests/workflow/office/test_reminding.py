"""What a faction's office is told, when, and how often."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from states.event import Event, Fact
from states.outcome import Outcome
from states.text import Change, Operation
from tests.workflow.office.bureau import BERLIN, Bureau, rules
from workflow.decide.entered import ResultFacts
from workflow.office import calendar, filing, people, results
from workflow.office.filing import Wish
from workflow.office.reminding import preview, wrong_wakes
from workflow.store.book import Stamp
from workflow.store.outbox_sql import LOOK


def test_a_motions_weeks(bureau: Bureau) -> None:
    """From the draft to its decision everybody is told their part, at its moment, once."""
    chair = bureau.person("Cem", "chair")
    author = bureau.person("Ada", "author")
    desk = bureau.person("Olga", "office")
    speaker = bureau.person("Sven", speaks_for=["kreistag"])
    bureau.meets("fraktion", "2026-01-26", "19:00")
    bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26", filed=False)
    assert bureau.goes_on("2026-01-30T10:00") == [
        f"01-17 08:00 prepare 2026-01-31 kreistag 1/26 > {author}",
        f"01-17 08:00 prepare 2026-01-31 kreistag 1/26 > {desk}",
        f"01-23 08:00 faction 2026-01-26 fraktion 1/26 > {chair}",
        f"01-28 08:00 unfiled 2026-01-31 kreistag 1/26 > {author}",
        f"01-28 08:00 unfiled 2026-01-31 kreistag 1/26 > {chair}",
        f"01-30 09:00 last-call 2026-01-31 kreistag 1/26 > {chair}",
        f"01-30 09:00 last-call 2026-01-31 kreistag 1/26 > {desk}",
    ]
    filing.file_draft(bureau.office(), "1/26", on=None)
    assert bureau.goes_on("2026-02-10T19:00") == [
        f"02-02 09:00 acknowledgement 2026-01-30 1/26 > {desk}",
        f"02-03 09:00 agenda 2026-02-03 kreistag 1/26 > {desk}",
        f"02-06 08:00 speech 2026-02-10 kreistag 1/26 > {speaker}",
        f"02-09 12:00 meeting 2026-02-10 kreistag 1/26 > {chair}",
        f"02-09 12:00 meeting 2026-02-10 kreistag 1/26 > {author}",
        f"02-09 12:00 meeting 2026-02-10 kreistag 1/26 > {speaker}",
    ]
    results.advance(bureau.office(), "1/26", ResultFacts(Outcome.ADOPTED))
    assert bureau.goes_on("2026-06-01T12:00", hours=4) == [
        f"02-13 11:00 objection 2026-02-13 1/26 > {desk}",
        f"03-12 11:00 minutes-missing 2026-02-10 kreistag 1/26 > {speaker}",
        f"05-11 08:00 implementation 2026-02-10 1/26 > {author}",
    ]


def test_nothing_due_is_one_read(bureau: Bureau) -> None:
    bureau.files("1/26")
    bureau.ticks()
    wake = bureau.book.soonest()
    assert wake is not None
    assert wake != LOOK
    assert bureau.ticks() == (0, 0, 0, 0, 0, ())
    assert bureau.book.soonest() == wake


def test_two_ticks_at_the_same_time_tell_once(bureau: Bureau) -> None:
    bureau.files("1/26")
    bureau.at("2026-01-06T10:00")
    assert bureau.ticks().queued == 1
    assert bureau.ticks().queued == 0
    with bureau.book.writing():
        bureau.book.look_at_all(bureau.council)
    again = bureau.ticks()
    assert (again.looked, again.queued, again.overtaken) == (1, 0, 0)
    assert len(bureau.notices()) == 1


def test_missed_runs_are_caught_up_and_what_came_too_late_is_noted(bureau: Bureau) -> None:
    """Two weeks without a tick: what still has a point is told, the rest stands in the log."""
    bureau.files("1/26")
    bureau.at("2026-02-11T12:00")
    ticked = bureau.ticks()
    assert (ticked.queued, ticked.late) == (2, 3)
    told = {n.rule: (n.state, n.error) for n in bureau.notices()}
    assert told == {
        "acknowledgement": ("pending", None),
        "agenda": ("dropped", "late"),
        "speech": ("dropped", "late"),
        "meeting": ("dropped", "late"),
        "result": ("pending", None),
    }
    assert bureau.ticks().late == 0


def test_a_meeting_that_moves_arms_its_reminders_again(bureau: Bureau) -> None:
    number = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    told = bureau.goes_on("2026-02-06T12:00")
    assert [line[12:28] for line in told] == ["acknowledgement ", "agenda 2026-02-0", "speech 2026-02-1"]
    bureau.moves(number, "2026-02-24")
    told = bureau.goes_on("2026-02-24T16:00")
    assert [line[:40] for line in told] == [
        "02-17 09:00 agenda 2026-02-17 kreistag 1",
        "02-20 08:00 speech 2026-02-24 kreistag 1",
        "02-23 12:00 meeting 2026-02-24 kreistag ",
    ]


def test_a_meeting_that_moves_back_tells_nothing_twice(bureau: Bureau) -> None:
    number = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.goes_on("2026-02-06T12:00")
    bureau.moves(number, "2026-02-24")
    bureau.ticks()
    bureau.moves(number, "2026-02-10")
    told = bureau.goes_on("2026-02-10T16:00")
    assert [line[:19] for line in told] == ["02-09 12:00 meeting"]


def test_a_notice_for_a_date_that_no_longer_holds_is_not_sent(bureau: Bureau) -> None:
    """Nothing about a motion is sent between a change and the tick that looks at it."""
    number = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.goes_on("2026-02-03T10:00")
    bureau.at("2026-02-06T09:00").ticks()
    bureau.moves(number, "2026-02-24")
    before = len(bureau.post.letters)
    assert bureau.sends().sent == 0
    assert bureau.ticks().overtaken == 1
    assert bureau.sends().sent == 0
    assert len(bureau.post.letters) == before
    bureau.moves(number, "2026-02-10")
    bureau.ticks()
    assert bureau.sends().sent == 1
    assert bureau.post.told()[-1].startswith("speech 2026-02-10")


def test_a_cancelled_meeting_is_not_announced(bureau: Bureau) -> None:
    number = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.goes_on("2026-02-05T10:00")
    calendar.cancel(bureau.office(), bureau.book.meeting(number))
    assert bureau.goes_on("2026-02-28T10:00", hours=6) == []


def test_new_rules_hold_for_what_is_open(bureau: Bureau) -> None:
    """Also where nothing else was due before them."""
    bureau.files("1/26")
    bureau.goes_on("2026-01-10T10:00", hours=6)
    changed = rules()
    changed["reminders"] = [
        {**r, "offset": "10th day before 08:00"} if r["key"] == "speech" else r for r in changed["reminders"]
    ]
    stamp = bureau.office().stamp()
    bureau.book.adopt(changed, bureau.now.date(), Stamp(stamp.actor, "0", "adopt", bureau.now))
    told = bureau.goes_on("2026-02-01T10:00", hours=2)
    assert [line[:34] for line in told][-1] == "01-31 08:00 speech 2026-02-10 krei"


def test_nobody_entered_tells_the_office(bureau: Bureau) -> None:
    bureau.files("1/26")
    bureau.at("2026-01-06T10:00").ticks()
    assert [n.recipient for n in bureau.notices()] == ["0"]
    assert bureau.sends().sent == 1


def test_one_person_in_several_roles_is_told_once(bureau: Bureau) -> None:
    bureau.person("Ada", "author", "office", "chair")
    bureau.files("1/26", filed=False)
    bureau.at("2026-01-17T10:00").ticks()
    (notice,) = bureau.notices()
    assert notice.payload["roles"] == ["author", "office"]


def test_the_author_of_a_motion_is_told_and_no_other(bureau: Bureau) -> None:
    """By the signature on the paper, or because it was said so."""
    bureau.person("Olga", "office", "chair")
    signed = bureau.person("Ada Beispiel")
    bureau.person("Cem Muster", "author")
    bureau.files("1/26", filed=False, signatories=("Ada Beispiel",))
    bureau.files("2/26", filed=False)
    said = bureau.person("Eva Probe", author_of=["2/26"])
    bureau.at("2026-01-28T10:00").ticks()
    told = {
        n.motion: {m.recipient for m in bureau.notices() if m.motion == n.motion} for n in bureau.notices()
    }
    first, second = bureau.office().find("1/26").id, bureau.office().find("2/26").id
    assert signed in told[first]
    assert said not in told[first]
    assert said in told[second]


def test_a_digest_is_one_letter_a_day(bureau: Bureau) -> None:
    desk = bureau.person("Olga", "office", digest="daily")
    for reference in ("1/26", "2/26", "3/26"):
        bureau.files(reference)
    told = bureau.goes_on("2026-01-08T12:00")
    three = ", ".join(f"acknowledgement 2026-01-05 {n}/26" for n in (1, 2, 3))
    assert told == [f"01-06 10:00 digest 2026-01-06  > {desk} ({three})"]
    states = {n.rule: n.state for n in bureau.notices()}
    assert states == {"acknowledgement": "joined", "digest": "sent"}


def test_what_comes_after_the_days_digest_comes_with_the_next(bureau: Bureau) -> None:
    desk = bureau.person("Olga", "office", digest="daily")
    for reference in ("1/26", "2/26"):
        bureau.files(reference)
    assert len(bureau.goes_on("2026-01-06T11:00")) == 1
    for reference in ("3/26", "4/26"):
        bureau.files(reference)
    bureau.goes_on("2026-01-07T09:00", hours=2)
    with bureau.book.writing():  # as if their moment had been missed
        bureau.book.wait(
            [("waiting", bureau.now - timedelta(days=1), n.id) for n in bureau.notices(state="waiting")]
        )
    bureau.at("2026-01-06T12:00")
    assert bureau.goes_on("2026-01-07T08:00", hours=2) == []
    (told,) = bureau.goes_on("2026-01-07T11:00")
    assert told.startswith(f"01-07 10:00 digest 2026-01-07  > {desk} (acknowledgement 2026-01-06 3/26, ")


def test_one_thing_alone_is_a_letter_of_its_own(bureau: Bureau) -> None:
    bureau.person("Olga", "office", digest="daily")
    bureau.files("1/26")
    (told,) = bureau.goes_on("2026-01-08T12:00")
    assert "acknowledgement" in told


def test_a_digest_that_would_come_too_late_is_not_waited_for(bureau: Bureau) -> None:
    """The last call on Friday 09:00 for Saturday noon does not wait for Monday."""
    chair = bureau.person("Cem", "chair", digest="weekly")
    bureau.files("1/26", filed=False)
    told = bureau.goes_on("2026-02-02T12:00")
    assert f"01-30 09:00 last-call 2026-01-31 kreistag 1/26 > {chair}" in told
    assert any(line.startswith("02-02 10:00 ") for line in told)


def test_quiet_hours_are_kept(bureau: Bureau) -> None:
    bureau.person("Olga", "office", quiet="20:00-10:30")
    bureau.files("1/26")
    (told,) = bureau.goes_on("2026-01-06T23:00")
    assert told.startswith("01-06 11:00 acknowledgement")


def test_whoever_has_left_is_told_nothing_more(bureau: Bureau) -> None:
    bureau.person("Olga", "office", quiet="20:00-10:30")
    bureau.files("1/26")
    bureau.at("2026-01-06T10:00").ticks()
    people.leave(bureau.office(), "Olga")
    bureau.at("2026-01-06T11:00")
    assert bureau.sends() == (0, 0, 0, 1)
    assert [n.error for n in bureau.notices()] == ["left"]


def test_what_lost_its_point_on_the_way_is_not_sent(bureau: Bureau) -> None:
    bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.at("2026-02-09T13:00").ticks()
    bureau.at("2026-02-10T17:00")
    bureau.sends()
    late = {n.rule for n in bureau.notices() if n.error == "late"}
    assert late == {"agenda", "speech", "meeting"}
    assert all("acknowledgement" in text for text in bureau.post.told())


def test_an_amendment_goes_where_its_paper_goes(bureau: Bureau) -> None:
    """Its speaker is told in time also of stations at which its paper does not stand yet."""
    bureau.person("Sven", speaks_for=["kreistag", "kreisausschuss"])
    bureau.meets("kreisausschuss", "2026-02-09")
    second = bureau.meets("kreistag", "2026-02-10")
    route = (Wish("kreisausschuss", date(2026, 2, 9)), Wish("kreistag", date(2026, 2, 10)))
    change = (Change(Operation.ADD, "", "Es wird berichtet."),)
    filing.submit(bureau.office(), filing.Draft("Zusatz", reference="2/26", amends="42/26", changes=change,
                                                route=route))  # fmt: skip
    told = [f"{f.due.name[0]} {f.due.key}" for f in bureau.foresees("2026-02-12T00:00") if f.motion.parent]
    assert told == [
        "acknowledgement 2026-01-05",
        "agenda 2026-02-02 kreisausschuss",
        "agenda 2026-02-03 kreistag",
        "speech 2026-02-09 kreisausschuss",
        "speech 2026-02-10 kreistag",
        "meeting 2026-02-09 kreisausschuss",
        "meeting 2026-02-10 kreistag",
        "result 2026-02-09 kreisausschuss",
        "result 2026-02-10 kreistag",
    ]
    bureau.goes_on("2026-02-06T12:00")
    bureau.moves(second, "2026-02-24")
    bureau.ticks()
    assert not list(wrong_wakes(bureau.book, bureau.council, bureau.now))
    told = [line[:32] for line in bureau.goes_on("2026-02-20T12:00") if "kreistag 2/26" in line]
    assert told == ["02-17 09:00 agenda 2026-02-17 kr", "02-20 08:00 speech 2026-02-24 kr"]


def test_the_preview_is_what_goes_out(bureau: Bureau) -> None:
    """Everything the preview foresees is told at that moment, and nothing else."""
    bureau.person("Olga", "office", quiet="11:00-14:00")
    bureau.person("Cem", "chair")
    bureau.files("1/26")
    bureau.files("2/26", filed=False, on="2026-02-17")
    until = datetime(2026, 2, 16, 22, 0, tzinfo=BERLIN)
    foreseen = sorted(
        (f.at.astimezone(BERLIN).strftime("%m-%d %H:%M"), str(f.due.rule["key"]), f.recipient)
        for f in preview(bureau.book, bureau.council, bureau.now, until)
        if not f.late
    )
    bureau.book.database.rows("SELECT 1")
    told = bureau.goes_on("2026-02-16T22:00")
    assert len(foreseen) > 6
    assert sorted((t[:11], t[12:].split()[0], t.split("> ")[1]) for t in told) == foreseen


def test_next_moments_are_those_that_follow(bureau: Bureau) -> None:
    bureau.files("1/26")
    assert list(wrong_wakes(bureau.book, bureau.council, bureau.now)) == []
    bureau.ticks()
    assert list(wrong_wakes(bureau.book, bureau.council, bureau.now)) == []
    number = bureau.office().find("1/26").id
    with bureau.book.writing():
        bureau.book.wake(number, bureau.now + timedelta(days=90))
    assert [m.id for m, _, _ in wrong_wakes(bureau.book, bureau.council, bureau.now)] == [number]


def test_a_motion_that_cannot_be_looked_at_keeps_nobody_waiting(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.office import reminding
    from workflow.rules.reminder import Reminders, reminders
    from workflow.rules.reminder_anchor import Sight

    bureau.files("1/26")
    bureau.files("2/26")
    bad = bureau.office().find("1/26").id

    def faulty(sight: Sight) -> Reminders:
        if sight.motion.id == bad:
            raise ZeroDivisionError
        return reminders(sight)

    monkeypatch.setattr(reminding, "reminders", faulty)
    bureau.at("2026-01-06T10:00")
    ticked = bureau.ticks()
    assert ticked.queued == 1
    assert [t.motion for t in ticked.troubles] == [bad]
    monkeypatch.undo()
    bureau.at("2026-01-06T11:00")
    assert bureau.ticks().queued == 1


def test_the_clock_a_year_ahead_and_back_loses_nothing_and_repeats_nothing(bureau: Bureau) -> None:
    bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    first = bureau.goes_on("2026-01-07T10:00")
    bureau.at("2027-01-07T10:00").ticks()
    bureau.sends()
    ahead = bureau.post.told()[len(first) :]
    assert any(text.startswith("result") for text in ahead)
    assert {n.error for n in bureau.notices(state="dropped")} == {"late"}
    bureau.at("2026-01-07T11:00")
    told = bureau.goes_on("2026-03-01T10:00", hours=2)
    assert [line[12:18] for line in told] == ["agenda", "speech", "meetin"]
    letters = [letter.message_id for letter in bureau.post.letters]
    assert len(set(letters)) == len(letters)


def test_the_clock_an_hour_back_repeats_nothing(bureau: Bureau) -> None:
    bureau.files("1/26")
    bureau.files("2/26")
    bureau.goes_on("2026-01-06T09:00")
    assert len(bureau.post.letters) == 2
    bureau.at("2026-01-06T08:00")
    bureau.ticks()
    bureau.sends()
    bureau.goes_on("2026-01-06T12:00")
    assert len(bureau.post.letters) == 2


def test_minutes_that_are_published_are_announced(bureau: Bureau) -> None:
    number = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.at("2026-02-10T20:00")
    results.advance(bureau.office(), "1/26", ResultFacts(Outcome.ADOPTED))
    bureau.goes_on("2026-02-20T10:00", hours=12)
    office = bureau.office()
    with bureau.book.writing():
        published = Event("minutes_published", {"on": "2026-02-20"})
        bureau.book.append(bureau.council, [Fact(f"meeting:{number}", published)], office.stamp())
    told = bureau.goes_on("2026-02-24T10:00", hours=2)
    assert [line[:20] for line in told] == ["02-23 08:00 minutes "]
