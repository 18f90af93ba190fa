"""`audit stamp`: a real authority over a real wire, its answer kept, put into proofs, and judged."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.conftest import Ran
from tests.workflow.audit.authority import Authority, answer, authority
from tests.workflow.audit.town import Town, a_town, at
from tests.workflow.commands.clerk import Clerk
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.fault import Fault
from workflow.audit.timestamp import answer_time, stamp_request
from workflow.office import stamping
from workflow.store import signing

WHEN = datetime(2026, 3, 13, 12, 0, 5, tzinfo=UTC)


class Counter(HTTPServer):
    """An authority's counter on the web; counts who came."""

    by: Authority = authority()
    asked = 0


class _Desk(BaseHTTPRequestHandler):
    server: Counter

    def do_POST(self) -> None:
        self.server.asked += 1
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer(self.server.by, request, WHEN))

    def log_message(self, *_args: object) -> None:
        """Tests are silent."""


@pytest.fixture
def counter() -> Iterator[Counter]:
    server = Counter(("127.0.0.1", 0), _Desk)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def url(counter: Counter) -> str:
    return f"http://127.0.0.1:{counter.server_port}/tsr"


class Desk(Clerk):
    """A council with a key and a motion, and the certificates of an authority."""

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def public(self) -> Path:
        return next(self.keys.glob("*.pub"))


@pytest.fixture
def desk(run: Callable[..., Ran], tmp_path: Path) -> Desk:
    made = Desk(run, tmp_path)
    made.env = {"LAUFZETTEL_KEYS": str(tmp_path / "keys")}
    made.opens("kreis-nrw", "2026-03-13T13:00")
    made.does("audit", "init-key")
    made.does("submit", "--title", "Radweg", "--reference", "1/26", "--point", "Er wird gebaut.", "--yes",
              "--applicant", "Fraktion Mitte")  # fmt: skip
    (tmp_path / "tsa.pem").write_bytes(authority().root_pem)
    return made


def stamps(desk: Desk, counter: Counter, *more: object) -> Any:
    return desk.gets("audit", "stamp", "--url", url(counter), "--tsa", desk.folder / "tsa.pem", *more)


def test_a_checkpoint_is_stamped_once_and_kept_beside_the_keys(desk: Desk, counter: Counter) -> None:
    made = stamps(desk, counter, "-o", desk.folder / "copy.tsr")
    assert (made["time"], made["verified"]) == ("2026-03-13T12:00:05+00:00", True)
    assert Path(made["file"]).parent == desk.keys
    assert (desk.folder / "copy.tsr").read_bytes() == Path(made["file"]).read_bytes()
    assert stamps(desk, counter)["file"] == made["file"]
    assert counter.asked == 1  # nothing is new, so nothing is asked for
    assert "13 March 2026, 13:00:05" in desk.does("audit", "stamp", "--url", url(counter))


def test_what_is_new_is_stamped_anew(desk: Desk, counter: Counter) -> None:
    first = stamps(desk, counter)
    desk.does("submit", "--title", "Ampel", "--point", "Sie kommt.", "--applicant", "Fraktion Mitte", "--yes")
    assert stamps(desk, counter)["size"] > first["size"]
    assert counter.asked == 2


def test_a_proof_bears_the_stamp_and_says_whether_it_is_good(desk: Desk, counter: Counter) -> None:
    stamps(desk, counter)
    proof = desk.folder / "b.json"
    assert desk.gets("audit", "prove", "1/26", "-o", proof)["stamped"]
    judge = ("audit", "verify-proof", proof, "--key", desk.public)
    assert "not checked; --tsa FILE" in desk.does(*judge)
    assert desk.gets(*judge, "--tsa", desk.folder / "tsa.pem")["stamped"] == "2026-03-13T12:00:05+00:00"
    (desk.folder / "other.pem").write_bytes(authority("Fälscher").root_pem)
    bad = desk.tries(*judge, "--tsa", desk.folder / "other.pem", "--format", "json")
    assert bad.status == 9
    assert [f["code"] for f in json.loads(bad.out)["faults"]] == ["stamp-invalid"]


def test_whoever_asks_for_a_stamp_and_finds_none_is_told(desk: Desk, counter: Counter) -> None:
    proof = desk.folder / "b.json"
    assert not desk.gets("audit", "prove", "1/26", "-o", proof)["stamped"]
    ran = desk.tries("audit", "verify-proof", proof, "--key", desk.public, "--tsa", desk.folder / "tsa.pem")
    assert (ran.status, "There is no time stamp in this file." in ran.out) == (9, True)
    desk.env |= {"LAUFZETTEL_STAMP_URL": url(counter), "LAUFZETTEL_STAMP_TSA": str(desk.folder / "tsa.pem")}
    assert desk.gets("audit", "prove", "1/26", "-o", proof, "--stamp")["stamped"]


def test_an_answer_by_somebody_else_is_refused_and_not_kept(desk: Desk, counter: Counter) -> None:
    counter.by = authority("Fälscher")
    ran = desk.tries("audit", "stamp", "--url", url(counter), "--tsa", desk.folder / "tsa.pem")
    assert "cannot be used" in ran.err
    assert list(desk.keys.glob("*.tsr")) == []


