"""Signing keys: written once, readable by their owner only, loaded by council and id."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from tests.workflow.audit.build import COUNCIL, key, public
from workflow.audit.keys import (
    KeyAmbiguous,
    KeyExposed,
    KeyMissing,
    KeyNameInvalid,
    KeyUnreadable,
    list_keys,
    load_key,
    make_key,
    save_key,
)
from workflow.audit.note import public_key


def test_a_saved_key_is_loaded_again(tmp_path: Path) -> None:
    private = make_key()
    save_key(tmp_path / "keys", COUNCIL, private)
    assert public_key(COUNCIL, load_key(tmp_path / "keys", COUNCIL)) == public_key(COUNCIL, private)


def test_every_key_is_another() -> None:
    assert public_key(COUNCIL, make_key()) != public_key(COUNCIL, make_key())


def test_only_the_owner_can_read_a_key(tmp_path: Path) -> None:
    file = save_key(tmp_path / "keys", COUNCIL, key())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    save_key(tmp_path, COUNCIL, key()).chmod(0o640)
    with pytest.raises(KeyExposed):
        load_key(tmp_path, COUNCIL)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    file = save_key(tmp_path, COUNCIL, key())
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        save_key(tmp_path, COUNCIL, key(), b"password")
    assert file.read_bytes() == before


def test_of_several_keys_one_must_be_named(tmp_path: Path) -> None:
    save_key(tmp_path, COUNCIL, key(1))
    save_key(tmp_path, COUNCIL, key(2))
    save_key(tmp_path, "musterkreis", key(3))
    assert set(list_keys(tmp_path, COUNCIL)) == {public(1), public(2)}
    with pytest.raises(KeyAmbiguous):
        load_key(tmp_path, COUNCIL)
    assert public_key(COUNCIL, load_key(tmp_path, COUNCIL, public(2).id)) == public(2)


def test_a_missing_key_is_said_to_be_missing(tmp_path: Path) -> None:
    save_key(tmp_path, COUNCIL, key(1))
    for council, wanted in (("musterkreis", None), (COUNCIL, b"none")):
        with pytest.raises(KeyMissing):
            load_key(tmp_path, council, wanted)
    with pytest.raises(KeyMissing):
        load_key(tmp_path / "nowhere", COUNCIL)


def test_a_password_locks_a_key(tmp_path: Path) -> None:
    save_key(tmp_path, COUNCIL, key(), b"Linie 12")
    assert public_key(COUNCIL, load_key(tmp_path, COUNCIL, password=b"Linie 12")) == public()
    for wrong in (None, b"Linie 13"):
        with pytest.raises(KeyUnreadable):
            load_key(tmp_path, COUNCIL, password=wrong)


def test_a_damaged_key_or_one_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = save_key(tmp_path, COUNCIL, key())
    rsa = generate_private_key(65537, 2048).private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    other = save_key(tmp_path / "other", COUNCIL, key(2)).read_bytes()
    for content in (b"", b"rubbish", rsa, other):
        file.write_bytes(content)
        with pytest.raises(KeyUnreadable):
            load_key(tmp_path, COUNCIL)


@pytest.mark.parametrize("name", ["", "../kreis", "a/b", "a b", "a+b", ".kreis", "c:kreis", "kreis\n"])
def test_a_name_that_leads_elsewhere_names_no_key(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyNameInvalid):
        save_key(tmp_path, name, key())
    assert list(tmp_path.rglob("*.key")) == []


def test_a_council_may_have_umlauts(tmp_path: Path) -> None:
    save_key(tmp_path, "teltow-fläming", key())
    assert public_key("teltow-fläming", load_key(tmp_path, "teltow-fläming")).name == "teltow-fläming"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_reads_a_key_file(tmp_path: Path) -> None:
    file = save_key(tmp_path, COUNCIL, key())
    answer = subprocess.run(
        ["openssl", "pkey", "-in", str(file), "-noout", "-text"], capture_output=True, check=True
    )
    assert b"ED25519 Private-Key" in answer.stdout
