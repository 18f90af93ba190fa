"""Which documents a path means."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from workflow.intake import sources
from workflow.intake.formats import BYTES_READ
from workflow.intake.formats._refusals import TooLarge
from workflow.intake.sources import (
    DocumentLocked,
    DocumentMissing,
    FolderTooLarge,
    FolderWithoutDocuments,
    Source,
    find,
    load,
)
from workflow.words import _

NOTHING = io.BytesIO()


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"Antrag")


def test_a_folder_means_its_documents_sorted_and_those_of_its_folders(tmp_path: Path) -> None:
    """By ending, in any case; hidden files, locks of office programs and other files are passed over."""
    lay(tmp_path, "b.PDF", "a.txt", "unter/c.docx", "~$a.docx", ".d.txt", ".git/e.txt", "f.jpg", "alt.doc")
    assert [os.path.relpath(s.name, tmp_path) for s in find([str(tmp_path)])] == [
        *("a.txt", "alt.doc", "b.PDF", str(Path("unter", "c.docx")))
    ]


def test_a_file_named_outright_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    """The content tells the format."""
    lay(tmp_path, "antrag.jpg")
    (source,) = find([str(tmp_path / "antrag.jpg")])
    assert load(source, NOTHING) == b"Antrag"


def test_one_document_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a file, by another spelling, and in its folder; the order is that given."""
    lay(tmp_path, "a.txt", "b.txt")
    monkeypatch.chdir(tmp_path)
    found = [source.name for source in find(["b.txt", "./b.txt", str(tmp_path), "-", "-"])]
    assert found == ["b.txt", str(tmp_path / "a.txt"), _("standard input")]


def test_a_dash_is_standard_input() -> None:
    """What another program pipes in."""
    (source,) = find(["-"])
    assert load(source, io.BytesIO(b"Antrag")) == b"Antrag"


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """Links to folders are not followed."""
    lay(tmp_path, "a.txt")
    (tmp_path / "noch").symlink_to(tmp_path, target_is_directory=True)
    assert len(find([str(tmp_path)])) == 1


@pytest.mark.parametrize("path", ["nirgends.txt", "x" * 5000, "a\x00b"])
def test_nothing_there_is_not_found(path: str) -> None:
    """Nor where no file can be."""
    with pytest.raises(DocumentMissing):
        find([path])


def test_a_folder_without_documents_says_which_it_looks_for(tmp_path: Path) -> None:
    """Reading nothing in silence would look like success."""
    lay(tmp_path, "bild.jpg")
    with pytest.raises(FolderWithoutDocuments) as refusal:
        find([str(tmp_path)])
    endings = refusal.value.facts["endings"]
    assert isinstance(endings, list)
    assert {".pdf", ".docx", ".eml"} <= set(endings)


def test_a_whole_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody means a hundred thousand motions."""
    lay(tmp_path, "a.txt", "b.txt", "c.txt")
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    with pytest.raises(FolderTooLarge):
        find([str(tmp_path)])


class Endless(io.RawIOBase):
    """A stream that never ends, and counts what was taken from it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a bound"
        self.taken += size
        return b"x" * size


def test_an_endless_stream_is_left_alone_after_the_bound() -> None:
    """One byte more than may be read is enough to refuse."""
    stream = Endless()
    with pytest.raises(TooLarge):
        load(Source("-", None), stream)  # type: ignore[arg-type]
    assert stream.taken == BYTES_READ + 1


def test_a_file_that_went_away_and_one_that_may_not_be_read(tmp_path: Path) -> None:
    """Between looking and reading, or by its rights: said in one sentence."""
    with pytest.raises(DocumentMissing):
        load(Source("a.txt", tmp_path / "a.txt"), NOTHING)
    with pytest.raises(DocumentLocked) as refusal:
        load(Source("ordner", tmp_path), NOTHING)
    assert refusal.value.facts["reason"]
