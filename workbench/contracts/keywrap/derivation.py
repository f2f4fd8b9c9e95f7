"""The session key of both standards: one-step ConcatKDF (NIST SP 800-56A 5.8.1) of the ECDH secret.

OtherInfo is AlgorithmID 01, PartyUInfo 55 ("U") and PartyVInfo 56 ("V"), one octet each, without lengths [V2G2-818, V2G20-2535].
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

OTHER_INFO = bytes.fromhex("015556")


def session_key_2(z: bytes, other_info: bytes = OTHER_INFO) -> bytes:
    """ISO 15118-2: the first 16 octets of SHA-256(00000001 || Z || 01 55 56)."""
    return ConcatKDFHash(hashes.SHA256(), 16, other_info).derive(z)


def session_key_20(z: bytes, other_info: bytes = OTHER_INFO) -> bytes:
    """ISO 15118-20: the first 32 octets of SHA-512(00000001 || Z || 01 55 56)."""
    return ConcatKDFHash(hashes.SHA512(), 32, other_info).derive(z)
