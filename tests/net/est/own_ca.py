"""A CA of the tests' own, valid from 2020 to 2099: programs that go by the machine's clock take what it issues, in any year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs import loading
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import key_usage
from workbench.net.est import SampleCa
from workbench.net.machines.authority import SigningAuthority
from workbench.net.machines.issuer import Issuer

if TYPE_CHECKING:
    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
NAME = [("C", "DE"), ("O", "Test CPO")]


def key(label: str) -> PrivateKey:
    return derive_private_key(b"est tests", label, "P-256")


def ca(label: str, issuer: str, *, begin: datetime = BEGIN, name: str = "", issuer_name: str = "") -> Item:
    """A CA certificate: keys by label, names by label unless given."""
    subject = encode_name([NameAttribute(*one) for one in (*NAME, ("CN", name or label))])
    above = encode_name([NameAttribute(*one) for one in (*NAME, ("CN", issuer_name or issuer))])
    content = CertificateContent(
        serial=int.from_bytes(f"{label} {issuer}".encode()[:12], "big"),
        issuer=above,
        subject=subject,
        not_before=begin,
        not_after=END,
        public_key_info=public_key_info(key(label)),
        extensions=(
            Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True),
            Extension.of(key_usage(("keyCertSign", "cRLSign")), critical=True),
            Extension.of(x509.SubjectKeyIdentifier(key_identifier(key(label)))),
            Extension.of(x509.AuthorityKeyIdentifier(key_identifier(key(issuer)), None, None)),
        ),
    )
    return loading.load([(label, issue_certificate(content, key(issuer)))]).items[0]


ROOT, SUB_CA = ca("Test V2G Root", "Test V2G Root"), ca("Test CPO Sub-CA", "Test V2G Root")


def own_ca() -> SampleCa:
    issuer = Issuer((SUB_CA,), key("Test CPO Sub-CA"))
    return SampleCa(SigningAuthority({"V2GCertificate": issuer}), roots=(ROOT,))
