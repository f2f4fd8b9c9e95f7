"""Where ISO 15118-20 and RFC 5280 part: a critical authorityInfoAccess, which the one asks for and the other forbids.

The vehicle's certificates of ISO 15118-20 carry CRL distribution points, authorityInfoAccess or both, each critical [V2G20-2593,
-2599]. RFC 5280 4.2.2.1 wants authorityInfoAccess never critical, and OpenSSL refuses a critical one. Who verifies by ISO 15118-20
must take it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.diagnosis.uses import Use
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.findings import Finding
    from workbench.profiles import Profile

_AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1"
_OF_VEHICLES = frozenset({Use.VEHICLE, Use.OEM_PROVISIONING})


def lessen(findings: Iterable[Finding], use: Use, profile: Profile | None) -> Iterator[Finding]:
    """The findings; a critical authorityInfoAccess is a warning for a vehicle's certificates of ISO 15118-20."""
    edition_20 = profile is not None and "iso15118-20" in {profile.name, profile.based_on}
    for finding in findings:
        if edition_20 and use in _OF_VEHICLES and finding.code == _CODE and _AUTHORITY_INFO_ACCESS in finding.observed:
            yield replace(
                finding,
                severity=Severity.WARNING,
                message=f"{finding.message.partition(' has a critical ')[0]} has a critical authorityInfoAccess: "
                "ISO 15118-20 has it so, RFC 5280 forbids it, and OpenSSL refuses the chain.",
                requirement="V2G20-2599" if use is Use.VEHICLE else "V2G20-2593",
                expected="critical by ISO 15118-20; never critical by RFC 5280 4.2.2.1",
                remedy="Point to a CRL by a critical cRLDistributionPoints instead, which both allow and OpenSSL takes.",
            )
        else:
            yield finding


_CODE = "unknown-critical-extension"
