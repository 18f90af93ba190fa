"""Mails: the body if it is itself a document, and each attachment that can be read.

RFC 5322 and MIME, read by the standard library; pages saved by a browser as one file (.mht) are mails too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from states.refusal import N_, Refusal
from workflow.intake.formats._extract import Extract, Note, remark
from workflow.intake.formats._refusals import MailWithoutDocument, TooMuchWork
from workflow.intake.formats._text import decode, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage

ENDINGS = (".eml", ".mht", ".mhtml")
MEDIA_TYPE = "message/rfc822"

#: Mails in mails in mails.
DEPTH = 5
PARTS = 200
#: Names and values before the first empty line; spam filters write tens of kilobytes.
HEADERS = 512 * 1024
_HEADER = 8_000  #: characters of one value that is looked at

TOO_MANY = N_("“{name}” has more parts than are read; only the first {limit} were.")

_FIELD = re.compile(rb"([!-9;-~]+):[^\n]*\n(?:[ \t][^\n]*\n)*")
_KNOWN = frozenset(
    b"received return-path delivered-to from to cc subject date message-id mime-version content-type "
    b"reply-to x-mailer user-agent content-transfer-encoding in-reply-to references dkim-signature".split()
)
#: A heading of a motion on a line of its own: a covering letter has none.
_HEADING = re.compile(
    r"^[^\w\n]*(?:beschluss(?:vorschlag|entwurf|text|antrag)?|begründung|antrag(?:stext)?|sachverhalt|anfrage)[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(r"\n-- ?\n")
_SEALS = ("application/pgp-", "application/pkcs7-signature", "application/x-pkcs7-signature")
_QUIET_TYPES = (*_SEALS, "image/", "audio/", "video/", "font/", "application/javascript", "text/calendar")


class _Part(NamedTuple):
    name: str
    data: bytes


def recognises(data: bytes, name: str) -> int:
    """Mails begin with fields; which, tells them from letters that begin with labels."""
    data = data[:65_536].replace(b"\r\n", b"\n").lstrip(b"\n")
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    known, at = 0, 0
    while field := _FIELD.match(data, at):
        known += field[1].lower() in _KNOWN
        at = field.end()
    if not known or (at < len(data) and data[at : at + 1] != b"\n"):
        return 0
    certain = b"mime-version:" in data[:at].lower() or b"message-id:" in data[:at].lower() or known >= 4
    return 3 if certain or name.lower().endswith(ENDINGS) else 0


def read(data: bytes, name: str, depth: int = 0) -> list[Extract]:
    """The body, if it reads like a document, then the attachments; what could not be read as notes.

    A mail whose only possible document cannot be read is refused with that document's reason.
    """
    import email
    import email.policy

    head = re.search(rb"\r?\n\r?\n", data[: HEADERS + 4])
    if head is None and len(data) > HEADERS:
        raise TooMuchWork(name=name)
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    message = email.message_from_bytes(data, policy=email.policy.default)
    return _read(message, name, depth)


def _read(message: EmailMessage, name: str, depth: int) -> list[Extract]:
    found: list[Extract] = []
    notes: list[Note] = []
    refusals: list[Refusal] = []
    body, parts = _split(message, name, notes)
    for part in parts:
        try:
            found += _attached(part, f"{name}/{part.name}" if name else part.name, depth)
        except Refusal as refusal:
            refusals.append(refusal)
    text = _body_text(body, name)
    if text and (_HEADING.search(text) or not (found or refusals)):
        found.insert(0, Extract(name, _with_fields(message, text), MEDIA_TYPE))
    if not found:
        raise refusals[0] if refusals else MailWithoutDocument(name=name)
    notes += [remark(refusal) for refusal in refusals]
    return [found[0]._replace(notes=(*found[0].notes, *notes)), *found[1:]]


def _split(message: EmailMessage, name: str, notes: list[Note]) -> tuple[EmailMessage | None, list[_Part]]:
    """The part that is the body, and the attachments."""
    body = message.get_body(preferencelist=("plain", "html"))
    parts: list[_Part] = []
    for count, part in enumerate(_leaves(message)):
        if count == PARTS:
            notes.append(Note(TOO_MANY, {"name": name, "limit": PARTS}))
            break
        if part is not body and not _is_other_body(part):
            parts.append(_Part(_part_name(part, count), _bytes(part)))
    return cast("EmailMessage | None", body), [part for part in parts if part.data]


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that are not made of parts; a mail within the mail is one."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.iter_parts():
            yield from _leaves(cast("EmailMessage", part))
    else:
        yield message


def _is_other_body(part: EmailMessage) -> bool:
    """The same body once more in HTML, a logo in a signature, a page's styles, a seal: no documents."""
    kind = part.get_content_type()
    if part.is_attachment():
        return kind.startswith(_SEALS)
    named = part.get_filename() or kind.startswith(("application/", "message/"))
    return not named or kind.startswith(_QUIET_TYPES)


