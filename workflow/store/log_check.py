"""The council's log as a whole: every entry hashed, chained and counted into the Merkle log, in one pass.

The roots and heads that result are held against every checkpoint there is: stored ones, those of witnesses,
and those that hand-overs of keys name. Memory grows with the number of streams, never with that of entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from workflow.audit.checkpoint import CheckpointMalformed, SignedCheckpoint, read_checkpoint
from workflow.audit.crown import LivingHeads
from workflow.audit.fault import Fault, Place, fault
from workflow.audit.handover import HandOver, Term, check_signature
from workflow.audit.heads import StreamHead
from workflow.audit.merkle import Frontier, roots_at
from workflow.audit.walk import Head, Heads, Row, verify_chain
from workflow.store import log, log_sql
from workflow.store.book import Book
from workflow.store.database import asked

Report = Callable[[Fault], object]
Tick = Callable[[int], object]

_CHECKPOINTS = (
    "SELECT size, root, note, recorded FROM checkpoint WHERE council = ? AND size >= ?"
    " ORDER BY recorded, size"
)
_HEAD_BEFORE = (
    "SELECT e.n, e.hash FROM event e JOIN leaf l ON l.event = e.id WHERE e.council = ? AND e.stream = ?"
    " AND l.idx < ? ORDER BY e.n DESC LIMIT 1"
)
#: Moving a stream in the heads tree costs more than checking an entry. The newest checkpoint and those of
#: witnesses are always held against the heads; older ones as long as not more streams have moved than this
#: and a twentieth of the entries read.
_SPARE = 10_000


class Checked(NamedTuple):
    """What was looked at, and where the log stands."""

    size: int
    waiting: int  #: entries that no checkpoint covers yet
    root: bytes
    streams: tuple[str, ...] = ()  #: those that had entries in the part looked at
    heads: LivingHeads | None = None  #: of all streams, where the whole log was looked at


class Claims(NamedTuple):
    """All that the log is held against."""

    stored: Sequence[SignedCheckpoint] = ()
    witnesses: Sequence[SignedCheckpoint] = ()
    hand_overs: Sequence[HandOver] = ()
    terms: Sequence[Term] = ()


class _Moved:
    """Which streams have moved since this was last asked, told from where they stand."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._known: dict[str, Head] = {}

    def most(self, read: int) -> int:
        """No more than this can have moved after so many entries."""
        return min(read, len(self._heads))

    def take(self) -> list[StreamHead]:
        """Their heads. What no tree can hold, a faulty number or hash, is left out."""
        known, found = self._known, []
        for stream, head in self._heads.items():
            if known.get(stream) != head:
                known[stream] = head
                if 0 < head[0] < 1 << 63 and len(head[1]) == 32:
                    found.append(StreamHead(str(stream), *head))
        return found


def _counted(pages: Iterable[Sequence[Row]], tick: Tick, count: list[int]) -> Iterator[Row]:
    """The rows of all pages; what is done for each is done in C."""

    def ticking() -> Iterator[Sequence[Row]]:
        for page in pages:
            yield page
            count[0] += len(page)
            tick(count[0])

    return chain.from_iterable(ticking())


def stored_checkpoints(
    book: Book, council: int, report: Report, since: int | None = None
) -> list[SignedCheckpoint]:
    """The checkpoints, or those over `since` or more entries, that can be read and stand in their own rows;
    reports the others."""
    found = []
    since = -(1 << 62) if since is None else since
    rows = book.database.rows(asked(book.database, _CHECKPOINTS), (council, since))
    for size, root, note, recorded in rows:
        signed = _readable(note)
        if signed is None:
            report(fault("checkpoint-malformed", size=size))
            continue
        own = signed.checkpoint
        if (own.size, own.root, own.time) != (size, root, recorded):
            report(fault("checkpoint-row-differs", size=size))
        found.append(signed)
    return found


def _readable(note: object) -> SignedCheckpoint | None:
    try:
        if not isinstance(note, str):
            return None
        note.encode()
        signed = read_checkpoint(note)
    except (CheckpointMalformed, UnicodeEncodeError):
        return None
    return signed if str(signed) == note else None


def check_log(book: Book, council: int, name: str, claims: Claims, report: Report, tick: Tick) -> Checked:
    """The whole log, from its first entry."""
    heads, living = Heads(), LivingHeads()
    count, moved = [0], _Moved(heads)
    leaves = verify_chain(_counted(log.pages(book, council), tick, count), name, report, heads)
    size, root = 0, b""
    judge = _Judge(claims, report)
    spare, seen = _SPARE, 0
    for size, root in roots_at(leaves, judge.sizes, Frontier()):
        cost = moved.most(size - seen)
        if judge.must_see_heads(size) or cost <= spare + size // 20:
            spare, seen = spare - cost, size
            living.move(moved.take())
            judge.at(size, root, living.root)
        else:
            judge.at(size, root, None)
    living.move(moved.take())
    judge.end(size)
    _check_covered(size, claims.stored, report)
    waiting, _streams = _check_waiting(book, council, name, count[0], heads, report)
    return Checked(size, waiting, root, heads=living)


