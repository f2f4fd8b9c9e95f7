"""Small PKIs for tests of paths: every certificate one call, keys derived from their names."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.properties.forge import oid, sequence, tlv
from workbench.certs import loading
from workbench.certs.der import certificate_slices, read_header
from workbench.trust.graph import TrustGraph

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.trust.certificate import PathCertificate

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest()[:31], "big") + 1, ec.SECP256R1())


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def made(subject: str, issuer: str, **changes: Any) -> x509.Certificate:
    """A certificate; ``own_key`` and ``issuer_key`` are named after subject and issuer, ``ca=None`` leaves basicConstraints out."""
    own, theirs = key(changes.get("own_key", subject)), key(changes.get("issuer_key", issuer))
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(own.public_key())
        .serial_number(changes.get("serial", int.from_bytes(hashlib.sha256(f"{subject}{issuer}".encode()).digest()[:8], "big") | 1))
        .not_valid_before(NOW + changes.get("since", -9) * DAY)
        .not_valid_after(NOW + changes.get("until", 9) * DAY)
    )
    if (ca := changes.get("ca", True)) is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=changes.get("path_length")), critical=True)
    if identifiers := changes.get("identifiers", True):
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        pointed = theirs if identifiers is True else key(identifiers)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(pointed.public_key()), critical=False)
    for extension, critical in changes.get("extensions", ()):
        builder = builder.add_extension(extension, critical)
    return builder.sign(theirs, hashes.SHA256())


def resigned(certificate: x509.Certificate, issuer: str, key_info: bytes) -> bytes:
    """The same with another SubjectPublicKeyInfo, whatever that is, signed anew by the issuer's key."""
    parts = certificate_slices(certificate.public_bytes(Encoding.DER))
    tbs = sequence(parts.tbs[read_header(parts.tbs)[1] :].replace(parts.public_key_info, key_info))
    signature = key(issuer).sign(tbs, ec.ECDSA(hashes.SHA256()))
    return sequence(tbs, sequence(oid("1.2.840.10045.4.3.2")), tlv(0x03, b"\0", signature))


def items(*certificates: x509.Certificate | bytes) -> tuple[Item, ...]:
    octets = [one if isinstance(one, bytes) else one.public_bytes(Encoding.DER) for one in certificates]
    return loading.load([(f"{number}.der", der) for number, der in enumerate(octets)]).items


def graph_of(*certificates: x509.Certificate | bytes) -> TrustGraph:
    return TrustGraph(items(*certificates))


def node(graph: TrustGraph, certificate: x509.Certificate) -> PathCertificate:
    return graph.certificate(certificate.fingerprint(hashes.SHA256()).hex())


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
