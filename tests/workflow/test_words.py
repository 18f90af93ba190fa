"""The language is chosen once; dates, numbers and lists are written as its readers write them."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.outcome import TABLE, Outcome, Role
from states.refusal import Refusal
from workflow import labels, words
from workflow.catalogue import Catalogue


@pytest.fixture(autouse=True)
def speaking_german() -> Iterator[None]:
    words.use("de")
    yield
    words.use("de")


class Late(Refusal):
    code: ClassVar[str] = "late"
    message: ClassVar[str] = "{reference} came on {day} ({n:03d}), {outcome}; {missing}."
    way_out: ClassVar[str] = "Possible here: {possible}."


@pytest.mark.parametrize(
    ("wish", "environ", "spoken"),
    [
        (None, {}, "de"),
        (None, {"LANG": "C.UTF-8"}, "de"),
        (None, {"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, "de"),
        (None, {"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LC_MESSAGES": "en_US", "LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "de_AT@euro"}, "de"),
        (None, {"LANG": "fr_FR.UTF-8"}, "en"),
        (None, {"LAUFZETTEL_LANG": "de", "LC_ALL": "en_US.UTF-8"}, "de"),
        ("en", {"LAUFZETTEL_LANG": "de"}, "en"),
        ("xx", {"LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_wish_comes_before_the_environment_and_that_before_the_locale(
    wish: str | None, environ: dict[str, str], spoken: str
) -> None:
    assert words.choose(wish, environ) == spoken


def test_dates_and_moments_are_written_as_each_language_does() -> None:
    when = datetime(2009, 3, 20, 17, 0, tzinfo=UTC)
    assert words.day(date(2009, 3, 20)) == "20.03.2009"
    assert words.moment(when) == "Fr., 20.03.2009, 18:00 Uhr"
    words.use("en")
    assert words.day(date(2009, 3, 20)) == "20 March 2009"
    assert words.moment(when) == "Fri 20 March 2009, 18:00"


def test_a_moment_in_utc_is_shown_in_local_time_and_any_other_as_it_is() -> None:
    words.use("de", zone=ZoneInfo("Europe/Lisbon"))
    assert words.moment(datetime(2021, 7, 1, 12, tzinfo=UTC)) == "Do., 01.07.2021, 13:00 Uhr"
    assert words.moment(datetime(2021, 7, 1, 12, tzinfo=ZoneInfo("Asia/Tokyo"))).endswith("12:00 Uhr")


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (2009, "2009", "2009"),
        (10_800, "10.800", "10,800"),
        (-1_345_000, "-1.345.000", "-1,345,000"),
        (0.5, "0,5", "0.5"),
        (Decimal("12345.60"), "12.345,60", "12,345.60"),
    ],
)
def test_numbers_are_grouped_from_five_digits_on(
    value: int | float | Decimal, german: str, english: str
) -> None:
    assert words.said(value) == german
    words.use("en")
    assert words.said(value) == english


def test_lists_end_with_their_own_and() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b und c"
    assert words.listed(["a", "b"], last="oder") == "a oder b"


def test_every_outcome_and_role_has_a_german_name() -> None:
    for member in (*Outcome, *Role):
        assert words.label(member) != labels.label_of(member), member
    assert words.said(Outcome.DEFERRED) == "vertagt"
    words.use("en")
    assert words.said(Outcome.DEFERRED) == TABLE[Outcome.DEFERRED].label


def test_an_enumeration_can_be_given_its_names_later() -> None:
    class Light(StrEnum):
        GREEN = "green"
        DEEP_RED = "deep_red"

    assert words.said(Light.DEEP_RED) == "deep red"
    labels.register(Light, {Light.GREEN: "yes"})
    assert words.said(Light.GREEN) == "ja"


def test_a_refusal_is_said_with_its_facts_in_the_language() -> None:
    refusal = Late(
        ground="§ 5",
        reference="12/397",
        day=date(2009, 3, 20),
        n=7,
        outcome=Outcome.ADOPTED,
        possible=[Outcome.HELD, Outcome.NOTED],
    )
    assert words.sentence(refusal) == (
        "12/397 came on 20.03.2009 (007), angenommen; {missing}.",
        "Hier möglich: zurückgestellt und zur Kenntnis genommen.",
        "§ 5",
    )


def test_braces_in_a_fact_are_text() -> None:
    assert words.fill("{title}!", {"title": "{0} {x!r}"}) == "{0} {x!r}!"


def test_other_values_are_said_too() -> None:
    assert words.said(None) == "–"
    assert words.said(True) == "ja"
    assert words.said(time(9, 5)) == "09:05 Uhr"
    assert words.said(Path("a/b")) == "a/b"
    assert words.said(Late(reference="1")).startswith("1 came")


def test_an_aside_is_spoken_in_another_language() -> None:
    with words.speaking("en"):
        assert words.language() == "en"
        assert words._("and") == "and"
    assert words._("and") == "und"


def test_what_has_no_translation_stays_as_it_is() -> None:
    assert words._("no such message at all") == "no such message at all"
    assert words._("") == ""
    assert words.ngettext("{n} thing of none", "{n} things of none", 2) == "{n} things of none"


def test_click_speaks_the_language_too() -> None:
    import click

    def said() -> str:
        return click.MissingParameter(param_type="option", param_hint="--to").format_message()

    assert said().startswith("Es fehlt die Option")
    words.use("en")
    assert said().startswith("Missing option")


def _compiled(entries: dict[str, str], order: str) -> bytes:
    import struct

    pairs = sorted((k.encode(), v.encode()) for k, v in entries.items())
    body, ids, texts, start = b"", b"", b"", 28 + 16 * len(pairs)
    for column, texts_of in ((0, True), (1, False)):
        index = b""
        for pair in pairs:
            index += struct.pack(order + "II", len(pair[column]), start + len(body))
            body += pair[column] + b"\0"
        ids, texts = (index, texts) if texts_of else (ids, index)
    head = struct.pack(order + "7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + ids + texts + body


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), st.text(min_size=1)
    ),
    st.sampled_from("<>"),
)
def test_every_message_of_a_catalogue_is_found_and_no_other(entries: dict[str, str], order: str) -> None:
    entries = {k: v.replace("\0", "") or "x" for k, v in entries.items() if v.isprintable()}
    catalogue = Catalogue(_compiled(entries, order))
    assert {k: catalogue(k) for k in entries} == entries
    assert catalogue("\uffff none of them") is None


def test_the_catalogue_says_what_gettext_says() -> None:
    path = Path(words._FOLDER) / "de/LC_MESSAGES/laufzettel.mo"
    own = Catalogue(path.read_bytes())
    with path.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    for message in ("Usage:", "and", "deferred", "Missing command."):
        assert own(message) == theirs.gettext(message)
    for n in (0, 1, 2):
        pair = ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})")
        assert words.ngettext(*pair, n) == theirs.ngettext(*pair, n)


def test_what_is_no_catalogue_is_refused() -> None:
    for data in (b"", b"no catalogue, but long enough to be one"):
        with pytest.raises(ValueError, match="catalogue"):
            Catalogue(data)
