"""A02 and A03: a signing request comes in. It is judged, answered, and handed to a CA [A02.FR.04]."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.csr import examine
from workbench.csms.decision import CsmsDecision, said
from workbench.csms.effects import SignCsr
from workbench.csms.seen import Signing
from workbench.findings import Severity
from workbench.messages.sign_certificate import SignCertificateResponse
from workbench.messages.status_info import GenericStatus, status_info

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.reason_codes import ReasonCode
    from workbench.messages.sign_certificate import SignCertificateRequest


def sign_certificate(record: StationRecord, message: SignCertificateRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """Accepted, with the order for the CA; or Rejected, with the reason.

    A request that is repeated [A02.FR.17] takes the place of the former one of its type and requestId.
    """
    examined = examine(record, message, policy)
    seen = replace(record, last_seen=now)
    if examined.refusal or examined.item is None:
        return _rejected(seen, examined.refusal, examined.reason, examined.findings)
    key = examined.item.public_key_sha256
    signing = Signing(message.certificate_type, message.request_id, key, now)
    others = tuple(one for one in record.signings if (one.certificate_type, one.request_id) != _address(message))
    root = message.hash_root_certificate.plain if message.hash_root_certificate is not None else None
    order = SignCsr(record.identity, message.certificate_type, message.request_id, message.csr, key, root)
    finding = said(
        "csms-signing",
        "The CSR is sound, signed by its own key, and goes to the CA.",
        requirement="A02.FR.11",
        observed="Accepted",
    )
    return CsmsDecision(
        replace(seen, signings=(*others, signing)),
        SignCertificateResponse(status=GenericStatus.ACCEPTED),
        (finding, *examined.findings),
        (order,),
    )


def _address(message: SignCertificateRequest) -> tuple[object, int | None]:
    return message.certificate_type, message.request_id


def _rejected(record: StationRecord, sentence: str, reason: ReasonCode, because: tuple[Finding, ...]) -> CsmsDecision:
    finding = said(
        "csms-signing",
        f"The signing request is rejected. {sentence}",
        Severity.ERROR,
        requirement="A02.FR.12",
        observed="Rejected",
        remedy="Correct what makes the CSR, then trigger the signing anew.",
    )
    info = status_info(reason, sentence, record.version)
    return CsmsDecision(record, SignCertificateResponse(status=GenericStatus.REJECTED, status_info=info), (finding, *because))
