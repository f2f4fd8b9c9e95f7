"""ISO 15118-20's wraps on secp521r1 and X448: lengths, the binding, the receiver's checks, each failure by name."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, x448

from workbench.contracts.keywrap import binding, not_done, secp521
from workbench.contracts.keywrap import x448 as wrap_x448
from workbench.contracts.keywrap.derivation import session_key_20
from workbench.contracts.keywrap.sealing import seal
from workbench.contracts.keywrap.steps import Recorder
from workbench.errors import InputError

CURVE = ec.SECP521R1()
PCID, SKI = "WPNP20260000000014", bytes.fromhex("4a02030405060708")
CONTRACT, VEHICLE, STRANGER, EPHEMERAL = (ec.derive_private_key(number, CURVE) for number in (1234567, 7654321, 99, 424242))
WRAPPED = secp521.wrap(CONTRACT, VEHICLE.public_key(), pcid=PCID, key_identifier=SKI, ephemeral=EPHEMERAL, iv=bytes(12))

ED_CONTRACT = wrap_x448.contract_key(bytes(range(56)))
ED_VEHICLE = x448.X448PrivateKey.from_private_bytes(bytes(range(1, 57)))
ED_WRAPPED = wrap_x448.wrap(ED_CONTRACT, ED_VEHICLE.public_key(), pcid=PCID, key_identifier=SKI)


def unwrapped(field=WRAPPED.encrypted_private_key, dh=WRAPPED.dh_public_key, **changes):
    given: Any = {"receiver": VEHICLE, "certified": CONTRACT.public_key(), "pcid": PCID, "key_identifier": SKI} | changes
    return secp521.unwrap(field, dh, given.pop("receiver"), given.pop("certified"), **given)


def ed_unwrapped(field=ED_WRAPPED.encrypted_private_key, dh=ED_WRAPPED.dh_public_key, **changes):
    given: Any = {"receiver": ED_VEHICLE, "certified": ED_CONTRACT.public_key(), "pcid": PCID, "key_identifier": SKI} | changes
    return wrap_x448.unwrap(field, dh, given.pop("receiver"), given.pop("certified"), **given)


def codes(result):
    assert result.key is None
    assert not result.ok
    return [one.code for one in result.findings]


def bound(plaintext, aad=None, iv=bytes(12), other_info=b"\x01\x55\x56"):
    aad = binding.aad(PCID, SKI) if aad is None else aad
    return secp521.wrap_octets(plaintext, VEHICLE.public_key(), EPHEMERAL, iv, bound=aad, other_info=other_info)


def test_lengths_are_the_schemas():
    assert (len(WRAPPED.encrypted_private_key), len(WRAPPED.dh_public_key)) == (94, 133)
    assert (len(ED_WRAPPED.encrypted_private_key), len(ED_WRAPPED.dh_public_key)) == (84, 56)


def test_keys_come_back():
    assert unwrapped().key.private_numbers() == CONTRACT.private_numbers()
    assert ed_unwrapped().key.private_bytes_raw() == ED_CONTRACT.private_bytes_raw()
    assert (unwrapped().findings, ed_unwrapped().findings) == ((), ())


def test_the_binding_is_the_pcid_and_the_key_identifier_in_capitals():
    assert binding.aad(PCID, SKI) == b"WPNP202600000000144A02030405060708"
    assert binding.aad("WPN-P-2026000000001-4", SKI) == binding.aad(PCID, SKI)
    assert len(binding.aad(PCID, SKI)) == 18 + 16
    assert binding.judge(PCID, SKI) == ()


@pytest.mark.parametrize(("pcid", "ski"), [("WPNEV2026SAMPLE01", SKI), (PCID, bytes(20)), (PCID, b"")])
def test_a_binding_of_other_lengths_is_a_warning_and_still_works(pcid, ski):
    wrapped = secp521.wrap(CONTRACT, VEHICLE.public_key(), pcid=pcid, key_identifier=ski)
    got = unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key, pcid=pcid, key_identifier=ski)
    assert got.ok
    assert [one.code for one in got.findings] == ["keywrap-binding"]


@pytest.mark.parametrize(
    "changes", [{"pcid": "WPNP20260000000015"}, {"key_identifier": SKI[::-1]}, {"receiver": STRANGER}], ids=["PCID", "SKI", "key"]
)
def test_another_vehicle_or_certificate_breaks_the_tag(changes):
    assert codes(unwrapped(**changes)) == ["keywrap-tag"]


@pytest.mark.parametrize("changes", [{"pcid": "WPNP20260000000015"}, {"key_identifier": SKI[::-1]}])
def test_another_vehicle_or_certificate_breaks_the_tag_on_x448(changes):
    assert codes(ed_unwrapped(**changes)) == ["keywrap-tag"]
    assert codes(ed_unwrapped(receiver=x448.X448PrivateKey.generate())) == ["keywrap-tag"]


def test_each_bit_matters():
    for place in range(0, 94 * 8, 23):
        changed = bytearray(WRAPPED.encrypted_private_key)
        changed[place // 8] ^= 1 << place % 8
        assert codes(unwrapped(bytes(changed))) == ["keywrap-tag"]
    for place in range(0, 84 * 8, 23):
        changed = bytearray(ED_WRAPPED.encrypted_private_key)
        changed[place // 8] ^= 1 << place % 8
        assert codes(ed_unwrapped(bytes(changed))) == ["keywrap-tag"]


@pytest.mark.parametrize(
    ("aad", "word"),
    [
        (b"", "no AAD"),
        (b"WPNP202600000000144a02030405060708", "small letters"),
        (b"WPNP20260000000014", "PCID alone"),
        (b"4A02030405060708", "key identifier alone"),
        (b"4A02030405060708WPNP20260000000014", "before the PCID"),
    ],
)
def test_known_mistakes_of_binding_are_recognised(aad, word):
    wrapped = bound(CONTRACT.private_numbers().private_value.to_bytes(66), aad)
    got = unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)
    assert codes(got) == ["keywrap-tag"]
    assert word in got.findings[0].message


def test_known_mistakes_of_derivation_are_recognised():
    wrapped = bound(CONTRACT.private_numbers().private_value.to_bytes(66), other_info=b"")
    got = unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)
    assert "without OtherInfo" in got.findings[0].message


@pytest.mark.parametrize("top", [0x02, 0x80, 0xFE])
def test_bits_above_the_key_must_be_zero(top):
    plaintext = CONTRACT.private_numbers().private_value.to_bytes(66)
    wrapped = bound(bytes([plaintext[0] | top]) + plaintext[1:])
    assert codes(unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)) == ["keywrap-padding"]


@pytest.mark.parametrize("number", [0, CURVE.group_order, 2**521 - 1])
def test_a_number_that_is_no_key_is_refused(number):
    wrapped = bound(number.to_bytes(66))
    assert codes(unwrapped(wrapped.encrypted_private_key, wrapped.dh_public_key)) == ["keywrap-scalar"]


def test_another_contracts_key_is_refused():
    assert codes(unwrapped(certified=STRANGER.public_key())) == ["keywrap-key-mismatch"]
    assert codes(ed_unwrapped(certified=ed448.Ed448PrivateKey.generate().public_key())) == ["keywrap-key-mismatch"]


@pytest.mark.parametrize("length", [0, 48, 84, 93, 95, 206])
def test_a_field_of_another_length_is_refused(length):
    assert codes(unwrapped(bytes(length))) == ["keywrap-length"]


def test_what_is_no_point_is_refused():
    assert codes(unwrapped(dh=WRAPPED.dh_public_key[:-1] + b"\0")) == ["keywrap-point"]
    assert codes(ed_unwrapped(dh=bytes(56))) == ["keywrap-point"]


@pytest.mark.parametrize("filled", [bytes(77) + ED_WRAPPED.dh_public_key, ED_WRAPPED.dh_public_key + bytes(77)])
def test_an_x448_key_filled_up_to_the_schemas_length_is_refused_by_name(filled):
    got = ed_unwrapped(dh=filled)
    assert codes(got) == ["keywrap-length"]
    assert (got.findings[0].requirement, len(filled)) == ("V2G20-2495", 133)


def test_an_x448_key_of_the_schemas_length_that_is_not_filled_up_is_just_too_long():
    got = ed_unwrapped(dh=b"\1" * 133)
    assert codes(got) == ["keywrap-length"]
    assert "133 octets; 56 are right" in got.findings[0].message


def test_secrets_are_in_no_step_unless_asked_for():
    sides = [WRAPPED, ED_WRAPPED, unwrapped(), ed_unwrapped()]
    for side in sides:
        for name in ("P", "Z", "K"):
            assert (side.steps[name].octets, side.steps[name].secret) == (b"", True)
    shown = "".join(f"{side}{side!r}{side._repr_html_()}" for side in sides)
    assert bytes(range(56)).hex() not in shown
    assert unwrapped(reveal=True).steps["P"].octets == CONTRACT.private_numbers().private_value.to_bytes(66)
    assert ed_unwrapped(reveal=True).steps["P"].octets == bytes(range(56))


def test_an_ed448_key_of_57_octets_does_not_fit():
    with pytest.raises(InputError, match="56 octets"):
        wrap_x448.wrap(ed448.Ed448PrivateKey.from_private_bytes(b"\1" * 57), ED_VEHICLE.public_key(), pcid=PCID, key_identifier=SKI)


def test_a_tpms_wrap_is_said_not_to_be_done():
    found = not_done(bytes(206))
    assert (found.code, found.requirement) == ("keywrap-tpm", "V2G20-2518")
    assert "nothing was checked" in found.message


def test_the_field_is_put_together_as_told():
    """By the primitives alone: what stands where."""
    z = VEHICLE.exchange(ec.ECDH(), EPHEMERAL.public_key())
    plaintext = CONTRACT.private_numbers().private_value.to_bytes(66)
    sealed = seal(session_key_20(z), bytes(12), plaintext, binding.aad(PCID, SKI), Recorder(""))
    assert WRAPPED.encrypted_private_key == sealed
    assert (sealed[:12], len(sealed[12:-16])) == (bytes(12), 66)


def test_a_wrap_of_the_wrong_kind_is_refused():
    small = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(InputError, match="secp521r1"):
        secp521.wrap(CONTRACT, small.public_key(), pcid=PCID, key_identifier=SKI)
    with pytest.raises(InputError, match="12 octets"):
        secp521.wrap(CONTRACT, VEHICLE.public_key(), pcid=PCID, key_identifier=SKI, iv=bytes(16))
