"""How word processors write the number of a list's item. Pure."""

from __future__ import annotations

BULLET = "- "
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 10_000  #: beyond this a number is a damaged file's, and a Roman one would fill the page


def decimal(number: int) -> str:
    return str(number)


def letter(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, as word processors go on."""
    return (
        chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= _MOST else str(number)
    )


def roman(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def written(number: int, form: str) -> str:
    """A number in one of the forms a list may have: ``1``, ``a``, ``A``, ``i`` or ``I``."""
    forms = {"a": letter, "i": roman}
    text = forms.get(form.lower(), decimal)(number)
    return text.upper() if form.isupper() else text
