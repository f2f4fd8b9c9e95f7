"""What a loss does to the roots that a station keeps: whom it can verify by the others.

A stored certificate is an anchor as it stands, self-signed or not: after a rotation the new root is signed by the old one, which is
gone (M05.FR.13). So what its issuer suffers does not touch it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.known import Known

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.certs.items import Item
    from workbench.fleet.reliance import CaCertificate, Lost, Reliance

SERVES_TOO = {
    "MORootCertificate": ("MORootCertificate", "V2GRootCertificate"),
    "OEMRootCertificate": ("OEMRootCertificate", "V2GRootCertificate"),
}
"""Under which other types a root may be kept that verifies the same: contracts and vehicles may stand on a V2G root, too."""


def with_chain(known: Known, chain: Sequence[Item]) -> Known:
    """The CAs at hand, and this chain with them."""
    absent = [item for item in chain if item.facts is None or item.facts.sha256 not in known.items]
    if not absent:
        return known
    cas = known.certificates.loc[known.certificates["authority"].notna(), "certificate"]
    return Known.of([*(known.items[sha256] for sha256 in cas), *chain])


class CsmsReach:
    """Which stored roots verify the chain that the CSMS's server shows.

    Parameters
    ----------
    chain
        Leaf first.
    known
        Certificates, the chain's among them (:func:`with_chain`).
    reliance
        Of the same.
    """

    def __init__(self, chain: Sequence[Item], known: Known, reliance: Reliance) -> None:
        self.chain = tuple(item.facts.sha256 for item in chain if item.facts is not None)
        self._reliance = reliance
        self.leaf = self.chain[0] if self.chain else ""
        issuer = known.by_certificate["issuer"].get(self.leaf)
        self.issuer = issuer if isinstance(issuer, str) else None

    def verifying(
        self, sent: Callable[[CaCertificate], bool], stored: Callable[[CaCertificate], bool]
    ) -> dict[str, tuple[str, ...]]:
        """SHA-256 of each CA's certificate that verifies the chain where it is stored, with those of the chain below it.

        Parameters
        ----------
        sent
            Which of the chain's certificates may be used.
        stored
            Which of those that a station may keep.
        """
        if self.issuer is None:
            return {}
        found: dict[str, tuple[str, ...]] = {self.issuer: ()}
        certificates = [one for one in map(self._reliance.certificates.get, self.chain) if one is not None]
        for _ in certificates:  # a chain may stand in any order
            for one in certificates:
                if one.authority in found and one.issuer is not None and one.issuer not in found and sent(one):
                    found[one.issuer] = (*found[one.authority], one.certificate)
        return {
            one.certificate: below
            for authority, below in found.items()
            for one in self._reliance.of.get(authority, ())
            if stored(one)
        }


def savers(certificate: str, reliance: Reliance, lost: Lost) -> dict[str, tuple[str, ...]]:
    """Which stored certificates verify what a lost root verified: SHA-256, with those that senders must add to their chains."""
    root = reliance.certificates.get(certificate)
    if root is None:
        return {}
    above = reliance.above(root.authority, lost.usable)
    return {
        one.certificate: way
        for authority, way in above.items()
        for one in reliance.of.get(authority, ())
        if one.certificate not in lost.certificates and one.valid(lost.then)
    }
