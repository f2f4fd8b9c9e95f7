"""RFC 5280 4.1.1.2: the algorithm outside the signed part is the one inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


def judge(certificate: PathCertificate) -> Iterator[Finding]:
    """``signature-algorithm-mismatch``: only the inner one is signed, so the outer one may have been exchanged."""
    try:
        inner, outer = signature_algorithms(certificate.item.der)
    except DerError:
        return  # said as malformed-certificate
    if inner != outer:
        yield fault(
            certificate,
            "signature-algorithm-mismatch",
            "{} names two signature algorithms: one in the signed part and another one outside.",
            requirement="RFC 5280 4.1.1.2",
            observed=f"outside {outer.hex()}",
            expected=f"as inside, {inner.hex()}",
            remedy="Fetch the certificate again; if it was issued so, have it issued again.",
        )


def signature_algorithms(der: bytes) -> tuple[bytes, bytes]:
    """The two AlgorithmIdentifiers as they stand: inside the signed part, and outside it.

    Raises
    ------
    DerError
        The outer shape is not that of a certificate.
    """
    tbs_at = read_header(der)[1]
    _, at, tbs_end = read_header(der, tbs_at)
    if der[at : at + 1] == b"\xa0":
        at = read_header(der, at)[2]
    at = read_header(der, at)[2]  # after the serial number
    inner = der[at : read_header(der, at)[2]]
    return inner, der[tbs_end : read_header(der, tbs_end)[2]]
