"""Proof of possession: a CSR's own signature, whatever its algorithm, and what became of it."""

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

import workbench as wb
from workbench.certs.possession import proven

SHA_1 = Path(__file__).parents[1] / "data" / "real" / "rfc7030" / "simpleenroll-request.b64"
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "somebody")])
KEYS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "P-256": (ec.generate_private_key(ec.SECP256R1()), hashes.SHA256(), {}),
    "P-521": (ec.generate_private_key(ec.SECP521R1()), hashes.SHA512(), {}),
    "Ed25519": (ed25519.Ed25519PrivateKey.generate(), None, {}),
    "Ed448": (ed448.Ed448PrivateKey.generate(), None, {}),
    "RSA": (rsa.generate_private_key(65537, 2048), hashes.SHA256(), {}),
    "RSA-PSS": (
        rsa.generate_private_key(65537, 2048),
        hashes.SHA256(),
        {"rsa_padding": padding.PSS(padding.MGF1(hashes.SHA256()), 32)},
    ),
}


@pytest.mark.parametrize("name", list(KEYS))
def test_a_csr_of_any_key_is_proven_and_a_changed_one_is_not(name):
    key, algorithm, options = KEYS[name]
    request = x509.CertificateSigningRequestBuilder().subject_name(NAME).sign(key, algorithm, **options)
    assert proven(request).ok is True
    der = request.public_bytes(Encoding.DER)
    changed = x509.load_der_x509_csr(der.replace(b"somebody", b"everybod"))
    assert proven(changed).ok is False


@pytest.mark.requirement("RFC 2986 4.2")
def test_sha_1_is_weak_and_still_a_proof():
    der = base64.b64decode(SHA_1.read_bytes())
    assert proven(x509.load_der_x509_csr(der)).ok is True
    assert "signature-invalid" not in {finding.code for finding in wb.load(der).items[0].findings}
    damaged = der[:-1] + bytes([der[-1] ^ 1])
    assert proven(x509.load_der_x509_csr(damaged)).ok is False
