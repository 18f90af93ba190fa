"""Filters of a list of motions, as conditions with their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from workflow.store import views_sql
from workflow.store.columns import OPEN_STATES
from workflow.store.names import fold_name

Condition = tuple[str, Sequence[Any]]


class Filters(NamedTuple):
    """What a list of motions may be narrowed to; empty ones narrow nothing."""

    state: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    organization: str = ""  #: key or name: any consultation there
    at: str = ""  #: key or name: stands there
    applicant: str = ""  #: part of a name
    text: str = ""  #: words that all have to occur
    since: str = ""  #: ISO, filed on this day or later
    until: str = ""
    open: bool | None = None
    held: bool = False
    meeting: int | None = None


class Sources(NamedTuple):
    """What a filter may have to look up before it can be asked."""

    keys: Callable[[str], list[str]]  #: name of an organization → keys
    applicants: Callable[[], list[str]]  #: all of them, folded
    dialect: str


def marks(values: Sequence[Any]) -> str:
    """So many marks for values."""
    return ", ".join("?" * len(values))


def conditions(council: int, filters: Filters, sources: Sources) -> tuple[str, list[Any]]:
    """What follows WHERE, each condition after an AND, and all values in their order."""
    found = [*_of_columns(council, filters, sources), *_of_text(filters.text, sources.dialect)]
    where = "".join(f" AND {condition}" for condition, _ in found)
    return where, [value for _, values in found for value in values]


def _of_columns(council: int, f: Filters, sources: Sources) -> Iterator[Condition]:
    if f.open is not None:
        yield f"m.state {'' if f.open else 'NOT '}IN ({marks(OPEN_STATES)})", OPEN_STATES
    if f.state:
        yield _one_of("state", f.state)
    if f.kind:
        yield _one_of("kind", f.kind)
    if f.organization:
        yield _one_of("organization", sources.keys(f.organization), council)
    if f.at:
        yield _one_of("at", sources.keys(f.at))
    if f.applicant:
        part = fold_name(f.applicant)
        yield _one_of("applicant", [n for n in sources.applicants() if part in n] or [""], council)
    for name in ("since", "until", "meeting"):
        if getattr(f, name):
            yield views_sql.FILTERS[name], (getattr(f, name),)
    if f.held:
        yield views_sql.FILTERS["held"], ()


def _one_of(name: str, values: Sequence[str], *before: Any) -> Condition:
    return views_sql.FILTERS[name].format(marks=marks(values)), (*before, *values)


def _of_text(query: str, dialect: str) -> list[Condition]:
    if not query.strip():
        return []
    from workflow.store.search import wanted

    say = _on_sqlite if dialect == "sqlite" else _on_postgres
    return [say(stem, part) for stem, part in wanted(query)] or [("1 = 0", ())]


def _on_sqlite(stem: str, part: str) -> Condition:
    if part:
        return views_sql.TEXT_SQLITE_PARTS, (f'"{stem}"', f'"{part}"')
    return views_sql.TEXT_SQLITE, (f'"{stem}"',)


def _on_postgres(stem: str, part: str) -> Condition:
    from workflow.store.search import grams

    if part:
        return views_sql.TEXT_POSTGRES_PARTS, (stem, grams(part), part)
    return views_sql.TEXT_POSTGRES, (stem,)
