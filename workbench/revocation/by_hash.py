"""A certificate of which no more is known than OCPP's hash data: who issued it, found in a pool of CAs by both hashes.

The hashes name the issuer's key as surely as its certificate does, so whoever has that name and that key may answer for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.facts import CertificateFacts
from workbench.certs.hashdata import CertificateHashData, serial_hex
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.names import DistinguishedName
from workbench.certs.pairing import name_of
from workbench.certs.quiet import quietly
from workbench.certs.signatures import public_key_of, verify
from workbench.revocation.crl_signer_path import SignerPaths
from workbench.revocation.ocsp_certid import key_bits
from workbench.revocation.ocsp_request import DIGESTS, hash_octets
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_NAMESAKES = 16
"""So many certificates with the serial number and the issuer's name are asked whether they are the one."""


class CaPool:
    """The certificates that somebody trusts as CAs, found by the hashes of name and key; each hash is computed once.

    Parameters
    ----------
    certificates
        CAs, and whatever else may be known by hash data; items that are no certificates are passed over.
    """

    def __init__(self, certificates: Iterable[Item | PathCertificate] = ()) -> None:
        found = (one if isinstance(one, PathCertificate) else _path_certificate(one) for one in certificates)
        self._all = tuple({one.facts.sha256: one for one in found if one is not None}.values())
        self._by_hashes: dict[str, Mapping[tuple[bytes, bytes], PathCertificate]] = {}

    def __iter__(self) -> Iterator[PathCertificate]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def issuer(self, hash_data: CertificateHashData) -> PathCertificate | None:
        """The one whose name and key have both hashes; of several with the same key the one that is valid longest.

        Raises
        ------
        InputError
            They are no hash data.
        """
        algorithm, name, key, _ = hash_octets(hash_data)
        return self._index(algorithm).get((name, key))

    def near(self, hash_data: CertificateHashData) -> str:
        """What the pool has instead of the issuer, in words that complete "...: "; one of the hashes fits, or none."""
        algorithm, name, key, _ = hash_octets(hash_data)
        for (its_name, its_key), one in self._index(algorithm).items():
            if its_key == key:
                return f"{name_of(one.facts)} has that key, but spells its name in other octets"
            if its_name == name:
                return f"{name_of(one.facts)} has that name, but another key"
        return f"none of its {len(self._all)} certificates has that name or that key" if self._all else "it is empty"

    def certificate(self, issuer: PathCertificate, serial: int) -> PathCertificate | None:
        """The certificate with that serial number that the issuer's key signed; None where it is not among these."""
        same = self._by_serial.get((issuer.facts.subject_der, serial), ())
        return next((one for one in same[:MOST_NAMESAKES] if signed_by(one, issuer)), None)

    @cached_property
    def signer_paths(self) -> SignerPaths:
        """Where the CRL signers among them lead."""
        return SignerPaths(self._all)

    @cached_property
    def _by_serial(self) -> Mapping[tuple[bytes, int], list[PathCertificate]]:
        found: defaultdict[tuple[bytes, int], list[PathCertificate]] = defaultdict(list)
        for one in self._all:
            found[one.facts.issuer_der, one.facts.serial].append(one)
        return found

    def _index(self, algorithm: str) -> Mapping[tuple[bytes, bytes], PathCertificate]:
        if algorithm not in self._by_hashes:
            digest, found = DIGESTS[algorithm], {}
            for one in sorted(self._all, key=_end):
                if (bits := key_bits(one)) is not None:
                    found[digest(one.facts.subject_der).digest(), digest(bits).digest()] = one
            self._by_hashes[algorithm] = found
        return self._by_hashes[algorithm]


@dataclass(frozen=True, slots=True)
class Named:
    """A certificate that was asked about, with what is at hand of it.

    Attributes
    ----------
    certificate
        The certificate itself; where it is not at hand, what its hash data tell: its serial number, and its issuer's name if that
        is known. It then has no fingerprint.
    issuer
        None where nobody at hand has both hashes.
    found_in
        Where the issuer was found, for people.
    """

    hash_data: CertificateHashData
    certificate: PathCertificate
    issuer: PathCertificate | None
    found_in: str

    @property
    def at_hand(self) -> bool:
        """Whether the certificate itself is known, and not its hash data alone."""
        return self.certificate.item.type is ItemType.CERTIFICATE


def named(hash_data: CertificateHashData, pool: CaPool, sent: CaPool | None = None) -> Named:
    """What is at hand of the certificate that hash data name.

    Parameters
    ----------
    sent
        Certificates that an answer brought along. Anybody can put them there; one counts where both hashes are its own.

    Raises
    ------
    InputError
        They are no hash data.
    """
    serial = hash_octets(hash_data)[3]
    for place, where in ((pool, "in the pool of CAs"), (sent, "among the certificates that the response brings along")):
        if place is not None and (issuer := place.issuer(hash_data)) is not None:
            found = (one.certificate(issuer, serial) for one in (pool, sent) if one is not None)
            itself = next((one for one in found if one is not None), None)
            return Named(hash_data, itself or _stand_in(serial, issuer), issuer, where)
    return Named(hash_data, _stand_in(serial, None), None, "")


def rehashed(hash_data: CertificateHashData, issuer: PathCertificate, algorithm: str) -> CertificateHashData:
    """The same certificate's hash data by another algorithm: its issuer tells the name and the key that are hashed.

    It is how a CSMS asks a responder that knows SHA-1 alone, which OCPP cannot say.

    Raises
    ------
    InputError
        They are no hash data.
    """
    digest = DIGESTS[algorithm]
    name, key = digest(issuer.facts.subject_der).hexdigest(), digest(key_bits(issuer) or b"").hexdigest()
    return CertificateHashData(algorithm, name, key, serial_hex(hash_octets(hash_data)[3]))


def _stand_in(serial: int, issuer: PathCertificate | None) -> PathCertificate:
    name = DistinguishedName(()) if issuer is None else issuer.facts.subject
    facts = CertificateFacts(
        sha256="",
        size=0,
        version=3,
        serial=serial,
        subject=DistinguishedName(()),
        issuer=name,
        subject_der=b"\x30\x00",
        issuer_der=b"\x30\x00" if issuer is None else issuer.facts.subject_der,
        not_before=None,
        not_after=None,
        key="",
        public_key_sha256="",
        signature_algorithm="",
    )
    return PathCertificate(Item(ItemType.HASH_DATA, b"", Source("hash data")), facts)


def _path_certificate(item: Item) -> PathCertificate | None:
    return None if item.facts is None else PathCertificate(item, item.facts)


def signed_by(certificate: PathCertificate, issuer: PathCertificate) -> bool:
    """Whether the key of one certificate verifies another one's signature; False where that cannot be said."""
    child, parent = certificate.item.certificate, issuer.item.certificate
    if child is None or parent is None:
        return False
    with quietly():
        return bool(verify(child, public_key_of(parent)).ok)


def _end(certificate: PathCertificate) -> str:
    end = certificate.facts.not_after
    return "" if end is None else end.isoformat()
