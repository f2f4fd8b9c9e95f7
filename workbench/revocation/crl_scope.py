"""RFC 5280 6.3.3 (b) and (d): whether a CRL is about a certificate, and for which reasons of revocation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.findings import Severity
from workbench.revocation.distribution_points import DIRECTORY_NAME
from workbench.revocation.reasons import ALL_REASONS
from workbench.revocation.status_fault import StatusFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.revocation.crl import Crl
    from workbench.revocation.distribution_points import DistributionPoint, IssuingDistributionPoint
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True)
class Scope:
    """What a CRL says about a certificate.

    Attributes
    ----------
    reasons
        Mask of the reasons that it covers.
    why_not
        Where it covers none: each cause once, in words.
    """

    reasons: int
    why_not: tuple[str, ...] = ()

    @property
    def fault(self) -> StatusFault:
        """Why the CRL was not used."""
        return StatusFault(
            code="crl-scope",
            severity=Severity.INFO,
            message=f"{{}} is not about this certificate: {'; '.join(self.why_not)}.",
            requirement="RFC 5280 5.2.5",
            observed="; ".join(self.why_not),
            expected="a CRL whose scope the certificate is in",
            remedy="Nothing, if another CRL decides; else get the CRL that the certificate's distribution point names.",
        )


def scope_of(crl: Crl, certificate: PathCertificate, points: Iterable[DistributionPoint]) -> Scope:
    """For which reasons a CRL covers a certificate, by any of the certificate's distribution points."""
    if why_not := _wrong_kind(crl.point, certificate):
        return Scope(0, (why_not,))
    offered = ALL_REASONS if crl.point.reasons is None else crl.point.reasons
    reasons = 0
    refusals: dict[str, None] = {}
    for point in points:
        if why_not := _mismatch(crl, certificate, point):
            refusals[why_not] = None
        else:
            reasons |= offered & point.reasons
    return Scope(reasons, () if reasons else tuple(refusals) or ("no reason is left that it is for",))


def _wrong_kind(limits: IssuingDistributionPoint, certificate: PathCertificate) -> str:
    """(b)(2)(ii) to (iv)."""
    if limits.only_attributes:
        return "it lists attribute certificates only"
    if limits.only_users and certificate.facts.is_ca:
        return "it lists end entities only, and this is a CA"
    if limits.only_cas and not certificate.facts.is_ca:
        return "it lists CAs only, and this is none"
    return ""


def _mismatch(crl: Crl, certificate: PathCertificate, point: DistributionPoint) -> str:
    """(b)(1) and (b)(2)(i), for one distribution point; empty where it fits."""
    if point.crl_issuers:
        if crl.issuer not in point.crl_issuers:
            return "the certificate's distribution point names another CRL issuer"
        if not crl.point.indirect:
            return "the certificate's distribution point names a CRL issuer of its own, but the CRL is not marked as indirect"
    elif crl.issuer != folded(certificate.facts.issuer_der):
        return "its issuer is not the certificate's, and the certificate's distribution point names no other CRL issuer"
    if crl.point.names is None:
        return ""
    wanted = point.names
    if wanted is None:
        wanted = frozenset((DIRECTORY_NAME, name) for name in point.crl_issuers)
    return "" if crl.point.names & wanted else "it is for another distribution point"
