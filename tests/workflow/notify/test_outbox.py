"""What waits in the outbox is sent once, by whoever takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests import databases
from tests.workflow.office.bureau import Bureau, PermanentFailure, TemporaryFailure
from workflow.notify.letter import Delivered, Letter
from workflow.notify.notice import Notice, NoticeState, message_id
from workflow.notify.outbox import LEASE, WAITS, back_off
from workflow.store.book import open_book


@pytest.fixture(params=databases.DATABASES)
def bureau(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bureau]:
    """An office with three letters to send."""
    with open_book(databases.address(request.param, tmp_path)) as book:
        made = Bureau(book)
        for name in ("Ada", "Ben", "Cem"):
            made.person(name, "office")
        made.files("1/26")
        made.at("2026-01-06T10:00").ticks()
        yield made


def test_everything_is_sent_once(bureau: Bureau) -> None:
    assert bureau.sends() == (3, 0, 0, 0)
    assert bureau.sends() == (0, 0, 0, 0)
    assert [n.state for n in bureau.notices()] == ["sent"] * 3
    assert {n.error for n in bureau.notices()} == {"250 Ok"}


def test_one_refused_of_three_repeats_nothing_for_the_others(bureau: Bureau) -> None:
    bureau.post.failing = {"> 2": TemporaryFailure("451 greylisted")}
    assert bureau.sends() == (2, 1, 0, 0)
    bureau.at("2026-01-06T10:05").ticks()
    bureau.post.failing = {}
    assert bureau.sends() == (1, 0, 0, 0)
    assert sorted(text[-1] for text in bureau.post.told()) == ["1", "2", "3"]


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(bureau: Bureau) -> None:
    bureau.post.failing = {"> 2": TemporaryFailure("timeout")}
    bureau.sends()
    tries = 1
    start = bureau.now
    while bureau.book.outbox_stands(bureau.council).pending:
        bureau.now += timedelta(minutes=1)
        bureau.ticks()
        done = bureau.sends()
        tries += done.failed + done.dead
    assert tries == len(WAITS) + 1
    assert timedelta(hours=18) < bureau.now - start < timedelta(hours=30)
    (dead,) = bureau.notices(state="dead")
    assert (dead.error, dead.attempts) == ("timeout", len(WAITS) + 1)


def test_what_never_will_work_is_given_up_at_once_and_can_be_tried_again(bureau: Bureau) -> None:
    bureau.post.failing = {"> 2": PermanentFailure("550 no such user")}
    assert bureau.sends() == (2, 0, 1, 0)
    assert bureau.book.outbox_stands(bureau.council).dead == 1
    bureau.post.failing = {}
    with bureau.book.writing():
        assert bureau.book.retry(bureau.council, bureau.now) == 1
    assert bureau.sends() == (1, 0, 0, 0)


def test_a_channel_with_a_fault_of_its_own_is_tried_again_and_nothing_of_it_is_kept(bureau: Bureau) -> None:
    """What it says may name a person, so only its kind is noted."""
    bureau.post.failing = {"> 2": ValueError("ada@example.org is odd")}
    assert bureau.sends() == (2, 1, 0, 0)
    assert [n.error for n in bureau.notices(state="pending")] == ["ValueError"]


def test_a_claimed_notice_is_nobody_elses_until_its_lease_ends(bureau: Bureau) -> None:
    with bureau.book.writing():
        taken = bureau.book.claim("one", bureau.now, bureau.now + LEASE, 2)
        rest = bureau.book.claim("two", bureau.now, bureau.now + LEASE, 9)
    assert (len(taken), len(rest)) == (2, 1)
    assert bureau.sends().sent == 0
    bureau.now += LEASE
    assert bureau.sends().sent == 3


def test_a_worker_that_is_told_to_stop_gives_back_what_it_took(bureau: Bureau) -> None:
    assert bureau.sends(stop=lambda: bool(bureau.post.letters)) == (1, 0, 0, 0)
    assert {n.leased_by for n in bureau.notices()} == {None}
    assert bureau.sends() == (2, 0, 0, 0)


def test_a_worker_that_is_slow_begins_nothing_when_its_lease_is_nearly_over(bureau: Bureau) -> None:
    """Each letter takes five minutes; the lease of all is ten."""

    def slow(letter: Letter, settings: Mapping[str, str]) -> Delivered:
        bureau.now += timedelta(minutes=5)
        return bureau.post.deliver(letter, settings)

    assert bureau.sends(channel=lambda _name: slow) == (3, 0, 0, 0)
    assert len({letter.message_id for letter in bureau.post.letters}) == 3


def test_what_another_worker_took_after_the_lease_is_not_sent_again(bureau: Bureau) -> None:
    """While a letter takes ten minutes, another worker begins."""

    def slow(letter: Letter, settings: Mapping[str, str]) -> Delivered:
        bureau.now += LEASE
        if len(bureau.post.letters) == 1:
            bureau.sends(worker="other")
        return bureau.post.deliver(letter, settings)

    bureau.post.deliver(Letter("<first>", "", "", "", ""), {})
    bureau.sends(channel=lambda _name: slow, worker="slow")
    times = Counter(letter.message_id for letter in bureau.post.letters)
    assert sorted(times.values()) == [1, 1, 1, 2]  # the one that was slow is the one that came twice


def test_a_notice_that_failed_is_looked_at_before_it_is_tried_again(bureau: Bureau) -> None:
    """Its meeting moved while the server kept it waiting."""
    number = bureau.book.meetings(bureau.council)[0].id
    bureau.at("2026-02-06T09:00").ticks()
    bureau.sends()

    def refuse(letter: Letter, settings: Mapping[str, str]) -> Delivered:
        bureau.moves(number, "2026-02-24")
        bureau.ticks()
        raise TemporaryFailure("451")

    bureau.person("Dora", speaks_for=["kreistag"])
    bureau.files("2/26")
    bureau.at("2026-02-06T09:10").ticks()
    before = len(bureau.post.letters)
    bureau.sends(channel=lambda _name: refuse)
    bureau.at("2026-02-06T12:00").ticks()
    bureau.sends()
    assert not [text for text in bureau.post.told()[before:] if text.startswith("speech 2026-02-10")]


def test_an_answer_that_comes_after_the_lease_still_counts(bureau: Bureau) -> None:
    with bureau.book.writing():
        ((number, *_),) = bureau.book.claim("one", bureau.now, bureau.now + LEASE, 1)
    bureau.now += LEASE
    with bureau.book.writing():
        assert bureau.book.sent(number, bureau.now, "250 Ok")
    assert bureau.sends().sent == 2


def test_a_message_id_is_the_same_for_the_same_notice_and_no_other() -> None:
    assert message_id("kreis", "seed", "speech", "2026-02-10", "1") == message_id(
        "kreis", "seed", "speech", "2026-02-10", "1"
    )
    made = {
        message_id("kreis", seed, rule, day, who)
        for seed in ("a", "b")
        for rule in ("speech", "meeting")
        for day in ("2026-02-10", "2026-02-11")
        for who in ("1", "2")
    }
    assert len(made) == 16
    assert all(name.startswith("<") and name.endswith("@kreis.laufzettel>") for name in made)


def test_the_wait_grows_and_is_not_the_same_for_all() -> None:
    def notice(n: int, attempts: int) -> Notice:
        name = message_id("kreis", str(n))
        return Notice(n, 1, 1, "r", "a", "1", "", name, "", {}, NoticeState.PENDING, attempts)

    first = [back_off(notice(n, 0)) for n in range(50)]
    assert all(w is not None and timedelta(seconds=45) <= w <= timedelta(seconds=75) for w in first)
    assert len(set(first)) > 40
    assert back_off(notice(1, 0)) == back_off(notice(1, 0))
    assert back_off(notice(1, len(WAITS))) is None


def test_a_retry_in_quiet_hours_waits_for_their_end(bureau: Bureau) -> None:
    bureau.person("Olga", "office", quiet="10:00-12:00")
    bureau.files("2/26", on="2026-03-10")
    bureau.at("2026-01-07T09:59:30").ticks()
    bureau.post.failing = {"2/26 > 4": TemporaryFailure("busy")}
    bureau.sends()
    waiting = [n for n in bureau.notices(state="pending") if n.recipient == "4"]
    assert [n.next_try for n in waiting] == ["2026-01-07T11:00:00.000000Z"]
