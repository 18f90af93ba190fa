"""A second verifier of proof files, in forty lines and out of docs/audit-format.md alone."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def H(*parts: bytes) -> bytes:  # noqa: N802 - the letter of the RFC
    return sha256(b"".join(parts)).digest()


def root_of(leaf: bytes, at: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1 read backwards: the larger half of the tree is left, its size a power of two."""
    if size == 1:
        assert not path
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if at < half:
        return H(b"\x01", root_of(leaf, at, half, path[:-1]), path[-1])
    return H(b"\x01", path[-1], root_of(leaf, at - half, size - half, path[:-1]))


def check(content: bytes, public_key: str) -> list[dict[str, Any]]:
    """The entries that the file proves; an AssertionError (or another one) if it proves nothing."""
    proof = json.loads(content)
    text, signatures = proof["checkpoint"].split("\n\n")
    council, size, log_root, heads, _time, _end = (text + "\n").split("\n")
    key, signature = (
        b64decode(public_key.split("+", 2)[2]),
        b64decode(signatures.split("\n")[0].split(" ")[2]),
    )
    assert public_key.split("+", maxsplit=1)[0] == council
    assert signature[:4] == H(council.encode(), b"\n", key)[:4]
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (text + "\n").encode())
    for each in proof["entries"]:
        leaf, path = H(b"\x00", each["text"].encode()), [bytes.fromhex(step) for step in each["path"]]
        assert 0 <= each["index"] < int(size)
        assert root_of(leaf, each["index"], int(size), path) == b64decode(log_root)
    entries = [json.loads(each["text"]) for each in proof["entries"]]
    if proof["whole"]:
        place = H(proof["whole"]["stream"].encode())
        found = H(b"\x10", place, len(entries).to_bytes(8, "big"), leaf)
        for depth, step in reversed(list(enumerate(proof["whole"]["path"]))):
            pair = (found, bytes.fromhex(step))
            found = H(b"\x11", *(pair[::-1] if place[depth // 8] >> 7 - depth % 8 & 1 else pair))
        assert found == b64decode(heads.removeprefix("heads "))
        expected = [(proof["whole"]["stream"], n) for n in range(1, len(entries) + 1)]
        assert [(each["stream"], each["n"]) for each in entries] == expected
    return entries
