"""ISO 15118-2's wrap: lengths, the receiver's checks, each failure by name."""

import copy
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.keywrap import iso15118_2
from workbench.errors import InputError

CURVE = ec.SECP256R1()
CONTRACT, VEHICLE, STRANGER = (ec.derive_private_key(number, CURVE) for number in (1234567, 7654321, 99))
EPHEMERAL, IV = ec.derive_private_key(424242, CURVE), bytes(range(16))
WRAPPED = iso15118_2.wrap(CONTRACT, VEHICLE.public_key(), ephemeral=EPHEMERAL, iv=IV)
PUBLIC = CONTRACT.public_key()


def unwrapped(field=WRAPPED.encrypted_private_key, dh=WRAPPED.dh_public_key, receiver=VEHICLE, certified=PUBLIC):
    return iso15118_2.unwrap(field, dh, receiver, certified)


def codes(result):
    assert result.key is None
    assert not result.ok
    return [one.code for one in result.findings]


def test_a_key_comes_back_and_the_lengths_are_the_schemas():
    assert (len(WRAPPED.encrypted_private_key), len(WRAPPED.dh_public_key)) == (48, 65)
    got = unwrapped()
    assert (got.ok, got.findings) == (True, ())
    assert got.key.private_numbers() == CONTRACT.private_numbers()
    assert [got.steps[name].holds for name in ("point", "d < n", "d·G")] == [True, True, True]


def test_two_wraps_of_one_key_differ():
    once, twice = (iso15118_2.wrap(CONTRACT, VEHICLE.public_key()) for _ in range(2))
    assert once.encrypted_private_key != twice.encrypted_private_key
    assert once.dh_public_key != twice.dh_public_key


def test_small_keys_keep_their_leading_zeros():
    small = ec.derive_private_key(1, CURVE)
    wrapped = iso15118_2.wrap(small, VEHICLE.public_key())
    assert unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key, certified=small.public_key()).ok


def test_the_wrong_vehicle_gets_another_key_and_is_told():
    assert codes(unwrapped(receiver=STRANGER)) == ["keywrap-key-mismatch"]


def test_another_contracts_key_is_refused():
    assert codes(unwrapped(certified=STRANGER.public_key())) == ["keywrap-key-mismatch"]


@pytest.mark.parametrize("length", [0, 1, 47, 49, 64])
def test_a_field_of_another_length_is_refused(length):
    assert codes(unwrapped(field=bytes(length))) == ["keywrap-length"]


def test_a_compressed_point_is_refused_by_its_length():
    dh = EPHEMERAL.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    assert codes(unwrapped(dh=dh)) == ["keywrap-length"]


@pytest.mark.parametrize(
    "dh", [WRAPPED.dh_public_key[:-1] + b"\0", b"\x05" + WRAPPED.dh_public_key[1:], bytes(65), b"\4" + bytes(64)]
)
def test_what_is_no_point_of_the_curve_is_refused(dh):
    """Else an invalid curve gives the receiver's key away bit by bit."""
    assert codes(unwrapped(dh=dh)) == ["keywrap-point"]


@pytest.mark.parametrize("number", [0, CURVE.group_order, CURVE.group_order + 5, 2**256 - 1])
def test_a_number_that_is_no_key_is_refused(number):
    wrapped = iso15118_2.wrap_octets(number.to_bytes(32), VEHICLE.public_key(), EPHEMERAL, IV)
    assert codes(unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)) == ["keywrap-scalar"]


def test_the_largest_key_is_taken():
    largest = ec.derive_private_key(CURVE.group_order - 1, CURVE)
    wrapped = iso15118_2.wrap(largest, VEHICLE.public_key())
    assert unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key, certified=largest.public_key()).ok


def test_each_bit_of_the_field_and_the_point_matters():
    for place in range(0, 48 * 8, 7):
        changed = bytearray(WRAPPED.encrypted_private_key)
        changed[place // 8] ^= 1 << place % 8
        assert not unwrapped(bytes(changed)).ok
    for place in range(0, 65 * 8, 31):
        changed = bytearray(WRAPPED.dh_public_key)
        changed[place // 8] ^= 1 << place % 8
        assert not unwrapped(dh=bytes(changed)).ok


def test_a_sender_without_other_info_is_recognised():
    wrapped = iso15118_2.wrap(CONTRACT, VEHICLE.public_key(), other_info=b"")
    got = unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)
    assert codes(got) == ["keywrap-key-mismatch"]
    assert "without OtherInfo" in got.findings[0].message


def test_a_receivers_key_on_another_curve_is_a_finding():
    assert codes(unwrapped(receiver=ec.generate_private_key(ec.SECP521R1()))) == ["keywrap-receiver"]


def test_a_certificate_with_a_key_of_another_kind_is_a_finding():
    assert codes(unwrapped(certified=ec.generate_private_key(ec.SECP521R1()).public_key())) == ["keywrap-key-mismatch"]
    assert codes(unwrapped(certified=None)) == ["keywrap-key-mismatch"]


def test_a_wrap_of_the_wrong_kind_is_refused():
    with pytest.raises(InputError, match="secp256r1"):
        iso15118_2.wrap(ec.generate_private_key(ec.SECP521R1()), VEHICLE.public_key())
    with pytest.raises(InputError, match="16 octets"):
        iso15118_2.wrap(CONTRACT, VEHICLE.public_key(), iv=bytes(12))


def test_steps_show_public_octets_whole_and_secrets_not_at_all():
    got = unwrapped()
    for result in (WRAPPED, got):
        shown = f"{result} {result!r} {result._repr_html_()} {list(result.steps)!r}"
        assert WRAPPED.dh_public_key.hex() in result._repr_html_()
        for secret in ("d", "Z", "K"):
            assert result.steps[secret].octets == b""
            assert result.steps[secret].length in {16, 32}
        assert f"{CONTRACT.private_numbers().private_value:064x}" not in shown
    assert got.steps["Z"].digest == WRAPPED.steps["Z"].digest


def test_revealed_steps_hold_the_secrets():
    got = iso15118_2.unwrap(WRAPPED.encrypted_private_key, WRAPPED.dh_public_key, VEHICLE, CONTRACT.public_key(), reveal=True)
    assert got.steps["d"].octets == CONTRACT.private_numbers().private_value.to_bytes(32)
    assert got.steps["Z"].octets == EPHEMERAL.exchange(ec.ECDH(), VEHICLE.public_key())


def test_an_unwrapped_key_is_not_copied_or_written():
    for way in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not copied"):
            way(unwrapped())
