"""Signatures over EXI fragments: against RISE-V2G's digests, cryptography and openssl."""

import hashlib
import subprocess
import xml.etree.ElementTree as ET
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import write_fragment
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.contracts.signing import ED448, raw_signature, reference, sign
from workbench.errors import InputError

RISE = Path(__file__).parents[1] / "data/real/rise-v2g/CertificateInstallationRes-MsgBody-namespace.xml"
ANY = "{*}"
KEY = ec.derive_private_key(31337, ec.SECP256R1())
KEY_521 = ec.derive_private_key(31337, ec.SECP521R1())
PART = ("AuthorizationReq", messages_2.AuthorizationReq(bytes(16), "id1"))
PART_20 = (
    "PnC_AReqAuthorizationMode",
    messages_20.PnCAuthorizationMode("id1", bytes(16), messages_20.CertificateChain(b"a", (b"b",))),
)


def rise_parts():
    """The four signed elements of RISE-V2G's answer, by their Ids, and the digests that it states."""
    root: Any = ET.parse(RISE).getroot()  # noqa: S314  # a file of this repository

    def one(name):
        found = root.find(f".//{ANY}{name}")
        identifier = next(value for key, value in found.attrib.items() if key.endswith("Id"))
        return found, identifier

    chain, chain_id = one("ContractSignatureCertChain")
    ders = [b64decode(entry.text) for entry in chain.iter() if entry.tag.endswith("}Certificate")]
    encrypted, encrypted_id = one("ContractSignatureEncryptedPrivateKey")
    point, point_id = one("DHpublickey")
    emaid, emaid_id = one("eMAID")
    parts = [
        ("ContractSignatureCertChain", messages_2.CertificateChain(ders[0], tuple(ders[1:]), chain_id)),
        ("ContractSignatureEncryptedPrivateKey", messages_2.Identified(encrypted_id, b64decode(encrypted.text))),
        ("DHpublickey", messages_2.Identified(point_id, b64decode(point.text))),
        ("eMAID", messages_2.EMAID(emaid_id, emaid.text)),
    ]
    stated = {
        entry.get("URI"): b64decode(entry.find(f"{ANY}DigestValue").text)
        for entry in root.iter()
        if entry.tag.endswith("}Reference")
    }
    return parts, stated


def test_digests_are_those_that_rise_v2g_signed():
    parts, stated = rise_parts()
    made = {one.uri: one.digest_value for one in (reference(ISO_15118_2, *part) for part in parts)}
    assert made == stated
    assert len(made) == 4


@pytest.mark.parametrize("grammar", [XML_SIGNATURE, ISO_15118_2], ids=["alone", "combined"])
def test_a_signature_of_2_is_ecdsa_with_sha_256_over_signed_info(grammar):
    signature = sign(ISO_15118_2, [PART], KEY, grammar=grammar)
    octets = write_fragment(grammar, "SignedInfo", signature.signed_info)
    value = signature.signature_value.value
    assert len(value) == 64
    der = encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:]))
    KEY.public_key().verify(der, octets, ec.ECDSA(hashes.SHA256()))
    (only,) = signature.signed_info.references
    assert only.digest_value == hashlib.sha256(write_fragment(ISO_15118_2, *PART)).digest()
    assert only.uri == "#id1"


def test_openssl_verifies_it(openssl, tmp_path):
    signature = sign(ISO_15118_2, [PART], KEY)
    value = signature.signature_value.value
    (tmp_path / "der").write_bytes(encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:])))
    (tmp_path / "pem").write_bytes(KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    octets = write_fragment(XML_SIGNATURE, "SignedInfo", signature.signed_info)
    command = [openssl, "dgst", "-sha256", "-verify", tmp_path / "pem", "-signature", tmp_path / "der"]
    assert b"Verified OK" in subprocess.run(command, input=octets, capture_output=True, check=True, timeout=20).stdout


def test_a_signature_of_20_is_ecdsa_with_sha_512_on_secp521r1():
    signature = sign(ISO_15118_20, [PART_20], KEY_521)
    octets = write_fragment(XML_SIGNATURE, "SignedInfo", signature.signed_info)
    value = signature.signature_value.value
    assert len(value) == 132
    der = encode_dss_signature(int.from_bytes(value[:66]), int.from_bytes(value[66:]))
    KEY_521.public_key().verify(der, octets, ec.ECDSA(hashes.SHA512()))
    (only,) = signature.signed_info.references
    assert only.digest_value == hashlib.sha512(write_fragment(ISO_15118_20, *PART_20)).digest()


def test_a_signature_of_20_can_be_ed448():
    key = ed448.Ed448PrivateKey.from_private_bytes(bytes(57))
    signature = sign(ISO_15118_20, [PART_20], key)
    assert signature.signed_info.signature_method.algorithm == ED448
    octets = write_fragment(XML_SIGNATURE, "SignedInfo", signature.signed_info)
    key.public_key().verify(signature.signature_value.value, octets)


def test_the_same_parts_and_key_give_the_same_signature():
    assert sign(ISO_15118_2, [PART], KEY) == sign(ISO_15118_2, [PART], KEY)


def test_short_numbers_keep_their_place():
    """r or s below 2**248 would be shorter in DER: they are filled up, else a verifier reads them wrongly."""
    values = [raw_signature(bytes([count, more]), KEY, "SHA256") for count in range(256) for more in range(4)]
    assert {len(value) for value in values} == {64}
    assert any(value[0] == 0 or value[32] == 0 for value in values)


def test_a_part_without_an_id_cannot_be_signed():
    with pytest.raises(InputError, match="no Id"):
        sign(ISO_15118_2, [("AuthorizationReq", messages_2.AuthorizationReq(bytes(16)))], KEY)


def test_a_key_of_another_kind_cannot_sign():
    key: Any = rsa.generate_private_key(65537, 2048)
    with pytest.raises(InputError, match="kind of key"):
        sign(ISO_15118_2, [PART], key)
