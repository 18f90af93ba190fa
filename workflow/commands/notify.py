"""`notify`: whether letters arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from states.refusal import N_
from workflow.commands.desk import Desk
from workflow.commands.frame import group, option, pass_desk
from workflow.commands.output import emit
from workflow.words import _

if TYPE_CHECKING:
    from workflow.notify.letter import Letter


class Tried(NamedTuple):
    """A letter that was delivered."""

    channel: str
    to: str
    answer: str
    message_id: str


@group(
    "notify",
    help=N_("Test whether letters arrive."),
    examples=["laufzettel notify test --to buero@example.org"],
)
def notify() -> None:
    """The delivery of letters."""


@notify.command(
    "test",
    help=N_(
        "Send one letter at once and say what became of it.\n\nIt needs no database. Channels are mail, "
        "maildir (files), terminal and push (other services); the settings stand in laufzettel config show."
    ),
    examples=[
        (
            "laufzettel notify test --to buero@example.org",
            N_("by mail, or into a file while no server is set"),
        ),
        ("laufzettel notify test --channel terminal", N_("here")),
    ],
)
@option("--to", metavar=N_("ADDRESS"), help=N_("Where to; else to the sender itself."))
@option("--channel", metavar=N_("NAME"), help=N_("By which channel; else the usual one."))
@pass_desk
def test(desk: Desk, to: str | None, channel: str | None) -> None:
    """Write one letter, deliver it."""
    from workflow.notify import channels

    settings = channels.settings_of(desk.settings)
    name = channel or channels.usual(settings)
    deliver = channels.find(name)
    address = channels.check_address(name, to) if to else ""
    letter = _letter(desk, address, settings["letters.folder"])
    answer = deliver(letter, settings).answer
    emit(desk, Tried(name, address, answer, letter.message_id), _lines)


def _letter(desk: Desk, address: str, folder: str) -> Letter:
    """The test letter, in the name of the council where there is one."""
    import uuid

    from workflow.commands.opening import open_office, try_reader
    from workflow.notify.facts import checkpoint_of
    from workflow.notify.letter import Letter
    from workflow.notify.writing import write_test

    key, name, zone, checkpoint, now = "office", "", "Europe/Berlin", "", None
    reader = try_reader(desk)
    if reader is not None and reader.councils():
        office = open_office(desk, "notify")
        council = office.council
        key, name, zone, now = council.key, council.name, council.zone, office.now
        checkpoint = checkpoint_of(office.book, council.id)
    letter = Letter(
        f"<test-{uuid.uuid4().hex}@{key}.laufzettel>",
        "",
        address,
        "",
        "",
        language=desk.lang,
        checkpoint=checkpoint,
        council=name,
        written=now or desk.now(rehearsal=False),
    )
    return write_test(letter, zone, folder=folder)


def _lines(tried: Tried) -> list[str]:
    """What became of it."""
    lines = [_("Delivered by {channel}.").format(channel=tried.channel)]
    return [*lines, _("The other side says: {answer}").format(answer=tried.answer)] if tried.answer else lines
