"""The language of the program: which one, its messages, and how it writes dates, numbers and lists.

English is written in the code, German lies in `config/locale`. A language is chosen once per run
(`use`); a notice to somebody who reads another one is written inside `speaking`. This module and
`workflow.presets` are the only ones that open `config`. Every command imports it, so it stays light.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, tzinfo
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import config
from states.refusal import N_, Refusal, Word
from workflow.catalogue import Catalogue

if TYPE_CHECKING:
    from decimal import Decimal  # costs a millisecond, and few facts are one

__all__ = [
    "LANGUAGES",
    "N_",
    "Sentence",
    "_",
    "choose",
    "day",
    "fill",
    "label",
    "language",
    "listed",
    "moment",
    "ngettext",
    "number",
    "said",
    "sentence",
    "speaking",
    "use",
]

LANGUAGES = ("de", "en")
#: Where the council's own zone is not known yet; every German council lies in it.
_ZONE = "Europe/Berlin"

_DOMAIN = "laufzettel"
_FOLDER = os.path.join(os.path.dirname(config.__file__ or ""), "locale")
_WEEKDAYS = {
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_spoken = "de"
_zone: tzinfo | None = None
_aside: ContextVar[str | None] = ContextVar("aside", default=None)
_catalogues: dict[str, Catalogue | None] = {}


class Sentence(NamedTuple):
    """A refusal in the user's language."""

    message: str
    way_out: str
    ground: str


# Which language


def choose(wish: str | None, environ: Mapping[str, str]) -> str:
    """The language of this run: the wish, else LAUFZETTEL_LANG, else the locale's.

    German where the locale says nothing or is C or POSIX. A locale that is neither German nor
    English gets English.
    """
    for spoken in (wish, environ.get("LAUFZETTEL_LANG")):
        if spoken and spoken[:2].lower() in LANGUAGES:
            return spoken[:2].lower()
    locale = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), "")
    name = locale.partition(".")[0].partition("@")[0]
    if name in ("", "C", "POSIX") or name.lower().startswith("de"):
        return "de"
    return "en"


def use(language: str, zone: tzinfo | None = None) -> None:
    """Speak this language from here on, click included; show moments in this zone (else Germany's)."""
    global _spoken, _zone  # one process speaks one language, as one locale
    _spoken, _zone = language, zone
    # click asks gettext's global domain, whose language comes from this variable.
    os.environ["LANGUAGE"] = language
    _gettext.bindtextdomain(_DOMAIN, _FOLDER)
    _gettext.textdomain(_DOMAIN)


def language() -> str:
    """The language spoken now: `de` or `en`."""
    return _aside.get() or _spoken


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language for a while, in this thread only: a notice in its reader's language."""
    token = _aside.set(language)
    try:
        yield
    finally:
        _aside.reset(token)


# Messages


def _(message: str) -> str:
    """The message in the language spoken now."""
    catalogue = _catalogue()
    return (catalogue and message and catalogue(message)) or message


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for n things in the language spoken now; the caller fills `{n}` in."""
    catalogue = _catalogue()
    own = singular if n == 1 else plural
    return (catalogue and catalogue(singular, int(n != 1))) or own


def _catalogue() -> Catalogue | None:
    spoken = language()
    if spoken not in _catalogues:
        _catalogues[spoken] = _load(os.path.join(_FOLDER, spoken, "LC_MESSAGES", f"{_DOMAIN}.mo"))
    return _catalogues[spoken]


def _load(path: str) -> Catalogue | None:
    try:
        with open(path, "rb") as file:
            return Catalogue(file.read())
    except FileNotFoundError:
        return None


# Values


def day(when: date, *, weekday: bool = False) -> str:
    """`20.03.2009`, in English `20 March 2009`; with its weekday `Fr., 20.03.2009`, `Fri 20 March 2009`."""
    spoken = language()
    if spoken == "de":
        written = f"{when.day:02}.{when.month:02}.{when.year:04}"
        comma = ", "
    else:
        written = f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
        comma = " "
    return f"{_WEEKDAYS[spoken][when.weekday()]}{comma}{written}" if weekday else written


def moment(when: datetime) -> str:
    """`Fr., 20.03.2009, 18:00 Uhr`. A moment in UTC is shown in local time, any other one as it is."""
    local = when.astimezone(_local()) if when.tzname() == "UTC" else when
    return f"{day(local, weekday=True)}, {clock_time(local.time())}"


def clock_time(when: time) -> str:
    """`18:00 Uhr`, in English `18:00`; seconds only where there are any."""
    written = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
    if (when.hour, when.minute, when.second) == (23, 59, 59):
        written = "24:00"  # the last second of a day is its end, as deadlines have it
    return f"{written} Uhr" if language() == "de" else written


def number(value: float | Decimal) -> str:
    """`10.800,5` in German, `10,800.5` in English; four digits stay together, so that years are years."""
    written = str(value) if -10_000 < value < 10_000 else f"{value:,}"
    return written.translate(_SWAPPED) if language() == "de" else written


_SWAPPED = str.maketrans(",.", ".,")


def listed(values: Iterable[object], *, last: str | None = None) -> str:
    """`a, b und c`; `last` is the word before the last one (default: and)."""
    words = [said(v) for v in values]
    if len(words) < 2:
        return "".join(words)
    joint = last if last is not None else _("and")
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def label(member: Enum) -> str:
    """What a value of an enumeration is called in the language spoken now."""
    from workflow.labels import label_of

    return _(label_of(member))


def said(value: object) -> str:
    """Any fact as a user reads it."""
    for kinds, say in _SAYERS:
        if isinstance(value, kinds):
            return say(value)
    if type(value).__name__ == "Decimal":
        return number(cast("Decimal", value))
    return str(value)


#: Ordered: an enumeration may be a string, a truth value is an integer, a moment is a date.
_SAYERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (type(None), lambda _none: "–"),
    (Enum, label),
    (Word, lambda word: _(str(word))),
    (str, str),
    (bool, lambda value: _("yes") if value else _("no")),
    ((int, float), number),
    (datetime, moment),
    (date, day),
    (time, clock_time),
    (Refusal, lambda value: sentence(value).message),
    ((Sequence, Set), lambda value: _rule(value) if type(value).__name__ == "Rule" else listed(value)),
)


def _rule(value: Any) -> str:
    from workflow.rule_said import say_rule  # few sentences name a rule

    return say_rule(value)


def fill(template: str, facts: Mapping[str, object]) -> str:
    """A translated template with its facts said; a fact that was not given shows as its own name."""
    return template.format_map(_Facts(facts))


def sentence(refusal: Refusal) -> Sentence:
    """A refusal's message, way out and ground in the language spoken now."""
    return Sentence(
        fill(_(refusal.message), refusal.facts), fill(_(refusal.way_out), refusal.facts), refusal.ground
    )


class _Facts(dict[str, object]):
    def __getitem__(self, name: str) -> _Fact:
        return _Fact(super().__getitem__(name)) if name in self else _Fact("{" + name + "}")


class _Fact(NamedTuple):
    value: object

    def __format__(self, form: str) -> str:
        try:
            return format(self.value, form) if form else said(self.value)
        except (TypeError, ValueError):  # a form that does not fit must not keep a sentence unsaid
            return said(self.value)


def _local() -> tzinfo:
    if _zone is not None:
        return _zone
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(_ZONE)
    except KeyError:  # no time zone data on this machine: better a moment in UTC than none
        return UTC
