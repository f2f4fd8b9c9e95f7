"""ISO 15118-20, X448: as SECP521, for contracts on Ed448 [V2G20-2488, -2500 to -2502, -2508 to -2510]. No known product speaks it.

Three places in which the texts do not fit together, and what is done here:

- DHPublicKey is 56 octets and must not be filled up to 133 [V2G20-2495]; ISO's schema says that it has 133. EXI does not enforce
  that, so 56 are sent, as the text has it; 133 that end or begin in 77 zero octets are recognised and refused by name.
- The field has room for 56 octets of key (84 = 12 + 56 + 16). An Ed448 private key has 57 (RFC 8032 5.2.5). Here the mobility
  operator draws keys whose last octet is zero, and sends the 56 before it: 448 bits of chance are left. This is a reading.
- The receiver is to check that the number is below the order of the base point [V2G20-2510]. An Ed448 private key is no such
  number but the input of a hash, and a clamped X448 scalar always lies above the order. Only the second half of that check is done:
  the public key that follows must be the certificate's.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ed448, x448
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.faults import fault
from workbench.contracts.keywrap import binding, checks, mistakes, sealing
from workbench.contracts.keywrap.derivation import session_key_20
from workbench.contracts.keywrap.results import Unwrapped, Wrapped
from workbench.contracts.keywrap.steps import Recorder
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.findings import Finding

PLAINTEXT = 56
FIELD = sealing.IV + PLAINTEXT + sealing.TAG
"""84 octets of X448_EncryptedPrivateKey."""
POINT = 56
"""Octets of DHPublicKey (RFC 7748)."""
SCHEMA_POINT = 133
"""What ISO's schema says instead."""
_KDF = "first 32 octets of SHA-512(00 00 00 01 || Z || 01 55 56)"


def contract_key(octets: bytes) -> ed448.Ed448PrivateKey:
    """The Ed448 key whose private octets are these 56 and a zero."""
    return ed448.Ed448PrivateKey.from_private_bytes(octets + b"\0")


def wrap(  # noqa: PLR0913  # what chance decides can be given
    contract: ed448.Ed448PrivateKey,
    receiver: x448.X448PublicKey,
    *,
    pcid: str,
    key_identifier: bytes,
    ephemeral: x448.X448PrivateKey | None = None,
    iv: bytes | None = None,
    reveal: bool = False,
) -> Wrapped:
    """An Ed448 contract key wrapped for a vehicle.

    Parameters
    ----------
    contract
        A key whose last private octet is zero; see the module.
    receiver
        The alternate subject public key of the provisioning certificate [V2G20-2534].
    pcid, key_identifier, ephemeral, iv, reveal
        As :func:`workbench.contracts.keywrap.secp521.wrap`.

    Raises
    ------
    InputError
        The key has 57 octets that matter, or the IV has not 12.
    """
    octets = contract.private_bytes_raw()
    if octets[-1]:
        raise InputError(
            "This Ed448 key does not fit into the 56 octets of the field.", hint="Make it with keywrap.x448.contract_key(octets)."
        )
    if iv is not None and len(iv) != sealing.IV:
        raise InputError(f"The IV has 12 octets, not {len(iv)}.", hint="Leave it out: it is drawn.")
    iv = iv if iv is not None else secrets.token_bytes(sealing.IV)
    ephemeral = ephemeral or x448.X448PrivateKey.generate()
    steps = Recorder("ISO 15118-20, X448: the mobility operator wraps a contract key", reveal=reveal)
    steps.secret("P", "the first 56 octets of the Ed448 private key, whose 57th is zero", octets[:-1], "V2G20-2500")
    steps.secret("e", "ephemeral private key, drawn for this wrap alone", ephemeral.private_bytes_raw(), "V2G20-2535")
    dh = ephemeral.public_key().public_bytes_raw()
    steps.public("DHPublicKey", "E = X448(e, 5), 56 octets and no filler", dh, "V2G20-2495")
    steps.public("S", "alternate public key of the provisioning certificate", _raw(receiver), "V2G20-2534")
    key = _session_key(ephemeral, receiver, steps, "X448(e, S)")
    field = sealing.seal(key, iv, octets[:-1], binding.aad(pcid, key_identifier), steps)
    steps.public("X448_EncryptedPrivateKey", "IV || C || T", field, "V2G20-2502")
    return Wrapped("X448", field, dh, steps.steps)


