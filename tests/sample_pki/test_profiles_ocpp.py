"""The certificates of OCPP's own PKIs and the variants of ISO 15118-2, read by OpenSSL's command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import pem

from tests.sample_pki.openssl_text import Told, told

CA, SIGN = "Certificate Sign, CRL Sign", "Digital Signature"

#             issuer                    subject begins with        basic constraints  key usage
OCPP = {
    "csms-root": ("csms-root", "CN=Sample CSMS Root CA A", "CA:TRUE", CA),
    "csms-sub-ca": ("csms-root", "CN=Sample CSMS Sub-CA A", "CA:TRUE, pathlen:0", CA),
    "csms-server": ("csms-sub-ca", "CN=csms.pnc.example", "CA:FALSE", SIGN),
    "station-client": ("csms-sub-ca", "CN=PNCWB-2026-000184", "CA:FALSE", SIGN),
    "est-server": ("csms-sub-ca", "CN=est.pnc.example", "CA:FALSE", SIGN),
    "csms-root-new": ("csms-root", "CN=Sample CSMS Root CA B", "CA:TRUE", CA),
    "csms-sub-ca-new": ("csms-root-new", "CN=Sample CSMS Sub-CA B", "CA:TRUE, pathlen:0", CA),
    "csms-server-new": ("csms-sub-ca-new", "CN=csms.pnc.example", "CA:FALSE", SIGN),
    "csms-root-unsigned": ("csms-root-unsigned", "CN=Sample CSMS Root CA C", "CA:TRUE", CA),
    "manufacturer-root": ("manufacturer-root", "CN=Sample Manufacturer Root CA A", "CA:TRUE", CA),
    "manufacturer-sub-ca": ("manufacturer-root", "CN=Sample Manufacturer Sub-CA A", "CA:TRUE, pathlen:0", CA),
    "firmware-signing": ("manufacturer-sub-ca", "CN=Sample Stations Firmware Signing", "CA:FALSE", SIGN),
}
OTHERS = {
    "variants/cpo-ocsp-signer": ("iso15118-2/cpo-sub-ca2", "OCSP", "CA:FALSE"),
    "variants/v2g-root-b": ("variants/v2g-root-b", "V2G", "CA:TRUE"),
    "variants/v2g-root-b-by-a": ("iso15118-2/v2g-root", "V2G", "CA:TRUE, pathlen:2"),
    "variants/cpo-sub-ca": ("variants/v2g-root-b", "V2G", "CA:TRUE, pathlen:0"),
    "variants/secc": ("variants/cpo-sub-ca", "CPO", "CA:FALSE"),
    "variants/cpo-sub-ca2-renewed": ("iso15118-2/cpo-sub-ca1", "V2G", "CA:TRUE, pathlen:0"),
    "variants/private-root": ("variants/private-root", "V2G", "CA:TRUE"),
    "variants/secc-private": ("variants/private-root", "CPO", "CA:FALSE"),
    "tiers/v2g-root": ("tiers/v2g-root", "V2G", "CA:TRUE"),
    "tiers/cpo-sub-ca1": ("tiers/v2g-root", "V2G", "CA:TRUE, pathlen:2"),
    "tiers/cpo-sub-ca-between": ("tiers/cpo-sub-ca1", "V2G", "CA:TRUE, pathlen:1"),
    "tiers/cpo-sub-ca2": ("tiers/cpo-sub-ca-between", "V2G", "CA:TRUE, pathlen:0"),
    "tiers/secc": ("tiers/cpo-sub-ca2", "CPO", "CA:FALSE"),
}
EXTENDED = {
    "ocpp/est-server": "TLS Web Server Authentication, CMC Registration Authority",
    "variants/cpo-ocsp-signer": "OCSP Signing",
}
EVERYTHING = [*(f"ocpp/{name}" for name in OCPP), *OTHERS]
Read = Callable[[str], Told]
each = pytest.mark.parametrize("name", EVERYTHING)


@pytest.fixture
def read(run_openssl: Callable[..., str], directory: Path) -> Read:
    return lambda name: told(run_openssl, directory / f"{name}.pem")


@pytest.mark.parametrize("folder", ["ocpp", "variants", "tiers"])
def test_the_tables_are_complete(directory: Path, folder: str) -> None:
    own = {path.stem for path in (directory / folder).glob("*.pem")}
    bundles = {stem for stem in own if stem.endswith(("chain", ".csr", ".key"))} | {"roots"}
    assert own - bundles == {name.partition("/")[2] for name in EVERYTHING if name.startswith(f"{folder}/")}


@pytest.mark.parametrize("name", OCPP)
@pytest.mark.requirement("A00.FR.509", "A00.FR.512")
def test_who_it_is_and_what_for(read: Read, name: str) -> None:
    issuer, begins, constraints, usage = OCPP[name]
    found = read(f"ocpp/{name}")
    assert found.issuer == read(f"ocpp/{issuer}").subject
    assert found.subject.startswith(f"{begins}, O=Sample ")
    assert found.subject.endswith(", C=DE")
    assert found.extensions["Basic Constraints"] == (True, constraints)
    assert found.extensions["Key Usage"] == (True, usage)


@pytest.mark.parametrize("name", OTHERS)
def test_its_issuer_its_role_and_its_limit(read: Read, name: str) -> None:
    issuer, component, constraints = OTHERS[name]
    assert read(name).issuer == read(issuer).subject
    assert read(name).subject.endswith(f", DC={component}")
    assert read(name).extensions["Basic Constraints"] == (True, constraints)


@each
def test_keys_and_signatures(read: Read, name: str) -> None:
    assert (read(name).key, read(name).signature) == ("P-256", "ecdsa-with-SHA256")


@pytest.mark.parametrize("name", ["csms-server", "csms-server-new", "est-server"])
@pytest.mark.requirement("A00.FR.510")
def test_servers_have_their_host_name_as_common_name_and_alternative_name(read: Read, name: str) -> None:
    host = OCPP[name][1].removeprefix("CN=")
    assert read(f"ocpp/{name}").extensions["Subject Alternative Name"] == (False, f"DNS:{host}")


@each
@pytest.mark.requirement("A00.FR.511", "A00.FR.514")
def test_alternative_names_and_extended_usages_are_nowhere_else(read: Read, name: str) -> None:
    found = read(name).extensions
    assert found.get("Extended Key Usage", (False, None)) == (False, EXTENDED.get(name))
    assert ("Subject Alternative Name" in found) == ("-server" in name)


@each
def test_key_identifiers_match(read: Read, name: str) -> None:
    issuer = f"ocpp/{OCPP[name.removeprefix('ocpp/')][0]}" if name.startswith("ocpp/") else OTHERS[name][0]
    if issuer != name:
        assert read(name).text("Authority Key Identifier") == read(issuer).text("Subject Key Identifier")


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
def test_nobody_is_asked_about_the_ocsp_signer(read: Read) -> None:
    found = read("variants/cpo-ocsp-signer").extensions
    assert "OCSP No Check" in found
    assert not {"Authority Information Access", "CRL Distribution Points"} & found.keys()


@pytest.mark.requirement("V2G2-868")
def test_in_a_private_environment_there_is_no_ocsp(read: Read) -> None:
    assert "Authority Information Access" not in read("variants/secc-private").extensions


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.requirement("V2G2-010")
def test_at_most_800_octets(directory: Path, name: str) -> None:
    assert len(pem.unarmor((directory / f"{name}.pem").read_bytes())[2]) <= 800
