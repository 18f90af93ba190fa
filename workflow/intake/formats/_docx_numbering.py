"""The numbers of a Word document's lists, which its text does not hold: they are counted when printed.

Office Open XML (ECMA-376 part 1) § 17.9: a paragraph names a list (numId) and a level (ilvl), itself or
through its style; a list points to an abstract list, whose levels say form, text and start. Lists with
one abstract list count on together, unless the list begins anew (lvlOverride).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from workflow.intake.formats._numbering import BULLET, written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMS = {
    "decimal": "1",
    "decimalZero": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_LEVELS = 9  #: § 17.9.3


class _Level(NamedTuple):
    form: str = "decimal"
    text: str = ""
    start: int = 1


class _List(NamedTuple):
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Counts the paragraphs of one document in their order."""

    def __init__(self, document: Any) -> None:
        self._lists = _read_lists(document)
        self._styles = _read_styles(document)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def mark(self, paragraph: Any) -> str:
        """What stands before this paragraph: ``2. ``, ``  b) ``, ``- ``, or nothing. Counts it."""
        properties = paragraph.find(_W + "pPr")
        number, level = self._place(properties)
        found = self._lists.get(number or "")
        if found is None or level not in found.levels:
            return ""
        counts = self._count(number or "", found, level)
        return "  " * level + _label(found.levels, level, counts)

    def _place(self, properties: Any) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, each else its style's."""
        if properties is None:
            return self._styles.get("", (None, 0))
        style = properties.find(_W + "pStyle")
        number, level = self._styles.get(_value(style) or "", (None, 0))
        own = properties.find(_W + "numPr")
        if own is not None:
            number = _value(own.find(_W + "numId")) or number
            level = _int(_value(own.find(_W + "ilvl")), level)
        return number, level

    def _count(self, number: str, found: _List, level: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for restarted, start in found.restarts.items():
                counts[restarted] = start - 1
        before = counts[level]
        counts[level] = found.levels[level].start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return counts


def _label(levels: dict[int, _Level], level: int, counts: list[int | None]) -> str:
    mine = levels[level]
    if mine.form == "bullet":
        return BULLET
    if mine.form == "none" or not mine.text.strip():
        return ""

    def filled(hit: re.Match[str]) -> str:
        at = int(hit[1]) - 1
        other = levels.get(at, mine)
        count = counts[at] if counts[at] is not None else other.start
        return written(count if count is not None else 1, _FORMS.get(other.form, "1"))

    return re.sub(r"%([1-9])", filled, mine.text).strip() + " "


def _read_lists(document: Any) -> dict[str, _List]:
    root = _part(document, "/numbering")
    if root is None:
        return {}
    abstract = {a.get(_W + "abstractNumId"): _levels(a) for a in root.findall(_W + "abstractNum")}
    lists = {}
    for number in root.findall(_W + "num"):
        base = _value(number.find(_W + "abstractNumId")) or ""
        levels, restarts = dict(abstract.get(base, {})), {}
        for change in number.findall(_W + "lvlOverride"):
            at = _int(change.get(_W + "ilvl"), 0)
            levels |= _levels(change)
            if (anew := change.find(_W + "startOverride")) is not None and at < _LEVELS:
                restarts[at] = _int(_value(anew), 1)
        lists[number.get(_W + "numId", "")] = _List(base, levels, restarts)
    return lists


def _levels(parent: Any) -> dict[int, _Level]:
    levels = {}
    for level in parent.findall(_W + "lvl"):
        at = _int(level.get(_W + "ilvl"), 0)
        if 0 <= at < _LEVELS:
            levels[at] = _Level(
                _value(level.find(_W + "numFmt")) or "decimal",
                _value(level.find(_W + "lvlText")) or "",
                _int(_value(level.find(_W + "start")), 1),
            )
    return levels


def _read_styles(document: Any) -> dict[str, tuple[str | None, int]]:
    """For each paragraph style its list and level, inherited; the default style stands under ''."""
    styles = {style.get(_W + "styleId", ""): style for style in document.styles.element.findall(_W + "style")}
    found = {name: _of_style(name, styles) for name in styles}
    for name, style in styles.items():
        if style.get(_W + "type") == "paragraph" and style.get(_W + "default") in {"1", "true"}:
            found[""] = found[name]
    return found


def _of_style(name: str, styles: dict[str, Any]) -> tuple[str | None, int]:
    level: int | None = None
    for _ in range(20):  # styles may be based on each other in a circle
        style = styles.get(name)
        if style is None:
            break
        own = style.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            if level is None and own.find(_W + "ilvl") is not None:
                level = _int(_value(own.find(_W + "ilvl")), 0)
            if number := _value(own.find(_W + "numId")):
                return number, level or 0
        name = _value(style.find(_W + "basedOn")) or ""
    return None, level or 0


def _part(document: Any, kind: str) -> Any:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            return relation.target_part.element
    return None


def _value(element: Any) -> str | None:
    if element is None:
        return None
    value: str | None = element.get(_W + "val")
    return value


def _int(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else default
