"""Mail against a real SMTP server whose faults the tests command."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import datetime
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.notify.post_office import PostOffice, certificate, post_office
from workflow import words
from workflow.audit.checkpoint import FIELD, compact_line, find_compact, make_checkpoint, sign_checkpoint
from workflow.audit.keys import make_key
from workflow.notify.channels import mail
from workflow.notify.channels._message import compose, one_line
from workflow.notify.letter import Letter, PermanentFailure, TemporaryFailure

WRITTEN = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
LETTER = Letter(
    "<4711@musterkreis.laufzettel>",
    "Jörg Größer",
    "joerg@example.org",
    "Antragsfrist läuft ab: 12/397",
    "Die Frist endet am Freitag.\n",
    "<p>Die Frist endet am Freitag.</p>\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    council="Musterkreis Süd",
    written=WRITTEN,
)


@pytest.fixture(autouse=True)
def _english() -> None:
    words.use("en")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A server that takes everything, without encryption."""
    with post_office() as opened:
        yield opened


def settings(office: PostOffice, **more: str) -> dict[str, str]:
    """The settings for a server."""
    given = {key.replace("_", ".", 1): value for key, value in more.items()}
    return {
        "mail.host": "127.0.0.1",
        "mail.port": str(office.port),
        "mail.security": "none",
        "mail.from": "Büro der Fraktion <buero@example.org>",
        "mail.timeout": "5",
        **given,
    }


def sent(office: PostOffice, letter: Letter = LETTER, /, **more: str) -> str:
    """Deliver a letter; returns the server's answer."""
    return mail.deliver(letter, settings(office, **more)).answer


# What a letter looks like


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    """Both texts, the calendar file, names and subject with their umlauts, the Message-ID that was given."""
    assert sent(office) == "250 2.0.0 Ok: queued as 4Xy"
    (received,) = office.letters
    message = received.message
    assert (received.sender, received.to) == ("buero@example.org", "joerg@example.org")
    assert message["Subject"] == "Antragsfrist läuft ab: 12/397"
    assert message["To"] == "Jörg Größer <joerg@example.org>"
    assert message["From"] == "Büro der Fraktion <buero@example.org>"
    assert received.id == "<4711@musterkreis.laufzettel>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<musterkreis-sued.laufzettel.example.org>"
    assert parsedate_to_datetime(message["Date"]) == WRITTEN
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    plain, html, calendar = (part for part in message.walk() if not part.is_multipart())
    assert plain.get_content().splitlines() == LETTER.text.splitlines()
    assert html.get_content().splitlines() == LETTER.html.splitlines()
    assert calendar.get_payload(decode=True) == LETTER.ics.encode()
    assert calendar.get_filename() == "termin.ics"
    assert calendar.get_param("method") == "PUBLISH"


def test_every_line_is_short_enough_and_ends_with_crlf(office: PostOffice) -> None:
    """RFC 5322, 2.1.1: 998 octets."""
    sent(office, LETTER._replace(text="lang " * 2_000 + "\n", subject="Ü" * 900))
    content = office.letters[0].content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_a_dot_at_the_beginning_of_a_line_stays(office: PostOffice) -> None:
    sent(office, LETTER._replace(text="oben\n.\nunten\n"))
    (plain, *_) = (part for part in office.letters[0].message.walk() if not part.is_multipart())
    assert plain.get_content().split() == ["oben", ".", "unten"]


def test_the_checkpoint_stands_in_the_head_as_well(office: PostOffice) -> None:
    signed = sign_checkpoint(make_checkpoint("town", 12, bytes(32), bytes(32), WRITTEN), make_key())
    for form in (str(signed), compact_line(signed)):
        sent(office, LETTER._replace(checkpoint=form))
        head = office.letters.pop().content.partition(b"\r\n\r\n")[0].decode()
        assert find_compact(head) == [signed]
    sent(office, LETTER._replace(checkpoint="none of ours"))
    assert office.letters[0].message[FIELD] is None


def _header(content: bytes, name: str) -> str:
    """A header as it went over the wire, unfolded."""
    head = content.partition(b"\r\n\r\n")[0].decode()
    unfolded = re.sub(r"\r\n(?=[ \t])", "", head)
    (line,) = (ln for ln in unfolded.split("\r\n") if ln.lower().startswith(f"{name.lower()}:"))
    return line.partition(": ")[2]


@given(st.text(), st.text(), st.sampled_from(["anna@example.org", "jörg@straße.example"]))
def test_no_name_and_no_title_adds_a_header(name: str, title: str, address: str) -> None:
    """Whatever they hold, there is one subject, one recipient, and they read as they were meant."""
    letter = LETTER._replace(name=name, subject=title, address=address)
    content = bytes(compose(letter, {"mail.from": "buero@example.org"}))
    names = [
        line.partition(b":")[0]
        for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line[:1] != b" "
    ]
    assert sorted(set(names)) == sorted(names)
    assert {n.decode() for n in names} == {
        *("From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted"),
        *("X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"),
    }
    shown, to = parseaddr(_header(content, "To"))
    assert (
        to
        == {"anna@example.org": "anna@example.org", "jörg@straße.example": "jörg@xn--strae-oqa.example"}[
            address
        ]
    )
    assert _words(str(make_header(decode_header(_header(content, "Subject"))))) == _words(one_line(title))
    if address.isascii():
        assert _words(str(make_header(decode_header(shown)))) == _words(one_line(name))


