"""SessionNet (Somacos): next pages linked with http although the service speaks https."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def with_scheme_of(url: str, base: str) -> str:
    """The address with the scheme of the service, where it is the same server."""
    there, here = urlsplit(url), urlsplit(base)
    if there.scheme == "http" and here.scheme == "https" and there.hostname == here.hostname:
        return urlunsplit(there._replace(scheme="https", netloc=here.netloc))
    return url
