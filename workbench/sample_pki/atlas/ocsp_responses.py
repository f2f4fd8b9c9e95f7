"""OCSP responses about one certificate, right or wrong, the same octets each time (RFC 6960 4.2.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as lenient

from workbench.certs.issuing.elements import context, octet_string, sequence
from workbench.certs.issuing.signing import signed
from workbench.sample_pki import raw_changes
from workbench.sample_pki.declaration import Instant, moment

if TYPE_CHECKING:
    from workbench.sample_pki.issuance import Issuance


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOcsp:
    """One OCSP response of a case.

    Attributes
    ----------
    certificate, responder
        Full names: what the answer is about, and whose key signs; the responder's certificate is brought along unless it is the
        issuer itself.
    status
        ``"good"``, ``"revoked"`` or ``"unknown"``; ``"unauthorized"``, ``"try_later"`` ...: a response without an answer.
    after_signing
        See :mod:`workbench.sample_pki.raw_changes`.
    """

    certificate: str
    responder: str
    status: str = "good"
    this_update: Instant = date(2026, 5, 30)
    next_update: Instant = date(2026, 6, 5)
    revoked_at: Instant = date(2026, 5, 20)
    after_signing: tuple[str, ...] = ()


def ocsp_response(declared: CaseOcsp, issuance: Issuance) -> bytes:
    """The DER OCSPResponse."""
    if declared.status not in {"good", "revoked", "unknown"}:
        return sequence(bytes(ocsp.OCSPResponseStatus(declared.status).dump()))
    issuer = issuance.declared(declared.certificate).issuer
    responder = lenient.Certificate.load(issuance.certificate(declared.responder))
    data = ocsp.ResponseData(
        {
            "responder_id": ocsp.ResponderId(name="by_key", value=core.OctetString(responder.public_key.sha1)),
            "produced_at": moment(declared.this_update),
            "responses": [_answer(declared, issuance, lenient.Certificate.load(issuance.certificate(issuer)))],
        }
    )
    basic = raw_changes.after_signing(signed(data.dump(), issuance.key(declared.responder)), declared.after_signing)
    if declared.responder != issuer:
        parts = [part.dump() for part in core.SequenceOf.load(basic, spec=core.Any)]
        basic = sequence(*parts, context(0, sequence(responder.dump())))
    content = sequence(bytes(ocsp.ResponseType("basic_ocsp_response").dump()), octet_string(basic))
    return sequence(bytes(ocsp.OCSPResponseStatus("successful").dump()), context(0, content))


def _answer(declared: CaseOcsp, issuance: Issuance, issuer: lenient.Certificate) -> ocsp.SingleResponse:
    revoked = ocsp.RevokedInfo({"revocation_time": moment(declared.revoked_at), "revocation_reason": "key_compromise"})
    return ocsp.SingleResponse(
        {
            "cert_id": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "issuer_name_hash": hashlib.sha256(issuer.subject.dump()).digest(),
                "issuer_key_hash": issuer.public_key.sha256,
                "serial_number": issuance.serial(declared.certificate),
            },
            "cert_status": ocsp.CertStatus(name=declared.status, value=revoked if declared.status == "revoked" else core.Null()),
            "this_update": moment(declared.this_update),
            "next_update": moment(declared.next_update),
        }
    )
