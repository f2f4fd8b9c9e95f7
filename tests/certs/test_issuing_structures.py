"""What we put together by hand is byte for byte what ``cryptography``'s builders make, where those can make it at all."""

from datetime import UTC, datetime

import pytest
from asn1crypto import core
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from workbench.certs.issuing import (
    CertificateContent,
    CrlContent,
    Extension,
    NameAttribute,
    RevokedEntry,
    derive_private_key,
    encode_name,
    issue_certificate,
    issue_crl,
    issue_request,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import authority_information, crl_distribution_points, extended_key_usage, key_usage

NAME = encode_name(
    [NameAttribute("CN", "Größe"), NameAttribute("C", "DE", "PrintableString"), NameAttribute("DC", "V2G", "IA5String")]
)
SAME_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COMMON_NAME, "Größe"),
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.DOMAIN_COMPONENT, "V2G"),
    ]
)
BEGIN, END = datetime(2021, 1, 1, tzinfo=UTC), datetime(2060, 12, 31, 23, 59, 59, tzinfo=UTC)
VALUES: list[tuple[x509.ExtensionType, bool]] = [
    (x509.BasicConstraints(ca=True, path_length=1), True),
    (key_usage(["keyCertSign", "cRLSign"]), True),
    (extended_key_usage(["serverAuth", "1.3.6.1.4.1.311.1"]), False),
    (authority_information(["http://o.example/"], ["http://i.example/"]), False),
    (crl_distribution_points(["http://c.example/"]), False),
]
HASHES = {
    "P-256": hashes.SHA256(),
    "P-384": hashes.SHA384(),
    "P-521": hashes.SHA512(),
    "Ed25519": None,
    "Ed448": None,
    "RSA 2048": hashes.SHA256(),
}


