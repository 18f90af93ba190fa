"""Whom a reminder reaches, and when they are told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.motion import Consultation, Motion
from states.outcome import Role
from tests.world import BERLIN
from workflow.rules.reminder_people import (
    DIGEST_AT,
    Frequency,
    Member,
    Quiet,
    Wishes,
    after_quiet,
    next_digest,
    recipients,
    told_at,
)

ZONE = "Europe/Berlin"
MOTION = Motion(
    1,
    consultations=(
        Consultation(1, "social", Role.RECOMMENDATION),
        Consultation(2, "council", Role.PLENARY_DECISION),
    ),
    signatories=("seal-of-ada",),
)
ADA = Member(1, frozenset({"members"}), name="seal-of-ada")
BEN = Member(2, frozenset({"author", "office"}))
CEM = Member(3, frozenset({"chair"}), frozenset({"social"}))
DORA = Member(4, speaks_for=frozenset({"council"}))
ALL = (ADA, BEN, CEM, DORA)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


def test_the_author_is_whoever_signed_else_whoever_writes_for_the_faction() -> None:
    assert set(recipients(["author"], MOTION, "", ALL)) == {1}
    assert set(recipients(["author"], MOTION._replace(signatories=()), "", ALL)) == {2}
    said = Member(5, author_of=frozenset({1}))
    assert set(recipients(["author"], MOTION, "", (BEN, said))) == {5}


def test_the_speaker_is_of_the_organization_else_of_one_on_the_route() -> None:
    assert set(recipients(["speaker"], MOTION, "council", ALL)) == {4}
    assert set(recipients(["speaker"], MOTION, "main", ALL)) == {3, 4}
    assert set(recipients(["speaker"], MOTION._replace(consultations=()), "main", ALL)) == {2}


def test_members_are_the_faction_and_not_its_staff() -> None:
    staff = Member(5, frozenset({"office"}))
    assert set(recipients(["members"], MOTION, "", (*ALL, staff))) == {1, 2, 3, 4}


def test_a_role_that_nobody_has_falls_to_the_office_then_to_the_chair_then_to_all() -> None:
    assert set(recipients(["chair"], MOTION, "", (ADA, BEN))) == {2}
    assert set(recipients(["office"], MOTION, "", (ADA, CEM))) == {3}
    assert set(recipients(["office"], MOTION, "", (ADA,))) == {1}
    assert recipients(["office"], MOTION, "", ()) == {}


def test_each_gets_it_once_with_every_reason() -> None:
    assert recipients(["author", "office"], MOTION._replace(signatories=()), "", ALL) == {
        2: ("author", "office")
    }


@given(moments, clocks, clocks)
def test_nobody_is_told_in_quiet_hours_and_nobody_waits_longer_than_they_last(
    when: datetime, begins: time, ends: time
) -> None:
    told = after_quiet(when, Quiet(begins, ends), ZONE)
    clock = told.astimezone(BERLIN).time()
    inside = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    assert not inside or begins == ends
    assert timedelta() <= told - when <= timedelta(hours=25)
    if told != when:
        assert clock == ends or told.astimezone(BERLIN).fold or clock.hour == 3


@given(moments, st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]))
def test_a_digest_comes_at_its_time_and_within_its_period(when: datetime, digest: Frequency) -> None:
    slot = next_digest(when, digest, ZONE).astimezone(BERLIN)
    assert slot > when
    assert slot.time() == DIGEST_AT
    assert slot - when <= timedelta(days=7 if digest is Frequency.WEEKLY else 1, hours=1)
    assert digest is Frequency.DAILY or slot.weekday() == 0


@given(moments, st.sampled_from(Frequency), st.none() | st.builds(Quiet, clocks, clocks), moments)
def test_what_waits_for_a_digest_is_in_time(
    when: datetime, digest: Frequency, quiet: Quiet | None, until: datetime
) -> None:
    told, waits = told_at(when, Wishes(digest, quiet), ZONE, until)
    assert told >= when
    assert not waits or (digest is not Frequency.AT_ONCE and told < until)
    assert digest is not Frequency.AT_ONCE or told == after_quiet(when, quiet, ZONE)
