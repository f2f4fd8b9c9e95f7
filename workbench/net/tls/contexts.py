"""READ FIRST: the TLS contexts of both sides. Only the given anchors are trusted; every flag is set, whatever Python's defaults.

``ssl.create_default_context`` has VERIFY_X509_STRICT and VERIFY_X509_PARTIAL_CHAIN on since Python 3.13 and off before: a rotation
would pass with one Python and fail with another. Here:

- PARTIAL_CHAIN is on. The next CSMS root is signed by the one before it, so it is not self-signed, and once the old one is removed
  [M05.FR.13] nothing above it is at hand: without the flag OpenSSL refuses its own anchor.
- STRICT is off. It asks for what RFC 5280 wants of issuers (key identifiers, critical basicConstraints), refuses certificates that
  stations in the field take, and is a matter of lint (:mod:`workbench.profiles`).
- TLS 1.2 at least, and for 1.2 the four cipher suites that OCPP asks a CSMS for and their ECDHE-RSA forms. SECLEVEL=2 is 112
  bits, as A00.FR.501 asks.
- No session is resumed: a resumed one shows no certificates, and a rotation is about these.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.net.tls.own_chain import load_own_chain
from workbench.net.tls.speaking import SpeakingObject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h; ``ssl`` has no name for it."""

_CIPHERS = (
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"
    "AES256-GCM-SHA384:AES128-GCM-SHA256:@SECLEVEL=2"
)


class TlsContext(ssl.SSLContext):
    """An ``ssl.SSLContext`` that knows what it trusts, and at which time certificates are judged.

    Attributes
    ----------
    anchors
        What it trusts, and nothing else.
    at
        The time at which the peer's certificates are to be judged, UTC-aware; None: the machine's clock, by OpenSSL in the
        handshake. OpenSSL below ``ssl`` knows no other clock, so with a time given it judges everything but time, and
        :func:`~workbench.net.tls.at_a_time.verdict_at` judges the chain after the handshake, before any data.
    label
        What its server certificate is called, where there are several.
    made
        The last object of a client's handshake: asyncio's transport gives it away when it closes.
    on_trouble
        Called with each handshake's failure, as OpenSSL names it, and the object it befell; a server otherwise hears nothing.
    """

    anchors: tuple[Item, ...] = ()
    at: datetime | None = None
    label: str = ""
    made: SpeakingObject | None = None
    on_trouble: Callable[[ssl.SSLError, SpeakingObject], None] | None = None

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002  # as the parent's
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """As the parent's; the object knows where its alerts lie."""
        made = super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        if isinstance(made, SpeakingObject):
            made.outgoing = outgoing
            if not server_side:
                self.made = made
        return made


def client_context(
    anchors: Sequence[Item],
    *,
    chain: Sequence[Item] = (),
    key: PrivateKeyTypes | None = None,
    at: datetime | None = None,
    check_name: bool = True,
) -> TlsContext:
    """The station's side.

    Parameters
    ----------
    anchors
        The CSMS roots that the station may use; none: every server is refused.
    chain, key
        Its client certificate (security profile 3), leaf first, and the leaf's key; left out: none is shown.
    at
        The time to judge at; see :class:`TlsContext`.
    check_name
        Whether the server's certificate must hold the server name of the handshake, in a subjectAltName or, where that has no
        dNSName, in CN: that is where OCPP puts the FQDN [A00.FR.510], and OpenSSL looks there then.

    Raises
    ------
    InputError
        A chain and a key that OpenSSL does not take, or an anchor that it cannot read.
    """
    context = _context(ssl.PROTOCOL_TLS_CLIENT, at)
    context.check_hostname = check_name
    context.hostname_checks_common_name = True
    context.verify_mode = ssl.CERT_REQUIRED
    _trust(context, anchors)
    if chain and key is not None:
        load_own_chain(context, chain, key)
    return context


def server_context(
    chain: Sequence[Item], key: PrivateKeyTypes, *, client_anchors: Sequence[Item] | None = None, at: datetime | None = None
) -> TlsContext:
    """The CSMS's side.

    Parameters
    ----------
    chain, key
        Its certificate, leaf first, sub-CAs upwards, no root; and the leaf's key.
    client_anchors
        The roots of station certificates: a client certificate is then required (security profile 3); None: none is asked for.
    at
        The time to judge client certificates at; see :class:`TlsContext`.

    Raises
    ------
    InputError
        A chain and a key that OpenSSL does not take, or an anchor that it cannot read.
    """
    context = _context(ssl.PROTOCOL_TLS_SERVER, at)
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_TICKET
    context.num_tickets = 0
    if client_anchors is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        _trust(context, client_anchors)
    load_own_chain(context, chain, key)
    return context


def looking_context(*, chain: Sequence[Item] = (), key: PrivateKeyTypes | None = None) -> TlsContext:
    """A client that verifies nothing: only to see which chain a server shows that was refused. No data may go through it."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, None)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if chain and key is not None:
        load_own_chain(context, chain, key)
    return context


def _context(side: int, at: datetime | None) -> TlsContext:
    context = TlsContext(side)
    context.sslobject_class = SpeakingObject
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.MAXIMUM_SUPPORTED
    context.set_ciphers(_CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    flags = ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags = flags if at is None else ssl.VerifyFlags(flags | NO_CHECK_TIME)
    context.at = at
    return context


def _trust(context: TlsContext, anchors: Sequence[Item]) -> None:
    context.anchors = tuple(anchors)
    if not anchors:
        return
    together = b"".join(one.der for one in anchors)
    try:
        context.load_verify_locations(cadata=together)
    except ssl.SSLError as error:
        raise InputError(
            f"OpenSSL cannot read a trust anchor: {error.reason or error}.", hint="`pnc show` tells what is wrong with it."
        ) from None
