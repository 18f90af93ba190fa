"""From bytes to characters, and characters put in order: what every format needs. Pure."""

from __future__ import annotations

import re
import unicodedata

#: Bytes that begin a text in UTF, the longer ones first: UTF-32 LE begins like UTF-16 LE.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: ä ö ü ß Ä Ö Ü in the 8-bit encodings German offices have used: Windows, DOS, old Macintosh.
_UMLAUTS = {
    "cp1252": rb"\xe4\xf6\xfc\xdf\xc4\xd6\xdc",
    "cp850": rb"\x84\x94\x81\xe1\x8e\x99\x9a",
    "mac-roman": rb"\x8a\x9a\x9f\xa7\x80\x85\x86",
}
_SAMPLE = 65_536
#: UTF-8 once taken for Windows text and stored again: ä became Ã¤.
_TWICE = re.compile("[ÃÂâ][\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_BREAKS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufff9-\ufffb]")
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_LETTERS = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SOFT_HYPHEN = re.compile("\xad[ \t]*(\n?)[ \t]*(?=(\\S?))")
#: From where blanks begin: tried from each of them, a line of a million takes hours.
_TRAILING = re.compile("(?<! ) ++(?=\n|\f|$)")


def decode(data: bytes) -> str:
    """Bytes of plain text as characters, in UTF-8, UTF-16, UTF-32 or one of the 8-bit encodings.

    A byte order mark decides; without one, zeros at every second place mean UTF-16; then UTF-8 if it is
    nearly valid (a cut last character or a few foreign bytes do not count against it); else the encoding
    in which most umlauts stand inside words. Never raises.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _unmarked_utf16(data[:_SAMPLE]):
        return data.decode(wide, "replace")
    text = _utf8(data)
    return _stored_twice(text) if text is not None else _eight_bits(data)


def _unmarked_utf16(sample: bytes) -> str | None:
    if len(sample) < 4:
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _utf8(data: bytes) -> str | None:
    """The text if it is UTF-8 throughout, or so nearly that the other bytes must be strays."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    strays = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    whole = sum(1 for c in text if c >= "\x80" and not "\udc80" <= c <= "\udcff")
    cut = bool(re.search(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", data)) and strays <= 3
    if not cut and strays * 2 > whole:
        return None
    if cut:
        text = text.rstrip("".join(map(chr, range(0xDC80, 0xDD00))))
    return re.sub("[\udc80-\udcff]", lambda hit: _windows(bytes([ord(hit[0]) - 0xDC00])), text)


def _eight_bits(data: bytes) -> str:
    def inside_words(letters: bytes) -> int:
        pattern = rb"(?<=[A-Za-z])[" + letters + rb"](?=[a-z])|(?<![^\s])[" + letters + rb"](?=[a-z])"
        return len(re.findall(pattern, data[:_SAMPLE]))

    best = max(_UMLAUTS, key=lambda encoding: inside_words(_UMLAUTS[encoding]))
    return _windows(data) if best == "cp1252" else data.decode(best, "replace")


def _windows(data: bytes) -> str:
    """Windows-1252, and Latin-1 for the five bytes it leaves open."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def _stored_twice(text: str) -> str:
    """Text whose UTF-8 was once misread as Windows text, put right; any other text unchanged."""
    if len(_TWICE.findall(text[:_SAMPLE])) < 2:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def tidy(text: str) -> str:
    """The same text in one form: newlines bare, accents composed, ligatures and soft hyphens dissolved,
    invisible characters and blanks at line ends gone. Tabs and form feeds stay: they mean something."""
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", _LIGATURE.sub(lambda hit: _LETTERS[hit[0]], text))
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub(_dissolve, text)
    return _TRAILING.sub("", text)


def _dissolve(hit: re.Match[str]) -> str:
    # Some programs draw every hyphen with the soft one: before a capital or a digit it was meant
    # ("SPD-Fraktion"), before a small letter it only divided a word.
    following = hit[2]
    if following.isupper() or following.isdigit():
        return "-"
    return "" if following.isalpha() else hit[0].replace("\xad", "")


def row_lines(cells: list[str]) -> list[str]:
    """The lines of one row of a table, cells separated by tabs.

    A row whose cells all have the same number of lines is several rows (a route whose dates were typed
    below each other); otherwise a cell of several lines begins beside its label and goes on below it.
    """
    split = [[line for line in cell.split("\n") if line.strip()] or [""] for cell in cells]
    heights = {len(lines) for lines in split if lines != [""]}
    if not heights:
        return []
    if heights == {1} or (len(heights) == 1 and sum(lines != [""] for lines in split) > 1):
        tall = heights.pop()
        return [_joined([lines[n] if n < len(lines) else "" for lines in split]) for n in range(tall)]
    return _stacked(split)


def _joined(cells: list[str]) -> str:
    return "\t".join(" ".join(cell.split("\t")).strip() for cell in cells)


def _stacked(split: list[list[str]]) -> list[str]:
    done: list[str] = []
    row: list[str] = []
    for lines in split:
        row.append(lines[0])
        if len(lines) > 1:
            done += [_joined(row).strip("\t"), *lines[1:]]
            row = []
    return done + ([_joined(row).strip("\t")] if any(row) else [])
