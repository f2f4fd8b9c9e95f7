"""Whether a certificate's key verifies an OCSP response's signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from workbench.certs.quiet import quietly
from workbench.certs.signatures import SignatureCheck, public_key_of, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography import x509
    from cryptography.x509 import ocsp

    from workbench.revocation.ocsp import OcspResponse
    from workbench.trust.certificate import PathCertificate

_PSS = "1.2.840.113549.1.1.10"
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


def signature_of(response: OcspResponse, signer: PathCertificate) -> SignatureCheck:
    """Whether a certificate's key verifies a response's signature: RSA (PKCS #1 1.5, PSS), ECDSA, DSA, EdDSA, SHA-1 included."""
    if response.item.parsed is None:
        return SignatureCheck(ok=None, reason="the response is malformed: its signature cannot be read")
    if signer.item.certificate is None:
        return SignatureCheck(ok=None, reason="the signer's certificate is malformed: its key cannot be read")
    with quietly():
        return verify(_Signed(response), public_key_of(signer.item.certificate))


def is_by_sha1(response: OcspResponse) -> bool:
    """Whether a response, one whose signature was verified, is signed over a SHA-1 hash."""
    with quietly():
        made = _Signed(response).signature_hash_algorithm
    return made is not None and made.name == "sha1"


class _Signed:
    """The attributes that a signature check reads, of a response; what is signed is not encoded anew."""

    def __init__(self, response: OcspResponse) -> None:
        self._parsed: ocsp.OCSPResponse = response.item.parsed
        self._algorithm = response.fields.algorithm
        self.signature = response.fields.signature
        self.tbs_certificate_bytes = response.fields.der[slice(*response.fields.signed)]

    @property
    def signature_algorithm_oid(self) -> x509.ObjectIdentifier:
        return self._parsed.signature_algorithm_oid

    @property
    def signature_hash_algorithm(self) -> hashes.HashAlgorithm | None:
        said = self._pss
        return self._parsed.signature_hash_algorithm if said is None else _hash(said["hash_algorithm"])

    @property
    def signature_algorithm_parameters(self) -> padding.PSS | None:
        said = self._pss
        if said is None:
            return None
        mask = said["mask_gen_algorithm"]
        if mask["algorithm"].native != "mgf1":
            raise ValueError("its RSA-PSS mask is unknown here")
        return padding.PSS(padding.MGF1(_hash(mask["parameters"])), said["salt_length"].native)

    @property
    def _pss(self) -> Any:
        """The parameters of RSA-PSS, which ``cryptography`` reads in certificates, but not in OCSP responses; else None."""
        if self.signature_algorithm_oid.dotted_string != _PSS:
            return None
        return SignedDigestAlgorithm.load(self._algorithm)["parameters"]


def _hash(algorithm: Any) -> hashes.HashAlgorithm:
    named = _HASHES.get(algorithm["algorithm"].native)
    if named is None:
        raise ValueError("its RSA-PSS hash is unknown here")
    return named()
