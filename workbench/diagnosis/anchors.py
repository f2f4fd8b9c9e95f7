"""The trust anchors of a diagnosis: given ones with their OCPP certificate type, or the self-signed certificates of the pile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.certs.items import Item

TYPES = (
    "V2GRootCertificate",
    "MORootCertificate",
    "OEMRootCertificate",
    "CSMSRootCertificate",
    "ManufacturerRootCertificate",
)
"""OCPP 2.1's InstallCertificateUse: what a trust anchor of a charging station is for."""

KIND_OF_TYPE = {
    "V2GRootCertificate": Kind.V2G_ROOT,
    "MORootCertificate": Kind.MO_ROOT,
    "OEMRootCertificate": Kind.OEM_ROOT,
    "CSMSRootCertificate": Kind.CSMS_ROOT,
    "ManufacturerRootCertificate": Kind.MANUFACTURER_ROOT,
}


@dataclass(frozen=True, slots=True)
class Anchors:
    """The trust anchors.

    Attributes
    ----------
    types
        SHA-256 of each to the OCPP certificate types it was given as, none where none was said.
    items
        The certificates themselves.
    assumed
        None was given: these are the self-signed CAs of the pile.
    """

    types: Mapping[str, frozenset[str]]
    items: tuple[Item, ...] = field(repr=False)
    assumed: bool = False

    def without(self, sha256: str) -> Anchors:
        """The same, one left out."""
        return Anchors({key: value for key, value in self.types.items() if key != sha256}, self.items, self.assumed)


def given(items: Iterable[tuple[str, Item]]) -> Anchors:
    """Anchors that the caller names, each with its type or an empty string; what is no certificate is passed over.

    Raises
    ------
    InputError
        A type is none of :data:`TYPES`.
    """
    types: dict[str, frozenset[str]] = {}
    kept: list[Item] = []
    for type_, item in items:
        if type_ and type_ not in TYPES:
            raise InputError(f"There is no certificate type {type_!r}.", hint=f"OCPP has {', '.join(TYPES)}.")
        if item.facts is not None:
            kept.append(item)
            types[item.facts.sha256] = types.get(item.facts.sha256, frozenset()) | ({type_} if type_ else frozenset())
    return Anchors(types, tuple(kept))


def assume(items: Iterable[Item]) -> Anchors:
    """The self-signed CAs of a pile. A self-signed certificate that says that it is no CA is a leaf, no anchor."""
    found = {facts.sha256: item for item in items if (facts := item.facts) and facts.looks_self_signed and facts.is_ca is not False}
    return Anchors(dict.fromkeys(found, frozenset()), tuple(found.values()), assumed=True)
