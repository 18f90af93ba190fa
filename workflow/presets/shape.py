"""From what pydantic found to faults in our words, each at its place in the file."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from states.refusal import N_
from workflow.presets.fault import Fault, Said, Spot, fault_at
from workflow.presets.near import nearest
from workflow.presets.schema import CouncilSection
from workflow.presets.tree import Node, Path, plain, spot

UNKNOWN_KEY = Said(
    "unknown_key",
    N_("The key “{key}” is not known here."),
    N_("Known here: {known}."),
)
UNKNOWN_KEY_NEAR = Said("unknown_key", N_("The key “{key}” is not known here."), N_("Is “{near}” meant?"))
MISSING = Said("missing", N_("The key “{key}” is missing."), N_("Add it: {key}: …"))
UNKNOWN_WORD = Said("unknown_word", N_("“{value}” is not possible for “{key}”."), N_("Possible: {known}."))
UNKNOWN_WORD_NEAR = Said(
    "unknown_word",
    N_("“{value}” is not possible for “{key}”."),
    N_("Is “{near}” meant? Possible: {known}."),
)
NOT_TEXT = Said(
    "not_text",
    N_("“{key}” needs a text, and {value} is none."),
    N_("Put it in quotes, if it is meant as a text."),
)
NOT_NUMBER = Said(
    "not_number",
    N_("“{key}” needs a whole number, and “{value}” is none."),
    N_("Write digits only."),
)
NOT_YES_NO = Said(
    "not_yes_no", N_("“{key}” is either true or false, not “{value}”."), N_("Write true or false.")
)
NOT_LIST = Said("not_list", N_("“{key}” needs a list."), N_("Write its items as lines that begin with “- ”."))
NOT_MAPPING = Said(
    "not_mapping",
    N_("“{key}” needs keys of its own."),
    N_("Write them as indented lines “key: value”."),
)
NO_DATE = Said("no_date", N_("“{value}” is not a date."), N_("Write it as year-month-day: 2025-11-01."))
TOO_SHORT = Said("empty_list", N_("“{key}” is empty and needs at least one item."), N_("Add one."))
TOO_LONG = Said("too_long", N_("“{key}” is too long; {most} is the most."), N_("Shorten it."))
EMPTY_TEXT = Said("empty_text", N_("“{key}” must not be empty."), N_("Write something, or remove the line."))
OUT_OF_RANGE = Said("out_of_range", N_("{value} is not possible for “{key}”."), N_("Possible: {bounds}."))
BAD_KEY = Said(
    "bad_key",
    N_("“{value}” cannot be used as a key."),
    N_("Keys consist of small letters a–z, digits and hyphens, as in finanzausschuss-1."),
)
BAD_TIME = Said(
    "bad_time",
    N_("“{value}” is not a time of day."),
    N_('Write it in quotes as hours:minutes: "17:00".'),
)
BAD_LINE = Said(
    "bad_line",
    N_("“{key}” has to be one line without spaces at its ends."),
    N_("Write it on one line."),
)
OTHER = Said("invalid", N_("“{value}” is not possible for “{key}”: {reason}."), "")

_WORDS_IN_QUOTES = re.compile(r"'([^']*)'")


def shape_faults(tree: Node, data: Any) -> tuple[CouncilSection | None, list[Fault]]:
    """The council as the schema has it, or every way in which the data departs from it."""
    try:
        return CouncilSection.model_validate_json(json.dumps(data)), []
    except ValidationError as error:
        found = [_fault(tree, one) for one in error.errors(include_url=False)]
        return None, found


def _fault(tree: Node, error: Any) -> Fault:
    path: Path = tuple(step for step in error["loc"])
    kind, facts = error["type"], _facts(error)
    if kind == "extra_forbidden":
        return _unknown_key(tree, path, facts["value"])
    if kind == "missing":
        return fault_at(spot(tree, path[:-1]), MISSING, key=path[-1])
    if kind in ("enum", "literal_error"):
        return _unknown_word(spot(tree, path), facts, _WORDS_IN_QUOTES.findall(error["ctx"]["expected"]))
    return fault_at(spot(tree, path), _said(kind, error, path), **facts)


def _facts(error: Any) -> dict[str, object]:
    value, ctx = error["input"], error.get("ctx", {})
    most = ctx.get("max_length", "")
    bounds = " ".join(f"{sign} {ctx[key]}" for key, sign in (("ge", "≥"), ("le", "≤")) if key in ctx)
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {
        "key": _named(error["loc"]),
        "value": shown if len(shown) <= 60 else shown[:57] + "…",
        "most": most,
        "bounds": bounds,
        "reason": error["msg"],
    }


def _named(path: tuple[str | int, ...]) -> str:
    """The key a person would name: the last word on the path."""
    words = [step for step in path if isinstance(step, str) and step != "value"]
    return words[-1] if words else "?"


_SAID: dict[str, Said] = {
    "string_type": NOT_TEXT,
    "int_type": NOT_NUMBER,
    "int_from_float": NOT_NUMBER,
    "bool_type": NOT_YES_NO,
    "list_type": NOT_LIST,
    "model_type": NOT_MAPPING,
    "model_attributes_type": NOT_MAPPING,
    "dict_type": NOT_MAPPING,
    "date_type": NO_DATE,
    "date_parsing": NO_DATE,
    "date_from_datetime_parsing": NO_DATE,
    "date_from_datetime_inexact": NO_DATE,
    "too_short": TOO_SHORT,
    "too_long": TOO_LONG,
    "string_too_long": TOO_LONG,
    "string_too_short": EMPTY_TEXT,
    "greater_than_equal": OUT_OF_RANGE,
    "less_than_equal": OUT_OF_RANGE,
}


def _said(kind: str, error: Any, path: Path) -> Said:
    if kind == "string_pattern_mismatch":
        if path[-1] == "usual_time":
            return BAD_TIME
        return BAD_KEY if "a-z" in error["ctx"]["pattern"] else BAD_LINE
    return _SAID.get(kind, OTHER)


def _unknown_key(tree: Node, path: Path, value: object) -> Fault:
    known = _keys_at(path[:-1])
    key = str(path[-1])
    near = nearest(key, known)
    place: Spot = spot(tree, path, key=True)
    if key == "remove":  # “remove: true” has been obeyed before this; any other value is none
        return fault_at(spot(tree, path), NOT_YES_NO, key=key, value=value)
    if near:
        return fault_at(place, UNKNOWN_KEY_NEAR, key=key, near=near[0])
    return fault_at(place, UNKNOWN_KEY, key=key, known=known)


def _unknown_word(place: Spot, facts: dict[str, object], known: list[str]) -> Fault:
    near = nearest(str(facts["value"]).lower(), [k.lower() for k in known])
    found = [k for k in known if near and k.lower() == near[0]]
    if found:
        return fault_at(
            place, UNKNOWN_WORD_NEAR, key=facts["key"], value=facts["value"], near=found[0], known=known
        )
    return fault_at(place, UNKNOWN_WORD, key=facts["key"], value=facts["value"], known=known)


def _keys_at(path: Path) -> list[str]:
    """The keys that the schema knows at a place."""
    model: type[BaseModel] = CouncilSection
    for step in path:
        if isinstance(step, str):
            model = _model_of(model, step) or model
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_of(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    field = next((f for name, f in model.model_fields.items() if (f.alias or name) == key), None)
    return _inner_model(field.annotation) if field else None


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _inner_model(part))), None)


def unfolded(tree: Node) -> Any:
    """The data with flags in their long form: `school_holidays: true` means `{value: true}`."""
    data = plain(tree)
    flags = data.get("flags")
    if isinstance(flags, dict):
        data["flags"] = {
            name: value if isinstance(value, dict) else {"value": value} for name, value in flags.items()
        }
    return data
