"""CertificateHashData against OpenSSL, cryptography and asn1crypto; where they cannot read, against octets put together here."""

import hashlib
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.certs.known_pairs import REAL, SAMPLES, Pair, item_of, known_pairs, parse
from tests.certs.odd_pairs import SERIALS, ca_and_leaf, certificate, compressed, key, name, odd_pairs
from tests.certs.witnesses import ALGORITHMS, by_asn1crypto, by_cryptography, by_openssl, fields
from tests.properties import forge
from workbench.certs.hashdata import (
    CertificateHashData,
    HashAlgorithm,
    algorithm_of,
    der_of,
    hash_data_of,
    serial_hex,
)
from workbench.certs.issuing import PrivateKey, public_key_info
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.quiet import quietly
from workbench.errors import InputError

PAIRS = [pytest.param(pair, id=pair.name) for pair in (*known_pairs(), *odd_pairs())]


def ours(certificate_der: bytes, issuer_der: bytes, algorithm: str = "SHA256") -> dict[str, str]:
    with quietly():
        return hash_data_of(item_of(certificate_der), item_of(issuer_der), algorithm).to_dict()


# --- by someone else's word ---


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("pair", PAIRS)
def test_openssl_says_the_same(pair: Pair, openssl: Path, tmp_path: Path) -> None:
    for theirs in by_openssl(openssl, tmp_path, pair.certificate, pair.issuer):
        assert ours(pair.certificate, pair.issuer, theirs["hashAlgorithm"]) == theirs


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("pair", PAIRS)
def test_cryptography_and_asn1crypto_say_the_same(pair: Pair, algorithm: str) -> None:
    found = ours(pair.certificate, pair.issuer, algorithm)
    assert found == by_asn1crypto(pair.certificate, pair.issuer, algorithm)
    if SERIALS.get(pair.name, 1) > 0 and SERIALS.get(pair.name, 1).bit_length() < 160:  # others it puts into no request
        assert found == by_cryptography(pair.certificate, pair.issuer, algorithm)


def test_the_samples_and_the_real_ones_are_all_there() -> None:
    """The two without an issuer come from RISE-V2G, whose MO and OEM roots are not in its repository."""
    assert len(known_pairs()) >= 36
    assert {pair.self_signed for pair in known_pairs()} == {True, False}


@pytest.mark.requirement("RFC 6960 4.1.1")
def test_parsed_certificates_and_items_give_the_same() -> None:
    for pair in known_pairs():
        assert hash_data_of(parse(pair.certificate), parse(pair.issuer)).to_dict() == ours(pair.certificate, pair.issuer)


def test_everest_own_ocsp_hash_file() -> None:
    client = REAL / "everest" / "csms_certs" / "client"
    told = (client / "ocsp" / "SECC_LEAF_ocsp.hash").read_text().split()
    leaf, issuer = (
        der for _, _, der in list(pem.unarmor((client / "CPO_CERT_SECC_LEAF_CHAIN_B.pem").read_bytes(), multiple=True))[:2]
    )
    assert [*ours(leaf, issuer).values()] == told
    _, _, alone = pem.unarmor((client / "SECC_LEAF_B.pem").read_bytes())
    assert alone == leaf


def test_everest_rsa_root_has_the_key_hash_its_project_corrected_to() -> None:
    root = (REAL / "everest" / "everest_csms_root_selfsigned.der").read_bytes()
    assert ours(root, root)["issuerKeyHash"] == "0b89ba5d6aebd520cb686d75911c3b1e236ef3a5137e298e2395e97bad049a9c"
    assert ours(root, root)["issuerKeyHash"] != "a6e29e28f8f019381f712fbd19792a4247812f7faccc7ef73db78adb8ee59132"


def test_the_message_of_the_samples_has_them() -> None:
    message = (SAMPLES / "messages" / "get-installed-certificate-ids-response.json").read_text()
    named = [pair for pair in known_pairs() if f'"{ours(pair.certificate, pair.issuer)["serialNumber"]}"' in message]
    assert len(named) == 5
    for pair in named:
        assert all(f'"{value}"' in message for value in ours(pair.certificate, pair.issuer).values())


# --- the key's bits ---


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("algorithm", ["Ed25519", "Ed448"])
def test_of_an_edwards_key_the_raw_key_is_hashed(algorithm: str) -> None:
    ca = key("CA", algorithm)
    root, leaf = ca_and_leaf(name("CA"), ca)
    assert ours(leaf, root)["issuerKeyHash"] == hashlib.sha256(ca.public_key().public_bytes_raw()).hexdigest()  # type: ignore[union-attr]


@pytest.mark.requirement("RFC 6960 4.1.1")
def test_a_compressed_point_is_hashed_as_it_is_encoded() -> None:
    ca = key("CA")
    short = certificate(name("CA"), name("CA"), ca, ca, key_info=compressed(ca))
    whole, leaf = ca_and_leaf(name("CA"), ca)
    info = compressed(ca)
    assert info[-33] in {2, 3}
    assert ours(leaf, short)["issuerKeyHash"] == hashlib.sha256(info[-33:]).hexdigest()
    assert ours(leaf, whole)["issuerKeyHash"] == hashlib.sha256(public_key_info(ca)[-65:]).hexdigest()


