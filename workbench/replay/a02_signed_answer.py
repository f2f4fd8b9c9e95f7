"""A02 and A03: whether the station takes the certificate that the reference takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.certificates import read_certificates
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.station.events import Received
from workbench.station.station import decide

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.messages.sign_certificate import (
        CertificateSignedRequest,
        CertificateSignedResponse,
    )
    from workbench.replay.beside import Beside
    from workbench.replay.step import Judgement

_V2G_ROOT, _CSMS_ROOT = "V2GRootCertificate", "CSMSRootCertificate"
_LEFT_TO_THE_STATION = frozenset({"A02.FR.16"})


def answer(beside: Beside, request: CertificateSignedRequest, response: CertificateSignedResponse, now: datetime) -> Judgement:
    """Whether the reference station answers the same; the record is not changed here."""
    decision = decide(beside.station(root_check=False, has_room=True), Received(request), now)
    expected, status = str(getattr(decision.reply, "status", "")), str(response.status)
    first = decision.findings[0]
    chain = read_certificates(request.certificate_chain)
    keys = {one.public_key_sha256 for one in chain}
    mine = [one for one in beside.askings if one.key in keys]
    if expected == status:
        judged = right(first.message, requirement=decision.decided_by, expected=expected, more=decision.findings[1:])
    elif status == "Accepted" and _depends_on_what_is_not_known(beside, decision.decided_by, first.message, known_key=bool(mine)):
        judged = cannot_tell(f"With what the log tells, the reference rejects it: {first.message}", requirement=decision.decided_by)
    elif status == "Accepted" and (decision.decided_by in _LEFT_TO_THE_STATION or _is_of_a_property(decision.findings)):
        judged = tolerated(
            "replay-answer",
            f"The reference rejects this certificate: {first.message}",
            requirement=decision.decided_by,
            seen=status,
            expected=expected,
            more=decision.findings[1:],
        )
    elif status == "Accepted":
        judged = wrong(
            "replay-answer",
            f"The station takes a certificate that it must reject: {first.message}",
            requirement=decision.decided_by,
            seen=status,
            expected=expected,
            remedy="Look at the chain with `pnc diagnose`; have a sound one signed.",
            about=chain[0] if chain else None,
            more=decision.findings[1:],
        )
    elif beside.knows(_V2G_ROOT) and beside.knows(_CSMS_ROOT) and mine and not beside.lines_lost:
        judged = wrong(
            "replay-answer",
            f"The station rejects a certificate that the reference takes: {first.message}",
            requirement="A02.FR.08",
            seen=status,
            expected=expected,
            remedy="Read its statusInfo and its security events; look at its clock.",
            about=chain[0] if chain else None,
        )
    else:
        judged = cannot_tell("The reference takes it; the log does not tell what the station knew.", requirement="A02.FR.07")
    if status == "Accepted":
        for one in mine:
            one.served = True
    return judged


def _depends_on_what_is_not_known(beside: Beside, requirement: str, sentence: str, *, known_key: bool) -> bool:
    if "does not carry the key" in sentence or requirement == "A02.FR.26":
        return not any(not one.served for one in beside.askings) or beside.lines_lost
    if "leads to no" in sentence:
        nameless = any(one.item is None for one in beside.record.believed)
        return nameless or not (beside.knows(_V2G_ROOT) and beside.knows(_CSMS_ROOT))
    return not known_key and requirement == "A02.FR.07" and "valid" not in sentence


def _is_of_a_property(findings: tuple[Finding, ...]) -> bool:
    """Whether the certificate properties of A00 are what the reference misses: stations check them rarely."""
    return any(one.requirement.startswith("A00.FR.") for one in findings[1:2])