def _words(text: str) -> str:
    """Text without its blanks: where a line of a header is folded between two encoded words, Python's own
    folding may lose the blank between them (RFC 2047 has readers drop it there)."""
    return "".join(text.split())


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nBcc: eve@example.org",
        "=?utf-8?q?x=0D=0ABcc:_eve@example.org?=",
        "x\u2028Bcc: eve@example.org",
        "\x00",
    ],
)
def test_an_injected_header_is_only_text(office: PostOffice, hostile: str) -> None:
    sent(office, LETTER._replace(subject=hostile, name=hostile))
    (received,) = office.letters
    assert received.message["Bcc"] is None
    assert received.to == "joerg@example.org"


def test_an_address_with_umlauts_goes_to_servers_that_know_them(office: PostOffice) -> None:
    sent(office, LETTER._replace(address="jörg@müller.example"))
    assert office.letters[0].to == "jörg@xn--mller-kva.example"
    with post_office(enable_SMTPUTF8=False) as old:
        with pytest.raises(PermanentFailure, match="beyond ASCII"):
            sent(old, LETTER._replace(address="jörg@müller.example"))
        sent(old, LETTER._replace(address="joerg@müller.example"))
        assert old.letters[0].to == "joerg@xn--mller-kva.example"


def test_a_letter_to_nobody_reaches_the_office_itself(office: PostOffice) -> None:
    sent(office, LETTER._replace(name="", address=""))
    assert office.letters[0].to == "buero@example.org"


@pytest.mark.parametrize(
    ("letter", "more", "reason"),
    [
        (LETTER._replace(address=""), {}, "no e-mail address is entered"),
        (LETTER._replace(address="nowhere"), {}, "address is none"),
        (LETTER._replace(address="a@example.org, b@example.org"), {}, "address is none"),
        (LETTER, {"mail_from": ""}, "mail.from"),
        (LETTER, {"mail_from": "Büro"}, "mail.from"),
        (LETTER, {"mail_reply_to": "x"}, "mail.reply_to"),
        (LETTER, {"mail_host": ""}, "mail.host"),
    ],
)
def test_what_cannot_be_sent_is_told_without_asking_the_server(
    office: PostOffice, letter: Letter, more: dict[str, str], reason: str
) -> None:
    with pytest.raises(PermanentFailure) as failure:
        sent(office, letter, **more)
    assert reason in failure.value.reason
    assert not office.letters


# What goes wrong


def test_a_server_that_is_down_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(TemporaryFailure, match="refused"):
        mail.deliver(LETTER, {"mail.host": "127.0.0.1", "mail.port": str(port), "mail.security": "none",
                              "mail.from": "buero@example.org"})  # fmt: skip


def test_a_name_that_nobody_knows_is_tried_again(office: PostOffice) -> None:
    with pytest.raises(TemporaryFailure, match="name is not known"):
        sent(office, mail_host="mail.invalid")


@pytest.mark.parametrize("step", ["ehlo", "mail", "rcpt", "data", "end"])
def test_a_server_that_is_silent_is_tried_again(office: PostOffice, step: str) -> None:
    office.silent_at = step
    with pytest.raises(TemporaryFailure, match="did not answer in time"):
        sent(office, mail_timeout="0.2")


