"""One CRL judged step by step for one certificate: RFC 5280 6.3.3, and what OCPP makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import pem
from cryptography import x509

from workbench.certs.der import DerError
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading.binary import PARSE_ERRORS
from workbench.certs.quiet import quietly
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation.by_hash import Named, named
from workbench.revocation.crl import Crl
from workbench.revocation.crl_faults import malformed
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Verdict, VerdictPolicy
from workbench.revocation.verdict_concluded import failed, no_hash_data
from workbench.revocation.verdict_crl_steps import READABLE, STEPS, CrlCase
from workbench.revocation.verdict_steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.by_hash import CaPool
    from workbench.revocation.status_fault import StatusFault
    from workbench.trust.certificate import PathCertificate

_CRL = CertificateStatusSource.CRL
_USUAL = VerdictPolicy()


def judge_crl_for_hash_data(
    hash_data: CertificateHashData,
    octets: bytes,
    pool: CaPool,
    at: datetime,
    policy: VerdictPolicy = _USUAL,
    *,
    urls: Iterable[str] = (),
) -> Verdict:
    """The status of a certificate of which OCPP's hash data alone are known (M07.FR.04 to M07.FR.07). Never an exception.

    Parameters
    ----------
    octets
        Whatever the server sent as the CRL, DER or PEM.
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
        return no_hash_data(hash_data, _CRL, STEPS, octets, error)
    return _judged(whom, octets, pool, at, policy, urls)


def judge_crl(
    certificate: PathCertificate,
    issuer: PathCertificate,
    octets: bytes,
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
    return _judged(whom, octets, pool, at, policy, ())


def _judged(whom: Named, octets: bytes, pool: CaPool, at: datetime, policy: VerdictPolicy, urls: Iterable[str]) -> Verdict:
    der, faults = _der(octets)
    try:
        with quietly():
            parsed: x509.CertificateRevocationList | None = x509.load_der_x509_crl(der)
    except PARSE_ERRORS:
        parsed = None
    item = Item(ItemType.CRL, der, Source("CRL"), parsed)
    steps = Steps(STEPS, item, whom.certificate, "the CRL")
    try:
        crl = Crl(item)
    except DerError as error:
        steps.take(READABLE, "", [*faults, malformed(str(error))])
        return failed(whom, _CRL, steps, "malformed", octets)
    steps.called, steps.signer = crl.called, crl.issuer_name
    steps.take(READABLE, f"a CRL of {len(der):,} octets{', in PEM' if faults else ''}", faults)
    return CrlCase(whom, crl, pool, at, policy).verdict(steps, tuple(urls))


def _der(octets: bytes) -> tuple[bytes, list[StatusFault]]:
    """The DER, out of PEM armour if need be, and that it was."""
    if not octets.lstrip().startswith(b"-----BEGIN"):
        return octets, []
    try:
        _, _, der = pem.unarmor(octets)
    except (ValueError, TypeError):
        return octets, []
    said = "the server sent PEM; a CRL that is fetched by http is DER"
    return der, [malformed(said, requirement="RFC 5280 4.2.1.13", severity=Severity.WARNING)]
