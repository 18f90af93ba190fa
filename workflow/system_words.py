"""What the operating system says is wrong with a file or a server, as a word of ours."""

from __future__ import annotations

import errno

from states.refusal import N_, Word

_SAID = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("access is not permitted"),
    errno.EPERM: N_("this is not permitted"),
    errno.EISDIR: N_("this is a folder"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EEXIST: N_("it is there already"),
    errno.EROFS: N_("nothing can be written there"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ECONNREFUSED: N_("nobody answers there"),
    errno.ECONNRESET: N_("the connection was broken off"),
    errno.EHOSTUNREACH: N_("there is no way to it"),
    errno.ENETUNREACH: N_("there is no way to it"),
    errno.ETIMEDOUT: N_("it takes too long"),
}


def cause_of(fault: Exception) -> Word:
    """Why it failed; what is not listed here stays as the system puts it."""
    if type(fault).__name__ == "gaierror":  # named only, so that nobody loads `socket` for it
        return Word(N_("no server of this name is known"))
    known = _SAID.get(getattr(fault, "errno", None) or 0)
    return Word(known or getattr(fault, "strerror", None) or str(fault))
