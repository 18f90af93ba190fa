"""Verifying a council's history: the log, its checkpoints and keys, the rows, what witnesses have kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from states.refusal import Refusal
from workflow.audit.chain import stamp
from workflow.audit.checkpoint import SignedCheckpoint
from workflow.audit.fault import Fault, Place, fault
from workflow.audit.handover import HandOver, Term, key_terms
from workflow.audit.note import NAME, PublicKey
from workflow.store import signing
from workflow.store.book import Book
from workflow.store.log_check import Checked, Claims, check_log, check_new, stored_checkpoints
from workflow.store.node_check import check_buckets, check_nodes
from workflow.store.stream_check import Sealed, Streams, told
from workflow.store.verifying import without_events
from workflow.store.verifying_more import of_counters, of_no_council, of_search, stray_search

#: Where the key comes from that signatures are judged by.
GIVEN, FOLDER, DATABASE, NONE = "given", "folder", "database", "none"
MOST = 1000  #: faults that are kept; beyond that they are only counted

#: Told how far a check is: which part, how many of it are done, and of how many (0: not known).
Progress = Callable[[str, int, int], object]


class Wanted(NamedTuple):
    """What a check is asked to do."""

    folder: Path | None = None  #: of the signing keys
    key: PublicKey | None = None  #: that the auditor has from elsewhere
    witnesses: Sequence[SignedCheckpoint] = ()
    since_last: bool = False
    rows: bool = True  #: refold the events and compare rows, search and hashes kept for proofs
    now: datetime | None = None  #: aware; where given, the moments at which reminders wake are computed anew
    roots: bytes | None = None  #: certificates (PEM) by which the time stamps beside the keys are judged


class Findings(NamedTuple):
    """What a check found. The history is as it was signed where there are no faults."""

    council: str
    entries: int  #: in the log
    waiting: int  #: recorded, and not covered by any checkpoint yet
    checkpoints: int
    witnesses: int
    key: str  #: the trusted public key, "" for none
    trust: str  #: where it comes from: given, folder, database, none
    since: str  #: time of the checkpoint from which was checked, "" for everything
    newest: str  #: time of the newest stored checkpoint, "" for none
    faults: tuple[Fault, ...]
    more: int = 0  #: faults beyond those kept
    stamps: int = 0  #: time stamps that were verified
    stamped: str = ""  #: when the newest of them was made, UTC


class _Report:
    """Collects faults, each once."""

    def __init__(self) -> None:
        self.faults: dict[Fault, None] = {}
        self.more = 0

    def __call__(self, found: Fault) -> None:
        if found in self.faults:
            return
        if len(self.faults) < MOST:
            self.faults[found] = None
        else:
            self.more += 1


def verify(book: Book, council: int, wanted: Wanted, progress: Progress) -> Findings:
    """Check a council's history and name all that is wrong, in one snapshot of the database."""
    report = _Report()
    with steady(book):
        name = _name(book, council, report)
        base = _base(wanted, name)
        stored = stored_checkpoints(book, council, report, base.checkpoint.size if base else None)
        trusted, trust = trusted_key(book, council, name, wanted)
        handed = signing.hand_overs(book, council, name, wanted.folder)
        terms, broken = key_terms(trusted, handed) if trusted else ([], [])
        terms += _terms_before(book, council, trusted, handed)
        for each in broken:
            report(each)
        if stored and trusted is None:
            report(fault("key-unknown"))
        witnesses = [*wanted.witnesses, *_kept(wanted, name)]
        stamped = _check_stamps(book, wanted, name, report)
        if base is not None:
            witnesses = [w for w in witnesses if w.checkpoint.size >= base.checkpoint.size]
            handed = [each for each in handed if each.size >= base.checkpoint.size]
        claims = Claims(stored, witnesses, handed if trusted else (), terms)
        checked = _check_log(book, council, name, base, claims, report, progress)
        if wanted.rows:
            _check_rows(book, council, base, checked, stored, report, progress)
        if wanted.rows and base is None and wanted.now is not None and not report.faults:
            _check_wakes(book, council, wanted.now, report)
    if wanted.rows and base is None:
        _check_index(book, report)
    if wanted.folder is not None and stored and not report.faults and trust in (FOLDER, GIVEN):
        signing.keep_beside(wanted.folder, stored[-1], "verified")
    return Findings(
        council=name,
        entries=checked.size,
        waiting=checked.waiting,
        checkpoints=len(stored),
        witnesses=len(wanted.witnesses),
        key=str(trusted) if trusted else "",
        trust=trust,
        since=base.checkpoint.time if base else "",
        newest=stored[-1].checkpoint.time if stored else "",
        faults=tuple(report.faults),
        more=report.more,
        stamps=len(stamped),
        stamped=max(stamped, default=""),
    )


