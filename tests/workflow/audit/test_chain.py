"""Entries: their one text, and what may stand in it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import NOON, entry
from tests.workflow.audit.test_canonical import TEXT, VALUES
from workflow.audit.canonical import NotCanonical
from workflow.audit.chain import Entry, EntryMalformed, entry_hash, read_entry, stamp, write_entry


@given(st.dictionaries(TEXT, VALUES, max_size=4), st.none() | st.dates().map(str))
def test_the_text_is_the_canonical_one_of_the_whole_envelope(
    data: dict[str, object], when: str | None
) -> None:
    it = entry(data=data, effective=when)
    envelope = {**it._asdict(), "actor": {"~": it.actor}}
    assert write_entry(it).encode() == rfc8785.dumps(envelope)
    assert read_entry(write_entry(it)) == it


def test_the_hash_is_the_leaf_hash_of_the_text_as_stored() -> None:
    text = write_entry(entry())
    assert entry_hash(text) == sha256(b"\x00" + text.encode()).digest()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "Marlies Krüger"),
        ("actor", "A" * 64),
        ("command", 'a"b'),
        ("command", ""),
        ("council", "a\\b"),
        ("council", "a\nb"),
        ("data", ["a"]),
        ("effective", "12.03.2026"),
        ("effective", 20260312),
        ("kind", "Vote"),
        ("n", 0),
        ("n", True),
        ("n", 2**53),
        ("prev", "ab" * 32),
        ("program", "{1}"),
        ("recorded", "2026-03-12T12:00:00Z"),
        ("recorded", "2026-03-12T12:00:00.000000+01:00"),
        ("rules", "none"),
        ("stream", "motion:\ud800"),
        ("stream", None),
    ],
)
def test_an_envelope_field_of_another_form_is_refused(field: str, value: Any) -> None:
    with pytest.raises(EntryMalformed) as refused:
        write_entry(entry(**{field: value}))
    assert refused.value.facts == {"field": field}


def test_a_later_entry_must_name_its_predecessor() -> None:
    with pytest.raises(EntryMalformed):
        write_entry(entry(n=2, prev=""))


def test_data_with_a_float_is_refused() -> None:
    with pytest.raises(NotCanonical):
        write_entry(entry(data={"share": 0.5}))


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.replace(',"n":1', ',"n":1,"n":1'),
        lambda text: text.replace('"n":1', '"n": 1'),
        lambda text: text.replace('"n":1', '"n":1.0'),
        lambda text: text.replace('"kind":', '"mind":'),
        lambda text: text.replace('{"~":', '{"x":'),
        lambda text: text.replace('"actor":{', '"actor":[{').replace('},"command"', '}],"command"'),
        lambda text: text[:-1],
        lambda text: f"[{text}]",
        lambda text: text.replace("{", '{"a":1,', 1),
        lambda text: "",
    ],
)
def test_what_is_not_an_entry_is_not_read_as_one(bend: object) -> None:
    with pytest.raises(EntryMalformed):
        read_entry(bend(write_entry(entry())))  # type: ignore[operator]


def test_moments_are_written_in_utc_and_sort_as_text() -> None:
    cet = timezone(timedelta(hours=1))
    assert stamp(datetime(2009, 3, 20, 17, 30, tzinfo=cet)) == "2009-03-20T16:30:00.000000Z"
    assert stamp(datetime(476, 9, 4, tzinfo=cet)) < stamp(NOON)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(EntryMalformed):
        stamp(datetime(2009, 3, 20))


def test_fields_stand_in_the_order_of_the_canonical_text() -> None:
    assert tuple(sorted(Entry._fields)) == Entry._fields
