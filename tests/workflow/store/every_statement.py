"""Every statement that the program has, found by looking, so that none can be forgotten."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import workflow
from workflow.store import views_sql

_BEGINS = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE)\b")
#: Beginnings of other statements.
_PARTS_ONLY = ("._MOTION", "._MEETING", "completing._REFERENCES")
#: By their names: those of the one database and those of the other.
_ONLY = {
    "sqlite": re.compile(
        r"_SQLITE|\[sqlite\]|completing\.|\.SEARCH_DROP|\.PARTS_DROP|\.(Outbox)?Statements\."
    ),
    "postgresql": re.compile(r"_POSTGRES|\[postgresql\]|log_sql\.(LOCK|SNAPSHOT|DONE|HELD_BACK)|\.Postgres"),
}
_CLASS = re.compile(r"(_sqlite|_postgres)?\.(Postgres)?(Outbox)?Statements\.")

#: What stands for the parts that are put in later: one each, whichever makes no difference to the plan.
PARTS = {
    "public": "",
    "columns": "id",
    "text": "e.text",
    "start": "1000000000000000",
    "keys": "(0, 1), (1, 0)",
    "council": "1",
    "marks": "?",
    "order": "",
    "ended": "m.ended_on IS NULL",
    "where": "",
    "table": "motion",
}
OF_LISTS = {"council": views_sql.INDEXED, "order": views_sql.ORDERS["filed"]}
#: Filters that leave few, see Reader.list_motions.
FEW = ("at", "held", "meeting", "parent")
#: Statements about any of several tables.
TABLES = {"ROW_OF": ("motion", "meeting", "person"), "ROWS_WITHOUT_EVENTS": ("motion", "meeting", "person")}


def modules() -> Iterator[ModuleType]:
    """Every module of the program, migrations left out."""
    for found in pkgutil.walk_packages(workflow.__path__, "workflow."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def named() -> Iterator[tuple[str, str]]:
    """Every statement that has a name, as it stands: `store.views_sql.NEXT[draft]` and its text."""
    for module in modules():
        where = module.__name__.removeprefix("workflow.")
        yield from _within(where, vars(module))
        for name, kind in vars(module).items():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                yield from _within(f"{where}.{name}", {key: getattr(kind, key) for key in dir(kind)})


def _within(where: str, known: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in known.items():
        if not name.lstrip("_").isupper():
            continue
        several = value.items() if isinstance(value, dict) else [("", value)]
        for key, text in several:
            if isinstance(text, str) and _BEGINS.match(text):
                yield f"{where}.{name}" + (f"[{key}]" if key else ""), text


def statements(dialect: str) -> dict[str, str]:
    """Those of a database, each with its parts put in; a list with each of its filters and orders."""
    foreign = _ONLY["sqlite" if dialect == "postgresql" else "postgresql"]
    found: dict[str, str] = {}
    for name, text in named():
        if name.endswith(_PARTS_ONLY) or "._kind." in name or foreign.search(name):
            continue
        if dialect == "sqlite" and "pg_" in text:
            continue
        found.update(_variants(dialect, _CLASS.sub(".", name), text))
    return found


def _variants(dialect: str, name: str, text: str) -> Iterator[tuple[str, str]]:
    last = name.rpartition(".")[2]
    if last == "LIST":
        for order, by in views_sql.ORDERS.items():
            yield f"{name}[by {order}]", text.format(**PARTS | OF_LISTS | {"order": by})
    if last in ("LIST", "COUNT"):
        for filter_, condition in views_sql.FILTERS.items():
            by = views_sql.UNINDEXED if filter_ == "meeting" and dialect == "sqlite" else views_sql.INDEXED
            orders = views_sql.ORDERS_OF_FEW if filter_ in FEW else views_sql.ORDERS
            parts = {"council": by, "where": f" AND {condition.format(marks='?')}", "order": orders["filed"]}
            yield f"{name}[{filter_}]", text.format(**PARTS | parts)
    elif last in TABLES:
        for table in TABLES[last]:
            yield f"{name}[{table}]", text.format(**PARTS | {"table": table})
    else:
        parts = PARTS | ({"columns": "position"} if last == "CONSULTATIONS_OF" else {})
        yield name, re.sub(r"\{(\w+)\}", lambda part: parts[part[1]], text)


def unnamed() -> set[str]:
    """Functions that hold the text of a statement themselves: `store.copying.copy`."""
    found = set()
    root = Path(workflow.__file__).parent
    for path in root.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        where = ".".join(path.relative_to(root).with_suffix("").parts)
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(map(_is_statement, ast.walk(function))):
                found.add(f"{where}.{function.name}")
    return found


def _is_statement(node: ast.AST) -> bool:
    text = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    return isinstance(text, ast.Constant) and isinstance(text.value, str) and bool(_BEGINS.match(text.value))
