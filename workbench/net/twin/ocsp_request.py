"""An OCSP request as a responder reads it (RFC 6960 4.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.certs.der import DerError, elements, read_header, whole

_SEQUENCE, _INTEGER, _OCTETS, _OID = 0x30, 0x02, 0x04, 0x06
_NONCE = bytes.fromhex("2b0601050507300102")
_ALGORITHMS = {
    bytes.fromhex("2b0e03021a"): "sha1",
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
MOST_SINGLES = 100
"""So many certificates may one request ask about."""


@dataclass(frozen=True, slots=True)
class CertId:
    """Which certificate is asked about.

    Attributes
    ----------
    der
        As it came, to be sent back so.
    algorithm
        ``"sha1"``, ``"sha256"``, ``"sha384"``, ``"sha512"``; empty: another one.
    """

    der: bytes
    algorithm: str
    name_hash: bytes
    key_hash: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class OcspRequest:
    """What is asked.

    Attributes
    ----------
    nonce
        The extension's content as it came, an OCTET STRING where the client is right (RFC 9654 2.1); None: there is none.
    """

    cert_ids: tuple[CertId, ...]
    nonce: bytes | None = None


def read_request(der: bytes) -> OcspRequest:
    """The request; a signature on it is passed over.

    Raises
    ------
    DerError
        It is none.
    """
    outer = list(elements(der, *whole(der, _SEQUENCE, "the request")))
    if not 1 <= len(outer) <= 2 or outer[0][0] != _SEQUENCE:
        raise DerError("it is not a request with or without a signature")
    fields = list(elements(der, outer[0][2], outer[0][3]))
    singles = [field for field in fields if field[0] == _SEQUENCE]
    if len(singles) != 1 or any(tag not in {_SEQUENCE, 0xA0, 0xA1, 0xA2} for tag, *_ in fields):
        raise DerError("it is not a version, a requestor, a list and extensions")
    asked = list(elements(der, singles[0][2], singles[0][3]))
    if not 1 <= len(asked) <= MOST_SINGLES:
        raise DerError(f"it asks about {len(asked)} certificates")
    extensions = next((field for field in fields if field[0] == 0xA2), None)
    return OcspRequest(
        tuple(_cert_id(der, start, end) for _, _, start, end in asked),
        None if extensions is None else _nonce(der, extensions[2]),
    )


def _cert_id(der: bytes, start: int, end: int) -> CertId:
    tag, at, content, stop = next(elements(der, start, end), (0, 0, 0, 0))
    parts = list(elements(der, content, stop)) if tag == _SEQUENCE else []
    if bytes(part[0] for part in parts) != bytes((_SEQUENCE, _OCTETS, _OCTETS, _INTEGER)):
        raise DerError("it is not a CertID: algorithm, two hashes and a serial number")
    kind, first, last = read_header(der, parts[0][2])
    if kind != _OID:
        raise DerError("the hash algorithm is no algorithm")
    name, key, serial = (der[part[2] : part[3]] for part in parts[1:])
    return CertId(der[at:stop], _ALGORITHMS.get(der[first:last], ""), name, key, int.from_bytes(serial[:64], signed=True))


def _nonce(der: bytes, at: int) -> bytes | None:
    tag, start, end = read_header(der, at)
    if tag != _SEQUENCE:
        raise DerError("the extensions are none")
    for _, _, first, last in elements(der, start, end):
        parts = list(elements(der, first, last))
        if len(parts) >= 2 and der[parts[0][2] : parts[0][3]] == _NONCE and parts[-1][0] == _OCTETS:
            return der[parts[-1][2] : parts[-1][3]]
    return None
