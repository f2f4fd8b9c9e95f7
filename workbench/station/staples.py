"""What the SECC staples to its handshake with a vehicle: out of the cache, each response held against the time once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.display import Findings
from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.station.decision import told
from workbench.station.m06_answers import judged
from workbench.station.m06_duties import cached
from workbench.station.v2g_chains import in_use, purpose
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.state import StationState


class Staples(NamedTuple):
    """One chain that the SECC presents, and the OCSP responses beside it.

    Attributes
    ----------
    edition
        ``"iso15118-2"``, ``"iso15118-20"``, or empty where the key is neither's.
    responses
        DER, a place for each certificate that has one in this edition; None where there is none. ISO 15118-2 is TLS 1.2, whose
        status_request has room for the leaf's alone (RFC 6066 8); ISO 15118-20 is TLS 1.3: one for each (RFC 8446 4.4.2.1).
    findings
        What is missing, over, or says that the certificate is revoked.
    """

    chain: KeyedChain
    edition: str
    responses: tuple[bytes | None, ...]
    findings: Findings


def staples(state: StationState, now: datetime) -> tuple[Staples, ...]:
    """The staples of each chain in use, at that time."""
    return tuple(_of(state, one.chain, now) for one in in_use(state, now))


def _of(state: StationState, chain: KeyedChain, now: datetime) -> Staples:
    edition = purpose(chain).edition
    places = chain.certificates[:1] if edition == "iso15118-2" else chain.certificates
    responses, findings = [], []
    for certificate in places:
        response, found = _one(state, certificate, now)
        responses.append(response)
        findings += found
    return Staples(chain, edition, tuple(responses), Findings(findings))


def _one(state: StationState, certificate: InstalledCertificate, now: datetime) -> tuple[bytes | None, list[Finding]]:
    entry = next((one for data in certificate.hash_data if (one := cached(state, data)) is not None), None)
    if entry is None or not entry.response:
        return None, [_said("revocation-unknown", "No OCSP response of {} is cached: none is stapled.", certificate, "M06.FR.06")]
    if not entry.holds(now):
        sentence = f"The OCSP response of {{}} may not be used after {rfc3339(entry.expires)}: none is stapled."
        return None, [_said("revocation-stale", sentence, certificate, "M06.FR.10")]
    verdict = judged(state, entry.hash_data, entry.response, now)
    findings = list(verdict.findings)
    if verdict.status is CertificateStatusValue.FAILED:
        sentence = "The OCSP response of {} is stapled although it does not hold: a vehicle that looks at it breaks off."
        findings.insert(0, _said("revocation-stale", sentence, certificate, "M06.FR.10"))
    elif verdict.status is not CertificateStatusValue.GOOD:
        sentence = f"The OCSP response that is stapled says that {{}} is {verdict.status}: a vehicle that looks at it breaks off."
        findings.insert(0, _said("revoked", sentence, certificate, "M06.FR.06"))
    return entry.response, findings


def _said(code: str, sentence: str, certificate: InstalledCertificate, requirement: str) -> Finding:
    return Finding(
        code=code,
        message=told(sentence, certificate),
        severity=Severity.WARNING if code == "revocation-unknown" else Severity.ERROR,
        requirement=requirement,
        item="certificate",
        certificate=certificate.sha256,
        subject=str(certificate.facts.subject),
        remedy="Have the station ask its CSMS (M06); see why the last answers were none.",
    )