def _part_name(part: EmailMessage, count: int) -> str:
    given = part.get_filename() or ""
    name = re.split(r"[\\/]", _clean(given))[-1].strip()
    if name:
        return name
    endings = {
        "message/rfc822": ".eml",
        "application/pdf": ".pdf",
        "text/html": ".html",
        "text/plain": ".txt",
    }
    subject = _clean(str(part.get_content().get("Subject", ""))) if _is_mail(part) else ""
    return (re.sub(r"[\\/:]+", "-", subject).strip() or str(count + 1)) + endings.get(
        part.get_content_type(), ""
    )


def _is_mail(part: EmailMessage) -> bool:
    return part.get_content_type() == "message/rfc822" and part.is_multipart()


def _bytes(part: EmailMessage) -> bytes:
    if _is_mail(part):
        return bytes(part.get_content())
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attached(part: _Part, name: str, depth: int) -> list[Extract]:
    from workflow.intake.formats import detect, extract

    if detect(part.data, part.name) != "eml":
        return extract(part.data, name)
    if depth >= DEPTH:
        raise TooMuchWork(name=name)
    return read(part.data, name, depth + 1)


def _body_text(body: EmailMessage | None, name: str) -> str:
    if body is None:
        return ""
    data = _bytes(body)
    if body.get_content_type() == "text/html":
        from workflow.intake.formats.html import text_of

        text = text_of(_in_charset(data, body.get_content_charset()), name)
    else:
        text = tidy(_in_charset(data, body.get_content_charset()))
    return _SIGNATURE.split(text, maxsplit=1)[0].strip("\n")


def _in_charset(data: bytes, charset: str | None) -> str:
    """In the encoding the mail names, unless it says ASCII or does not fit."""
    try:
        return decode(data) if charset in {None, "us-ascii", "utf-8"} else data.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data)


def _with_fields(message: EmailMessage, text: str) -> str:
    """The body under its sender, date and subject, as mail programs print it."""
    fields = [
        ("Von", _field(message, "From")),
        ("Datum", _sent(message)),
        ("Betreff", _field(message, "Subject")),
    ]
    head = "".join(f"{label}: {value}\n" for label, value in fields if value)
    return f"{head}\n{text}\n" if head else text + "\n"


def _sent(message: EmailMessage) -> str:
    """The day the mail was sent, in the sender's zone; nothing if it says none."""
    from email.utils import parsedate_to_datetime

    try:
        moment: datetime = parsedate_to_datetime(_raw(message, "Date"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
    return f"{moment:%d.%m.%Y}"


def _field(message: EmailMessage, field: str) -> str:
    if len(_raw(message, field)) > _HEADER:
        return ""
    return _clean(str(message.get(field, "")))


def _raw(message: EmailMessage, field: str) -> str:
    return next((str(value) for key, value in message.raw_items() if key.lower() == field.lower()), "")


def _clean(value: str) -> str:
    return " ".join(tidy(value).split())
