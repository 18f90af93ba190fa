"""A great many motions quickly: some made by the engine, then multiplied as rows with chains of their own.

Run: python -m benchmarks.multiply FILE|postgresql://… [--motions N] [--shape councils|archive]
     [--template N] [--no-search] [--seed N]

The engine makes one council (`benchmarks.generate`), one tick looks at it. Every row of it, every entry of
its history, its meetings, its ledger and what search knows are taken as patterns: where a number, a
council, a year, the hash of the entry before stood is a gap. A copy fills the gaps and hashes its chains
anew, so that `audit verify` holds for it as for the first.

  councils   one council of N motions after the other, each with a calendar of its own
  archive    a single council: the motions of the template are its present; behind them nine times
             twelve years in which everything has ended and for which nothing is due any more
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock
from operator import itemgetter
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from benchmarks.generate import BERLIN, Town, save
from workflow.audit.chain import entry_hash
from workflow.office.reminding import tick
from workflow.store.book import Book, create_book, open_book
from workflow.store.copying import tables
from workflow.store.search import grams

TODAY = date(2026, 3, 2)
MOTIONS, MEETINGS = 8 * 10**12, 9 * 10**12  #: the template's numbers begin here: found again in any text
WINDOW = 12  #: years; moved by so many, a 29 February stays one back to 1908
WINDOWS = 9
AT_ONCE = 4_000  #: motions in a transaction

_GAP = re.compile(
    r"(?P<motion>80{7}\d{5})|(?P<meeting>90{7}\d{5})"
    r"|(?P<year>\b20[0-3]\d)(?=-\d\d(?:-\d\d)?\b)|(?<=\d{5}/)(?P<of>20[0-3]\d)\b"
)
#: tables that are multiplied, each with the columns that hold a motion's or a meeting's number
COLUMNS = {
    "meeting": {"id": "meeting"},
    "motion": {"id": "motion", "parent": "motion", "root": "motion", "station_meeting": "meeting"},
    "consultation": {"motion": "motion", "meeting": "meeting"},
    "motion_applicant": {"motion": "motion"},
    "ledger": {"motion": "motion"},
    "notice": {"motion": "motion"},
}


class Pattern(NamedTuple):
    """A row: its values, and which of them have gaps.

    A text with gaps has their names between marks; `ready` makes it a format and what picks its values.
    """

    values: tuple[Any, ...]
    texts: tuple[tuple[int, Any], ...]  #: by their place
    numbers: tuple[tuple[int, str], ...]  #: place and the name of a gap


class Stream(NamedTuple):
    """A history and the rows that follow from it, as patterns."""

    name: str  #: the gap of its number: m17, g4
    entries: tuple[Pattern, ...]
    rows: tuple[tuple[str, Pattern], ...]
    search: tuple[Any, ...]  #: its texts, as search compares them
    done: bool  #: nothing about it is due any more


class Template(NamedTuple):
    """A council as patterns, and the columns of each table."""

    meetings: tuple[Stream, ...]
    motions: tuple[Stream, ...]
    columns: Mapping[str, tuple[str, ...]]


def template(motions: int, seed: int = 1, today: date = TODAY) -> Template:
    """Made by the engine, looked at by one tick, read back."""
    with tempfile.TemporaryDirectory() as folder, _rehearsal(str(Path(folder) / "t.db")) as book:
        numbers = [("motion", MOTIONS), ("meeting", MEETINGS)]
        book.database.many("INSERT INTO counter (name, value) VALUES (?, ?)", numbers)
        town = Town(book, "stadt-1", today, random.Random(seed))
        save(town, motions)
        tick(book, datetime.combine(today, clock(8, 59), BERLIN))
        return _read(book)


def _rehearsal(address: str) -> Book:
    book = create_book(address, rehearsal=True)
    if book.dialect == "sqlite":
        book.database.run("PRAGMA synchronous = OFF")  # what is thrown away need not be durable
    return book


def _read(book: Book) -> Template:
    columns = {t.name: t.columns for t in tables() if t.name in COLUMNS} | {
        "event": ("council", "stream", "n", "kind", "effective", "recorded", "text", "hash")
    }
    columns["notice"] = tuple(c for c in columns["notice"] if c != "id")
    rows: dict[int, list[tuple[str, Pattern]]] = {}
    done, found, texts = set(), {}, _texts(book)
    for table in COLUMNS:
        key = "id" if table in ("motion", "meeting") else "motion"
        at = columns[table].index(key)
        wake = columns[table].index("wake_at") if table == "motion" else None
        for row in _rows(book, table, columns[table]):
            rows.setdefault(row[at], []).append((table, _pattern(table, columns[table], row)))
            if wake is not None and row[wake] is None:
                done.add(row[at])
    entries: dict[str, list[Pattern]] = {}
    for row in _rows(book, "event", columns["event"]):
        entries.setdefault(row[1], []).append(_entry(columns["event"], row))
    for number, its in rows.items():
        kind = "meeting" if number > MEETINGS else "motion"
        history = tuple(entries[f"{kind}:{number}"])
        found[number] = Stream(
            _gap(number), history, tuple(its), texts.get(number, ()), number in done or kind == "meeting"
        )
    ordered = [found[number] for number in sorted(found)]
    meetings = tuple(s for s in ordered if s.name[0] == "g")
    return Template(meetings, tuple(s for s in ordered if s.name[0] == "m"), columns)


def _rows(book: Book, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    where = " WHERE stream LIKE 'm%' ORDER BY id" if table == "event" else ""
    return book.database.rows(f"SELECT {', '.join(columns)} FROM {table}{where}")


def _texts(book: Book) -> dict[int, tuple[str, ...]]:
    """What search knows of each motion: its stems by part, its plain words."""
    sql = (
        "SELECT s.rowid, s.title, s.points, s.reasoning, s.reference, s.applicants, p.text"
        " FROM search s JOIN search_parts p ON p.rowid = s.rowid"
    )
    return {row[0]: tuple(_marked(part, bare=True) for part in row[1:]) for row in book.database.rows(sql)}


def _gap(number: int) -> str:
    return f"g{number - MEETINGS}" if number > MEETINGS else f"m{number - MOTIONS}"


def _marked(text: str, *, bare: bool = False) -> str:
    """A text with the names of its gaps between marks. Bare words hold a reference's year by itself."""

    def gap(found: re.Match[str]) -> str:
        return _mark(_gap(int(found[0])) if found["motion"] or found["meeting"] else f"y{found[0]}")

    text = _GAP.sub(gap, text)
    return re.sub(r"(?<=\x00 )20[0-3]\d\b", lambda found: _mark(f"y{found[0]}"), text) if bare else text