def check_new(
    book: Book, council: int, name: str, base: SignedCheckpoint, claims: Claims, report: Report, tick: Tick
) -> Checked:
    """The log from a trusted checkpoint on: costs what is new. What lies before is taken from its root.

    Heads are compared with the newest checkpoint only. Raises LookupError where hashes that are needed are
    not kept.
    """
    start = base.checkpoint.size
    edge = log.frontier(book, council, start)
    if edge.root() != base.checkpoint.root:
        report(fault("log-differs", time=base.checkpoint.time, size=start))

    def before(stream: str) -> Head:
        row = book.database.row(asked(book.database, _HEAD_BEFORE), (council, stream, start))
        return (0, b"") if row is None else (row[0], bytes(row[1]))

    heads = Heads(before)
    count, moved = [0], _Moved(heads)
    rows = _counted(log.pages(book, council, start), tick, count)
    leaves = verify_chain(rows, name, report, heads, start=start)
    size, root = start, edge.root()
    judge = _Judge(claims, report, since=start)
    for size, root in roots_at(leaves, judge.sizes, edge):
        judge.at(size, root, None)
    judge.end(size)
    _check_covered(size, claims.stored, report)
    found = {str(stream) for stream in heads}
    _check_moved_heads(book, council, moved.take(), report)
    _check_crown(book, council, size, claims.stored, report)
    waiting, more = _check_waiting(book, council, name, None, heads, report)
    return Checked(size, waiting, root, tuple(sorted(found | more)))


class _Judge:
    """Holds each checkpoint against the log when the log has its size."""

    def __init__(self, claims: Claims, report: Report, since: int = 0) -> None:
        self._claims = claims
        self._report = report
        every = [(s, signed) for s, signed in self._sized() if s >= since]
        self._left = sorted(every, key=lambda pair: pair[0])
        self.sizes = [size for size, _ in groupby(self._left, key=lambda pair: pair[0])]
        self._always = {w.checkpoint.size for w in (*claims.witnesses, *claims.stored[-1:])}
        if claims.terms:
            for signed in dict.fromkeys((*claims.stored, *claims.witnesses)):
                unsigned = check_signature(signed, claims.terms)
                if unsigned is not None:
                    report(unsigned)
        self._check_order()

    def must_see_heads(self, size: int) -> bool:
        """Whether a witness, or the newest stored checkpoint, is about this size."""
        return size in self._always

    def _sized(self) -> Iterator[tuple[int, SignedCheckpoint | HandOver]]:
        for signed in dict.fromkeys((*self._claims.stored, *self._claims.witnesses)):
            yield signed.checkpoint.size, signed
        for each in self._claims.hand_overs:
            yield each.size, each

    def _check_order(self) -> None:
        """Later ones cover more, and two over one size say the same."""
        for earlier, later in zip(self._claims.stored, self._claims.stored[1:], strict=False):
            if later.checkpoint.size < earlier.checkpoint.size:
                self._report(fault("checkpoints-reordered", time=later.checkpoint.time))

    def at(self, size: int, root: bytes, heads: bytes | None) -> None:
        """The log has this size."""
        while self._left and self._left[0][0] == size:
            claim = self._left.pop(0)[1]
            if isinstance(claim, HandOver):
                if claim.root != root:
                    self._report(fault("hand-over-differs", old=claim.old.id.hex(), new=claim.new.id.hex()))
            elif claim.checkpoint.root != root:
                self._report(fault("log-differs", time=claim.checkpoint.time, size=size))
            elif heads is not None and claim.checkpoint.heads != heads:
                self._report(fault("heads-differ", time=claim.checkpoint.time))

    def end(self, size: int) -> None:
        """The log has no more than this."""
        for claimed, claim in self._left:
            if isinstance(claim, HandOver):
                self._report(fault("hand-over-differs", old=claim.old.id.hex(), new=claim.new.id.hex()))
            else:
                time = claim.checkpoint.time
                self._report(fault("log-shorter", time=time, size=claimed, have=size))


def _check_covered(size: int, stored: Sequence[SignedCheckpoint], report: Report) -> None:
    """Entries get their places together with a checkpoint over them; so the newest covers all of them."""
    covered = max((signed.checkpoint.size for signed in stored), default=0)
    if size > covered:
        report(fault("checkpoint-missing", size=size, covered=covered))


def _check_waiting(
    book: Book, council: int, name: str, placed: int | None, heads: Heads, report: Report
) -> tuple[int, set[str]]:
    """The entries that have no place yet: how many, and of which streams.

    `placed` tells how many have one; None: only those are looked for that are newer than all of them.
    """
    if placed is not None:
        total = book.database.rows(asked(book.database, log_sql.ENTRIES), (council,))[0][0]
        if total == placed:
            return 0, set()
    count, streams, newest = 0, set(), log.newest_placed(book, council)

    def rows() -> Iterator[Row]:
        nonlocal count
        for number, row in log.waiting_rows(book, council, new_only=placed is None):
            count += 1
            if number < newest and book.dialect == "sqlite":
                place = Place(str(row[1]), row[2] if type(row[2]) is int else 0)
                report(fault("log-unplaced", place))
            streams.add(str(row[1]))
            yield row

    for _leaf in verify_chain(rows(), name, report, heads):
        pass
    return count, streams


def _check_moved_heads(book: Book, council: int, moved: Sequence[StreamHead], report: Report) -> None:
    """The stored buckets say of these streams what the log says."""
    from workflow.audit.crown import packed_heads
    from workflow.audit.heads import group, head_key

    for number, heads in group(moved).items():
        try:
            known = packed_heads(log.bucket(book, council, number))
        except ValueError:
            known = {}
        if any(known.get(head_key(h.stream)) != h.n.to_bytes(8, "big") + h.hash for h in heads):
            report(fault("bucket-differs", number=number))


def _check_crown(
    book: Book, council: int, size: int, stored: Sequence[SignedCheckpoint], report: Report
) -> None:
    newest = next((signed.checkpoint for signed in reversed(stored) if signed.checkpoint.size == size), None)
    try:
        root = log.crown(book, council).root
    except ValueError:
        root = b""
    if newest is not None and newest.heads != root:
        report(fault("heads-differ", time=newest.time))
