"""OCSP responses as DER, right or wrong (RFC 6960 4.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import core

from workbench.certs.issuing.elements import bit_string, context, object_identifier, octet_string, sequence
from workbench.certs.issuing.signing import algorithm_identifier, sign
from workbench.revocation.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.issuing import Extension, PrivateKey
    from workbench.net.twin.authority import Revoked

_BASIC = "1.3.6.1.5.5.7.48.1.1"
_CODES = {name: code for code, name in REASONS.items()}
GOOD, UNKNOWN = b"\x80\x00", b"\x82\x00"
STATUSES = {"malformedRequest": 1, "internalError": 2, "tryLater": 3, "sigRequired": 5, "unauthorized": 6}
"""The OCSPResponseStatus of responses that are no answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseContent:
    """What a response says; nothing is checked.

    Attributes
    ----------
    responder_key_hash
        SHA-1 of the responder's key bits.
    singles
        Each of :func:`single_response`.
    certificates
        DER of those that are sent along.
    """

    responder_key_hash: bytes
    produced_at: datetime
    singles: Sequence[bytes]
    extensions: Sequence[Extension] = ()
    certificates: Sequence[bytes] = ()


def issue_response(content: ResponseContent, key: PrivateKey) -> bytes:
    """The DER of a successful response, signed."""
    data = sequence(
        context(2, octet_string(content.responder_key_hash)),
        _time(content.produced_at),
        sequence(*content.singles),
        context(1, sequence(*(one.encode() for one in content.extensions))) if content.extensions else b"",
    )
    sent = context(0, sequence(*content.certificates)) if content.certificates else b""
    basic = sequence(data, algorithm_identifier(key), bit_string(sign(data, key)), sent)
    return sequence(_status(0), context(0, sequence(object_identifier(_BASIC), octet_string(basic))))


def no_answer(status: str) -> bytes:
    """The DER of a response that is no answer; one of :data:`STATUSES`."""
    return sequence(_status(STATUSES[status]))


def single_response(
    cert_id: bytes, status: bytes, this_update: datetime, next_update: datetime | None, extensions: Sequence[Extension] = ()
) -> bytes:
    """The DER of what is said about one certificate; ``status`` is :data:`GOOD`, :data:`UNKNOWN` or of :func:`revoked`."""
    return sequence(
        cert_id,
        status,
        _time(this_update),
        context(0, _time(next_update)) if next_update else b"",
        context(1, sequence(*(one.encode() for one in extensions))) if extensions else b"",
    )


def revoked(entry: Revoked) -> bytes:
    """The CertStatus of a revoked certificate."""
    reason = context(0, bytes((0x0A, 1, _CODES[entry.reason]))) if entry.reason else b""
    return context(1, _time(entry.at) + reason)


def _time(moment: datetime) -> bytes:
    return bytes(core.GeneralizedTime(moment).dump())


def _status(number: int) -> bytes:
    return bytes((0x0A, 1, number))
