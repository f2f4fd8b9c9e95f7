"""Who is a CA: one name and one key, whatever certificates it has and however its name is spelled."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, certificate_slices, issuer_and_serial, public_key_bits
from workbench.certs.hashdata import HashAlgorithm, serial_hex
from workbench.certs.name_comparison import folded

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from workbench.certs.items import Item
    from workbench.certs.pairing import Pairing

_DIGESTS = {
    HashAlgorithm.SHA256.value: hashlib.sha256,
    HashAlgorithm.SHA384.value: hashlib.sha384,
    HashAlgorithm.SHA512.value: hashlib.sha512,
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """The raw parts of a certificate that hash data are made of."""

    issuer: bytes
    serial: str
    subject: bytes
    key: bytes


class Authorities:
    """The CAs of a pile.

    Two spellings of one name that RFC 5280 calls equal, with one key, are one CA. Its identity is 64 lower-case hex digits, the
    same in every pile: SHA-256 of its name, as RFC 5280 7.1 compares names, and of its public key's bits.

    Parameters
    ----------
    pairings
        Each certificate once, with its issuer.
    """

    def __init__(self, pairings: Sequence[Pairing]) -> None:
        shapes = {pairing.facts.sha256: _shape(pairing.item) for pairing in pairings}
        self._shapes = {sha256: shape for sha256, shape in shapes.items() if shape is not None}
        self._keys: dict[str, bytes] = {}
        spellings: defaultdict[tuple[Hashable, bytes], set[bytes]] = defaultdict(set)
        carried: dict[str, tuple[Hashable, bytes]] = {}
        issued: dict[str, tuple[Hashable, bytes]] = {}
        for pairing in pairings:
            sha256 = pairing.facts.sha256
            shape = self._shapes.get(sha256)
            if shape is None:
                continue
            issuer = self._shapes.get(pairing.issuer.facts.sha256) if pairing.issuer and pairing.issuer.facts else None
            if issuer is not None:
                self._keys[sha256] = issuer.key
                issued[sha256] = identity = _folded(shape.issuer), issuer.key
                spellings[identity].add(shape.issuer)
            signed_itself = issued.get(sha256) == (_folded(shape.subject), shape.key)
            if pairing.facts.is_ca is True or signed_itself:
                carried[sha256] = identity = _folded(shape.subject), shape.key
                spellings[identity].add(shape.subject)
        digests = {identity: _digest(*identity) for identity in spellings}
        self._spellings = {digests[identity]: (names, identity[1]) for identity, names in spellings.items()}
        self._own = {sha256: digests[identity] for sha256, identity in carried.items()}
        self._issuers = {sha256: digests[identity] for sha256, identity in issued.items()}
        self.names = self._named(pairings)

    def own(self, certificate: str) -> str | None:
        """The identity that a CA's certificate carries; None for others."""
        return self._own.get(certificate)

    def issuer(self, certificate: str) -> str | None:
        """The identity that issued a certificate; None where its issuer's key is not at hand or one of several."""
        return self._issuers.get(certificate)

    def self_signed(self, certificate: str) -> bool:
        """Whether its own key made the signature, under its own name."""
        own = self._own.get(certificate)
        return own is not None and own == self._issuers.get(certificate)

    def pairs(self) -> Iterator[tuple[str, str, str, str]]:
        """Algorithm, name hash, key hash, identity: of each spelling of each CA's name."""
        for identity, (names, key) in self._spellings.items():
            for algorithm, digest in _DIGESTS.items():
                for name in sorted(names):
                    yield algorithm, digest(name).hexdigest(), digest(key).hexdigest(), identity

    def hashes(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Algorithm, name hash, key hash, serial number, certificate: of each certificate whose issuer's key is at hand."""
        for algorithm, digest in _DIGESTS.items():
            made: dict[bytes, str] = {}
            for sha256, key in self._keys.items():
                shape = self._shapes[sha256]
                for octets in (shape.issuer, key):
                    if octets not in made:
                        made[octets] = digest(octets).hexdigest()
                yield algorithm, made[shape.issuer], made[key], shape.serial, sha256

    def _named(self, pairings: Sequence[Pairing]) -> dict[str, str]:
        named: dict[str, str] = {}
        for pairing in pairings:
            facts = pairing.facts
            for identity, name in ((self.own(facts.sha256), facts.subject), (self.issuer(facts.sha256), facts.issuer)):
                if identity is not None:
                    named.setdefault(identity, name.common_name or str(name) or identity)
        return named


def _shape(item: Item) -> _Shape | None:
    try:
        issuer, serial = issuer_and_serial(item.der)
        slices = certificate_slices(item.der)
        key = public_key_bits(slices.public_key_info)
    except DerError:
        return None  # malformed beyond hash data: it stays a certificate at hand, without an identity
    return _Shape(issuer, serial_hex(int.from_bytes(serial, "big", signed=True)), slices.subject, key)


def _folded(name: bytes) -> Hashable:
    return folded(name) if len(name) <= _LONGEST_FOLDED else name


def _digest(name: Hashable, key: bytes) -> str:
    return hashlib.sha256(hashlib.sha256(repr(name).encode("utf-8", "surrogatepass")).digest() + key).hexdigest()


_LONGEST_FOLDED = 2 * 1024
"""Octets; a longer name is compared byte for byte, as the issuers of a pile are."""
