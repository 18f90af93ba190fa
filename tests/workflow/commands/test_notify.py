"""`notify test`: one letter, at once, and one sentence where it does not go."""

from __future__ import annotations

import json
import mailbox
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.workflow.notify.post_office import post_office

Run = Callable[..., Ran]

pytestmark = pytest.mark.file_only  # no database is opened


def mail(port: int) -> dict[str, str]:
    """The settings for a server on this machine."""
    return {
        "LAUFZETTEL_MAIL_HOST": "127.0.0.1",
        "LAUFZETTEL_MAIL_PORT": str(port),
        "LAUFZETTEL_MAIL_SECURITY": "none",
        "LAUFZETTEL_MAIL_FROM": "Büro <buero@example.org>",
        "LAUFZETTEL_MAIL_TIMEOUT": "5",
    }


def test_without_a_server_and_a_database_a_letter_is_a_file(run: Run, tmp_path: Path) -> None:
    """The very first thing somebody may try."""
    done = run("notify", "test", "--to", "anna@example.org")
    assert (done.status, "Delivered by maildir." in done.out) == (0, True)
    (letter,) = mailbox.Maildir(tmp_path / ".local/share/laufzettel/letters", create=False)
    assert letter["To"] == "anna@example.org"


def test_with_a_server_it_arrives(run: Run) -> None:
    with post_office() as office:
        done = run("notify", "test", "--to", "anna@example.org", "--format", "json", env=mail(office.port))
        assert done.status == 0, done.err
        told = json.loads(done.out)
        assert (told["channel"], told["answer"][:3]) == ("mail", "250")
        (received,) = office.letters
        assert (received.to, received.id) == ("anna@example.org", told["message_id"])
        assert run("notify", "test", env=mail(office.port)).status == 0
        assert office.letters[1].to == "buero@example.org"


def test_it_speaks_for_the_council_and_in_the_language_asked_for(run: Run) -> None:
    assert run("init", "--council", "kreis-unna").status == 0
    with post_office() as office:
        assert run("notify", "test", "--lang", "de", env=mail(office.port)).status == 0
        assert office.subjects() == ["Probe der Zustellung: Kreis Unna"]


@pytest.mark.parametrize(
    "address", ["anna", "anna@example.org, berta@example.org", "Anna <anna@example.org>"]
)
def test_an_address_that_is_none_is_refused_with_one_sentence(run: Run, address: str) -> None:
    done = run("notify", "test", "--to", address)
    assert done.status == 7
    assert f"“{address}” is no e-mail address." in done.err
    assert len(done.err.splitlines()) == 2


def test_a_server_that_does_not_take_it_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = run("notify", "test", "--to", "anna@example.org", env=mail(port))
    assert (done.status, "connection refused" in done.err) == (6, True)
    with post_office() as office:
        office.refused["anna@example.org"] = "550 5.1.1 no such user"
        done = run("notify", "test", "--to", "anna@example.org", env=mail(office.port))
        assert (done.status, "550 5.1.1 no such user" in done.err) == (6, True)


def test_a_channel_that_does_not_exist_is_told(run: Run) -> None:
    done = run("notify", "test", "--channel", "fax")
    assert (done.status, "there is no channel “fax”" in done.err) == (6, True)
