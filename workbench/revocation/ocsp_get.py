"""An OCSP request in a URL (RFC 6960 A.1): what caches on the way can keep."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

LONGEST = 255
"""Octets of a request in base64 up to which GET is usual; a longer one goes by POST (RFC 6960 A.1)."""


def fits(request: bytes) -> bool:
    """Whether a request is short enough for GET."""
    return len(b64encode(request)) <= LONGEST


def get_url(url: str, request: bytes) -> str:
    """The URL that a request is asked at by GET: behind the responder's URL a slash and the request, base64 and percent-encoded.

    Parameters
    ----------
    url
        Of the responder, as its certificate names it; a slash at its end is not doubled.
    request
        DER. With a nonce in it no cache can help.
    """
    return f"{url.rstrip('/')}/{quote(b64encode(request).decode('ascii'), safe='')}"