def _mark(name: str) -> str:
    return f"\0{name}\0"


def _pattern(table: str, columns: Sequence[str], row: Sequence[Any]) -> Pattern:
    texts, numbers = [], []
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        if column == "council":
            numbers.append((place, "council"))
        elif column in COLUMNS[table] and value:
            numbers.append((place, intern("n" + _gap(value))))
        elif column == "message_id":
            texts.append((place, f"<{_mark(_gap(row[1]))}-{value[1:13]}@{_mark('key')}.laufzettel>"))
        elif isinstance(value, str) and (found := _marked(value)) != value:
            texts.append((place, found))
    return Pattern(tuple(row), tuple(texts), tuple(numbers))


def _entry(columns: Sequence[str], row: Sequence[Any]) -> Pattern:
    """An entry: its text names the council, who did it, and the entry before, which differ in each copy."""
    texts = {column: _marked(row[columns.index(column)]) for column in ("stream", "effective", "recorded")}
    text = re.sub(r'"prev":"[0-9a-f]*"', f'"prev":"{_mark("prev")}"', row[columns.index("text")], count=1)
    text = re.sub(r'^\{"actor":\{"~":"[0-9a-f]{64}"\}', f'{{"actor":{{"~":"{_mark("actor")}"}}', text)
    text = text.replace('"council":"stadt-1"', f'"council":"{_mark("key")}"', 1)
    texts["text"] = _marked(text)
    gaps = tuple((columns.index(column), found) for column, found in texts.items() if "\0" in found)
    return Pattern(tuple(row), gaps, ((0, "council"),))


