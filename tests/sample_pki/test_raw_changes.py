"""Octets that no CA would write, seen by openssl and asn1crypto."""

from pathlib import Path

import pytest
from asn1crypto import core, pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from workbench.errors import InputError
from workbench.sample_pki.raw_changes import CERTIFICATE_FIELDS, CRL_FIELDS, after_signing, to_be_signed


def der(directory: Path, name: str) -> bytes:
    return bytes(pem.unarmor((directory / f"iso15118-2/{name}.pem").read_bytes())[2])


@pytest.fixture
def leaf(directory: Path) -> bytes:
    return der(directory, "secc")


def verified(leaf: bytes, directory: Path) -> bool:
    issuer = x509.load_der_x509_certificate(der(directory, "cpo-sub-ca2"))
    try:
        x509.load_der_x509_certificate(leaf).verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    return True


def test_without_a_change_it_is_the_same(leaf: bytes) -> None:
    assert to_be_signed(leaf, {}, CERTIFICATE_FIELDS) == lenient.Certificate.load(leaf)["tbs_certificate"].dump()
    assert after_signing(leaf, ()) == leaf


def test_a_field_is_exchanged_and_the_others_stay(leaf: bytes) -> None:
    before = lenient.Certificate.load(leaf)["tbs_certificate"]
    after = lenient.TbsCertificate.load(to_be_signed(leaf, {"serialNumber": "020107"}, CERTIFICATE_FIELDS))
    assert after["serial_number"].native == 7
    assert [name for name in before if before[name].dump() != after[name].dump()] == ["serial_number"]


def test_an_empty_field_is_left_out(directory: Path) -> None:
    crl = (directory / "iso15118-2/cpo-sub-ca2.crl").read_bytes()
    changed = to_be_signed(crl, {"version": "", "crlExtensions": ""}, CRL_FIELDS)
    assert isinstance(core.load(_elements(changed)[0]), core.Sequence)
    assert len(_elements(changed)) == len(CRL_FIELDS) - 2


def _elements(tbs: bytes) -> list[bytes]:
    return [part.dump() for part in core.SequenceOf.load(tbs, spec=core.Any)]


def test_a_damaged_signature_can_be_read_and_is_wrong(directory: Path, leaf: bytes) -> None:
    damaged = after_signing(leaf, ["signature damaged"])
    assert verified(leaf, directory)
    assert not verified(damaged, directory)
    assert len(damaged) == len(leaf)


def test_a_text_is_exchanged_under_the_old_signature(directory: Path, leaf: bytes) -> None:
    changed = after_signing(leaf, ["'WORKBENCHSTATION' becomes 'WORKBENCHSTATIUN'"])
    assert "WORKBENCHSTATIUN" in lenient.Certificate.load(changed).subject.human_friendly
    assert not verified(changed, directory)


def test_a_padded_length_is_the_same_content_in_ber(leaf: bytes) -> None:
    padded = after_signing(leaf, ["length padded"])
    assert (len(padded), padded[:2], padded[5:]) == (len(leaf) + 1, b"\x30\x83", leaf[4:])
    assert lenient.Certificate.load(padded).subject == lenient.Certificate.load(leaf).subject
    with pytest.raises(ValueError, match="InvalidLength"):
        x509.load_der_x509_certificate(padded)


def test_another_outer_algorithm_leaves_the_rest(leaf: bytes) -> None:
    changed = lenient.Certificate.load(after_signing(leaf, ["outer algorithm sha512_ecdsa"]))
    assert changed["signature_algorithm"]["algorithm"].native == "sha512_ecdsa"
    assert changed["tbs_certificate"].dump() == lenient.Certificate.load(leaf)["tbs_certificate"].dump()
    assert changed["signature_value"].native == lenient.Certificate.load(leaf)["signature_value"].native


def test_steps_follow_one_another(leaf: bytes) -> None:
    both = after_signing(leaf, ["signature empty", "length padded"])
    assert (both[:2], both[-3:]) == (b"\x30\x83", b"\x03\x01\x00")


def test_a_text_of_another_length_is_refused(leaf: bytes) -> None:
    with pytest.raises(InputError, match="not of its length"):
        after_signing(leaf, ["'WORKBENCH' becomes 'BENCH'"])
