"""What the CSMS asks of a station before it upgrades the connection: address, password or certificate, subprotocol."""

from __future__ import annotations

import base64
import binascii
import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from workbench.display import visible
from workbench.messages.versions import Version
from workbench.net.tls import chain_of, common_name, verdict_at
from workbench.net.websocket.urls import identity_in
from workbench.times import rfc3339

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from datetime import datetime

    from websockets.datastructures import Headers

    from workbench.certs.items import Item

VERSIONS = (Version.V21, Version.V201)
"""What is spoken here, the preferred one first."""
_PASSWORD = "Give the station its BasicAuthPassword; the user name is its identity."  # noqa: S105  # a sentence


class Refusal(NamedTuple):
    """Why a station may not connect.

    Attributes
    ----------
    status
        Of HTTP.
    code
        A finding code of docs/contracts.md.
    reason
        One sentence; goes to the station too, so it holds no secret.
    remedy
        What to do, one sentence.
    """

    status: HTTPStatus
    code: str
    reason: str
    remedy: str = "Compare the station's identity, the URL and its credentials."


class Asked(NamedTuple):
    """What a station's request holds.

    Attributes
    ----------
    identity
        From the path; empty where that is none.
    password
        What Basic authentication gave; empty: none.
    client_chain
        What it showed in the TLS handshake, its own certificate first.
    """

    identity: str
    password: str
    client_chain: tuple[Item, ...]

    def __repr__(self) -> str:
        return f"Asked(identity={self.identity!r}, client_chain={len(self.client_chain)})"


def ask(path: str, headers: Headers, security_profile: int, tls: ssl.SSLObject | None) -> Asked | Refusal:
    """Read and judge a request; who is known, and by which password, is the CSMS's to say.

    Parameters
    ----------
    path, headers
        Of the HTTP request.
    tls
        The handshake's object; None where there was none.
    """
    identity, fault = identity_in(path)
    if fault:
        return Refusal(HTTPStatus.NOT_FOUND, "connection-refused", fault)
    password = ""
    if security_profile in {1, 2}:
        found = _credentials(headers)
        if isinstance(found, str):
            return Refusal(HTTPStatus.UNAUTHORIZED, "connection-refused", found, _PASSWORD)
        user, password = found
        if not hmac.compare_digest(user.encode(), identity.encode()):
            sentence = f"The user name {visible(user, 48)!r} is not the identity in the path, {visible(identity, 48)!r}."
            return Refusal(HTTPStatus.UNAUTHORIZED, "identity-mismatch", sentence)
    chain = chain_of(tls, named="TLS client") if tls is not None and security_profile == 3 else ()
    return Asked(identity, password, chain)


def judge_certificate(asked: Asked, anchors: Sequence[Item], at: datetime | None) -> Refusal | None:
    """Security profile 3: the certificate is this station's [A00.FR.511]; and valid at a time that OpenSSL could not look at."""
    if not asked.client_chain:
        return Refusal(HTTPStatus.FORBIDDEN, "connection-refused", "The station showed no client certificate (security profile 3).")
    name = common_name(asked.client_chain[0])
    if name != asked.identity:
        sentence = f"The client certificate is that of {visible(name, 64)!r}, the path says {visible(asked.identity, 48)!r}."
        return Refusal(HTTPStatus.FORBIDDEN, "identity-mismatch", sentence)
    if at is not None and not (verdict := verdict_at(asked.client_chain, anchors, at)).ok:
        sentence = f"The client certificate is not valid at {rfc3339(at)}: {verdict.said}."
        return Refusal(HTTPStatus.FORBIDDEN, "connection-refused", sentence, "Renew it (A02), or set the clock.")
    return None


def version_among(offered: Sequence[str], allowed: Sequence[Version] = VERSIONS) -> Version | None:
    """The OCPP version to speak: the first of the allowed that the station offers; None where it offers none of them."""
    return next((version for version in allowed if version.subprotocol in offered), None)


def _credentials(headers: Headers) -> tuple[str, str] | str:
    """User name and password of Basic authentication (RFC 7617), or why there are none."""
    given = headers.get_all("Authorization")
    if not given:
        return "There is no Basic authentication, which security profiles 1 and 2 ask for."
    scheme, _, value = given[0].strip().partition(" ")
    if len(given) > 1 or scheme.lower() != "basic":
        return "The authentication is not Basic, which security profiles 1 and 2 ask for."
    try:
        user, colon, password = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "The Basic authentication cannot be read."
    return (user, password) if colon else "The Basic authentication has no password."
