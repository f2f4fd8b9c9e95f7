"""Make keys, certificates, CSRs and CRLs whose every byte follows from the call: a seed instead of chance, no clock, no default.

For samples and tests. Structures are put together from raw parts and signed by ``cryptography``, so a certificate can also be wrong
in any way that a test needs. Nothing here is meant for keys that protect anything: who knows the seed knows the keys.
"""

from workbench.certs.issuing.certificates import CertificateContent, issue_certificate
from workbench.certs.issuing.crls import CrlContent, RevokedEntry, issue_crl
from workbench.certs.issuing.extensions import Extension, key_identifier
from workbench.certs.issuing.issuer import LeafIssuer
from workbench.certs.issuing.keys import ALGORITHMS, PrivateKey, derive_private_key, derive_serial, public_key_info
from workbench.certs.issuing.requests import issue_request
from workbench.certs.issuing.subjects import NameAttribute, encode_name

__all__ = [
    "ALGORITHMS",
    "CertificateContent",
    "CrlContent",
    "Extension",
    "LeafIssuer",
    "NameAttribute",
    "PrivateKey",
    "RevokedEntry",
    "derive_private_key",
    "derive_serial",
    "encode_name",
    "issue_certificate",
    "issue_crl",
    "issue_request",
    "key_identifier",
    "public_key_info",
]
