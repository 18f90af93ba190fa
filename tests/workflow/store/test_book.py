"""What the book promises, on every database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from states.event import DoesNotFollow, Event, Fact
from states.fold import fold
from states.motion import Motion
from tests.workflow.store.shelf import (
    NOW,
    a_council,
    add_meeting,
    adopted,
    append,
    days,
    edited,
    file_motion,
    filed,
    meeting,
    opened,
    stamp,
)
from workflow.audit.fault import Fault
from workflow.audit.walk import Heads, verify_chain
from workflow.store.book import Book, Stamp, open_book
from workflow.store.refusals import (
    AmbiguousReference,
    Conflict,
    UnknownMeeting,
    UnknownReference,
    UnknownReferenceNear,
)
from workflow.store.verifying import differences


def _count(book: Book, table: str) -> int:
    return int(book.database.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_what_was_appended_comes_back_as_it_was(book: Book, town: int) -> None:
    """An entry gives back its facts, who recorded it, when, under which rules."""
    number = file_motion(book, town, opened())
    first, second = book.history(f"motion:{number}")
    assert (first.n, first.kind, first.data) == (1, "submitted", filed().data)
    assert (second.n, second.kind, second.recorded) == (2, "opened", "2026-01-05T09:00:00.000000Z")
    assert first.command == "c-1"
    assert first.rules == book.rules_hash(town, NOW.date())
    assert book.reveal([first.actor]) == {first.actor: "anna"}


def test_numbers_of_entries_grow_and_name_their_entries(book: Book, town: int) -> None:
    number = file_motion(book, town)
    ids = append(book, town, f"motion:{number}", opened(), adopted(), edited(title="Neu"))
    assert ids == sorted(set(ids))
    assert [e.id for e in book.history(f"motion:{number}")][1:] == ids


def test_every_stream_is_a_chain(book: Book, town: int) -> None:
    """The check of the audit finds nothing wrong with what the store wrote."""
    number = file_motion(book, town, opened())
    append(book, town, f"motion:{number}", adopted(), edited(title="Neu"))
    add_meeting(book, town)
    faults: list[Fault] = []
    rows = book.database.rows("SELECT NULL, stream, n, hash, text FROM event ORDER BY stream, n")
    leaves = list(verify_chain(rows, "town", faults.append, Heads(), grouped=True))
    assert not faults
    assert len(leaves) == len(rows) == 6


def test_the_row_is_the_motion_its_events_make(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    append(book, town, f"motion:{number}", adopted(), edited(title="Neu", owed=["text"]))
    assert book.motion(number) == fold(number, book.recorded(town, f"motion:{number}"))
    assert not list(differences(book, town))


def test_several_steps_of_one_command_are_folded_together(book: Book, town: int) -> None:
    """Later facts of a command rest on earlier ones, before any of them is saved."""
    with book.writing():
        number = book.next_motion_id()
        stream = f"motion:{number}"
        facts = [Fact(stream, e) for e in (filed(), opened(), adopted(), adopted(2, "main", opens=3))]
        book.append(town, facts, stamp(book, town))
        book.append(town, [Fact(stream, edited(title="Danach"))], stamp(book, town))
        inside = book.motion(number)
    assert inside == book.motion(number)
    assert inside.title == "Danach"
    assert inside.version == 5
    assert not list(differences(book, town))


def test_a_correction_folds_the_motion_without_what_it_corrects(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    append(book, town, f"motion:{number}", adopted(), edited(title="Falsch"))
    correction = Event("corrected", {"event": 4, "reason": "Tippfehler"})
    append(book, town, f"motion:{number}", correction)
    motion = book.motion(number)
    assert (motion.title, motion.version) == ("Sichere Radwege", 5)
    assert not list(differences(book, town))
    assert len(book.history(f"motion:{number}")) == 5


def test_a_correction_in_the_same_command_sees_what_that_command_recorded(book: Book, town: int) -> None:
    number = file_motion(book, town)
    correction = Event("corrected", {"event": 2, "reason": "doch nicht"})
    append(book, town, f"motion:{number}", edited(title="Falsch"), correction)
    assert book.motion(number).title == "Sichere Radwege"
    assert not list(differences(book, town))


def test_what_is_not_there_yet_cannot_be_corrected(book: Book, town: int) -> None:
    """Else rows and events would part when it comes."""
    number = file_motion(book, town)
    for wrong in (2, 3, 0):
        with pytest.raises(DoesNotFollow):
            append(book, town, f"motion:{number}", Event("corrected", {"event": wrong, "reason": "x"}))
    assert book.motion(number).version == 1


def test_consultations_that_a_correction_takes_back_leave_their_rows(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    added = {"added": [{"n": 4, "organization": "main", "role": "hearing"}], "before": 2}
    append(book, town, f"motion:{number}", Event("routed", added))
    assert _count(book, "consultation") == 4
    append(book, town, f"motion:{number}", Event("corrected", {"event": 3, "reason": "Irrtum"}))
    assert _count(book, "consultation") == 3
    assert not list(differences(book, town))


@pytest.mark.parametrize(
    "spelt", ["12/2026", " 12 / 2026 ", "Drs. 12/2026", "DRUCKSACHE Nr. 12/2026", "Antrag 12/2026", "#1"]
)
def test_a_reference_is_found_however_it_is_spelt(book: Book, town: int, spelt: str) -> None:
    number = file_motion(book, town)
    assert book.find_motion(town, spelt).id == number


def test_an_unknown_reference_offers_the_nearest(book: Book, town: int) -> None:
    file_motion(book, town)
    file_motion(book, town, reference="99/1999")
    with pytest.raises(UnknownReferenceNear) as caught:
        book.find_motion(town, "12/2025")
    assert caught.value.facts["nearest"] == ["12/2026"]
    with pytest.raises(UnknownReference):
        book.find_motion(town, "ganz anders")


def test_a_reference_of_two_motions_has_to_be_told_apart(book: Book, town: int) -> None:
    numbers = [file_motion(book, town), file_motion(book, town)]
    with pytest.raises(AmbiguousReference) as caught:
        book.find_motion(town, "12/2026")
    assert caught.value.facts["numbers"] == [f"#{n}" for n in numbers]
    assert book.find_motion(town, f"#{numbers[1]}").id == numbers[1]


def test_councils_do_not_see_each_other(book: Book, town: int) -> None:
    other = a_council(book, key="kreis", name="Musterkreis")
    number = file_motion(book, town)
    with pytest.raises(UnknownReference):
        book.find_motion(other, "12/2026")
    with pytest.raises(UnknownReference):
        book.find_motion(other, f"#{number}")
    add_meeting(book, town)
    assert book.meetings(other) == []
    assert book.waiting_for(other, "social") == []
    assert not list(differences(book, other))


def test_a_family_is_the_motion_with_all_amendments_to_it(book: Book, town: int) -> None:
    root = file_motion(book, town)
    child = file_motion(book, town, reference="13/2026", parent=root, root=root)
    grandchild = file_motion(book, town, reference="14/2026", parent=child, root=root)
    file_motion(book, town, reference="15/2026")
    assert [m.id for m in book.family(root)] == [root, child, grandchild]
    with book.writing():
        assert [m.id for m in book.family(root)] == [root, child, grandchild]


def test_motions_are_found_by_their_meeting_and_by_the_lack_of_one(book: Book, town: int) -> None:
    """Waiting is who stands somewhere without a meeting; expected is who will come there at all."""
    session = add_meeting(book, town)
    placed = file_motion(book, town, opened())
    append(
        book,
        town,
        f"motion:{placed}",
        Event("scheduled", {"consultation": 1, "meeting": session, "on": "2026-02-03"}),
    )
    waiting = file_motion(book, town, reference="13/2026")
    assert [m.id for m in book.motions_at(session)] == [placed]
    assert [m.id for m in book.waiting_for(town, "social")] == [waiting]
    with book.writing():
        assert [m.id for m in book.motions_at(session)] == [placed]
        assert [m.id for m in book.waiting_for(town, "social")] == [waiting]


def test_meetings_come_in_their_order_and_only_those_asked_for(book: Book, town: int) -> None:
    late = add_meeting(book, town, on="2026-03-01", organization="council")
    early = add_meeting(book, town, on="2026-02-01")
    middle = add_meeting(book, town, on="2026-02-15", uid="abc@outlook")
    assert [m.id for m in book.meetings(town)] == [early, middle, late]
    assert [m.id for m in book.meetings(town, "social")] == [early, middle]
    assert [m.id for m in book.meetings(town, None, date(2026, 2, 15), date(2026, 3, 1))] == [middle]
    assert [m.id for m in book.meeting_on(town, "social", date(2026, 2, 1))] == [early]
    assert [m.id for m in book.meeting_with_uid(town, "abc@outlook")] == [middle]
    with pytest.raises(UnknownMeeting):
        book.meeting(999)


def test_a_meeting_is_what_its_events_make_of_it(book: Book, town: int) -> None:
    number = add_meeting(book, town, place="Rathaus")
    append(book, town, f"meeting:{number}", Event("meeting_moved", {"on": "2026-02-10", "begins": "18:30"}))
    moved = book.meeting(number)
    assert (moved.on, str(moved.begins), moved.place) == (date(2026, 2, 10), "18:30:00", "Rathaus")
    assert (moved.sequence, moved.version) == (1, 2)
    append(book, town, f"meeting:{number}", Event("corrected", {"event": 2, "reason": "falscher Tag"}))
    assert book.meeting(number).on == date(2026, 2, 3)
    assert not list(differences(book, town))


def test_whoever_decided_on_an_older_version_is_refused(book: Book, town: int) -> None:
    """The second one is told whose change came first, and nothing of his is kept."""
    number = file_motion(book, town)
    stream = f"motion:{number}"
    append(book, town, stream, edited(title="Erste"), expected={stream: 1})
    before = _count(book, "event")
    with pytest.raises(Conflict) as caught:
        append(book, town, stream, edited(title="Zweite"), expected={stream: 1})
    assert caught.value.facts["what"] == "12/2026"
    assert _count(book, "event") == before
    assert book.motion(number).title == "Erste"


def test_nothing_of_a_failed_command_is_kept(book: Book, town: int) -> None:
    """Entries, rows, search, numbers and personal values go back together."""
    tables = ["event", "motion", "consultation", "motion_applicant", "command", "personal", "search"]
    before = [_count(book, table) for table in tables]

    def half_done() -> None:
        with book.writing():
            number = book.next_motion_id()
            book.append(town, [Fact(f"motion:{number}", filed())], stamp(book, town))
            book.personal(town, "berta")
            book.answer("c-2", town, {"done": True}, NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        half_done()
    assert [_count(book, table) for table in tables] == before
    assert file_motion(book, town) > 0


def test_an_inner_transaction_joins_the_outer_one(book: Book, town: int) -> None:
    def outer() -> None:
        with book.writing():
            file_motion(book, town)
            raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError, match="afterwards"):
        outer()
    assert _count(book, "motion") == 0


def test_nothing_is_appended_outside_a_transaction(book: Book, town: int) -> None:
    with pytest.raises(RuntimeError):
        book.append(town, [Fact("motion:1", filed())], stamp(book, town))


def test_a_repeated_command_is_given_its_first_answer(book: Book, town: int) -> None:
    assert book.answered("c-9") is None
    with book.writing():
        book.answer("c-9", town, {"motion": 17, "title": "Änderung"}, NOW)
    assert book.answered("c-9") == {"motion": 17, "title": "Änderung"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'x'",
        "UPDATE event SET text = '{}' WHERE n = 1",
        "DELETE FROM event WHERE n = 1",
    ],
)
def test_the_log_refuses_to_be_changed(book: Book, town: int, statement: str) -> None:
    file_motion(book, town)
    with pytest.raises(Exception, match="the log is never changed"):
        book.database.run(statement)


def test_personal_values_stand_apart_from_the_log(book: Book, town: int) -> None:
    """One person has one commitment; blotted out, nobody can tell any more whose it was."""
    with book.writing():
        anna, berta = book.personal(town, "anna"), book.personal(town, "berta")
        assert book.personal(town, "anna") == anna != berta
    assert book.reveal([anna, berta]) == {anna: "anna", berta: "berta"}
    with book.writing():
        book.blot(berta)
    assert book.reveal([anna, berta]) == {anna: "anna", berta: None}
    rows: list[Any] = book.database.rows("SELECT text FROM event")
    assert not any("anna" in text for (text,) in rows)


def test_the_rules_of_a_day_are_those_in_force_on_it(book: Book, town: int) -> None:
    newer = {"key": "town", "name": "Neustadt", "land": "NI", "kind": "stadt", "organizations": []}
    book.adopt(newer, date(2026, 6, 1), stamp(book, town))
    assert book.rules(town, date(2026, 5, 31)).name == "Musterstadt"
    assert book.rules(town, date(2026, 6, 1)).name == "Neustadt"
    assert book.rules(town, date(1999, 1, 1)).name == "Musterstadt"
    assert book.rules_hash(town, date(2026, 6, 1)) != book.rules_hash(town, date(2026, 5, 31))
    again = {**newer, "name": "Neustadt am Fluss"}
    book.adopt(again, date(2026, 6, 1), stamp(book, town))
    assert book.rules(town, date(2026, 7, 1)).name == "Neustadt am Fluss"
    assert book.council("town").name == "Neustadt am Fluss"


def test_an_organization_that_comes_later_belongs_to_the_rules(book: Book, town: int) -> None:
    added = {"key": "youth", "name": "Jugendrat", "type": "group", "aliases": ["JuRa"]}
    append(book, town, "council", Event("organization_added", added))
    found = book.rules(town, date(2026, 1, 1)).organization("youth")
    assert found is not None
    assert found.name == "Jugendrat"
    assert book.organizations_named(town, "jura") == ["youth"]
    assert book.organizations_named(town, "RAT der  stadt") == ["council"]
    assert book.organizations_named(town, "Kreistag") == []


def test_two_who_change_a_council_at_once_are_told(book: Book, town: int) -> None:
    with pytest.raises(Conflict):
        append(book, town, "council", Event("noted", {}), expected={"council": 0})


def test_a_rehearsal_says_so_in_its_log(book: Book, town: int) -> None:
    assert book.rehearsal
    (entry,) = book.history("council", town)
    assert entry.data["rehearsal"] is True


def test_a_snapshot_of_another_program_is_folded_anew(book: Book, town: int) -> None:
    number = file_motion(book, town, opened())
    expected = book.motion(number)
    book.database.run("UPDATE motion SET format = 0, snapshot = '?'")
    assert book.motion(number) == expected


def test_what_is_due_is_found_by_its_instant(book: Book, town: int) -> None:
    """A step may set the next instant itself, from the motion as it has become."""
    first, second = file_motion(book, town), file_motion(book, town)
    with book.writing():
        book.wake(first, NOW + days(2))
    append(book, town, f"motion:{second}", edited(title="Neu"), wake=lambda _motion: NOW + days(1))
    assert book.due(NOW, 10) == []
    assert book.due(NOW + days(3), 10) == [(second, town), (first, town)]
    assert book.due(NOW + days(3), 1) == [(second, town)]

    def never(motion: Motion) -> datetime | None:
        assert motion.title == "Anders"
        return None

    append(book, town, f"motion:{second}", edited(title="Anders"), wake=never)
    assert book.due(NOW + days(3), 10) == [(first, town)]


def test_people_are_found_by_their_login(book: Book, town: int) -> None:
    with book.writing():
        number = book.next_person_id()
        login = book.personal(town, "berta")
        person = Event("person_added", {"login": {"~": login}, "roles": ["staff"], "digest": "daily"})
        book.append(town, [Fact(f"person:{number}", person)], stamp(book, town))
    found = book.person_by_login(town, "berta")
    assert found is not None
    assert (found.id, found.roles, found.data["digest"]) == (number, ("staff",), "daily")
    append(book, town, f"person:{number}", Event("person_changed", {"roles": ["manager"], "digest": None}))
    changed = book.person(number)
    assert changed is not None
    assert (changed.roles, "digest" in changed.data) == (("manager",), False)
    append(book, town, f"person:{number}", Event("person_left", {}))
    assert book.person_by_login(town, "berta") is None
    assert [p.active for p in book.persons(town)] == [False]
    assert not list(differences(book, town))


def test_a_book_that_is_opened_again_knows_everything(book: Book, town: int, address: str) -> None:
    number = file_motion(book, town, opened())
    with open_book(address) as again:
        assert again.motion(number) == book.motion(number)
        assert again.council().key == "town"
        assert again.rehearsal


def test_a_changed_row_is_told_from_its_events(book: Book, town: int) -> None:
    """Each derived table is compared: motion, consultation, applicants, meeting, and rows nobody made."""
    number = file_motion(book, town, opened())
    session = add_meeting(book, town)
    book.database.run("UPDATE motion SET state = 'adopted'")
    book.database.run("UPDATE consultation SET status = 'void' WHERE n = 2")
    book.database.run("UPDATE meeting SET on_date = '2030-01-01'")
    book.database.run("DELETE FROM motion_applicant")
    found = {(d.stream, d.table, d.column) for d in differences(book, town)}
    assert found == {
        (f"motion:{number}", "motion", "state"),
        (f"motion:{number}", "consultation", "2"),
        (f"motion:{number}", "motion_applicant", "applicant_folded"),
        (f"meeting:{session}", "meeting", "on_date"),
    }


def test_two_hundred_results_are_one_transaction(book: Book, town: int) -> None:
    """Each table is written in one go, and one wrong result undoes all."""
    numbers = [file_motion(book, town, opened(), reference=f"{i}/2026") for i in range(1, 21)]
    facts = [Fact(f"motion:{n}", adopted()) for n in numbers]
    with book.writing():
        book.append(town, facts, stamp(book, town))
        ids = book.flush()
    assert len(ids) == 20
    assert {book.motion(n).version for n in numbers} == {3}
    wrong = [*(Fact(f"motion:{n}", edited(title="x")) for n in numbers), Fact("motion:999", adopted())]

    def all_or_nothing() -> None:
        with book.writing():
            book.append(town, wrong, stamp(book, town))

    with pytest.raises(Exception, match="turn"):
        all_or_nothing()
    assert {book.motion(n).version for n in numbers} == {3}
    assert not list(differences(book, town))


def test_a_new_council_names_its_first_actor_only_by_commitment(book: Book) -> None:
    number = book.adopt(
        {"key": "k", "name": "K", "land": "HE", "kind": "kreis"},
        date(2026, 1, 1),
        Stamp("", "1", "x", NOW),
        "eva",
    )
    (entry,) = book.history("council", number)
    assert book.reveal([entry.actor]) == {entry.actor: "eva"}
    assert "eva" not in entry.text
    assert meeting().kind == "meeting_added"
