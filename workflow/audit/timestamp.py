"""Time stamps of an authority (RFC 3161): a third party says that a checkpoint existed at a time.

The signature of a checkpoint binds its content, not its time: whoever has the key can write any time. A
time stamp closes that gap. What is stamped is the checkpoint's note, byte for byte. Needs the extra `audit`.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha512
from typing import Any

from states.refusal import N_, Exit, Refusal
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.fault import Fault, fault

_GRANTED = (0, 1)


class StampsNotInstalled(Refusal):
    """The optional library for time stamps is missing."""

    code = "audit-stamps-not-installed"
    exit_status = Exit.FAILURE
    message = N_("Time stamps need an additional package that is not installed.")
    way_out = N_("“pip install laufzettel[audit]” adds it.")


class CertificateMalformed(Refusal):
    """A file holds no certificate."""

    code = "audit-certificate-malformed"
    exit_status = Exit.INPUT
    message = N_("This is not a certificate.")


def stamp_request(signed: SignedCheckpoint) -> bytes:
    """The request (DER) to an authority: SHA-512 of the note, a nonce, and please with certificate."""
    client = _client()
    builder = client.TimestampRequestBuilder().data(str(signed).encode())
    return bytes(builder.cert_request(cert_request=True).build().as_bytes())


def stamp_time(response: bytes) -> datetime | Fault:
    """When the authority says it was (UTC), or why there is no time in the answer; nothing is verified."""
    answer = _decoded(response)
    return answer if isinstance(answer, Fault) else _time(answer)


def answer_time(signed: SignedCheckpoint, response: bytes) -> datetime | Fault:
    """The time in an answer that is one for this checkpoint, or the fault; who answered is not verified."""
    answer = _decoded(response)
    if isinstance(answer, Fault):
        return answer
    try:
        asked_for = bytes(answer.tst_info.message_imprint.message)
    except ValueError:
        return fault("stamp-malformed")
    return _time(answer) if asked_for == sha512(str(signed).encode()).digest() else fault("stamp-invalid")


def verify_stamp(signed: SignedCheckpoint, response: bytes, roots: bytes) -> datetime | Fault:
    """The proven time of a checkpoint (UTC), or the fault.

    `roots` are the authority's root certificates (PEM, one or more), which the auditor has from
    elsewhere; certificates must be valid at the time of the stamp, not today.
    """
    client = _client()
    answer = _decoded(response)
    if isinstance(answer, Fault):
        return answer
    builder = client.VerifierBuilder()
    for root in _certificates(roots):
        builder = builder.add_root_certificate(root)
    try:
        good = builder.build().verify_message(answer, str(signed).encode())
    except (client.VerificationError, ValueError):  # the library reads parts of the token only here
        return fault("stamp-invalid")
    return _time(answer) if good else fault("stamp-invalid")


def _decoded(response: bytes) -> Any:
    try:
        answer = _client().decode_timestamp_response(response)
    except (ValueError, TypeError):
        return fault("stamp-malformed")
    if answer.status not in _GRANTED:
        return fault("stamp-refused", why="; ".join(answer.status_string) or str(answer.status))
    return answer


def _time(answer: Any) -> datetime | Fault:
    try:
        time: datetime = answer.tst_info.gen_time
    except ValueError:
        return fault("stamp-malformed")
    return time


def _certificates(pem: bytes) -> list[Any]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return list(load_pem_x509_certificates(pem))
    except ValueError:
        raise CertificateMalformed from None


def _client() -> Any:
    try:
        import rfc3161_client
    except ImportError:
        raise StampsNotInstalled from None
    return rfc3161_client
