"""What a station holds: certificates with their hash data, trust anchors by type, its own chains with key references.

Hash data is fixed when a certificate is installed: the issuer of a rotated root leaves the store later [M05.FR.13], and then nobody
could compute it any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NewType

from workbench.certs.hashdata import CertificateHashData, HashAlgorithm, hash_data_of
from workbench.certs.items import Source

if TYPE_CHECKING:
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item

KeyReference = NewType("KeyReference", str)
"""Where the edge keeps a private key; never the key."""

ROOT_TYPES = (
    "CSMSRootCertificate",
    "ManufacturerRootCertificate",
    "V2GRootCertificate",
    "MORootCertificate",
    "OEMRootCertificate",
)
"""OCPP 2.1's InstallCertificateUseEnumType; 2.0.1 has no OEMRootCertificate."""
CSMS_ROOT = "CSMSRootCertificate"
V2G_ROOT = "V2GRootCertificate"
CHAIN_TYPE = "V2GCertificateChain"
_SOURCE = Source("station")
MOST_CHILDREN = 4
"""childCertificateHashData at most, by the schema."""


@dataclass(frozen=True, slots=True)
class InstalledCertificate:
    """A certificate that the station holds.

    Attributes
    ----------
    item
        The certificate.
    hash_data
        Its hash data by each algorithm of OCPP, computed when it was installed; empty where no issuer was at hand then: such a
        certificate can neither be listed nor deleted.
    """

    item: Item
    hash_data: tuple[CertificateHashData, ...] = ()

    @classmethod
    def of(cls, item: Item, issuer: Item | None) -> InstalledCertificate:
        """The entry of a certificate whose issuer is known now; of a self-signed one the issuer is itself.

        Raises
        ------
        InputError
            One of the two is no certificate, or the issuer is another one's.
        """
        kept = replace(item, source=_SOURCE, findings=(), label="")  # which way it came makes no other state
        if issuer is None:
            return cls(kept)
        return cls(kept, tuple(hash_data_of(item, issuer, algorithm) for algorithm in HashAlgorithm))

    @property
    def facts(self) -> CertificateFacts:
        """What it says of itself."""
        facts = self.item.facts
        if facts is None:  # only certificates come into a state
            raise TypeError("no certificate")
        return facts

    @property
    def sha256(self) -> str:
        """Fingerprint, 64 lower-case hex digits."""
        return self.facts.sha256

    def hash_by(self, algorithm: str) -> CertificateHashData | None:
        """Its hash data by one algorithm."""
        return next((one for one in self.hash_data if one.hash_algorithm == algorithm), None)

    def __repr__(self) -> str:
        return f"InstalledCertificate({self.facts.subject!s}, sha256={self.sha256[:16]}…)"


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Trust anchors by OCPP certificate type, in the order of their installation.

    Attributes
    ----------
    entries
        Pairs of one of :data:`ROOT_TYPES` and a certificate; the same certificate may stand under several types.
    """

    entries: tuple[tuple[str, InstalledCertificate], ...] = ()

    def of_type(self, certificate_type: str) -> tuple[InstalledCertificate, ...]:
        """The anchors of one type, the oldest installation first."""
        return tuple(one for type_, one in self.entries if type_ == certificate_type)

    def with_entry(self, certificate_type: str, new: InstalledCertificate) -> TrustStore:
        """The same with one more at the end; one of the same hash data and type gives way to it."""
        kept = tuple((type_, one) for type_, one in self.entries if not (type_ == certificate_type and same(one, new)))
        return TrustStore((*kept, (certificate_type, new)))

    def without(self, certificate_type: str, sha256: str) -> TrustStore:
        """The same without one certificate under one type."""
        return TrustStore(tuple(one for one in self.entries if not (one[0] == certificate_type and one[1].sha256 == sha256)))

    def __len__(self) -> int:
        return len(self.entries)


def same(one: InstalledCertificate, other: InstalledCertificate) -> bool:
    """Whether OCPP cannot tell them apart: one certificate, or one hash data."""
    return one.sha256 == other.sha256 or bool(one.hash_data and one.hash_data == other.hash_data)


@dataclass(frozen=True, slots=True)
class KeyedChain:
    """A chain of the station's own, with the reference of its key.

    Attributes
    ----------
    certificates
        The leaf first, then its sub-CAs upwards; the root is not among them.
    key
        Where the leaf's private key is.
    """

    certificates: tuple[InstalledCertificate, ...]
    key: KeyReference

    @property
    def leaf(self) -> InstalledCertificate:
        """The end-entity certificate."""
        return self.certificates[0]

    @property
    def root(self) -> tuple[str, str]:
        """Whose chain it is: name hash and key hash (SHA-256) of what issued its topmost certificate; empty where not known."""
        data = self.certificates[-1].hash_data
        return (data[0].issuer_name_hash, data[0].issuer_key_hash) if data else ("", "")

    @property
    def sub_cas(self) -> tuple[InstalledCertificate, ...]:
        """The CAs between leaf and root, the leaf's issuer first."""
        return self.certificates[1:]
