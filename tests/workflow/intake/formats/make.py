"""Real documents made in memory, so that each test names only what matters to it."""

from __future__ import annotations

import io
import zipfile
import zlib
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING, Any

import docx
import typst

if TYPE_CHECKING:
    from collections.abc import Callable

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{short}="{_ODF}{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"


@cache
def typst_pdf(source: str) -> bytes:
    """A PDF as a typesetter writes it, with hyphenation and German quotes."""
    return bytes(typst.compile(('#set text(lang: "de")\n' + source).encode()))


def raw_pdf(*contents: str, resources: str = "", extra: tuple[bytes, ...] = ()) -> bytes:
    """A PDF written by hand: one page per content stream, Helvetica as F1; `extra` objects come last,
    numbered from 10 + 2 × pages."""
    count = len(contents)
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(count))
    objects[2] = f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode()
    for n, content in enumerate(contents):
        stream = zlib.compress(content.encode("cp1252"))
        objects[10 + 2 * n] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {11 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>"
        ).encode()
        head = f"<< /Filter /FlateDecode /Length {len(stream)} >>\nstream\n".encode()
        objects[11 + 2 * n] = head + stream + b"\nendstream"
    for n, body in enumerate(extra):
        objects[10 + 2 * count + n] = body
    return _pdf(objects)


def _pdf(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    for number, place in places.items():
        out += b"%s%d 1\n%010d 00000 n \n" % (
            b"xref\n0 1\n0000000000 65535 f \n" if number == 1 else b"",
            number,
            place,
        )
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, start)
    return bytes(out)


def page(*lines: str) -> str:
    """The content stream of a page with these lines below each other."""
    shown = " T* ".join("(" + line.replace("(", "\\(").replace(")", "\\)") + ") Tj" for line in lines)
    return f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"


def scan_pdf(pages: int = 1) -> bytes:
    """What a scanner makes: a picture on each page."""
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
    picture += b"/BitsPerComponent 8 /Length 1 >>\nstream\n\x00\nendstream"
    number = 10 + 2 * pages
    return raw_pdf(
        *["q 595 0 0 842 0 0 cm /Im0 Do Q"] * pages,
        resources=f"/XObject << /Im0 {number} 0 R >>",
        extra=(picture,),
    )


def word(write: Callable[[Any], object]) -> bytes:
    """A Word document: `write` fills python-docx's."""
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def odt(body: str, *, styles: str = "", automatic: str = "", masters: str = "") -> bytes:
    """An OpenDocument text with this body."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    other = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_NAMES}>'
        f"<office:styles>{styles}</office:styles><office:master-styles>{masters}</office:master-styles>"
        "</office:document-styles>"
    )
    return packed({"mimetype": ODT_TYPE, "content.xml": content, "styles.xml": other})


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip archive; an entry named mimetype is stored as it is, as OpenDocument demands."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, kind)
    return file.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with each entry as `change` makes it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({name: change(name, archive.read(name)) for name in archive.namelist()})


def mail(body: str = "", subject: str = "Antrag", **attachments: bytes) -> EmailMessage:
    """A mail; attachments by name, an underscore standing for the dot: ``antrag_pdf=…``."""
    message = EmailMessage()
    message["From"] = "Fraktion Die Hellen <post@fraktion.example>"
    message["To"] = "ratsbuero@stadt.example"
    message["Date"] = "Mon, 04 Mar 2024 23:30:00 +0100"
    message["Subject"] = subject
    message["Message-ID"] = "<1@fraktion.example>"
    message.set_content(body)
    for name, data in attachments.items():
        message.add_attachment(data, "application", "octet-stream", filename=name.replace("_", "."))
    return message
