"""The fields of an OCSP response as they are encoded (RFC 6960 4.2.1); its single responses are not touched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, Element, elements, read_header, whole
from workbench.revocation.crl_values import BIT_STRING, ENUMERATED, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, moment
from workbench.trust.certificate import raw_extensions

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.trust.certificate import RawExtension

SUCCESSFUL = 0
GENERALIZED_TIME = 0x18
_BASIC = bytes.fromhex("2b0601050507300101")  # id-pkix-ocsp-basic
_BY_NAME = 0xA1
_RESPONSE_DATA = re.compile(rb"\xa0?[\xa1\xa2]\x18\x30\xa1?")
"""version, responderID, producedAt, responses, responseExtensions; by their tags."""


@dataclass(frozen=True, slots=True)
class OcspFields:
    """What stands in a successful response of the basic type.

    Attributes
    ----------
    version
        1, as people count; any other number as it stands.
    responder_name, responder_key
        responderID: the DER ``Name``, or the SHA-1 of the key's bits; the other one is None.
    singles
        Bounds of the content of responses.
    algorithm
        The AlgorithmIdentifier, with its tag and length.
    certificates
        Bounds of the content of certs; None where it is left out.
    signed
        Bounds of what is signed.
    """

    der: bytes = field(repr=False)
    version: int
    responder_name: bytes | None
    responder_key: bytes | None
    produced_at: datetime
    singles: tuple[int, int]
    extensions: tuple[RawExtension, ...]
    algorithm: bytes
    signature: bytes = field(repr=False)
    certificates: tuple[int, int] | None
    signed: tuple[int, int]


def read_status(der: bytes) -> tuple[int, tuple[int, int] | None]:
    """responseStatus, and where the content of responseBytes is.

    Raises
    ------
    DerError
        It is no OCSPResponse.
    """
    parts = list(elements(der, *whole(der, SEQUENCE, "the OCSP response")))
    if tags(parts) not in {bytes((ENUMERATED,)), bytes((ENUMERATED, 0xA0))} or parts[0][3] - parts[0][2] != 1:
        raise DerError("it is not a status, with or without response bytes")
    return der[parts[0][2]], inside(der, parts[1], SEQUENCE, "responseBytes") if len(parts) > 1 else None


def read_fields(der: bytes, response_bytes: tuple[int, int]) -> OcspFields:
    """The fields of a successful response.

    Raises
    ------
    DerError
        It is no BasicOCSPResponse as RFC 6960 4.2.1 defines it.
    """
    kind, content = _two(list(elements(der, *response_bytes)))
    if der[kind[2] : kind[3]] != _BASIC:
        raise DerError("it is of another type than the basic one, the only one that there is")
    parts = list(elements(der, *inside(der, content, SEQUENCE, "the response")))
    if tags(parts) not in {bytes((SEQUENCE, SEQUENCE, BIT_STRING)), bytes((SEQUENCE, SEQUENCE, BIT_STRING, 0xA0))}:
        raise DerError("it is not response data, an algorithm, a signature and certificates")
    (_, signed, start, end), (_, algorithm, _, algorithm_end), (_, _, signature, signature_end), *certificates = parts
    if der[signature : signature + 1] != b"\x00":
        raise DerError("the signature does not fill its octets")
    data = list(elements(der, start, end))
    if not _RESPONSE_DATA.fullmatch(tags(data)):
        raise DerError("the response data are not version, responder, producedAt, responses and extensions")
    version = data.pop(0) if data[0][0] == 0xA0 else None
    responder, produced_at, singles, *extended = data
    by_name = responder[0] == _BY_NAME
    return OcspFields(
        der=der,
        version=1 if version is None else _version(der, version),
        responder_name=_name(der, responder) if by_name else None,
        responder_key=None if by_name else der[slice(*inside(der, responder, OCTET_STRING, "the responder's key hash"))],
        produced_at=moment(GENERALIZED_TIME, der[produced_at[2] : produced_at[3]]),
        singles=(singles[2], singles[3]),
        extensions=raw_extensions(der, *inside(der, extended[0], SEQUENCE, "responseExtensions")) if extended else (),
        algorithm=der[algorithm:algorithm_end],
        signature=der[signature + 1 : signature_end],
        certificates=inside(der, certificates[0], SEQUENCE, "certs") if certificates else None,
        signed=(signed, end),
    )


def tags(parts: list[Element]) -> bytes:
    """The tags of some elements, one octet each."""
    return bytes(part[0] for part in parts)


def inside(der: bytes, outer: Element, tag: int, name: str) -> tuple[int, int]:
    """The content's bounds of the one element that fills another one, which is tagged explicitly or an OCTET STRING.

    Raises
    ------
    DerError
        Another tag, too few octets or too many.
    """
    found, start, end = read_header(der, outer[2])
    if found != tag or end != outer[3]:
        raise DerError(f"{name} is not one complete element with tag {tag:#04x}")
    return start, end


def _two(parts: list[Element]) -> tuple[Element, Element]:
    if tags(parts) != bytes((OBJECT_IDENTIFIER, OCTET_STRING)):
        raise DerError("the response bytes are not a type and a response")
    return parts[0], parts[1]


def _version(der: bytes, explicit: Element) -> int:
    return int.from_bytes(der[slice(*inside(der, explicit, INTEGER, "the version"))][:8], signed=True) + 1


def _name(der: bytes, explicit: Element) -> bytes:
    inside(der, explicit, SEQUENCE, "the responder's name")
    return der[explicit[2] : explicit[3]]
