"""One question by hash data, with the answer that somebody gives to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cryptography import x509

from tests.revocation.ocsp_made import CA, LEAF, NOW, path_certificate
from workbench.certs.hashdata import CertificateHashData
from workbench.revocation.by_hash import CaPool
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Outcome, Unverifiable, Verdict, VerdictPolicy
from workbench.revocation.verdict_crl import judge_crl_for_hash_data
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data

AS_RECEIVED = VerdictPolicy(unverifiable=Unverifiable.AS_RECEIVED)
HASH_DATA = hash_data_by(LEAF, CA, "SHA256")


def pool_of(*certificates: x509.Certificate) -> CaPool:
    return CaPool(path_certificate(one) for one in certificates)


def ask_ocsp(
    octets: bytes,
    *,
    algorithm: str = "SHA256",
    leaf: x509.Certificate = LEAF,
    cas: Iterable[x509.Certificate] = (CA,),
    at: datetime = NOW,
    **policy: Any,
) -> Verdict:
    nonce = policy.pop("nonce", None)
    given = policy.pop("policy", None) or VerdictPolicy(**policy)
    return judge_ocsp_for_hash_data(hash_data_by(leaf, CA, algorithm), octets, pool_of(*cas), at, given, nonce=nonce)


def ask_crl(
    octets: bytes,
    hash_data: CertificateHashData,
    cas: Iterable[Any],
    *,
    at: datetime = NOW,
    urls: Iterable[str] = (),
    **policy: Any,
) -> Verdict:
    given = policy.pop("policy", None) or VerdictPolicy(**policy)
    return judge_crl_for_hash_data(hash_data, octets, CaPool(cas), at, given, urls=urls)


def seen(verdict: Verdict) -> tuple[str, str, list[str]]:
    """Status, obstacle, and the steps that failed."""
    return verdict.status.value, verdict.obstacle, [step.name for step in verdict.steps if step.outcome is Outcome.FAILED]


def unchecked(verdict: Verdict) -> list[str]:
    return [step.name for step in verdict.steps if step.outcome is Outcome.NOT_CHECKED]


def codes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in verdict.findings]