def ready(streams: Sequence[Stream], back: int = 0) -> list[Stream]:
    """The streams so many years earlier, ready to be filled: all that is the same in every copy stands."""

    def text(marked: str) -> Any:
        pieces = marked.split("\0")
        for at in range(1, len(pieces), 2):
            if pieces[at][0] == "y":
                pieces[at] = str(int(pieces[at][1:]) - back)
            else:
                pieces[at] = _mark(pieces[at])
        pieces = "".join(pieces).split("\0")
        if len(pieces) == 1:
            return pieces[0]
        form = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        return form, itemgetter(*map(intern, pieces[1::2]))

    def pattern(given: Pattern) -> Pattern:
        values, texts = list(given.values), []
        for place, found in ((place, text(marked)) for place, marked in given.texts):
            if isinstance(found, str):
                values[place] = found
            else:
                texts.append((place, found))
        return Pattern(tuple(values), tuple(texts), given.numbers)

    return [
        stream._replace(
            entries=tuple(map(pattern, stream.entries)),
            rows=tuple((table, pattern(row)) for table, row in stream.rows),
            search=tuple(map(text, stream.search)),
        )
        for stream in streams
    ]


class Press:
    """Fills patterns and loads the rows, table by table."""

    def __init__(self, book: Book, made: Template, *, search: bool = True) -> None:
        self.book = book
        self.made = made
        self.search = search
        self.meetings, self.present = ready(made.meetings), ready(made.motions)
        self.motion = self.meeting = 0  #: the last numbers given
        self.motions = 0  #: waiting to be loaded
        self.rows: dict[str, list[Any]] = {table: [] for table in (*made.columns, "search")}

    def council(self, key: str, actor: str, number: int, motions: int) -> None:
        """A council like the template, with so many of its motions."""
        gaps = {"key": key, "actor": actor, "council": number}
        self._place(self.meetings, gaps)
        self._place(self.present[:motions], gaps)

    def archive(self, key: str, actor: str, number: int, motions: int) -> None:
        """What ended in earlier times: the calendar once for each, motions as often as it takes."""
        each = -(-motions // WINDOWS)
        for back in range(1, WINDOWS + 1):
            gaps = {"key": key, "actor": actor, "council": number}
            ended = ready([stream for stream in self.made.motions if stream.done], back * WINDOW)
            self._place(ready(self.made.meetings, back * WINDOW), gaps)
            left = min(each, motions - (back - 1) * each)
            while left > 0:
                self._place(ended[:left], gaps)
                left -= len(ended)

    def _place(self, streams: Sequence[Stream], gaps: dict[str, Any]) -> None:
        """Numbers first, since motions name each other; then the rows."""
        for stream in streams:
            if stream.name[0] == "g":
                self.meeting += 1
                number = self.meeting
            else:
                self.motion += 1
                self.motions += 1
                number = self.motion
            gaps[stream.name], gaps["n" + stream.name] = str(number), number
        for stream in streams:
            self._fill(stream, gaps)
        if self.motions >= AT_ONCE:
            self.load()

    def _fill(self, stream: Stream, gaps: dict[str, Any]) -> None:
        gaps["prev"], head, events = "", b"", self.rows["event"]
        for pattern in stream.entries:
            row = filled(pattern, gaps)
            head = row[7] = entry_hash(row[6])
            gaps["prev"] = head.hex()
            events.append(row)
        for table, pattern in stream.rows:
            row = filled(pattern, gaps)
            if table == "motion":
                row[-1] = head
            self.rows[table].append(row)
        if stream.search and self.search:
            parts = [p if isinstance(p, str) else p[0] % p[1](gaps) for p in stream.search]
            self.rows["search"].append((gaps["council"], gaps["n" + stream.name], parts))

    def load(self) -> None:
        """One transaction."""
        with self.book.writing():
            for table, columns in self.made.columns.items():
                if self.rows[table]:
                    self.book.database.load(table, columns, self.rows[table])
            _index(self.book, self.rows["search"])
        for rows in self.rows.values():
            rows.clear()
        self.motions = 0


def filled(pattern: Pattern, gaps: Mapping[str, Any]) -> list[Any]:
    """A row."""
    values, texts, numbers = pattern
    row = list(values)
    for place, (form, wanted) in texts:
        row[place] = form % wanted(gaps)
    for place, name in numbers:
        row[place] = gaps[name]
    return row


def _index(book: Book, found: Sequence[tuple[int, int, list[str]]]) -> None:
    """What search knows, as each database keeps it."""
    sql: Any = book.database.sql
    if book.dialect == "sqlite":
        book.database.many(sql.SEARCH_ADD, [(number, *parts[:5]) for _, number, parts in found])
        book.database.many(sql.PARTS_ADD, [(number, parts[5]) for _, number, parts in found])
        return
    rows = []
    for council, number, parts in found:
        stems = sorted({word for part in parts[:5] for word in part.split()})
        rows.append((number, council, stems, grams(parts[5]), parts[5]))
    book.database.load("search", ("motion", "council", "stems", "grams", "plain"), rows)


def multiply(
    book: Book,
    motions: int,
    made: Template,
    *,
    shape: str = "councils",
    search: bool = True,
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Fill an empty book with so many motions."""
    press = Press(book, made, search=search)
    gc.disable()  # a hundred thousand patterns would be looked through again and again
    with loading(book):
        for place, count in enumerate(_portions(motions, len(made.motions), shape)):
            key, number, actor = _adopted(book, place + 1)
            press.council(key, actor, number, count)
            if shape == "archive":
                press.archive(key, actor, number, motions - count)
            progress(press.motion)
        press.load()
    gc.enable()
    for name, last in (("motion", press.motion), ("meeting", press.meeting)):
        _count_on(book, name, last)
    book.database.run("ANALYZE") if book.dialect != "sqlite" else None


def _portions(motions: int, each: int, shape: str) -> Iterator[int]:
    if shape == "archive":
        yield min(motions, each)
        return
    for start in range(0, motions, each):
        yield min(each, motions - start)


def _adopted(book: Book, place: int) -> tuple[str, int, str]:
    """A new council: its key, its number, who is said to have recorded everything."""
    town = Town.adopted(book, f"stadt-{place}", TODAY)
    with book.writing():
        actor = book.personal(town, "generate")
    return f"stadt-{place}", town, actor


@contextmanager
def loading(book: Book) -> Iterator[None]:
    """While rows come in by the thousand search merges little; afterwards all is as before.

    On a server indexes are left out meanwhile and made at the end. SQLite would read every row again for each
    of them, and here rows come council by council, in the order of most of its indexes.
    """
    if book.dialect == "sqlite":
        book.database.run("PRAGMA foreign_keys = OFF")
        book.database.run("PRAGMA cache_size = -400000")
        _merging(book, 1 << 27, 0)
        yield
        _merging(book, 1 << 20, 4)
        book.database.run("PRAGMA foreign_keys = ON")
        book.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    tables = ", ".join(f"'{name}'" for name in (*COLUMNS, "event", "search"))
    indexes = book.database.rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
        f" AND tablename IN ({tables}) AND starts_with(indexname, 'ix')"
    )
    for name, _ in indexes:
        book.database.run(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        book.database.run(sql)


def _merging(book: Book, size: int, segments: int) -> None:
    for table in ("search", "search_parts"):
        for option, value in (("hashsize", size), ("automerge", segments)):
            book.database.run(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (option, value))


def _count_on(book: Book, name: str, last: int) -> None:
    if book.dialect == "sqlite":
        put = "INSERT INTO counter (name, value) VALUES (?, ?)"
        book.database.run(f"{put} ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, last))
    else:
        book.database.rows("SELECT setval(%s, %s)", (f"{name}_number", last))


def make(
    address: str,
    motions: int,
    *,
    each: int = 2_000,
    shape: str = "councils",
    search: bool = True,
    seed: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> tuple[float, float]:
    """A new database; seconds for the template and for the rest."""
    start = time.perf_counter()
    made = template(min(each, motions), seed)
    between = time.perf_counter()
    server = address.startswith("postgres")
    with open_book(address, create=True) if server else _rehearsal(address) as book:
        multiply(book, motions, made, shape=shape, search=search, progress=progress)
    return between - start, time.perf_counter() - between


def main() -> None:
    """Fill a new database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("--motions", type=int, default=100_000)
    parser.add_argument("--template", type=int, default=2_000, help="motions made by the engine")
    parser.add_argument("--shape", choices=("councils", "archive"), default="councils")
    parser.add_argument("--no-search", action="store_true", help="leave out what search knows")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    start = time.perf_counter()

    def told(done: int) -> None:
        print(f"\r{done} motions, {done / (time.perf_counter() - start):.0f}/s", end="", file=sys.stderr)

    template_s, rest = make(
        given.address,
        given.motions,
        each=given.template,
        shape=given.shape,
        search=not given.no_search,
        seed=given.seed,
        progress=told,
    )
    rate = given.motions / rest
    print(f"\n{given.motions} motions: template {template_s:.1f} s, rest {rest:.1f} s, {rate:.0f}/s")


if __name__ == "__main__":
    main()
