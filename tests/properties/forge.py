"""DER as no honest encoder writes it: every part of a certificate can be anything."""

import base64

_EC_POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)  # the generator of P-256: a point that every library takes


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *parts)


def integer(value: int | bytes) -> bytes:
    """An INTEGER of a number, or of content octets as they are."""
    return tlv(0x02, value if isinstance(value, bytes) else value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def oid(dotted: str) -> bytes:
    first, second, *arcs = map(int, dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *arcs):
        octets = [arc & 0x7F]
        while arc := arc >> 7:
            octets.append(arc & 0x7F | 0x80)
        content += bytes(reversed(octets))
    return tlv(0x06, bytes(content))


def long_oid(octets: int) -> bytes:
    """An OBJECT IDENTIFIER with one arc of this many octets."""
    return tlv(0x06, b"\x2a", b"\x83" * octets, b"\x01")


def octets(*parts: bytes) -> bytes:
    return tlv(0x04, *parts)


def nested(tag: int, depth: int) -> bytes:
    """``depth`` elements in one another, made from the inside out."""
    headers, size = [], 0
    for _ in range(depth):
        header = tlv(tag, bytes(size))[: -size or None]
        headers.append(header)
        size += len(header)
    return b"".join(reversed(headers))


def common_name(text: str | bytes, tag: int = 0x0C) -> bytes:
    return set_of(sequence(oid("2.5.4.3"), tlv(tag, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))))


ECDSA = sequence(oid("1.2.840.10045.4.3.2"))
KEY = sequence(sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")), tlv(0x03, b"\0", _EC_POINT))
VALIDITY = sequence(tlv(0x17, b"200101000000Z"), tlv(0x17, b"300101000000Z"))
SIGNATURE = tlv(0x03, b"\0", sequence(integer(1), integer(1)))
MALFORMED = b"\x07"
"""A version that ``cryptography`` refuses, so that asn1crypto reads."""


def extension(dotted: str, value: bytes) -> bytes:
    return sequence(oid(dotted), octets(value))


def rsa_key(bits: int) -> bytes:
    return sequence(
        sequence(oid("1.2.840.113549.1.1.1"), tlv(0x05)), tlv(0x03, b"\0", sequence(integer((1 << bits - 1) | 1), integer(65537)))
    )


def certificate(
    *,
    version: bytes = b"\x02",
    serial: int | bytes = 1,
    algorithm: bytes = ECDSA,
    issuer: bytes = sequence(common_name("issuer")),
    validity: bytes = VALIDITY,
    subject: bytes = sequence(common_name("subject")),
    key: bytes = KEY,
    extensions: list[bytes] | None = None,
) -> bytes:
    end = tlv(0xA3, sequence(*extensions)) if extensions is not None else b""
    tbs = sequence(tlv(0xA0, integer(version)), integer(serial), algorithm, issuer, validity, subject, key, end)
    return sequence(tbs, algorithm, SIGNATURE)


def request(subject: bytes = sequence(common_name("subject")), key: bytes = KEY, attributes: bytes = b"") -> bytes:
    return sequence(sequence(integer(0), subject, key, tlv(0xA0, attributes)), ECDSA, SIGNATURE)


def crl(*entries: bytes, issuer: bytes = sequence(common_name("issuer"))) -> bytes:
    times = VALIDITY[2:]
    return sequence(sequence(integer(1), ECDSA, issuer, times, sequence(*entries)), ECDSA, SIGNATURE)


def revoked(serial: int) -> bytes:
    return sequence(integer(serial), tlv(0x17, b"200101000000Z"))


def pkcs7(*certificates: bytes) -> bytes:
    signed = sequence(integer(1), set_of(), sequence(oid("1.2.840.113549.1.7.1")), tlv(0xA0, *certificates), set_of())
    return sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, signed))


def pkcs12(*safes: bytes, mac: bytes = b"") -> bytes:
    return sequence(integer(3), data(sequence(*safes)), mac)


def data(content: bytes) -> bytes:
    """PKCS#7 data: a safe of PKCS#12 that is not encrypted."""
    return sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, octets(content)))


def bag(dotted: str, value: bytes) -> bytes:
    return sequence(oid(dotted), tlv(0xA0, value))


def shrouded_key(rounds: int) -> bytes:
    """A PKCS#12 key bag that asks for this many rounds of hashing."""
    algorithm = sequence(oid("1.2.840.113549.1.12.1.3"), sequence(octets(b"saltsalt"), integer(rounds)))
    return bag("1.2.840.113549.1.12.10.1.2", sequence(algorithm, octets(bytes(16))))


def mac(rounds: int | bytes) -> bytes:
    digest = sequence(sequence(oid("2.16.840.1.101.3.4.2.1"), tlv(0x05)), octets(bytes(32)))
    return sequence(digest, octets(b"saltsalt"), integer(rounds))


def encrypted_key(derivation: bytes) -> bytes:
    """PKCS#8 under PBES2 with this key derivation."""
    cipher = sequence(oid("2.16.840.1.101.3.4.1.42"), octets(bytes(16)))
    return sequence(sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, cipher)), octets(bytes(16)))


def scrypt(n: int, r: int, p: int) -> bytes:
    return sequence(oid("1.3.6.1.4.1.11591.4.11"), sequence(octets(b"saltsalt"), integer(n), integer(r), integer(p)))


def pbkdf2(rounds: int) -> bytes:
    return sequence(oid("1.2.840.113549.1.5.12"), sequence(octets(b"saltsalt"), integer(rounds)))


def pem(label: str, der: bytes) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), base64.encodebytes(der), label.encode())
