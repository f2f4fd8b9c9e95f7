"""M06: which of its own certificates a station has to ask about, and when: the leaf and the sub-CAs of each chain in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.findings import Finding, Severity
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.cache_duties import m06_duty
from workbench.revocation.plan_messages import LONGEST_RESPONDER_URL
from workbench.revocation.questions_urls import askable
from workbench.station.decision import told
from workbench.station.v2g_chains import newest
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.cache import CachedStatus
    from workbench.station.installed import InstalledCertificate, KeyedChain
    from workbench.station.policy import Policy
    from workbench.station.state import StationState


class Duty(NamedTuple):
    """A certificate that is to be asked about.

    Attributes
    ----------
    urls
        Of its responder, as far as a message can carry them; one at least.
    moment
        From when on it is to be asked, UTC-aware.
    why
        In words that complete "it is asked about: ".
    """

    certificate: InstalledCertificate
    hash_data: CertificateHashData
    urls: tuple[str, ...]
    moment: datetime
    why: str
    requirement: str


def duties(state: StationState, now: datetime, policy: Policy) -> Iterator[Duty]:
    """All of them, past and to come; none for a chain that is over, nor for a certificate without a responder."""
    seen: set[CertificateHashData] = set()
    for chain in newest(state.v2g_chains):
        begin, end = chain.leaf.facts.not_before, chain.leaf.facts.not_after
        if begin is None or end is None or end < now:
            continue
        for certificate in asked_about(chain, policy):
            hash_data, urls = certificate.hash_by(policy.reported_algorithm), responders(state, certificate)
            if hash_data is None or not urls or hash_data in seen:
                continue
            seen.add(hash_data)
            duty = m06_duty(state.statuses.cache, hash_data, begin, now)
            question = state.statuses.question([hash_data])
            again = max(duty.moment, question.again_at) if question is not None else duty.moment
            yield Duty(certificate, hash_data, urls, again, duty.why, duty.requirement)


def asked_about(chain: KeyedChain, policy: Policy) -> tuple[InstalledCertificate, ...]:
    """The leaf and each sub-CA [M06.FR.07]; of a station that forgets them the leaf alone."""
    return chain.certificates if policy.status_of_sub_cas else chain.certificates[:1]


def cached(state: StationState, hash_data: CertificateHashData) -> CachedStatus | None:
    """The OCSP answer that is kept, over or not."""
    return state.statuses.cache.entries.get((hash_data, CertificateStatusSource.OCSP))


def responders(state: StationState, certificate: InstalledCertificate) -> tuple[str, ...]:
    """Where its status is to be had, by http; what responderURL can carry in the version that is spoken."""
    found, _ = askable(_path(certificate), certificate.facts.ocsp_urls, "OCSP responder", "RFC 5280 4.2.2.1")
    return tuple(url for url in found if len(url) <= LONGEST_RESPONDER_URL[state.connection.version.value])


def unaskable(state: StationState, chain: KeyedChain, policy: Policy) -> Iterator[Finding]:
    """What cannot be asked about, and why."""
    for certificate in asked_about(chain, policy):
        found, said = askable(_path(certificate), certificate.facts.ocsp_urls, "OCSP responder", "RFC 5280 4.2.2.1")
        yield from said
        if certificate.hash_by(policy.reported_algorithm) is None:
            why = "its issuer was not at hand when it was installed, so it has no hash data"
        elif not found:
            why = "it names no OCSP responder"
        elif not responders(state, certificate):
            why = f"responderURL of OCPP {state.connection.version} is too short for its responder's URL"
        else:
            continue
        yield Finding(
            code="status-plan",
            message=told(f"The status of {{}} is not asked for: {why}.", certificate),
            severity=Severity.WARNING,
            requirement="M06.FR.06",
            item="certificate",
            certificate=certificate.sha256,
            subject=str(certificate.facts.subject),
            observed=why,
            expected="an http URL of an OCSP responder that the message can carry",
            remedy="Have the CA put its responder's URL into its certificates: a vehicle may refuse a handshake without a status.",
        )


def _path(certificate: InstalledCertificate) -> PathCertificate:
    return PathCertificate(certificate.item, certificate.facts)
