"""The terminal: letters as text, for whoever sits there; on standard error, away from results of commands."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from workflow.notify.channels._message import one_line
from workflow.notify.letter import Delivered, Letter, TemporaryFailure
from workflow.words import _

#: what could steer a terminal: titles come from strangers
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RULE = "─" * 72


def deliver(letter: Letter, settings: Mapping[str, str]) -> Delivered:  # noqa: ARG001 - a channel's signature
    """Show a letter. Raises TemporaryFailure where nobody can see it."""
    try:
        show(letter)
    except (OSError, ValueError) as fault:
        raise TemporaryFailure(_("there is no terminal to show it on")) from fault
    return Delivered()


def show(letter: Letter) -> None:
    """Print a letter between two lines. Raises OSError, ValueError where there is no standard error."""
    if sys.stderr is None:
        raise OSError
    to = f"{_('To')}: {one_line(letter.name)}\n" if letter.name else ""
    body = letter.text.rstrip("\n")
    text = _STEERS.sub("\N{REPLACEMENT CHARACTER}", f"{to}{one_line(letter.subject)}\n\n{body}")
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    shown = f"{_RULE}\n{text}\n{_RULE}\n".encode(encoding, "replace").decode(encoding)
    sys.stderr.write(shown)
    sys.stderr.flush()
