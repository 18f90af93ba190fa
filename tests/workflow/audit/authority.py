"""A time stamping authority for tests: it signs real answers (RFC 3161), with a key of its own.

The DER is written by hand, so that the answers do not come from the library that reads them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256, sha512
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import _rust

START = datetime(2026, 1, 1, tzinfo=UTC)


class Authority(NamedTuple):
    """A root, and a certificate under it that may stamp."""

    root: x509.Certificate
    leaf: x509.Certificate
    private: RSAPrivateKey

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)


@cache
def authority(
    name: str = "Prüfdienst", purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
) -> Authority:
    root_key, leaf_key = generate_private_key(65537, 2048), generate_private_key(65537, 2048)
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{name} Wurzel")])
    leaf_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    root = _certificate(root_name, root_name, root_key, root_key, x509.BasicConstraints(True, None))
    usage = x509.ExtendedKeyUsage([purpose])
    leaf = _certificate(leaf_name, root_name, leaf_key, root_key, usage)
    return Authority(root, leaf, leaf_key)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: RSAPrivateKey,
    signer: RSAPrivateKey,
    extra: x509.ExtensionType,
) -> x509.Certificate:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(START)
    builder = builder.not_valid_after(START + timedelta(days=400)).add_extension(extra, critical=True)
    return builder.sign(signer, hashes.SHA256())


def answer(it: Authority, request: bytes, when: datetime) -> bytes:
    """The authority's answer to a request: granted, signed, with its certificate."""
    asked = _rust.parse_timestamp_request(request)
    imprint = _seq(_seq(_oid("2.16.840.1.101.3.4.2.3"), _NULL), _octets(asked.message_imprint.message))
    info = _seq(
        _int(1),
        _oid("1.3.6.1.4.1.99999.1"),
        imprint,
        _int(7),
        _time(when),
        *([_int(asked.nonce)] if asked.nonce else []),
    )
    return _seq(_seq(_int(0)), _seq(_oid("1.2.840.113549.1.7.2"), _tag(0xA0, _signed(it, info))))


def refusal(text: str) -> bytes:
    """An answer that grants nothing."""
    return _seq(_seq(_int(2), _seq(_tag(0x0C, text.encode()))))


def message_of(request: bytes) -> bytes:
    """The hash that a request asks to be stamped."""
    return bytes(_rust.parse_timestamp_request(request).message_imprint.message)


def _signed(it: Authority, info: bytes) -> bytes:
    sha = _seq(_oid("2.16.840.1.101.3.4.2.1"), _NULL)
    certificate = it.leaf.public_bytes(Encoding.DER)
    certificate_id = _seq(_seq(_seq(_octets(sha256(certificate).digest()))))
    attributes = sorted([
        _seq(_oid("1.2.840.113549.1.9.3"), _tag(0x31, _oid("1.2.840.113549.1.9.16.1.4"))),
        _seq(_oid("1.2.840.113549.1.9.4"), _tag(0x31, _octets(sha256(info).digest()))),
        _seq(_oid("1.2.840.113549.1.9.16.2.47"), _tag(0x31, certificate_id)),
    ])  # fmt: skip
    signature = it.private.sign(_tag(0x31, *attributes), PKCS1v15(), hashes.SHA256())
    issuer = _seq(it.leaf.issuer.public_bytes(), _int(it.leaf.serial_number))
    method = _seq(_oid("1.2.840.113549.1.1.1"), _NULL)
    signer = _seq(_int(1), issuer, sha, _tag(0xA0, *attributes), method, _octets(signature))
    content = _seq(_oid("1.2.840.113549.1.9.16.1.4"), _tag(0xA0, _octets(info)))
    return _seq(_int(3), _tag(0x31, sha), content, _tag(0xA0, certificate), _tag(0x31, signer))


def _tag(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else _long(size)
    return bytes([tag]) + length + content


def _long(size: int) -> bytes:
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


_NULL = b"\x05\x00"


def _seq(*parts: bytes) -> bytes:
    return _tag(0x30, *parts)


def _octets(value: bytes) -> bytes:
    return _tag(0x04, value)


def _int(value: int) -> bytes:
    return _tag(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _time(when: datetime) -> bytes:
    return _tag(0x18, when.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def _oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    octets = []
    for arc in (first * 40 + second, *rest):
        group = [arc & 0x7F]
        while arc := arc >> 7:
            group.insert(0, 0x80 | arc & 0x7F)
        octets += group
    return _tag(0x06, bytes(octets))


def digest(text: str) -> bytes:
    """What a request asks to be stamped for this text."""
    return sha512(text.encode()).digest()
