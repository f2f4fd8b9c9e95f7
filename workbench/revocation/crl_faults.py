"""What is wrong with a CRL, as a value that becomes a finding once it is known whose status was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.certs.names import from_der
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlFault:
    """One thing about one CRL.

    Attributes
    ----------
    severity
        ERROR: the CRL cannot say that a certificate is good.
    message
        ``{}`` stands for the CRL's name.
    """

    code: str
    message: str
    requirement: str
    observed: str
    expected: str
    remedy: str
    severity: Severity = Severity.ERROR

    @property
    def softened(self) -> CrlFault:
        """The same, no longer as an error: another CRL gave the answer."""
        return replace(self, severity=Severity.WARNING) if self.severity is Severity.ERROR else self

    def finding(self, item: Item, called: str, issuer: str, certificate: PathCertificate) -> Finding:
        """The finding, for people who asked for the status of that certificate."""
        message = self.message.replace("{}", called, 1)
        return Finding(
            code=self.code,
            severity=self.severity,
            message=message[:1].upper() + message[1:],
            requirement=self.requirement,
            certificate=certificate.facts.sha256,
            item="crl",
            subject=issuer,
            source=str(item.source),
            observed=self.observed,
            expected=self.expected,
            remedy=self.remedy,
        )


def malformed(observed: str, *, requirement: str = "RFC 5280 5.1", severity: Severity = Severity.ERROR) -> CrlFault:
    """A CRL that is not as RFC 5280 defines it."""
    return CrlFault(
        code="malformed-crl",
        severity=severity,
        message=f"{{}} is malformed: {observed}.",
        requirement=requirement,
        observed=observed,
        expected="a CRL as RFC 5280 5 defines it",
        remedy="Fetch it again; if it stays so, have the CA issue it again.",
    )


def shown_name(der: bytes) -> str:
    """A DER ``Name`` for people, shortened; hostile text: escape it with :mod:`workbench.display`."""
    try:
        text = str(from_der(der)) if len(der) <= _LONGEST_NAME else "a name of absurd length"
    except ValueError:
        return "a name that cannot be read"
    return (text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…") or "an empty name"


_LONGEST_NAME = 4096  # octets
_MOST_SHOWN = 200
