"""Walking the stored rows: is every entry unchanged, in its place, and the next of its stream?

`verify_chain` looks at an entry's text without parsing it. That cannot be fooled by quoted text: inside JSON
strings every quote is escaped; from the last `"n"` to the end only a known sequence of keys and plain
strings is let pass, none with a quote, backslash or brace in it; so the final brace closes the very object
in which `n`, `prev` and `stream` stand. Whatever does not look so plain is parsed in full. (A text that is no
JSON at all may pass, if hash and chain are right; folding the entries reads it and finds out.)
"""

from __future__ import annotations

import re
from binascii import hexlify
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from workflow.audit.chain import EntryMalformed, read_entry
from workflow.audit.fault import Fault, Place, fault

Head = tuple[int, bytes]  #: where a stream stands: number and hash of its last entry
START: Head = (0, b"")  #: before the first

_RECORDED = len("2009-03-20T17:00:00.000000Z")
_MANY = 200  #: few motions have more entries; writing a number into bytes costs more than looking it up
_STREAMS = 100_000  #: whose ends are kept at hand, some twenty megabytes
_NUMBERED = tuple(b',"n":%d,"prev":"' % n for n in range(_MANY))
_TAIL = re.compile(
    rb'"program":"([^"\\{}\x00-\x1f]+)","recorded":"[^"\\{}]{27}","rules":"((?:[0-9a-f]{64})?)","stream":"[^"\\{}]+"\}'
)


class Row(NamedTuple):
    """What the store keeps of an entry, in this order; plain tuples do as well.

    The text best comes as bytes: a tampered one may not be UTF-8, and need not be decoded to be hashed.
    """

    seq: int | None  #: leaf index in the council's log; None before the sequencer came by
    stream: str
    n: int
    hash: bytes  #: 32 bytes
    text: bytes | str


class Heads(dict[str, Head]):
    """The heads of the streams seen so far; one not seen yet starts from `before` (by default: new)."""

    def __init__(self, before: Callable[[str], Head] = lambda _stream: START) -> None:
        super().__init__()
        self._before = before

    def __missing__(self, stream: str) -> Head:
        return self._before(stream)


def verify_chain(
    rows: Iterable[tuple[int | None, str, int, bytes, bytes | str]],
    council: str,
    report: Callable[[Fault], object],
    heads: Heads,
    *,
    start: int = 0,
    grouped: bool = False,
) -> Iterator[bytes]:
    """Check rows one by one, report faults, and yield the hash of each text: the leaves of the Merkle log.

    Rows come in the order of `seq` from `start` on (sequenced ones first, without a gap); `heads` then grows
    with the number of streams. With `grouped` they come stream by stream, ordered by n; then seq is not
    looked at and `heads` keeps only the last stream: constant memory. After a fault the check goes on
    from what the row claims, so that one change is one or two faults and not all that follow.
    """
    guess, opening = _Guess(), _opening(council)
    expected, last = start, ""
    for seq, stream, n, digest, text in rows:
        if grouped:
            if stream != last:
                heads.clear()
                last = stream
        elif seq == expected:
            expected += 1
        elif seq is not None:
            report(fault("log-gap", _place(stream, n, seq), expected=expected))
            expected = seq + 1 if type(seq) is int else expected + 1
        raw = text if type(text) is bytes else _bytes(text)
        found = sha256(b"\x00" + raw).digest()
        before = heads[stream]
        # This is the quick look of `_plain` once more, written out: it is done a million times.
        if found == digest and n == before[0] + 1 and type(n) is int and n < _MANY and stream in guess.ends:
            ends, begins = guess.ends[stream], _NUMBERED[n] + hexlify(before[1]) + guess.after_prev
            time = len(raw) - len(ends) - _RECORDED
            if (
                raw.endswith(ends)
                and raw.startswith(begins, time - len(begins))
                and not raw[time : time + _RECORDED].strip(b"0123456789-T:.Z")
                and (n > 1 or opening(raw))
            ):
                heads[stream] = (n, digest)
                yield found
                continue
        if found == digest and _plain(raw, stream, n, before, opening, guess):
            heads[stream] = (n, digest)
        else:
            for each in _faults(Row(seq, stream, n, digest, raw), found, before, council):
                report(each)
            sound = type(n) is int and type(digest) is bytes
            heads[stream] = (n, digest) if sound else (before[0] + 1, found)
        yield found


