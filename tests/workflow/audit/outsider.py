"""All five steps of docs/audit-format.md, section 7, out of that document alone: what an auditor would write.

`independent.py` shows that the core fits into forty lines; this one follows hand-overs, checks chains and
personal values, and reads claims of absence. Whatever is not as the document says ends in an exception.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.workflow.audit.independent import H, root_of

KEYS = (
    "actor command council data effective kind n prev program recorded rules stream".split()
)  # in this order


def bits(text: str) -> bytes:
    """Base64 in its one usual form."""
    value = b64decode(text, validate=True)
    assert b64encode(value).decode() == text
    return value


def raw(text: str) -> bytes:
    """Hexadecimal in small letters."""
    assert bytes.fromhex(text).hex() == text
    return bytes.fromhex(text)


def signed_by(note: str, line: str) -> str:
    """The text of a note, if the key of this line signed it (sections 4 and 5)."""
    text, _, signatures = note.rpartition("\n\n")
    name, identity, encoded = line.split("+", 2)
    key = bits(encoded)
    assert (key[0], len(key)) == (1, 33)
    assert sha256(name.encode() + b"\n" + key).hexdigest()[:8] == identity
    *lines, end = signatures.split("\n")
    assert end == ""
    for each in lines:
        dash, who, signature = each.split(" ")
        found = bits(signature)
        if (dash, who, found[:4].hex()) == ("—", name, identity):
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(found[4:], f"{text}\n".encode())
            return f"{text}\n"
    raise AssertionError("not signed by this key")


def key_at(trusted: str, hand_overs: list[str], note: str, size: int) -> str:
    """Step 1: from the trusted key on, each hand-over signed by both; the key that counts at this size."""
    current, first = trusted, 0
    terms: list[tuple[str, int, int]] = []
    for each in hand_overs:
        fields = dict(line.split(" ", 1) for line in each.split("\n\n")[0].splitlines()[2:])
        if not terms and fields["old"] != current:
            continue
        assert fields["old"] == current
        assert signed_by(each, current) == signed_by(each, fields["new"])
        assert first <= int(fields["size"])
        terms.append((current, first, int(fields["size"])))
        current, first = fields["new"], int(fields["size"])
    for key, start, end in [*terms, (current, first, None)]:
        if start <= size and (end is None or size <= end):
            try:
                signed_by(note, key)
                return key
            except AssertionError:
                continue
    raise AssertionError("no key of this size signed")


def climb(place: bytes, found: bytes, path: list[str]) -> bytes:
    """Section 3: from a place of the heads tree up to its root."""
    for depth, step in reversed(list(enumerate(path))):
        right = place[depth // 8] >> 7 - depth % 8 & 1
        found = H(b"\x11", raw(step), found) if right else H(b"\x11", found, raw(step))
    return found


def leaf(place: bytes, n: int, last: bytes) -> bytes:
    """Section 3: the leaf of a stream."""
    return H(b"\x10", place, n.to_bytes(8, "big"), last)


def commitments(data: Any) -> set[str]:
    """Section 6: all commitments in an entry."""
    if isinstance(data, dict) and list(data) == ["~"]:
        return {data["~"]}
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return set().union(*map(commitments, parts)) if parts else set()


def check(content: bytes, trusted: str) -> list[dict[str, Any]]:
    """The entries that the file proves."""
    proof = json.loads(content)
    assert proof["format"] == "laufzettel-proof/1"
    council, size, root, heads, time = proof["checkpoint"].split("\n\n")[0].split("\n")
    assert (heads[:6], time[:5]) == ("heads ", "time ")
    top, crown = bits(root), bits(heads[6:])
    assert key_at(trusted, proof["hand_overs"], proof["checkpoint"], int(size)).split("+")[0] == council
    last = ""
    entries: list[dict[str, Any]] = []
    mentioned: set[str] = set()
    for each in proof["entries"]:
        found = json.loads(each["text"])
        assert list(found) == KEYS  # step 2
        assert found["council"] == council
        digest, path = H(b"\x00", each["text"].encode()), [raw(step) for step in each["path"]]
        assert 0 <= each["index"] < int(size)
        assert root_of(digest, each["index"], int(size), path) == top  # step 3
        if proof["whole"]:  # step 4
            assert (found["stream"], found["n"], found["prev"]) == (
                proof["whole"]["stream"],
                len(entries) + 1,
                last,
            )
        entries, last, mentioned = [*entries, found], digest.hex(), mentioned | commitments(found)
    if whole := proof["whole"]:
        place, other = H(whole["stream"].encode()), whole["other"]
        if entries:
            assert other is None
            at_place = leaf(place, len(entries), raw(last))
        elif other is None:
            at_place = H(b"\x12")
        else:
            stranger, depth = raw(other["key"]), len(whole["path"])
            assert stranger != place
            assert (
                f"{int.from_bytes(stranger, 'big'):0256b}"[:depth]
                == f"{int.from_bytes(place, 'big'):0256b}"[:depth]
            )
            at_place = leaf(stranger, other["n"], raw(other["hash"]))
        assert climb(place, at_place, whole["path"]) == crown
    for commitment, row in proof["personal"].items():  # step 5; texts are canonical as json writes them
        assert re.fullmatch("[0-9a-f]{64}", row["salt"])
        value = json.dumps(row["value"], ensure_ascii=False, separators=(",", ":"))
        assert sha256(raw(row["salt"]) + value.encode()).hexdigest() == commitment
        assert commitment in mentioned
    assert entries or proof["whole"]
    return entries
