"""What a piece of evidence is, and how kinds relate to PKIs and levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.kinds.vocabulary import Kind, Level, Pki

if TYPE_CHECKING:
    from collections.abc import Iterable

Target = Pki | Level | Kind
Weights = dict[Target, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that can be seen in or around a certificate.

    Attributes
    ----------
    source
        Where it is seen: independent sources that agree make a kind certain.
    words
        For people; ``{EMAID}`` and the like stand for the identifier found.
    weights
        Added to every kind of a PKI, to every kind of a level, or to one kind. Four and more is what a standard demands and nobody
        writes by chance; two is a habit; below one it only tips a balance.
    specific
        False where certificates outside e-mobility show it as well: alone it makes nothing likely.
    doubt
        It supports, yet something about it is odd: what rests on it is never certain.
    """

    source: str
    words: str
    weights: Weights
    specific: bool = True
    doubt: bool = False


def each(targets: Iterable[Target], weight: float) -> Weights:
    """The same weight for several targets."""
    return dict.fromkeys(targets, weight)


def scaled(weights: Weights, factor: float) -> Weights:
    """The same evidence, seen less clearly."""
    return {target: weight * factor for target, weight in weights.items()}


ROOTS = (Kind.V2G_ROOT, Kind.MO_ROOT, Kind.OEM_ROOT, Kind.CSMS_ROOT, Kind.MANUFACTURER_ROOT)
ISO_LEAVES = (Kind.SECC, Kind.CPS, Kind.CONTRACT, Kind.OEM_PROVISIONING, Kind.VEHICLE)
LEAVES = (*ISO_LEAVES, Kind.CSMS_SERVER, Kind.STATION_CLIENT, Kind.EST_SERVER, Kind.FIRMWARE_SIGNING, Kind.OCSP_SIGNER)
SUB_CAS = {
    Pki.CSO: (Kind.CSO_SUB_CA1, Kind.CSO_SUB_CA2),
    Pki.CPS: (Kind.CPS_SUB_CA1, Kind.CPS_SUB_CA2),
    Pki.MO: (Kind.MO_SUB_CA1, Kind.MO_SUB_CA2),
    Pki.OEM: (Kind.OEM_SUB_CA1, Kind.OEM_SUB_CA2),
}
"""The first and second Sub-CA of the PKIs that ISO 15118 gives two."""

LEVELS_OF: dict[Kind, tuple[Level, ...]] = {
    **dict.fromkeys(ROOTS, (Level.ROOT,)),
    **{first: (Level.SUB1,) for first, _ in SUB_CAS.values()},
    **{second: (Level.SUB2,) for _, second in SUB_CAS.values()},
    **dict.fromkeys((Kind.CSMS_SUB_CA, Kind.MANUFACTURER_SUB_CA), (Level.SUB1, Level.SUB2)),
    **dict.fromkeys(LEAVES, (Level.LEAF,)),
}
"""The level, or the levels, that a kind stands at."""

PKIS_OF: dict[Kind, tuple[Pki, ...]] = {
    Kind.V2G_ROOT: (Pki.V2G,),
    **{kind: (pki,) for pki, kinds in SUB_CAS.items() for kind in kinds},
    Kind.SECC: (Pki.CSO,),
    Kind.CPS: (Pki.CPS,),
    **dict.fromkeys((Kind.MO_ROOT, Kind.CONTRACT), (Pki.MO,)),
    **dict.fromkeys((Kind.OEM_ROOT, Kind.OEM_PROVISIONING, Kind.VEHICLE), (Pki.OEM,)),
    **dict.fromkeys((Kind.CSMS_ROOT, Kind.CSMS_SUB_CA, Kind.CSMS_SERVER, Kind.EST_SERVER), (Pki.CSMS,)),
    **dict.fromkeys((Kind.MANUFACTURER_ROOT, Kind.MANUFACTURER_SUB_CA, Kind.FIRMWARE_SIGNING), (Pki.MANUFACTURER,)),
    Kind.STATION_CLIENT: (Pki.CSMS, Pki.MANUFACTURER),  # its CA may be the CSMS's, or the manufacturer's from the factory
    Kind.OCSP_SIGNER: (),  # of whatever PKI its issuer is
}
"""The PKIs that a kind can belong to."""
