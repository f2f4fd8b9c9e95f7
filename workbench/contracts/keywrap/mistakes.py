"""What a sender may have done instead: known ways to derive or bind wrongly, tried where the right one fails.

A key that only comes out so is not taken; that it comes out tells what to say to the sender. The derivations are those found in
public code: no OtherInfo, the counter behind Z, no derivation at all.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from workbench.contracts.faults import fault
from workbench.contracts.keywrap.derivation import OTHER_INFO, session_key_2, session_key_20
from workbench.contracts.keywrap.sealing import attempt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding

_COUNTER = bytes.fromhex("00000001")


def of_2(z: bytes, field: bytes, certified: object) -> str:
    """The derivation of ISO 15118-2's session key that gives the certified key after all; empty: none known."""
    if not isinstance(certified, ec.EllipticCurvePublicKey) or not isinstance(certified.curve, ec.SECP256R1):
        return ""
    iv, ciphertext = field[:16], field[16:]
    for name, key in _keys_2(z):
        decryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).decryptor()
        value = int.from_bytes(decryptor.update(ciphertext) + decryptor.finalize())
        if not 0 < value < certified.curve.group_order:
            continue
        if ec.derive_private_key(value, certified.curve).public_key() == certified:
            return f"the sender derived its session key {name}"
    return ""


def of_20(z: bytes, field: bytes, pcid: bytes, identifier: bytes) -> str:
    """The derivation or binding of ISO 15118-20 with which the tag fits after all; empty: none known.

    Parameters
    ----------
    pcid, identifier
        The two parts of the right AAD.
    """
    for key_name, key in (("", session_key_20(z)), *_keys_20(z)):
        for aad_name, aad in (("", pcid + identifier), *_bindings(pcid, identifier)):
            if (key_name or aad_name) and attempt(key, field, aad) is not None:
                ways = [f"derived its session key {key_name}"] * bool(key_name) + [f"bound it {aad_name}"] * bool(aad_name)
                return f"the sender {' and '.join(ways)}"
    return ""


def wrong_receiver(curve: str, wanted: str, rule: str) -> Finding:
    """The finding that the receiver's own key is of another kind than the wrap."""
    return fault(
        "keywrap-receiver",
        f"The vehicle's key is on {curve}; this wrap needs one on {wanted}.",
        requirement=rule,
        observed=curve,
        expected=wanted,
        remedy="Ask in the standard to which the provisioning certificate belongs.",
    )


def _keys_2(z: bytes) -> Iterator[tuple[str, bytes]]:
    yield "without OtherInfo", session_key_2(z, b"")
    yield "with the counter behind Z", hashlib.sha256(z + _COUNTER).digest()[:16]
    yield "with the counter behind Z, before OtherInfo", hashlib.sha256(z + _COUNTER + OTHER_INFO).digest()[:16]
    yield "as SHA-256 of Z alone", hashlib.sha256(z).digest()[:16]
    yield "with lengths before U and V", session_key_2(z, bytes.fromhex("0100000001550000000156"))


def _keys_20(z: bytes) -> Iterator[tuple[str, bytes]]:
    yield "without OtherInfo", session_key_20(z, b"")
    yield "with SHA-256", hashlib.sha256(_COUNTER + z + OTHER_INFO).digest()
    yield "with SHA-256 and without OtherInfo", hashlib.sha256(_COUNTER + z).digest()
    yield "with the counter behind Z", hashlib.sha512(z + _COUNTER).digest()[:32]


def _bindings(pcid: bytes, identifier: bytes) -> Iterator[tuple[str, bytes]]:
    yield "to nothing (no AAD)", b""
    yield "to the key identifier in small letters", pcid + identifier.lower()
    yield "to the PCID alone", pcid
    yield "to the key identifier alone", identifier
    yield "with the key identifier before the PCID", identifier + pcid
