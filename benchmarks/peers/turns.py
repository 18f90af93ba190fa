"""How a peer takes turns with the program: it is told how many to do, and says how long that took.

Lines come on standard input, a number each; the answer to each is one line with seconds. The peer runs under
another interpreter, so nothing of the program is imported here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def take_turns(work: Callable[[int], object]) -> None:
    """Do what is asked for until nothing more is."""
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        work(int(line))
        print(time.perf_counter() - start, flush=True)
