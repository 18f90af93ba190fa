"""What a resolution costs, and the budget line it names."""

from __future__ import annotations

import re
from decimal import Decimal

from workflow.intake.facts import Costs
from workflow.intake.patterns import lazily

_UNITS = {
    "mio": 1_000_000,
    "million": 1_000_000,
    "mrd": 1_000_000_000,
    "milliard": 1_000_000_000,
    "tsd": 1000,
    "tausend": 1000,
    "t": 1000,
}
_NUMBER = r"\d{1,3}(?:[. ]\d{3})+(?:,\d{2})?|\d{1,9}(?:,\d{1,3})?"
_AMOUNT = lazily(
    rf"(?<![\d.,/])(?P<number>{_NUMBER})(?:,?[-–]{{1,2}})? ?(?P<unit>Mio\.?|Millionen|"
    rf"Million|Mrd\.?|Milliarden?|Tsd\.?|Tausend|T)?[ -]?(?:€|Euro\b|EURO\b|EUR\b)"
    rf"|(?:€|EUR) ?(?P<number2>{_NUMBER})(?:,?[-–]{{1,2}})?(?![\d.])"
)
_BUDGET_LINE = lazily(
    r"\b(?:(?:UA|HHSt\.?|HSt\.?|Haushaltsstelle|Haushaltsposition|Produkt(?:gruppe|"
    r"bereich|konto)?|Kostenstelle|Sachkonto|Kontierung|PSP-Element|Teilhaushalt|THH|"
    r"Unterabschnitt|Innenauftrag|Projektnummer|Investitionsnummer|Titel)"
    r"(?: ?(?:Nr\.|Nummer))?:? (?P<number>[A-Z]{0,3}\d[\d./-]{0,24}\d|\d))"
)
_STATEMENT = lazily(
    r"\b(?:Kosten|Mittel|Betrag|Haushalt|Zuschuss|Finanzierung|Budget|"
    r"finanziell)\w*\b.{0,250}?\b(?:bereit|eingestellt|einzustellen|gestellt|gedeckt|"
    r"Deckung|finanziert|veranschlagt)\w*",
    re.IGNORECASE,
)
_SIGNS = (
    "€",
    "Euro",
    "EUR",
    "bereitgestellt",
    "bereitzustellen",
    "bereitstellen",
    "einzustellen",
    "eingestellt",
    "gedeckt",
    "Deckung",
    "finanziert",
    "veranschlag",
)
_SENTENCE = lazily(r"(?<=[a-zäöüß)“\"€][.!?]) +(?=[A-ZÄÖÜ„])(?!Euro\b|EUR\b|EURO\b)|\n")


def amounts(text: str) -> tuple[Decimal, ...]:
    """Every amount of euros in a text: `5.000,-- €`, `84.000 Euro`, `1,5 Mio. Euro`, `EUR 3.000`."""
    return tuple(_amount(match) for match in _AMOUNT.finditer(text))


def _amount(match: re.Match[str]) -> Decimal:
    printed = match["number"] or match["number2"]
    value = Decimal(printed.replace(".", "").replace(" ", "").replace(",", "."))
    unit = (match["unit"] or "").lower().rstrip(".")
    return (
        value * next((f for name, f in _UNITS.items() if unit.startswith(name)), 1) if unit else value
    ).quantize(Decimal("0.01"))


def tells_costs(text: str) -> bool:
    """True for a line with an amount, a budget line, or words about who pays."""
    return any(p.search(text) for p in (_AMOUNT, _BUDGET_LINE, _STATEMENT))


def read_costs(texts: tuple[str, ...]) -> tuple[Costs | None, bool]:
    """The costs that a resolution states, and True where it names several amounts and none is the sum."""
    if not any(sign in text for text in texts for sign in _SIGNS):
        return None, False
    sentences = [sentence for text in texts for sentence in _SENTENCE.split(text)]
    saying = [s for s in sentences if _AMOUNT.search(s)] or [s for s in sentences if _STATEMENT.search(s)]
    if not saying:
        return None, False
    found = dict.fromkeys(amount for sentence in saying for amount in amounts(sentence))
    line = next((m for s in sentences if (m := _BUDGET_LINE.search(s))), None)
    amount = next(iter(found)) if len(found) == 1 else None
    return Costs(amount, line[0].rstrip(".,") if line else None, " ".join(saying).strip()), len(found) > 1
