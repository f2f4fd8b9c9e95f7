"""RFC 5280 6.1.3 (a)(4): the issuer field is the issuer's subject, compared as 7.1 says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.name_comparison import Match, compare
from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding
    from workbench.trust.graph import Edge


def judge(edge: Edge) -> Iterator[Finding]:
    """``issuer-name-mismatch`` for another name, ``name-encoding-differs`` for the same name in other octets."""
    if edge.name is Match.IDENTICAL:
        return
    certificate, issuer = edge.certificate.facts, edge.issuer.facts
    in_words = _difference(certificate.issuer_der, issuer.subject_der)
    if edge.name is Match.EQUAL:
        yield fault(
            edge.certificate,
            "name-encoding-differs",
            f"{{}} spells the name of {name_of(issuer)} in other octets than that does itself. {in_words}",
            requirement="RFC 5280 7.1",
            observed=str(certificate.issuer),
            expected=str(issuer.subject),
            remedy="Have it issued with the issuer's name as the issuer's own certificate has it: some verifiers compare octets.",
            severity=Severity.WARNING,
        )
    else:
        yield fault(
            edge.certificate,
            "issuer-name-mismatch",
            f"{{}} names another issuer than {name_of(issuer)}, whose key made its signature. {in_words}",
            requirement="RFC 5280 6.1.3",
            observed=str(certificate.issuer),
            expected=str(issuer.subject),
            remedy="Load the CA's certificate under the name that is asked for, or have the certificate issued with the CA's name.",
        )


def _difference(first: bytes, second: bytes) -> str:
    if max(len(first), len(second)) > _LONGEST:
        return "At least one of the two names is longer than any that is compared in words."
    return compare(first, second).description


_LONGEST = 2 * 1024
