"""The text as lines: cleaned, glued words and dates parted, running heads and page feet taken out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from workflow.intake.dates import MONTH
from workflow.intake.patterns import lazily

_SIGNS = {
    0xA0: " ", 0x2007: " ", 0x202F: " ", 0x2009: " ", 0x200A: " ", 0x2002: " ", 0x2003: " ",
    0x200B: None, 0x200C: None, 0x200D: None, 0xFEFF: None, 0x2060: None, 0x00: None,
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0x2010: "-", 0x2011: "-",
    0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x0B: "\n",
}  # fmt: skip
_SIGNS_FOUND = tuple(chr(sign) for sign in _SIGNS)
_SOFT_BREAK = lazily("\xad[ \t]*\r?\n?[ \t]*")
_MARKUP = lazily(
    r"^(?:#{1,6} +|[*_]{2,3}(?=\S)|> )|[*_]{2,3}$|(?<=\S)\*\*(?=[ .:,]|$)|"
    r"(?<=[ (])\*\*(?=\w)"
)
_BARS = lazily(r" *\| *")
_RULES = frozenset("-_=*·. |+:")
_RULE = lazily(r"[-_=*·. |+:]+$")
_CELLS = lazily(r" ?\t ?| {3,}")
_SPACES = lazily(r" {2,}")
#: a date, and what a lost table cell may have glued to it
_GLUED = (
    (lazily(r"(?<=[^\W\d_])(?=\d{1,2}\.\d{1,2}\.\d{2})"), " "),
    (lazily(r"(\d\d\.\d\d\.\d\d)(?=[0-3]\d\.[01]\d\.\d\d)"), r"\1 "),
    (lazily(r"(\d\.\d{1,2}\.(?:19|20)\d\d)(?=[^\W_])"), r"\1 "),
    (lazily(r"(\d\.\d{1,2}\.\d\d)(?=[^\W\d_])"), r"\1 "),
)
#: `Status:öffentlichAktenzeichen:213/V`
_GLUED_LABEL = lazily(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ][a-zäöü-]+:)")
#: whether anything is glued to a date at all
_STUCK = lazily(
    r"[^\W\d_]\d{1,2}\.\d{1,2}\.\d\d|\d\.\d{1,2}\.(?:(?:19|20)\d\d|\d\d(?!\d\d(?!\d)))[^\W_]|"
    r"\d\d\.\d\d\.\d\d[0-3]\d\.[01]\d\.\d\d"
)
_PAGE = lazily(
    r"(?:(?:.{0,90}[ \t])?(?:Seite|S\.|Blatt|Page) ?\d{1,3}(?: ?(?:von|/|of) ?\d{1,3})?(?: von)?"
    r"|[-–—] ?\d{1,3} ?[-–—]|\d{1,3} ?/ ?\d{1,3}|\.{2,3} ?/? ?\d{1,2})[ .]*$",
    re.IGNORECASE,
)
#: lines of the stationery, on no page part of what is said
_FURNITURE = lazily(
    r"(?:Tel(?:efon|efax|\.)?|Fax|Mobil|E-?Mail|Mail|Internet|Homepage|Web(?:seite)?|"
    r"Bank(?:verbindung)?|IBAN|BIC|"
    r"Konto|Öffnungszeiten|Sprechzeiten|Geschäftsstelle|USt|Steuer-?Nr|Postanschrift|"
    r"Besucheranschrift)\b ?[.:]?"
    r"|(?:https?://|www\.)\S+$|\S+@\S+\.\w+$|(?:Gedruckt|Druck) auf\b|Gedruckt$|"
    r".{0,60}\bSeite \d+ von \d+|(?:auf )?100 ?(?:Prozent|%) Recycling"
    r"|(?:Prozent )?Recyclingpapier$|Logo\b|Wappen\b|- ?im Hause ?-|.{0,60}[•*·] ?\d{5} ",
    re.IGNORECASE,
)


#: how such lines begin: a cheap look before the thorough one
_FURNITURE_STEMS = frozenset(
    "tel fax mob e-m ema mai int hom web ban iba bic kon öff spr ges ust ste pos bes htt www ged dru auf 100 "
    "pro rec log wap".split()
) | {"- i", "-im"}
_LONGEST = 6000
_PAGE_ENDS = frozenset("0123456789-–—")


#: a text of a few lines, one of them longer than this, has lost its lines
_UNBROKEN = 300
#: where a heading stood on a line of its own: before it, and behind its colon where a sentence follows
_HEADED = lazily(
    r"(?<=\S)[ \t]{1,9}(?:(?=(?:Betreff|Betr\.|Betrifft|Vorgang|Beschlussvorschlag|Beschlussantrag|"
    r"Beschlussentwurf|Begründung|Sachverhalt|Antragsteller(?:in|/in|:in|\*in)?|"
    r"Einreicher|Beratungsfolge|Vertraulichkeit|Finanzielle Auswirkungen|Anlagen?) ?:)"
    r"|(?=(?:Der|Die|Das) [\w-]{1,40}(?: [\w-]{1,40}){0,3} (?:möge|wolle)n? [^:.]{0,60}beschließen ?:)"
    rf"|(?=\d{{1,2}}\. (?!{MONTH})[A-ZÄÖÜ][a-zäöüß]{{2}}))"
    r"|(?:(?<=Begründung:)|(?<=Beschlussvorschlag:)|(?<=Sachverhalt:)|(?<=beschließen:))[ \t]{1,9}"
    r"|(?<=:)[ \t]{1,9}(?=(?:Antrag|Anfrage|Änderungsantrag) vom \d)"
)


class Line(NamedTuple):
    """A line that says something: its number in the file (from 1), its words, the empty lines before it."""

    no: int
    text: str
    gap: int


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text in their order, empty ones counted as gaps.

    Cells of a table are parted by one tab. What stood glued to a date (`Kreistag27.03.2009Beschluss`,
    `19.03.2204.01.23`) is parted from it. Page numbers and the heads around them are gone.
    """
    lines: list[Line] = []
    pages: list[int] = []
    gap = 0
    text = _clean(text)
    breaks = "\f" in text
    odd = tuple(sign for sign in _ODD if sign in text)
    for no, raw in _numbered(text.split("\n")):
        if breaks and "\f" in raw:
            pages.append(len(lines))
        words = raw.replace("\f", " ").strip() if breaks else raw.strip()
        if not words:
            gap += bool(lines)
            continue
        if _is_odd(words, odd) and not (words := _plain_words(words)):
            gap += 1
            continue
        if len(lines) > 2 and words[-1] in _PAGE_ENDS and _is_page_foot(words):
            pages.append(len(lines))
            gap += 1
            continue
        # half the time of Line(no, words, gap), sixty times a paper
        lines.append(tuple.__new__(Line, (no, words, gap)))
        gap = 0
    return _without_running_heads(lines, pages) if pages else tuple(lines)


