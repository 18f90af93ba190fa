"""Reading a JSON object field by field: each value checked, each key that nobody asked for refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NoReturn, TypeVar

from workflow.rules.deadline_refusals import FieldInvalid, FieldMissing, FieldUnknown
from workflow.rules.rule import Span, Unit
from workflow.rules.rule_lexicon import Expected

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_T = TypeVar("_T")

#: The ends of parameter names that say how much of what.
_SPANS: Mapping[str, Unit] = {
    "n": Unit.DAY,
    "days": Unit.DAY,
    "weeks": Unit.WEEK,
    "months": Unit.MONTH,
    "years": Unit.YEAR,
    "werktage": Unit.WERKTAG,
    "arbeitstage": Unit.ARBEITSTAG,
}


class Fields:
    """The fields of one object; remembers which were asked for. `where` names the object in a refusal."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self.where = where
        self.values = values
        self._asked: set[str] = set()

    def get(self, name: str) -> object:
        """The value, or None where it is missing or null."""
        self._asked.add(name)
        return self.values.get(name)

    def required(self, name: str) -> object:
        """The value; raises FieldMissing."""
        value = self.get(name)
        if value is None:
            raise FieldMissing(field=name, where=self.where)
        return value

    def allow(self, names: Iterable[str]) -> None:
        """Refuse every key but these."""
        self._refuse_beyond(names)

    def finish(self) -> None:
        """Refuse every key that was not asked for."""
        self._refuse_beyond(self._asked)

    def _refuse_beyond(self, names: Iterable[str]) -> None:
        known = list(names)
        for name in self.values:
            if name not in known:
                raise FieldUnknown(field=name, where=self.where, known=", ".join(sorted(known)))

    def forbid(self, names: Iterable[str]) -> None:
        """Refuse these keys: another one already says what they would."""
        for name in names:
            if self.values.get(name) is not None:
                raise FieldUnknown(field=name, where=self.where, known="rule")

    def wrong(self, name: str, expected: Expected) -> NoReturn:
        """Refuse the value of this field."""
        raise FieldInvalid(field=name, value=self.values.get(name), expected=expected)

    def text(self, name: str) -> str:
        """A text, empty where missing."""
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong(name, Expected.TEXT)
        return (value or "").strip()

    def number(self, names: tuple[str, ...]) -> int:
        """A whole number under the first of these names that is there; raises FieldMissing."""
        self._asked.update(names[:1])
        for name in names:
            if self.values.get(name) is not None:
                value = self.get(name)
                if isinstance(value, bool) or not isinstance(value, int):
                    self.wrong(name, Expected.WHOLE_NUMBER)
                return value
        raise FieldMissing(field=names[0], where=self.where)

    def flag(self, name: str) -> bool | None:
        """True, false, or None where missing."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, Expected.YES_OR_NO)
        return value

    def choice(self, name: str, choices: Mapping[str, _T], expected: Expected) -> _T | None:
        """One of a few words, or None where missing."""
        value = self.text(name)
        if value and value not in choices:
            self.wrong(name, expected)
        return choices[value] if value else None

    def day(self, name: str) -> date | None:
        """A date, or None where missing."""
        value = self.text(name)
        return self._day(name, value) if value else None

    def when(self, name: str) -> date | datetime | None:
        """A date, or a date and time; or None where missing."""
        value = self.text(name)
        return self._when(name, value) if value else None

    def items(self, name: str) -> list[object]:
        """A list, empty where missing."""
        value = self.get(name)
        if value is not None and not isinstance(value, list):
            self.wrong(name, Expected.LIST)
        return value or []

    def days(self, name: str) -> list[date]:
        """A list of dates."""
        return [self._day(name, str(item)) for item in self.items(name)]

    def whens(self, name: str) -> list[date | datetime]:
        """A list of dates, or of dates and times."""
        return [self._when(name, str(item)) for item in self.items(name)]

    def object(self, name: str) -> Mapping[str, object]:
        """An object, empty where missing."""
        value = self.get(name)
        if value is not None and not isinstance(value, Mapping):
            self.wrong(name, Expected.OBJECT)
        return value or {}

    def span(self, prefix: str) -> Span:
        """A period under `<prefix>days`, `<prefix>weeks` …; raises FieldMissing."""
        for ending, unit in _SPANS.items():
            if self.values.get(prefix + ending) is not None:
                return Span(self.number((prefix + ending,)), unit)
        raise FieldMissing(field=f"{prefix}days", where=self.where)

    def _day(self, name: str, value: str) -> date:
        if not _DAY.fullmatch(value):
            self.wrong(name, Expected.DATE)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(name, Expected.DATE)

    def _when(self, name: str, value: str) -> date | datetime:
        if _DAY.fullmatch(value):
            return self._day(name, value)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.wrong(name, Expected.MOMENT)
