"""The door: everything behind it is in workflow.commands."""

from __future__ import annotations

import sys

from workflow.commands.program import main

if __name__ == "__main__":
    sys.exit(main())
