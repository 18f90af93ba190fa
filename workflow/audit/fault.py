"""What a check of the history can find. Faults are values: a check goes on to its end and names them all."""

from __future__ import annotations

from typing import NamedTuple

from states.refusal import N_


class Place(NamedTuple):
    """Where a fault is: as far as it can be told."""

    stream: str = ""  #: such as "motion:17"
    n: int = 0  #: the entry's number in its stream, from 1
    seq: int | None = None  #: the entry's index in the council's log, from 0


class Fault(NamedTuple):
    """One finding. `code` is stable and a key of SENTENCES; `facts` fill the sentence."""

    code: str
    place: Place = Place()
    facts: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """The English template, to be translated and filled with `fields()`."""
        return SENTENCES[self.code]

    def fields(self) -> dict[str, object]:
        """All that the sentence may name."""
        return {**self.place._asdict(), **dict(self.facts)}

    def __str__(self) -> str:
        return self.sentence.format_map(self.fields())


def fault(code: str, place: Place = Place(), **facts: object) -> Fault:  # noqa: B008 - an immutable value
    """A fault with its facts as keywords."""
    return Fault(code, place, tuple(sorted(facts.items())))


SENTENCES = {
    # entries and their chains
    "entry-changed": N_("Entry {n} of {stream}: the text was changed after it was recorded."),
    "entry-malformed": N_("Entry {n} of {stream}: the text is not that of an entry."),
    "entry-misplaced": N_("Entry {n} of {stream}: its text belongs to entry {own_n} of {own_stream}."),
    "entry-foreign": N_("Entry {n} of {stream}: its text belongs to another council, {own_council}."),
    "entry-missing": N_("{stream}: entry {expected} is missing; entry {n} follows instead."),
    "entry-repeated": N_("{stream}: entry {n} is there twice."),
    "chain-broken": N_("Entry {n} of {stream} does not continue the entry before it."),
    "log-gap": N_("The log jumps from index {expected} to {seq}: something was removed or reordered."),
    "log-unplaced": N_("Entry {n} of {stream} stands outside the log, although newer ones are in it."),
    # what stands beside the text of an entry, and what the entries of a stream say together
    "entry-column-differs": N_("Entry {n} of {stream}: the column {column} does not say what the text says."),
    "entry-unfoldable": N_("{stream}: the entries do not make a history: {why}."),
    "command-repeated": N_("Entry {n} of {stream}: its command was recorded before, at another time."),
    "clock-set-back": N_(
        "Entry {n} of {stream} says it was recorded on {recorded}, but what it follows was there by {before}."
    ),
    "clock-ahead": N_(
        "Entry {n} of {stream} says it was recorded on {recorded}, later than a checkpoint of {time} over it."
    ),
    # rows that are made from the entries
    "row-differs": N_("{stream}: {table}.{column} is not what the entries say."),
    "row-missing": N_("{stream}: the row in {table} is missing."),
    "row-unknown": N_("{stream}: there is a row in {table} that no entry made."),
    "node-differs": N_("A stored hash of the log ({level}/{at}) is not the one that the entries make."),
    "bucket-differs": N_("The stored list of streams is not the one that the entries make (part {number})."),
    "search-damaged": N_("The search index is damaged."),
    "rehearsal-differs": N_("The database says of itself what the log does not: whether it is a rehearsal."),
    # the log as a whole, checkpoints and keys
    "checkpoint-malformed": N_("A stored checkpoint over {size} entries cannot be read."),
    "checkpoint-row-differs": N_("A stored checkpoint over {size} entries is in a row that says otherwise."),
    "checkpoint-missing": N_(
        "{size} entries are in the log, the newest checkpoint covers {covered}: a checkpoint was removed."
    ),
    "key-unknown": N_("There are checkpoints, but nothing says which key is to be trusted."),
    "log-shorter": N_(
        "A checkpoint of {time} covers {size} entries, the log has only {have}: entries were removed."
    ),
    "log-differs": N_(
        "The log's first {size} entries are not those that the checkpoint of {time} was signed for."
    ),
    "heads-differ": N_(
        "The list of all streams is not the one that the checkpoint of {time} was signed for."
    ),
    "checkpoint-foreign": N_("This checkpoint belongs to another council, {own_council}."),
    "checkpoint-unsigned": N_("The checkpoint of {time} is not signed by the key {key}."),
    "checkpoint-key-unknown": N_(
        "The checkpoint of {time} is signed by no key that is known for this council."
    ),
    "checkpoint-key-outdated": N_(
        "The checkpoint of {time} over {size} entries is signed by a key handed over at {limit} entries."
    ),
    "checkpoints-contradict": N_("Two signed checkpoints over {size} entries contradict each other."),
    "checkpoints-reordered": N_("The checkpoint of {time} covers fewer entries than one made before it."),
    "hand-over-broken": N_(
        "The hand-over of the key {old} to {new} is not signed by both, or does not follow."
    ),
    "hand-over-differs": N_("The hand-over of the key {old} to {new} was signed for another log."),
    # personal fields
    "personal-forged": N_("A personal field does not fit its commitment {commitment}."),
    "personal-lost": N_(
        "The personal field of commitment {commitment} is missing, and nothing says that it was blotted."
    ),
    "personal-kept": N_("The personal field of commitment {commitment} was blotted, yet it is still there."),
    # proof files
    "proof-malformed": N_("This is not a proof file: {part} cannot be read."),
    "proof-key-invalid": N_("The public key cannot be read."),
    "proof-not-included": N_(
        "Entry {n} of {stream} is not part of the log that the checkpoint was signed for."
    ),
    "proof-head-not-included": N_("{stream}: the last entry given is not its last one at this checkpoint."),
    # time stamps
    "stamp-malformed": N_("This is not an answer of a time stamping authority."),
    "stamp-refused": N_("The time stamping authority refused: {why}."),
    "stamp-differs": N_(
        "The time stamp over the checkpoint of {time} is not valid for it and these certificates."
    ),
    "checkpoint-ahead": N_("The checkpoint of {time} was stamped on {stamped} already: its clock was ahead."),
    "stamp-missing": N_("There is no time stamp in this file."),
    "stamp-invalid": N_("The time stamp is not valid for this checkpoint and these certificates."),
}
