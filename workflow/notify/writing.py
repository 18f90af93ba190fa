"""Letters: what a notice says to its reader, in their language, as things stand when it is sent.

The wording lies in `config/letters/<language>/<key>.txt`: the subject, an empty line, the text. Paragraphs
are separated by empty lines, and lines indented by four spaces are commands to type; the HTML is made of the
same text. A council's file names the wording of each of its reminders (`text`); one that does not exist gets
that of `reminder.txt`. An office may have wordings of its own in a folder with the same subfolders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from workflow.notify.facts import calendar_of, checkpoint_of, facts_of
from workflow.notify.letter import Letter, PermanentFailure
from workflow.notify.notice import DIGEST, Notice, read_notice
from workflow.notify.recipient import addressee
from workflow.words import _, day, speaking

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

    from workflow.store.book import Book, CouncilRow

USUAL = "reminder"  #: the wording where there is none of the name that was asked for
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_COMMAND = " " * 4
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINES = re.compile(r"\n{3,}")


class Said(NamedTuple):
    """A subject with its text."""

    subject: str
    text: str
    fault: str = ""  #: what is wrong with a wording of the office's own, instead of which ours was taken


def write(book: Book, notice: Notice, now: datetime, *, folder: str = "") -> Letter:
    """The letter of a notice. `folder` holds wordings of one's own (setting `letters.folder`).

    Raises PermanentFailure where the person has left.
    """
    person = addressee(book, notice.recipient, notice.channel or "mail")
    if person is None:
        raise PermanentFailure(_("the person is not entered any more"))
    row = next(row for row in book.councils() if row.id == notice.council)
    with speaking(person.language):
        written = now.astimezone(ZoneInfo(row.zone))
        if notice.rule == DIGEST:
            said, ics = _digest(book, notice, row, written, person.language, folder)
            roles = ""
        else:
            facts = facts_of(book, notice, row, written)
            said = say(str(notice.payload.get("text", "")), person.language, facts.named, folder)
            ics, roles = calendar_of([facts.entry], row, written), facts.roles
        return framed(
            said,
            Letter(
                notice.message_id, person.name, person.address, "", "", ics=ics, language=person.language,
                checkpoint=checkpoint_of(book, notice.council), council=row.name, written=written,
            ),
            roles,
            folder,
        )  # fmt: skip


def write_test(letter: Letter, zone: str, *, folder: str = "") -> Letter:
    """A letter that says that delivery works, with an appointment for the day after; the rest is given."""
    from workflow.publish.ics import Appointment
    from workflow.publish.ics import write as write_ics

    assert letter.written is not None
    with speaking(letter.language):
        said = say("test", letter.language, {"council": letter.council or "Laufzettel"}, folder)
        begins = letter.written.astimezone(ZoneInfo(zone)).replace(microsecond=0) + timedelta(days=1)
        entry = Appointment(
            f"test-{letter.message_id.strip('<>')}", begins, begins + timedelta(minutes=30), said.subject
        )
        ics = write_ics([entry], letter.written, zone=zone, method="PUBLISH").decode()
        return framed(said, letter._replace(ics=ics), "", folder)


def _digest(
    book: Book, notice: Notice, row: CouncilRow, now: datetime, language: str, folder: str
) -> tuple[Said, str]:
    found = [facts_of(book, read_notice(n), row, now) for n in book.notices_in(notice.payload["notices"])]
    items = [
        {**facts.named, "subject": say(facts.text, language, facts.named, folder).subject} for facts in found
    ]
    named = {"items": items, "council": row.name, "today": day(now.date())}
    return say(DIGEST, language, named, folder), calendar_of([f.entry for f in found], row, now)


# Wordings


def say(key: str, language: str, named: Mapping[str, Any], folder: str = "") -> Said:
    """A wording with its facts. One of the office's own that cannot be used is replaced by ours, and told."""
    text, fault = _rendered(key, language, named, folder)
    subject, _gap, body = text.lstrip("\n").partition("\n")
    return Said(" ".join(_CONTROL.sub(" ", subject).split()), _tidy(body), fault)


def _rendered(key: str, language: str, named: Mapping[str, Any], folder: str) -> tuple[str, str]:
    """The text of a wording, and what is wrong with the office's own."""
    name = f"{language}/{key if _KEY.fullmatch(key) else USUAL}.txt"
    own, fault = _own(folder, name, named) if folder else (None, "")
    if own is not None:
        return own, ""
    return _ours(name, language).render(named), fault


def _own(folder: str, name: str, named: Mapping[str, Any]) -> tuple[str | None, str]:
    from jinja2 import TemplateError, TemplateNotFound

    try:
        return _wordings(folder).get_template(name).render(named), ""
    except (TemplateError, OSError, ValueError, TypeError, ArithmeticError) as fault:
        if isinstance(fault, TemplateNotFound) and fault.name == name:
            return None, ""
        why = " ".join(str(fault).split()) or type(fault).__name__
        return None, _("(One’s own wording {name} cannot be used: {why})").format(name=name, why=why)


def _ours(name: str, language: str) -> Template:
    from jinja2 import TemplateNotFound

    try:
        return _wordings("").get_template(name)
    except TemplateNotFound:
        return _wordings("").get_template(f"{language}/{USUAL}.txt")


@lru_cache(maxsize=8)
def _wordings(folder: str) -> SandboxedEnvironment:
    """Wordings can only say things: no attributes of ours, no files, and what is misspelt is a fault."""
    from jinja2 import FileSystemLoader, FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    loader = FileSystemLoader(folder) if folder else FunctionLoader(_read)
    return ImmutableSandboxedEnvironment(
        loader=loader, undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )


def _read(name: str) -> str | None:
    import config

    file = config.folder("letters").joinpath(*name.split("/"))
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _tidy(text: str) -> str:
    return _LINES.sub("\n\n", _CONTROL.sub(" ", text)).strip("\n")


# The whole letter


def framed(said: Said, letter: Letter, roles: str, folder: str = "") -> Letter:
    """A letter with greeting and foot, as text and as simple HTML."""
    named = {
        "name": " ".join(letter.name.split()),
        "body": said.text,
        "council": letter.council,
        "roles": roles,
        "fault": said.fault,
        "checkpoint": _line_of(letter.checkpoint),
    }
    text = _tidy(_rendered("frame", letter.language, named, folder)[0]) + "\n"
    return letter._replace(subject=said.subject, text=text, html=as_html(text, said.subject, letter.language))


def _line_of(checkpoint: str) -> str:
    """A checkpoint as one line, which can be copied, quoted and compared."""
    from workflow.audit.checkpoint import CheckpointMalformed, compact_line, read_checkpoint

    try:
        return compact_line(read_checkpoint(checkpoint)) if checkpoint else ""
    except CheckpointMalformed:
        return ""


def as_html(text: str, title: str, language: str) -> str:
    """The text of a letter as HTML: paragraphs, and commands in typewriter letters; no pictures, no links."""
    blocks = "\n".join(_block(block) for block in _GAP.split(text.strip("\n")))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.4; max-width: 40em">\n'
        f"{blocks}\n</body>\n</html>\n"
    )


def _block(block: str) -> str:
    lines = block.split("\n")
    if all(line.startswith(_COMMAND) for line in lines):
        typed = "\n".join(escape(line.removeprefix(_COMMAND)) for line in lines)
        return f'<pre style="background: #f2f2f2; padding: 0.5em">{typed}</pre>'
    spoken = "<br>\n".join(map(escape, lines))
    return f"<p>{spoken}</p>"
