"""READ FIRST: a charging station staples an OCSP response to its TLS handshake with a vehicle, and what the vehicle makes of it.

A real handshake between two OpenSSL ends, in memory. :mod:`stapling_contexts` has the two sides by the edition of ISO 15118,
:mod:`stapling_wire` lets them talk, :mod:`stapling_judgement` is the vehicle's look at what was stapled, :mod:`stapling_result`
what came of it.

The vehicle's alert is bad_certificate_status_response (113) whatever is wrong with the response, a revoked certificate included:
OpenSSL leaves it no other. What OpenSSL cannot do at all is said in ``not_checked``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.errors import InputError
from workbench.net.tls.at_a_time import verdict_at
from workbench.net.tls.stapling_contexts import VERSIONS, Own, ev_context, secc_context
from workbench.net.tls.stapling_judgement import Looking
from workbench.net.tls.stapling_result import StapledHandshake
from workbench.net.tls.stapling_wire import shake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item
    from workbench.net.tls.stapling_wire import Shaken

_NOT_CHECKED = {
    "-2": (
        (
            "Whether the sub-CAs are revoked: an ISO 15118-2 vehicle asks for a response for each certificate (status_request_v2, "
            "RFC 6961), which OpenSSL does not have; here it asks for the leaf's (status_request, RFC 6066)."
        ),
        "Which roots the vehicle knows (trusted_ca_keys, RFC 6066): OpenSSL cannot say it to the station.",
    ),
    "-20": (
        (
            "Whether the sub-CAs are revoked: TLS 1.3 has room for a response beside each certificate (RFC 8446 4.4.2.1), "
            "pyOpenSSL for the leaf's alone."
        ),
        "Whether the vehicle's certificate is revoked: OpenSSL lets no client staple a response.",
    ),
}
_NAME = "The name in the station's certificate, its domain component CPO among it: `pnc diagnose` does."


def stapled_handshake(  # noqa: PLR0913  # what a handshake is made of, by name
    secc_chain: Sequence[Item],
    key: PrivateKeyTypes,
    staple: bytes | None,
    *,
    edition: Literal["-2", "-20"],
    at: datetime,
    anchors: Sequence[Item],
    client_chain: Sequence[Item] | None = None,
    client_key: PrivateKeyTypes | None = None,
    client_anchors: Sequence[Item] | None = None,
    insists: bool | None = None,
) -> StapledHandshake:
    """Let a vehicle shake hands with a charging station that staples an OCSP response.

    Parameters
    ----------
    secc_chain, key
        What the station shows, leaf first, sub-CAs upwards, and the leaf's key.
    staple
        The OCSP response for the leaf, DER; None: none is stapled.
    edition
        Of ISO 15118: ``"-2"``, ``"-20"``.
    at
        The time by which both sides judge, UTC-aware.
    anchors
        The roots that the vehicle trusts.
    client_chain, client_key
        The vehicle certificate with its chain and key; ISO 15118-20 only. Left out there, the station refuses the vehicle.
    client_anchors
        The roots under which the station takes vehicles; None: ``anchors``.
    insists
        Whether the vehicle breaks off where nothing is stapled. None: as its edition has it. In -2 it does, except in a private
        environment, which has no OCSP [V2G2-868]; in -20 it need not, it may ask the responder itself, once it is online.

    Raises
    ------
    InputError
        There is no such edition, the time has no zone, or OpenSSL does not take a certificate or a key.
    """
    if edition not in VERSIONS:
        raise InputError(f"There is no edition {str(edition)[:20]!r} of ISO 15118 here.", hint='Give "-2" or "-20".')
    if at.tzinfo is None:
        raise InputError("The time has no time zone.", hint="Write datetime(2026, 6, 1, tzinfo=UTC).")
    own = Own(client_chain, client_key) if client_chain and client_key is not None and edition == "-20" else None
    insists = edition == "-2" if insists is None else insists
    looking = Looking(edition, secc_chain, anchors, at, given=staple, insists=insists)
    trusted = anchors if client_anchors is None else client_anchors
    secc = secc_context(edition, Own(secc_chain, key), trusted, at, staple)
    shaken = shake(ev_context(edition, own, anchors, at, looking.accepts), secc)
    return StapledHandshake(
        ok=shaken.ok,
        edition=edition,
        version=shaken.version,
        cipher=shaken.cipher,
        staple=looking.staple,
        judged=looking.verdict,
        findings=looking.findings,
        alert=shaken.alert,
        ended_by="" if shaken.ok else shaken.sent_by,
        said=_words(shaken, looking, secc_chain, anchors, at),
        not_checked=(*_NOT_CHECKED[edition], _NAME) if looking.looked else ("What was stapled: the handshake ended before it.",),
    )


def _words(shaken: Shaken, looking: Looking, chain: Sequence[Item], anchors: Sequence[Item], at: datetime) -> str:
    """OpenSSL's words; why it refused the station's chain, where it did."""
    if shaken.ok or shaken.sent_by != "EV" or looking.looked:
        return shaken.said
    verdict = verdict_at(chain, anchors, at)
    return shaken.said if verdict.ok else f"{shaken.said}: {verdict.said}"
