"""What is wrong with a CRL or an OCSP response, as a value that becomes a finding once it is known whose status was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFault:
    """One thing about one CRL or response.

    Attributes
    ----------
    severity
        ERROR: it cannot say that a certificate is good.
    message
        ``{}`` stands for its name.
    """

    code: str
    message: str
    requirement: str
    observed: str
    expected: str
    remedy: str
    severity: Severity = Severity.ERROR

    @property
    def softened(self) -> StatusFault:
        """The same, no longer as an error: another one gave the answer."""
        return replace(self, severity=Severity.WARNING) if self.severity is Severity.ERROR else self

    def finding(self, item: Item, called: str, signer: str, certificate: PathCertificate) -> Finding:
        """The finding, for people who asked for the status of that certificate."""
        message = self.message.replace("{}", called, 1)
        return Finding(
            code=self.code,
            severity=self.severity,
            message=message[:1].upper() + message[1:],
            requirement=self.requirement,
            certificate=certificate.facts.sha256,
            item=item.type.finding_item,
            subject=signer,
            source=str(item.source),
            observed=self.observed,
            expected=self.expected,
            remedy=self.remedy,
        )
