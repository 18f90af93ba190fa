"""Look a message up in a compiled catalogue (.mo) without reading all of it.

The standard library decodes every message when it opens a catalogue, three milliseconds for what
this program can say. A command says a handful of them, so this one searches the file's sorted
index and decodes only what is asked for. The format is GNU gettext's, "The Format of GNU MO Files".
"""

from __future__ import annotations

import struct

_MAGIC = 0x950412DE
_ORDERS = ("<", ">")  #: a catalogue may be written in either byte order


class Catalogue:
    """The messages of one language. Singular and plural follow the rule `n != 1`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known: dict[str, tuple[str, ...]] = {}
        self._order, self._count, self._ids, self._texts = _header(data)

    def __call__(self, message: str, form: int = 0) -> str | None:
        """The translation, in the form asked for, or None where there is none."""
        forms = self._known.get(message)
        if forms is None:
            forms = self._known[message] = self._search(message)
        return forms[form] or None if form < len(forms) else None

    def _search(self, message: str) -> tuple[str, ...]:
        wanted = message.encode()
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._read(self._ids, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        # A plural's key is singular and plural with NUL between, so it sorts right behind the singular.
        if low < self._count and self._read(self._ids, low).split(b"\0")[0] == wanted:
            return tuple(t.decode() for t in self._read(self._texts, low).split(b"\0"))
        return ()

    def _read(self, index: int, number: int) -> bytes:
        length, start = struct.unpack_from(self._order + "II", self._data, index + 8 * number)
        return self._data[start : start + length]


def _header(data: bytes) -> tuple[str, int, int, int]:
    for order in _ORDERS:
        if len(data) >= 20 and struct.unpack_from(order + "I", data)[0] == _MAGIC:
            count, ids, texts = struct.unpack_from(order + "III", data, 8)
            return order, count, ids, texts
    msg = "not a compiled message catalogue"
    raise ValueError(msg)
