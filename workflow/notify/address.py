"""E-mail addresses: which text is one, and how it goes over the wire.

One plain address, no name, no list. What may stand in front of the @ is the dot-atom of RFC 5322, with
letters of every language (RFC 6532); quoted parts and bare computers (`[192.0.2.1]`) are nobody's mailbox.
"""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from states.refusal import N_, Exit, Refusal

_ATOM = r"[^\s\x00-\x1f\x7f-\x9f\"(),.:;<>@\[\\\]]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST = 254  #: RFC 5321, 4.5.3.1.3, without the angle brackets
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp", "Co")


class NotAnAddress(Refusal):
    """A text that no mail can be sent to."""

    code: ClassVar[str] = "not_an_address"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("“{text}” is no e-mail address.")
    way_out: ClassVar[str] = N_("One address is needed, written like this: name@example.org")


def read_address(text: str) -> str:
    """The address somebody typed, without spaces around it. Raises NotAnAddress."""
    address = unicodedata.normalize("NFC", text.strip())
    local, at, domain = address.rpartition("@")
    hidden = any(unicodedata.category(letter) in _HIDDEN for letter in address)
    plain = at and not hidden and _LOCAL.fullmatch(local) and len(local.encode()) <= 64
    if not plain or not _is_domain(domain) or len(wire(address).encode()) > _LONGEST:
        raise NotAnAddress(text=text.strip())
    return address


def wire(address: str) -> str:
    """An address as mail servers take it: its domain in ASCII (RFC 5891)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii(domain)}"


def needs_utf8(address: str) -> bool:
    """Whether only servers that know RFC 6531 can take this address."""
    return not address.rpartition("@")[0].isascii()


def _is_domain(domain: str) -> bool:
    labels = _ascii(domain).split(".")
    sound = all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdecimal()
    return sound and (len(labels) > 1 or labels == ["localhost"])


def _ascii(domain: str) -> str:
    """Label by label: the codec `idna` of Python would send mail for straße.de to strasse.de (RFC 3490)."""
    return ".".join(_ascii_label(label) for label in domain.lower().split("."))


def _ascii_label(label: str) -> str:
    if label.isascii() or not all(c.isalnum() or c == "-" or unicodedata.combining(c) for c in label):
        return label
    return "xn--" + label.encode("punycode").decode("ascii")
