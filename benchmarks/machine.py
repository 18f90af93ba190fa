"""A step of the machine in memory, against transitions' own `Event.trigger` on a plain object.

Run: python -m benchmarks.machine [--steps N] [--rounds N] [--models N] [--json FILE]

  step        `states.machine.step`, as every decision takes it: a model is borrowed, the new state comes back
  trigger     the same event of the same machine triggered on an object that is there already, no result
  held        bytes kept for each motion after its step: its state, in a list; the machine keeps nothing
  add_model   what each costs where motions are added to the machine as its models, time and bytes
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from states.machine import build, machine, step
from states.outcome import Outcome
from states.stage import State

#: from a committee's recommendation to the plenary, and from there to the end
WAY = (
    (State.COMMITTEE_RECOMMENDATION, Outcome.ADOPTED.value, State.PLENARY_DECISION),
    (State.PLENARY_DECISION, Outcome.ADOPTED.value, State.ADOPTED),
)


class Plain:
    """An object as a program would have it."""

    def __init__(self, state: str, target: str) -> None:
        self.state = state
        self.target = target


def timed(work: Callable[[], object], count: int) -> float:
    """Microseconds of this process for each."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / count * 1e6


def stepped(count: int) -> None:
    """As many steps, two to a motion."""
    for _ in range(count // 2):
        for state, trigger, target in WAY:
            step(state, trigger, target)


def triggered(count: int) -> None:
    """The same by the library alone."""
    event = machine().events[Outcome.ADOPTED.value]
    plain = Plain("", "")
    for _ in range(count // 2):
        for state, _trigger, target in WAY:
            plain.state, plain.target = state.value, target.value
            event.trigger(plain)


def held(count: int) -> float:
    """Bytes kept for each of so many motions that have taken a step."""
    step(*WAY[0])
    gc.collect()
    tracemalloc.start()
    kept = [step(*WAY[0]) for _ in range(count)]
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(kept) == count
    assert not machine().models
    return size / count


def added(count: int) -> tuple[float, float]:
    """Microseconds and bytes for each motion as a model of a machine."""
    shared: Any = build()
    models = [Plain(State.DRAFT.value, "") for _ in range(count)]
    start = time.process_time()
    for model in models:
        shared.add_model(model, initial=State.DRAFT.value)
    taken = time.process_time() - start
    models = [Plain(State.DRAFT.value, "") for _ in range(count)]
    tracemalloc.start()
    for model in models[: count // 10]:
        shared.add_model(model, initial=State.DRAFT.value)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return taken / count * 1e6, size / (count // 10)


def measure(steps: int, rounds: int, models: int) -> dict[str, float]:
    """Medians of rounds in which both take turns."""
    stepped(100)
    triggered(100)
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(timed(lambda: stepped(steps), steps))
        floor.append(timed(lambda: triggered(steps), steps))
    one, other = statistics.median(ours), statistics.median(floor)
    few, many = added(models // 10), added(models)
    return {
        "step us": one,
        "trigger us": other,
        "ratio": other / one,
        "spread": max(ours) / min(ours),
        "held bytes": held(steps),
        f"add_model us of {models // 10}": few[0],
        f"add_model us of {models}": many[0],
        "add_model bytes": many[1],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--models", type=int, default=3_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = measure(given.steps, given.rounds, given.models)
    for name, value in found.items():
        print(f"{name:26} {value:10.2f}")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
