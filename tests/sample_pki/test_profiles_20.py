"""The certificates of ISO 15118-20 against what public sources tell of its Annex B, read by OpenSSL's command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import pem

from tests.sample_pki.openssl_text import Told, told
from workbench.certs.identifiers import Scheme, identify

FOLDER = "iso15118-20"
CA, SIGN_AND_AGREE = "Certificate Sign, CRL Sign", "Digital Signature, Key Agreement"
CONTRACT = "Digital Signature, Non Repudiation, Key Encipherment, Key Agreement"

#            issuer         DC     basic constraints    key usage
TREE = {
    "v2g-root": ("v2g-root", "V2G", "CA:TRUE", CA),
    "cpo-sub-ca1": ("v2g-root", "V2G", "CA:TRUE, pathlen:1", CA),
    "cpo-sub-ca2": ("cpo-sub-ca1", "V2G", "CA:TRUE, pathlen:0", CA),
    "secc": ("cpo-sub-ca2", "CPO", "CA:FALSE", SIGN_AND_AGREE),
    "cps-sub-ca1": ("v2g-root", "CPS", "CA:TRUE, pathlen:1", CA),
    "cps-sub-ca2": ("cps-sub-ca1", "CPS", "CA:TRUE, pathlen:0", CA),
    "cps": ("cps-sub-ca2", "CPS", "CA:FALSE", "Digital Signature"),
    "mo-root": ("mo-root", "MO", "CA:TRUE", CA),
    "mo-sub-ca1": ("mo-root", "MO", "CA:TRUE, pathlen:1", CA),
    "mo-sub-ca2": ("mo-sub-ca1", "MO", "CA:TRUE, pathlen:0", CA),
    "contract": ("mo-sub-ca2", "MO", "CA:FALSE", CONTRACT),
    "oem-root": ("oem-root", "OEM", "CA:TRUE", CA),
    "oem-sub-ca1": ("oem-root", "OEM", "CA:TRUE, pathlen:1", CA),
    "oem-sub-ca2": ("oem-sub-ca1", "OEM", "CA:TRUE, pathlen:0", CA),
    "oem-provisioning": ("oem-sub-ca2", "OEM", "CA:FALSE", SIGN_AND_AGREE),
    "vehicle": ("oem-sub-ca2", "", "CA:FALSE", "Digital Signature"),
    "vehicle-ocsp": ("oem-sub-ca2", "", "CA:FALSE", "Digital Signature"),
    "ed448-oem-root": ("ed448-oem-root", "OEM", "CA:TRUE", CA),
    "ed448-vehicle-sub-ca1": ("ed448-oem-root", "OEM", "CA:TRUE, pathlen:1", CA),
    "ed448-vehicle-sub-ca2": ("ed448-vehicle-sub-ca1", "OEM", "CA:TRUE, pathlen:0", CA),
    "ed448-vehicle": ("ed448-vehicle-sub-ca2", "", "CA:FALSE", "Digital Signature"),
}
ROOTS = [name for name, (issuer, *_) in TREE.items() if name == issuer]
VEHICLES = ["vehicle", "vehicle-ocsp", "ed448-vehicle"]
BELOW_OEM = ["oem-sub-ca1", "oem-sub-ca2", "oem-provisioning", "ed448-vehicle-sub-ca1", "ed448-vehicle-sub-ca2", *VEHICLES]
Read = Callable[[str], Told]
each = pytest.mark.parametrize("name", TREE)


@pytest.fixture
def read(run_openssl: Callable[..., str], directory: Path) -> Read:
    return lambda name: told(run_openssl, directory / f"{FOLDER}/{name}.pem")


def test_the_table_is_complete(directory: Path) -> None:
    assert {path.name.removesuffix(".key.pem") for path in (directory / FOLDER).glob("*.key.pem")} == TREE.keys()


@each
@pytest.mark.requirement("V2G20-2674", "V2G20-2319")
def test_keys_and_signatures(read: Read, name: str) -> None:
    kind = ("ED448", "ED448") if name.startswith("ed448") else ("P-521", "ecdsa-with-SHA512")
    assert (read(name).key, read(name).signature) == kind


@each
def test_the_role_and_the_usage(read: Read, name: str) -> None:
    issuer, component, constraints, usage = TREE[name]
    assert read(name).issuer == read(issuer).subject
    assert read(name).subject.partition("DC=")[2] == component
    assert read(name).extensions["Basic Constraints"] == (True, constraints)
    assert read(name).extensions["Key Usage"] == (True, usage)


@pytest.mark.parametrize("name", VEHICLES)
@pytest.mark.requirement("V2G20-2598")
def test_a_vehicle_is_named_by_evccid_and_manufacturer_alone(read: Read, name: str) -> None:
    common_name, organization = read(name).subject.split(", ")
    identifier = identify(common_name.removeprefix("CN="))
    assert identifier is not None
    assert (identifier.scheme, identifier.check_digit_ok, identifier.problems) == (Scheme.EVCCID, True, ())
    assert organization.startswith("O=Sample Motors")


@pytest.mark.parametrize("name", VEHICLES)
def test_a_vehicle_is_a_tls_client_critically(read: Read, name: str) -> None:
    assert read(name).extensions["Extended Key Usage"] == (True, "TLS Web Client Authentication")


@pytest.mark.parametrize("name", sorted(set(TREE) - set(VEHICLES)))
def test_nothing_else_has_an_extended_key_usage(read: Read, name: str) -> None:
    assert "Extended Key Usage" not in read(name).extensions


@pytest.mark.parametrize("name", BELOW_OEM)
@pytest.mark.requirement("V2G20-2593", "V2G20-2599")
def test_below_an_oem_root_one_pointer_is_there_and_critical(read: Read, name: str) -> None:
    pointer = "Authority Information Access" if name == "vehicle-ocsp" else "CRL Distribution Points"
    both = {"Authority Information Access", "CRL Distribution Points"}
    assert both & read(name).extensions.keys() == both & read(name).critical() == {pointer}
    assert f"pki20.pnc.example/{TREE[name][0]}.crl" in read(name).text(pointer) or (
        read(name).text(pointer) == "OCSP - URI:http://ocsp20.pnc.example/oem-sub-ca2"
    )


@pytest.mark.parametrize("name", sorted(set(TREE) - set(BELOW_OEM) - set(ROOTS)))
def test_elsewhere_both_are_there_and_not_critical(read: Read, name: str) -> None:
    assert {"Authority Information Access", "CRL Distribution Points"} <= read(name).extensions.keys() - read(name).critical()


@each
def test_key_identifiers_have_8_octets_on_p_521_and_20_on_ed448(read: Read, name: str) -> None:
    octets = 20 if name.startswith("ed448") else 8
    identifier = read(name).text("Subject Key Identifier")
    assert len(identifier.split(":")) == octets
    assert octets == 20 or identifier.startswith("4")  # RFC 5280 4.2.1.2 method 2: 0100 before 60 bits
    if name not in ROOTS:
        assert read(name).text("Authority Key Identifier") == read(TREE[name][0]).text("Subject Key Identifier")


@each
def test_at_most_1600_octets(directory: Path, name: str) -> None:
    assert len(pem.unarmor((directory / f"{FOLDER}/{name}.pem").read_bytes())[2]) <= 1600  # maxLength of certificateType


@pytest.mark.parametrize(
    ("name", "scheme"), [("secc", Scheme.SECCID), ("contract", Scheme.EMAID), ("oem-provisioning", Scheme.PCID)]
)
def test_the_other_leaves_are_named_by_identifiers(read: Read, name: str, scheme: Scheme) -> None:
    identifier = identify(read(name).subject.partition(",")[0].removeprefix("CN="))
    assert identifier is not None
    assert (identifier.scheme, identifier.check_digit_ok, identifier.problems) == (scheme, True, ())
