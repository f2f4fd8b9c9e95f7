"""A CA as its responder and its CRL server see it: which certificates there are, and which of them are revoked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import certificate_slices, public_key_bits
from workbench.sample_pki.declaration import moment

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey
    from workbench.net.twin.ocsp_request import CertId
    from workbench.sample_pki.declaration import Declaration
    from workbench.sample_pki.issuance import Issuance


@dataclass(frozen=True, slots=True)
class Revoked:
    """That a certificate is revoked; the reason is a name of RFC 5280 5.3.1, empty: none is given."""

    reason: str
    at: datetime


class Authority:
    """A CA of the samples.

    Parameters
    ----------
    name
        Of its certificate in the declaration, as ``"iso15118-2/cpo-sub-ca2"``.

    Attributes
    ----------
    known
        The serial numbers of its certificates with a name for people.
    revoked
        Those that are revoked by serial number; the declared CRL's from the start.
    revision
        Grows with every change.
    """

    def __init__(self, name: str, declaration: Declaration, issuance: Issuance) -> None:
        self.name = name
        self.declared = issuance.declared(name)
        self.der = issuance.certificate(name)
        self.revision = 0
        self.key: PrivateKey = issuance.key(name)
        self.key_identifier = issuance.key_identifier(name)
        children = [one.name for one in declaration.certificates.values() if one.issuer == name]
        self.known = {issuance.serial(child): child for child in children}
        slices = certificate_slices(self.der)
        self.subject = slices.subject
        self.key_bits = public_key_bits(slices.public_key_info)
        self._spelled = {self.subject} | {certificate_slices(issuance.certificate(child)).issuer for child in children}
        crl = declaration.crls.get(name)
        self.first_number = crl.number + 1 if crl else 1  # newer than the one in the samples
        self.revoked = {
            entry["serial"] if "serial" in entry else issuance.serial(entry["certificate"]): Revoked(
                entry.get("reason", ""), moment(entry["at"])
            )
            for entry in (crl.revoked if crl else ())
        }

    def is_meant(self, cert_id: CertId) -> bool:
        """Whether a CertID names this CA, by any spelling of its name that its certificates have."""
        hashes = self._hashes.get(cert_id.algorithm)
        return hashes is not None and cert_id.name_hash in hashes[0] and cert_id.key_hash == hashes[1]

    def know(self, serial: int, called: str) -> None:
        """A certificate that it issued."""
        self.known[serial] = called
        self.revision += 1

    def revoke(self, serial: int, entry: Revoked) -> None:
        """It is revoked from now on."""
        self.revoked[serial] = entry
        self.revision += 1

    def restore(self, serial: int) -> None:
        """It is no longer revoked, as after a hold."""
        self.revoked.pop(serial, None)
        self.revision += 1

    def forget(self, serial: int) -> None:
        """The responder has never heard of it."""
        self.known.pop(serial, None)
        self.restore(serial)

    @cached_property
    def _hashes(self) -> dict[str, tuple[frozenset[bytes], bytes]]:
        return {
            algorithm: (
                frozenset(digest(algorithm, name) for name in self._spelled),
                digest(algorithm, self.key_bits),
            )
            for algorithm in ("sha1", "sha256", "sha384", "sha512")
        }


def digest(algorithm: str, octets: bytes) -> bytes:
    """A hash as CertID has it; SHA-1 too, which names a key there and protects nothing."""
    return hashlib.new(algorithm, octets, usedforsecurity=False).digest()
