"""What a command prints: text for people, JSON and CSV for programs, from one and the same result.

JSON has stable keys, `"schema": 1` in every object at the top, and `[]` where there is nothing. CSV is
flat rows under a header. Text may change with any version.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from workflow.commands.desk import Desk
from workflow.words import said

T = TypeVar("T")

SCHEMA = 1
_GAP = "  "
#: control characters but line ends and tabs; an escape stays where it is only a colour
_HIDDEN = re.compile(r"\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]|[\u202a-\u202e\u2066-\u2069]")


def emit(
    desk: Desk,
    result: T,
    text: Callable[[T], str | Iterable[str]],
    *,
    rows: Callable[[T], Iterable[Mapping[str, object]]] | None = None,
    columns: Sequence[str] = (),
) -> None:
    """Print a result in the form that was asked for.

    `result` is a mapping, a named tuple, a dataclass, or a list of them. `text` makes lines for people
    of it. `rows` makes flat rows for CSV where the result is not a list of them already; `columns`
    names the header, so that it is there without rows, too.
    """
    if desk.format == "json":
        _utf8()
        click.echo(as_json(result))
    elif desk.format == "csv":
        _utf8()
        found = rows(result) if rows else result if isinstance(result, list) else [result]
        click.echo(as_csv(found, columns), nl=False)
    else:
        shown = text(result)
        for line in [shown] if isinstance(shown, str) else shown:
            click.echo(visible(line))


def as_json(result: object) -> str:
    """The result as JSON text; objects at the top carry the schema's number first."""
    import json

    value = plain(result)
    if isinstance(value, list):
        value = [_numbered(v) for v in value]
    return json.dumps(_numbered(value), ensure_ascii=False, indent=2)


def _numbered(value: Any) -> Any:
    return {"schema": SCHEMA, **value} if isinstance(value, dict) else value


def as_csv(rows: Iterable[Any], columns: Sequence[str] = ()) -> str:
    """Rows under a header, RFC 4180 with line feeds; lists are joined by `; `."""
    import csv
    import io

    flat = [{key: _cell(value) for key, value in plain(row).items()} for row in rows]
    header = list(columns) or list(dict.fromkeys(key for row in flat for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", extrasaction="ignore", lineterminator="\n")
    if header:
        writer.writeheader()
        writer.writerows(flat)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list) and not any(isinstance(v, (list, dict)) for v in value):
        return "; ".join(str(v) for v in value)
    if isinstance(value, (list, dict)):
        import json

        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates in ISO 8601, enumerations by their value, tuples as lists."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Mapping):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(v) for v in value)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [plain(v) for v in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "value"):  # an enumeration
        return plain(value.value)
    if type(value).__name__ == "Decimal":  # amounts of money: exact up to the cent below 90 billion
        return int(value) if value == int(value) else float(value)
    return str(value)


def table(desk: Desk, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows in columns. On a terminal rich fits them into its width; elsewhere nothing is cut off."""
    cells = [[one_line(said(cell)) for cell in row] for row in rows]
    if desk.on_terminal and cells:
        return _fitted(desk, headers, cells)
    widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
    lines = [headers, *cells]
    return "\n".join(
        _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _fitted(desk: Desk, headers: Sequence[str], cells: list[list[str]]) -> str:
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        grid.add_column(Text(header), overflow="fold")
    for line in cells:
        grid.add_row(*(Text(cell) for cell in line))  # as Text: `[siehe Anlage]` is no markup
    out = io.StringIO()
    colors = {"force_terminal": True} if desk.color else {"no_color": True, "color_system": None}
    Console(file=out, highlight=False, **colors).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def visible(text: str) -> str:
    """Text without what could steer a terminal: documents come from strangers."""
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """Text for one cell: no line ends, no colours, nothing hidden."""
    return visible(" ".join(text.split())).replace("\x1b", "\N{REPLACEMENT CHARACTER}")


def _utf8() -> None:
    """Programs read UTF-8, whatever the locale of this terminal is."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")
