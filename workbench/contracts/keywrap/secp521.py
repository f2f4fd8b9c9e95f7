"""ISO 15118-20, SECP521: one-pass ECDH on secp521r1, ConcatKDF with SHA-512, AES-256-GCM [V2G20-2494 to -2507, -2678]."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.contracts.faults import fault
from workbench.contracts.keywrap import binding, checks, mistakes, sealing
from workbench.contracts.keywrap.derivation import OTHER_INFO, session_key_20
from workbench.contracts.keywrap.results import Unwrapped, Wrapped
from workbench.contracts.keywrap.steps import Recorder
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.findings import Finding

CURVE = ec.SECP521R1()
PLAINTEXT = 66
"""Octets of the padded key: 7 zero bits and 521."""
FIELD = sealing.IV + PLAINTEXT + sealing.TAG
"""94 octets of SECP521_EncryptedPrivateKey."""
POINT = 133
"""Octets of DHPublicKey: 04, x, y."""
_KDF = "first 32 octets of SHA-512(00 00 00 01 || Z || 01 55 56)"


def wrap(  # noqa: PLR0913  # what chance decides can be given
    contract_key: ec.EllipticCurvePrivateKey,
    receiver: ec.EllipticCurvePublicKey,
    *,
    pcid: str,
    key_identifier: bytes,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    iv: bytes | None = None,
    reveal: bool = False,
) -> Wrapped:
    """A contract key wrapped for a vehicle.

    Parameters
    ----------
    contract_key
        On secp521r1.
    receiver
        The public key of the provisioning certificate.
    pcid
        Of the request.
    key_identifier
        subjectKeyIdentifier of the contract certificate.
    ephemeral, iv
        For repeatable tests; None: drawn anew. Used twice with one receiver they give the key away.
    reveal
        Whether the steps keep secret octets: test keys only.

    Raises
    ------
    InputError
        A key is on another curve, or the IV has not 12 octets.
    """
    for key in (contract_key, receiver, *([ephemeral] if ephemeral else [])):
        if not isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP521R1):
            raise InputError("This wrap of ISO 15118-20 needs keys on secp521r1.", hint="Take X448's for Ed448 contracts.")
    if iv is not None and len(iv) != sealing.IV:
        raise InputError(f"The IV has 12 octets, not {len(iv)}.", hint="Leave it out: it is drawn.")
    return wrap_octets(
        contract_key.private_numbers().private_value.to_bytes(PLAINTEXT),
        receiver,
        ephemeral or ec.generate_private_key(CURVE),
        iv if iv is not None else secrets.token_bytes(sealing.IV),
        bound=binding.aad(pcid, key_identifier),
        reveal=reveal,
    )


def wrap_octets(  # noqa: PLR0913  # as wrap
    plaintext: bytes,
    receiver: ec.EllipticCurvePublicKey,
    ephemeral: ec.EllipticCurvePrivateKey,
    iv: bytes,
    *,
    bound: bytes,
    other_info: bytes = OTHER_INFO,
    reveal: bool = False,
) -> Wrapped:
    """As :func:`wrap`, of any 66 octets and with any AAD: also wrongly, to show what a receiver makes of it."""
    steps = Recorder("ISO 15118-20, SECP521: the mobility operator wraps a contract key", reveal=reveal)
    steps.secret("P", "7 zero bits || private key d of the contract certificate, 521 bits", plaintext, "V2G20-2497")
    steps.secret("e", "ephemeral private key, drawn for this wrap alone", _scalar(ephemeral), "V2G20-2535")
    dh = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    steps.public("DHPublicKey", "E = e·G as 04 || x || y", dh, "V2G20-2487")
    shown = receiver.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    steps.public("S", "static public key of the provisioning certificate", shown, "V2G20-2535")
    key = _session_key(ephemeral, receiver, steps, "e·S", other_info)
    field = sealing.seal(key, iv, plaintext, bound, steps)
    steps.public("SECP521_EncryptedPrivateKey", "IV || C || T", field, "V2G20-2499")
    return Wrapped("SECP521", field, dh, steps.steps)


def unwrap(  # noqa: PLR0913  # what is bound together
    field: bytes,
    dh_public_key: bytes,
    receiver: ec.EllipticCurvePrivateKey,
    certified: object,
    *,
    pcid: str,
    key_identifier: bytes,
    reveal: bool = False,
) -> Unwrapped:
    """The contract key, with the receiver's checks; what fails is a finding.

    Parameters
    ----------
    field
        SECP521_EncryptedPrivateKey.
    dh_public_key
        DHPublicKey.
    receiver
        The private key of the provisioning certificate.
    certified
        The public key of the contract certificate; of any kind, for that is checked too.
    pcid
        The vehicle's own, as in its request.
    key_identifier
        subjectKeyIdentifier of the contract certificate that came.
    """
    steps = Recorder("ISO 15118-20, SECP521: the vehicle unwraps its contract key", reveal=reveal)
    found = checks.length("DHPublicKey", dh_public_key, POINT, "V2G20-2487", steps)
    found += checks.length("SECP521_EncryptedPrivateKey", field, FIELD, "V2G20-2499", steps)
    if not isinstance(receiver.curve, ec.SECP521R1):
        found.append(mistakes.wrong_receiver(receiver.curve.name, "secp521r1", "V2G20-2487"))
    if found:
        return Unwrapped(None, steps.steps, tuple(found))
    notes = binding.judge(pcid, key_identifier)
    steps.public("DHPublicKey", "E, as received", dh_public_key, "V2G20-2487")
    public, found = checks.point(dh_public_key, CURVE, "V2G20-2487", steps)
    if public is None:
        return Unwrapped(None, steps.steps, (*notes, *found))
    key = _session_key(receiver, public, steps, "s·E", OTHER_INFO)
    bound = binding.aad(pcid, key_identifier)
    plaintext = sealing.open_sealed(key, field, bound, steps)
    if plaintext is None:
        named = mistakes.of_20(receiver.exchange(ec.ECDH(), public), field, *binding.parts(pcid, key_identifier))
        return Unwrapped(None, steps.steps, (*notes, sealing.tag_fails(named)))
    steps.secret("P", "AES-256-GCM decryption of C", plaintext, "V2G20-2505")
    found = _top_bits(plaintext, steps)
    value = int.from_bytes(plaintext) & ((1 << 521) - 1)
    found += checks.scalar(value, CURVE, "V2G20-2507", steps)
    contract_key = ec.derive_private_key(value, CURVE) if 0 < value < CURVE.group_order else None
    same = contract_key is not None and checks.same_public(contract_key.public_key(), certified)
    if contract_key is not None and not steps.check(
        "d·G", "is the public key of the contract certificate", holds=same, rule="V2G20-2507"
    ):
        found.append(checks.mismatch("secp521r1", "V2G20-2507", "another contract's key was wrapped"))
    return Unwrapped(contract_key if same and not found else None, steps.steps, (*notes, *found))


def _top_bits(plaintext: bytes, steps: Recorder) -> list[Finding]:
    if steps.check("7 top bits", "are zero", holds=plaintext[0] < 2, rule="V2G20-2678"):
        return []
    return [
        fault(
            "keywrap-padding",
            "The seven bits above the 521 bits of the key are not zero.",
            requirement="V2G20-2678",
            observed=f"the first octet has {plaintext[0].bit_length()} bits",
            expected="at most its lowest bit set",
            remedy=checks.ASK_AGAIN,
        )
    ]


def _session_key(
    own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey, steps: Recorder, formula: str, other_info: bytes
) -> bytes:
    z = own.exchange(ec.ECDH(), other)
    steps.secret("Z", f"x coordinate of {formula}", z, "V2G20-2535")
    key = session_key_20(z, other_info)
    steps.secret("K", _KDF if other_info == OTHER_INFO else "ConcatKDF with another OtherInfo", key, "V2G20-2535")
    return key


def _scalar(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(PLAINTEXT)
