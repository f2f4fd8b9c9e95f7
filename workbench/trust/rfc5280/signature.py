"""RFC 5280 6.1.3 (a)(1): the issuer's key verifies the signature. Which of two faults it is, key identifiers tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.graph import Edge


def judge(edge: Edge) -> Iterator[Finding]:
    """``signature-invalid`` where all else says that it is the right issuer, else ``issuer-key-mismatch``."""
    check = edge.signature
    if check.ok:
        return
    issuer = name_of(edge.issuer.facts)
    if check.ok is None:
        if not (edge.certificate.facts.strict and edge.issuer.facts.strict):
            return  # what is malformed is blamed for that, not for what follows from it
        yield fault(
            edge.certificate,
            "check-failed",
            f"The signature of {{}} by {issuer} could not be verified: {check.reason}.",
            requirement="RFC 5280 6.1.3",
            observed=edge.certificate.facts.signature_algorithm,
            expected="a signature that can be verified",
            remedy="Verify it with another tool, or have the certificate issued with an algorithm that is supported.",
        )
    elif edge.key_identifier:
        yield fault(
            edge.certificate,
            "signature-invalid",
            f"The signature of {{}} is wrong: name and key identifier say that {issuer} issued it, but {check.reason}.",
            requirement="RFC 5280 6.1.3",
            observed=f"a signature that the key of {issuer} does not verify",
            expected="the issuer's signature over the certificate as it stands",
            remedy="The file was changed or damaged after it was signed: fetch the certificate again from the CA.",
        )
    else:
        theirs = edge.issuer.facts.subject_key_identifier
        wanted = edge.certificate.facts.authority_key_identifier
        yield fault(
            edge.certificate,
            "issuer-key-mismatch",
            f"{{}} was not issued by the {issuer} at hand: that one has the right name but another key.",
            requirement="RFC 5280 6.1.3",
            observed=f"key identifier {theirs.hex()}" if theirs else f"a key that does not verify the signature ({check.reason})",
            expected=f"key identifier {wanted.hex()}" if wanted else "the key that made the signature",
            remedy=f"Get the certificate of {issuer} "
            + (f"with the subject key identifier {wanted.hex()}" if wanted else "that belongs to this chain")
            + ": the CA was re-keyed, or this is a namesake.",
        )
