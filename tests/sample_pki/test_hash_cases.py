"""The certificates of ``hash-cases/``: each is odd in the way that its description says; read by asn1crypto."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient

from workbench.sample_pki import reference_time

Reader = Callable[[str], lenient.Certificate]


@pytest.fixture
def read(directory: Path) -> Reader:
    def read(name: str) -> lenient.Certificate:
        _, _, der = pem.unarmor((directory / f"hash-cases/{name}.pem").read_bytes())
        return lenient.Certificate.load(der, strict=True)

    return read


def string_types(name: lenient.Name) -> dict[str, str]:
    return {
        pair["type"].native: type(getattr(pair["value"], "chosen", pair["value"])).__name__ for rdn in name.chosen for pair in rdn
    }


def serial_octets(certificate: lenient.Certificate) -> str:
    return bytes(certificate["tbs_certificate"]["serial_number"].contents).hex()


def key_bits(certificate: lenient.Certificate) -> bytes:
    return bytes(certificate.public_key["public_key"])


def test_a_small_folder(directory: Path) -> None:
    assert len([path for path in (directory / "hash-cases").glob("*.pem") if not path.name.endswith(".key.pem")]) == 11


def test_the_sub_ca_spells_its_name_otherwise_in_the_certificates_that_it_issues(read: Reader) -> None:
    issuer, leaf = read("cpo-sub-ca2").subject, read("secc-outlet6").issuer
    assert issuer.native == leaf.native
    assert (string_types(issuer)["common_name"], string_types(leaf)["common_name"]) == ("UTF8String", "PrintableString")
    assert sha256(issuer.dump()).digest() != sha256(leaf.dump()).digest()
    assert string_types(read("cpo-sub-ca2").issuer)["common_name"] == "UTF8String"


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("csms-root", "0a7d31c5e2f04b96"),  # a zero digit in front
        ("manufacturer-root", "00"),
        ("v2g-root", "00f38b02d96a7c41e5b0249d817e6f53ac10c8d7b2"),  # 20 octets and DER's zero octet
        ("cpo-sub-ca1", "00a70c5518e39d42f6"),
        ("cpo-sub-ca2-rekeyed", "20260301"),  # decimal by its looks
    ],
)
def test_serial_numbers_of_every_shape_that_goes_wrong(read: Reader, name: str, octets: str) -> None:
    assert serial_octets(read(name)) == octets


def test_two_sub_cas_have_one_name_and_two_keys_and_each_has_a_leaf_of_the_same_serial_number(read: Reader) -> None:
    old, new = read("cpo-sub-ca2"), read("cpo-sub-ca2-rekeyed")
    assert old.subject.dump() == new.subject.dump()
    assert key_bits(old) != key_bits(new)
    first, second = read("secc-outlet6"), read("secc-rekeyed")
    assert first.issuer.dump() == second.issuer.dump()
    assert first.serial_number == second.serial_number
    assert (first.authority_key_identifier, second.authority_key_identifier) == (old.key_identifier, new.key_identifier)


def test_the_serial_numbers_of_two_leaves_agree_in_their_first_20_digits_and_as_floating_point_numbers(read: Reader) -> None:
    first, second = read("secc-outlet6").serial_number, read("secc-outlet10").serial_number
    assert first != second
    assert f"{first:x}"[:20] == f"{second:x}"[:20]
    assert float(first) == float(second)


def test_the_rotated_root_is_issued_by_the_old_one(read: Reader) -> None:
    old, new = read("csms-root"), read("csms-root-rotated")
    assert new.issuer.dump() == old.subject.dump()
    assert new.subject.native != old.subject.native
    assert new.authority_key_identifier == old.key_identifier
    assert new.self_issued is False
    assert new.ca


def test_the_ed448_root_has_no_hash_algorithm_in_its_signature(read: Reader) -> None:
    root = read("mo-root")
    assert root.public_key.algorithm == "ed448"
    assert root["signature_algorithm"]["algorithm"].native == "ed448"
    assert len(key_bits(root)) == 57


def test_all_are_valid_at_the_reference_time(directory: Path, read: Reader) -> None:
    names = [path.name.removesuffix(".key.pem") for path in (directory / "hash-cases").glob("*.key.pem")]
    assert all(read(name).not_valid_before < reference_time() < read(name).not_valid_after for name in names)


def test_iso_15118_2_s_800_octets_hold(directory: Path, read: Reader) -> None:
    names = [path.name.removesuffix(".key.pem") for path in (directory / "hash-cases").glob("*.key.pem")]
    assert max(len(read(name).dump()) for name in names) <= 800  # V2G2-010