def _name(book: Book, council: int, report: _Report) -> str:
    """The council's key as its row says it; the entries' own name it as well, and are held against it."""
    found = next((row.key for row in book.councils() if row.id == council), None)
    if found is None:
        report(fault("row-missing", Place("council"), table="council"))
        return ""
    if not NAME.fullmatch(str(found)):
        report(fault("row-differs", Place("council"), table="council", column="key"))
        return ""
    return found


def trusted_key(book: Book, council: int, name: str, wanted: Wanted) -> tuple[PublicKey | None, str]:
    """The key that signatures are judged by, and where it comes from."""
    if wanted.key is not None:
        return wanted.key, GIVEN
    if wanted.folder is not None:
        first = signing.first_keys(wanted.folder, name)
        if len(first) == 1:
            return first[0], FOLDER
    announced = signing.announced_key(book, council)
    return (announced, DATABASE) if announced else (None, NONE)


def _terms_before(
    book: Book, council: int, trusted: PublicKey | None, handed: Sequence[HandOver]
) -> list[Term]:
    """What counted before the trusted key, where keys before it were lost: up to the log's size then."""
    found: list[Term] = []
    seen: set[PublicKey] = set()
    while trusted is not None and trusted not in seen:
        seen.add(trusted)
        lost = signing.lost_before(book, council, trusted)
        if lost is None:
            break
        trusted, size = lost
        terms = key_terms(trusted, handed)[0]
        found += [t._replace(last=size if t.last is None else min(t.last, size)) for t in terms]
    return found


def _base(wanted: Wanted, name: str) -> SignedCheckpoint | None:
    """From where on is checked: the newest checkpoint that a check found right, if that is wanted."""
    if not wanted.since_last or wanted.folder is None:
        return None
    return signing.kept_beside(wanted.folder, name, "verified")


def _kept(wanted: Wanted, name: str) -> Iterator[SignedCheckpoint]:
    """What lies beside the keys bears witness as well."""
    for kind in ("checkpoint", "verified") if wanted.folder is not None else ():
        signed = signing.kept_beside(wanted.folder, name, kind) if wanted.folder else None
        if signed is not None:
            yield signed
    if wanted.folder is not None:
        yield from (signed for signed, _answer in signing.stamps(wanted.folder, name))


def _check_stamps(book: Book, wanted: Wanted, name: str, report: _Report) -> list[str]:
    """The times (UTC) that the stamps beside the keys prove, where certificates are given to judge by."""
    if wanted.roots is None or wanted.folder is None:
        return []
    from workflow.office.stamping import check_stamps

    kept = signing.stamps(wanted.folder, name)
    times = []
    for found in check_stamps(kept, wanted.roots, rehearsal=book.rehearsal):
        if isinstance(found, Fault):
            report(found)
        else:
            times.append(stamp(found))
    return times


