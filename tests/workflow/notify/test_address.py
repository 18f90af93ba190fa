"""Which text is an e-mail address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.notify.address import NotAnAddress, needs_utf8, read_address, wire


@pytest.mark.parametrize(
    ("text", "on_the_wire"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  anna.b+rat@Example.ORG\n", "anna.b+rat@example.org"),
        ("o'neil_{x}@sub.example.org", "o'neil_{x}@sub.example.org"),
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
        ("info@xn--mller-kva.example", "info@xn--mller-kva.example"),
        ("jörg@example.org", "jörg@example.org"),
        ("root@localhost", "root@localhost"),
        ("info@mu\u0308ller.example", "info@xn--mller-kva.example"),
    ],
)
def test_an_address_goes_over_the_wire_with_its_domain_in_ascii(text: str, on_the_wire: str) -> None:
    """RFC 5891; ß is a letter of its own there, and strasse.example is somebody else."""
    assert wire(read_address(text)) == on_the_wire


@pytest.mark.parametrize(
    "text",
    [
        *("", "anna", "@", "anna@", "@example.org", "anna@example", "anna@@example.org", "a b@example.org"),
        *(
            "anna@exam ple.org",
            "anna@example..org",
            ".anna@example.org",
            "anna.@example.org",
            "a..b@example.org",
        ),
        *(
            "Anna <anna@example.org>",
            "anna@example.org, berta@example.org",
            "anna@example.org;berta@example.org",
        ),
        *(
            "anna@-example.org",
            "anna@example-.org",
            "anna@[192.0.2.1]",
            "anna@192.0.2.1",
            '"a b"@example.org',
        ),
        *("anna@example.org\r\nBcc: eve@example.org", "an\u200bna@example.org", "anna@exam_ple.org"),
        *(
            "mailto:anna@example.org",
            "anna@example.org.",
            "a" * 65 + "@example.org",
            "a@" + "b." * 130 + "org",
        ),
        *("anna(at)example.org", "anna@ex\u202eample.org", "anna@\N{SNOWMAN}.example"),
    ],
)
def test_everything_else_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        read_address(text)
    assert refused.value.facts == {"text": text.strip()}


@given(st.text())
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    """What passes has one @ on the wire, no space, and an ASCII domain."""
    try:
        found = wire(read_address(text))
    except NotAnAddress:
        return
    local, _, domain = found.rpartition("@")
    assert "@" not in local
    assert not any(c.isspace() for c in found)
    assert domain.isascii()


@given(st.emails(domains=st.sampled_from(["example.org", "rat.example.org"])))
def test_every_plain_address_passes(address: str) -> None:
    assert wire(read_address(address)) == address
    assert not needs_utf8(address)
