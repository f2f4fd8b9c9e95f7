"""OCSP requests, octet for octet against ``cryptography``'s builder, and read back by ``openssl ocsp``."""

import re
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from tests.revocation.ocsp_made import CA, LEAF, ca, made
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.errors import InputError
from workbench.revocation.ocsp_request import hash_data_by, ocsp_request, request_for_hash_data

HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA1": hashes.SHA1(),  # noqa: S303  # what most responders know
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
}
NONCES = [None, b"\x01", bytes(range(32)), b"\xff" * 128]


def built(certificate: x509.Certificate, issuer: x509.Certificate, algorithm: str, nonce: bytes | None) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, HASHES[algorithm])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("algorithm", HASHES)
@pytest.mark.parametrize("nonce", NONCES, ids=lambda nonce: "none" if nonce is None else str(len(nonce)))
@pytest.mark.parametrize("serial", [1, 5, 127, 128, 255, 256, 2**64, 2**159 - 1])
def test_the_same_octets_as_cryptographys_builder(algorithm: str, nonce: bytes | None, serial: int) -> None:
    leaf = made("leaf", serial=serial)
    assert ocsp_request(leaf, CA, algorithm, nonce) == built(leaf, CA, algorithm, nonce)


@given(st.integers(1, 2**159 - 1), st.sampled_from(sorted(HASHES)), st.data())
def test_hash_data_alone_give_the_same_octets(serial: int, algorithm: str, data: st.DataObject) -> None:
    size = HASHES[algorithm].digest_size
    name, key = data.draw(st.binary(min_size=size, max_size=size)), data.draw(st.binary(min_size=size, max_size=size))
    nonce = data.draw(st.none() | st.binary(min_size=1, max_size=128))
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(name, key, serial, HASHES[algorithm])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    spelled = data.draw(st.sampled_from([str.lower, str.upper]))
    hash_data = CertificateHashData(spelled(algorithm), spelled(name.hex()), spelled(key.hex()), spelled(f"{serial:x}"))
    assert request_for_hash_data(hash_data, nonce) == builder.build().public_bytes(Encoding.DER)


@pytest.mark.requirement("RFC 6960 4.4.1")
@pytest.mark.parametrize("algorithm", HASHES)
def test_openssl_reads_every_field(algorithm: str, openssl: Path, tmp_path: Path) -> None:
    hash_data = hash_data_by(LEAF, CA, algorithm)
    text = read(openssl, tmp_path, request_for_hash_data(hash_data, b"\x5a" * 32))
    assert f"Hash Algorithm: {algorithm.lower()}" in text
    assert f"Issuer Name Hash: {hash_data.issuer_name_hash.upper()}" in text
    assert f"Issuer Key Hash: {hash_data.issuer_key_hash.upper()}" in text
    assert "Serial Number: 05" in text
    assert "OCSP Nonce" in text
    assert "0420" + "5A" * 32 in text


def test_one_request_asks_about_several_certificates(openssl: Path, tmp_path: Path) -> None:
    certificates = [made("leaf", serial=serial) for serial in (5, 0xABCDEF, 2**159 - 1)]
    text = read(openssl, tmp_path, request_for_hash_data(hash_data_of(one, CA) for one in certificates))
    assert [line.split(": ")[1] for line in text.splitlines() if "Serial Number" in line] == ["05", "ABCDEF", "7F" + "FF" * 19]
    assert "Nonce" not in text


def read(openssl: Path, folder: Path, der: bytes) -> str:
    (folder / "request.der").write_bytes(der)
    command = [str(openssl), "ocsp", "-reqin", "request.der", "-req_text", "-noverify"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
    return re.sub(r"\\\n\s*", "", text)  # long hexadecimal is wrapped


def test_the_issuers_name_is_hashed_as_the_certificate_spells_it_by_sha1_too() -> None:
    assert hash_data_by(LEAF, CA, "sha1").issuer_name_hash == built_hash("SHA1")
    assert hash_data_by(LEAF, CA, "SHA256") == hash_data_of(LEAF, CA)


def built_hash(algorithm: str) -> str:
    return ocsp.load_der_ocsp_request(built(LEAF, CA, algorithm, None)).issuer_name_hash.hex()


SOUND = hash_data_of(LEAF, CA)


@pytest.mark.parametrize(
    "changed",
    [
        {"hash_algorithm": "MD5"},
        {"hash_algorithm": "SHA-256"},
        {"hash_algorithm": "SHA384"},
        {"issuer_name_hash": SOUND.issuer_name_hash[:-1]},
        {"issuer_key_hash": SOUND.issuer_key_hash[:-1] + "g"},
        {"issuer_key_hash": SOUND.issuer_key_hash + "\n"},
        {"serial_number": ""},
        {"serial_number": "0x5"},
        {"serial_number": "5_5"},
        {"serial_number": " 5"},
        {"serial_number": "5" * 3000},
    ],
    ids=str,
)
def test_what_is_no_hash_data_is_refused(changed: dict[str, str]) -> None:
    fields = {
        "hash_algorithm": SOUND.hash_algorithm,
        "issuer_name_hash": SOUND.issuer_name_hash,
        "issuer_key_hash": SOUND.issuer_key_hash,
        "serial_number": SOUND.serial_number,
    }
    request_for_hash_data(CertificateHashData(**fields))
    with pytest.raises(InputError):
        request_for_hash_data(CertificateHashData(**{**fields, **changed}))


@pytest.mark.parametrize("nonce", [b"", b"\x00" * 129], ids=["empty", "129"])
def test_a_nonce_of_another_length_is_refused(nonce: bytes) -> None:
    with pytest.raises(InputError):
        ocsp_request(LEAF, CA, nonce=nonce)


@pytest.mark.parametrize("algorithm", HASHES)
def test_a_stranger_for_the_issuer_is_refused(algorithm: str) -> None:
    with pytest.raises(InputError):
        ocsp_request(LEAF, ca("Other"), algorithm)


def test_a_request_about_nothing_is_refused() -> None:
    with pytest.raises(InputError):
        request_for_hash_data([])
