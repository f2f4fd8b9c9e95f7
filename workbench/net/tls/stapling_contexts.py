"""The contexts of a charging station's controller (SECC) and a vehicle (EV) by the edition of ISO 15118, as pyOpenSSL has them.

Edition -2: TLS 1.2, ECDHE with AES-128-CBC, the station alone shows a certificate. Edition -20: TLS 1.3, and the vehicle shows its
vehicle certificate. Both judge certificates at a given time, and take any of their anchors as a path's end, self-signed or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from OpenSSL import SSL, crypto

from workbench.certs.quiet import quietly
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item

VERSIONS = {"-2": SSL.TLS1_2_VERSION, "-20": SSL.TLS1_3_VERSION}
_SUITES_2 = b"ECDHE-ECDSA-AES128-SHA256"  # the other of -2, static ECDH, is in no OpenSSL since 1.1.0
_SUITES_20 = b"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"


class Own(NamedTuple):
    """A chain, leaf first, and the leaf's key."""

    chain: Sequence[Item]
    key: PrivateKeyTypes


def secc_context(edition: str, own: Own, vehicle_anchors: Sequence[Item], at: datetime, staple: bytes | None) -> SSL.Context:
    """The station's side; in edition -20 it wants the vehicle's certificate, under one of ``vehicle_anchors``.

    Raises
    ------
    InputError
        OpenSSL does not take a certificate, or the key is another certificate's.
    """
    context = _context(edition)
    _present(context, own)
    context.set_ocsp_server_callback(lambda _connection, _data: staple or b"")
    if edition == "-20":
        _trust(context, vehicle_anchors, at)
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    return context


def ev_context(
    edition: str, own: Own | None, anchors: Sequence[Item], at: datetime, accepts: Callable[[bytes], bool]
) -> SSL.Context:
    """The vehicle's side.

    Parameters
    ----------
    accepts
        Called in the handshake with what was stapled, empty where nothing was, once the chain is found good; False ends it.

    Raises
    ------
    InputError
        OpenSSL does not take a certificate, or the key is another certificate's.
    """
    context = _context(edition)
    _trust(context, anchors, at)
    context.set_verify(SSL.VERIFY_PEER)
    if own is not None:
        _present(context, own)
    context.set_ocsp_client_callback(lambda _connection, octets, _data: accepts(octets))
    return context


def _context(edition: str) -> SSL.Context:
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(VERSIONS[edition])
    context.set_max_proto_version(VERSIONS[edition])
    if edition == "-2":
        context.set_cipher_list(_SUITES_2)
    else:
        context.set_tls13_ciphersuites(_SUITES_20)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_COMPRESSION)
    return context


def _present(context: SSL.Context, own: Own) -> None:
    if not own.chain:
        raise InputError("A TLS certificate chain has at least one certificate.", hint="Give the leaf first, then its sub-CAs.")
    leaf, *above = map(_parsed, own.chain)
    try:
        context.use_certificate(leaf)
        context.use_privatekey(own.key)  # type: ignore[arg-type]  # DH keys, which it refuses
        context.check_privatekey()
    except (SSL.Error, crypto.Error, TypeError) as error:
        raise InputError(
            f"OpenSSL does not take this certificate and key: {said(error)}.",
            hint="Give the leaf first, and the key that belongs to it.",
        ) from None
    for one in above:
        context.add_extra_chain_cert(one)


def _trust(context: SSL.Context, anchors: Sequence[Item], at: datetime) -> None:
    store = context.get_cert_store()
    assert store is not None  # noqa: S101  # each context has one
    for one in anchors:
        store.add_cert(_certificate(one))
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(at)


def _parsed(item: Item) -> x509.Certificate:
    if item.certificate is None:
        raise InputError(
            "A certificate of the chain is malformed: OpenSSL gets it from `cryptography`, which cannot read it.",
            hint="`pnc show` tells what is wrong with it.",
        )
    return item.certificate


def _certificate(item: Item) -> crypto.X509:
    with quietly():
        try:
            return crypto.load_certificate(crypto.FILETYPE_ASN1, item.der)
        except crypto.Error as error:
            raise InputError(
                f"OpenSSL cannot read a certificate: {said(error)}.", hint="`pnc show` tells what is wrong with it."
            ) from None


def said(error: Exception) -> str:
    """OpenSSL's words; the exception's name where it has none."""
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else ()
    return ", ".join(str(reason) for _, _, reason in queue if reason) or str(error)[:200] or type(error).__name__
