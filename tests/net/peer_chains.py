"""Chains of root, two sub-CAs and leaf that are wrong in one way each; every engine's answer to them is its own."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workbench.diagnosis.opinions import Question

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
LEVELS = ("root", "sub1", "sub2", "leaf")
SERVER = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
OTHER = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
CURVES = {"P-256": ec.SECP256R1(), "P-521": ec.SECP521R1()}
PRINTABLE = x509.name._ASN1Type.PrintableString


def key(label: str, curve: str = "P-256") -> ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey:
    seed = hashlib.sha512(label.encode()).digest()
    if curve == "Ed448":
        return ed448.Ed448PrivateKey.from_private_bytes(seed[:57])
    return ec.derive_private_key(int.from_bytes(seed[:31], "big") + 1, CURVES[curve])


def name(text: str, kind: x509.name._ASN1Type | None = None) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text, kind)])


def chain(curve: str = "P-256", **levels: dict[str, Any]) -> dict[str, x509.Certificate]:
    """The certificates by level; per level what is otherwise than it should be."""
    made = {}
    for above, level in zip(("root", *LEVELS), LEVELS, strict=False):
        changes = levels.get(level, {})
        made[level] = certificate(level, above, curve=curve, ca=changes.pop("ca", level != "leaf"), **changes)
    return made


def certificate(level: str, above: str, *, curve: str = "P-256", ca: bool = True, **changes: Any) -> x509.Certificate:
    own, theirs = key(changes.get("key", level), curve), key(changes.get("issuer_key", above), curve)
    identified = key(changes.get("identified", changes.get("issuer_key", above)), curve)
    builder = (
        x509.CertificateBuilder()
        .subject_name(changes.get("subject", name(level)))
        .issuer_name(changes.get("issuer", name(above)))
        .public_key(own.public_key())
        .serial_number(changes.get("serial", int.from_bytes(level.encode(), "big")))
        .not_valid_before(NOW + changes.get("since", -9) * DAY)
        .not_valid_after(NOW + changes.get("until", 9) * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=changes.get("path_length")), critical=True)
    )
    usages = changes.get("usages", {"key_cert_sign", "crl_sign"} if ca else {"digital_signature", "key_agreement"})
    if usages is not None:
        builder = builder.add_extension(_key_usage(usages), critical=True)
    if changes.get("ski", True):
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    if changes.get("aki", True):
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(identified.public_key()), critical=False)
    for extension in changes.get("extensions", ()):
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(theirs, None if curve == "Ed448" else changes.get("digest", hashes.SHA256()))


def _key_usage(usages: set[str]) -> x509.KeyUsage:
    fields = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{field: field in usages for field in fields})


def crl(issuer: str, *revoked: x509.Certificate) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name(issuer))
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key(issuer).public_key()), critical=False)
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(one.serial_number).revocation_date(NOW - 2 * DAY).build()
        )
    return builder.sign(key(issuer), hashes.SHA256()).public_bytes(Encoding.DER)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def sha256(certificate: x509.Certificate) -> str:
    return hashlib.sha256(der(certificate)).hexdigest()


def question(certificates: dict[str, x509.Certificate], **changes: Any) -> Question:
    """About the leaf: all in between in the pool, the root the anchor."""
    fields: dict[str, Any] = {
        "leaf": der(certificates["leaf"]),
        "pool": tuple(der(one) for level, one in certificates.items() if level not in {"leaf", "root"}),
        "anchors": (der(certificates["root"]),),
        "at": NOW,
        "use": "secc",
    }
    return Question(**{**fields, **changes})