def test_without_an_authority_or_its_server_a_sentence_says_so(desk: Desk) -> None:
    assert "No time stamping authority is named." in desk.tries("audit", "stamp").err
    ran = desk.tries("audit", "stamp", "--url", "http://127.0.0.1:1/")
    assert "does not answer properly" in ran.err
    ran = desk.tries("audit", "stamp", "--url", "http://127.0.0.1:1/", "--tsa", desk.folder / "nix.pem")
    assert ran.status == 7


def test_verify_judges_kept_stamps_where_certificates_are_given(desk: Desk, counter: Counter) -> None:
    stamps(desk, counter)
    out = desk.does("audit", "verify", "--tsa", desk.folder / "tsa.pem")
    assert "1 time stamp verified" in out
    assert desk.gets("audit", "verify")["stamps"] == 0
    file = next(desk.keys.glob("*.tsr"))
    file.write_bytes(file.read_bytes()[:-3] + b"xyz")
    ran = desk.tries("audit", "verify", "--tsa", desk.folder / "tsa.pem", "--format", "json")
    assert [f["code"] for f in json.loads(ran.out)["faults"]] == ["stamp-differs"]


# Without the command line


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = a_town(tmp_path)
    yield made
    made.close()


def kept(town: Town, when: datetime) -> SignedCheckpoint:
    """A stamp over the newest checkpoint, as an authority gives it at that moment."""
    signed = signing.sign_now(town.book, town.council, town.folder, at(2, 13, 8))
    signing.keep_stamp(town.folder, signed, answer(authority(), stamp_request(signed), when))
    return signed


def test_a_stamped_checkpoint_is_a_witness(town: Town) -> None:
    """It lies beside the keys, so that an old backup is told by it even where the newest one is gone."""
    kept(town, at(2, 13, 9).astimezone(UTC))
    assert town.audit(roots=authority().root_pem).stamps == 1
    for name in ("stadt-nrw.checkpoint", "stadt-nrw.verified"):
        (town.folder / name).unlink(missing_ok=True)
    town.with_database(lambda raw: raw.execute("DELETE FROM checkpoint WHERE size > 14"))
    town.with_database(lambda raw: raw.execute("DELETE FROM leaf WHERE idx >= 14"))
    assert {"log-shorter"} <= {each.code for each in town.audit().faults}


def test_a_checkpoint_that_claims_to_be_younger_than_its_stamp_is_told(town: Town) -> None:
    kept(town, at(2, 10, 9).astimezone(UTC))
    assert [each.code for each in town.audit(roots=authority().root_pem).faults] == ["checkpoint-ahead"]


def test_clocks_may_differ_a_little(town: Town) -> None:
    kept(town, (at(2, 12, 8) - stamping.CLOCKS / 2).astimezone(UTC))
    newest = signing.newest_checkpoint(town.book, town.council)
    assert newest is not None
    assert datetime.fromisoformat(newest.checkpoint.time) == at(2, 12, 8)
    assert town.audit(roots=authority().root_pem).faults == ()


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@needs_openssl
def test_openssl_verifies_what_is_kept(town: Town, tmp_path: Path) -> None:
    """The two files beside the keys are all that anybody needs."""
    kept(town, at(2, 13, 9).astimezone(UTC))
    answer_file = next(town.folder.glob("*.tsr"))
    (tmp_path / "root.pem").write_bytes(authority().root_pem)
    then = str(int((at(2, 13, 9) + timedelta(days=1)).timestamp()))
    command = ("openssl", "ts", "-verify", "-data", str(answer_file.with_suffix(".note")), "-in",
               str(answer_file), "-CAfile", str(tmp_path / "root.pem"), "-attime", then)  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr
    answer_file.with_suffix(".note").write_text("anders")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" not in done.stdout + done.stderr


@needs_openssl
def test_answers_that_openssl_gives_are_understood(town: Town, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    signed = signing.sign_now(town.book, town.council, town.folder, at(2, 13, 8))
    it = authority()
    (tmp_path / "leaf.pem").write_bytes(it.leaf.public_bytes(Encoding.PEM))
    pem = it.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "leaf.key").write_bytes(pem)
    (tmp_path / "request.tsq").write_bytes(stamp_request(signed))
    (tmp_path / "serial").write_text("01")
    (tmp_path / "tsa.cnf").write_text(
        f"[tsa]\ndefault_tsa = own\n[own]\nserial = {tmp_path}/serial\nsigner_digest = sha256\n"
        "digests = sha512\ndefault_policy = 1.2.3.4.1\naccuracy = secs:1\n"
    )
    command = ("openssl", "ts", "-reply", "-config", str(tmp_path / "tsa.cnf"), "-queryfile",
               str(tmp_path / "request.tsq"), "-signer", str(tmp_path / "leaf.pem"), "-inkey",
               str(tmp_path / "leaf.key"), "-out", str(tmp_path / "answer.tsr"))  # fmt: skip
    subprocess.run(command, capture_output=True, check=True)
    given = (tmp_path / "answer.tsr").read_bytes()
    assert isinstance(answer_time(signed, given), datetime)
    other = signing.newest_checkpoint(town.book, town.council)
    assert other == signed
    town.files("8/2026", at(2, 14, 9))
    later = signing.sign_now(town.book, town.council, town.folder, at(2, 14, 10))
    assert isinstance(answer_time(later, given), Fault)
