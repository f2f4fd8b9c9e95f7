"""The end of a judgement: the status that OCPP has for it, and the sentence that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.revocation.verdict import Outcome, Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.certs.hashdata import CertificateHashData
    from workbench.errors import InputError
    from workbench.revocation.by_hash import Named
    from workbench.revocation.verdict_steps import Steps


def failed(whom: Named, source: CertificateStatusSource, steps: Steps, obstacle: str, octets: bytes) -> Verdict:
    """No answer that may be used. OCPP's word for it is the one for a query or a download that failed (M07.FR.02, M07.FR.05)."""
    by_ocsp = source is CertificateStatusSource.OCSP
    why = f"the step “{obstacle}” is not ok" if obstacle in steps.requirements else f"it is {obstacle}"
    finding = Finding(
        code="revocation-unknown",
        severity=Severity.ERROR,
        message=f"Whether {name_of(whom.certificate.facts)} is revoked cannot be said by this {_CALLED[source]}: {why}.",
        requirement="M07.FR.02" if by_ocsp else "M07.FR.05",
        certificate=whom.certificate.facts.sha256 or None,
        item=whom.certificate.item.type.finding_item,
        subject=str(whom.certificate.facts.subject),
        observed=obstacle,
        expected="an answer in which every step is ok",
        remedy="See the step that failed; ask another of the certificate's URLs, or its other source.",
    )
    return Verdict(
        hash_data=whom.hash_data,
        source=source,
        status=CertificateStatusValue.FAILED,
        steps=steps.all(),
        findings=(*steps.findings, finding),
        obstacle=obstacle,
        received=octets,
    )


def no_hash_data(
    hash_data: CertificateHashData,
    source: CertificateStatusSource,
    requirements: Mapping[str, str],
    octets: bytes,
    error: InputError,
) -> Verdict:
    """Nobody can be asked about it."""
    finding = Finding(
        code="hash-data-format",
        severity=Severity.ERROR,
        message=f"These are no hash data of a certificate: {error.message}",
        requirement="RFC 6960 4.1.1",
        item="message",
        observed=error.message,
        expected="the hashes of issuer's name and key, and the serial number, in hexadecimal",
        remedy=error.hint,
    )
    why = "the hash data are none"
    return Verdict(
        hash_data=hash_data,
        source=source,
        status=CertificateStatusValue.FAILED,
        steps=tuple(Step(name, Outcome.NOT_CHECKED, why, requirement) for name, requirement in requirements.items()),
        findings=(finding,),
        obstacle=why,
        received=octets,
    )


_CALLED = {CertificateStatusSource.OCSP: "OCSP response", CertificateStatusSource.CRL: "CRL"}
