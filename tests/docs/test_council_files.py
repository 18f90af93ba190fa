"""The guide to council files says what the schema says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from states.council import DEFAULT_FLAGS
from workflow import presets
from workflow.presets import schema

GUIDE = Path(__file__).resolve().parents[2] / "docs/council-files.md"
TEXT = GUIDE.read_text(encoding="utf-8")
#: The headline above each table of keys, with the model whose keys it lists.
TABLES: dict[str, type[BaseModel]] = {
    "## Oberste Ebene": schema.CouncilSection,
    "## `organizations`": schema.OrganizationSection,
    "## `routes`": schema.RouteSection,
    "| Schlüssel einer Station": schema.StationSection,
    "## `terms`": schema.TermSection,
    "## `flags`": schema.FlagsSection,
    "| Schlüssel einer Angabe": schema.Choice,
    "## `outcomes`": schema.OutcomeSection,
    "## `deadlines`": schema.DeadlineSection,
    "## `reminders`": schema.ReminderSection,
    "## `permissions`": schema.PermissionsSection,
    "| Schlüssel einer Rolle": schema.PermissionSection,
}


def rows(headline: str) -> dict[str, list[str]]:
    """The first table behind a headline: key → its other cells."""
    lines = TEXT[TEXT.index(headline) :].splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| Schlüssel"))
    found = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        found[cells[0].strip("` |")] = cells[1:]
    return found


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def words(annotation: Any) -> Iterator[str]:
    """Every word of every enumeration within a type."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from (member.value for member in annotation)
    elif not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        for part in get_args(annotation):
            yield from words(part)


@pytest.mark.parametrize("headline", TABLES)
def test_every_key_is_explained_and_none_that_is_not_there(headline: str) -> None:
    assert sorted(rows(headline)) == sorted(keys(TABLES[headline]))


@pytest.mark.parametrize("headline", TABLES)
def test_a_key_is_mandatory_where_the_schema_says_so(headline: str) -> None:
    for name, field in TABLES[headline].model_fields.items():
        default = rows(headline)[field.alias or name][1]
        assert (default == "Pflicht") is field.is_required(), name


#: Named where they are used first.
NAMED_ELSEWHERE = {
    ("| Schlüssel einer Station", "any"),
    ("## `outcomes`", "role"),
    ("## `deadlines`", "types"),
    ("| Schlüssel einer Rolle", "acts_for"),
}


@pytest.mark.parametrize("headline", TABLES)
def test_every_word_that_can_be_chosen_is_named(headline: str) -> None:
    for name, field in TABLES[headline].model_fields.items():
        if (headline, name) not in NAMED_ELSEWHERE:
            named = set(re.findall(r"[a-z_]+", rows(headline)[field.alias or name][-1]))
            assert not set(words(field.annotation)) - named, name


def test_the_defaults_of_the_flags_are_those_of_the_program() -> None:
    for name, cells in rows("## `flags`").items():
        said = {"keine": ""}.get(cells[1], cells[1].strip("`"))
        assert said == str(DEFAULT_FLAGS[name]).removeprefix("True").replace("False", "false"), name


def test_the_ten_lines_of_the_guide_are_a_sound_council() -> None:
    example = TEXT.split("```yaml\n", 1)[1].split("```", 1)[0]
    loaded = presets.examined(presets.load(example.encode(), "guide.yaml"))
    assert loaded.faults == ()


def test_every_rule_of_the_guide_can_be_read() -> None:
    from workflow.rules.rule_words import parse_rule

    table = TEXT[TEXT.index("### Regeln in Worten") :].split("Zusätze")[0]
    rules = [
        rule
        for line in table.splitlines()
        if line.startswith("| `")
        for rule in re.findall(r"`([^`]+)`", line)
    ]
    assert len(rules) > 15
    for rule in rules:
        parse_rule(rule)
