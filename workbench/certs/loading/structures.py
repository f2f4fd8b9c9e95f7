"""Which structure is this DER? Told from its outermost tags: the one right parser is asked, and its complaint is to the point."""

from __future__ import annotations

from enum import StrEnum

from workbench.certs.der import DerError, read_header

_INTEGER, _OCTET_STRING, _OID, _SEQUENCE = 0x02, 0x04, 0x06, 0x30
_PKCS7_PREFIX = bytes.fromhex("2a864886f70d0107")  # 1.2.840.113549.1.7
_PASSWORD_BASED = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c01"))  # PKCS#5 and PKCS#12 encryption


class Structure(StrEnum):
    """The structures that a PKI's files are made of."""

    CERTIFICATE = "certificate"
    CSR = "certificate signing request"
    CRL = "CRL"
    OCSP_REQUEST = "OCSP request"
    OCSP_RESPONSE = "OCSP response"
    PKCS7 = "PKCS#7"
    PKCS12 = "PKCS#12"
    PRIVATE_KEY = "private key"
    ENCRYPTED_PRIVATE_KEY = "encrypted private key"
    PUBLIC_KEY = "public key"
    UNKNOWN = "unknown structure"


def structure_of(der: bytes, at: int = 0) -> Structure:
    """The structure that starts at ``at``; :attr:`Structure.UNKNOWN` where no rule fits. Never raises."""
    try:
        return _structure_of(der, at)
    except DerError:
        return Structure.UNKNOWN


def _structure_of(der: bytes, at: int) -> Structure:  # noqa: PLR0911  # one line per structure
    tags, starts = _children(der, at)
    match (
        tags
    ):  # 02 INTEGER, 03 BIT STRING, 04 OCTET STRING, 06 OBJECT IDENTIFIER, 0a ENUMERATED, 17 and 18 times, 30 SEQUENCE, a0 [0]
        case [0x30, 0x30, 0x03]:
            return _signed_structure(der, starts[0])
        case [0x06, 0xA0, *_] if der[_content(der, starts[0])].startswith(_PKCS7_PREFIX):
            return Structure.PKCS7
        case [0x02, 0x30, 0x04, *_]:
            return Structure.PRIVATE_KEY  # PKCS#8 (RFC 5958)
        case [0x02, 0x30] | [0x02, 0x30, 0x30]:
            return Structure.PKCS12
        case [0x02, 0x04, *_] | [0x02, 0x02, 0x02, *_]:
            return Structure.PRIVATE_KEY  # SEC 1 (RFC 5915), PKCS#1 or DSA
        case [0x0A] | [0x0A, 0xA0]:
            return Structure.OCSP_RESPONSE
        case [0x30, 0x03]:
            return Structure.PUBLIC_KEY
        case [0x30, 0x04] if _algorithm(der, starts[0]).startswith(_PASSWORD_BASED):
            return Structure.ENCRYPTED_PRIVATE_KEY
        case [0x30] | [0x30, 0xA0] if _is_ocsp_request(der, starts[0]):
            return Structure.OCSP_REQUEST
        case _:
            return Structure.UNKNOWN


def _signed_structure(der: bytes, at: int) -> Structure:
    """Certificate, CSR and CRL are all SEQUENCE { to-be-signed, algorithm, signature }."""
    tags, _ = _children(der, at)
    match tags:
        case [0xA0, 0x02, *_]:
            return Structure.CERTIFICATE
        case [0x02, 0x30, 0x30, 0x17 | 0x18, *_] | [0x30, 0x30, 0x17 | 0x18, *_]:
            return Structure.CRL
        case [0x02, 0x30, 0x30, 0xA0] | [0x02, 0x30, 0x30]:
            return Structure.CSR
        case [0x02, 0x30, 0x30, 0x30, 0x30, 0x30, *_]:
            return Structure.CERTIFICATE  # version 1: no version field
        case _:
            return Structure.UNKNOWN


def _is_ocsp_request(der: bytes, at: int) -> bool:
    """TBSRequest ::= [0] version?, [1] requestor?, SEQUENCE OF Request, [2] extensions? (RFC 6960 4.1.1)."""
    tags, starts = _children(der, at)
    lists = [start for tag, start in zip(tags, starts, strict=True) if tag == _SEQUENCE]
    if len(lists) != 1 or not set(tags) <= {0xA0, 0xA1, 0xA2, _SEQUENCE}:
        return False
    requests, requests_at = _children(der, lists[0])
    if not requests or requests[0] != _SEQUENCE:
        return False
    request, request_at = _children(der, requests_at[0])
    if not request or request[0] != _SEQUENCE:
        return False
    return _children(der, request_at[0])[0] == [_SEQUENCE, _OCTET_STRING, _OCTET_STRING, _INTEGER]  # CertID


def _children(der: bytes, at: int, most: int = 12) -> tuple[list[int], list[int]]:
    """Tags and offsets of the first children of the SEQUENCE at ``at``; children that are cut off are left out."""
    tag, start, end = read_header(der, at)
    if tag != _SEQUENCE:
        raise DerError("no SEQUENCE")
    end = min(end, len(der))
    tags: list[int] = []
    starts: list[int] = []
    while start < end and len(tags) < most:
        tag, _, child_end = read_header(der, start)
        tags.append(tag)
        starts.append(start)
        start = child_end
    return tags, starts


def _content(der: bytes, at: int) -> slice:
    _, start, end = read_header(der, at)
    return slice(start, end)


def _algorithm(der: bytes, at: int) -> bytes:
    """The OID octets of an AlgorithmIdentifier; empty where there is none."""
    tags, starts = _children(der, at)
    return der[_content(der, starts[0])] if tags and tags[0] == _OID else b""
