"""Whether an authorised signer stands behind an OCSP response: which certificate is the signer's shows by whose key verifies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.revocation import ocsp_conclusions
from workbench.revocation.ocsp_delegate import needs_no_check
from workbench.revocation.ocsp_signature import is_by_sha1
from workbench.revocation.ocsp_signer import signer_faults
from workbench.revocation.ocsp_store import OcspStore
from workbench.revocation.verdict_faults import signed_with_sha1
from workbench.revocation.verdict_ocsp_names import SIGNATURE, SIGNER

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.signatures import SignatureCheck
    from workbench.revocation.by_hash import CaPool, Named
    from workbench.revocation.ocsp import OcspResponse
    from workbench.revocation.verdict_steps import Steps
    from workbench.trust.certificate import PathCertificate


def judge(whom: Named, response: OcspResponse, pool: CaPool, at: datetime, steps: Steps) -> None:
    """The two steps about the signature."""
    if whom.issuer is None:
        for name in (SIGNATURE, SIGNER):
            steps.skip(name, "who issued the certificate is not known")
        return
    checks: list[tuple[PathCertificate, SignatureCheck]] = []
    store = OcspStore((response.item,))
    responders, effort = store.responders(whom.certificate, whom.issuer, trusted_signer=lambda _: None, signers=pool)

    def check(signed: OcspResponse, signer: PathCertificate) -> SignatureCheck:
        checks.append((signer, responders.check(signed, signer)))
        return checks[-1][1]

    faults = signer_faults(response, replace(responders, check=check), at)
    signer = next((one for one, made in reversed(checks) if made.ok), None)
    if signer is not None:
        by_sha1 = [signed_with_sha1("RFC 6960 4.3")] if is_by_sha1(response) else []
        steps.take(SIGNATURE, f"by the key of {name_of(signer.facts)}{', with SHA-1' if by_sha1 else ''}", by_sha1)
        steps.take(SIGNER, _may(signer, whom.issuer), faults)
    elif any(fault.code == "revocation-unauthorized" for fault in faults):
        steps.skip(SIGNATURE, "no certificate of its signer is at hand")
        steps.take(SIGNER, "", faults)
    else:
        steps.take(SIGNATURE, "", faults)
        steps.skip(SIGNER, "nobody's key verifies the signature")
    if effort.spent:
        steps.add(ocsp_conclusions.bounded(whom.certificate, "signatures"))


def _may(signer: PathCertificate, issuer: PathCertificate) -> str:
    if signer.facts.public_key_sha256 == issuer.facts.public_key_sha256:
        return "the issuer itself"
    unasked = ", to be believed without being asked about (ocsp-nocheck)" if needs_no_check(signer) else ""
    return f"a responder that the issuer certified with OCSPSigning{unasked}"
