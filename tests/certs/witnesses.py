"""CertificateHashData by someone else's word: OpenSSL, cryptography, asn1crypto; none of them is the code under test."""

import re
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path

from asn1crypto import ocsp, pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.ocsp import OCSPRequestBuilder

ALGORITHMS = ("SHA256", "SHA384", "SHA512")
_HASHES: dict[str, hashes.HashAlgorithm] = {"SHA256": hashes.SHA256(), "SHA384": hashes.SHA384(), "SHA512": hashes.SHA512()}

Fields = dict[str, str]
"""OCPP's four fields, hexadecimal in lower case and without leading zeros in the serial number."""


def fields(algorithm: str, name_hash: str, key_hash: str, serial: str) -> Fields:
    return {"hashAlgorithm": algorithm, "issuerNameHash": name_hash, "issuerKeyHash": key_hash, "serialNumber": serial}


def by_openssl(
    openssl: Path, folder: Path, certificate: bytes, issuer: bytes, algorithms: Sequence[str] = ALGORITHMS
) -> list[Fields]:
    """What ``openssl ocsp`` asks a responder for: one CertID per algorithm, in their order.

    OpenSSL prints whole octets in upper case and breaks long hexadecimal with a backslash.
    """
    (folder / "issuer.pem").write_bytes(pem.armor("CERTIFICATE", issuer))
    (folder / "certificate.pem").write_bytes(pem.armor("CERTIFICATE", certificate))
    command = [str(openssl), "ocsp", "-issuer", str(folder / "issuer.pem"), "-req_text", "-no_nonce"]
    for algorithm in algorithms:
        command += [f"-{algorithm.lower()}", "-cert", str(folder / "certificate.pem")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.replace("\\\n", "")
    found = re.findall(
        r"Hash Algorithm: (\w+)\s+Issuer Name Hash: (\w+)\s+Issuer Key Hash: (\w+)\s+Serial Number: (-?)(\w+)", printed
    )
    assert len(found) == len(algorithms), printed
    return [
        fields(algorithm.upper(), name.lower(), key.lower(), sign + (serial.lower().lstrip("0") or "0"))
        for algorithm, name, key, sign, serial in found
    ]


def by_cryptography(certificate: bytes, issuer: bytes, algorithm: str) -> Fields:
    """cryptography's OCSP request."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of serial numbers that are not positive
        pair = x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer)
        asked = OCSPRequestBuilder().add_certificate(*pair, _HASHES[algorithm]).build()
        return fields(algorithm, asked.issuer_name_hash.hex(), asked.issuer_key_hash.hex(), f"{asked.serial_number:x}")


def by_asn1crypto(certificate: bytes, issuer: bytes, algorithm: str) -> Fields:
    """The CertID that asn1crypto's structures give (RFC 6960 4.1.1)."""
    checked, key = lenient.Certificate.load(certificate), lenient.Certificate.load(issuer).public_key["public_key"]
    digest = hashes.Hash(_HASHES[algorithm])
    digest.update(checked.issuer.dump())
    key_digest = hashes.Hash(_HASHES[algorithm])
    key_digest.update(key.contents[1:])  # without the unused-bits octet
    asked = ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": algorithm.lower()},
            "issuer_name_hash": digest.finalize(),
            "issuer_key_hash": key_digest.finalize(),
            "serial_number": checked.serial_number,
        }
    )
    asked = ocsp.CertId.load(asked.dump())
    name_hash, key_hash = (asked[name].native.hex() for name in ("issuer_name_hash", "issuer_key_hash"))
    return fields(algorithm, name_hash, key_hash, f"{asked['serial_number'].native:x}")
