"""Rich text: the text and its paragraphs, without fonts, pictures and styles.

Word writes the number of a list's item as text of its own ({\\listtext …}), so numbers survive.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workflow.intake.formats._extract import Extract
from workflow.intake.formats._text import tidy

ENDINGS = (".rtf",)
MEDIA_TYPE = "application/rtf"

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<plain>[^\\{}\r\n]+)"
    rb"|[\r\n]+",
    re.DOTALL,
)
#: Groups that hold no text of the document.
_WITHOUT_TEXT = (
    "fonttbl colortbl stylesheet info pict object objdata themedata colorschememapping datastore "
    "latentstyles listtable listoverridetable revtbl rsidtbl generator xmlnstbl mmathPr fldinst "
    "header footer headerl headerr headerf footerl footerr footerf footnote annotation atnid "
    "atnauthor bkmkstart bkmkend filetbl pgptbl nonshppict shpinst"
)
_ASIDE = frozenset(_WITHOUT_TEXT.split())
_MEANING = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\f",
    "row": "\n",
    "nestrow": "\n",
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
_SIGNS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\t": "\t"}


class _Group(NamedTuple):
    silent: bool = False
    skip: int = 1  #: how many characters stand in for one \\u


def recognises(data: bytes, name: str) -> int:  # noqa: ARG001
    return 3 if data.lstrip()[:5] == rb"{\rtf" else 0


def read(data: bytes, name: str) -> list[Extract]:
    """The text with its line breaks; cells of a row separated by tabs."""
    text = _text(data, _code_page(data))
    text = re.sub(r"(?<!\t)\t++\n", "\n", text)
    text = re.sub(r"(?m)^(\(?\w{1,4}[.)])\t", r"\1 ", re.sub(r"(?m)^[·•\u00a7\uf0b7]\t", "- ", text))
    return [Extract(name, tidy(text).strip() + "\n" if text.strip() else "", MEDIA_TYPE)]


def _code_page(data: bytes) -> str:
    hit = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    page = f"cp{int(hit[1])}" if hit else "cp1252"
    try:
        b"".decode(page)
    except LookupError:
        return "cp1252"
    return page


def _text(data: bytes, page: str) -> str:
    group, outer, out, owed = _Group(), [], bytearray(), 0
    result: list[str] = []
    at = 0
    while hit := _TOKEN.match(data, at):
        at = hit.end()
        kind, word = hit.lastgroup, (hit["word"] or b"").decode("ascii")
        number = int(hit["number"] or 0)
        if word == "bin":
            at += max(number, 0)
            continue
        if hit["brace"] == b"{":
            outer.append(group)
        elif hit["brace"] == b"}":
            group = outer.pop() if outer else group
        elif word in _ASIDE or hit["sign"] == b"*" or (word in {"v", "deleted"} and hit["number"] is None):
            group = group._replace(silent=not _listed(data, at))
        elif word == "uc":
            group = group._replace(skip=number)
        if kind == "brace" or group.silent:
            owed = 0
            continue
        piece, owed = _piece(hit, word, number, owed, group.skip)
        if isinstance(piece, bytes):
            out += piece
        elif piece:
            result += [out.decode(page, "replace"), piece]
            out.clear()
    return _paired("".join([*result, out.decode(page, "replace")]))


def _listed(data: bytes, at: int) -> bool:
    """Whether a group marked as optional is the number of a list's item, which is text."""
    return data[at : at + 8] == rb"\pntext" or data[at : at + 9] == rb"\listtext"


def _piece(hit: re.Match[bytes], word: str, number: int, owed: int, skip: int) -> tuple[str | bytes, int]:
    """What one token adds, as characters or as bytes of the code page, and how many characters follow
    that only stand in for an earlier one."""
    if word == "u":
        return chr(number % 0x10000), skip
    if word:
        return _MEANING.get(word, ""), 0
    if hit["byte"]:
        return (b"", owed - 1) if owed else (bytes([int(hit["byte"], 16)]), 0)
    if hit["sign"]:
        sign = hit["sign"]
        return _SIGNS.get(sign, sign.decode("latin-1") if sign in b"\\{}" else ""), 0
    plain = hit["plain"] or b""
    return plain[owed:], max(owed - len(plain), 0) if plain else owed


def _paired(text: str) -> str:
    """Characters beyond the first plane come as two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
