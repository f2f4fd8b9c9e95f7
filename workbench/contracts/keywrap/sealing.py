"""AES-256-GCM of ISO 15118-20 [V2G20-2494, -2497]: the IV of 12 octets, the ciphertext, the tag of 16."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workbench.contracts.faults import fault
from workbench.contracts.keywrap.checks import ASK_AGAIN

if TYPE_CHECKING:
    from workbench.contracts.keywrap.steps import Recorder
    from workbench.findings import Finding

IV, TAG = 12, 16


def seal(key: bytes, iv: bytes, plaintext: bytes, bound: bytes, steps: Recorder) -> bytes:
    """IV || C || T."""
    steps.public("AAD", "PCID || SKI of the contract certificate in upper-case hexadecimal, ASCII", bound, "V2G20-2492")
    steps.public("IV", "12 octets, drawn", iv, "V2G20-2497")
    sealed = AESGCM(key).encrypt(iv, plaintext, bound)
    steps.public("C", "AES-256-GCM(K, IV, P, AAD)", sealed[:-TAG], "V2G20-2497")
    steps.public("T", "its tag, 128 bit", sealed[-TAG:], "V2G20-2494")
    return iv + sealed


def open_sealed(key: bytes, field: bytes, bound: bytes, steps: Recorder) -> bytes | None:
    """The plaintext, or None where the tag does not fit."""
    steps.public("AAD", "PCID || SKI of the contract certificate in upper-case hexadecimal, ASCII", bound, "V2G20-2492")
    steps.public("IV", "first 12 octets of the field", field[:IV], "V2G20-2497")
    steps.public("C", f"the {len(field) - IV - TAG} after them", field[IV:-TAG], "V2G20-2497")
    steps.public("T", "the last 16", field[-TAG:], "V2G20-2494")
    found = attempt(key, field, bound)
    steps.check("tag", "T is the tag of IV, C and AAD under K", holds=found is not None, rule="V2G20-2504")
    return found


def attempt(key: bytes, field: bytes, bound: bytes) -> bytes | None:
    """The plaintext, or None."""
    try:
        return AESGCM(key).decrypt(field[:IV], field[IV:], bound)
    except InvalidTag:
        return None


def tag_fails(named: str) -> Finding:
    """The finding for a tag that does not fit; `named` is the sender's mistake where one was recognised."""
    why = named or (
        "the field was changed, or it was wrapped for another vehicle's key, another PCID or another contract certificate"
    )
    return fault(
        "keywrap-tag",
        f"The tag of the encrypted key does not fit: {why}.",
        requirement="V2G20-2504",
        observed="AES-256-GCM refuses",
        expected="the tag of this ciphertext, for this PCID and this contract certificate's SKI",
        remedy=ASK_AGAIN,
    )
