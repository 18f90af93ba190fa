"""Words to the service manager that started this process, as sd_notify(3) says them; silent elsewhere."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify_systemd(word: str) -> bool:
    """Say a word to the service manager; False where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    path = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
        said.connect(path)
        said.sendall(word.encode())
        return True
    return False


def beat() -> float:
    """Seconds between two words: half of what the service manager waits, at most a minute."""
    with suppress(ValueError):
        return max(0.1, min(60.0, int(os.environ["WATCHDOG_USEC"]) / 2_000_000)) if _watched() else 30.0
    return 30.0


def _watched() -> bool:
    return "WATCHDOG_USEC" in os.environ and os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(
        os.getpid()
    )
