"""A small council's log for tests: motions with entries, interleaved as they would be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.audit.chain import Entry, entry_hash, stamp, write_entry
from workflow.audit.checkpoint import SignedCheckpoint, make_checkpoint, sign_checkpoint
from workflow.audit.handover import HandOver
from workflow.audit.heads import StreamHead, bucket_branches, group, head_path, heads_root
from workflow.audit.merkle import root
from workflow.audit.note import PublicKey, public_key
from workflow.audit.personal import commit
from workflow.audit.proof import Included, Proof, Whole

COUNCIL = "teltow-flaeming"
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
SALT = bytes(range(32))
ACTOR = commit("Marlies Krüger", SALT)


def key(seed: int = 1) -> Ed25519PrivateKey:
    """A signing key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public(seed: int = 1, council: str = COUNCIL) -> PublicKey:
    return public_key(council, key(seed))


class Log(NamedTuple):
    """Rows as the store keeps them, (seq, stream, n, hash, text)."""

    rows: tuple[tuple[int, str, int, bytes, bytes], ...]

    @property
    def leaves(self) -> list[bytes]:
        return [row[3] for row in self.rows]

    def heads(self) -> list[StreamHead]:
        last = {stream: StreamHead(stream, n, digest) for _seq, stream, n, digest, _text in self.rows}
        return list(last.values())

    def upto(self, size: int) -> Log:
        return Log(self.rows[:size])


def entry(stream: str = "motion:17", n: int = 1, prev: str = "", **other: object) -> Entry:
    """An entry in which each test names only what matters to it."""
    command = sha256(f"{stream}/{n}".encode("utf-8", "replace")).hexdigest()[:32]
    plain = Entry(
        ACTOR, command, COUNCIL, {"for": 7, "against": 2, "note": "geändert: „Linie 12“ – ja"}, "2026-03-12",
        "vote_recorded", n, prev, "0.1.0", stamp(NOON + timedelta(minutes=n % 1000)), "", stream,
    )  # fmt: skip
    return plain._replace(**other)  # type: ignore[arg-type]


def log(streams: Iterable[str], **other: object) -> Log:
    """A log with one entry for each mention of a stream, in this order."""
    rows: list[tuple[int, str, int, bytes, bytes]] = []
    last: dict[str, tuple[int, str]] = {}
    for seq, stream in enumerate(streams):
        n, prev = last.get(stream, (0, ""))
        text = write_entry(entry(stream, n + 1, prev, **other))
        digest = entry_hash(text)
        rows.append((seq, stream, n + 1, digest, text.encode()))
        last[stream] = (n + 1, digest.hex())
    return Log(tuple(rows))


def checkpoint(
    history: Log, seed: int = 1, now: datetime = NOON + timedelta(days=1), council: str = COUNCIL
) -> SignedCheckpoint:
    plain = make_checkpoint(
        council, len(history.rows), root(history.leaves), heads_root(history.heads()), now
    )
    return sign_checkpoint(plain, key(seed))


def inclusion_path(leaves: list[bytes], at: int) -> list[bytes]:
    """PATH(m, D_n) word for word as RFC 9162, section 2.1.3.1, defines it: slow and plain."""
    if len(leaves) == 1:
        return []
    cut = 1 << ((len(leaves) - 1).bit_length() - 1)
    if at < cut:
        return [*inclusion_path(leaves[:cut], at), root(leaves[cut:])]
    return [*inclusion_path(leaves[cut:], at - cut), root(leaves[:cut])]


def whole_proof(history: Log, stream: str, seed: int = 1, hand_overs: Iterable[HandOver] = ()) -> Proof:
    """The proof of all entries of a stream at the log's end."""
    heads, leaves = history.heads(), history.leaves
    groups = group(heads)
    included = [
        Included(seq, inclusion_path(leaves, seq), text.decode())
        for seq, name, _n, _digest, text in history.rows
        if name == stream
    ]
    path = head_path(stream, bucket_branches(heads), lambda number: groups.get(number, []))
    return Proof(checkpoint(history, seed), tuple(hand_overs), included, Whole(stream, path))
