"""The CA behind the sample EST server: the samples' sub-CAs, and what each label of its paths issues. A simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.certs import loading
from workbench.csms.certificates import issuer_among
from workbench.net.est.csr import edition_of
from workbench.net.machines.authority import SigningAuthority
from workbench.net.machines.issuer import sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.station.state import SigningUse

LABELS: Final[Mapping[str, SigningUse]] = {
    "iso15118-2": "V2GCertificate",
    "iso15118-20": "V2G20Certificate",
    "station": "ChargingStationCertificate",
}
"""What the label of a path issues, without letter case; without a label an SECC's leaf, by the CSR's key."""
_BY_EDITION: Mapping[str, SigningUse] = {"iso15118-2": "V2GCertificate", "iso15118-20": "V2G20Certificate"}


class SampleCa:
    """Issues leaves, and says which CAs it has.

    Parameters
    ----------
    authority
        What signs; the samples' sub-CAs by default.
    roots
        Above its sub-CAs; the samples' by default.
    more
        Further certificates for cacerts, as a root's ``OldWithNew``.
    """

    def __init__(
        self,
        authority: SigningAuthority | None = None,
        *,
        roots: Sequence[Item] | None = None,
        more: Sequence[Item] = (),
        seed: bytes | None = None,
    ) -> None:
        self.authority = authority if authority is not None else SigningAuthority.of_samples(seed=seed)
        self.roots = tuple(roots if roots is not None else sample("iso15118-2/v2g-root", "iso15118-20/v2g-root", "ocpp/csms-root"))
        self._more = tuple(more)

    def use(self, label: str, request: Item | None = None) -> SigningUse | None:
        """What a path's label issues; None: there is no such label."""
        if not label:
            return _BY_EDITION[edition_of(request)] if request is not None else "V2GCertificate"
        return LABELS.get(label.lower())

    def certificates(self, label: str) -> tuple[Item, ...]:
        """What cacerts gives for a label: sub-CAs upwards and their root; without a label those of every SECC."""
        uses = _BY_EDITION.values() if not label else (LABELS[label.lower()],)
        found: list[Item] = []
        for use in uses:
            issuer = self.authority.issuers.get(use)
            if issuer is not None:
                root = issuer_among(issuer.chain[-1], self.roots)
                found += [*issuer.chain, *([root] if root is not None else [])]
        return tuple({one.der: one for one in (*found, *self._more)}.values())

    def issue(self, csr_pem: str, use: SigningUse, now: datetime) -> Item:
        """The certificate of a CSR.

        Raises
        ------
        SigningRefusedError
            The authority signs it not.
        """
        text = self.authority.sign(csr_pem, use, now)
        return loading.load([("issued", text.encode("ascii"))]).items[0]
