"""What the wraps are made of, against published vectors: NIST CAVP (ECDH with ConcatKDF; AES-256-GCM), RFC 7748 (X448)."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x448
from cryptography_vectors import open_vector_file

from workbench.contracts.keywrap import sealing
from workbench.contracts.keywrap.derivation import session_key_2, session_key_20
from workbench.contracts.keywrap.steps import Recorder

KAS = "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_KDFConcat_NOKC_init.fax"


def records(path, section):
    """The records of a NIST file's section, as dictionaries of text."""
    with open_vector_file(path, "r") as file:
        text = file.read()
    part = re.split(r"^\[", text.split(section, 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    blocks = re.split(r"\n\s*\n", part)
    found = [dict(re.findall(r"^(\w+) = ?(.*)$", block, re.MULTILINE)) for block in blocks]
    return [one for one in found if len(one) > 3]


@pytest.mark.parametrize(
    ("section", "curve", "derive"),
    [("[EC - SHA256]", ec.SECP256R1(), session_key_2), ("[EE - SHA512]", ec.SECP521R1(), session_key_20)],
    ids=["ISO 15118-2", "ISO 15118-20"],
)
def test_secret_and_session_key_are_those_of_nist(section, curve, derive):
    right = [one for one in records(KAS, section) if one["Result"].startswith("P")]
    for one in right:
        other = ec.EllipticCurvePublicNumbers(int(one["QsCAVSx"], 16), int(one["QsCAVSy"], 16), curve).public_key()
        own = ec.derive_private_key(int(one["dsIUT"], 16), curve)
        z = own.exchange(ec.ECDH(), other)
        assert z == int(one["Z"], 16).to_bytes((curve.key_size + 7) // 8)
        assert derive(z, bytes.fromhex(one["OI"])).hex() == one["DKM"]
    assert len(right) >= 5


def test_sealing_is_aes_256_gcm_of_nist():
    """Those with an IV of 96 and a tag of 128 bit, as ISO 15118-20 has them."""
    with open_vector_file("ciphers/AES/GCM/gcmEncryptExtIV256.rsp", "r") as file:
        parts = re.split(r"\[Keylen = 256\]", file.read())[1:]
    tried = 0
    for part in parts:
        if "[IVlen = 96]" not in part or "[Taglen = 128]" not in part:
            continue
        for block in re.split(r"\n\s*\n", part)[1:12]:
            one = dict(re.findall(r"^(\w+) = ?(\w*)\s*$", block, re.MULTILINE))
            if "Key" not in one:
                continue
            octets = {name: bytes.fromhex(value) for name, value in one.items() if name != "Count"}
            sealed = sealing.seal(octets["Key"], octets["IV"], octets["PT"], octets["AAD"], Recorder(""))
            assert sealed == octets["IV"] + octets["CT"] + octets["Tag"]
            assert sealing.attempt(octets["Key"], sealed, octets["AAD"]) == octets["PT"]
            tried += 1
    assert tried >= 50


def test_x448_is_that_of_rfc_7748():
    """Its example of Alice and Bob, 6.2."""
    own = x448.X448PrivateKey.from_private_bytes(
        bytes.fromhex(
            "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"
        )
    )
    peer = x448.X448PrivateKey.from_private_bytes(
        bytes.fromhex(
            "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b65173992d"
        )
    )
    assert own.exchange(peer.public_key()).hex() == (
        "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"
    )