def test_a_silent_server_is_not_waited_for_longer_than_a_lease_lasts(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However patient one is with each answer, all of them together end in time."""
    monkeypatch.setattr(mail, "AT_MOST", 0.2)
    office.silent_at = "rcpt"
    with pytest.raises(TemporaryFailure, match="did not answer in time"):
        sent(office, mail_timeout="60")


@pytest.mark.parametrize("step", ["mail", "text", "data", "end"])
def test_a_server_that_hangs_up_is_tried_again(office: PostOffice, step: str) -> None:
    """In the middle of the text, too, and after it, when nobody knows whether it was taken."""
    office.hangs_up_at = step
    with pytest.raises(TemporaryFailure, match=r"ended the connection|connection to the mail server failed"):
        sent(office, LETTER._replace(text="x" * 70 + "\n" + "y\n" * 100_000))
    office.hangs_up_at = ""
    sent(office)
    assert {letter.id for letter in office.letters} == {LETTER.message_id}
    assert len(office.letters) == (2 if step == "end" else 1)


@pytest.mark.parametrize("step", ["silent", "hangs up"])
def test_what_goes_wrong_at_taking_leave_does_not_count(office: PostOffice, step: str) -> None:
    """The letter was taken over before; to send it again would be the fault."""
    if step == "silent":
        office.silent_at = "quit"
    else:
        office.hangs_up_at = "quit"
    assert sent(office).startswith("250")


def test_of_three_recipients_one_is_refused_for_good(office: PostOffice) -> None:
    """The others get theirs; what is kept of the answer names nobody."""
    office.refused["berta@example.org"] = "550 5.1.1 <berta@example.org>: no such user here"
    people = ["anna@example.org", "berta@example.org", "carla@example.org"]
    failures = []
    for address in people:
        try:
            sent(office, LETTER._replace(address=address))
        except PermanentFailure as failure:
            failures.append(failure.reason)
    assert [letter.to for letter in office.letters] == ["anna@example.org", "carla@example.org"]
    assert failures == ["the mail server says: 550 5.1.1 … no such user here"]


def test_a_greylisted_letter_goes_through_the_second_time(office: PostOffice) -> None:
    office.greylists = True
    with pytest.raises(TemporaryFailure) as failure:
        sent(office)
    assert "450 4.2.0 … Recipient address rejected: Greylisted, try again in 300 s" in failure.value.reason
    sent(office)
    assert [letter.id for letter in office.letters] == [LETTER.message_id]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("452 4.2.2 mailbox full", TemporaryFailure),
        ("421 4.3.2 shutting down", TemporaryFailure),
        ("554 5.7.1 looks like spam", PermanentFailure),
    ],
)
def test_four_means_later_and_five_means_never(
    office: PostOffice, reply: str, kind: type[TemporaryFailure | PermanentFailure]
) -> None:
    """RFC 5321, 4.2.1."""
    office.reply_to_data = reply
    with pytest.raises(kind) as failure:
        sent(office)
    assert failure.value.facts["reason"] == f"the mail server says: {reply}"


# Encryption and login


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """A file with the password."""
    file = tmp_path / "password"
    file.write_text("geheim\n")
    return file


def test_the_login_is_encrypted_by_starttls(tmp_path: Path, password: Path) -> None:
    context, authority = certificate(tmp_path)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        office.password = "geheim"
        secure: dict[str, Any] = {
            "mail_security": "starttls",
            "mail_user": "buero",
            "mail_password_file": str(password),
        }
        sent(office, mail_ca_file=str(authority), **secure)
        assert [user for user, _ in office.logins] == ["buero"]
        with pytest.raises(TemporaryFailure, match="certificate is not valid"):
            sent(office, **secure)
        assert len(office.letters) == 1


def test_the_connection_can_be_encrypted_from_its_beginning(tmp_path: Path, password: Path) -> None:
    context, authority = certificate(tmp_path)
    with post_office(ssl_context=context, auth_required=True, auth_require_tls=False) as office:
        office.password = "geheim"
        secure: dict[str, Any] = {
            "mail_security": "tls",
            "mail_user": "buero",
            "mail_password_file": str(password),
        }
        sent(office, mail_ca_file=str(authority), **secure)
        with pytest.raises(TemporaryFailure, match="certificate is not valid"):
            sent(office, **secure)
        assert len(office.letters) == 1


def test_a_server_without_encryption_gets_nothing(office: PostOffice) -> None:
    """Somebody in between may have taken the offer away."""
    with pytest.raises(TemporaryFailure, match="does not offer"):
        sent(office, mail_security="starttls")
    assert not office.letters


def test_a_wrong_password_is_permanent(tmp_path: Path, password: Path) -> None:
    with post_office(auth_required=True, auth_require_tls=False) as office:
        office.password = "anders"
        with pytest.raises(PermanentFailure, match="535"):
            sent(office, mail_user="buero", mail_password_file=str(password))


def test_a_password_may_have_umlauts(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("schönes Wetter", encoding="utf-8")
    with post_office(auth_required=True, auth_require_tls=False) as office:
        office.password = "schönes Wetter"
        sent(office, mail_user="büro", mail_password_file=str(file))
        assert office.logins == [("büro", "PLAIN")]


def test_a_password_never_goes_out_in_the_clear(password: Path) -> None:
    with pytest.raises(PermanentFailure, match="no password is sent"):
        mail.deliver(
            LETTER,
            {
                "mail.host": "mail.example.org",
                "mail.security": "none",
                "mail.user": "buero",
                "mail.from": "buero@example.org",
                "mail.password_file": str(password),
            },
        )


def test_a_password_that_is_missing_is_told(office: PostOffice, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    for file, reason in ((str(tmp_path / "no"), "cannot be read"), (str(empty), "is empty")):
        with pytest.raises(PermanentFailure, match=reason):
            sent(office, mail_user="buero", mail_password_file=file)


def test_the_password_comes_from_the_keyring_where_no_file_is_set() -> None:
    import keyring
    import keyring.backend

    class Ring(keyring.backend.KeyringBackend):
        """A keyring in memory."""

        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return "geheim" if (service, username) == ("laufzettel", "buero") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]
    try:
        with post_office(auth_required=True, auth_require_tls=False) as locked:
            locked.password = "geheim"
            sent(locked, mail_user="buero")
            assert len(locked.letters) == 1
            with pytest.raises(PermanentFailure, match="there is no password"):
                sent(locked, mail_user="anna")
    finally:
        keyring.set_keyring(before)
