"""Canonical texts: RFC 8785, restricted to what an event may hold."""

from __future__ import annotations

from enum import IntEnum, StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workflow.audit.canonical import LARGEST, NotCanonical, decode, encode, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_the_text_is_that_of_an_independent_encoder(value: object) -> None:
    assert encode(value).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(VALUES)
def test_decoding_gives_the_value_back(value: object) -> None:
    assert decode(encode(value)) == value


def test_keys_are_sorted_by_utf16_code_units() -> None:
    """The example of RFC 8785, section 3.2.3: the smiley's surrogates sort before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(decode(encode(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_strings_are_escaped_as_the_rfc_shows() -> None:
    """The string of RFC 8785, section 3.2.2, and its expected output in section 3.2.3."""
    assert encode('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_literals_stand_as_the_rfc_shows() -> None:
    assert encode({"literals": [None, True, False]}) == '{"literals":[null,true,false]}'


def test_enumerations_stand_as_their_values() -> None:
    class Colour(StrEnum):
        RED = "red"

    class Count(IntEnum):
        TWO = 2

    assert encode({"c": Colour.RED, "n": Count.TWO}) == '{"c":"red","n":2}'


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), {1: "a"}, "\ud800", {"\udc00": 1}, b"x", {1, 2}, object()],
    ids=lambda value: type(value).__name__,
)
def test_what_readers_could_disagree_on_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)


def test_no_file_may_say_two_things_under_one_key() -> None:
    with pytest.raises(NotCanonical):
        parse('{"a": 1, "a": 2}')


@pytest.mark.parametrize("value", [LARGEST, -LARGEST])
def test_the_largest_integers_have_a_text(value: int) -> None:
    assert decode(encode(value)) == value
    for beyond in (value + 1, value - 1):
        if abs(beyond) > LARGEST:
            with pytest.raises(NotCanonical):
                encode(beyond)


def test_sixty_four_levels_are_deep_enough() -> None:
    def nested(levels: int) -> object:
        value: object = "x"
        for level in range(levels):
            value = [value] if level % 2 else {"a": value}
        return value

    assert decode(encode(nested(64))) == nested(64)
    with pytest.raises(NotCanonical):
        encode(nested(65))


def test_endless_nesting_is_refused_without_exhausting_the_stack() -> None:
    value: object = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical):
        encode(value)
    with pytest.raises(NotCanonical):
        decode("[" * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a": 1}',
        "1.0",
        "1e2",
        "NaN",
        "-0",
        '"\\u0041"',
        '"\\/"',
        "{",
        "",
        "01",
    ],
)
def test_a_text_that_is_not_the_one_of_its_value_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        decode(text)
