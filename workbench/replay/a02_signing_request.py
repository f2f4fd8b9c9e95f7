"""A02 and A03: the signing request, and whether it is taken."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import ItemType
from workbench.replay.beside import Asking
from workbench.replay.saying import right, tolerated, wrong
from workbench.replay.step import NOTHING_TO_SAY, Judgement

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.sign_certificate import (
        SignCertificateRequest,
        SignCertificateResponse,
    )
    from workbench.replay.beside import Beside

_V2G_ROOT, _CSMS_ROOT = "V2GRootCertificate", "CSMSRootCertificate"
_LEFT_TO_THE_STATION = frozenset({"A02.FR.16"})


def call(beside: Beside, request: SignCertificateRequest, now: datetime, line: int) -> Judgement:
    """Whether the CSR is one that a CSMS can have signed."""
    key = _key_of(request.csr)
    beside.askings.append(Asking(request.certificate_type, request.request_id, key, line))
    decision = beside.hear(request, now)
    if decision.reply is None or str(getattr(decision.reply, "status", "")) == "Accepted":
        return Judgement(NOTHING_TO_SAY.verdict, expected="")
    because = decision.findings[1:] or decision.findings
    if not key or "signature does not verify" in decision.findings[0].message:
        return wrong(
            "replay-request",
            f"The station sends a signing request that nobody can sign. {_reason(decision.findings[0].message)}",
            requirement="A02.FR.03",
            seen="no sound CSR",
            expected="one PKCS #10 request in PEM, signed by its own key",
            remedy="Look at it with `pnc show`; correct what makes it.",
            more=because,
        )
    sentence = f"The reference CSMS would reject this signing request. {_reason(decision.findings[0].message)}"
    return tolerated("replay-request", sentence, requirement="A02.FR.12", more=because)


def _reason(sentence: str) -> str:
    return sentence.partition("is rejected. ")[2] or sentence


@lru_cache(maxsize=256)  # asked for at the call and at its answer
def _key_of(csr: str) -> str:
    bundle = loading.load([("SignCertificateRequest.csr", csr.encode("utf-8", "replace"))])
    return next((item.public_key_sha256 for item in bundle.items if item.type is ItemType.CSR), "")


def answer(beside: Beside, request: SignCertificateRequest, response: SignCertificateResponse, judged: Judgement) -> Judgement:
    """Accepted to what can be signed, Rejected to what cannot."""
    key = _key_of(request.csr)
    for one in reversed(beside.askings):
        if one.key == key and one.request_id == request.request_id and one.taken is None:
            one.taken = response.status == "Accepted"
            break
    if response.status == "Accepted" and judged.findings and judged.findings[0].requirement == "A02.FR.03":
        return wrong(
            "replay-answer",
            "The CSMS accepts a signing request that nobody can sign.",
            requirement="A02.FR.12",
            seen="Accepted",
            expected="Rejected",
            remedy="Check the CSR and its signature before it goes to the CA.",
        )
    if response.status == "Accepted":
        return right("The signing request is taken.", requirement="A02.FR.11", expected="Accepted")
    if judged.findings:
        return right("The signing request is refused.", requirement="A02.FR.12", expected="Rejected")
    return tolerated(
        "replay-answer",
        "The CSMS rejects a signing request that the reference finds sound: a CSMS may have its reasons.",
        requirement="A02.FR.12",
        seen="Rejected",
        expected="Accepted",
        remedy="Read its statusInfo, and look at the CSR with `pnc lint`.",
    )
