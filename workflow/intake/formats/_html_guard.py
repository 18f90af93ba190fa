"""Markup made harmless before it is parsed.

The parser is fast on every page that was ever written, and quadratic on three kinds nobody writes: elements
nested by ten thousands (100,000 div: 16 s), tags with ten thousands of attributes (50,000: 10 s), and
pages of many megabytes of either. So both are counted first, in one pass.
"""

from __future__ import annotations

import re
from collections import Counter

from workflow.intake.formats._refusals import TooMuchWork
from workflow.intake.formats._text import decode

#: Characters of markup, without scripts, styles and comments.
MARKUP = 8_000_000
DEPTH = 200  #: of elements that are still open; pages of councils reach 60
ATTRIBUTES = 500
TAGS = 300_000

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
# A tag as the tokenizer of HTML (§ 13.2.5) reads it: an unclosed quote swallows the rest of the page.
_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]*+{_ATTRIBUTE})*+)")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
#: Elements that are never or often not closed, and nest in nothing.
_OFTEN_OPEN = (
    "area base br col embed hr img input link meta source track wbr p li dt dd td th tr tbody thead tfoot "
    "option optgroup colgroup"
)
_LEFT_OPEN = frozenset(_OFTEN_OPEN.split())


def decoded(data: bytes) -> str:
    """The page's characters, in the encoding its mark or its head names if that fits, else by its bytes."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data)
    named = _CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:200])
    encoding = named[1].decode("ascii").lower() if named else ""
    if encoding in {"", "iso-8859-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8", "utf-16"}:
        return decode(data)  # pages in Latin-1 are in truth in Windows' superset of it, or in UTF-8
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data)


def harmless(markup: str, name: str) -> str:
    """The markup without scripts, styles, drawings and comments. Raises `TooMuchWork`."""
    markup = _ASIDE.sub(" ", markup)
    if len(markup) > MARKUP:
        raise TooMuchWork(name=name)
    open_now: Counter[str] = Counter()
    depth = 0
    for count, tag in enumerate(_TAG.finditer(markup)):
        closes, element, attributes = tag[1], tag[2].lower(), tag[3]
        if count > TAGS or (
            len(attributes) > ATTRIBUTES and len(_ATTRIBUTES.findall(attributes)) > ATTRIBUTES
        ):
            raise TooMuchWork(name=name)
        if element in _LEFT_OPEN:
            continue
        if not closes:
            open_now[element] += 1
            depth += 1
        elif open_now[element]:
            open_now[element] -= 1
            depth -= 1
        if depth > DEPTH:
            raise TooMuchWork(name=name)
    return markup
