"""The algorithms of a signature: the value tried with a key, and whether the names that it gives are what was computed.

ISO 15118-2: SHA-256 and ECDSA; ISO 15118-20: SHA-512, and ECDSA or Ed448; of either the canonical EXI, a value of ECDSA as r and s
side by side. A verifier that goes by the names refuses a signature that holds by others.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.signature import CANONICAL_EXI, ECDSA_SHA256, ECDSA_SHA512, SHA256, SHA512

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.signature import SignedInfo

PublicKey = ec.EllipticCurvePublicKey | ed448.Ed448PublicKey

DIGESTS = {SHA256: hashlib.sha256, SHA512: hashlib.sha512}
"""By the algorithm's URI."""


class Odd(NamedTuple):
    """What a signature says of an algorithm, and what ISO 15118 has there; the first is hostile text."""

    what: str
    said: str
    due: str


def verified(key: PublicKey, value: bytes, data: bytes, *, sha512: bool) -> str:
    """``raw r and s``, ``DER`` or ``Ed448``: how the value is written, if it is the key's signature over the data; else empty."""
    if isinstance(key, ed448.Ed448PublicKey):
        return "Ed448" if _holds(partial(key.verify, value, data)) else ""
    algorithm = ec.ECDSA(hashes.SHA512() if sha512 else hashes.SHA256())
    half = (key.curve.key_size + 7) // 8
    forms = {"DER": value}
    if len(value) == 2 * half:
        forms = {"raw r and s": encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:])), **forms}
    return next((form for form, der in forms.items() if _holds(partial(key.verify, der, data, algorithm))), "")


def odd(schema: Schema, info: SignedInfo, value_form: str) -> Iterator[Odd]:
    """Names that are not what ISO 15118 has there, though the signature holds.

    Parameters
    ----------
    schema
        The message's.
    info
        What was signed.
    value_form
        As :func:`verified` gives it; for Ed448 the method is not looked at, for no public source has its URI.
    """
    modern = schema is ISO_15118_20
    digest, method = (SHA512, ECDSA_SHA512) if modern else (SHA256, ECDSA_SHA256)
    if value_form == "DER":
        yield Odd("SignatureValue", "DER", "r and s side by side")
    if info.canonicalization_method.algorithm != CANONICAL_EXI:
        yield Odd("CanonicalizationMethod", info.canonicalization_method.algorithm, CANONICAL_EXI)
    if value_form != "Ed448" and info.signature_method.algorithm != method:
        yield Odd("SignatureMethod", info.signature_method.algorithm, method)
    transforms = {one.algorithm for reference in info.references for one in reference.transforms}
    yield from (Odd("Transform", one, CANONICAL_EXI) for one in sorted(transforms - {CANONICAL_EXI}))
    digests = {reference.digest_method.algorithm for reference in info.references}
    yield from (Odd("DigestMethod", one, digest) for one in sorted(digests - {digest}))


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (InvalidSignature, ValueError):
        return False
    return True
