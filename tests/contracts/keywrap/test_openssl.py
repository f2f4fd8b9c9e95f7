"""The key wrap both ways against the openssl command: ISO 15118-2 whole, of ISO 15118-20 the secret and the session key."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x448
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.contracts.openssl_wrap import Openssl
from workbench.contracts.keywrap import iso15118_2, secp521
from workbench.contracts.keywrap import x448 as wrap_x448
from workbench.contracts.keywrap.derivation import session_key_20

PCID, SKI = "WPNP20260000000014", bytes.fromhex("4102030405060708")


@pytest.fixture
def other(openssl, tmp_path):
    return Openssl(openssl, tmp_path)


@pytest.fixture
def pair():
    """A contract's key and a vehicle's, on secp256r1."""
    return ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def test_openssl_unwraps_what_we_wrapped(other, pair):
    contract, vehicle = pair
    wrapped = iso15118_2.wrap(contract, vehicle.public_key())
    ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), wrapped.dh_public_key)
    key = other.session_key(other.secret(vehicle, ephemeral), "SHA256", 16)
    octets = other.cbc("-d", key, wrapped.encrypted_private_key[:16], wrapped.encrypted_private_key[16:])
    assert int.from_bytes(octets) == contract.private_numbers().private_value


def test_we_unwrap_what_openssl_wrapped(other, pair):
    contract, vehicle = pair
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    key = other.session_key(other.secret(ephemeral, vehicle.public_key()), "SHA256", 16)
    iv = bytes(range(16))
    octets = iv + other.cbc("-e", key, iv, contract.private_numbers().private_value.to_bytes(32))
    dh = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    unwrapped: Any = iso15118_2.unwrap(octets, dh, vehicle, contract.public_key())
    assert unwrapped.ok
    assert unwrapped.key.private_numbers() == contract.private_numbers()


def test_openssl_has_the_same_secret_and_session_key_on_secp521r1(other):
    contract, vehicle, ephemeral = (ec.generate_private_key(ec.SECP521R1()) for _ in range(3))
    wrapped = secp521.wrap(
        contract, vehicle.public_key(), pcid=PCID, key_identifier=SKI, ephemeral=ephemeral, iv=bytes(12), reveal=True
    )
    z = other.secret(vehicle, ephemeral.public_key())
    assert wrapped.steps["Z"].octets == z
    assert wrapped.steps["K"].octets == other.session_key(z, "SHA512", 32)


def test_openssl_has_the_same_secret_and_session_key_on_x448(other):
    vehicle, ephemeral = x448.X448PrivateKey.generate(), x448.X448PrivateKey.generate()
    contract = wrap_x448.contract_key(bytes(range(56)))
    wrapped = wrap_x448.wrap(
        contract, vehicle.public_key(), pcid=PCID, key_identifier=SKI, ephemeral=ephemeral, iv=bytes(12), reveal=True
    )
    z = other.secret(vehicle, ephemeral.public_key())
    assert (wrapped.steps["Z"].octets, len(z)) == (z, 56)
    assert session_key_20(z) == other.session_key(z, "SHA512", 32) == wrapped.steps["K"].octets
