"""ISO 15118-2: ephemeral-static ECDH on secp256r1, ConcatKDF with SHA-256, AES-128-CBC without padding [V2G2-815 to -823].

CBC protects no integrity: with a wrong key it gives 32 other octets and no error. Only the comparison with the contract
certificate's public key tells, so it is not left out [V2G2-823].
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.keywrap import checks, mistakes
from workbench.contracts.keywrap.derivation import OTHER_INFO, session_key_2
from workbench.contracts.keywrap.results import Unwrapped, Wrapped
from workbench.contracts.keywrap.steps import Recorder
from workbench.errors import InputError

CURVE = ec.SECP256R1()
FIELD = 48
"""Octets of ContractSignatureEncryptedPrivateKey: the IV and two blocks."""
POINT = 65
"""Octets of DHpublickey: 04, x, y."""
_KDF = "first 16 octets of SHA-256(00 00 00 01 || Z || 01 55 56)"


def wrap(
    contract_key: ec.EllipticCurvePrivateKey,
    receiver: ec.EllipticCurvePublicKey,
    *,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    iv: bytes | None = None,
    other_info: bytes = OTHER_INFO,
    reveal: bool = False,
) -> Wrapped:
    """A contract key wrapped for a receiver.

    Parameters
    ----------
    contract_key
        On secp256r1.
    receiver
        The public key of the provisioning certificate [V2G2-820], or of the contract that an update replaces [V2G2-821].
    ephemeral, iv
        For repeatable tests; None: drawn anew. Used twice they give the key away.
    other_info
        Of the derivation; anything but the default is a sender's mistake, to show it.
    reveal
        Whether the steps keep secret octets: test keys only.

    Raises
    ------
    InputError
        A key is on another curve, or the IV has not 16 octets.
    """
    for curve in (contract_key.curve, receiver.curve, *([ephemeral.curve] if ephemeral else [])):
        if not isinstance(curve, ec.SECP256R1):
            raise InputError(f"ISO 15118-2 wraps on secp256r1; this key is on {curve.name}.", hint="Take ISO 15118-20's wrap.")
    if iv is not None and len(iv) != 16:
        raise InputError(f"An IV of AES-CBC has 16 octets, not {len(iv)}.", hint="Leave it out: it is drawn.")
    return wrap_octets(
        contract_key.private_numbers().private_value.to_bytes(32),
        receiver,
        ephemeral or ec.generate_private_key(CURVE),
        iv if iv is not None else secrets.token_bytes(16),
        other_info=other_info,
        reveal=reveal,
    )


def wrap_octets(
    plaintext: bytes,
    receiver: ec.EllipticCurvePublicKey,
    ephemeral: ec.EllipticCurvePrivateKey,
    iv: bytes,
    *,
    other_info: bytes = OTHER_INFO,
    reveal: bool = False,
) -> Wrapped:
    """As :func:`wrap`, of any 32 octets: also of a number that is no key."""
    steps = Recorder("ISO 15118-2: the mobility operator wraps a contract key", reveal=reveal)
    steps.secret("d", "private key of the contract certificate, big-endian", plaintext, "V2G2-816")
    steps.secret("e", "ephemeral private key, drawn for this wrap alone", _scalar(ephemeral), "V2G2-818")
    dh = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    steps.public("DHpublickey", "E = e·G as 04 || x || y", dh, "V2G2-819")
    shown = receiver.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    steps.public("S", "static public key of the receiver", shown, "V2G2-820")
    key = _session_key(ephemeral, receiver, steps, "e·S", other_info)
    steps.public("IV", "16 octets, drawn", iv, "V2G2-815")
    encryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).encryptor()
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    steps.public("C", "AES-128-CBC(K, IV, d), no padding: two whole blocks", ciphertext, "V2G2-815")
    steps.public("ContractSignatureEncryptedPrivateKey", "IV || C", iv + ciphertext, "V2G2-815")
    return Wrapped("secp256r1", iv + ciphertext, dh, steps.steps)


def unwrap(
    field: bytes,
    dh_public_key: bytes,
    receiver: ec.EllipticCurvePrivateKey,
    certified: object,
    *,
    reveal: bool = False,
) -> Unwrapped:
    """The contract key, with the receiver's checks; what fails is a finding.

    Parameters
    ----------
    field
        ContractSignatureEncryptedPrivateKey.
    dh_public_key
        DHpublickey.
    receiver
        The vehicle's static private key.
    certified
        The public key of the contract certificate; of any kind, for that is checked too.
    """
    steps = Recorder("ISO 15118-2: the vehicle unwraps its contract key", reveal=reveal)
    found = checks.length("DHpublickey", dh_public_key, POINT, "V2G2-819", steps)
    found += checks.length("ContractSignatureEncryptedPrivateKey", field, FIELD, "V2G2-815", steps)
    if not isinstance(receiver.curve, ec.SECP256R1):
        found.append(mistakes.wrong_receiver(receiver.curve.name, "secp256r1", "V2G2-818"))
    if found:
        return Unwrapped(None, steps.steps, tuple(found))
    steps.public("DHpublickey", "E, as received", dh_public_key, "V2G2-819")
    public, found = checks.point(dh_public_key, CURVE, "V2G2-819", steps)
    if public is None:
        return Unwrapped(None, steps.steps, tuple(found))
    key = _session_key(receiver, public, steps, "s·E", OTHER_INFO)
    iv, ciphertext = field[:16], field[16:]
    steps.public("IV", "first 16 octets of the field", iv, "V2G2-815")
    steps.public("C", "the other 32", ciphertext, "V2G2-815")
    plaintext = decrypt(key, iv, ciphertext)
    steps.secret("d", "AES-128-CBC decryption of C", plaintext, "V2G2-815")
    value = int.from_bytes(plaintext)
    found = checks.scalar(value, CURVE, "V2G2-823", steps)
    contract_key = None if found else ec.derive_private_key(value, CURVE)
    same = contract_key is not None and checks.same_public(contract_key.public_key(), certified)
    if contract_key is not None:
        steps.check("d·G", "is the public key of the contract certificate", holds=same, rule="V2G2-823")
    named = "" if same else mistakes.of_2(receiver.exchange(ec.ECDH(), public), field, certified)
    if named or (contract_key is not None and not same):
        found.append(checks.mismatch("secp256r1", "V2G2-823", named))
    return Unwrapped(contract_key if same else None, steps.steps, tuple(found))


def decrypt(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    """AES-128-CBC without padding."""
    decryptor = Cipher(algorithms.AES128(key), modes.CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


def _session_key(
    own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey, steps: Recorder, formula: str, other_info: bytes
) -> bytes:
    z = own.exchange(ec.ECDH(), other)
    steps.secret("Z", f"x coordinate of {formula}", z, "V2G2-818")
    key = session_key_2(z, other_info)
    steps.secret("K", _KDF if other_info == OTHER_INFO else "ConcatKDF with another OtherInfo", key, "V2G2-818")
    return key


def _scalar(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(32)
