"""What is delivered, and what delivering can come to: the words between the outbox and its channels.

A channel is a file found by its name, `workflow/notify/channels/<name>.py`, with one function:

    def deliver(letter: Letter, settings: Mapping[str, str]) -> Delivered

It returns once the other side has taken the letter over, and raises TemporaryFailure (the outbox tries again
later) or PermanentFailure (it never will work, a person has to look). Anything else it raises counts as
temporary. It has to answer within two minutes, else another worker may take the notice over. It may be called
twice with the same letter, when this machine died between the other side's yes and our note of it; then the
Message-ID is the same, by which the other side knows it.

A letter is written at the moment it is sent, by `workflow.notify.writing`:

    def write(book: Book, notice: Notice, now: datetime) -> Letter

so that it says what holds then, and names and addresses lie nowhere but in their own table.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from states.refusal import N_, Exit, Refusal


class Letter(NamedTuple):
    """One letter to one person, ready to be sent."""

    message_id: str  #: with its angle brackets; the same whenever the same notice is sent
    name: str  #: the recipient's name; empty where nobody is entered
    address: str  #: as the channel needs it: an e-mail address, a URL of apprise; empty where there is none
    subject: str
    text: str
    html: str = ""
    ics: str = ""  #: a calendar file for the date, empty for none
    language: str = "de"
    checkpoint: str = ""  #: the latest signed checkpoint of the log, verbatim; empty where there is none
    council: str = ""  #: name of the council
    written: datetime | None = None  #: aware; the date the letter bears


class Delivered(NamedTuple):
    """That the other side has taken a letter over, and its words for it, for the log (`250 2.0.0 Ok`)."""

    answer: str = ""


class TemporaryFailure(Refusal):
    """It did not work now; later it may. `reason` holds no names or addresses: it is kept."""

    code: ClassVar[str] = "not_delivered_yet"
    exit_status: ClassVar[Exit] = Exit.NETWORK
    message: ClassVar[str] = N_("This could not be delivered now: {reason}")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


class PermanentFailure(Refusal):
    """It will not work without somebody's doing: no such address, no such channel, refused for good."""

    code: ClassVar[str] = "not_delivered"
    exit_status: ClassVar[Exit] = Exit.NETWORK
    message: ClassVar[str] = N_("This cannot be delivered: {reason}")
    way_out: ClassVar[str] = N_("Put it right, then: laufzettel remind retry --all")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)
