"""What binds a wrapped key of ISO 15118-20 to one vehicle and one certificate: the AAD [V2G20-2492]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.faults import fault
from workbench.findings import Severity

if TYPE_CHECKING:
    from workbench.findings import Finding

PCID = 18
"""Characters of a PCID without separators."""
KEY_IDENTIFIER = 8
"""Octets of the contract certificate's subjectKeyIdentifier: 16 hexadecimal digits."""


def aad(pcid: str, key_identifier: bytes) -> bytes:
    """PCID without separators in capitals, then the key identifier in upper-case hexadecimal, as ASCII."""
    return b"".join(parts(pcid, key_identifier))


def parts(pcid: str, key_identifier: bytes) -> tuple[bytes, bytes]:
    """The two halves of :func:`aad`."""
    return plain(pcid).encode("utf-8", "replace"), key_identifier.hex().upper().encode()


def plain(identifier: str) -> str:
    """An identifier without separators, in capitals."""
    return identifier.replace("-", "").replace("*", "").upper()


def judge(pcid: str, key_identifier: bytes) -> tuple[Finding, ...]:
    """What of the binding departs from the lengths that the standard counts on; both sides can still agree."""
    found = []
    if len(plain(pcid)) != PCID:
        found.append(
            fault(
                "keywrap-binding",
                f"The PCID has {len(plain(pcid))} characters without separators; the AAD counts on {PCID}.",
                requirement="V2G20-2492",
                observed=plain(pcid),
                expected=f"{PCID} characters",
                remedy="Use the PCID with its check digit, as the provisioning certificate's CN has it.",
                severity=Severity.WARNING,
            )
        )
    if len(key_identifier) != KEY_IDENTIFIER:
        what = f"has {len(key_identifier)} octets" if key_identifier else "is missing"
        found.append(
            fault(
                "keywrap-binding",
                f"The contract certificate's key identifier {what}; the AAD counts on {KEY_IDENTIFIER} (16 hexadecimal digits).",
                requirement="V2G20-2492",
                observed=key_identifier.hex().upper(),
                expected=f"{KEY_IDENTIFIER} octets (RFC 5280 4.2.1.2, method 2)",
                remedy="Issue contract certificates of ISO 15118-20 with the short key identifier.",
                severity=Severity.WARNING,
            )
        )
    return tuple(found)
