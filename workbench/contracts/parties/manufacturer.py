"""A vehicle manufacturer (OEM), simulated: it gives new vehicles their provisioning certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from workbench.contracts.installation.parts import certificate_items
from workbench.contracts.parties.drawing import Drawing
from workbench.contracts.parties.issuer import Issuer, Profile
from workbench.contracts.parties.samples import sample_items, schema_of
from workbench.contracts.parties.vehicle import Vehicle
from workbench.contracts.standards import ISO_20, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item


class Manufacturer:
    """A simulated OEM with its Sub-CA 2.

    Parameters
    ----------
    schema
        The URN of the standard that its vehicles speak.
    issuer
        The CA of its provisioning certificates.
    v2g_roots
        The roots that its vehicles are born with.
    """

    __slots__ = ("_drawing", "_issuer", "schema", "v2g_roots")

    def __init__(self, schema: str, issuer: Issuer, *, v2g_roots: Sequence[Item], drawing: Drawing | None = None) -> None:
        self.schema, self._issuer, self.v2g_roots = schema, issuer, tuple(v2g_roots)
        self._drawing = drawing or Drawing()

    @classmethod
    def of_samples(cls, folder: str = "iso15118-2", *, seed: bytes | None = None) -> Manufacturer:
        """The one of the sample PKI."""
        issuer = Issuer.of_samples(folder, "oem-sub-ca2", "oem-sub-ca1")
        return cls(schema_of(folder), issuer, v2g_roots=sample_items(folder, "v2g-root"), drawing=Drawing(seed))

    def build(self, pcid: str, now: datetime) -> Vehicle:
        """A new vehicle: its key, and the provisioning certificate with this PCID as common name."""
        modern = self.schema == ISO_20
        key = self._drawing.curve_key("P-521" if modern else "P-256", f"provisioning {pcid}")
        profile = Profile(
            domain_component="OEM",
            usages=("digitalSignature", "keyAgreement"),
            lifetime=timedelta(days=30 * 365),
            short_identifier=modern,
            critical_crl=modern,
        )
        serial = self._drawing.serial(f"provisioning {pcid}")
        subject = self._issuer.subject(pcid, profile)
        leaf = self._issuer.issue(subject, key.public_key(), profile, serial=serial, not_before=now)
        chain = certificate_items("provisioning certificate", leaf, [one.der for one in self._issuer.chain])
        return Vehicle(self.schema, chain, key, v2g_roots=self.v2g_roots, drawing=self._drawing)

    def __repr__(self) -> str:
        return f"Manufacturer(simulated, {number(self.schema)})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
