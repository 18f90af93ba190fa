"""Personal fields: in the log stands a commitment only, beside it the salt and value that open it.

A name in an entry could never be deleted without breaking the proof. So the entry holds
{"~": SHA-256(salt ‖ canonical JSON of the value)}, in hex; salt and value lie in a side table, one per value
and council. Deleting that row blots every mention at once (Art. 17 DSGVO), and no proof changes. The salt has
32 random bytes: without it, trying a list of all residents' names would find the value again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from hmac import compare_digest

from workflow.audit.canonical import NotCanonical, encode
from workflow.audit.fault import Fault, fault

SALT_BYTES = 32
MARK = "~"
_HEX = re.compile(r"[0-9a-f]{64}")


def commit(value: object, salt: bytes) -> str:
    """The commitment to a value, 64 hex digits. Raises ValueError if the salt is of another length."""
    if len(salt) != SALT_BYTES:  # a fixed length, so that no other split of the bytes gives the same hash
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return sha256(salt + encode(value).encode()).hexdigest()


def opens(commitment: str, salt: bytes, value: object) -> bool:
    """Do salt and value open this commitment?"""
    try:
        return compare_digest(commit(value, salt).encode(), commitment.encode())
    except (ValueError, NotCanonical):
        return False


def hidden(commitment: str) -> dict[str, str]:
    """How a commitment stands in an entry's data."""
    return {MARK: commitment}


def walk(data: object) -> Iterator[str]:
    """All commitments in an entry's data, in the order of the text, repeats included."""
    if isinstance(data, Mapping):
        commitment = _commitment(data)
        if commitment is not None:
            yield commitment
            return
        for key in sorted(data):
            yield from walk(data[key])
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from walk(item)


def reveal(data: object, known: Mapping[str, object], blotted: object = None) -> object:
    """The data with each commitment replaced by its value, or by `blotted` where that is no longer known."""
    if isinstance(data, Mapping):
        commitment = _commitment(data)
        if commitment is not None:
            return known.get(commitment, blotted)
        return {key: reveal(item, known, blotted) for key, item in data.items()}
    if isinstance(data, (list, tuple)):
        return [reveal(item, known, blotted) for item in data]
    return data


def check_personal(commitment: str, kept: tuple[bytes, object] | None, blotted: bool) -> Fault | None:
    """Is the side table's row (salt, value) for this commitment as it should be? None if so.

    `blotted` says that an entry of the log records its deletion: that alone tells blotted from lost.
    """
    if kept is None:
        return None if blotted else fault("personal-lost", commitment=commitment)
    if not opens(commitment, *kept):
        return fault("personal-forged", commitment=commitment)
    return fault("personal-kept", commitment=commitment) if blotted else None


def _commitment(data: Mapping[object, object]) -> str | None:
    value = data.get(MARK)
    return value if len(data) == 1 and isinstance(value, str) and _HEX.fullmatch(value) else None
