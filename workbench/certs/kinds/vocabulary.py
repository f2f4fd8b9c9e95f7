"""Kinds of certificates and the PKIs they belong to, and what a classification says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from workbench.certs.identifiers import Identifier, IdentifierJson
    from workbench.findings import Confidence


class Pki(StrEnum):
    """Whose public key infrastructure a certificate belongs to."""

    V2G = "V2G"
    CSO = "CSO"
    """The charging station operator's, below a V2G root; ISO 15118-2 calls it CPO."""
    CPS = "CPS"
    MO = "MO"
    OEM = "OEM"
    CSMS = "CSMS"
    MANUFACTURER = "Manufacturer"
    UNKNOWN = "unknown"


ISO_15118 = frozenset({Pki.V2G, Pki.CSO, Pki.CPS, Pki.MO, Pki.OEM})
"""The PKIs that ISO 15118 defines profiles for."""


class Level(Enum):
    """Where in a hierarchy a certificate stands."""

    ROOT = "root"
    SUB1 = "Sub-CA 1"
    SUB2 = "Sub-CA 2"
    LEAF = "leaf"


class Kind(StrEnum):
    """What a certificate is for; the values are stable and stand in JSON."""

    V2G_ROOT = "v2g-root"
    CSO_SUB_CA1 = "cso-sub-ca1"
    CSO_SUB_CA2 = "cso-sub-ca2"
    SECC = "secc"
    CPS_SUB_CA1 = "cps-sub-ca1"
    CPS_SUB_CA2 = "cps-sub-ca2"
    CPS = "cps"
    MO_ROOT = "mo-root"
    MO_SUB_CA1 = "mo-sub-ca1"
    MO_SUB_CA2 = "mo-sub-ca2"
    CONTRACT = "contract"
    OEM_ROOT = "oem-root"
    OEM_SUB_CA1 = "oem-sub-ca1"
    OEM_SUB_CA2 = "oem-sub-ca2"
    OEM_PROVISIONING = "oem-provisioning"
    VEHICLE = "vehicle"
    CSMS_ROOT = "csms-root"
    CSMS_SUB_CA = "csms-sub-ca"
    CSMS_SERVER = "csms-server"
    STATION_CLIENT = "station-client"
    EST_SERVER = "est-server"
    MANUFACTURER_ROOT = "manufacturer-root"
    MANUFACTURER_SUB_CA = "manufacturer-sub-ca"
    FIRMWARE_SIGNING = "firmware-signing"
    OCSP_SIGNER = "ocsp-signer"
    UNKNOWN = "unknown"

    @property
    def noun(self) -> str:
        """What people call it: ``"V2G root"``, ``"SECC certificate"``."""
        return _NOUNS[self]

    @property
    def with_article(self) -> str:
        """``"a V2G root"``, ``"an MO Sub-CA 2"``: for sentences."""
        return f"{'an' if _NOUNS[self][:2] in {'MO', 'OE', 'OC', 'ES', 'SE'} else 'a'} {_NOUNS[self]}"


_NOUNS = {
    Kind.V2G_ROOT: "V2G root",
    Kind.CSO_SUB_CA1: "CPO Sub-CA 1",
    Kind.CSO_SUB_CA2: "CPO Sub-CA 2",
    Kind.SECC: "SECC certificate",
    Kind.CPS_SUB_CA1: "CPS Sub-CA 1",
    Kind.CPS_SUB_CA2: "CPS Sub-CA 2",
    Kind.CPS: "CPS certificate",
    Kind.MO_ROOT: "MO root",
    Kind.MO_SUB_CA1: "MO Sub-CA 1",
    Kind.MO_SUB_CA2: "MO Sub-CA 2",
    Kind.CONTRACT: "contract certificate",
    Kind.OEM_ROOT: "OEM root",
    Kind.OEM_SUB_CA1: "OEM Sub-CA 1",
    Kind.OEM_SUB_CA2: "OEM Sub-CA 2",
    Kind.OEM_PROVISIONING: "OEM provisioning certificate",
    Kind.VEHICLE: "vehicle certificate",
    Kind.CSMS_ROOT: "CSMS root",
    Kind.CSMS_SUB_CA: "CSMS Sub-CA",
    Kind.CSMS_SERVER: "CSMS server certificate",
    Kind.STATION_CLIENT: "charging station certificate",
    Kind.EST_SERVER: "EST server certificate",
    Kind.MANUFACTURER_ROOT: "manufacturer root",
    Kind.MANUFACTURER_SUB_CA: "manufacturer Sub-CA",
    Kind.FIRMWARE_SIGNING: "firmware signing certificate",
    Kind.OCSP_SIGNER: "OCSP signer",
    Kind.UNKNOWN: "certificate of unknown kind",
}

PROFILE_TITLES = {"iso15118-2": "ISO 15118-2", "iso15118-20": "ISO 15118-20"}


class AlternativeJson(TypedDict):
    """The JSON form of an :class:`Alternative`."""

    kind: str
    why: str


class ClassificationJson(TypedDict):
    """The JSON form of a :class:`Classification`."""

    kind: str
    pki: str
    profile: str
    confidence: str
    reasons: list[str]
    identifier: IdentifierJson | None
    alternatives: list[AlternativeJson]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another kind that a certificate could be.

    Attributes
    ----------
    why
        Plain words: what speaks for it.
    """

    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Classification:
    """What a certificate is, why, and how sure that is.

    Attributes
    ----------
    profile
        ``"iso15118-2"`` or ``"iso15118-20"`` by the key; empty outside ISO 15118 and for a key of neither.
    confidence
        Of the kind, not only of the PKI: a Sub-CA whose tier is open is no more than possible.
    reasons
        Plain words, the weightiest first; each names what was seen, those that begin with "but" speak against the kind. What comes
        out of the certificate are identifiers: letters, digits and separators only.
    identifier
        What the common name holds where that fits the kind, or of a certificate of unknown kind what it most likely holds.
    alternatives
        Other kinds with something in their favour, the likeliest first.
    """

    kind: Kind
    pki: Pki
    profile: str
    confidence: Confidence
    reasons: tuple[str, ...] = ()
    identifier: Identifier | None = None
    alternatives: tuple[Alternative, ...] = ()

    @property
    def title(self) -> str:
        """For people, e.g. ``"SECC certificate (ISO 15118-20)"``; the edition is told only where leaves differ by it."""
        edition = PROFILE_TITLES.get(self.profile, "") if self.kind in _TOLD_BY_EDITION else ""
        return f"{self.kind.noun} ({edition})" if edition else self.kind.noun

    def to_dict(self) -> ClassificationJson:
        """The JSON form."""
        return {
            "kind": self.kind.value,
            "pki": self.pki.value,
            "profile": self.profile,
            "confidence": self.confidence.value,
            "reasons": list(self.reasons),
            "identifier": self.identifier.to_dict() if self.identifier else None,
            "alternatives": [{"kind": a.kind.value, "why": a.why} for a in self.alternatives],
        }


_TOLD_BY_EDITION = frozenset({Kind.SECC, Kind.CPS, Kind.CONTRACT, Kind.OEM_PROVISIONING})


def profile_of_key(key: str) -> str:
    """The edition of ISO 15118 whose certificates have such a key, by :attr:`~workbench.certs.facts.CertificateFacts.key`.

    P-256 is -2 [V2G2-007]; P-521 [V2G20-2674] and Ed448 [V2G20-2319] are -20; any other key is neither's: an empty string.
    """
    return {"P-256": "iso15118-2", "P-521": "iso15118-20", "Ed448": "iso15118-20"}.get(key, "")
