"""Channels: ways by which a letter reaches its reader. Each is a file here, found by its name.

`workflow.notify.letter` says what a channel does. The settings it gets are those of `settings_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

from workflow.notify.letter import Delivered, Letter, PermanentFailure
from workflow.settings import KEYS
from workflow.words import _, listed

Deliver = Callable[[Letter, Mapping[str, str]], Delivered]

_NAME = re.compile(r"[a-z][a-z0-9]*")


class Texts(Protocol):
    """Settings that can say a value as text, as `workflow.settings.Settings` do."""

    def text(self, key: str) -> str:
        """A key's value."""
        ...


def names() -> list[str]:
    """Every channel there is."""
    return sorted(f.stem for f in Path(__file__).parent.glob("*.py") if _NAME.fullmatch(f.stem))


def find(name: str) -> Deliver:
    """The channel of a name. Raises PermanentFailure for one that does not exist."""
    if name not in names():
        raise PermanentFailure(
            _("there is no channel “{name}”, only {known}").format(name=name, known=listed(names()))
        )
    found: Deliver = import_module(f"{__name__}.{name}").deliver
    return found


def usual(settings: Mapping[str, str]) -> str:
    """The channel of whoever has no wish: mail where a server is set, else files and the terminal."""
    return "mail" if settings.get("mail.host") else "maildir"


def settings_of(settings: Texts) -> dict[str, str]:
    """What channels need to know of the settings. Raises the refusals of settings that cannot be used."""
    return {key: settings.text(key) for key in KEYS if key.startswith(("mail.", "push.", "letters."))}


def check_address(channel: str, address: str) -> str:
    """An address as a channel needs it. Raises NotAnAddress, and PermanentFailure for no such channel."""
    find(channel)
    if channel != "push":
        from workflow.notify.address import read_address

        return read_address(address)
    from workflow.notify.channels.push import read_url

    return read_url(address)
