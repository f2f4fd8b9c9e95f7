"""Whether a CSR is signed with the key that it is for: proof of possession (RFC 2986 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm

from workbench.certs.quiet import quietly
from workbench.certs.signatures import SignatureCheck, verify

if TYPE_CHECKING:
    from cryptography import x509


def proven(request: x509.CertificateSigningRequest) -> SignatureCheck:
    """The signature of a CSR, tried with the key in it; ``ok`` is None where it cannot be tried.

    ``cryptography``'s own ``is_signature_valid`` says False of every SHA-1 signature, sound ones too.
    """
    try:
        with quietly():
            return verify(_Request(request), request.public_key())
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm) as reason:
        return SignatureCheck(ok=None, reason=f"its key cannot be read: {type(reason).__name__}")


@dataclass(frozen=True, slots=True)
class _Request:
    """A CSR as :func:`~workbench.certs.signatures.verify` reads what is signed."""

    request: x509.CertificateSigningRequest

    @property
    def signature(self) -> bytes:
        return self.request.signature

    @property
    def tbs_certificate_bytes(self) -> bytes:
        return self.request.tbs_certrequest_bytes

    @property
    def signature_algorithm_oid(self) -> x509.ObjectIdentifier:
        return self.request.signature_algorithm_oid

    @property
    def signature_algorithm_parameters(self) -> Any:
        return self.request.signature_algorithm_parameters

    @property
    def signature_hash_algorithm(self) -> Any:
        return self.request.signature_hash_algorithm
