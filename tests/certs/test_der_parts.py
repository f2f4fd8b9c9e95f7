"""The raw parts that hash data is made of, against asn1crypto and cryptography, on odd encodings and cut-off octets."""

import random

import pytest
from asn1crypto import core, keys
from asn1crypto import x509 as lenient
from cryptography import x509

from tests.certs.known_pairs import Pair, all_certificates, item_of, known_pairs
from tests.certs.odd_pairs import certificate, key, name, odd_pairs
from tests.properties import forge
from workbench.certs.der import DerError, certificate_slices, issuer_and_serial, public_key_bits
from workbench.certs.hashdata import hash_data_of
from workbench.certs.issuing import public_key_info
from workbench.certs.items import Item
from workbench.certs.quiet import quietly
from workbench.errors import InputError

EVERY = [*all_certificates(), *(pair.certificate for pair in odd_pairs())]


@pytest.mark.parametrize("der", EVERY, ids=range(len(EVERY)))
def test_issuer_and_serial_are_those_of_two_other_parsers(der: bytes) -> None:
    issuer, serial = issuer_and_serial(der)
    theirs = lenient.Certificate.load(der)
    assert issuer == theirs.issuer.dump()
    assert serial == theirs["tbs_certificate"]["serial_number"].contents
    with quietly():
        parsed = x509.load_der_x509_certificate(der)
        assert (issuer, int.from_bytes(serial, signed=True)) == (parsed.issuer.public_bytes(), parsed.serial_number)


@pytest.mark.parametrize("der", EVERY, ids=range(len(EVERY)))
def test_the_key_bits_are_asn1cryptos(der: bytes) -> None:
    info = lenient.Certificate.load(der).public_key.dump()
    assert public_key_bits(info) == keys.PublicKeyInfo.load(info)["public_key"].contents[1:]
    assert certificate_slices(der).public_key_info == info


# --- odd encodings: the short cuts of the quick reader end where they must ---

LONG_NAME = forge.sequence(*(forge.common_name("x" * 200) for _ in range(400)))
CN = forge.common_name("CA")


@pytest.mark.parametrize(
    ("issuer", "serial"),
    [
        (forge.sequence(CN), b"\x05"),
        (b"\x30\x00", b"\x05"),
        (b"\x30\x81" + bytes([len(CN)]) + CN, b"\x05"),  # more length octets than it needs
        (b"\x30\x84\x00\x00\x00" + bytes([len(CN)]) + CN, b"\x05"),
        (forge.sequence(forge.common_name("x" * 125)), b"\x00\x80"),
        (forge.sequence(forge.common_name("x" * 250)), b"\x00" * 20),
        (LONG_NAME, b"\xff" * 127),
        (LONG_NAME, b"\x7f" * 128),
        (LONG_NAME, b"\x7f" * 300),
        (LONG_NAME, b"\x7f" * 70_000),
    ],
)
@pytest.mark.parametrize("version", [b"", b"\xa0\x03\x02\x01\x02", b"\xa0\x81\x03\x02\x01\x02", b"\xa0\x82\x00\x03\x02\x01\x02"])
def test_lengths_of_every_form_are_read(version: bytes, issuer: bytes, serial: bytes) -> None:
    """Version absent or with a long length; names and serial numbers below and above 128, 256 and 65,536 octets."""
    number = forge.tlv(0x02, serial)
    for algorithm in (forge.ECDSA, b"\x30\x81\x0a" + forge.ECDSA[2:], forge.sequence(forge.oid("1.2.3"), forge.octets(b"x" * 300))):
        to_be_signed = forge.sequence(version, number, algorithm, issuer, forge.VALIDITY, forge.sequence(CN), forge.KEY)
        der = forge.sequence(to_be_signed, forge.ECDSA, forge.SIGNATURE)
        assert issuer_and_serial(der) == (issuer, serial)
        slices = certificate_slices(der)
        assert (slices.issuer, slices.serial, slices.subject, slices.public_key_info) == (
            issuer,
            serial,
            forge.sequence(CN),
            forge.KEY,
        )


def test_outer_lengths_of_unusual_form_are_read() -> None:
    inner = forge.certificate()[3:]  # after 30 81 xx: the to-be-signed part with its header 30 81 xx, and the rest
    tbs_length = inner[2]
    body, rest = inner[3 : 3 + tbs_length], inner[3 + tbs_length :]
    for tbs in (b"\x30\x82\x00" + bytes([tbs_length]) + body, b"\x30\x81" + bytes([tbs_length]) + body):
        for outer in (b"\x30\x82\x00", b"\x30\x83\x00\x00", b"\x30\x81"):
            der = outer + bytes([len(tbs + rest)]) + tbs + rest
            assert issuer_and_serial(der) == issuer_and_serial(forge.certificate())


@pytest.mark.parametrize("unused", range(8))
def test_the_unused_bits_octet_is_left_out_whatever_it_says(unused: int) -> None:
    info = forge.sequence(forge.sequence(forge.oid("1.2.3")), forge.tlv(0x03, bytes([unused]), b"\xaa\x80"))
    assert public_key_bits(info) == b"\xaa\x80"


