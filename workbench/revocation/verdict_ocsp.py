"""One OCSP response judged step by step for one certificate: RFC 6960 3.2, and what OCPP makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509 import ocsp

from workbench.certs.der import DerError
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading.binary import PARSE_ERRORS
from workbench.certs.quiet import quietly
from workbench.errors import InputError
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.revocation import ocsp_conclusions
from workbench.revocation.by_hash import CaPool, Named, named
from workbench.revocation.ocsp import OcspResponse, UnsuccessfulError
from workbench.revocation.ocsp_faults import malformed
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Verdict, VerdictPolicy
from workbench.revocation.verdict_concluded import failed, no_hash_data
from workbench.revocation.verdict_ocsp_names import ANSWERED, READABLE, SIZE, STEPS
from workbench.revocation.verdict_ocsp_steps import OcspCase
from workbench.revocation.verdict_steps import Steps

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.trust.certificate import PathCertificate

_OCSP = CertificateStatusSource.OCSP
_USUAL = VerdictPolicy()


def judge_ocsp_for_hash_data(
    hash_data: CertificateHashData,
    octets: bytes,
    pool: CaPool,
    at: datetime,
    policy: VerdictPolicy = _USUAL,
    *,
    nonce: bytes | None = None,
) -> Verdict:
    """The status of a certificate of which OCPP's hash data alone are known (M07.FR.01 to M07.FR.03). Never an exception.

    Parameters
    ----------
    octets
        Whatever the responder sent as its answer.
    pool
        The CAs that who asks trusts; the issuer is looked for by both hashes here, then among what the response brings along.
    at
        The time to judge at, UTC-aware.
    nonce
        The one that was sent; None where none was.
    """
    response, why, status = read_response(octets)
    try:
        whom = named(hash_data, pool, None if response is None else CaPool(response.certificates))
    except InputError as error:
        return no_hash_data(hash_data, _OCSP, STEPS, octets, error)
    if response is None:
        return _unread(whom, octets, why, status)
    return OcspCase(whom, response, pool, at, policy).verdict(nonce)


def judge_ocsp(  # noqa: PLR0913  # one question, by name
    certificate: PathCertificate,
    issuer: PathCertificate,
    octets: bytes,
    at: datetime,
    policy: VerdictPolicy = _USUAL,
    *,
    nonce: bytes | None = None,
    algorithm: str = "SHA256",
) -> Verdict:
    """The same for a certificate that is at hand with its issuer, as a station judges what M06 brought.

    Parameters
    ----------
    issuer
        The certificate whose key made the certificate's signature; its own path is judged by who asks.
    algorithm
        By which the request named the certificate.

    Raises
    ------
    InputError
        The two have nothing to do with each other.
    """
    whom = Named(hash_data_by(certificate.item, issuer.item, algorithm), certificate, issuer, "given with the certificate")
    response, why, status = read_response(octets)
    if response is None:
        return _unread(whom, octets, why, status)
    return OcspCase(whom, response, CaPool(), at, policy).verdict(nonce)


def read_response(octets: bytes) -> tuple[OcspResponse | None, str, int | None]:
    """The response; or why it cannot be read, or the status by which it says that it is none."""
    try:
        with quietly():
            parsed: ocsp.OCSPResponse | None = ocsp.load_der_ocsp_response(octets)
    except PARSE_ERRORS:
        parsed = None
    try:
        return OcspResponse(Item(ItemType.OCSP_RESPONSE, octets, Source("OCSP response"), parsed)), "", None
    except UnsuccessfulError as error:
        return None, "", error.status
    except DerError as error:
        return None, str(error), None


def _unread(whom: Named, octets: bytes, why: str, status: int | None) -> Verdict:
    item = Item(ItemType.OCSP_RESPONSE, octets, Source("OCSP response"))
    steps = Steps(STEPS, item, whom.certificate, "the OCSP response")
    steps.skip(SIZE, "there is no response to pass on")
    if status is None:
        steps.take(READABLE, "", [malformed(why)])
        return failed(whom, _OCSP, steps, "malformed", octets)
    name = ocsp_conclusions.status_name(status)
    steps.take(READABLE, "an OCSPResponse")
    steps.refuse(ANSWERED, f"responseStatus {name}", ocsp_conclusions.no_answer(whom.certificate, item, status))
    return failed(whom, _OCSP, steps, name, octets)
