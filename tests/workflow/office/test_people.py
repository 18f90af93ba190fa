"""People: what is known of them, what is hidden, and who may still do what."""

from __future__ import annotations

import pytest

from states.refusal import Refusal
from tests.workflow.office.bureau import Bureau
from workflow.office import people
from workflow.store.verifying import differences


def test_names_and_addresses_never_stand_in_the_log(bureau: Bureau) -> None:
    """Not in the text of any entry, and not in the person's row; only in the table that can be blotted."""
    bureau.person("Ada Beispiel", "chair", mail="ada@example.org", login="ada", roles=["manager"])
    texts = [row[0] for row in bureau.book.database.rows("SELECT text FROM event")]
    texts += [row[0] + row[1] for row in bureau.book.database.rows("SELECT login, data FROM person")]
    assert not [text for text in texts if "Ada" in text or "example.org" in text or '"ada"' in text]
    (shown,) = people.listed(bureau.office())
    assert (shown.name, shown.mail, shown.login) == ("Ada Beispiel", "ada@example.org", "ada")


def test_what_was_deleted_is_shown_as_nothing(bureau: Bureau) -> None:
    number = int(bureau.person("Ada Beispiel", "chair", mail="ada@example.org"))
    person = bureau.book.person(number)
    assert person is not None
    with bureau.book.writing():
        bureau.book.blot(person.data["mail"]["~"])
        bureau.book.blot(person.data["name"]["~"])
    (shown,) = people.listed(bureau.office())
    assert (shown.name, shown.mail) == (None, None)


def test_a_change_changes_only_what_it_names(bureau: Bureau) -> None:
    bureau.person("Ada Beispiel", "chair", mail="ada@example.org", digest="daily", quiet="20-7")
    people.change(bureau.office(), "ada beispiel", {"quiet": None, "parts": ["author"], "language": "en"})
    (shown,) = people.listed(bureau.office())
    assert shown[1:3] == ("Ada Beispiel", "ada@example.org")
    assert (shown.roles, shown.digest, shown.quiet, shown.language) == (("author",), "daily", "", "en")
    assert not list(differences(bureau.book, bureau.council))


def test_somebody_is_found_by_name_part_of_it_login_or_number(bureau: Bureau) -> None:
    office = bureau.office()
    number = int(bureau.person("Ada Beispiel", login="abei"))
    bureau.person("Ben Muster")
    for name in ("Ada Beispiel", "ada  beispiel", "Ada", "beispiel", "abei", f"#{number}", str(number)):
        assert people.find(office, name).id == number
    with pytest.raises(people.UnknownPerson) as no:
        people.find(office, "Cem")
    assert "Ada Beispiel" in str(no.value.facts["known"])


def test_organizations_are_found_by_any_of_their_names(bureau: Bureau) -> None:
    bureau.person("Ada", speaks_for=["KT", "Kreistag", "Sozialausschuss"])
    (shown,) = people.listed(bureau.office())
    assert shown.speaks_for == ("Kreistag", "Ausschuss für Soziales und Gesundheit")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("mail", "nope", "not_an_address"),
        ("mail", "a@b@example.org", "not_an_address"),
        ("mail", "a@example.org, b@example.org", "not_an_address"),
        ("mail", "a@example.org\nBcc: b@example.org", "not_an_address"),
        ("quiet", "night", "no_quiet_hours"),
        ("quiet", "25:00-07:00", "no_quiet_hours"),
        ("quiet", "07:00-07:00", "no_quiet_hours"),
        ("speaks_for", ["Marsausschuss"], "unknown_organization"),
        ("author_of", ["99/99"], "unknown_reference"),
        ("channel", "pigeon", "not_delivered"),
        ("channel", "../mail", "not_delivered"),
        ("login", " ", "no_name"),
    ],
)
def test_what_cannot_be_is_refused(bureau: Bureau, field: str, value: object, code: str) -> None:
    with pytest.raises(Refusal) as no:
        people.add(bureau.office(), "Ada", {field: value})
    assert no.value.code == code
    assert people.listed(bureau.office()) == []


@pytest.mark.parametrize("name", ["", "  ", "17", "…"])
def test_a_name_is_a_name(bureau: Bureau, name: str) -> None:
    with pytest.raises(people.NoName):
        people.add(bureau.office(), name, {})


def test_nobody_is_entered_twice_and_whoever_comes_back_is_the_same_person(bureau: Bureau) -> None:
    number = bureau.person("Ada Beispiel", "chair")
    with pytest.raises(people.PersonExists):
        bureau.person("ada  beispiel")
    people.leave(bureau.office(), "Ada Beispiel")
    assert people.listed(bureau.office()) == []
    assert bureau.person("Ada Beispiel", "office") == number
    (shown,) = people.listed(bureau.office())
    assert shown.roles == ("office",)


def test_a_login_is_one_person(bureau: Bureau) -> None:
    bureau.person("Ada", login="ada")
    with pytest.raises(people.LoginTaken):
        bureau.person("Ben", login="ada")
    people.change(bureau.office(), "Ada", {"login": "ada"})


def test_somebody_must_be_left_who_may_enter_people(bureau: Bureau) -> None:
    """Before anybody has rights everybody has all; after that a manager must be among them."""
    with pytest.raises(people.NobodyLeft):
        bureau.person("Ben", login="ben", roles=["staff"])
    bureau.person("Ada", login="anna", roles=["manager"])
    bureau.person("Ben", login="ben", roles=["staff"])
    for change in ({"roles": ["staff"]}, {"roles": None}, {"login": None}):
        with pytest.raises(people.NobodyLeft):
            people.change(bureau.office(), "Ada", change)
    with pytest.raises(people.NobodyLeft):
        people.leave(bureau.office(), "Ada")
    people.change(bureau.office(), "Ben", {"roles": ["manager"]})
    people.leave(bureau.office(), "Ada")


def test_a_dry_run_enters_nobody(bureau: Bureau) -> None:
    people.add(bureau.office(dry_run=True), "Ada", {})
    assert people.listed(bureau.office()) == []
