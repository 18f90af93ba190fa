"""Other services, by apprise: messengers, SMS, team chats, some 170 of them, each by an address (URL).

The URL is the person's address, else those in the file `push.file`. URLs hold secrets: none is ever repeated.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import ClassVar

from states.refusal import N_, Exit, Refusal
from workflow.notify.channels._message import one_line
from workflow.notify.letter import Delivered, Letter, PermanentFailure, TemporaryFailure
from workflow.words import _


class NotAService(Refusal):
    """A text that is no address of a service."""

    code: ClassVar[str] = "not_a_service"
    exit_status: ClassVar[Exit] = Exit.INPUT
    message: ClassVar[str] = N_("This is no address (URL) of a service that is known here.")
    way_out: ClassVar[str] = N_("How they are written is said at: https://github.com/caronc/apprise/wiki")


def deliver(letter: Letter, settings: Mapping[str, str]) -> Delivered:
    """Hand a letter to a service. Raises TemporaryFailure, PermanentFailure."""
    apprise = _apprise()
    urls = [letter.address] if letter.address else _own(settings.get("push.file", ""))
    service = apprise.Apprise()
    # apprise says False both for no address and for a refused letter, so the former is told first.
    if not urls:
        raise PermanentFailure(
            _("no address of a service is entered, neither for the person nor in push.file")
        )
    if not all(service.add(url) for url in urls):
        raise PermanentFailure(_("an address of a service cannot be used"))
    if not service.notify(
        title=one_line(letter.subject), body=letter.text, body_format=apprise.NotifyFormat.TEXT
    ):
        raise TemporaryFailure(_("the service did not take it"))
    return Delivered()


def read_url(text: str) -> str:
    """The address of a service somebody typed. Raises NotAService, and PermanentFailure without apprise."""
    url = text.strip()
    if not url or not _apprise().Apprise().add(url):
        raise NotAService
    return url


def _own(file: str) -> list[str]:
    """The office's own addresses: one a line; what begins with # is a remark."""
    if not file:
        return []
    try:
        lines = Path(file).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, RuntimeError) as fault:
        raise PermanentFailure(_("the file push.file cannot be read: {file}").format(file=file)) from fault
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _apprise() -> ModuleType:
    try:
        import apprise
    except ImportError as fault:
        raise PermanentFailure(_("other services need: pip install laufzettel[notify]")) from fault
    logging.getLogger("apprise").setLevel(
        logging.CRITICAL + 1
    )  # its warnings repeat addresses, secrets and all
    return apprise
