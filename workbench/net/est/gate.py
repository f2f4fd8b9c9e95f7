"""Who may enrol at the sample EST server: everybody, or whoever shows a certificate, a password or a token (RFC 7030 3.2.3)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from workbench.display import visible
from workbench.net.tls import chain_of, common_name, verdict_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from aiohttp import web

    from workbench.certs.items import Item


class Caller(NamedTuple):
    """Who asks.

    Attributes
    ----------
    allowed
        Whether this one may enrol.
    named
        In words, without a secret.
    chain
        The client certificate that the handshake verified and that is valid now; empty: none.
    challenge
        For WWW-Authenticate, where showing more could help.
    """

    allowed: bool
    named: str
    chain: tuple[Item, ...] = ()
    challenge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gate:
    """What opens it; one of the ways is enough, and where there is none it is open. Secrets: in no repr.

    Attributes
    ----------
    users
        Passwords of HTTP Basic by user.
    tokens
        Bearer tokens.
    headers
        Fields that have to be there besides, as MaEVe's ``x-api-key``.
    certificate
        Whether a client certificate opens it.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    tokens: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    certificate: bool = False

    @property
    def mode(self) -> str:
        """In words: ``"HTTP Basic or a client certificate"``."""
        ways = [("HTTP Basic", self.users), ("a bearer token", self.tokens), ("a client certificate", self.certificate)]
        named = " or ".join(words for words, there in ways if there) or "nothing"
        return named + "".join(f" and the field {one}" for one in self.headers)

    def caller(self, request: web.BaseRequest, anchors: tuple[Item, ...], now: datetime) -> Caller:
        """Who sends a request."""
        chain = _shown(request, anchors, now)
        named = f"certificate of {visible(common_name(chain[0]), 60)}" if chain else ""
        opened = (not (self.users or self.tokens or self.certificate)) or (self.certificate and bool(chain))
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic" and self.users:
            user, password = _pair(value)
            named = f"user {visible(user, 60)}"
            opened = opened or _same(self.users.get(user), password)
        if scheme.lower() == "bearer" and self.tokens:
            named = "a bearer token"
            opened = opened or any(_same(one, value.strip()) for one in self.tokens)
        opened = opened and all(_same(value, request.headers.get(name, "")) for name, value in self.headers.items())
        challenge = 'Basic realm="EST (simulation)"' if self.users else 'Bearer realm="EST (simulation)"' if self.tokens else ""
        return Caller(opened, named, chain, "" if opened else challenge)

    def __repr__(self) -> str:
        return f"Gate({self.mode})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("passwords are not copied and not written")


def _shown(request: web.BaseRequest, anchors: tuple[Item, ...], now: datetime) -> tuple[Item, ...]:
    """The client's chain; OpenSSL verified it but for time, which is judged here by the server's clock."""
    shaken = request.transport.get_extra_info("ssl_object") if request.transport is not None else None
    if shaken is None or shaken.getpeercert(binary_form=True) is None:  # a server's object gives [None] as the chain of nobody
        return ()
    chain = chain_of(shaken, named="TLS client")
    return chain if chain and verdict_at(chain, anchors, now).ok else ()


def _pair(value: str) -> tuple[str, str]:
    try:
        user, _, password = b64decode(value, validate=True).decode("utf-8").partition(":")
    except (ValueError, Error):
        return "", ""
    return user, password


def _same(known: str | None, shown: str) -> bool:
    return known is not None and compare_digest(known.encode(), shown.encode("utf-8", "replace"))
