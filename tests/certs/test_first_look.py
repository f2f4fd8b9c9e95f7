"""What strikes at a first look, on certificates that others made and on ones made to strike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from workbench.certs import first_look
from workbench.certs.issuing import (
    CertificateContent,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.kinds import Pki
from workbench.certs.loading import load
from workbench.findings import Finding, Severity

REAL = Path(__file__).parents[1] / "data" / "real"
AT = datetime(2026, 6, 1, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(serial: int = 1000, issuer: str = "CA", subject: str = "leaf", key=KEY, days: tuple[int, int] = (-1, 1)) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = x509.CertificateBuilder(
        issuer_name=name(issuer),
        subject_name=name(subject),
        public_key=key.public_key(),
        serial_number=serial,
        not_valid_before=AT + timedelta(days[0]),
        not_valid_after=AT + timedelta(days[1]),
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def findings(*contents: bytes, at: datetime | None = AT) -> list[Finding]:
    bundle = load([(f"f{number}", content) for number, content in enumerate(contents, 1)])
    if at is not None:
        bundle = bundle.judged_at(at, "as given")
    return [finding for entry in bundle.entries for finding in entry.findings] + list(bundle.findings)


def codes(*contents: bytes, at: datetime | None = AT) -> list[str]:
    return [finding.code for finding in findings(*contents, at=at)]


def test_a_sound_certificate_is_passed_without_a_word():
    assert codes(certificate()) == []


def real(*names: str) -> list[bytes]:
    return [(REAL / name).read_bytes() for name in names]


RISE = [
    f"rise-v2g/{name}.pem"
    for name in (
        "contractCert",
        "cpsLeafCert",
        "cpsSubCA1Cert",
        "cpsSubCA2Cert",
        "moSubCA1Cert",
        "moSubCA2Cert",
        "oemProvCert",
        "v2gRootCACert",
    )
]


@pytest.mark.requirement("V2G2-006", "RFC 5280 4.1.2.2")
def test_rise_v2g_is_signed_with_sha1_and_has_one_serial_for_all():
    found = findings(*real(*RISE), at=datetime(2019, 1, 1, tzinfo=UTC))
    sha1 = [finding for finding in found if finding.code == "signature-algorithm"]
    assert len(sha1) == 7
    assert all("ecdsa-with-SHA1" in finding.observed for finding in sha1)
    serials = [finding for finding in found if finding.code == "serial-number"]
    same_issuer = [finding for finding in serials if finding.severity is Severity.WARNING]
    assert {finding.observed for finding in serials} == {
        "serial number 3039 in 2 certificates",
        "serial number 3039 in 8 certificates",
    }
    assert "V2GRootCA" in same_issuer[0].message
    assert "ProvSubCA1" in same_issuer[0].message


@pytest.mark.parametrize(
    ("file", "code"), [("expired_leaf/SECC_LEAF_EXPIRED.pem", "expired"), ("future_leaf/SECC_LEAF_FUTURE.pem", "not-yet-valid")]
)
def test_everests_expired_and_future_leaves(file, code):
    found = findings(*real(f"everest/{file}"))
    assert [finding.code for finding in found] == [code]
    assert found[0].severity is Severity.ERROR
    assert found[0].certificate is not None
    assert found[0].source == "f1:1"
    assert found[0].observed != found[0].expected


@pytest.mark.requirement("RFC 5280 4.1.2.5")
@pytest.mark.parametrize(("days", "expected"), [((-2, -1), ["expired"]), ((1, 2), ["not-yet-valid"]), ((0, 1), []), ((-1, 0), [])])
def test_validity_includes_both_ends(days, expected):
    assert codes(certificate(days=days)) == expected


def test_without_a_time_validity_is_not_judged():
    assert codes(certificate(days=(-2, -1)), at=None) == []


def test_a_clock_that_makes_everything_expired_is_suspected():
    pile = [certificate(1, days=(-9, -1)), certificate(2, days=(-9, -2))]
    assert "clock-suspect" in codes(*pile)
    assert "clock-suspect" not in codes(*pile, certificate(3))
    assert "clock-suspect" not in codes(pile[0])


@pytest.mark.requirement("RFC 5280 4.1.2.2")
@pytest.mark.parametrize("bits", [158, 159])
def test_the_longest_serial_that_fits(bits):
    assert codes(certificate(serial=1 << (bits - 1))) == []


@pytest.mark.requirement("RFC 5280 4.1.2.2")
def test_serials_of_one_issuer_and_of_two():
    one = findings(certificate(7, "A", "x"), certificate(7, "A", "y"))
    assert [(finding.code, finding.severity) for finding in one] == [("serial-number", Severity.WARNING)]
    two = findings(certificate(7, "A", "x"), certificate(7, "B", "y"))
    assert [(finding.code, finding.severity) for finding in two] == [("serial-number", Severity.INFO)]
    assert codes(certificate(7, "A", "x"), certificate(8, "A", "y")) == []


def test_copies_are_counted_and_not_taken_for_equal_serials():
    der = certificate()
    found = findings(der, der, der)
    assert [finding.code for finding in found] == ["duplicate-certificate"]
    assert "3 times: f1:1; f2:1; f3:1" in found[0].message


def test_keys_find_their_certificates():
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert codes(certificate(), pem) == ["private-key-exposed"]
    assert codes(certificate(), other) == ["private-key-mismatch"]


def test_a_key_beside_its_request_is_as_it_should_be():
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    request = x509.CertificateSigningRequestBuilder(name).sign(KEY, hashes.SHA256()).public_bytes(Encoding.PEM)
    assert codes(pem, request) == []


def test_a_small_rsa_key():
    assert codes(certificate(key=rsa.generate_private_key(65537, 1024))) == ["weak-key"]  # noqa: S505  # the point
    assert codes(certificate(key=rsa.generate_private_key(65537, 2048))) == []


def test_every_finding_says_what_to_do_and_which_certificate():
    for finding in findings(*real(*RISE)):
        assert finding.message
        assert finding.remedy
        if finding.item == "certificate":
            assert finding.certificate
            assert finding.subject
            assert finding.source


def crl(issued: datetime, next_update: datetime) -> bytes:
    builder = x509.CertificateRevocationListBuilder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")]), issued, next_update)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.requirement("RFC 5280 5.1.2.5")
@pytest.mark.parametrize(("days", "expected"), [((-9, -1), ["revocation-stale"]), ((1, 9), ["revocation-stale"]), ((-1, 1), [])])
def test_a_crl_whose_time_is_over_or_has_not_come(days, expected):
    der = crl(AT + timedelta(days[0]), AT + timedelta(days[1]))
    assert codes(der) == expected
    assert codes(der, at=None) == []


@pytest.mark.requirement("RFC 2986 4.2")
def test_a_request_that_was_changed():
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "station-0001")])
    der = x509.CertificateSigningRequestBuilder(name).sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)
    assert codes(der) == []
    changed = findings(der.replace(b"station-0001", b"station-0002"))
    assert [finding.code for finding in changed] == ["signature-invalid"]
    assert (changed[0].item, changed[0].subject) == ("csr", "station-0002")


def rolled_over(own_identifier: bytes, authority_identifier: bytes) -> bytes:
    """A certificate with one name for subject and issuer, with key identifiers."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 5, AT - timedelta(1), AT + timedelta(1))
    builder = builder.add_extension(x509.SubjectKeyIdentifier(own_identifier), critical=False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier(authority_identifier, None, None), critical=False)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(("authority", "issuer"), [(b"new", "itself"), (b"old", "its own name, another key")])
