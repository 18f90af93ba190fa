"""Signed notes: the public vector of Go's sumdb/note, and texts that are none."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.audit.build import COUNCIL, key, public
from workflow.audit.note import (
    NoteMalformed,
    PublicKeyMalformed,
    is_signed,
    public_key,
    read_note,
    read_public_key,
    sign,
    strict_base64,
    unpacked,
)

# The key and note in the documentation of golang.org/x/mod/sumdb/note.
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
GO_NOTE = f"{GO_TEXT}\n{GO_SIGNATURE}\n"


def test_a_note_made_by_another_program_is_verified() -> None:
    assert is_signed(read_note(GO_NOTE), read_public_key(GO_PUBLIC))


def test_signing_gives_the_same_note_as_the_other_program() -> None:
    assert str(sign(GO_TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(GO_SEED))) == GO_NOTE


def test_a_public_key_is_written_as_the_other_program_writes_it() -> None:
    assert str(public_key("PeterNeumann", Ed25519PrivateKey.from_private_bytes(GO_SEED))) == GO_PUBLIC
    assert str(read_public_key(GO_PUBLIC)) == GO_PUBLIC


@given(st.integers(0, len(GO_NOTE.encode()) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_note_is_found(place: int, bits: int) -> None:
    raw = bytearray(GO_NOTE.encode())
    raw[place] ^= bits
    try:
        note = read_note(raw.decode("latin-1" if not _is_utf8(bytes(raw)) else "utf-8"))
    except NoteMalformed:
        return
    assert not is_signed(note, read_public_key(GO_PUBLIC))


def _is_utf8(raw: bytes) -> bool:
    try:
        return bool(raw.decode())
    except UnicodeDecodeError:
        return False


@given(st.integers(0, len(GO_PUBLIC) - 1), st.integers(1, 127))
def test_any_changed_byte_of_a_public_key_is_found(place: int, bits: int) -> None:
    bent = GO_PUBLIC[:place] + chr(ord(GO_PUBLIC[place]) ^ bits) + GO_PUBLIC[place + 1 :]
    try:
        assert read_public_key(bent) != read_public_key(GO_PUBLIC)
        assert not is_signed(read_note(GO_NOTE), read_public_key(bent))
    except PublicKeyMalformed:
        pass


def _line(name: str, kind: int = 1, size: int = 32) -> str:
    """A line whose id fits its key, whatever that is."""
    value = bytes([kind]) + bytes(range(size))
    identity = sha256(name.encode() + b"\n" + value).hexdigest()[:8]
    return f"{name}+{identity}+{b64encode(value).decode()}"


def test_a_line_made_by_the_definition_is_a_public_key() -> None:
    assert str(read_public_key(_line(COUNCIL))) == _line(COUNCIL)


@pytest.mark.parametrize(
    "line",
    [
        *("", "a", "a+b", "a+b+c", GO_PUBLIC[:-4], "Peter Neumann" + GO_PUBLIC[12:], "++"),
        *(_line("a b"), _line(COUNCIL, kind=2), _line(COUNCIL, size=31), _line(COUNCIL, size=33)),
    ],
)
def test_what_is_no_public_key_is_refused(line: str) -> None:
    with pytest.raises(PublicKeyMalformed):
        read_public_key(line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        GO_TEXT,
        GO_NOTE[:-1],
        GO_NOTE + "\n",
        GO_NOTE + "more\n",
        GO_TEXT + "\n— a b\n",
        GO_TEXT + "\n- PeterNeumann x\n",
        GO_NOTE[:-1] + GO_SIGNATURE + "\n",
        GO_NOTE + f"{GO_SIGNATURE}\n" * 20,
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        read_note(text)


@pytest.mark.parametrize(
    ("text", "name"), [("no line feed", COUNCIL), ("gap\n\n", COUNCIL), ("text\n", "a b")]
)
def test_what_could_not_be_read_back_is_not_signed(text: str, name: str) -> None:
    with pytest.raises(NoteMalformed):
        sign(text, name, key())


def test_a_signature_counts_for_its_own_key_and_name_only() -> None:
    note = sign("text\n", COUNCIL, key(1))
    assert is_signed(note, public(1))
    assert not is_signed(note, public(2))
    assert not is_signed(note, public(1, "musterkreis"))


def test_the_id_in_a_signature_line_has_to_be_that_of_the_key() -> None:
    """A good signature under another key's id would be taken for that key's."""
    note = sign("text\n", COUNCIL, key(1))
    renamed = note.signatures[0]._replace(key_id=public(2).id)
    assert not is_signed(note._replace(signatures=(renamed,)), public(1))


@pytest.mark.parametrize(("name", "text"), [("a b", "AA=="), (COUNCIL, b64encode(bytes(67)).decode())])
def test_what_is_no_signature_line_is_refused(name: str, text: str) -> None:
    with pytest.raises(NoteMalformed):
        unpacked(name, text)
    with pytest.raises(NoteMalformed):
        unpacked("a b", b64encode(bytes(68)).decode())


@pytest.mark.parametrize("text", ["QQ", "QQ==\n", "QR==", "Q Q==", "Q-_="])
def test_base64_has_one_form(text: str) -> None:
    assert strict_base64(text) is None
    assert strict_base64("QQ==") == b"A"


def test_a_note_may_bear_several_signatures() -> None:
    note = read_note(str(sign("text\n", COUNCIL, key(1), key(2))))
    assert is_signed(note, public(1))
    assert is_signed(note, public(2))
