"""An XML signature over elements of a message, each as its EXI fragment, as ISO 15118 puts it into the header.

ISO 15118-2: SHA-256 and ECDSA on secp256r1; -20: SHA-512 and ECDSA on secp521r1, or Ed448. A value of ECDSA is r and s side by
side. What is checked of a signature is in :mod:`workbench.contracts.signature_forensics` and
:mod:`workbench.contracts.installation.signed_elements`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from workbench.certs.issuing.signing import sign as signature_of
from workbench.contracts.exi.codec import write_fragment
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.signature import (
    CANONICAL_EXI,
    ECDSA_SHA256,
    ECDSA_SHA512,
    SHA256,
    SHA512,
    Algorithm,
    Reference,
    Signature,
    SignatureValue,
    SignedInfo,
)
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.contracts.exi.schema import Schema

ED448 = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448"
"""RFC 9231 2.3.12; which URI ISO 15118-20 means is not in any public source."""

SigningKey = ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey


def sign(
    schema: Schema,
    parts: Sequence[tuple[str, Any]],
    key: SigningKey,
    *,
    grammar: Schema = XML_SIGNATURE,
    relaxed: bool | None = None,
) -> Signature:
    """The signature over these parts of a message.

    Parameters
    ----------
    schema
        The message's; it decides on the digest.
    parts
        Local name and typed value of each; a reference points to the value's ``id``.
    grammar
        The schema by which SignedInfo is encoded: XML Signature's own, as most senders do, or the message's, as others.
    relaxed
        How eMAID is encoded; None: as EXI says.

    Returns
    -------
    Signature
        The same for the same parts and key: ECDSA is deterministic here (RFC 6979).

    Raises
    ------
    InputError
        The key cannot sign so, or a part has no Id.
    EXIError
        A part does not fit the schema.
    """
    if not isinstance(key, SigningKey):
        raise InputError("This kind of key signs no message of ISO 15118.", hint="Take one on secp256r1, secp521r1 or Ed448.")
    modern = schema is ISO_15118_20
    references = tuple(reference(schema, local, value, relaxed=relaxed) for local, value in parts)
    ecdsa = ECDSA_SHA512 if modern else ECDSA_SHA256
    method = ED448 if isinstance(key, ed448.Ed448PrivateKey) else ecdsa
    info = SignedInfo(Algorithm(CANONICAL_EXI), Algorithm(method), references)
    octets = write_fragment(grammar, "SignedInfo", info)
    return Signature(info, SignatureValue(raw_signature(octets, key, "SHA512" if modern else "SHA256")))


def reference(schema: Schema, local: str, value: Any, *, relaxed: bool | None = None) -> Reference:
    """The reference to one part: its Id, and the digest of its EXI fragment.

    Raises
    ------
    InputError
        The part has no Id.
    """
    if not getattr(value, "id", None):
        raise InputError(f"{local} has no Id, by which a signature could refer to it.", hint="Give the value an id.")
    fragment = write_fragment(schema, local, value, relaxed=relaxed)
    uri, digest = (SHA512, hashlib.sha512) if schema is ISO_15118_20 else (SHA256, hashlib.sha256)
    return Reference(f"#{value.id}", Algorithm(uri), digest(fragment).digest(), (Algorithm(CANONICAL_EXI),))


def raw_signature(octets: bytes, key: SigningKey, hash_name: str) -> bytes:
    """The numbers r and s side by side, each as long as the curve's order; 114 octets of Ed448."""
    der = signature_of(octets, key, hash_name)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return der
    half = (key.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(half) for number in decode_dss_signature(der))
