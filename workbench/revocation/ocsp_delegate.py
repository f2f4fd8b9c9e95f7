"""RFC 6960 4.2.2.2 and 4.2.2.2.1: whether a certificate makes its holder a responder for what its issuer issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.revocation.ocsp_faults import unauthorized
from workbench.trust.rfc5280 import algorithms, extensions, validity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from workbench.certs.signatures import SignatureCheck
    from workbench.revocation.status_fault import StatusFault
    from workbench.trust.certificate import PathCertificate

STATUS_OF_RESPONDER = "RFC 6960 4.2.2.2.1"
"""What faults cite that are about a responder's own status."""

_NOCHECK = "1.3.6.1.5.5.7.48.1.5"
_SIGNING = "OCSPSigning"
_USAGES = frozenset({"digitalSignature", "nonRepudiation"})


def judge(
    signer: PathCertificate, issuer: PathCertificate, issued: Callable[[PathCertificate], SignatureCheck], at: datetime
) -> Iterator[StatusFault]:
    """Why it does not, each reason; that it was revoked is asked after that.

    Parameters
    ----------
    issuer
        Of the certificate in question.
    issued
        The check of a certificate's signature by the issuer's key.
    """
    name, ca = name_of(signer.facts), name_of(issuer.facts)
    if folded(signer.facts.issuer_der) != folded(issuer.facts.subject_der) or not issued(signer).ok:
        yield unauthorized(
            f"{{}} was signed with the key of {name}, which is neither the issuer's own nor certified by it.",
            observed=f"a certificate that {signer.facts.issuer.common_name or signer.facts.issuer} issued",
            expected=f"one that {ca} issued with the key that signed the certificate in question",
            remedy=f"Ask the responder of {ca}; it must sign as {ca}, or with a certificate that {ca} issued to it directly.",
        )
    usages = signer.facts.extended_key_usage
    if _SIGNING not in (usages or ()):
        yield unauthorized(
            f"{{}} was signed with the key of {name}, whose extended key usage does not make it a responder.",
            observed="no extended key usage" if usages is None else ", ".join(usages[:8]) or "an empty one",
            expected=f"{_SIGNING} among them",
            remedy=f"Have the responder's certificate issued again with {_SIGNING}.",
        )
    bits = signer.facts.key_usage
    if bits is not None and not bits & _USAGES:
        yield unauthorized(
            f"{{}} was signed with the key of {name}, whose key usage does not allow it to sign answers.",
            observed=", ".join(sorted(bits)) or "no usage",
            expected="digitalSignature among them",
            remedy="Have the responder's certificate issued again with digitalSignature.",
            requirement="RFC 5280 4.2.1.12",
        )
    for judged in (validity.judge(signer, at), extensions.judge(signer), algorithms.judge(signer)):
        for finding in judged:
            if finding.severity is Severity.ERROR:
                yield unauthorized(
                    f"{{}} was signed with the key of {name}, whose certificate is not valid: {finding.message}",
                    observed=finding.observed,
                    expected=finding.expected,
                    remedy="Have the responder renew its certificate, and ask it again.",
                )


def needs_no_check(signer: PathCertificate) -> bool:
    """Whether its issuer says that nobody need ask whether it was revoked."""
    return _NOCHECK in signer.facts.extensions


def judge_status(signer: PathCertificate, good: bool | None) -> Iterator[StatusFault]:  # noqa: FBT001  # three answers
    """Whether it was revoked itself; ``good`` is None where that is not known."""
    name = name_of(signer.facts)
    if good is None:  # what to do then RFC 6960 leaves to the client; few of them ask
        yield unauthorized(
            f"{{}} was signed with the key of {name}, and whether that certificate was revoked cannot be said.",
            severity=Severity.WARNING,
            observed="no id-pkix-ocsp-nocheck, and no status",
            expected="id-pkix-ocsp-nocheck, or a status from a CRL or from the issuer itself",
            remedy=f"Load a CRL that covers {name}; or have its certificate issued again with id-pkix-ocsp-nocheck.",
            requirement=STATUS_OF_RESPONDER,
        )
    elif not good:
        yield unauthorized(
            f"{{}} was signed with the key of {name}, which was revoked.",
            observed="a revoked responder",
            expected="a responder that is not revoked",
            remedy="Trust none of its answers; ask again once the responder has a new certificate.",
            requirement=STATUS_OF_RESPONDER,
        )
