"""The cause: of all errors on a path the one whose repair comes first, as an expert would tell a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.findings import Finding

_ORDER = (
    # the wrong thing altogether: nothing else matters until it is exchanged
    ("not-a-certificate", "wrong-pki", "self-signed-leaf", "clock-suspect"),
    # what cannot be read is blamed itself, not what follows from it
    ("malformed-certificate", "duplicate-extension", "malformed-extension"),
    # the way up is broken
    ("signature-algorithm-mismatch", "signature-invalid", "issuer-key-mismatch", "issuer-name-mismatch", "key-identifier-mismatch"),
    ("issuer-missing", "untrusted-root", "path-loop", "wrong-anchor"),
    # whoever is on it may not be, or not any more
    ("revoked",),
    ("not-version-3", "not-a-ca", "ca-key-usage", "path-length-exceeded", "leaf-is-ca"),
    ("expired", "not-yet-valid"),
    ("unknown-critical-extension", "name-constraints", "policy-constraints"),
    # sound, but not for this use
    ("identity-mismatch", "domain-component", "key-algorithm", "weak-key"),
    ("signature-algorithm",),
    ("extended-key-usage", "leaf-key-usage", "common-name", "certificate-too-large", "chain-too-long"),
    ("revocation-signature", "crl-issuer", "revocation-stale", "revocation-unauthorized", "revocation-wrong-certificate"),
    ("revocation-unreachable", "revocation-unknown"),
    ("search-limit", "check-failed"),
)
_RANK = {code: rank for rank, codes in enumerate(_ORDER) for code in codes}
_OTHERS = _RANK["certificate-too-large"]
"""Codes that are not listed: profile rules that few verifiers ask for."""
_REVOCATION = _RANK["revocation-signature"]
"""What is wrong with a CRL or an OCSP response; what follows from it, that a status is unknown, comes after."""
_TOP_DOWN = frozenset({"expired", "not-yet-valid", "revoked"})
"""What has to be repaired from the top: a leaf renewed below an expired CA is as dead as before."""


def cause_of(findings: Iterable[Finding], order: Sequence[str]) -> Finding | None:
    """The error to repair first; None where there is none.

    Parameters
    ----------
    order
        The fingerprints of the path, the leaf's first.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    place = {sha256: position for position, sha256 in enumerate(order)}
    below = len(place)

    def rank(finding: Finding) -> tuple[int, int, int]:
        position = place.get(finding.certificate or "", below)
        group = _RANK.get(finding.code, _REVOCATION if finding.item in {"crl", "ocsp"} else _OTHERS)
        within = _ORDER[group].index(finding.code) if finding.code in _RANK else 0
        return group, -position if finding.code in _TOP_DOWN else position, within

    return min(errors, key=rank, default=None)
