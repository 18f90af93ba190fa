"""What is put in between moves the stations behind it that would come too early, and no others."""

from __future__ import annotations

from datetime import date

from states.motion import Motion
from states.outcome import Outcome
from tests.world import World, stops

MARCH = {"social": date(2026, 3, 3), "main": date(2026, 3, 10), "council": date(2026, 3, 17)}


def filed(world: World) -> Motion:
    """A motion at three meetings in March."""
    for key, on in MARCH.items():
        world.meets(key, on)
    return world.files(route=stops("social", "main", "council", on=MARCH))


def days(world: World, motion: Motion) -> list[tuple[str, date | None]]:
    """Where each station that is open or ahead meets."""
    ahead = [c for c in world.motions[motion.id].consultations if c.result is None]
    return [(c.organization, world.meetings[c.meeting].on if c.meeting is not None else None) for c in ahead]


def test_a_deferral_moves_what_would_come_before_it() -> None:
    world = World()
    motion = filed(world)
    for key, on in (
        ("social", date(2026, 4, 14)),
        ("main", date(2026, 4, 21)),
        ("council", date(2026, 4, 28)),
    ):
        world.meets(key, on)
    world.goes_to(date(2026, 3, 3))
    world.records(motion, Outcome.DEFERRED)
    assert days(world, motion) == [
        ("social", date(2026, 4, 14)),
        ("main", date(2026, 4, 21)),
        ("council", date(2026, 4, 28)),
    ]


def test_what_keeps_the_order_keeps_its_meeting() -> None:
    world = World()
    motion = filed(world)
    world.meets("social", date(2026, 3, 10))
    world.goes_to(date(2026, 3, 3))
    world.records(motion, Outcome.DEFERRED)
    assert days(world, motion) == [
        ("social", date(2026, 3, 10)),
        ("main", date(2026, 3, 10)),
        ("council", date(2026, 3, 17)),
    ]


def test_without_a_meeting_in_the_calendar_the_station_waits_for_one() -> None:
    world = World()
    motion = filed(world)
    world.meets("social", date(2026, 4, 14))
    world.goes_to(date(2026, 3, 3))
    moved = world.records(motion, Outcome.DEFERRED)
    assert days(world, motion)[1:] == [("main", None), ("council", None)]
    assert all(c.next_meeting for c in moved.consultations if c.organization in ("main", "council"))


def test_a_referral_moves_what_comes_behind_it() -> None:
    world = World()
    motion = filed(world)
    world.meets("finance", date(2026, 3, 12))
    world.meets("main", date(2026, 4, 7))
    world.meets("council", date(2026, 4, 14))
    world.goes_to(date(2026, 3, 3))
    world.records(motion, Outcome.REFERRED, targets=("finance",))
    assert days(world, motion) == [
        ("finance", date(2026, 3, 12)),
        ("main", date(2026, 4, 7)),
        ("council", date(2026, 4, 14)),
    ]
