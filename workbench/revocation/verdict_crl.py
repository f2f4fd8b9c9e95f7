"""One CRL judged step by step for one certificate: RFC 5280 6.3.3, and what OCPP makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.by_hash import Named, named
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Verdict, VerdictPolicy
from workbench.revocation.verdict_concluded import failed, no_hash_data
from workbench.revocation.verdict_crl_reading import ReadCrl, read_crl
from workbench.revocation.verdict_crl_steps import READABLE, STEPS, CrlCase
from workbench.revocation.verdict_steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.by_hash import CaPool
    from workbench.trust.certificate import PathCertificate

_CRL = CertificateStatusSource.CRL
_USUAL = VerdictPolicy()


def judge_crl_for_hash_data(
    hash_data: CertificateHashData,
    crl: bytes | ReadCrl,
    pool: CaPool,
    at: datetime,
    policy: VerdictPolicy = _USUAL,
    *,
    urls: Iterable[str] = (),
) -> Verdict:
    """The status of a certificate of which OCPP's hash data alone are known (M07.FR.04 to M07.FR.07). Never an exception.

    Parameters
    ----------
    crl
        Whatever the server sent as the CRL, DER or PEM; or the same as :func:`.read_crl` read it, for many certificates.
    pool
        The CAs that who asks trusts: the issuer by both hashes, and whoever else may have signed the CRL.
    at
        The time to judge at, UTC-aware.
    urls
        Where whoever asked said that this certificate's CRL is: they tell that a CRL for one distribution point is for it.
    """
    try:
        whom = named(hash_data, pool)
    except InputError as error:
        return no_hash_data(hash_data, _CRL, STEPS, crl.received if isinstance(crl, ReadCrl) else crl, error)
    return _judged(whom, crl, pool, at, policy, urls)


def judge_crl(
    certificate: PathCertificate,
    issuer: PathCertificate,
    crl: bytes | ReadCrl,
    pool: CaPool,
    at: datetime,
    policy: VerdictPolicy = _USUAL,
) -> Verdict:
    """The same for a certificate that is at hand with its issuer, whose own path is judged by who asks.

    Raises
    ------
    InputError
        The two have nothing to do with each other.
    """
    whom = Named(hash_data_by(certificate.item, issuer.item), certificate, issuer, "given with the certificate")
    return _judged(whom, crl, pool, at, policy, ())


def _judged(whom: Named, given: bytes | ReadCrl, pool: CaPool, at: datetime, policy: VerdictPolicy, urls: Iterable[str]) -> Verdict:
    read = given if isinstance(given, ReadCrl) else read_crl(given)
    crl = read.crl
    if crl is None:
        steps = Steps(STEPS, read.item, whom.certificate, "the CRL")
        steps.take(READABLE, "", read.faults)
        return failed(whom, _CRL, steps, "malformed", read.received)
    steps = Steps(STEPS, read.item, whom.certificate, crl.called, crl.issuer_name)
    steps.take(READABLE, f"a CRL of {len(read.item.der):,} octets{', in PEM' if read.faults else ''}", read.faults)
    return CrlCase(whom, crl, pool, at, policy, check=read.check).verdict(steps, tuple(urls))
