"""Piles for pictures: certificates made of facts alone, and real ones signed on the spot."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from workbench.certs.bundle import Bundle
from workbench.certs.loading import load

AT = datetime(2026, 6, 1, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="session")
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def certificate() -> Callable[..., bytes]:
    """Makes a DER certificate; ``days`` are counted from ``at``; a CA where ``ca`` is given."""
    number = iter(range(1, 1_000_000))

    def name(common_name: str, domain: str | None) -> x509.Name:
        with warnings.catch_warnings(action="ignore"):  # the library dislikes names that others issue all the same
            attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name, _validate=False)]
        if domain is not None:
            attributes.append(x509.NameAttribute(NameOID.DOMAIN_COMPONENT, domain))
        return x509.Name(attributes)

    def make(subject, issuer, days=(-10, 100), *, ca=False, domain=None, issuer_domain=None, issuer_key=None):
        builder = x509.CertificateBuilder(
            issuer_name=name(issuer, issuer_domain),
            subject_name=name(subject, domain),
            public_key=KEY.public_key(),
            serial_number=next(number),
            not_valid_before=AT + timedelta(days[0]),
            not_valid_after=AT + timedelta(days[1]),
        )
        if ca:
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        if issuer_key is not None:
            identifiers = (x509.SubjectKeyIdentifier(b"own"), x509.AuthorityKeyIdentifier(issuer_key, None, None))
            for identifier in identifiers:
                builder = builder.add_extension(identifier, critical=False)
        return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)

    return make


@pytest.fixture(scope="session")
def pile() -> Callable[..., Bundle]:
    """A bundle of such certificates, judged at ``at``."""

    def make(*ders: bytes, at: datetime | None = AT, reason: str = "as given") -> Bundle:
        bundle = load([(f"f{number}", der) for number, der in enumerate(ders, 1)])
        return bundle if at is None else bundle.judged_at(at, reason)

    return make


@pytest.fixture(scope="session")
def ten_thousand(certificate) -> list[bytes]:
    """A V2G root, three operators' CAs, and 9,993 SECC leaves, some expired and some to come."""
    ders = [certificate("V2G Root CA", "V2G Root CA", (-2000, 12000), ca=True, domain="V2G", issuer_domain="V2G")]
    for cpo in "ABC":
        first, second = f"CPO Sub-CA 1 {cpo}", f"CPO Sub-CA 2 {cpo}"
        ders.append(certificate(first, "V2G Root CA", (-900, 900), ca=True, domain="V2G", issuer_domain="V2G"))
        ders.append(certificate(second, first, (-300, 400), ca=True, domain="V2G", issuer_domain="V2G"))
        ders += [
            certificate(f"DE{cpo}CSX{i:07}", second, (-60 + i % 90, i % 150 - 20), domain="CPO", issuer_domain="V2G")
            if i % 150 - 20 > -60 + i % 90
            else certificate(f"DE{cpo}CSX{i:07}", second, (-60, i % 150 + 1), domain="CPO", issuer_domain="V2G")
            for i in range(3331)
        ]
    return ders
