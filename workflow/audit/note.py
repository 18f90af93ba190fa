"""Signed notes: a text and the signatures under it, as C2SP signed-note and Go's sumdb/note write them.

    text, one or more lines
    (an empty line)
    — name base64(key id ‖ signature)

The key id is the first four bytes of SHA-256(name ‖ line feed ‖ 0x01 ‖ public key); what is signed is the
text with its last line feed. Ed25519 only.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_, Exit, Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = b"\x01"
_SIGNATURE = re.compile(r"— (\S+) (\S+)")
_MOST_SIGNATURES = 16
NAME = re.compile(
    r"""[^\s+/\\:<>"'{}\x00-\x1f\x7f\ud800-\udfff]{1,100}"""
)  #: a key's name: also a file's name, so no path in it


class NoteMalformed(Refusal):
    """A text is not a signed note."""

    code = "audit-note-malformed"
    exit_status = Exit.INPUT
    message = N_("This is not a signed text of this program.")


class PublicKeyMalformed(Refusal):
    """A text is not a public key in the form `name+id+base64`."""

    code = "audit-public-key-malformed"
    exit_status = Exit.INPUT
    message = N_("This is not a public key.")
    way_out = N_("A public key is one line of the form name+id+key, as “laufzettel audit init-key” shows it.")


class PublicKey(NamedTuple):
    """A verifying key and the council it signs for."""

    name: str  #: the council's key name
    raw: bytes  #: 32 bytes

    @property
    def id(self) -> bytes:
        """Four bytes that say which key signed; no proof of anything."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.raw).decode()}"


class Signature(NamedTuple):
    """A signature line."""

    name: str
    key_id: bytes
    value: bytes  #: 64 bytes


class Note(NamedTuple):
    """A text, ending with a line feed, and the signatures under it; nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"— {each.name} {packed(each)}\n" for each in self.signatures)


def packed(signature: Signature) -> str:
    """The base64 part of a signature line."""
    return b64encode(signature.key_id + signature.value).decode()


def unpacked(name: str, text: str) -> Signature:
    """The signature of a name and its base64 part. Raises NoteMalformed."""
    value = strict_base64(text)
    if value is None or len(value) != 68 or not NAME.fullmatch(name):
        raise NoteMalformed
    return Signature(name, value[:4], value[4:])


def strict_base64(text: str) -> bytes | None:
    """The bytes of a base64 text that has but this one form; None for any other text."""
    try:
        value = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return value if b64encode(value).decode() == text else None


def read_note(text: str) -> Note:
    """The note of a text. Raises NoteMalformed."""
    body, gap, under = text.rpartition("\n\n")
    lines = under.split("\n")
    if not gap or not body or lines.pop() != "" or not 0 < len(lines) <= _MOST_SIGNATURES:
        raise NoteMalformed
    matches = [_SIGNATURE.fullmatch(line) for line in lines]
    return Note(body + "\n", tuple(unpacked(*_groups(match)) for match in matches))


def _groups(match: re.Match[str] | None) -> tuple[str, str]:
    if match is None:
        raise NoteMalformed
    return match[1], match[2]


def read_public_key(text: str) -> PublicKey:
    """The key of a line `name+id+base64`. Raises PublicKeyMalformed, also if id and key do not fit."""
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    value = strict_base64(encoded)
    if value is None or len(value) != 33 or value[:1] != _ED25519 or not NAME.fullmatch(name):
        raise PublicKeyMalformed
    key = PublicKey(name, value[1:])
    if key.id.hex() != identity:
        raise PublicKeyMalformed
    return key


def public_key(name: str, private: Ed25519PrivateKey) -> PublicKey:
    """The verifying key of a private key, for this council."""
    return PublicKey(name, private.public_key().public_bytes_raw())


def sign(text: str, name: str, *private: Ed25519PrivateKey) -> Note:
    """The text signed by each key. The text ends with a line feed and has no empty line at its end."""
    if not text.endswith("\n") or text.endswith("\n\n") or not NAME.fullmatch(name):
        raise NoteMalformed
    return Note(
        text, tuple(Signature(name, public_key(name, key).id, key.sign(text.encode())) for key in private)
    )


def is_signed(note: Note, key: PublicKey) -> bool:
    """Does one of the note's signatures come from this key, and is it good?"""
    return any(
        each.name == key.name and each.key_id == key.id and _good(key.raw, each.value, note.text)
        for each in note.signatures
    )


def _good(raw: bytes, signature: bytes, text: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
