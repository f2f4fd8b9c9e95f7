"""The address of a station at its CSMS: the CSMS's URL, a slash, and the station's identity, percent-encoded (OCPP Part 4, 3.1)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit

from workbench.display import visible
from workbench.errors import InputError

LONGEST_IDENTITY = 48
_IDENTIFIER = re.compile(r"[A-Za-z0-9*\-_=+|@.]+")
"""OCPP's identifierString but for the colon, which ends the user name of Basic authentication and is not allowed in an identity."""


class Address(NamedTuple):
    """Where to connect.

    Attributes
    ----------
    url
        The whole WebSocket URL, the identity at its end.
    secure
        Whether over TLS.
    """

    url: str
    secure: bool
    host: str
    port: int


def fault_of_identity(identity: str) -> str:
    """Why this is no identity of a charging station; empty where it is one."""
    if not identity:
        return "The station's identity is empty."
    if len(identity) > LONGEST_IDENTITY:
        return f"The station's identity has {len(identity)} characters; OCPP allows {LONGEST_IDENTITY}."
    if _IDENTIFIER.fullmatch(identity) is None:
        return f"The station's identity {visible(identity, LONGEST_IDENTITY)!r} has characters besides A-Z a-z 0-9 * - _ = + | @ ."
    return ""


def address_of(url: str, identity: str) -> Address:
    """The address of a station below a CSMS's URL, e.g. ``wss://csms.example/ocpp``.

    Raises
    ------
    InputError
        The URL is none of ws:// or wss://, holds a password, or the identity is none.
    """
    if fault := fault_of_identity(identity):
        raise InputError(fault, hint="Give another identity; it is the last part of the URL.")
    hint = "Write it as wss://csms.example:443/ocpp, without the identity."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InputError(f"This is no URL: {visible(url, 200)!r}.", hint=hint) from None
    if parts.scheme not in {"ws", "wss"} or not host or not url.isascii():
        raise InputError(f"This is no WebSocket URL: {visible(url, 200)!r}.", hint=hint)
    if parts.username is not None or parts.password is not None:
        raise InputError("The URL holds a user name or password.", hint="Give the password as a file: --password-file FILE.")
    if parts.query or parts.fragment:
        raise InputError("The URL of a CSMS ends with its path.", hint=hint)
    secure = parts.scheme == "wss"
    whole = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/{quote(identity, safe='')}"
    return Address(whole, secure, host, port or (443 if secure else 80))


def identity_in(path: str, prefix: str = "/ocpp") -> tuple[str, str]:
    """The identity in a request's path, and why there is none; one of the two is empty.

    Parameters
    ----------
    path
        As it came, percent-encoded.
    prefix
        What stands before the identity.
    """
    before, _, last = path.partition("?")[0].rpartition("/")
    if before != prefix:
        return "", f"The path is {visible(path, 100)!r}; stations connect at {prefix}/IDENTITY."
    try:
        identity = unquote_to_bytes(last).decode("utf-8")
    except UnicodeDecodeError:
        return "", "The station's identity is no UTF-8."
    fault = fault_of_identity(identity)
    return ("", fault) if fault else (identity, "")
