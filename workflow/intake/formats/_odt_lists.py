"""The numbers of an OpenDocument text's lists, which its text does not hold: they are counted when shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workflow.intake.formats._numbering import BULLET, written

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _STYLE = _NS + "text:1.0}", _NS + "style:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"


class _Level(NamedTuple):
    form: str  #: "" counts without showing a number; "•" is a bullet
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1  #: how many levels the number shows: 2 makes it 1.2


class _Open(NamedTuple):
    """A list being read, outer to inner: its style, and its id for a later list that goes on with it."""

    style: str
    known_as: str


_PLAIN = _Level("•")


def read_list_styles(roots: list[Element]) -> dict[str, dict[int, _Level]]:
    """Every list style by name: its levels from 1."""
    found = {}
    for root in roots:
        for tag in ("list-style", "outline-style"):
            for style in root.iter(_TEXT + tag):
                found[style.get(_STYLE + "name", "")] = {
                    _int(level.get(_TEXT + "level"), 1): _level(level) for level in style
                }
    return found


def _level(level: Element) -> _Level:
    if not level.tag.endswith("}list-level-style-number"):
        return _PLAIN
    return _Level(
        level.get(_STYLE + "num-format", ""),
        level.get(_STYLE + "num-prefix", ""),
        level.get(_STYLE + "num-suffix", ""),
        _int(level.get(_TEXT + "start-value"), 1),
        _int(level.get(_TEXT + "display-levels"), 1),
    )


class Lists:
    """Counts the items of one document in their order."""

    def __init__(self, styles: dict[str, dict[int, _Level]]) -> None:
        self._styles = styles
        self._open: list[_Open] = []
        self._counts: list[int | None] = []
        self._last: dict[str, int | None] = {}  #: of ended lists, by id and by style

    def enter(self, element: Element, style: str) -> None:
        """A list begins, inside the one open now if there is one: it has that one's style unless its own."""
        style = style or (self._open[-1].style if self._open else "")
        before = element.get(_TEXT + "continue-list")
        goes_on = before is not None or element.get(_TEXT + "continue-numbering") == "true"
        self._open.append(_Open(style, element.get(_ID, "")))
        key = before if before in self._last else self._by_style()
        self._counts.append(self._last.get(key or "") if goes_on else None)

    def leave(self) -> None:
        """The innermost list ends."""
        count = self._counts.pop()
        self._last[self._by_style()] = count
        known_as = self._open.pop().known_as
        if known_as:
            self._last[known_as] = count

    def _by_style(self) -> str:
        return f"{self._open[-1].style}\n{len(self._open)}"

    def mark(self, item: Element) -> str:
        """What stands before an item: ``2. ``, ``  b) ``, ``- ``. Counts it."""
        return "  " * (len(self._open) - 1) + self._label(item)

    def _label(self, item: Element) -> str:
        depth = len(self._open)
        levels = self._styles.get(self._open[-1].style, {})
        level = levels.get(depth, _PLAIN)
        before = self._counts[-1]
        counted = level.start if before is None else before + 1
        self._counts[-1] = _int(item.get(_TEXT + "start-value"), counted)
        if level.form == "•":
            return BULLET
        if not level.form:
            return ""
        shown = range(max(depth - level.shown, 0), depth)
        numbers = [written(self._counts[at] or 1, levels.get(at + 1, level).form or "1") for at in shown]
        return level.before + ".".join(numbers) + level.after + " "


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default