def _check_log(
    book: Book,
    council: int,
    name: str,
    base: SignedCheckpoint | None,
    claims: Claims,
    report: _Report,
    progress: Progress,
) -> Checked:
    total = book.database.rows(book.database.sql.LOG_SIZE, (council,))[0][0]

    def tick(done: int) -> None:
        progress("log", done, total if type(total) is int else 0)

    if base is not None:
        try:
            return check_new(book, council, name, base, claims, report, tick)
        except LookupError:
            time, size = base.checkpoint.time, base.checkpoint.size
            report(fault("log-differs", time=time, size=size))
    return check_log(book, council, name, claims, report, tick)


def _check_rows(
    book: Book,
    council: int,
    base: SignedCheckpoint | None,
    checked: Checked,
    stored: Sequence[SignedCheckpoint],
    report: _Report,
    progress: Progress,
) -> None:
    ordered = sorted({s.checkpoint.size: s.checkpoint.time for s in reversed(stored)}.items())
    sealed = Sealed([size for size, _ in ordered], [time for _, time in ordered])
    streams = Streams(book, council, report, sealed, more=(of_search,))
    streams.begin()
    if streams.rehearsal != book.rehearsal:
        report(fault("rehearsal-differs"))
    names = streams.all() if base is None else _each(streams, checked.streams)
    for done, _name in enumerate(names, 1):
        if done % 100 == 0:
            progress("rows", done, 0 if base is None else len(checked.streams))
    if base is None and checked.heads is not None:
        _check_whole(book, council, checked, report)


def _each(streams: Streams, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        streams.check(name)
        yield name


def _check_whole(book: Book, council: int, checked: Checked, report: _Report) -> None:
    """What can only be told when everything was looked at."""
    for found in (without_events(book, council), of_counters(book), stray_search(book), of_no_council(book)):
        for difference in found:
            report(told(difference))
    check_nodes(book, council, checked.size, report)
    if checked.heads is not None:
        check_buckets(book, council, checked.heads, report)
    _check_personal(book, council, report)


def _check_wakes(book: Book, council: int, now: datetime, report: _Report) -> None:
    """When is something next due for each motion? Computed from rows, which have just been found right."""
    from workflow.office.reminding import wrong_wakes

    for motion, kept, right in wrong_wakes(book, council, now):
        values = {"table": "motion", "column": "wake_at", "stored": str(kept), "folded": str(right)}
        report(fault("row-differs", Place(f"motion:{motion.id}"), **values))


def _check_personal(book: Book, council: int, report: _Report) -> None:
    """Every value that is kept opens its commitment, also those that nothing mentions."""
    from workflow.audit.personal import opens
    from workflow.store.database import asked

    told = {fact for found in report.faults for name, fact in found.facts if name == "commitment"}
    sql = "SELECT commitment, salt, value FROM personal WHERE council = ?"
    for commitment, salt, value in book.database.rows(asked(book.database, sql), (council,)):
        good = isinstance(salt, bytes) and isinstance(commitment, str) and opens(commitment, salt, value)
        if not good and commitment not in told:
            report(fault("personal-forged", commitment=str(commitment)))


def _check_index(book: Book, report: _Report) -> None:
    """SQLite's full text index fits what it indexes; this needs a moment alone, and changes nothing."""
    if book.dialect != "sqlite":
        return
    for table in ("search", "search_parts"):
        book.database.begin()
        try:
            book.database.run(f"INSERT INTO {table}({table}) VALUES('integrity-check')")
        except (Refusal, sqlite3.Error):
            report(fault("search-damaged"))
        finally:
            book.database.rollback()


@contextmanager
def steady(book: Book) -> Iterator[None]:
    """One snapshot for many reads, in which also text that is no UTF-8 can be read."""
    sqlite = book.dialect == "sqlite"
    raw: Any = getattr(book.database, "raw", None)
    if sqlite:
        raw.text_factory = lambda text: text.decode("utf-8", "replace")
    book.database.run("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        with suppress(Refusal):
            book.database.run("ROLLBACK")
        if sqlite:
            raw.text_factory = str