class _Guess:
    """What a text must end with but for number, hash and time: program and rules as in a row before.

    `ends` holds the end for each stream that was seen under this guess; it is forgotten when there are many.
    """

    def __init__(self) -> None:
        self.named: tuple[bytes | Any, ...] = ()
        self.after_prev = self.before_stream = b""
        self.ends: dict[str, bytes] = {}

    def change(self, named: tuple[bytes | Any, ...]) -> None:
        """Another program or other rules from here on."""
        self.named = named
        self.after_prev = b'","program":"%b","recorded":"' % named[0]
        self.before_stream = b'","rules":"%b","stream":"' % named[1]
        self.ends.clear()

    def end(self, stream: str) -> bytes:
        """The end of every entry of a stream."""
        if len(self.ends) >= _STREAMS:
            self.ends.clear()
        found = self.ends[stream] = self.before_stream + stream.encode() + b'"}'
        return found


def _opening(council: str) -> Callable[[bytes], Any]:
    """Whether a text begins as one of this council's does. It is looked at in a stream's first entry; those
    that follow are tied to it by their hashes."""
    return re.compile(
        rb'\{"actor":\{"~":"[0-9a-f]{64}"\},"command":"[^"\\{}]+","council":"%b","data":\{'
        % re.escape(council.encode())
    ).match


def _plain(
    raw: bytes, stream: str, n: int, before: Head, opening: Callable[[bytes], Any], guess: _Guess
) -> bool:
    """A quick test that is true only of a text that plainly is entry n of the stream after `before`.

    It builds what the text must end with, but for the time, and compares. Program and rules are guessed to be
    those of a row before, and read only when they are not.
    """
    try:
        if n != before[0] + 1 or (n == 1 and not opening(raw)):
            return False
        prev = hexlify(before[1])
        if _ends_so(raw, guess.end(stream), n, prev, guess):
            return True
    except (TypeError, AttributeError, UnicodeEncodeError):  # a column of another type: forged
        return False
    tail = _TAIL.fullmatch(raw, raw.rfind(b'"program":"'))
    if tail is None or tail.groups() == guess.named:
        return False
    guess.change(tail.groups())
    return _ends_so(raw, guess.end(stream), n, prev, guess)


def _ends_so(raw: bytes, ends: bytes, n: int, prev: bytes, guess: _Guess) -> bool:
    begins = (_NUMBERED[n] if n < _MANY else b',"n":%d,"prev":"' % n) + prev + guess.after_prev
    time = len(raw) - len(ends) - _RECORDED
    return (
        raw.endswith(ends)
        and raw.startswith(begins, time - len(begins))
        and not raw[time : time + _RECORDED].strip(b"0123456789-T:.Z")
    )


def _faults(row: Row, found: bytes, before: Head, council: str) -> Iterator[Fault]:
    """What is wrong with a row; nothing if the quick look was too strict."""
    place, follows = _place(row.stream, row.n, row.seq), row.n == before[0] + 1
    if not follows:
        again = type(row.n) is int and row.n <= before[0]
        yield fault("entry-repeated" if again else "entry-missing", place, expected=before[0] + 1)
    if found != row.hash:
        yield fault("entry-changed", place)
        return
    try:
        entry = read_entry(bytes(row.text).decode() if isinstance(row.text, bytes) else row.text)
    except (EntryMalformed, UnicodeDecodeError):
        yield fault("entry-malformed", place)
        return
    if entry.council != council:
        yield fault("entry-foreign", place, own_council=entry.council)
    if (entry.stream, entry.n) != (row.stream, row.n):
        yield fault("entry-misplaced", place, own_stream=entry.stream, own_n=entry.n)
    elif follows and entry.prev != before[1].hex():
        yield fault("chain-broken", place)


def _place(stream: object, n: object, seq: object) -> Place:
    """A place that can be named even if a column holds what it never should."""
    return Place(str(stream), n if type(n) is int else 0, seq if type(seq) is int else None)


def _bytes(text: object) -> bytes:
    return text.encode(errors="surrogatepass") if isinstance(text, str) else repr(text).encode()
