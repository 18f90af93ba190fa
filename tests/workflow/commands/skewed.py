"""The program where the clock is wrong by so many minutes: `skewed.py MINUTES COMMAND…`. Not a test."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from workflow.commands.program import main

if __name__ == "__main__":
    wrong = datetime.now(UTC) + timedelta(minutes=float(sys.argv[1]))
    with time_machine.travel(wrong, tick=True):
        sys.exit(main(sys.argv[2:]))
