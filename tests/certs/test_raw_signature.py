"""A signature cut from a certificate's octets is the one that the strict parser reads."""

import pytest
from cryptography import x509

from tests.peers.sound_chains import sound_chains
from workbench.certs.issuers import Issuers
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.raw_signature import raw_public_key, raw_signature

CHAINS = {chain.name: chain.certificates for chain in sound_chains()}


@pytest.mark.parametrize("name", CHAINS)
def test_it_is_what_cryptography_reads(name):
    for der in CHAINS[name]:
        certificate, cut = x509.load_der_x509_certificate(der), raw_signature(der)
        assert cut is not None
        assert (cut.signature, cut.tbs_certificate_bytes) == (certificate.signature, certificate.tbs_certificate_bytes)
        assert cut.signature_algorithm_oid == certificate.signature_algorithm_oid
        expected = certificate.signature_hash_algorithm
        assert (cut.signature_hash_algorithm and cut.signature_hash_algorithm.name) == (expected and expected.name)
        assert raw_public_key(der) == certificate.public_key()


def test_an_algorithm_that_is_not_known_here_is_left_to_others():
    der = CHAINS["plain P-256"][0]
    assert raw_signature(der.replace(bytes.fromhex("2a8648ce3d040302"), bytes.fromhex("2a8648ce3d04037f"))) is None


def test_a_bit_string_that_counts_unused_bits_is_no_signature():
    root, *_ = CHAINS["plain Ed448"]
    at = len(root) - 115  # before the 114 octets of the signature, whose last one is always zero
    assert root[at] == 0
    shorter = root[:at] + b"\x01" + root[at + 1 :]
    with pytest.raises(ValueError, match="whole octets"):
        raw_signature(shorter)
    sound, odd = (Item(ItemType.CERTIFICATE, der, Source("a"), x509.load_der_x509_certificate(der)) for der in (root, shorter))
    assert Issuers([sound, odd]).check(sound, sound).ok is True
    assert Issuers([sound, odd]).check(odd, sound).ok is False


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x30\x03\x30\x01\x00", bytes(200)])
def test_what_is_no_certificate_is_a_value_error(der):
    with pytest.raises(ValueError, match=r"."):
        raw_signature(der)
    assert isinstance(raw_public_key(der), str)
