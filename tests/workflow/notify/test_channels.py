"""Letters as files, on the terminal, and at other services; how a channel is found."""

from __future__ import annotations

import json
import mailbox
import os
import pty
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from workflow import words
from workflow.notify import channels
from workflow.notify.channels import maildir, push, terminal
from workflow.notify.letter import Letter, PermanentFailure, TemporaryFailure
from workflow.settings import Settings

# apprise loads what Python gives up
pytestmark = pytest.mark.filterwarnings("ignore:.*imghdr:DeprecationWarning")

LETTER = Letter("<1@town.laufzettel>", "Anna Öz", "anna@example.org", "Frist läuft ab", "Bis Freitag.\n")


@pytest.fixture(autouse=True)
def _english() -> None:
    words.use("en")


# Which channel


def test_a_channel_is_a_file_found_by_its_name() -> None:
    assert channels.names() == ["mail", "maildir", "push", "terminal"]
    assert channels.find("maildir") is maildir.deliver


@pytest.mark.parametrize("name", ["fax", "_message", "__init__", "../letter", ""])
def test_a_channel_that_does_not_exist_is_told(name: str) -> None:
    with pytest.raises(PermanentFailure, match="there is no channel"):
        channels.find(name)


def test_without_a_mail_server_letters_stay_here(tmp_path: Path) -> None:
    """The embedded default: it works before anything is set up."""
    environ = {"HOME": str(tmp_path), "LAUFZETTEL_CONFIG": str(tmp_path / "none.toml")}
    settings = channels.settings_of(Settings(environ))
    assert channels.usual(settings) == "maildir"
    channels.find(channels.usual(settings))(LETTER, settings)
    (letter,) = (Path(settings["mail.folder"]) / "new").iterdir()
    assert letter.is_relative_to(tmp_path)
    environ["LAUFZETTEL_MAIL_HOST"] = "mail.example.org"
    assert channels.usual(channels.settings_of(Settings(environ))) == "mail"


# Files


def test_a_letter_is_a_message_in_a_maildir(tmp_path: Path) -> None:
    """Python's own maildir reads it; nobody else on this machine does."""
    maildir.deliver(LETTER, {"mail.folder": str(tmp_path / "letters")})
    (message,) = mailbox.Maildir(tmp_path / "letters", create=False)
    assert message["Message-ID"] == "<1@town.laufzettel>"
    (file,) = (tmp_path / "letters/new").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "letters/new").stat().st_mode) == 0o700
    assert not list((tmp_path / "letters/tmp").iterdir())


def test_the_same_letter_is_there_once(tmp_path: Path) -> None:
    """Also after a mail program has shown it, which moves it and marks it as seen."""
    settings = {"mail.folder": str(tmp_path)}
    name = maildir.deliver(LETTER, settings).answer
    maildir.deliver(LETTER, settings)
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}:2,S")
    maildir.deliver(LETTER, settings)
    assert [file.name for part in ("new", "cur") for file in (tmp_path / part).iterdir()] == [f"{name}:2,S"]
    maildir.deliver(LETTER._replace(message_id="<2@town.laufzettel>"), settings)
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_a_letter_to_nobody_is_kept_too(tmp_path: Path) -> None:
    maildir.deliver(LETTER._replace(name="", address=""), {"mail.folder": str(tmp_path)})
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TemporaryFailure, match="cannot be filed"):
        maildir.deliver(LETTER, {"mail.folder": str(tmp_path / "file")})


def test_a_full_disk_leaves_no_half_letter() -> None:
    """The letter is tried again, and nothing of it lies in `new`."""
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from workflow.notify.channels import maildir\n"
        "from workflow.notify.letter import Letter, TemporaryFailure\n"
        "import tempfile; folder = Path(tempfile.mkdtemp())\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "letter = Letter('<1@t>', 'A', 'a@example.org', 's', 'x' * 500)\n"
        "try: maildir.deliver(letter, {'mail.folder': str(folder)})\n"
        "except TemporaryFailure: print([p.name for p in folder.rglob('*') if p.is_file()])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# The terminal


