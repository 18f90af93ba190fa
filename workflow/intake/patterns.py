"""Patterns compiled at their first use: a command that reads no document pays for none of them."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags")


class _Ready:
    """A pattern in use: its methods are its own attributes, found without a detour."""


class _Lazy(_Ready):
    """Stands in for a pattern and becomes it at its first use."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        self.__class__ = _Ready  # type: ignore[assignment]
        return getattr(compiled, name)


def lazily(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of this source. A fault in it shows at its first use; the corpus uses every one."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
