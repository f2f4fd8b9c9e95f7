"""What is wrong with an OCSP response, as a value that becomes a finding once it is known whose status was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspFault:
    """One thing about one response.

    Attributes
    ----------
    severity
        ERROR: the response cannot say that a certificate is good.
    message
        ``{}`` stands for the response's name.
    """

    code: str
    message: str
    requirement: str
    observed: str
    expected: str
    remedy: str
    severity: Severity = Severity.ERROR

    @property
    def softened(self) -> OcspFault:
        """The same, no longer as an error: another response gave the answer."""
        return replace(self, severity=Severity.WARNING) if self.severity is Severity.ERROR else self

    def finding(self, item: Item, called: str, responder: str, certificate: PathCertificate) -> Finding:
        """The finding, for people who asked for the status of that certificate."""
        message = self.message.replace("{}", called, 1)
        return Finding(
            code=self.code,
            severity=self.severity,
            message=message[:1].upper() + message[1:],
            requirement=self.requirement,
            certificate=certificate.facts.sha256,
            item="ocsp",
            subject=responder,
            source=str(item.source),
            observed=self.observed,
            expected=self.expected,
            remedy=self.remedy,
        )


def malformed(observed: str, *, requirement: str = "RFC 6960 4.2.1") -> OcspFault:
    """A response that is not as RFC 6960 defines it."""
    return OcspFault(
        code="malformed-ocsp",
        message=f"{{}} is malformed: {observed}.",
        requirement=requirement,
        observed=observed,
        expected="an OCSP response as RFC 6960 4.2.1 defines it",
        remedy="Ask the responder again; if it stays so, have it mended.",
    )


def unauthorized(  # the parts of a fault, by name
    message: str,
    *,
    observed: str,
    expected: str,
    remedy: str,
    requirement: str = "RFC 6960 4.2.2.2",
    severity: Severity = Severity.ERROR,
) -> OcspFault:
    """A response by one who may not give it, or of whom that is not sure."""
    return OcspFault(
        severity=severity,
        code="revocation-unauthorized",
        message=message,
        requirement=requirement,
        observed=observed,
        expected=expected,
        remedy=remedy,
    )
