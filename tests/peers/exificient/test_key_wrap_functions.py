"""ISO 15118-2's key wrap both ways against PyPI's iso15118: its two functions as they stand in its file, with our cryptography.

The package itself wants cryptography 44 and pydantic 1, which cannot stand beside ours: so the two functions are taken out of its
``security.py`` unchanged.
"""

import ast
import secrets
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.keywrap import iso15118_2
from workbench.contracts.parties.samples import sample_items, sample_key

pytestmark = pytest.mark.exificient


@pytest.fixture(scope="module")
def functions(shared):
    """``encrypt_priv_key`` and ``decrypt_priv_key``."""
    tree = ast.parse((shared / "security.py").read_text("utf-8"))
    wanted = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name in {"encrypt_priv_key", "decrypt_priv_key"}]
    assert len(wanted) == 2
    for one in wanted:  # their annotations name what is not here
        one.returns = None
        for argument in one.args.args:
            argument.annotation = None
    space: dict[str, Any] = {
        "ec": ec,
        "Cipher": Cipher,
        "algorithms": algorithms,
        "modes": modes,
        "SHA256": SHA256,
        "ConcatKDFHash": ConcatKDFHash,
        "Encoding": Encoding,
        "PublicFormat": PublicFormat,
        "EllipticCurvePublicKey": ec.EllipticCurvePublicKey,
        "load_der_x509_certificate": x509.load_der_x509_certificate,
        "get_random_bytes": secrets.token_bytes,
        "EncryptionError": RuntimeError,
    }
    exec(compile(ast.Module([*wanted], []), "security.py", "exec"), space)  # noqa: S102  # its file is the peer
    return space["encrypt_priv_key"], space["decrypt_priv_key"]


@pytest.fixture
def vehicle():
    (leaf,) = sample_items("iso15118-2", "oem-provisioning")
    return leaf, sample_key("iso15118-2", "oem-provisioning")


def test_we_unwrap_what_it_wrapped(functions, vehicle):
    encrypt, _ = functions
    leaf, key = vehicle
    for _ in range(5):
        contract = ec.generate_private_key(ec.SECP256R1())
        dh, octets = encrypt(leaf.der, contract)
        got: Any = iso15118_2.unwrap(octets, dh, key, contract.public_key())
        assert got.ok
        assert got.key.private_numbers() == contract.private_numbers()


def test_it_unwraps_what_we_wrapped(functions, vehicle):
    _, decrypt = functions
    _, key = vehicle
    for _ in range(5):
        contract = ec.generate_private_key(ec.SECP256R1())
        wrapped = iso15118_2.wrap(contract, key.public_key())
        ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), wrapped.dh_public_key)
        octets = decrypt(wrapped.encrypted_private_key, key, ephemeral)
        assert int.from_bytes(octets) == contract.private_numbers().private_value