def _is_page_foot(words: str) -> bool:
    named = len(words) < 16 or "eite" in words or "S." in words or "latt" in words or "age" in words
    return named and len(words) < 110 and _PAGE.match(words) is not None


def _numbered(raws: list[str]) -> Iterable[tuple[int, str]]:
    """Lines with their numbers; one longer than any paragraph comes in parts: no rule sees more at once."""
    longest = max(map(len, raws))
    if longest > _UNBROKEN and (len(raws) < 5 or len(raws) - raws.count("") < 5):
        parted = ((no, part) for no, raw in enumerate(raws, 1) for part in _HEADED.split(raw))
        return [
            (no, part[at : at + _LONGEST]) for no, part in parted for at in range(0, len(part) or 1, _LONGEST)
        ]
    if longest <= _LONGEST:
        return enumerate(raws, 1)
    return [
        (no, raw[at : at + _LONGEST])
        for no, raw in enumerate(raws, 1)
        for at in range(0, max(1, len(raw)), _LONGEST)
    ]


def is_furniture(text: str) -> bool:
    """True for telephone numbers, addresses on the net and notes of the printer."""
    begins = text[:3].lower() in _FURNITURE_STEMS
    if not (begins or "eite" in text or "@" in text or "*" in text or "·" in text or "•" in text):
        return False
    return _FURNITURE.match(text) is not None


