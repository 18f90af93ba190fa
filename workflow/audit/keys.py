"""The signing keys: made, kept outside the database in files only their owner can read, and loaded.

Files are PKCS 8 in PEM, readable by openssl, one per key, `<council>-<key id>.key`; beside each lies its
public line as `.pub`. A key file is never overwritten and never deleted by the program.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from states.refusal import N_, Exit, Refusal
from workflow.audit.note import NAME, PublicKey, public_key, read_public_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyNameInvalid(Refusal):
    """A council's key name cannot name a key."""

    code = "audit-key-name-invalid"
    exit_status = Exit.USAGE
    message = N_("“{name}” cannot name a key: no spaces, slashes, colons or plus signs are allowed.")


class KeyMissing(Refusal):
    """There is no such key in the folder."""

    code = "audit-key-missing"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no signing key for {name} in {folder}.")
    way_out = N_("“laufzettel audit init-key” makes one.")


class KeyAmbiguous(Refusal):
    """There are several keys, and nothing says which is meant."""

    code = "audit-key-ambiguous"
    exit_status = Exit.USAGE
    message = N_("There are several signing keys for {name} in {folder}: {ids}.")


class KeyExposed(Refusal):
    """Others can read the key file."""

    code = "audit-key-exposed"
    exit_status = Exit.PERMISSION
    message = N_("The signing key {file} can be read by others; it is not used.")
    way_out = N_("After “chmod 600” it can be used; if others had access, a new key is safer.")


class KeyUnreadable(Refusal):
    """A key file is damaged, of another kind, or locked by a password."""

    code = "audit-key-unreadable"
    exit_status = Exit.INPUT
    message = N_("The signing key {file} cannot be read: damaged, of another kind, or the password is wrong.")


def make_key() -> Ed25519PrivateKey:
    """A new key out of the system's randomness."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def save_key(folder: Path, name: str, private: Ed25519PrivateKey, password: bytes | None = None) -> Path:
    """Write the key for its owner only (0600) and its public line beside it; returns the key's file.

    Raises KeyNameInvalid; OSError where the folder cannot be written or the key is there already.
    """
    if not NAME.fullmatch(name) or name.startswith("."):
        raise KeyNameInvalid(name=name)
    key = public_key(name, private)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{name}-{key.id.hex()}.key"
    _write_once(file, _pem(private, password), 0o600)
    _write_once(file.with_suffix(".pub"), f"{key}\n".encode(), 0o644)
    return file


def list_keys(folder: Path, name: str) -> list[PublicKey]:
    """The keys of a council whose private half lies in the folder, by file name."""
    found = []
    for file in sorted(folder.glob("*.key")):
        public = file.with_suffix(".pub")
        if public.is_file():
            key = read_public_key(public.read_text("utf-8"))
            if key.name == name and file.name == f"{name}-{key.id.hex()}.key":
                found.append(key)
    return found


def load_key(
    folder: Path, name: str, key_id: bytes | None = None, password: bytes | None = None
) -> Ed25519PrivateKey:
    """The private key of a council; without `key_id` the only one there is.

    Raises KeyMissing, KeyAmbiguous, KeyExposed, KeyUnreadable.
    """
    known = [key for key in list_keys(folder, name) if key_id in (None, key.id)]
    if not known:
        raise KeyMissing(name=name, folder=folder)
    if len(known) > 1:
        raise KeyAmbiguous(name=name, folder=folder, ids=", ".join(key.id.hex() for key in known))
    file = folder / f"{name}-{known[0].id.hex()}.key"
    private = _read_private(file, password)
    if public_key(name, private) != known[0]:
        raise KeyUnreadable(file=file)
    return private


def _read_private(file: Path, password: bytes | None) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise KeyExposed(file=file)
    try:
        private = load_pem_private_key(file.read_bytes(), password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable(file=file) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnreadable(file=file)
    return private


def _pem(private: Ed25519PrivateKey, password: bytes | None) -> bytes:
    from cryptography.hazmat.primitives import serialization as form

    lock = form.BestAvailableEncryption(password) if password else form.NoEncryption()
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock)


def _write_once(file: Path, content: bytes, mode: int) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(handle)
