"""Asking a time stamping authority over HTTP (RFC 3161, section 3.4): the only file here with a network."""

from __future__ import annotations

from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from states.refusal import N_, Exit, Refusal, Word
from workflow.system_words import cause_of

_LARGEST = 1 << 20  #: answers have a few kilobytes; more is not an answer


class StampServerFailed(Refusal):
    """The authority's server cannot be reached or does not answer as it should."""

    code = "audit-stamp-server-failed"
    exit_status = Exit.NETWORK
    message = N_("The time stamping authority at {url} does not answer properly: {why}.")
    way_out = N_("The checkpoint is valid without a time stamp; it can be stamped later.")


def submit(request: bytes, url: str, timeout: float = 20.0) -> bytes:
    """Send a request (DER) and return the answer (DER), unverified; `timeout` is in seconds.

    Raises StampServerFailed.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise StampServerFailed(url=url, why=Word(N_("no web address")))
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with urlopen(Request(url, request, headers), timeout=timeout) as answer:
            kind = answer.headers.get_content_type()
            content: bytes = answer.read(_LARGEST + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        why = cause_of(reason) if isinstance(reason, OSError) else str(error)
        raise StampServerFailed(url=url, why=why) from None
    if kind != "application/timestamp-reply" or len(content) > _LARGEST:
        raise StampServerFailed(url=url, why=kind)
    return content