def test_a_letter_is_shown_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Away from the results of commands; nothing in it steers the terminal."""
    terminal.deliver(LETTER._replace(subject="Frist\x1b[2J läuft ab"), {})
    out, err = capsys.readouterr()
    assert not out
    assert "To: Anna Öz" in err
    assert "Bis Freitag." in err
    assert "\x1b" not in err


def test_files_are_shown_where_somebody_sits(tmp_path: Path) -> None:
    """Once, and not where nobody looks."""
    program = (
        "from workflow.notify.channels import maildir; from workflow.notify.letter import Letter\n"
        "letter = Letter('<1@t>', 'A', 'a@example.org', 'Betreff', 'Text')\n"
        f"maildir.deliver(letter, {{'mail.folder': {str(tmp_path)!r}}})\n"
    )
    first, again = _on_a_terminal(program), _on_a_terminal(program)
    assert "Betreff" in first
    assert again == ""
    hidden = subprocess.run(
        [sys.executable, "-c", program.replace("<1@t>", "<2@t>")], capture_output=True, check=True
    )
    assert hidden.stderr == b""


def _on_a_terminal(program: str) -> str:
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True)
    os.close(theirs)
    found = b""
    try:
        while part := os.read(ours, 4096):
            found += part
    except OSError:  # Linux says so where everything is read
        pass
    os.close(ours)
    return found.decode()


def test_without_standard_error_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(TemporaryFailure, match="no terminal"):
        terminal.deliver(LETTER, {})


# Other services, by a real one on this machine


class Service(ThreadingHTTPServer):
    """Takes what apprise sends to json://."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server_address[1]}/"


class _Taking(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        self.server.taken.append(json.loads(self.rfile.read(size)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def service() -> Iterator[Service]:
    """A service that takes messages."""
    with Service() as opened:
        thread = threading.Thread(target=opened.serve_forever, args=(0.01,))
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


def test_a_letter_reaches_a_service(service: Service) -> None:
    push.deliver(LETTER._replace(address=service.url), {})
    assert [(m["title"], m["message"].strip()) for m in service.taken] == [("Frist läuft ab", "Bis Freitag.")]


def test_the_office_has_addresses_of_its_own(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_text(f"# Büro\n\n{service.url}\n")
    push.deliver(LETTER._replace(address=""), {"push.file": str(file)})
    assert len(service.taken) == 1


def test_a_service_that_refuses_is_tried_again(service: Service) -> None:
    service.status = 503
    with pytest.raises(TemporaryFailure, match="did not take it"):
        push.deliver(LETTER._replace(address=service.url), {})


@pytest.mark.parametrize(
    ("address", "more", "reason"),
    [
        ("", {}, "no address of a service"),
        ("nowhere", {}, "cannot be used"),
        ("", {"push.file": "/nowhere/urls"}, "cannot be read"),
    ],
)
def test_no_address_is_another_thing_than_a_service_that_refuses(
    address: str, more: dict[str, str], reason: str
) -> None:
    """apprise says False to both."""
    with pytest.raises(PermanentFailure, match=reason):
        push.deliver(LETTER._replace(address=address), more)


@pytest.mark.parametrize("scheme", ["nosuch", "json"])
def test_secrets_are_not_repeated(scheme: str) -> None:
    """What went wrong is kept and shown; the address of a service holds its password."""
    program = (
        "from workflow.notify.channels import push; from workflow.notify.letter import Letter\n"
        f"letter = Letter('<1@t>', 'A', '{scheme}://anna:geheim@127.0.0.1:9/', 'Betreff', 'Text')\n"
        "push.deliver(letter, {})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].startswith("workflow.notify.letter.")
    assert "geheim" not in done.stdout + done.stderr.replace(program, "")


def test_an_address_is_checked_by_the_channel_it_is_for() -> None:
    assert channels.check_address("mail", " anna@example.org ") == "anna@example.org"
    assert channels.check_address("push", "json://example.org") == "json://example.org"
    with pytest.raises(push.NotAService):
        channels.check_address("push", "anna")