# --- serial numbers ---


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (1, "1"),
        (0x80, "80"),
        (0x0C5F00AB34CD, "c5f00ab34cd"),
        ((1 << 160) - 1, "f" * 40),
        ((1 << 159) | 1, "8" + "0" * 38 + "1"),
        (1 << 160, "1" + "0" * 40),
        (-1, "-1"),
        (-128, "-80"),
    ],
)
def test_a_serial_number_is_written_without_leading_zeros(number: int, written: str) -> None:
    assert serial_hex(number) == written
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=number)
    assert ours(leaf, root)["serialNumber"] == written


# --- whose name, whose key ---


@pytest.mark.requirement("RFC 6960 4.1.1")
def test_the_name_is_hashed_as_the_checked_certificate_spells_it() -> None:
    spelled = name("CA", "PrintableString")
    root, leaf = ca_and_leaf(name("CA"), key("CA"), issuer_name=spelled)
    assert ours(leaf, root)["issuerNameHash"] == hashlib.sha256(spelled).hexdigest()
    assert ours(root, root)["issuerNameHash"] == hashlib.sha256(name("CA")).hexdigest() != hashlib.sha256(spelled).hexdigest()


def test_of_two_cas_of_one_name_the_key_that_was_given_is_hashed() -> None:
    twins = [pair for pair in known_pairs() if "CPO Sub Next CA 2" in pair.name]
    assert len(twins) == 2
    assert len({lenient.Certificate.load(pair.issuer).subject.dump() for pair in twins}) == 1
    assert len({ours(pair.certificate, pair.issuer)["issuerKeyHash"] for pair in twins}) == 2


def test_a_rotated_root_that_the_old_one_signed_hashes_the_old_one() -> None:
    old, new = key("old"), key("new")
    old_root = certificate(name("Root"), name("Root"), old, old)
    rotated = certificate(name("Root"), name("Root"), new, old, serial=7)
    assert ours(rotated, old_root)["issuerKeyHash"] == hashlib.sha256(bits(old)).hexdigest()
    assert ours(rotated, rotated)["issuerKeyHash"] == hashlib.sha256(bits(new)).hexdigest()


def test_a_root_issued_again_under_its_key_differs_in_the_serial_alone() -> None:
    root = key("root")
    first, second = (certificate(name("Root"), name("Root"), root, root, serial=serial) for serial in (1, 2))
    assert ours(first, second) == ours(first, first)
    assert ours(second, first) == ours(first, first) | {"serialNumber": "2"}


def bits(whose: PrivateKey) -> bytes:
    public = whose.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return lenient.PublicKeyInfo.load(public_key_info(whose))["public_key"].contents[1:]  # type: ignore[no-any-return]


# --- what cryptography refuses ---

ISSUER = forge.sequence(forge.common_name("CA", 0x13))


def malformed(**changed: object) -> bytes:
    der = forge.certificate(**({"issuer": ISSUER, "serial": 0x5F} | changed))  # type: ignore[arg-type]
    with pytest.raises((ValueError, x509.InvalidVersion)):
        x509.load_der_x509_certificate(der)
    return der


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize(
    ("changed", "serial"),
    [
        ({"version": forge.MALFORMED}, "5f"),
        ({"version": forge.MALFORMED, "serial": b"\x00\x00\x0c\x5f"}, "c5f"),  # padded as DER forbids
        ({"version": forge.MALFORMED, "serial": b"\xff\xff\x80"}, "-80"),
        ({"version": forge.MALFORMED, "serial": b"\x00"}, "0"),
        ({"validity": b"\x30\x00"}, "5f"),
        ({"subject": forge.sequence(b"\x31\x03abc")}, "5f"),
        ({"algorithm": b"\x30\x81\x02\x06\x00"}, "5f"),  # a length in more octets than it needs
        ({"version": forge.MALFORMED, "serial": b"\x01" * 300}, "1" + "01" * 299),
    ],
)
def test_a_certificate_that_cryptography_refuses_is_hashed_all_the_same(changed: dict[str, object], serial: str) -> None:
    parent = forge.certificate(version=forge.MALFORMED, subject=ISSUER)
    key_bits = forge.KEY[-65:]
    expected = fields("SHA256", hashlib.sha256(ISSUER).hexdigest(), hashlib.sha256(key_bits).hexdigest(), serial)
    assert ours(malformed(**changed), parent) == expected


def test_an_issuer_with_unused_bits_in_its_key_is_hashed_without_their_octet() -> None:
    key_info = forge.sequence(forge.sequence(forge.oid("1.2.3")), forge.tlv(0x03, b"\x03", b"key bits\xf8"))
    parent = forge.certificate(version=forge.MALFORMED, subject=ISSUER, key=key_info)
    assert ours(malformed(version=forge.MALFORMED), parent)["issuerKeyHash"] == hashlib.sha256(b"key bits\xf8").hexdigest()


