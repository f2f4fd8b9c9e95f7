"""Certificates for chains that OpenSSL judges beside us: one key for all, so that only what is tested differs."""

from datetime import UTC, datetime

from asn1crypto import pem
from cryptography import x509

from tests.trust.rfc5280.constrained_names import directory_name
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    derive_private_key,
    issue_certificate,
    key_identifier,
    public_key_info,
)

KEY = derive_private_key(b"chains for openssl", "all", "P-256")
CA = (
    Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True),
    Extension.of(x509.SubjectKeyIdentifier(key_identifier(KEY))),
)


def issued(number, issuer, subject, *extensions):
    """PEM; ``CA`` among the extensions makes it one."""
    content = CertificateContent(
        serial=number,
        issuer=directory_name(issuer),
        subject=directory_name(subject),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2036, 1, 1, tzinfo=UTC),
        public_key_info=public_key_info(KEY),
        extensions=extensions,
    )
    return pem.armor("CERTIFICATE", issue_certificate(content, KEY))
