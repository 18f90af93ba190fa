"""Office documents are zip archives of XML: opened here, and only here, with bounded size and no entities."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from workflow.intake.formats._refusals import (
    BrokenDocument,
    EncryptedDocument,
    ForbiddenEntities,
    UnpacksTooLarge,
)

#: An office document has tens of entries; a book with a picture on each page, some hundreds.
ENTRIES = 4_000
#: All entries together, unpacked.
UNPACKED = 256 * 2**20
#: All entries that are XML, unpacked: parsed, they take about ten times as much.
XML_UNPACKED = 48 * 2**20
#: Deflate reaches about 1:1000 on zeros; XML of office programs stays below 1:100, tables full of blanks
#: reach 1:200. Small entries are exempt: they can do no harm.
RATIO = 250
_SMALL = 2**20
#: Elements within elements; a table in a table in a text box needs about forty.
DEPTH = 256

_MARKUP = ("<!DOCTYPE", "<!ENTITY")
_FORBIDDEN = tuple(mark.encode(code) for mark in _MARKUP for code in ("ascii", "utf-16-le", "utf-16-be"))


def open_archive(data: bytes, name: str, kind: str) -> zipfile.ZipFile:
    """The archive, once its directory shows that unpacking it is harmless.

    Raises `UnpacksTooLarge`, `EncryptedDocument` or `BrokenDocument`. Sizes are believed because reading an
    entry never yields more than its directory declares.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise BrokenDocument(name=name, kind=kind) from error
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedDocument(name=name)
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise BrokenDocument(name=name, kind=kind)
    if len(entries) > ENTRIES or _swells(entries):
        raise UnpacksTooLarge(name=name)
    return archive


def _swells(entries: list[zipfile.ZipInfo]) -> bool:
    xml = sum(entry.file_size for entry in entries if _is_xml(entry.filename))
    if xml > XML_UNPACKED or sum(entry.file_size for entry in entries) > UNPACKED:
        return True
    return any(e.file_size > _SMALL and e.file_size > RATIO * max(e.compress_size, 1) for e in entries)


def _is_xml(member: str) -> bool:
    return member.lower().endswith((".xml", ".rels"))


def refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    """Raise `ForbiddenEntities` if any XML in the archive declares a document type or an entity."""
    for member in archive.namelist():
        if _is_xml(member) and declares_entities(archive.read(member)):
            raise ForbiddenEntities(name=name)


def declares_entities(xml: bytes) -> bool:
    """Whether a document type or an entity is declared. In well-formed XML, the words can stand nowhere
    else but in a comment or a CDATA section, and office programs write neither."""
    return any(mark in xml for mark in _FORBIDDEN)


def parse(xml: bytes, name: str) -> Element:
    """The root element, names as ``{namespace}local``. No entities, no document type, bounded depth.

    Raises `ForbiddenEntities`; `expat.ExpatError` or `ValueError` for XML that is broken or too deep.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def named(raw: str) -> str:
        return "{" + raw if "}" in raw else raw

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise ValueError("nested too deeply")
        builder.start(named(tag), {named(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(named(tag))

    def refuse(*_: object) -> None:
        raise ForbiddenEntities(name=name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.Parse(xml, True)
    return builder.close()
