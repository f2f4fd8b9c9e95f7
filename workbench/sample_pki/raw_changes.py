"""What no CA would write, octet by octet: fields of a certificate or CRL exchanged before it is signed, and damage after that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asn1crypto import algos

from workbench.certs.der import elements, read_header
from workbench.certs.issuing.elements import bit_string, sequence
from workbench.errors import InputError
from workbench.sample_pki.declaration import HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CERTIFICATE_FIELDS = ("version", "serialNumber", "signature", "issuer", "validity", "subject", "subjectPublicKeyInfo", "extensions")
"""TBSCertificate of a version 3 certificate with extensions (RFC 5280 4.1)."""
CRL_FIELDS = ("version", "signature", "issuer", "thisUpdate", "nextUpdate", "revokedCertificates", "crlExtensions")
"""TBSCertList with all its optional fields (RFC 5280 5.1)."""

_TEXT = re.compile(r"'(.+)' becomes '(.+)'")
_OUTER = re.compile(r"outer algorithm (\w+)")


def to_be_signed(structure: bytes, changes: Mapping[str, str], fields: Sequence[str]) -> bytes:
    """The part of a certificate or CRL that is signed, with some of its fields exchanged.

    Parameters
    ----------
    structure
        DER of the whole, which has every one of the fields.
    changes
        Field to its whole element in hex; an empty text leaves the field out.

    Raises
    ------
    InputError
        A field is none of them.
    """
    if unknown := changes.keys() - set(fields):
        raise InputError(f"There is no field {', '.join(sorted(unknown))} among {', '.join(fields)}.", hint=HINT)
    tbs, _, _ = _parts(structure)
    _, start, end = read_header(tbs)
    own = [tbs[at:stop] for _, at, _, stop in elements(tbs, start, end)]
    parts = dict(zip(fields, own, strict=True)) | {name: bytes.fromhex(octets) for name, octets in changes.items()}
    return sequence(*(parts[name] for name in fields))


def after_signing(structure: bytes, steps: Sequence[str]) -> bytes:
    """A signed structure with damage, one step after the other.

    ``"'CPO' becomes 'CPS'"`` exchanges a text for another one of the same length; ``"outer algorithm sha384_ecdsa"`` names another
    signature algorithm outside the signed part; the others are :data:`DAMAGES`.

    Raises
    ------
    InputError
        There is no such step, or the text does not occur.
    """
    for step in steps:
        structure = _step(step)(structure)
    return structure


def _step(step: str) -> Callable[[bytes], bytes]:
    if found := _TEXT.fullmatch(step):
        before, after = (text.encode("ascii") for text in found.groups())
        return lambda structure: _exchanged(structure, before, after)
    if found := _OUTER.fullmatch(step):
        algorithm = algos.SignedDigestAlgorithm({"algorithm": found.group(1)}).dump()
        return lambda structure: sequence(_parts(structure)[0], algorithm, _parts(structure)[2])
    if step not in DAMAGES:
        raise InputError(f"There is no damage {step!r}; there are {', '.join(DAMAGES)}.", hint=HINT)
    return DAMAGES[step]


def _parts(structure: bytes) -> tuple[bytes, bytes, bytes]:
    """What is signed, the algorithm, the signature: whole elements (RFC 5280 4.1.1)."""
    _, start, end = read_header(structure)
    tbs, algorithm, signature = (structure[at:stop] for _, at, _, stop in elements(structure, start, end))
    return tbs, algorithm, signature


def _exchanged(structure: bytes, before: bytes, after: bytes) -> bytes:
    if before not in structure or len(before) != len(after):
        raise InputError(f"{before!r} does not occur, or {after!r} is not of its length.", hint=HINT)
    return structure.replace(before, after)


def _damaged_signature(structure: bytes) -> bytes:
    """The lowest bit of the signature's last octet flipped: ECDSA's two numbers can still be read."""
    return structure[:-1] + bytes([structure[-1] ^ 1])


def _empty_signature(structure: bytes) -> bytes:
    tbs, algorithm, _ = _parts(structure)
    return sequence(tbs, algorithm, bit_string(b""))


def _padded_length(structure: bytes) -> bytes:
    """The outer length with a zero octet before it: BER, not DER (X.690 10.1)."""
    _, start, _ = read_header(structure)
    content = structure[start:]
    return b"\x30\x83" + len(content).to_bytes(3) + content


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "signature damaged": _damaged_signature,
    "signature empty": _empty_signature,
    "length padded": _padded_length,
}
"""The steps without a parameter."""
