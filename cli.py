"""The door: everything behind it is in workflow.commands."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program once and return its exit status.

    Starting makes no garbage, and what is there at the end goes with the process: looking for it would take
    a fifth of a short command's time. A command that runs for hours is looked through all the same.
    """
    gc.set_threshold(100_000)
    from workflow.commands import program

    status = program.main()
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(main())