# --- what is refused ---


def test_a_wrong_issuer_is_refused_with_a_hint() -> None:
    (root, leaf), (other, _) = ca_and_leaf(name("CA"), key("CA")), ca_and_leaf(name("Other CA"), key("other"))
    with pytest.raises(InputError, match="That is not the issuer") as refusal:
        hash_data_of(item_of(leaf), item_of(other))
    assert "by signature" in refusal.value.hint
    for parsed in (x509.load_der_x509_certificate(leaf), item_of(leaf)):
        with pytest.raises(InputError, match="That is not the issuer"):
            hash_data_of(parsed, x509.load_der_x509_certificate(other))
    assert hash_data_of(item_of(leaf), item_of(root)).serial_number == "5f00"
    with pytest.raises(InputError, match="That is not the issuer"):
        hash_data_of(item_of(root), item_of(leaf))


def test_a_wrong_issuer_of_a_malformed_certificate_is_refused_too() -> None:
    parent = forge.certificate(version=forge.MALFORMED, subject=forge.sequence(forge.common_name("Other")))
    with pytest.raises(InputError, match="That is not the issuer"):
        ours(malformed(version=forge.MALFORMED), parent)


@pytest.mark.parametrize("broken", [b"\x30\x02\x05\x00", b"\x30\x03\x31\x01\x05", forge.sequence(b"\x31\x03abc")])
def test_a_name_that_is_none_is_refused_where_it_is_not_the_issuers(broken: bytes) -> None:
    child, parent = (
        forge.certificate(version=forge.MALFORMED, issuer=broken),
        forge.certificate(version=forge.MALFORMED, subject=ISSUER),
    )
    with pytest.raises(InputError):
        ours(child, parent)
    with pytest.raises(InputError):
        ours(malformed(version=forge.MALFORMED), forge.certificate(version=forge.MALFORMED, subject=broken))


@pytest.mark.parametrize("algorithm", ["SHA1", "sha-256", "", "MD5", "SHA256 "])
def test_another_algorithm_is_refused_with_those_there_are(algorithm: str) -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    with pytest.raises(InputError, match="OCPP has no hash algorithm") as refusal:
        hash_data_of(item_of(leaf), item_of(root), algorithm)
    assert "SHA256, SHA384 and SHA512" in refusal.value.hint


def test_an_algorithm_that_is_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="OCPP has no hash algorithm"):
        algorithm_of(256)  # type: ignore[arg-type]


def test_an_algorithm_in_lower_case_is_taken_and_named_as_ocpp_does() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    assert hash_data_of(item_of(leaf), item_of(root), "sha384").hash_algorithm == "SHA384"
    assert type(algorithm_of("Sha512")) is HashAlgorithm


@pytest.mark.parametrize(
    "der", [b"", b"0", b"0\x00", b"-----BEGIN CERTIFICATE-----", b"\x30\x03\x30\x01\x02", public_key_info(key("a"))]
)
def test_what_is_no_certificate_is_refused(der: bytes) -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    nothing = Item(ItemType.UNREADABLE, der, Source("nothing"))
    for pair in ((nothing, item_of(root)), (item_of(leaf), nothing)):
        with pytest.raises(InputError) as refusal:
            hash_data_of(*pair)
        assert refusal.value.hint


def test_a_path_or_a_text_is_refused_with_what_to_do() -> None:
    for wrong in ("leaf.pem", Path("leaf.pem"), None, b"0\x00"):
        with pytest.raises(InputError, match="This is no certificate") as refusal:
            der_of(wrong)  # type: ignore[arg-type]
        assert "wb.load" in refusal.value.hint


# --- the value ---


def test_equality_folds_case_and_nothing_else() -> None:
    one = CertificateHashData("SHA256", "ab", "cd", "1f")
    assert one == CertificateHashData("sha256", "AB", "Cd", "1F")
    assert len({one, CertificateHashData("SHA256", "aB", "cD", "1f")}) == 1
    for position in range(4):
        values = ["SHA256", "ab", "cd", "1f"]
        values[position] += "0"
        assert one != CertificateHashData(*values)
    assert one != CertificateHashData("SHA256", "cd", "ab", "1f")
    assert one != ("SHA256", "ab", "cd", "1f")
    assert one.__eq__("SHA256") is NotImplemented


def test_it_is_shown_with_every_field_and_inert() -> None:
    value = CertificateHashData("SHA256", "ab<script>", "cd", "1f\x1b[31m")
    assert repr(CertificateHashData("SHA256", "ab", "cd", "1f")) == (
        "CertificateHashData(hashAlgorithm='SHA256', issuerNameHash='ab', issuerKeyHash='cd', serialNumber='1f')"
    )
    for field in value.to_dict():
        assert field in str(value)
        assert field in value._repr_html_()
    assert "<script>" not in value._repr_html_()
    assert "\x1b" not in str(value)
