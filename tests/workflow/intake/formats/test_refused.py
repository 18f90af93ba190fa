"""What is not read says so in its own sentence, and what is hostile costs little before it does."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workflow.intake.formats import hostile, make
from workflow.intake import formats
from workflow.intake.formats import _refusals, detect, endings, extract
from workflow.intake.formats._archive import ENTRIES
from workflow.intake.formats._refusals import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[4]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ALL = [
    value
    for value in vars(_refusals).values()
    if isinstance(value, type) and issubclass(value, UnreadableDocument)
]


def stream(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (COMPOUND + stream("WordDocument"), "document_legacy"),
        (COMPOUND, "document_legacy"),
        (COMPOUND + stream("EncryptedPackage"), "document_encrypted"),
        (COMPOUND + stream("__properties_version1.0"), "document_outlook"),
        (COMPOUND + stream("Workbook"), "document_is_spreadsheet"),
        (make.packed({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "document_is_spreadsheet"),
        (
            make.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "document_is_spreadsheet",
        ),
        (make.packed({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "document_format_unknown"),
        (make.packed({"antrag.txt": "Antrag"}), "document_is_archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(range(200)), "document_is_archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "document_is_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "document_is_picture"),
        (b"II*\x00" + bytes(99), "document_is_picture"),
    ],
)
def test_every_format_that_is_not_read_has_its_own_way_out(data: bytes, code: str) -> None:
    """Old Word, Outlook, spreadsheets, archives, pictures: each is told by its content."""
    with pytest.raises(UnreadableDocument) as refusal:
        extract(data, "antrag.doc")
    assert refusal.value.code == code
    assert refusal.value.way_out
    assert refusal.value.facts["name"] == "antrag.doc"


def test_text_that_begins_like_a_picture_is_text() -> None:
    """BM begins bitmaps and names."""
    assert extract(b"BMW-Antrag der Fraktion\n", "a.txt")[0].text == "BMW-Antrag der Fraktion\n"


@pytest.mark.parametrize("refusal", ALL)
def test_every_refusal_is_about_the_input_and_tells_what_to_do(refusal: type[UnreadableDocument]) -> None:
    """Scripts see one exit status; users see the name and the next step."""
    assert refusal.exit_status == 7
    assert "{name}" in refusal.message
    assert refusal is UnreadableDocument or refusal.way_out


def test_codes_are_unique() -> None:
    """A code names one reason."""
    assert len({refusal.code for refusal in ALL}) == len(ALL)


@pytest.mark.parametrize("lost", ["pypdf", "docx", "selectolax"])
def test_a_missing_extra_is_named(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the libraries are missing; the refusal says what to install."""
    data = {
        "pypdf": make.raw_pdf(make.page("Antrag")),
        "docx": make.word(lambda document: document.add_paragraph("Antrag")),
        "selectolax": b"<html><body>Antrag</body></html>",
    }[lost]
    for module in list(sys.modules):
        if module == lost or module.startswith(lost + "."):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [Missing(lost), *sys.meta_path])
    with pytest.raises(_refusals.ExtraMissing) as refusal:
        extract(data, "a")
    assert (refusal.value.facts["package"], refusal.value.facts["extra"]) == (lost, "documents")


class Missing:
    """A finder that does not find one package."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] == self.name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_reading_text_and_mails_needs_no_extra() -> None:
    """Plain text, odt and mails are read with the standard library; nothing heavy is imported for them."""
    heavy = {"pypdf", "docx", "lxml", "selectolax", "email.policy", "zipfile", "xml.etree"}
    probe = (
        "import sys; from workflow.intake.formats import *; formats(); extract(b'Antrag', 'a');"
        f"found = {heavy} & set(sys.modules); assert not found, found"
    )
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


def test_a_format_is_a_file_found_by_its_name() -> None:
    """Nothing lists the formats; those that share endings are none."""
    assert set(formats.formats()) == {"docx", "eml", "html", "odt", "pdf", "rtf", "txt", "unreadable"}
    assert endings()[".pdf"] == "pdf"
    assert endings()[".doc"] == "unreadable"
    assert detect(b"anything") == "txt"


def test_a_document_larger_than_any_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound holds for whatever comes, standard input and attachments included."""
    monkeypatch.setattr(formats, "BYTES_READ", 1000)
    with pytest.raises(_refusals.TooLarge):
        extract(b"%PDF-" + bytes(1000), "a.pdf")


def test_a_text_longer_than_any_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows takes its time by the text's length."""
    monkeypatch.setattr(formats, "TEXT_READ", 10)
    (found,) = extract(b"Antrag auf Baenke", "a.txt")
    assert found.text == "Antrag auf"
    assert found.notes[0].facts["limit"] == 10


def swollen(members: dict[str, int], first: bytes = b"") -> bytes:
    """An archive whose entries unpack to so many zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        if first:
            archive.writestr("mimetype", first, zipfile.ZIP_STORED)
        for name, size in members.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                for _ in range(size // 2**20):
                    entry.write(bytes(2**20))
    return file.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": 40 * 2**20},
        {"word/document.xml": 2**20, "word/media/a.png": 300 * 2**20},
        {"word/document.xml": 2**20, **{f"word/{n}.xml": 2**20 for n in range(60)}},
        {"word/document.xml": 0, **{f"word/media/{n}": 0 for n in range(ENTRIES)}},
    ],
    ids=["ratio", "size", "xml", "entries"],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(members: dict[str, int]) -> None:
    """By what its directory declares: ratio, total, XML, number of entries."""
    with pytest.raises(_refusals.UnpacksTooLarge):
        extract(swollen(members), "a.docx")


def test_a_bomb_in_the_other_office_format_is_refused_too() -> None:
    """The same door for both."""
    with pytest.raises(_refusals.UnpacksTooLarge):
        extract(swollen({"content.xml": 60 * 2**20}, make.ODT_TYPE.encode()), "a.odt")


def test_a_directory_that_lies_about_sizes_gains_nothing() -> None:
    """No more is unpacked than declared; what is left over makes the file broken."""
    data = bytearray(swollen({"content.xml": 20 * 2**20}, make.ODT_TYPE.encode()))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(_refusals.BrokenDocument):
        extract(bytes(data), "a.odt")


def test_a_zip_with_a_password_is_called_protected() -> None:
    """The flag stands in the directory."""
    data = bytearray(make.odt("<text:p>Antrag</text:p>"))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.index(mark, 60)
        data[at + offset] |= 1
    with pytest.raises(_refusals.EncryptedDocument):
        extract(bytes(data), "a.odt")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of processor time and memory")
@pytest.mark.parametrize("making", hostile.FILES, ids=lambda making: making.__name__)
def test_hostile_files_cost_bounded_time_and_memory(making: Callable[[], bytes]) -> None:
    """Read or refused within 45 seconds of processor time and 1.5 GB, without a traceback."""
    order = [sys.executable, "-m", "tests.workflow.intake.formats.hostile", making.__name__]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
