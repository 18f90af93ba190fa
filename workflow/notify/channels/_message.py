"""A letter as an e-mail message: plain text, simple HTML, the date as a calendar file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from email import policy
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from workflow.audit.checkpoint import FIELD, CheckpointMalformed, compact_line, read_checkpoint
from workflow.notify.address import NotAnAddress, needs_utf8, read_address, wire
from workflow.notify.letter import Letter, PermanentFailure
from workflow.words import _

_HIDDEN = ("Cc", "Cs", "Zl", "Zp")
_SPECIALS = re.compile(r"[()<>\[\]:;@\\,.\"]")
_SLUG = re.compile(r"[^a-z0-9]+")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
#: where a letter is only kept as a file
_HERE = "laufzettel@localhost"


class _Words(UnstructuredHeader):
    """A header of plain words, folded between them; the usual way would encode one as long as a signature."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{FIELD}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_REGISTRY = HeaderRegistry()
_REGISTRY.map_to_type(FIELD, _Words)  # type: ignore[arg-type]  # made a BaseHeader on use
_ASCII = policy.SMTP.clone(header_factory=_REGISTRY)
_UTF8 = policy.SMTPUTF8.clone(header_factory=_REGISTRY)


def compose(letter: Letter, settings: Mapping[str, str]) -> EmailMessage:
    """The message of a letter. Raises PermanentFailure where sender or recipient have no usable address."""
    sender = _mailbox(settings.get("mail.from", ""), _("the sender (mail.from) is no e-mail address"))
    recipient = _addressed(letter) if letter.address or letter.name else sender  # nobody: the office itself
    return _message(letter, sender, recipient, settings.get("mail.reply_to", ""))


def kept(letter: Letter, settings: Mapping[str, str]) -> EmailMessage:
    """The message of a letter that stays here, so that neither sender nor recipient need an address."""
    sender = _mailbox(settings.get("mail.from") or _HERE, _("the sender (mail.from) is no e-mail address"))
    recipient = _addressed(letter if letter.address else letter._replace(address=_HERE))
    return _message(letter, sender, recipient, settings.get("mail.reply_to", ""))


def envelope(message: EmailMessage) -> tuple[str, str]:
    """Sender and recipient as mail servers take them."""
    return str(message["From"].addresses[0].addr_spec), str(message["To"].addresses[0].addr_spec)


def _message(letter: Letter, sender: Address, recipient: Address, reply_to: str) -> EmailMessage:
    international = needs_utf8(sender.addr_spec) or needs_utf8(recipient.addr_spec)
    made = EmailMessage(policy=_UTF8 if international else _ASCII)
    made["From"] = _unquoted(sender) if international else sender
    made["To"] = _unquoted(recipient) if international else recipient
    if reply_to:
        made["Reply-To"] = _mailbox(
            reply_to, _("the address for answers (mail.reply_to) is no e-mail address")
        )
    made["Subject"] = one_line(letter.subject)
    if letter.written is not None:
        made["Date"] = format_datetime(letter.written)
    made["Message-ID"] = one_line(letter.message_id)
    made["List-Id"] = _list_id(letter.council, sender.domain)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    made["X-Auto-Response-Suppress"] = "All"  # Exchange does not read the former
    _add_checkpoint(made, letter.checkpoint)
    _add_content(made, letter)
    made["Content-Language"] = letter.language
    return made


def _add_content(made: EmailMessage, letter: Letter) -> None:
    made.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.ics:
        made.add_attachment(
            letter.ics.encode(), "text", "calendar", cte="base64", filename="termin.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )  # fmt: skip


def _add_checkpoint(made: EmailMessage, checkpoint: str) -> None:
    if checkpoint:
        try:
            made[FIELD] = compact_line(read_checkpoint(checkpoint)).partition(": ")[2]
        except CheckpointMalformed:
            return  # a letter matters more than its witness


def _addressed(letter: Letter) -> Address:
    if not letter.address:
        raise PermanentFailure(_("no e-mail address is entered for the recipient"))
    return _mailbox(
        letter.address, _("the recipient’s e-mail address is none"), name=one_line(letter.name), alone=True
    )


def _mailbox(text: str, fault: str, *, name: str = "", alone: bool = False) -> Address:
    """`buero@example.org`, or `Büro <buero@example.org>` unless it has to stand alone."""
    called, address = (name, text) if alone else parseaddr(text)
    try:
        local, _at, domain = wire(read_address(address)).rpartition("@")
    except NotAnAddress as refusal:
        raise PermanentFailure(fault) from refusal
    return Address(one_line(called), local, domain)


def _unquoted(mailbox: Address) -> Address:
    """With a name that needs no quotes: Python 3.11 loses them where it folds a long UTF-8 header."""
    name = " ".join(_SPECIALS.sub(" ", mailbox.display_name).split())
    return Address(name, mailbox.username, mailbox.domain)


def _list_id(council: str, domain: str) -> str:
    slug = _SLUG.sub("-", council.casefold().translate(_SPELT)).strip("-") or "laufzettel"
    return f"<{slug[:60]}.laufzettel.{domain if domain.isascii() else 'localhost'}>"


def one_line(text: str) -> str:
    """Text for a header: no line ends, nothing hidden, nothing encoded (RFC 2047).

    So nobody's name or title can add a header.
    """
    plain = "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _HIDDEN)
    return plain.replace("=?", "= ?")
