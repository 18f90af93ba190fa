"""Every message has its German."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_german_is_complete_and_merged() -> None:
    """Nothing the program says lacks its German; run .ci/words after a change of a fragment."""
    script = Path(__file__).resolve().parents[1] / ".ci/words"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