def test_a_rotated_root_is_not_called_self_signed(authority, issuer):
    bundle = load([("f", rolled_over(b"new", authority))])
    [item] = bundle
    assert item.facts is not None
    assert item.facts.self_issued
    assert item.facts.looks_self_signed is (authority == b"new")
    assert f">{issuer}<" in bundle._repr_html_()


@pytest.mark.parametrize(("pki", "requirement"), [(Pki.MO, "V2G2-006"), (Pki.CSMS, ""), (Pki.UNKNOWN, "")])
def test_rules_of_iso_15118_are_cited_for_its_pkis_only(pki, requirement):
    [item] = load([("f", real("rise-v2g/contractCert.pem")[0])])
    [finding] = [finding for finding in first_look.of_item(item, None, pki) if finding.code == "signature-algorithm"]
    assert finding.requirement == requirement


@pytest.mark.requirement("RFC 5280 4.1.2.2")
@pytest.mark.parametrize(("serial", "codes_of_it"), [(0, 1), (-1, 1), (1 << 160, 1), ((1 << 159) - 1, 0)])
def test_serials_that_no_ca_may_give(serial, codes_of_it):
    key = derive_private_key(b"test", "serials", "P-256")
    name = encode_name((NameAttribute("CN", "odd serial"),))
    content = CertificateContent(
        serial=serial,
        issuer=name,
        subject=name,
        not_before=AT,
        not_after=AT + timedelta(1),
        public_key_info=public_key_info(key),
    )
    found = [finding for finding in findings(issue_certificate(content, key)) if finding.code == "serial-number"]
    assert len(found) == codes_of_it
    assert all(finding.severity is Severity.WARNING for finding in found)