def unwrap(  # noqa: PLR0913  # what is bound together
    field: bytes,
    dh_public_key: bytes,
    receiver: x448.X448PrivateKey,
    certified: object,
    *,
    pcid: str,
    key_identifier: bytes,
    reveal: bool = False,
) -> Unwrapped:
    """The contract key, with the receiver's checks; what fails is a finding. Parameters as of SECP521's."""
    steps = Recorder("ISO 15118-20, X448: the vehicle unwraps its contract key", reveal=reveal)
    found = _filled(dh_public_key) or checks.length("DHPublicKey", dh_public_key, POINT, "V2G20-2495", steps)
    found += checks.length("X448_EncryptedPrivateKey", field, FIELD, "V2G20-2502", steps)
    if found:
        return Unwrapped(None, steps.steps, tuple(found))
    notes = binding.judge(pcid, key_identifier)
    steps.public("DHPublicKey", "E, as received", dh_public_key, "V2G20-2495")
    public = x448.X448PublicKey.from_public_bytes(dh_public_key)
    try:
        key = _session_key(receiver, public, steps, "X448(s, E)")
    except ValueError:  # the secret is all zero: a point of small order (RFC 7748 6.2)
        steps.check("point", "Z is not zero", holds=False, rule="RFC 7748 6.2")
        return Unwrapped(None, steps.steps, (*notes, _small_order()))
    bound = binding.aad(pcid, key_identifier)
    plaintext = sealing.open_sealed(key, field, bound, steps)
    if plaintext is None:
        named = mistakes.of_20(receiver.exchange(public), field, *binding.parts(pcid, key_identifier))
        return Unwrapped(None, steps.steps, (*notes, sealing.tag_fails(named)))
    steps.secret("P", "AES-256-GCM decryption of C", plaintext, "V2G20-2508")
    unwrapped = contract_key(plaintext)
    same = checks.same_public(unwrapped.public_key(), certified)
    if steps.check("public key", "of P || 00 is the contract certificate's", holds=same, rule="V2G20-2510"):
        return Unwrapped(unwrapped, steps.steps, notes)
    found = [checks.mismatch("Ed448", "V2G20-2510", "another contract's key was wrapped")]
    return Unwrapped(None, steps.steps, (*notes, *found))


def _session_key(own: x448.X448PrivateKey, other: x448.X448PublicKey, steps: Recorder, formula: str) -> bytes:
    z = own.exchange(other)
    steps.secret("Z", formula, z, "V2G20-2535")
    key = session_key_20(z)
    steps.secret("K", _KDF, key, "V2G20-2535")
    return key


def _raw(key: x448.X448PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _filled(dh_public_key: bytes) -> list[Finding]:
    """The finding for a key that was filled up to the schema's length."""
    zeros = bytes(SCHEMA_POINT - POINT)
    if len(dh_public_key) != SCHEMA_POINT or not (dh_public_key.startswith(zeros) or dh_public_key.endswith(zeros)):
        return []
    return [
        fault(
            "keywrap-length",
            "DHPublicKey was filled up with zeros to the 133 octets of the schema; for X448 the text forbids it.",
            requirement="V2G20-2495",
            observed="133 octets, 77 of them zero",
            expected="56 octets",
            remedy="Send the 56 octets of RFC 7748; the schema's length is for SECP521.",
        )
    ]


def _small_order() -> Finding:
    return fault(
        "keywrap-point",
        "The ephemeral public key is a point of small order: the secret would be zero, and known to everybody.",
        requirement="RFC 7748 6.2",
        observed="Z = 0",
        expected="any other",
        remedy=checks.ASK_AGAIN,
    )
