"""Mail: one letter over SMTP to the office's own mail server (RFC 5321, RFC 6409).

What the server says decides: replies 4yz, silence and broken connections are temporary, so greylisting ends
by itself; replies 5yz are permanent. A connection lost after the text was sent may repeat the letter, with
the same Message-ID.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflow.notify.channels._message import compose, envelope
from workflow.notify.letter import Delivered, Letter, PermanentFailure, TemporaryFailure
from workflow.words import _

if TYPE_CHECKING:
    from email.message import EmailMessage

#: All steps together end before the lease of a notice does (two minutes).
AT_MOST = 100.0
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_WITH_ADDRESS = re.compile(r"\S*@\S*")
_LONGEST = 200


def deliver(letter: Letter, settings: Mapping[str, str]) -> Delivered:
    """Hand a letter to the mail server. Raises TemporaryFailure, PermanentFailure."""
    if not settings.get("mail.host"):
        raise PermanentFailure(_("no mail server is set (mail.host)"))
    made = compose(letter, settings)
    password = _password(settings)
    context = None if settings.get("mail.security") == "none" else _context(settings)
    try:
        return Delivered(_conversation(made, settings, password, context))
    except smtplib.SMTPResponseException as fault:
        raise _failure(fault.smtp_code, fault.smtp_error) from fault
    except smtplib.SMTPServerDisconnected as fault:
        raise TemporaryFailure(_lost(fault)) from fault
    except smtplib.SMTPNotSupportedError as fault:
        reason = _("the mail server does not offer what is needed: {what}").format(what=fault)
        raise TemporaryFailure(reason) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise TemporaryFailure(_unreachable(fault)) from fault


# The conversation


class _InTime:
    """A conversation with an end: each answer is awaited for `patience` seconds, all of them for AT_MOST."""

    sock: socket.socket | None = None

    def __init__(self, patience: float, *place: Any, **more: Any) -> None:
        self.patience, self._ends = patience, time.monotonic() + AT_MOST
        super().__init__(*place, timeout=patience, local_hostname=_own_name(), **more)  # type: ignore[call-arg]

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer. Raises TimeoutError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock is not None:
            self.sock.settimeout(min(self.patience, left))
        return super().getreply()  # type: ignore[misc, no-any-return]


class _Plain(_InTime, smtplib.SMTP):
    pass


class _Encrypted(_InTime, smtplib.SMTP_SSL):
    pass


def _conversation(
    made: EmailMessage, settings: Mapping[str, str], password: str, context: ssl.SSLContext | None
) -> str:
    """Everything that is said to the server; returns its last words."""
    client = _connected(settings, context)
    try:
        client.ehlo_or_helo_if_needed()
        if settings.get("mail.security", "starttls") == "starttls":
            client.starttls(context=context)
            client.ehlo()
        if user := settings.get("mail.user"):
            _log_in(client, user, password)
        return _sent(client, made)
    finally:
        _leave(client)


def _connected(settings: Mapping[str, str], context: ssl.SSLContext | None) -> _Plain | _Encrypted:
    security = settings.get("mail.security", "starttls")
    patience = float(settings.get("mail.timeout") or 20)
    place = settings["mail.host"], int(settings.get("mail.port") or _PORTS[security])
    return _Encrypted(patience, *place, context=context) if security == "tls" else _Plain(patience, *place)


def _log_in(client: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        client.login(user, password)
        return
    # smtplib knows ASCII only; PLAIN is UTF-8 (RFC 4616).
    secret = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, words = client.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, words)


def _sent(client: smtplib.SMTP, made: EmailMessage) -> str:
    """Send the message and return the server's words; smtplib's own `sendmail` keeps them to itself."""
    sender, recipient = envelope(made)
    utf8 = not (sender + recipient).isascii()
    if utf8 and not client.has_extn("smtputf8"):
        raise PermanentFailure(_("the mail server takes no addresses with letters beyond ASCII"))
    _accepted(client.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []))
    _accepted(client.rcpt(recipient))
    return _accepted(client.data(bytes(made)))


def _accepted(reply: tuple[int, bytes]) -> str:
    code, words = reply
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, words)
    return _said(code, words)


def _leave(client: _Plain | _Encrypted) -> None:
    """Take leave. Whatever goes wrong here, the letter is delivered or it is not."""
    client.patience = 1.0
    try:
        client.docmd("QUIT")
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        client.close()


def _own_name() -> str:
    """This machine's name, without asking the network for it."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _context(settings: Mapping[str, str]) -> ssl.SSLContext:
    authority = settings.get("mail.ca_file") or None
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as fault:
        raise PermanentFailure(
            _("the file with certificates cannot be read: {file}").format(file=authority)
        ) from fault


# Login


def _password(settings: Mapping[str, str]) -> str:
    """The password, from its file or from the keyring. Raises PermanentFailure."""
    user = settings.get("mail.user")
    if not user:
        return ""
    if settings.get("mail.security") == "none" and not _is_here(settings["mail.host"]):
        raise PermanentFailure(_("without encryption (mail.security) no password is sent"))
    file = settings.get("mail.password_file")
    return _from_file(file) if file else _from_keyring(user)


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _from_file(name: str) -> str:
    from pathlib import Path

    try:
        lines = Path(name).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, RuntimeError) as fault:
        raise PermanentFailure(
            _("the file with the password cannot be read: {file}").format(file=name)
        ) from fault
    if not lines or not lines[0]:
        raise PermanentFailure(_("the file with the password is empty: {file}").format(file=name))
    return lines[0]


def _from_keyring(user: str) -> str:
    try:
        import keyring
        import keyring.errors
    except ImportError as fault:
        raise PermanentFailure(
            _("there is no password: set mail.password_file, or install laufzettel[notify] for the keyring")
        ) from fault
    try:
        found = keyring.get_password("laufzettel", user)
    except keyring.errors.KeyringError as fault:
        raise PermanentFailure(_("the keyring cannot be used: {why}").format(why=fault)) from fault
    if not found:
        raise PermanentFailure(
            _("there is no password: set mail.password_file, or enter it with: keyring set laufzettel USER")
        )
    return found


# What went wrong


def _failure(code: int, words: bytes | str) -> TemporaryFailure | PermanentFailure:
    reason = _("the mail server says: {words}").format(words=_said(code, words))
    return PermanentFailure(reason) if 500 <= code <= 599 else TemporaryFailure(reason)


def _said(code: int, words: bytes | str) -> str:
    """The server's reply in one line, without addresses: it is kept, and they are nobody's business."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    line = _WITH_ADDRESS.sub("…", " ".join(text.split()))
    printable = "".join(c for c in line if c.isprintable())
    return f"{code} {printable}".strip()[:_LONGEST]


def _lost(fault: Exception) -> str:
    """smtplib hides behind a lost connection why it was lost."""
    if isinstance(fault.__context__, TimeoutError):
        return _unreachable(fault.__context__)
    return _("the mail server ended the connection")


def _unreachable(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return _("the mail server did not answer in time")
    if isinstance(fault, ConnectionRefusedError):
        return _("the mail server cannot be reached: connection refused")
    if isinstance(fault, socket.gaierror):
        return _("the mail server’s name is not known")
    if isinstance(fault, ssl.SSLCertVerificationError):
        return _("the mail server’s certificate is not valid: {why}").format(why=fault.verify_message)
    why = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return _("the connection to the mail server failed: {why}").format(why=why)
