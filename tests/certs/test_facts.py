"""The facts of a certificate against two independent readers: openssl's text, and asn1crypto through our lenient path."""

import base64
import dataclasses
import re
import subprocess
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1

from workbench.certs.der import DerError, certificate_slices, read_header
from workbench.certs.fact_finding import facts_of
from workbench.certs.loading import load

ROOT = Path(__file__).parents[2]
SOURCES = [*sorted((ROOT / "tests/data/real").rglob("*.pem")), *sorted((ROOT / "sample_certs/iso15118-2").glob("*.pem"))]
CERTIFICATES = {
    item.facts.sha256: item for path in SOURCES for item in load([(path.name, path.read_bytes())]) if item.facts is not None
}


@pytest.mark.parametrize("item", CERTIFICATES.values(), ids=[f"{item.source}" for item in CERTIFICATES.values()])
def test_strict_and_lenient_reading_agree(item):
    strict, lenient = item.facts, facts_of(item.der, None)
    assert strict.strict
    assert not lenient.strict
    unread = {"strict", "problems", "ocsp_urls", "ca_issuer_urls", "crl_urls", "subject_alternative_names"}  # not read leniently
    for field in dataclasses.fields(strict):
        if field.name not in unread:
            assert getattr(strict, field.name) == getattr(lenient, field.name), field.name


@pytest.mark.parametrize("item", list(CERTIFICATES.values())[::4], ids=str)
def test_openssl_reads_the_same(item, openssl):
    command = [
        openssl,
        "x509",
        "-inform",
        "DER",
        "-noout",
        "-text",
        "-serial",
        "-fingerprint",
        "-sha256",
        "-nameopt",
        "sname,sep_comma_plus",
    ]
    text = subprocess.run(command, input=item.der, capture_output=True, check=True).stdout.decode()
    facts = item.facts
    assert f"serial={facts.serial:X}" in text.replace("serial=0", "serial=")
    assert facts.sha256 == re.findall(r"Fingerprint=([0-9A-F:]+)", text)[0].replace(":", "").lower()
    assert re.findall(r"Signature Algorithm: (\S+)", text)[0].lower() == facts.signature_algorithm.lower()
    assert f"Version: {facts.version} " in text
    assert ("CA:TRUE" in text) is bool(facts.is_ca)
    assert ("Certificate Sign" in text) is ("keyCertSign" in (facts.key_usage or ()))
    assert ("Digital Signature" in text) is ("digitalSignature" in (facts.key_usage or ()))
    if facts.path_length is not None:
        assert f"pathlen:{facts.path_length}" in text
    for url in facts.ocsp_urls + facts.crl_urls + facts.ca_issuer_urls:
        assert url in text
    if facts.subject_key_identifier:
        assert facts.subject_key_identifier.hex(":").upper() in text


@pytest.mark.parametrize("item", CERTIFICATES.values(), ids=str)
def test_raw_slices_are_the_bytes_as_they_stand(item):
    slices, other = certificate_slices(item.der), asn1.Certificate.load(item.der)["tbs_certificate"]
    assert slices.tbs == other.dump()
    assert slices.issuer == other["issuer"].dump()
    assert slices.subject == other["subject"].dump()
    assert slices.validity == other["validity"].dump()
    assert slices.public_key_info == other["subject_public_key_info"].dump()
    assert slices.serial == other["serial_number"].contents


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x30", b"\x30\x85\x01", b"\x3f\x01\x00", b"\x30\x80\x00\x00", b"\x30\x84\xff"],
    ids=lambda value: value.hex() or "empty",
)
def test_a_damaged_header_is_told(damaged):
    with pytest.raises(DerError):
        read_header(damaged)


@pytest.mark.parametrize("cut", range(1, 400, 7))
def test_cut_off_certificates_have_no_facts_or_some_but_no_crash(cut):
    der = base64.b64decode("".join((ROOT / "tests/data/real/rise-v2g/contractCert.pem").read_text().split("-----")[2].split()))
    try:
        facts_of(der[:cut], None)
    except ValueError:
        return
    assert cut > 300
