"""RISE-V2G's published contract data. Its vehicle's key was never published: the ciphertext cannot be unwrapped by anybody here.

What can be checked is: the lengths, that the ephemeral key is a point of the curve, that the contract's key which is published
beside it is the certificate's, and that a stranger's key is told apart.
"""

import base64
import re
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from workbench.contracts.keywrap import iso15118_2

REAL = Path(__file__).parents[2] / "data/real/rise-v2g"
TEXT = (REAL / "CertificateInstallationRes-MsgBody-namespace.xml").read_text("utf-8")
CERTIFICATE = x509.load_pem_x509_certificate((REAL / "contractCert.pem").read_bytes())


def element(name):
    found = re.search(rf"<\w+:{name}\b[^>]*>([^<]*)</", TEXT)
    assert found is not None
    return base64.b64decode(found[1])


FIELD, POINT = element("ContractSignatureEncryptedPrivateKey"), element("DHpublickey")


def test_the_lengths_are_those_of_the_standard_and_the_point_is_one():
    assert (len(FIELD), len(POINT)) == (48, 65)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), POINT)


def test_the_contracts_key_is_the_one_beside_it():
    store: Any = load_pkcs12((REAL / "moCertChain.p12").read_bytes(), b"123456")
    assert store.key.public_key() == CERTIFICATE.public_key()


def test_a_stranger_does_not_get_it():
    got = iso15118_2.unwrap(FIELD, POINT, ec.generate_private_key(ec.SECP256R1()), CERTIFICATE.public_key())
    assert [one.code for one in got.findings] in (["keywrap-key-mismatch"], ["keywrap-scalar"])
    assert got.key is None
