"""RFC 6960 3.2 (1) and 4.1.1: whether a single response is about a certificate: its serial number, its issuer's name and key."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.certs.der import DerError, certificate_slices, public_key_bits
from workbench.certs.names import dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.revocation.ocsp_singles import CertId
    from workbench.trust.certificate import PathCertificate

_sha1 = partial(hashlib.sha1, usedforsecurity=False)  # names a key that signatures prove; most responders know nothing else
_DIGESTS: dict[bytes, Callable[[bytes], Any]] = {
    bytes.fromhex("2b0e03021a"): _sha1,
    bytes.fromhex("608648016503040201"): hashlib.sha256,
    bytes.fromhex("608648016503040202"): hashlib.sha384,
    bytes.fromhex("608648016503040203"): hashlib.sha512,
}


class IssuerHashes:
    """What a CertID about a certificate must hold, by any hash.

    Parameters
    ----------
    issuer
        The certificate whose key made the certificate's signature.
    """

    def __init__(self, certificate: PathCertificate, issuer: PathCertificate) -> None:
        self._name = certificate.facts.issuer_der
        self._issuers_own_name = issuer.facts.subject_der
        self._key = key_bits(issuer)

    def mismatch(self, cert_id: CertId) -> str:
        """Why a CertID with the certificate's serial number is about another certificate all the same; empty where it is not."""
        digest = _DIGESTS.get(cert_id.algorithm)
        if digest is None:
            return f"it names the issuer by a hash that is unknown here, {_dotted(cert_id.algorithm)}"
        if self._key is None:
            return "the key of the issuer's certificate cannot be read, so that its hash cannot be compared"
        name = digest(self._name).digest() == cert_id.issuer_name_hash
        key = digest(self._key).digest() == cert_id.issuer_key_hash
        if name and key:
            return ""
        if key and digest(self._issuers_own_name).digest() == cert_id.issuer_name_hash:
            return "it hashes the issuer's name as the issuer's own certificate spells it, not as this certificate does"
        if key:
            return "its hash of the issuer's name is another one"
        return "its hash of the issuer's key is another one" if name else "its hashes of the issuer's name and key are other ones"


def key_bits(certificate: PathCertificate) -> bytes | None:
    """The bits of a certificate's public key as CertID and ResponderID hash them; None where they cannot be found."""
    try:
        return public_key_bits(certificate_slices(certificate.item.der).public_key_info)
    except DerError:
        return None


def key_hash(certificate: PathCertificate) -> bytes | None:
    """SHA-1 of a certificate's key, as ResponderID has it (RFC 6960 4.2.1)."""
    bits = key_bits(certificate)
    return None if bits is None else _sha1(bits).digest()


def _dotted(oid: bytes) -> str:
    try:
        return dotted(oid[:63])
    except DerError:
        return "#" + oid[:63].hex()
