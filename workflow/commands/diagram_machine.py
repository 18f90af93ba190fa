"""The whole machine as mermaid, in the user's words, drawn from the transitions that it has."""

from __future__ import annotations

from collections.abc import Iterator

from states.machine import generate
from states.outcome import TABLE, Outcome
from states.stage import OPEN, STAGES, STATE_LABELS, State
from workflow.words import _

_ENTITIES = str.maketrans({'"': "#quot;", ":": "#58;", ";": "#59;", "#": "#35;"})
_MOST = 4  #: labels at one arrow; more are counted


def machine_mermaid() -> str:
    """Every state and every step between two of them, what stays in place left out."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "  direction TB"
    for state in State:
        yield f'  state "{_escaped(_(STATE_LABELS[state]))}" as {state.value}'
    yield f"  [*] --> {State.DRAFT.value}"
    yield f"  [*] --> {State.SUBMITTED.value}"
    for (start, end), names in _arrows().items():
        more = f" (+{len(names) - _MOST})" if len(names) > _MOST else ""
        yield f"  {start.value} --> {end.value}: {_escaped(', '.join(names[:_MOST]))}{more}"
    for state in State:
        if state not in OPEN:
            yield f"  {state.value} --> [*]"
    yield "  classDef stage stroke-width:2px"
    yield f"  class {','.join(state.value for state in STAGES)} stage"


def _arrows() -> dict[tuple[State, State], list[str]]:
    found: dict[tuple[State, State], list[str]] = {}
    for trigger, start, end in sorted(generate(), key=_place):
        if start is not end:
            names = found.setdefault((start, end), [])
            label = _label(trigger)
            if label not in names:
                names.append(label)
    return found


_ORDER = {state: place for place, state in enumerate(State)}


def _place(move: tuple[str, State, State]) -> tuple[int, int, str]:
    return (_ORDER[move[1]], _ORDER[move[2]], move[0])


def _label(trigger: str) -> str:
    if trigger in set(Outcome):
        return _(TABLE[Outcome(trigger)].label)
    from workflow.commands.diagram_words import ACTS

    return _(ACTS[trigger])


def _escaped(text: str) -> str:
    return text.translate(_ENTITIES)
