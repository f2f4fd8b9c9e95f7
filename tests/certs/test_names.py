"""Names read from their DER, and printed by RFC 4514, against ``cryptography`` and the openssl command."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from workbench.certs.names import from_cryptography, from_der, relative_names, rfc4514

COMMON_NAME, ORGANISATION, DOMAIN = NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.DOMAIN_COMPONENT
REAL = Path(__file__).parents[1] / "data" / "real"


def name_of(*attributes: x509.NameAttribute[str]) -> x509.Name:
    return x509.Name(attributes)


NAMES = [
    name_of(),
    name_of(x509.NameAttribute(COMMON_NAME, "CPO Sub-CA 2"), x509.NameAttribute(DOMAIN, "V2G")),
    name_of(x509.NameAttribute(COMMON_NAME, ' #, + "quoted" \\ <a>; b ')),
    name_of(x509.NameAttribute(COMMON_NAME, "#leading"), x509.NameAttribute(ORGANISATION, " ")),
    name_of(x509.NameAttribute(COMMON_NAME, "Größe – 充電")),
    x509.Name(
        [
            x509.RelativeDistinguishedName([x509.NameAttribute(COMMON_NAME, "a"), x509.NameAttribute(ORGANISATION, "b")]),
            x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.USER_ID, "c")]),
        ]
    ),
    name_of(*(x509.NameAttribute(o, "x") for o in (NameOID.LOCALITY_NAME, NameOID.STATE_OR_PROVINCE_NAME, ORGANISATION))),
]


@pytest.mark.parametrize("name", NAMES)
def test_rfc4514_is_what_cryptography_prints(name: x509.Name) -> None:
    assert rfc4514(name.public_bytes()) == name.rfc4514_string()


@pytest.mark.parametrize("name", NAMES)
def test_reading_the_octets_agrees_with_cryptography(name: x509.Name) -> None:
    assert from_der(name.public_bytes()) == from_cryptography(name)


def test_rfc4514_is_what_openssl_prints(openssl: Path, tmp_path: Path) -> None:
    name = name_of(
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, "0017"),
        x509.NameAttribute(NameOID.EMAIL_ADDRESS, "a@example.org"),
        x509.NameAttribute(DOMAIN, "V2G", _ASN1Type.UTF8String),
        x509.NameAttribute(ORGANISATION, 'Big, "small" + #1; \\ <x>'),
        x509.NameAttribute(x509.ObjectIdentifier("1.3.6.1.4.1.55555.7"), "private"),
        x509.NameAttribute(COMMON_NAME, " spaces at both ends "),
    )
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    path = tmp_path / "c.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    command = [str(openssl), "x509", "-in", str(path), "-noout", "-subject", "-nameopt", "RFC2253"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.removeprefix("subject=").strip("\n")
    assert rfc4514(name.public_bytes()).lower() == printed.lower()  # OpenSSL writes hex digits in upper case


def test_every_real_name_reads_as_cryptography_reads_it() -> None:
    paths = sorted(REAL.rglob("*.pem"))
    assert len(paths) > 10
    for path in paths:
        for certificate in x509.load_pem_x509_certificates(path.read_bytes()):
            for name in (certificate.subject, certificate.issuer):
                der = name.public_bytes()
                assert from_der(der) == from_cryptography(name)
                assert rfc4514(der) == name.rfc4514_string()


def test_a_value_that_cannot_be_decoded_is_shown_as_octets() -> None:
    bad = bytes.fromhex("3010310e300c0603550403") + b"\x0c\x05\xff\xfeabc"
    assert from_der(bad).attributes == (("CN", "#0c05fffe616263"),)
    assert rfc4514(bad) == "CN=#0c05fffe616263"
    integer = bytes.fromhex("300c310a30080603550403") + b"\x02\x01\x05"
    (attribute,) = relative_names(integer)[0]
    assert (attribute.text, attribute.string_type, attribute.shown) == (None, "a value with tag 0x02", "#020105")


def test_a_domain_component_of_another_string_type_is_read() -> None:
    name = name_of(x509.NameAttribute(DOMAIN, "CPO", _ASN1Type.UTF8String))
    assert from_der(name.public_bytes()).first("DC") == "CPO"


def test_control_characters_are_printed_as_hex_pairs() -> None:
    assert rfc4514(name_of(x509.NameAttribute(COMMON_NAME, "a\nb\x00c\x1b[31m")).public_bytes()) == "CN=a\\0ab\\00c\\1b[31m"


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x30",
        b"\x31\x00",
        b"\x30\x02\x31\x05",
        b"\x30\x80\x00\x00",
        bytes.fromhex("3010310e300c06035504030c0541424344"),  # cut off
        bytes.fromhex("3010310e300c06035504030c054142434445") + b"\x00",  # something after
        bytes.fromhex("3009310730050603550403"),  # a type without a value
        bytes.fromhex("300f310d300b02035504030c0441424344"),  # no OBJECT IDENTIFIER
        b"\x30\x82\x01\x10\x31\x82\x01\x0c\x30\x82\x01\x08\x06\x82\x01\x00" + b"\xff" * 256 + b"\x0c\x02ab",  # an absurd one
    ],
)
def test_what_is_no_name_is_refused(octets: bytes) -> None:
    for read in (from_der, rfc4514):
        with pytest.raises(ValueError, match=r"\w"):
            read(octets)


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda b: bytes([0x30, len(b) + 2, 0x31, len(b)]) + b))
def test_any_octets_are_read_or_refused(octets: bytes) -> None:
    try:
        name = from_der(octets)
    except ValueError:
        return
    assert bool(rfc4514(octets)) == bool(name.attributes)


def test_an_attribute_type_whose_length_takes_two_octets_is_shown_as_it_is():
    value = b"\x06\x81\x03\x55\x04\x0a" + b"\x0c\x02AB"
    pair = b"\x30" + bytes((len(value),)) + value
    rdn = b"\x31" + bytes((len(pair),)) + pair
    assert from_der(b"\x30" + bytes((len(rdn),)) + rdn).attributes == (("O", "AB"),)
