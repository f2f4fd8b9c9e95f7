"""The faults of CRLs that several steps find, and how an issuer is called."""

from __future__ import annotations

from workbench.certs.names import from_der
from workbench.findings import Severity
from workbench.revocation.status_fault import StatusFault


def malformed(observed: str, *, requirement: str = "RFC 5280 5.1", severity: Severity = Severity.ERROR) -> StatusFault:
    """A CRL that is not as RFC 5280 defines it."""
    return StatusFault(
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
