"""One text for one value: the JSON Canonicalization Scheme (RFC 8785), restricted to what an event may hold.

No floats: encoders of other languages disagree on them. Integers stay within ±(2^53 − 1), where every
reader of JSON agrees (RFC 8785, section 3.2.2.3; I-JSON, RFC 7493, section 2.2). Keys are sorted by
UTF-16 code units (section 3.2.3). Unicode is never normalised: what was entered is what is hashed.
"""

from __future__ import annotations

import json
from typing import Any

from states.refusal import N_, Exit, Refusal

LARGEST = 2**53 - 1
DEEPEST = 64  #: nesting beyond this is no event; also keeps hostile proof files from exhausting the stack

_PLAIN = (str, bool, type(None))
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, sort_keys=True
).encode
_encode_ordered = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class NotCanonical(Refusal):
    """A value has no canonical text, or a text is not the canonical one of its value.

    The fact `why` says which rule, for those who debug; no user can cause it by what he types.
    """

    code = "audit-not-canonical"
    exit_status = Exit.INPUT
    message = N_("This value or text has no form in which it could be proven.")


def encode(value: object) -> str:
    """The canonical JSON text of `value`: str, bool, None, int, lists, tuples, and dicts with str keys.

    Raises NotCanonical for floats, integers beyond ±(2^53 − 1), lone surrogates, other types, and
    values nested deeper than 64 levels.
    """
    simple = _check(value, DEEPEST)
    text = _encode(value) if simple else _encode_ordered(_ordered(value))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise NotCanonical(why="a lone surrogate is no text") from None
    return text


def decode(text: str) -> Any:
    """The value of a canonical text. Raises NotCanonical unless encoding that value gives `text` again."""
    value = parse(text)
    if encode(value) != text:
        raise NotCanonical(why="the text is not in canonical form")
    return value


def parse(text: str) -> Any:
    """The value of any JSON text without floats or repeated keys; raises NotCanonical otherwise."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_repeats,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except (ValueError, RecursionError):
        raise NotCanonical(why="this is not JSON") from None


def _check(value: object, depth: int) -> bool:
    """Refuse what is not allowed; True if the standard encoder's way of sorting keys is the right one.

    It sorts by code points; these and UTF-16 code units agree below the surrogates: in every German word.
    """
    if isinstance(value, _PLAIN):
        return True
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical(why="an integer is too large")
        return True
    if depth == 0:
        raise NotCanonical(why="the value is nested too deeply")
    if isinstance(value, dict):
        simple, items = _check_keys(value), list(value.values())
    elif isinstance(value, (list, tuple)):
        simple, items = True, list(value)
    else:
        raise NotCanonical(why=f"a value of type {type(value).__name__} is not allowed")
    for item in items:
        if type(item) is not str and not _check(item, depth - 1):  # most are texts
            simple = False
    return simple


def _check_keys(mapping: dict[Any, object]) -> bool:
    simple = True
    for key in mapping:
        if not isinstance(key, str):
            raise NotCanonical(why=f"the key {key!r} is not a text")
        if not key.isascii() and max(key) >= "\ud800":
            simple = False
    return simple


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    return [_ordered(item) for item in value] if isinstance(value, (list, tuple)) else value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical(why="a key stands twice")
    return found


def _refuse_number(text: str) -> object:
    raise NotCanonical(why=f"the number {text} is not an integer")
