"""Time stamps over checkpoints, by an authority that signs real answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.workflow.audit.authority import START, Authority, answer, authority, digest, message_of, refusal
from tests.workflow.audit.build import checkpoint, log
from workflow.audit.fault import Fault
from workflow.audit.submit import StampServerFailed, submit
from workflow.audit.timestamp import (
    CertificateMalformed,
    StampsNotInstalled,
    stamp_request,
    stamp_time,
    verify_stamp,
)

SIGNED = checkpoint(log(["motion:1", "motion:2"]))
WHEN = datetime(2026, 3, 13, 12, 0, 5, tzinfo=UTC)


def stamped(when: datetime = WHEN, by: Authority | None = None) -> bytes:
    return answer(by or authority(), stamp_request(SIGNED), when)


def code(found: object) -> str:
    return found.code if isinstance(found, Fault) else f"good at {found}"


def test_a_request_asks_for_the_hash_of_the_note() -> None:
    assert message_of(stamp_request(SIGNED)) == digest(str(SIGNED))


def test_a_stamp_proves_the_time_of_a_checkpoint() -> None:
    assert stamp_time(stamped()) == WHEN
    assert verify_stamp(SIGNED, stamped(), authority().root_pem) == WHEN


def test_a_stamp_of_then_is_good_although_certificates_have_ended_since() -> None:
    assert verify_stamp(
        SIGNED, stamped(START + timedelta(days=1)), authority().root_pem
    ) == START + timedelta(days=1)


def test_a_stamp_outside_the_certificates_time_is_not_good() -> None:
    assert (
        code(verify_stamp(SIGNED, stamped(START + timedelta(days=500)), authority().root_pem))
        == "stamp-invalid"
    )


def test_a_stamp_of_another_checkpoint_is_not_good() -> None:
    other = checkpoint(log(["motion:1"]))
    assert code(verify_stamp(other, stamped(), authority().root_pem)) == "stamp-invalid"


def test_a_stamp_of_an_authority_that_nobody_trusts_is_not_good() -> None:
    assert (
        code(verify_stamp(SIGNED, stamped(by=authority("Fälscher")), authority().root_pem)) == "stamp-invalid"
    )


def test_a_certificate_for_another_purpose_stamps_nothing() -> None:
    server = authority("Webserver", ExtendedKeyUsageOID.SERVER_AUTH)
    assert code(verify_stamp(SIGNED, stamped(by=server), server.root_pem)) == "stamp-invalid"


def test_no_other_time_can_be_written_into_a_stamp() -> None:
    good = stamped()
    start = good.index(b"20260313120005Z")
    for place in range(start, start + 14):
        bent = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        assert stamp_time(bent) != WHEN
        assert code(verify_stamp(SIGNED, bent, authority().root_pem)) in ("stamp-malformed", "stamp-invalid")


def test_no_damaged_stamp_raises_or_gives_another_time() -> None:
    good = stamped()
    for place in range(0, len(good), 9):
        bent = good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]
        found = verify_stamp(SIGNED, bent, authority().root_pem)
        assert found == WHEN or isinstance(found, Fault)


def test_a_refusal_is_told_with_its_reason() -> None:
    found = stamp_time(refusal("Kontingent erschöpft"))
    assert str(found) == "The time stamping authority refused: Kontingent erschöpft."


@pytest.mark.parametrize(
    "response", [b"", b"rubbish", b"<html>", stamped()[:100]], ids=["empty", "rubbish", "page", "cut"]
)
def test_what_is_no_answer_is_told(response: bytes) -> None:
    assert (
        code(stamp_time(response))
        == code(verify_stamp(SIGNED, response, authority().root_pem))
        == "stamp-malformed"
    )


def test_what_is_no_certificate_is_refused() -> None:
    with pytest.raises(CertificateMalformed):
        verify_stamp(SIGNED, stamped(), b"rubbish")


def test_without_the_optional_package_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(StampsNotInstalled):
        stamp_request(SIGNED)


class Desk(BaseHTTPRequestHandler):
    """The authority's counter on the web."""

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.path == "/tsr" and self.headers["Content-Type"] == "application/timestamp-query"
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Type", "application/timestamp-reply" if good else "text/html")
        self.end_headers()
        self.wfile.write(answer(authority(), request, WHEN) if good else b"<html>")

    def log_message(self, *_args: object) -> None:
        """Tests are silent."""


@pytest.fixture(scope="module")
def desk() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_stamp_is_fetched_over_the_wire(desk: str) -> None:
    response = submit(stamp_request(SIGNED), f"{desk}/tsr")
    assert verify_stamp(SIGNED, response, authority().root_pem) == WHEN


@pytest.mark.parametrize("path", ["/broken", "/page"])
def test_a_server_that_is_no_authority_is_told(desk: str, path: str) -> None:
    with pytest.raises(StampServerFailed):
        submit(b"request", desk + path)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://example.invalid/", "nothing", "http://127.0.0.1:1/"]
)
def test_an_address_without_a_server_is_told(url: str) -> None:
    with pytest.raises(StampServerFailed):
        submit(b"request", url)