def content(serial: int = 0x80_0000_0000_0000_0001, **changed: object) -> CertificateContent:
    fields: dict[str, object] = {
        "serial": serial,
        "issuer": NAME,
        "subject": NAME,
        "not_before": BEGIN,
        "not_after": END,
        "public_key_info": public_key_info(derive_private_key(b"seed", "subject", "P-256")),
        "extensions": tuple(Extension.of(value, critical=critical) for value, critical in VALUES),
    }
    return CertificateContent(**(fields | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", HASHES)
def test_a_certificate_is_that_of_another_builder(algorithm: str) -> None:
    issuer = derive_private_key(b"seed", "issuer", algorithm)
    builder = x509.CertificateBuilder(SAME_NAME, SAME_NAME).public_key(derive_private_key(b"seed", "subject", "P-256").public_key())
    builder = builder.serial_number(0x80_0000_0000_0000_0001).not_valid_before(BEGIN).not_valid_after(END)
    for value, critical in VALUES:
        builder = builder.add_extension(value, critical)
    deterministic = True if algorithm.startswith("P") else None
    theirs = builder.sign(issuer, HASHES[algorithm], ecdsa_deterministic=deterministic)
    assert issue_certificate(content(), issuer) == theirs.public_bytes(Encoding.DER)


def test_a_request_is_that_of_another_builder() -> None:
    key = derive_private_key(b"seed", "subject", "P-521")
    usage = key_usage(["digitalSignature", "keyAgreement"])
    builder = x509.CertificateSigningRequestBuilder(SAME_NAME).add_extension(usage, critical=True)
    theirs = builder.sign(key, hashes.SHA512(), ecdsa_deterministic=True)
    assert issue_request(NAME, key, [Extension.of(usage, critical=True)]) == theirs.public_bytes(Encoding.DER)


def test_a_request_without_extensions_is_that_of_another_builder() -> None:
    key = derive_private_key(b"seed", "subject", "P-256")
    theirs = x509.CertificateSigningRequestBuilder(SAME_NAME).sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    assert issue_request(NAME, key) == theirs.public_bytes(Encoding.DER)


def test_a_crl_is_that_of_another_builder() -> None:
    key = derive_private_key(b"seed", "issuer", "P-256")
    builder = x509.CertificateRevocationListBuilder(SAME_NAME, BEGIN, END)
    entries = [
        x509.RevokedCertificateBuilder(9, BEGIN).build(),
        x509.RevokedCertificateBuilder(1 << 70, BEGIN).add_extension(x509.CRLReason(x509.ReasonFlags.superseded), False).build(),  # noqa: FBT003
    ]
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    theirs = builder.add_extension(x509.CRLNumber(3), critical=False).sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    ours = issue_crl(
        CrlContent(
            issuer=NAME,
            this_update=BEGIN,
            next_update=END,
            revoked=(RevokedEntry(9, BEGIN), RevokedEntry(1 << 70, BEGIN, "superseded")),
            extensions=(Extension.of(x509.CRLNumber(3)),),
        ),
        key,
    )
    assert ours == theirs.public_bytes(Encoding.DER)


def test_an_empty_crl_is_that_of_another_builder() -> None:
    key = derive_private_key(b"seed", "issuer", "P-384")
    theirs = x509.CertificateRevocationListBuilder(SAME_NAME, BEGIN, END).sign(key, hashes.SHA384(), ecdsa_deterministic=True)
    assert issue_crl(CrlContent(issuer=NAME, this_update=BEGIN, next_update=END), key) == theirs.public_bytes(Encoding.DER)


def test_a_crl_may_be_without_an_end() -> None:
    key = derive_private_key(b"seed", "issuer", "P-256")
    crl = x509.load_der_x509_crl(issue_crl(CrlContent(issuer=NAME, this_update=BEGIN, next_update=None), key))
    assert (len(crl), crl.next_update_utc, crl.last_update_utc) == (0, None, BEGIN)


# --- what no other builder makes ---


def issued(**changed: object) -> lenient.Certificate:
    return lenient.Certificate.load(issue_certificate(content(**changed), derive_private_key(b"seed", "issuer", "P-256")))  # type: ignore[arg-type]


def test_a_negative_serial() -> None:
    assert issued(serial=-5).serial_number == -5


def test_a_version_1_certificate_has_no_version_field() -> None:
    certificate = issued(version=1, extensions=())
    assert certificate["tbs_certificate"]["version"].native == "v1"
    assert certificate["tbs_certificate"].contents[0] == 0x02  # the serial number comes first


def test_a_repeated_extension() -> None:
    twice = (Extension("2.5.29.19", b"\x30\x00", critical=True),) * 2
    found = issued(extensions=twice)["tbs_certificate"]["extensions"]
    assert [extension["extn_id"].native for extension in found] == ["basic_constraints"] * 2


def test_critical_is_written_only_where_it_is_true() -> None:
    assert Extension("2.5.29.19", b"\x30\x00").encode().hex() == "30090603551d1304023000"
    assert Extension("2.5.29.19", b"\x30\x00", critical=True).encode().hex() == "300c0603551d130101ff04023000"


def test_another_digest_is_named_in_both_places() -> None:
    der = issue_certificate(content(), derive_private_key(b"seed", "issuer", "P-256"), "SHA1")
    certificate = lenient.Certificate.load(der)
    names = {
        certificate["signature_algorithm"]["algorithm"].native,
        certificate["tbs_certificate"]["signature"]["algorithm"].native,
    }
    assert names == {"sha1_ecdsa"}


@pytest.mark.parametrize(
    ("moment", "tag"),
    [(datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), 0x17), (datetime(2050, 1, 1, tzinfo=UTC), 0x18)],
)
def test_utc_time_ends_with_2049(moment: datetime, tag: int) -> None:
    validity = issued(not_after=moment)["tbs_certificate"]["validity"]
    assert validity["not_after"].chosen.tag == tag & 0x1F
    assert validity["not_after"].native == moment


# --- names ---


@pytest.mark.parametrize(
    ("string_type", "encoded"),
    [
        ("UTF8String", "0c024445"),
        ("PrintableString", "13024445"),
        ("IA5String", "16024445"),
        ("TeletexString", "14024445"),
        ("BMPString", "1e0400440045"),
        ("UniversalString", "1c080000004400000045"),
    ],
)
def test_each_string_type(string_type: str, encoded: str) -> None:
    assert encode_name([NameAttribute("C", "DE", string_type)]).hex().endswith("0603550406" + encoded)


def test_the_order_of_a_name_is_kept_both_ways() -> None:
    attributes = [NameAttribute("DC", "V2G", "IA5String"), NameAttribute("CN", "a"), NameAttribute("1.2.3.4", "x")]
    for order in (attributes, attributes[::-1]):
        name = lenient.Name.load(encode_name(order))
        assert [rdn[0]["type"].dotted for rdn in name.chosen] == [
            {"DC": "0.9.2342.19200300.100.1.25", "CN": "2.5.4.3"}.get(attribute.type, attribute.type) for attribute in order
        ]


def test_an_unknown_string_type_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'Utf8' is none of the string types UTF8String"):
        encode_name([NameAttribute("CN", "a", "Utf8")])


# --- key identifiers and usages ---


def test_key_identifiers_of_rfc_5280() -> None:
    key = derive_private_key(b"seed", "a", "P-256")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    whole = key_identifier(key)
    assert whole == x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest
    short = key_identifier(key, "sha1-60")
    assert len(short) == 8
    assert int.from_bytes(short) == 0b0100 << 60 | int.from_bytes(whole) & (1 << 60) - 1


def test_an_unknown_key_usage_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="keySigning is no key usage of digitalSignature"):
        key_usage(["keySigning", "cRLSign"])


def test_every_key_usage_has_its_bit() -> None:
    usages = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement"]
    usages += ["keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"]
    for bit, usage in enumerate(usages):
        wanted = {usage, "keyAgreement"} if usage.endswith("Only") else {usage}
        assert core.BitString.load(key_usage(wanted).public_bytes()).native[bit] == 1
