"""Proofs made from a real database hold elsewhere, and nothing that is not public gets into them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from states.text import Point
from tests import databases
from tests.workflow.audit.town import ROUTE, Town, a_town, at
from workflow.audit.proof import verify_proof
from workflow.office import blotting, keys, proving
from workflow.office.filing import Draft, submit
from workflow.store import signing


@pytest.fixture(params=databases.DATABASES)
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path, address=databases.fresh(request.param))
    yield made
    made.close()


def public(town: Town) -> str:
    return str(signing.first_keys(town.folder, "stadt-nrw")[0])


def test_a_whole_history_is_proven_complete(town: Town) -> None:
    made = proving.prove(town.office(at(2, 12, 9)), "1/2026", town.folder)
    verdict = verify_proof(made.content, public(town))
    assert verdict.holds
    assert verdict.whole == "motion:1"
    assert [entry.kind for entry in verdict.entries] == ["submitted", "opened", "recorded", "recorded"]
    assert verdict.personal == {}


def test_one_entry_is_proven_alone_and_names_where_they_are_wanted(town: Town) -> None:
    made = proving.prove(town.office(at(2, 12, 9)), "1/2026@3", town.folder, names=True)
    verdict = verify_proof(made.content, public(town))
    assert verdict.holds
    assert verdict.whole == ""
    assert [entry.n for entry in verdict.entries] == [3]
    assert list(verdict.personal.values()) == ["anna"]


def test_a_shortened_history_does_not_pass_for_a_whole_one(town: Town) -> None:
    made = proving.prove(town.office(at(2, 12, 9)), "1/2026", town.folder)
    content = json.loads(made.content)
    content["entries"].pop()
    verdict = verify_proof(json.dumps(content).encode(), public(town))
    assert [fault.code for fault in verdict.faults] == ["proof-head-not-included"]


def test_a_proof_holds_by_the_first_key_after_the_key_was_replaced(town: Town) -> None:
    first = public(town)
    keys.rotate_key(town.office(at(2, 13, 9)), town.folder)
    made = proving.prove(town.office(at(2, 14, 9)), "2/2026", town.folder)
    assert verify_proof(made.content, first).holds
    assert town.audit(*town.mails).faults == ()


def test_a_proof_holds_after_a_name_was_blotted_out(town: Town) -> None:
    office = town.office(at(2, 13, 9))
    before = proving.prove(office, "person:1", town.folder, names=True)
    done = blotting.blot(office, "Berta Beispiel", "Art. 17 DSGVO", although="Versehen")
    assert (done.done, len(done.commitments)) == (True, 2)
    after = proving.prove(town.office(at(2, 14, 9)), "person:1", town.folder, names=True)
    assert verify_proof(before.content, public(town)).holds
    verdict = verify_proof(after.content, public(town))
    assert verdict.holds
    assert "Berta Beispiel" not in after.content.decode()
    assert town.audit().faults == ()
    assert town.book.database.rows("SELECT 1 FROM personal WHERE value = 'Berta Beispiel'") == []
    if town.book.dialect == "sqlite":
        raw = Path(town.path).read_bytes() + Path(town.path + "-wal").read_bytes()
        assert b"Berta Beispiel" not in raw  # not in free pages either


def test_who_still_works_here_is_not_blotted_out_by_mistake(town: Town) -> None:
    with pytest.raises(blotting.StillActive):
        blotting.blot(town.office(at(2, 13, 9)), "berta beispiel", "")
    with pytest.raises(blotting.NobodyLikeThis):
        blotting.blot(town.office(at(2, 13, 9)), "Niemand", "")


def test_a_motion_that_is_not_public_needs_a_word(town: Town) -> None:
    text = (Point("1", "Das Grundstück wird gekauft."),)
    draft = Draft("Grundstück", reference="9/2026", points=text, route=ROUTE[1:], public=False)
    submit(town.office(at(1, 20, 9)), draft)
    office = town.office(at(2, 13, 9))
    with pytest.raises(proving.NotPublic):
        proving.prove(office, "9/2026", town.folder)
    made = proving.prove(office, "9/2026", town.folder, non_public=True)
    assert verify_proof(made.content, public(town)).holds


def test_without_the_key_what_is_newer_than_the_newest_checkpoint_is_counted_and_not_proven(
    town: Town, tmp_path: Path
) -> None:
    town.votes("1/2026", at(2, 17, 20))
    office = town.office(at(2, 18, 9))
    made = proving.prove(office, "1/2026", tmp_path / "no keys")
    assert (made.entries, made.newer) == (4, 1)
    assert verify_proof(made.content, public(town)).holds
    with pytest.raises(proving.EntryNotCovered):
        proving.prove(office, "1/2026@5", tmp_path / "no keys")
    with pytest.raises(proving.NoSuchEntry):
        proving.prove(office, "1/2026@6", tmp_path / "no keys")
    assert proving.prove(office, "1/2026@5", town.folder).entries == 1  # with the key, one is made


def test_what_is_kept_too_long_is_listed(town: Town) -> None:
    from states.event import Event, Fact

    office = town.office(at(2, 13, 9))
    with town.book.writing():
        office.append([Fact("person:1", Event("person_left", {}))])
    periods = blotting.read_periods(None)
    assert blotting.overdue(office, periods) == []
    later = town.office(at(2, 13, 9).replace(year=2028))
    found = blotting.overdue(later, periods)
    assert [(each.key, each.who) for each in found] == [("person", "Berta Beispiel")]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE personal SET value = 'Cora' WHERE value = 'Berta Beispiel'", "personal-forged"),
        ("DELETE FROM personal WHERE value = 'Berta Beispiel'", "personal-lost"),
    ],
)
def test_a_personal_value_that_was_meddled_with_is_named_once_with_its_place(
    town: Town, sql: str, code: str
) -> None:
    town.with_database(lambda raw: raw.execute(sql))
    (found,) = town.audit().faults
    assert (found.code, found.place.stream, found.place.n) == (code, "person:1", 1)


def test_what_is_meant_may_be_named_by_reference_by_number_or_by_stream(town: Town) -> None:
    office = town.office(at(2, 13, 9))
    assert proving.target(office, "1/2026") == ("motion:1", None)
    assert proving.target(office, "1/2026@3") == ("motion:1", 3)
    assert proving.target(office, "#1@2") == ("motion:1", 2)
    assert proving.target(office, "motion:77") == ("motion:77", None)  # that there is none can be proven
    town.files("7@Rat", at(2, 13, 10))
    assert proving.target(office, "7@Rat") == ("motion:4", None)
    assert proving.target(office, "7@Rat@1") == ("motion:4", 1)


def test_where_nothing_is_signed_nothing_is_proven(tmp_path: Path) -> None:
    with contextlib.closing(Town(tmp_path)) as bare:
        bare.files("1/2026", at(1, 12, 9))
        with pytest.raises(proving.NothingSigned):
            proving.prove(bare.office(at(1, 13, 9)), "1/2026", bare.folder)
