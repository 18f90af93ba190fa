"""What a document yields: its text, and what the reader of the text should be told about it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from states.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Note(NamedTuple):
    """A remark on how a document was read: an English template (marked) and the facts it is filled with."""

    message: str
    facts: Mapping[str, object] = MappingProxyType({})

    def __str__(self) -> str:
        return self.message.format_map(self.facts)


class Extract(NamedTuple):
    """The text of one document.

    Lines end with a bare newline; a form feed separates pages where the format knows pages; cells of a
    table's row are separated by a tab; numbers and bullets of lists stand at the start of their lines.
    """

    name: str  #: as the user knows it; an attachment's follows its mail's: ``mail.eml/antrag.pdf``
    text: str
    media_type: str
    pages: int | None = None  #: of the whole document, read or not; None where the format has no pages
    notes: tuple[Note, ...] = ()


def remark(refusal: Refusal) -> Note:
    """The refusal of a part as a note on the whole, where the whole can be read without it."""
    return Note(refusal.message, refusal.facts)
