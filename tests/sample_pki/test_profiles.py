"""The certificates against ISO 15118-2 Annex F as public sources give it, read by asn1crypto, not by what built them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workbench.certs.identifiers import Scheme, identify
from workbench.sample_pki import reference_time

CA = {"key_cert_sign", "crl_sign"}
CONTRACT = {"digital_signature", "non_repudiation", "key_encipherment", "key_agreement"}
SIGN_AND_AGREE = {"digital_signature", "key_agreement"}
DAY, YEAR = timedelta(days=1), timedelta(days=365.25)

#                    DC     CA     path  key usage            shortest   longest lifetime
PROFILES: dict[str, tuple[str, bool, int | None, set[str], timedelta, timedelta]] = {
    "v2g-root": ("V2G", True, None, CA, 39.9 * YEAR, 40 * YEAR),
    "cpo-sub-ca1": ("V2G", True, 1, CA, 3.9 * YEAR, 4 * YEAR),
    "cpo-sub-ca2": ("V2G", True, 0, CA, 1 * YEAR, 2 * YEAR),
    "secc": ("CPO", False, None, SIGN_AND_AGREE, 59 * DAY, 92 * DAY),
    "cps-sub-ca1": ("CPS", True, 1, CA, 3.9 * YEAR, 4 * YEAR),
    "cps-sub-ca2": ("CPS", True, 0, CA, 1 * YEAR, 2 * YEAR),
    "cps": ("CPS", False, None, {"digital_signature"}, 59 * DAY, 92 * DAY),
    "mo-root": ("MO", True, None, CA, 1 * YEAR, 40 * YEAR),
    "mo-sub-ca1": ("MO", True, 1, CA, 1 * YEAR, 40 * YEAR),
    "mo-sub-ca2": ("MO", True, 0, CA, 1 * YEAR, 40 * YEAR),
    "contract": ("MO", False, None, CONTRACT, 28 * DAY, 2 * YEAR),
    "v2g-mo-sub-ca1": ("MO", True, 1, CA, 1 * YEAR, 40 * YEAR),
    "v2g-mo-sub-ca2": ("MO", True, 0, CA, 1 * YEAR, 40 * YEAR),
    "v2g-contract": ("MO", False, None, CONTRACT, 28 * DAY, 2 * YEAR),
    "oem-root": ("OEM", True, None, CA, 20 * YEAR, 40 * YEAR),
    "oem-sub-ca1": ("OEM", True, 1, CA, 20 * YEAR, 40 * YEAR),
    "oem-sub-ca2": ("OEM", True, 0, CA, 20 * YEAR, 40 * YEAR),
    "oem-provisioning": ("OEM", False, None, SIGN_AND_AGREE, 20 * YEAR, 40 * YEAR),
}
ISSUERS = {
    "v2g-root": "v2g-root",
    "cpo-sub-ca1": "v2g-root",
    "cpo-sub-ca2": "cpo-sub-ca1",
    "secc": "cpo-sub-ca2",
    "cps-sub-ca1": "v2g-root",
    "cps-sub-ca2": "cps-sub-ca1",
    "cps": "cps-sub-ca2",
    "mo-root": "mo-root",
    "mo-sub-ca1": "mo-root",
    "mo-sub-ca2": "mo-sub-ca1",
    "contract": "mo-sub-ca2",
    "v2g-mo-sub-ca1": "v2g-root",
    "v2g-mo-sub-ca2": "v2g-mo-sub-ca1",
    "v2g-contract": "v2g-mo-sub-ca2",
    "oem-root": "oem-root",
    "oem-sub-ca1": "oem-root",
    "oem-sub-ca2": "oem-sub-ca1",
    "oem-provisioning": "oem-sub-ca2",
}
ROOTS = {name for name, issuer in ISSUERS.items() if name == issuer}
Reader = Callable[[str], lenient.Certificate]
each = pytest.mark.parametrize("name", PROFILES)


@pytest.fixture
def read(directory: Path) -> Reader:
    def read(name: str) -> lenient.Certificate:
        _, _, der = pem.unarmor((directory / f"iso15118-2/{name}.pem").read_bytes())
        return lenient.Certificate.load(der, strict=True)

    return read


def extensions(certificate: lenient.Certificate) -> dict[str, tuple[bool, Any]]:
    return {
        extension["extn_id"].native: (extension["critical"].native, extension["extn_value"].parsed)
        for extension in certificate["tbs_certificate"]["extensions"]
    }


def test_the_table_is_complete(directory: Path) -> None:
    names = {path.name.removesuffix(".key.pem") for path in (directory / "iso15118-2").glob("*.key.pem")}
    assert names == PROFILES.keys() == ISSUERS.keys()


@each
def test_the_subject(read: Reader, name: str) -> None:
    subject = [
        (pair["type"].native, type(pair["value"].chosen if hasattr(pair["value"], "chosen") else pair["value"]).__name__)
        for rdn in read(name).subject.chosen
        for pair in rdn
    ]
    assert subject == [
        ("common_name", "UTF8String"),
        ("organization_name", "UTF8String"),
        ("country_name", "PrintableString"),
        ("domain_component", "DNSName"),
    ]
    assert read(name).subject.native["domain_component"] == PROFILES[name][0]
    assert read(name).subject.native["country_name"] in {"DE", "NL"}


@each
def test_basic_constraints_and_key_usage_are_critical_and_right(read: Reader, name: str) -> None:
    _, ca, path_length, usage, _, _ = PROFILES[name]
    critical, constraints = extensions(read(name))["basic_constraints"]
    assert (critical, constraints["ca"].native, constraints["path_len_constraint"].native) == (True, ca, path_length)
    critical, found = extensions(read(name))["key_usage"]
    assert (critical, found.native) == (True, usage)


@each
def test_the_lifetime(read: Reader, name: str) -> None:
    certificate = read(name)
    lifetime = certificate.not_valid_after - certificate.not_valid_before + timedelta(seconds=1)
    assert PROFILES[name][4] <= lifetime <= PROFILES[name][5]
    assert certificate.not_valid_before < datetime(2026, 6, 1, tzinfo=UTC) < certificate.not_valid_after
    assert reference_time() == datetime(2026, 6, 1, tzinfo=UTC)


@each
def test_no_certificate_outlives_its_issuer(read: Reader, name: str) -> None:
    certificate, issuer = read(name), read(ISSUERS[name])
    assert issuer.not_valid_before <= certificate.not_valid_before
    assert certificate.not_valid_after <= issuer.not_valid_after


@each
def test_the_algorithms(read: Reader, name: str) -> None:
    certificate = read(name)
    assert certificate.public_key.curve == ("named", "secp256r1")  # V2G2-007
    assert certificate["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"  # V2G2-006
    assert certificate["tbs_certificate"]["signature"]["algorithm"].native == "sha256_ecdsa"
    assert certificate["tbs_certificate"]["version"].native == "v3"


@each
def test_at_most_800_octets(read: Reader, name: str) -> None:
    assert len(read(name).dump()) <= 800  # V2G2-010


@each
def test_key_identifiers_and_pointers(read: Reader, name: str) -> None:
    found, issuer = extensions(read(name)), ISSUERS[name]
    assert found["key_identifier"][1].native == read(name).public_key.sha1  # of the key bits: RFC 5280 4.2.1.2 method 1
    if name in ROOTS:
        assert found.keys() == {"basic_constraints", "key_usage", "key_identifier"}
        return
    assert found["authority_key_identifier"][1]["key_identifier"].native == read(issuer).public_key.sha1
    information = {d["access_method"].native: d["access_location"].native for d in found["authority_information_access"][1]}
    assert information == {"ocsp": f"http://ocsp.pnc.example/{issuer}", "ca_issuers": f"http://pki.pnc.example/{issuer}.cer"}
    assert read(name).crl_distribution_points[0].url == f"http://pki.pnc.example/{issuer}.crl"
    assert {critical for extension, (critical, _) in found.items() if extension not in {"basic_constraints", "key_usage"}} == {
        False
    }


@each
def test_the_issuer_signed_it_and_its_name_is_copied_to_the_byte(directory: Path, read: Reader, name: str) -> None:
    def strict(stem: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((directory / f"iso15118-2/{stem}.pem").read_bytes())

    strict(name).verify_directly_issued_by(strict(ISSUERS[name]))
    assert read(name).issuer.dump() == read(ISSUERS[name]).subject.dump()


@each
def test_the_key_fits(directory: Path, name: str) -> None:
    key = load_pem_private_key((directory / f"iso15118-2/{name}.key.pem").read_bytes(), None)
    certificate = x509.load_pem_x509_certificate((directory / f"iso15118-2/{name}.pem").read_bytes())
    assert key.public_key() == certificate.public_key()


def test_serials_are_unique_positive_and_of_every_shape(read: Reader) -> None:
    serials = {name: read(name).serial_number for name in PROFILES}
    assert len(set(serials.values())) == len(PROFILES)
    assert all(0 < serial < 1 << 159 for serial in serials.values())
    digits = {name: f"{serial:x}" for name, serial in serials.items()}
    assert any(len(text) % 2 for text in digits.values())  # openssl prints a zero before it
    assert any(len(text) % 2 == 0 and text[0] in "89abcdef" for text in digits.values())  # DER puts a zero octet before it


def test_subjects_are_unique(read: Reader) -> None:
    assert len({read(name).subject.dump() for name in PROFILES}) == len(PROFILES)


@pytest.mark.parametrize(
    ("name", "scheme", "digit"),
    [
        ("secc", Scheme.SECCID, "4"),
        ("contract", Scheme.EMAID, "H"),
        ("v2g-contract", Scheme.EMAID, "L"),
        ("oem-provisioning", Scheme.PCID, ""),  # it is optional, and no public source tells its rule
    ],
)
def test_common_names_are_identifiers_without_a_problem(read: Reader, name: str, scheme: Scheme, digit: str) -> None:
    identifier = identify(read(name).subject.native["common_name"])
    assert identifier is not None
    assert (identifier.scheme, identifier.check_digit, identifier.problems) == (scheme, digit, ())
    assert identifier.check_digit_ok is (True if digit else None)
    assert identifier.given == identifier.normalised
