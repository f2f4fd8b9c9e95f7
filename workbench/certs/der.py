"""The few DER headers that must be read as they stand: raw names and key bits, for hashes and for certificates that parsers refuse.

Everything else is left to ``cryptography`` and ``asn1crypto``. A certificate takes a dozen header reads, each a few hundred
nanoseconds; there is no tree and no recursion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class DerError(ValueError):
    """The bytes are not the DER that they should be; the message says where."""


def read_header(data: bytes | memoryview, offset: int = 0) -> tuple[int, int, int]:
    """One TLV header.

    Returns
    -------
    tag, start, end
        The identifier octet (high-tag-number form is refused), and the content's bounds in ``data``; ``end`` may lie past the end
        of ``data`` where it was cut off.

    Raises
    ------
    DerError
        The header itself is cut off, has an indefinite or absurd length, or a tag number above 30.
    """
    try:
        tag, first = data[offset], data[offset + 1]
    except IndexError:
        raise DerError(f"a header is cut off at byte {offset}") from None
    if tag & 0x1F == 0x1F:
        raise DerError(f"byte {offset} starts a tag number above 30, which no certificate structure uses")
    if first < 0x80:
        return tag, offset + 2, offset + 2 + first
    count = first & 0x7F
    if count == 0:
        raise DerError(f"indefinite length at byte {offset}: BER, not DER")
    if count > 8 or offset + 2 + count > len(data):
        raise DerError(f"the length at byte {offset} is cut off or absurd")
    start = offset + 2 + count
    return tag, start, start + int.from_bytes(data[offset + 2 : start])


Element = tuple[int, int, int, int]
"""Tag, and where the element, its content and the element's end are."""


def elements(der: bytes, at: int, end: int) -> Iterator[Element]:
    """The elements between two offsets.

    Raises
    ------
    DerError
        While it is iterated: an element is cut off or no DER.
    """
    while at < end:
        tag, start, stop = read_header(der, at)
        if stop > end:
            raise DerError(f"the element at byte {at} is cut off")
        yield tag, at, start, stop
        at = stop


def whole(der: bytes, tag: int, name: str) -> tuple[int, int]:
    """The content's bounds of the one element that fills the octets.

    Raises
    ------
    DerError
        Another tag, too few octets or too many.
    """
    found, start, end = read_header(der)
    if found != tag or end != len(der):
        raise DerError(f"{name} is not one complete element with tag {tag:#04x}")
    return start, end


def element_length(data: bytes, offset: int = 0) -> int:
    """How many bytes the element at ``offset`` claims, header included; more than are there where it was cut off."""
    return read_header(data, offset)[2] - offset


def issuer_and_serial(der: bytes) -> tuple[bytes, bytes]:
    """The two parts of a certificate that OCPP and OCSP take from it, found with few header reads (RFC 5280 4.1).

    Returns
    -------
    issuer, serial
        The raw ``Name`` with its tag and length; the INTEGER's content octets, sign octet and padding included.

    Raises
    ------
    DerError
        The outer shape is not that of a certificate.
    """
    try:
        # this is computed by the ten thousand: lengths of the usual form are read in place
        at = 8 if der[1] == der[5] == 0x82 else read_header(der, read_header(der)[1])[1]
        if der[at] == 0xA0:  # [0] EXPLICIT version; absent in version 1
            at = read_header(der, at)[2] if der[at + 1] >= 0x80 else at + 2 + der[at + 1]
        number, length = at, der[at + 1]
        start, at = (at + 2, at + 2 + length) if length < 0x80 else read_header(der, at)[1:]
        serial = der[start:at]
        name = at + 2 + der[at + 1] if der[at + 1] < 0x80 else read_header(der, at)[2]  # after the signature algorithm
        end = name + 2 + der[name + 1] if der[name + 1] < 0x80 else read_header(der, name)[2]
        if der[0] != 0x30 or der[number] != 0x02 or der[name] != 0x30 or end > len(der) or not serial:
            raise DerError("no serial number and issuer where they must stand")
    except IndexError:
        raise DerError("it is cut off before the end of the issuer's name") from None
    return der[name:end], serial


def public_key_bits(public_key_info: bytes) -> bytes:
    """The content of a SubjectPublicKeyInfo's BIT STRING without tag, length and unused-bits octet (RFC 6960 4.1.1).

    Raises
    ------
    DerError
        It is no SubjectPublicKeyInfo, or the BIT STRING is empty or cut off.
    """
    at = read_header(public_key_info, read_header(public_key_info)[1])[2]  # after the algorithm
    tag, start, end = read_header(public_key_info, at)
    if tag != 0x03 or start == end or end > len(public_key_info):
        raise DerError("no complete BIT STRING where the public key must stand")
    return public_key_info[start + 1 : end]


@dataclass(frozen=True, slots=True)
class CertificateSlices:
    """Raw parts of a certificate as they stand, each with its tag and length (RFC 5280 4.1)."""

    tbs: bytes
    serial: bytes
    """INTEGER content octets, sign octet and padding included, without tag and length."""
    issuer: bytes
    validity: bytes
    subject: bytes
    public_key_info: bytes


def certificate_slices(der: bytes) -> CertificateSlices:
    """Cut a certificate into its parts without decoding them.

    Raises
    ------
    DerError
        The outer shape is not that of a certificate.
    """
    _, body, _ = read_header(der)
    tag, at, tbs_end = read_header(der, body)
    if tag != 0x30 or tbs_end > len(der):
        raise DerError("the to-be-signed part is no complete SEQUENCE")
    tbs = der[body:tbs_end]
    if der[at : at + 1] == b"\xa0":  # [0] EXPLICIT version; absent in version 1
        at = read_header(der, at)[2]
    tag, serial_start, at = read_header(der, at)
    if tag != 0x02:
        raise DerError("no serial number INTEGER where one must stand")
    serial = der[serial_start:at]
    at = read_header(der, at)[2]  # signature algorithm
    parts = []
    for name in ("issuer", "validity", "subject", "subjectPublicKeyInfo"):
        tag, _, end = read_header(der, at)
        if tag != 0x30 or end > tbs_end:
            raise DerError(f"{name} is no complete SEQUENCE")
        parts.append(der[at:end])
        at = end
    return CertificateSlices(tbs, serial, *parts)
