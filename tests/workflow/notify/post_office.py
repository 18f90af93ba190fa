"""A real SMTP server on a free port, which does wrong what a test tells it to."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Received(NamedTuple):
    """A letter that arrived."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter as a mail program reads it."""
        return BytesParser(policy=policy.default).parsebytes(self.content)

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])


class PostOffice(Controller):
    """The server. Its faults are attributes; tests set them while it runs."""

    def __init__(self, **options: Any) -> None:
        self.letters: list[Received] = []
        self.logins: list[tuple[str, str]] = []
        self.refused: dict[str, str] = {}  #: recipient → reply
        self.greylists = False
        self.greylisted: set[str] = set()
        self.silent_at = ""  #: the command that is never answered
        self.reply_to_data = ""  #: instead of 250, once the text has come
        self.hangs_up_at = ""  #: "text": in the middle of it; "end": after it, without an answer; "mail"
        self.delay = 0.0  #: seconds before a letter is taken, and again before that is said
        self.password = ""
        self.bound = socket.create_server(("127.0.0.1", 0))
        port = self.bound.getsockname()[1]
        options.setdefault("enable_SMTPUTF8", True)
        super().__init__(self, hostname="127.0.0.1", port=port, authenticator=self._checked, **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.bound, ssl=self.ssl_context)

    def factory(self) -> SMTP:
        """One conversation."""
        with warnings.catch_warnings():  # about passwords in the clear: they stay on this machine
            warnings.simplefilter("ignore", UserWarning)
            return _Counter(self, **self.SMTP_kwargs)

    def subjects(self) -> list[str]:
        """The subjects of what arrived."""
        return [str(letter.message["Subject"]) for letter in self.letters]

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the letter, then answer as told."""
        assert isinstance(server, _Counter)
        await server.misbehave("data")
        if self.reply_to_data:
            return self.reply_to_data
        await asyncio.sleep(self.delay)
        for to in envelope.rcpt_tos:
            self.letters.append(Received(envelope.mail_from, to, envelope.content))
        await asyncio.sleep(self.delay)
        await server.misbehave("end")
        return "250 2.0.0 Ok: queued as 4Xy"

    def _checked(self, _server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), mechanism))
        return AuthResult(success=data.password.decode() == self.password, handled=False)


class _Counter(SMTP):
    """The counter of a post office: what its clerk does with each command."""

    @property
    def office(self) -> PostOffice:
        found = self.event_handler
        assert isinstance(found, PostOffice)
        return found

    async def misbehave(self, command: str) -> None:
        if self.office.silent_at == command:
            await asyncio.Event().wait()
        if self.office.hangs_up_at == command:
            self._hang_up()
            await asyncio.sleep(0)

    def _hang_up(self) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's names
        await self.misbehave("ehlo")
        await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        await self.misbehave("mail")
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        await self.misbehave("rcpt")
        to = str(arg).partition("<")[2].partition(">")[0]
        if to in self.office.refused:
            await self.push(self.office.refused[to])
        elif self.office.greylists and to not in self.office.greylisted:
            self.office.greylisted.add(to)
            await self.push(f"450 4.2.0 <{to}>: Recipient address rejected: Greylisted, try again in 300 s")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.office.hangs_up_at == "text":
            await self.push("354 go on")
            await self._reader.read(64)
            self._hang_up()
            return
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        await self.misbehave("quit")
        await super().smtp_QUIT(arg)


@contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    """A server while the test runs."""
    office = PostOffice(**options)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server's certificate for this machine, and the file by which clients know it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "server.pem", folder / "server.key"
    file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file
