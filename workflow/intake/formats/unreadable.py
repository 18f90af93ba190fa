"""Known formats that are not read, each with its own way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.intake.formats._refusals import (
    EncryptedDocument,
    LegacyWord,
    OutlookMessage,
    PackedArchive,
    PictureOnly,
    Spreadsheet,
    UnknownFormat,
    UnreadableDocument,
)

if TYPE_CHECKING:
    from workflow.intake.formats._extract import Extract

#: Not read, but not to be passed over in silence either; and many a .doc is RTF, HTML or docx inside.
ENDINGS = (".doc", ".dot", ".msg")
MEDIA_TYPE = "application/octet-stream"

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  #: the container of Office before 2007
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b\x08")
_SHEETS = (b"xl/workbook.xml", b"opendocument.spreadsheet")


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001
    if data.startswith((_COMPOUND, *_PACKED)):
        return 2
    return 2 if data.startswith(_PICTURES) and (data[:2] != b"BM" or b"\x00" in data[:16]) else 0


def read(data: bytes, name: str) -> list[Extract]:
    """Always a refusal: which, depends on what is inside."""
    raise _reason(data)(name=name)


def _reason(data: bytes) -> type[UnreadableDocument]:
    if data.startswith(_COMPOUND):
        return _inside_compound(data)
    if data.startswith(b"PK"):
        if any(mark in data for mark in _SHEETS):
            return Spreadsheet
        office = b"[Content_Types].xml" in data or b"vnd.oasis.opendocument" in data[:200]
        return UnknownFormat if office else PackedArchive
    return PackedArchive if data.startswith(_PACKED) else PictureOnly


def _inside_compound(data: bytes) -> type[UnreadableDocument]:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return EncryptedDocument
    if holds("__properties_version1.0") or holds("__nameid_version1.0"):
        return OutlookMessage
    return Spreadsheet if holds("Workbook") and not holds("WordDocument") else LegacyWord