def _clean(text: str) -> str:
    """One way to write each sign: composed umlauts, plain spaces, no invisible ones, `\\n` as line end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.replace("\x0b", "\n").replace("\0", "")
    if "\xad" in text:
        text = _SOFT_BREAK.sub("", text)
    if any(sign in text for sign in _SIGNS_FOUND):
        text = text.translate(_SIGNS)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


#: `A N T R A G`: a heading set with spaces between its letters
_SPACED = lazily(r"(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
_BEGINS_ODD = frozenset(">-=·.+:")


_ODD = ("  ", "\t", "*", "|", "_", "#")


def _is_odd(words: str, odd: tuple[str, ...]) -> bool:
    """True where a line holds anything that needs cleaning: a cheap look before the thorough one.

    `odd` are the signs in question that the text holds at all.
    """
    for sign in odd:
        if sign in words:
            return True
    return (
        words[1:2] == words[3:4] == " "
        or words[0] in _BEGINS_ODD
        or words.count(".") > 1
        or words.count(":") > 1
    )


def _plain_words(words: str) -> str:
    if "*" in words or "#" in words or "_" in words or words[0] == ">":
        words = _MARKUP.sub("", words).strip()
    if ("|" in words and words.count("|") > 1) or words[:1] == "|":
        words = _BARS.sub("\t", words).strip()
    if words[1:2] == words[3:4] == " " and (spaced := _SPACED.match(words)):
        words = spaced[0].replace(" ", "") + words[spaced.end() :]
    if not words or (words[0] in _RULES and _RULE.match(words)):
        return ""
    if "\t" in words or "  " in words:
        if "\t" in words or "   " in words:
            words = _CELLS.sub("\t", words)
        words = _SPACES.sub(" ", words) if "  " in words else words
    if words.count(":") > 1 and " " not in words:
        words = _GLUED_LABEL.sub("\t", words)
    if words.count(".") > 1 and _STUCK.search(words):
        for pattern, parted in _GLUED:
            words = pattern.sub(parted, words)
    return words


def _without_running_heads(lines: list[Line], pages: list[int]) -> tuple[Line, ...]:
    """Lines beside a page break that recur beside another one, or that the first page's head printed."""
    near = {i for page in pages for i in range(page - 2, page + 3) if 0 <= i < len(lines)}
    seen = Counter(lines[i].text for i in near)
    first_head = {line.text for line in lines[:6]}
    dropped = {i for i in near if i > 5 and (seen[lines[i].text] > 1 or lines[i].text in first_head)}
    kept: list[Line] = []
    for i, line in enumerate(lines):
        if i in dropped:
            continue
        # a page break inside a sentence is no paragraph
        if line.gap and i in pages and kept and kept[-1].text[-1] not in '.!?:;“"':
            kept.append(line._replace(gap=0))
        else:
            kept.append(line)
    return tuple(kept)


_CONJUNCTION = lazily(r"(?:und|oder|bzw|sowie|als|wie|u\.)\b")


def join_lines(texts: list[str]) -> str:
    """Broken lines as running text; a word parted at the end of a line is whole again.

    `Stadt-` + `rat` is Stadtrat; `Haupt-` + `und Finanzausschuss` and `SPD-` + `Fraktion` keep the hyphen.
    """
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif (
            joined[-1] == "-"
            and joined[-2:-1].islower()
            and text[0].islower()
            and not _CONJUNCTION.match(text)
        ):
            joined = joined[:-1] + text
        elif joined[-1] in "-/" and joined[-2:-1].strip() and not _CONJUNCTION.match(text):
            joined += text
        else:
            joined += " " + text
    return joined.replace("\t", " ")
