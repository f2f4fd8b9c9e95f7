"""Whether a CRL is about a certificate of which perhaps no more than hash data are known (RFC 5280 5.2.5, 6.3.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.crl_scope import scope_of
from workbench.revocation.crl_store import points_of
from workbench.revocation.distribution_points import DistributionPoint, implied_point
from workbench.revocation.reasons import ALL_REASONS, reason_names
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from workbench.revocation.by_hash import Named
    from workbench.revocation.crl import Crl
    from workbench.revocation.crl_scope import Scope
    from workbench.revocation.distribution_points import IssuingDistributionPoint

_URI = 0x86


@dataclass(frozen=True, slots=True)
class CrlScope:
    """Whether the CRL would list the certificate if that were revoked, for whatever reason.

    Attributes
    ----------
    fault
        None where it would.
    settled
        False where it may or may not: an entry counts then, that there is none does not.
    seen
        For people.
    """

    fault: StatusFault | None
    settled: bool
    seen: str


def in_scope(whom: Named, crl: Crl, urls: tuple[str, ...]) -> CrlScope:
    """As RFC 5280 6.3.3 (b). Hash data do not tell a certificate's distribution points, nor whether it is a CA.

    Parameters
    ----------
    urls
        Where whoever asked said that the certificate's CRL is: in place of its distribution points where it is not at hand.
    """
    limits = crl.point
    scope = _by_certificate(whom, crl) if whom.at_hand else _by_hash_data(whom, crl)
    if not scope.reasons:
        fault = replace(scope.fault, severity=Severity.ERROR)
        return CrlScope(fault, settled=True, seen=fault.observed)
    doubt = "" if whom.at_hand else _doubt(limits, urls)
    if scope.reasons != ALL_REASONS:
        doubt = f"it covers {reason_names(scope.reasons)} only"
    if doubt:
        return CrlScope(_untold(doubt), settled=False, seen=doubt)
    seen = "about all that its issuer issued" if limits.names is None else "for the distribution point that the certificate has"
    return CrlScope(None, settled=True, seen=seen)


def _by_certificate(whom: Named, crl: Crl) -> Scope:
    return scope_of(crl, whom.certificate, points_of(whom.certificate)[0])


def _by_hash_data(whom: Named, crl: Crl) -> Scope:
    """As if it were the certificate's own distribution point and kind; what is assumed so is doubted afterwards."""
    facts = replace(whom.certificate.facts, is_ca=crl.point.only_cas)
    names = crl.point.names
    point = implied_point(facts.issuer_der) if names is None else DistributionPoint(names=names)
    return scope_of(crl, replace(whom.certificate, facts=facts), [point])


def _doubt(limits: IssuingDistributionPoint, urls: tuple[str, ...]) -> str:
    """What hash data leave open; empty where nothing is."""
    if limits.names is not None and not any((_URI, url.encode("ascii", "replace")) in limits.names for url in urls):
        return "it is for one distribution point, and hash data do not tell whether that is the certificate's"
    if limits.only_users or limits.only_cas:
        return f"it lists {'CAs' if limits.only_cas else 'end entities'} only, and hash data do not tell whether this is one"
    return ""


def _untold(why: str) -> StatusFault:
    return StatusFault(
        code="crl-scope",
        message=f"Whether {{}} would list the certificate cannot be said: {why}.",
        requirement="RFC 5280 5.2.5",
        observed=why,
        expected="a CRL whose scope the certificate is in, for all reasons",
        remedy="Put the certificate itself into the pool; or ask the responder by OCSP.",
    )