@pytest.mark.parametrize("size", [0, 1, 126, 127, 254, 255, 65_534, 65_535, 70_000])
def test_key_bits_of_every_size(size: int) -> None:
    info = forge.sequence(forge.sequence(forge.oid("1.2.3")), forge.tlv(0x03, b"\0", b"k" * size))
    assert public_key_bits(info) == b"k" * size
    assert bytes(core.OctetBitString.load(info[len(info) - len(core.OctetBitString(b"k" * size).dump()) :])) == b"k" * size


@pytest.mark.parametrize(
    "info",
    [
        b"",
        b"\x30",
        b"\x30\x00",
        b"\x30\x02\x30\x00",
        forge.sequence(forge.sequence(), b"\x03\x00"),  # not even the unused-bits octet
        forge.sequence(forge.sequence(), b"\x04\x02\x00a"),  # an OCTET STRING
        forge.sequence(forge.sequence(), b"\x03\x05\x00a"),  # cut off
        forge.sequence(forge.sequence(), b"\x23\x04\x03\x02\x00a"),  # constructed: BER
        forge.sequence(forge.sequence(), b"\x03\x80\x00a\x00\x00"),  # indefinite length
        forge.sequence(b"\x30\x85\x01\x00\x00\x00\x00"),
    ],
)
def test_what_is_no_public_key_is_refused(info: bytes) -> None:
    with pytest.raises(DerError):
        public_key_bits(info)


# --- hostile ---


def refused_or_read(der: bytes) -> bool:
    """Whether the octets were read; anything but a result or our own errors is a failure of the test."""
    item = item_of(known_pairs()[0].issuer)
    try:
        issuer_and_serial(der)
    except DerError:
        for pair in ((_broken(der), item), (item, _broken(der))):
            with pytest.raises(InputError) as refusal, quietly():
                hash_data_of(*pair)
            assert refusal.value.hint
        return False
    for pair in ((_broken(der), item), (item, _broken(der)), (_broken(der), _broken(der))):
        try:
            with quietly():
                hash_data_of(*pair)
        except InputError:
            continue
    return True


def _broken(der: bytes) -> Item:
    with quietly():
        return item_of(der)


def shortest_and_longest() -> list[Pair]:
    return sorted(known_pairs(), key=lambda pair: len(pair.certificate))[:: len(known_pairs()) - 1]


@pytest.mark.parametrize("pair", shortest_and_longest(), ids=lambda pair: pair.name)
def test_every_cut_ends_in_our_error(pair: Pair) -> None:
    der = pair.certificate
    needed = der.index(lenient.Certificate.load(der).issuer.dump()) + len(lenient.Certificate.load(der).issuer.dump())
    for length in range(len(der)):
        assert refused_or_read(der[:length]) == (length >= needed)


def test_every_changed_octet_ends_in_our_error_or_in_hash_data() -> None:
    der = certificate(name("leaf"), name("CA"), key("leaf"), key("CA"))
    read = 0
    for at in range(len(der)):
        for value in {0x00, 0x30, 0x80, 0x82, 0xFF, der[at] ^ 1, der[at] ^ 0x80}:
            read += refused_or_read(der[:at] + bytes([value]) + der[at + 1 :])
    assert read > len(der)


def test_random_octets_behind_a_certificates_beginning_end_in_our_error_or_in_hash_data() -> None:
    chosen = random.Random(5)  # noqa: S311
    for _ in range(500):
        start = chosen.choice((b"", b"0", b"\x30\x82\x01\x00\x30\x82", b"\x30\x80\x30\x80", b"\x30\x0a\x30\x08\xa0\x84"))
        refused_or_read(start + chosen.randbytes(chosen.randrange(40)))


def test_an_issuer_without_a_readable_key_is_refused() -> None:
    for info in (b"\x30\x00", forge.sequence(forge.sequence(), b"\x03\x00"), forge.sequence(forge.sequence(), b"\x03\x09\x00a")):
        parent = forge.certificate(version=forge.MALFORMED, subject=forge.sequence(CN), key=info)
        child = forge.certificate(version=forge.MALFORMED, issuer=forge.sequence(CN))
        with pytest.raises(InputError, match="no hash data"):
            hash_data_of(item_of(child), item_of(parent))


def test_the_parts_of_the_smallest_certificate() -> None:
    bare = forge.sequence(forge.sequence(b"\x02\x01\x05", b"\x30\x00", b"\x30\x00"))
    assert issuer_and_serial(bare) == (b"\x30\x00", b"\x05")
    for wrong in (
        b"\x02\x00\x30\x00\x30\x00",
        b"\x03\x01\x05\x30\x00\x30\x00",
        b"\x02\x01\x05\x30\x00\x31\x00",
        b"\x02\x01\x05\x30\x00",
    ):
        with pytest.raises(DerError):
            issuer_and_serial(forge.sequence(forge.sequence(wrong)))
    assert public_key_bits(public_key_info(key("a")))[0] == 4


@pytest.mark.parametrize("which", ["version", "serial", "algorithm", "issuer"])
def test_an_indefinite_length_is_no_length(which: str) -> None:
    """80 says "until the end-of-contents octets" in BER; read as 128 it would hash 128 octets of something else."""
    parts = {"version": b"\xa0\x03\x02\x01\x02", "serial": b"\x02\x01\x05", "algorithm": b"\x30\x00", "issuer": b"\x30\x00"}
    parts[which] = parts[which][:1] + b"\x80" + bytes(128)
    with pytest.raises(DerError, match="indefinite"):
        issuer_and_serial(forge.sequence(forge.sequence(*parts.values(), bytes(200))))
