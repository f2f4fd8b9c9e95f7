"""A small PKI whose CRLs can be wrong in every way; times around :data:`NOW`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509

from workbench.certs.issuing import (
    CertificateContent,
    CrlContent,
    Extension,
    NameAttribute,
    PrivateKey,
    RevokedEntry,
    derive_private_key,
    encode_name,
    issue_certificate,
    issue_crl,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import key_usage
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.quiet import quietly
from workbench.revocation import Answer, CrlStore
from workbench.trust.certificate import PathCertificate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OIDS = {
    "number": "2.5.29.20",
    "delta": "2.5.29.27",
    "point": "2.5.29.28",
    "freshest": "2.5.29.46",
    "points": "2.5.29.31",
    "reason": "2.5.29.21",
    "issuer": "2.5.29.29",
}


@cache
def key(label: str, algorithm: str = "P-256") -> PrivateKey:
    return derive_private_key(b"revocation", label, algorithm)


@cache
def name(common_name: str) -> bytes:
    return encode_name([NameAttribute("CN", common_name)])


def x509_name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def certificate(
    subject: str,
    *,
    issuer: str = "CA",
    key_of: str = "",
    issuer_key: str = "",
    serial: int = 5,
    ca: bool = False,
    usages: Iterable[str] | None = None,
    identified: bool = True,
    extensions: Sequence[Extension] = (),
) -> PathCertificate:
    """A certificate; its key is called like its subject where ``key_of`` names no other."""
    key_of, issuer_key = key_of or subject, issuer_key or issuer
    usages = usages if usages is not None else ("keyCertSign", "cRLSign") if ca else ()
    content = CertificateContent(
        serial=serial,
        issuer=name(issuer),
        subject=name(subject),
        not_before=NOW - 300 * DAY,
        not_after=NOW + 300 * DAY,
        public_key_info=public_key_info(key(key_of)),
        extensions=(
            *([Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True)] if ca else []),
            *([Extension.of(key_usage(usages), critical=True)] if usages else []),
            *([Extension.of(x509.SubjectKeyIdentifier(key_identifier(key(key_of))))] if identified else []),
            Extension.of(x509.AuthorityKeyIdentifier(key_identifier(key(issuer_key)), None, None)),
            *extensions,
        ),
    )
    return path_certificate(issue_certificate(content, key(issuer_key)))


def path_certificate(der: bytes) -> PathCertificate:
    with quietly():
        item = Item(ItemType.CERTIFICATE, der, Source("a.pem"), x509.load_der_x509_certificate(der))
    assert item.facts is not None
    return PathCertificate(item, item.facts)


def authority() -> PathCertificate:
    return certificate("CA", serial=1, ca=True)


def number(value: int) -> Extension:
    return Extension.of(x509.CRLNumber(value))


def delta_of(base: int) -> Extension:
    return Extension.of(x509.DeltaCRLIndicator(base), critical=True)


def point(**changed: object) -> Extension:
    """An issuingDistributionPoint."""
    fields: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return Extension.of(x509.IssuingDistributionPoint(**{**fields, **changed}), critical=True)  # type: ignore[arg-type]


def points(*each: x509.DistributionPoint) -> Extension:
    return Extension.of(x509.CRLDistributionPoints(each))


def uri(text: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(text)


def revoked(serial: int = 5, reason: str = "keyCompromise", at: datetime = NOW - 3 * DAY) -> RevokedEntry:
    return RevokedEntry(serial, at, reason)


def crl_der(
    *entries: RevokedEntry,
    issuer: str = "CA",
    signer: str = "",
    since: datetime = NOW - DAY,
    until: datetime | None = NOW + DAY,
    extensions: Sequence[Extension] = (),
    key_identifier_of: str | None = "",
    hash_name: str = "",
) -> bytes:
    """A CRL; ``key_identifier_of`` None leaves the authority key identifier out."""
    signer = signer or issuer
    content = CrlContent(
        issuer=name(issuer),
        this_update=since,
        next_update=until,
        revoked=entries,
        extensions=(
            *(
                [Extension.of(x509.AuthorityKeyIdentifier(key_identifier(key(key_identifier_of or signer)), None, None))]
                if key_identifier_of is not None
                else []
            ),
            *extensions,
        ),
    )
    return issue_crl(content, key(signer), hash_name)


def crl(*entries: RevokedEntry, **changed: object) -> Item:
    return crl_item(crl_der(*entries, **changed))  # type: ignore[arg-type]


def crl_item(der: bytes) -> Item:
    try:
        parsed = x509.load_der_x509_crl(der)
    except (ValueError, x509.InvalidVersion):
        parsed = None
    return Item(ItemType.CRL, der, Source("a.crl"), parsed)


def ask(
    crls: Iterable[Item],
    leaf: PathCertificate | None = None,
    *,
    issuer: PathCertificate | None = None,
    signers: Iterable[PathCertificate] = (),
    trusted: bool | None = True,
    at: datetime = NOW,
) -> Answer:
    """The status of a leaf with serial 5 of the CA, where no other is given."""
    return CrlStore(crls).status(
        leaf or certificate("leaf"), issuer or authority(), at, trusted_signer=lambda _: trusted, signers=signers
    )


def codes(answer: Answer) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in answer.findings]
