"""Personal data taken out for good: what goes, what stays with others, what the history keeps; periods."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from states.event import Event, Fact
from tests.workflow.office.bureau import Bureau
from workflow.commands.remind_shown import logged
from workflow.office import blotting, people, results
from workflow.store.verifying import differences

SHARED = "fraktion@example.org"


def shown(bureau: Bureau) -> dict[int, tuple[str | None, str | None, str | None]]:
    found = people.listed(bureau.office(), everybody=True)
    return {each.number: (each.name, each.mail, each.login) for each in found}


def test_all_of_somebody_goes_and_the_rows_still_follow_from_the_history(bureau: Bureau) -> None:
    number = int(bureau.person("Ada Beispiel", "chair", mail="ada@example.org", login="ada"))
    people.change(bureau.office(), "Ada Beispiel", {"mail": "neu@example.org"})
    people.leave(bureau.office(), "Ada Beispiel")
    done = blotting.blot(bureau.office(), "ADA  beispiel", "Art. 17 DSGVO")
    assert (done.done, done.wiped) == (True, True)
    assert done.values == ("Ada Beispiel", "ada", "ada@example.org", "neu@example.org")
    assert shown(bureau)[number] == (None, None, None)
    assert [row[0] for row in bureau.book.database.rows("SELECT value FROM personal")] == [
        "anna"
    ]  # who did it
    assert not list(differences(bureau.book, bureau.council))


def test_what_others_go_by_as_well_stays_theirs(bureau: Bureau) -> None:
    """A shared address, and a login that was given to the next trainee."""
    gone = int(bureau.person("Ada Beispiel", "office", mail=SHARED, login="praktikum"))
    people.leave(bureau.office(), "Ada Beispiel")
    here = int(bureau.person("Ben Muster", "office", mail=SHARED, login="praktikum"))
    left = int(bureau.person("Cem Probe", "office", mail=SHARED))
    people.leave(bureau.office(), "Cem Probe")
    done = blotting.blot(bureau.office(), "Ada Beispiel", "Art. 17 DSGVO")
    assert done.values == ("Ada Beispiel",)
    assert shown(bureau)[gone][0] is None
    assert shown(bureau)[here] == ("Ben Muster", SHARED, "praktikum")
    assert shown(bureau)[left][0] == "Cem Probe"


@pytest.mark.parametrize(
    ("reason", "although", "kept"),
    [
        ("Art. 17", "", "Art. 17"),
        ("", "doppelt eingetragen", "doppelt eingetragen"),
        ("Art. 17", "x", "Art. 17"),
    ],
)
def test_why_it_was_done_stands_in_the_history(bureau: Bureau, reason: str, although: str, kept: str) -> None:
    """Also of somebody who still works here: then the reason is why nonetheless."""
    number = int(bureau.person("Ada Beispiel", "office"))
    if not although:
        people.leave(bureau.office(), "Ada Beispiel")
    done = blotting.blot(bureau.office(), "Ada Beispiel", reason, although=although)
    entry = bureau.book.recorded(bureau.council, "council")[-1]
    assert (entry.kind, entry.data["reason"]) == ("blotted", kept)
    assert sorted(entry.data["commitments"]) == list(done.commitments)
    assert shown(bureau)[number][0] is None


@pytest.mark.parametrize(
    "reason", ["Ada Beispiel ging", "Brief von Frau Beispiel", "Konto ada gelöscht", "Adas Brief an Ada"]
)
def test_a_reason_may_not_keep_what_is_taken_out(bureau: Bureau, reason: str) -> None:
    bureau.person("Ada Beispiel", "office", login="ada")
    people.leave(bureau.office(), "Ada Beispiel")
    with pytest.raises(blotting.ReasonNames):
        blotting.blot(bureau.office(), "Ada Beispiel", reason)
    with pytest.raises(blotting.ReasonNames):
        blotting.blot(bureau.office(), "Ada Beispiel", "", although=reason, dry_run=True)
    assert not blotting.blot(
        bureau.office(), "Ada Beispiel", "die beispielhafte Canada-Akte", dry_run=True
    ).done


def test_while_somebody_reads_the_journal_cannot_be_emptied_and_that_is_said(tmp_path: Path) -> None:
    import sqlite3

    from tests.databases import sqlite_address
    from workflow.store.book import open_book

    path = sqlite_address(tmp_path)
    with open_book(path) as book:
        bureau = Bureau(book)
        bureau.person("Ada Beispiel", "office")
        people.leave(bureau.office(), "Ada Beispiel")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM personal").fetchone()
        assert not blotting.blot(bureau.office(), "Ada Beispiel", "Art. 17").wiped
        other.close()


def test_a_reason_may_hold_what_is_part_of_many_sentences(bureau: Bureau) -> None:
    bureau.person("Ed von der Heide", "office")
    people.leave(bureau.office(), "Ed von der Heide")
    reason = "Antrag von der Person, Ed. 3"
    assert blotting.blot(bureau.office(), "Ed von der Heide", reason).done


# Retention


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    """Somebody was told of two motions in one digest, and of one alone; then the years pass."""
    bureau.person("Olga Beispiel", "office", digest="daily")
    bureau.files("1/26")
    bureau.files("2/26")
    bureau.goes_on("2026-01-06T12:00")
    bureau.files("3/26")
    bureau.goes_on("2026-01-07T12:00")
    return bureau.at("2028-03-01T09:00")


def test_notices_are_due_once_and_empty_afterwards(told: Bureau) -> None:
    periods = blotting.read_periods(None)
    (due,) = (each for each in blotting.overdue(told.office(), periods) if each.key == "notice")
    before = len(told.notices())
    assert due.who == str(before)
    assert blotting.drop_notices(told.office(), periods) == before
    assert [each for each in blotting.overdue(told.office(), periods) if each.key == "notice"] == []
    assert blotting.drop_notices(told.office(), periods) == 0
    assert {(n.recipient, n.subject) for n in told.notices()} == {("", "")}


def test_the_list_of_what_was_sent_says_of_emptied_notices_that_they_were(told: Bureau) -> None:
    blotting.drop_notices(told.office(), blotting.read_periods(None))
    rows = logged(told.office(), None, None, 100)
    assert {row["state"] for row in rows} == {"sent", "joined"}
    assert all("Frist vorüber" in row["label"] or "its period is over" in row["label"] for row in rows)


def test_what_may_still_go_out_is_not_emptied(bureau: Bureau) -> None:
    """Neither what waits, nor what was overtaken and comes back when its meeting moves back."""
    bureau.person("Olga Beispiel", "speaker")
    meeting = bureau.meets("kreistag", "2026-02-10")
    bureau.files("1/26")
    bureau.goes_on("2026-02-08T12:00", hours=12)
    bureau.files("2/26")
    bureau.ticks()
    bureau.moves(meeting, "2026-03-10")
    bureau.ticks()
    waiting = [n.id for n in bureau.notices() if n.state in ("pending", "waiting") or n.error == "overtaken"]
    assert waiting
    bureau.now += timedelta(days=1200)
    blotting.drop_notices(bureau.office(), blotting.read_periods(None))
    kept = {n.id for n in bureau.notices() if n.payload}
    assert kept == set(waiting)


@pytest.mark.parametrize(
    "text",
    ["", "[[period]]\nkey = 'person'", "[[period]]\nkey = 'hunde'\nwhat = 'x'\nmonths = 3",
     "[[period]]\nkey = 'person'\nwhat = 'x'\nmonths = 0", "period = 3", "kaputt ="],
)  # fmt: skip
def test_periods_that_make_no_sense_are_told(text: str) -> None:
    with pytest.raises(blotting.PeriodsUnreadable):
        blotting.periods(text, "fristen.toml")


def test_a_period_may_say_what_it_is_about_in_both_languages() -> None:
    from workflow.words import speaking

    text = "[[period]]\nkey = 'person'\nwhat = { de = 'Namen', en = 'Names' }\nmonths = 12"
    with speaking("de"):
        assert blotting.periods(text, "f")[0].what == "Namen"
    with speaking("en"):
        assert blotting.periods(text, "f")[0].what == "Names"


def test_who_was_refused_something_long_ago_is_listed_unless_they_work_here(bureau: Bureau) -> None:
    bureau.person("Ada Beispiel", "office", login="ada")
    with bureau.book.writing():
        for login in ("ada", "fremd", "fremd"):
            hidden = {"~": bureau.book.personal(bureau.council, login)}
            bureau.office().append([Fact("council", Event("refused", {"action": "audit", "login": hidden}))])
    periods = blotting.read_periods(None)
    assert blotting.overdue(bureau.at("2026-12-01T09:00").office(), periods) == []
    found = blotting.overdue(bureau.at("2027-02-01T09:00").office(), periods)
    assert [(each.key, each.who, each.since, each.due) for each in found] == [
        ("refusal", "fremd", "2026-01-05", "2027-01-05")
    ]


def test_whoever_came_back_is_not_listed_as_having_left(bureau: Bureau) -> None:
    bureau.person("Ada Beispiel", "office")
    bureau.person("Ben Muster", "office")
    for name in ("Ada Beispiel", "Ben Muster"):
        people.leave(bureau.office(), name)
    bureau.person("Ada Beispiel", "office")
    periods = blotting.read_periods(None)
    assert blotting.overdue(bureau.at("2027-01-04T09:00").office(), periods) == []
    found = blotting.overdue(bureau.at("2027-01-05T09:00").office(), periods)
    assert [(each.key, each.who, each.command) for each in found] == [
        ("person", "Ben Muster", 'laufzettel audit blot "Ben Muster"')
    ]


def test_signatures_are_kept_ten_years_beyond_the_end_of_their_motion(bureau: Bureau) -> None:
    bureau.files("1/26", signatories=("Ada Beispiel", "Ben Muster"))
    bureau.files("2/26", signatories=("Cem Probe",))
    results.withdraw(bureau.at("2026-01-20T09:00").office(), "1/26")
    periods = blotting.read_periods(None)
    assert blotting.overdue(bureau.at("2036-01-20T09:00").office(), periods) == []
    found = blotting.overdue(bureau.at("2036-01-21T09:00").office(), periods)
    assert {(each.key, each.who, each.due) for each in found} == {
        ("signatory", "Ada Beispiel", "2036-01-20"),
        ("signatory", "Ben Muster", "2036-01-20"),
    }
    blotting.blot(bureau.office(), "Ada Beispiel", "Frist vorüber")
    assert [each.who for each in blotting.overdue(bureau.office(), periods)] == ["Ben Muster"]
