"""What an EST client has to say before an answer is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.net.est.answer import EstAnswer


def unsound() -> Finding:
    """Of a CSR that is not signed with its own key."""
    return Finding(
        code="est-request",
        message="The request is not signed with the key that it is for: no CA takes it.",
        severity=Severity.ERROR,
        requirement="RFC 2986 4.2",
        item="csr",
        remedy="Make a new one, with the private key that the certificate is for.",
    )


def nothing_to_renew() -> Finding:
    """Of a renewal without the certificate that it renews."""
    return Finding(
        code="est-request",
        message="A renewal shows the certificate that it renews in TLS, and none was given.",
        severity=Severity.ERROR,
        requirement="RFC 7030 4.2.2",
        item="csr",
        expected="a client certificate",
        remedy="Give the old certificate with its chain and key, or enrol anew.",
    )


def no_cas(answer: EstAnswer) -> Finding:
    """Of an enrolment before which cacerts gave nothing."""
    return Finding(
        code="est-trust",
        message=f"The server's CAs are not known: {answer.sentence}",
        severity=Severity.WARNING,
        requirement="RFC 7030 4.1.3",
        source="cacerts",
        remedy="Ask for cacerts; without the sub-CAs a station cannot verify its chain.",
    )
