"""What stands in EST's bodies: base64 of PKCS #10 and of a certs-only PKCS #7 (RFC 7030 4.1.3, 4.2.1, 4.2.3; RFC 8951 3.1).

RFC 8951 settles what RFC 7030 left open: senders write plain base64 and need no Content-Transfer-Encoding; receivers take line
breaks and none.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final, Literal, NoReturn

from asn1crypto import cms, core, pem
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PKCS7: Final = "application/pkcs7-mime"
PKCS10: Final = "application/pkcs10"
CSR_ATTRIBUTES: Final = "application/csrattrs"
CERTS_ONLY: Final = f"{PKCS7}; smime-type=certs-only"
Lines = Literal["unbroken", "broken"]
"""Whether base64 has line breaks: RFC 2045 has one every 76 characters, some clients read none."""

MOST_CERTIFICATES = 64
"""In one answer; a V2G hierarchy with old and new roots has some ten, and each is verified against others."""
_MOST_ATTRIBUTES = 16 * 2**10
_WIDTH = 64
_LONGEST_TYPE = 16
"""Octets of a content type's OBJECT IDENTIFIER; asn1crypto takes quadratic time to decode one."""


class UnreadableError(ValueError):
    """A body that is not what it should be; the message says what it is, in words for people."""


def to_base64(der: bytes, lines: Lines = "unbroken") -> bytes:
    """DER as a body, with a line break after 64 characters or with none."""
    text = base64.b64encode(der)
    if lines == "unbroken":
        return text
    return b"".join(text[at : at + _WIDTH] + b"\r\n" for at in range(0, len(text), _WIDTH))


def from_base64(body: bytes) -> tuple[bytes, str]:
    """The DER of a body, and what was odd about its form; an empty text: nothing.

    DER without base64, and PEM armour, are read too: servers send them.

    Raises
    ------
    UnreadableError
        It is empty, an HTML page, or no base64.
    """
    text = body.strip()
    if not text:
        raise UnreadableError("the body is empty")
    if text[:1] == b"<" or text[:15].lower().startswith(b"<!doctype"):
        raise UnreadableError("the body is an HTML page")
    if text[:1] == b"\x30" and not text[1:2].isalnum():
        return body, "it is DER without base64"
    if text.startswith(b"-----BEGIN"):
        try:
            return pem.unarmor(text)[2], "it is PEM, with its armour"
        except (ValueError, TypeError):
            raise UnreadableError("the body begins like PEM and is none") from None
    try:
        return base64.b64decode(b"".join(text.split()), validate=True), ""
    except (binascii.Error, ValueError):
        raise UnreadableError("the body is no base64") from None


def certs_only(certificates: Sequence[x509.Certificate]) -> bytes:
    """A degenerate SignedData with these certificates and no signer (RFC 5652 5.1), DER."""
    return pkcs7.serialize_certificates(list(certificates), Encoding.DER)


def certificates_of(der: bytes) -> tuple[tuple[bytes, ...], str]:
    """The certificates of a certs-only PKCS #7, DER each, in encoded order; and what was odd about it.

    A certificate without the PKCS #7 around it is read too. CRLs in it are passed over.

    Raises
    ------
    UnreadableError
        It is neither, it is cut off, or it holds no certificate.
    """
    try:
        info = cms.ContentInfo.load(der, strict=True)
        head = info.contents[:2]
        if head[:1] != b"\x06" or head[1:] > bytes([_LONGEST_TYPE]):
            return _bare(der)
        content_type = str(info["content_type"].native)
        if content_type != "signed_data":
            return _refused(f"it is a CMS of {content_type[:40].replace('_', ' ')}, which holds no certificates")
        signed = info["content"]
        found = tuple(one.chosen.dump() for one in signed["certificates"] or () if one.name == "certificate")
        signers = len(signed["signer_infos"])
    except UnreadableError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError):
        return _bare(der)
    if not found:
        return _refused("it holds no certificate")
    if len(found) > MOST_CERTIFICATES:
        return _refused(f"it holds {len(found):,} certificates, more than {MOST_CERTIFICATES}")
    return found, "it is signed, where certs-only was due" if signers else ""


def _refused(why: str) -> NoReturn:
    raise UnreadableError(why)


def _bare(der: bytes) -> tuple[tuple[bytes, ...], str]:
    try:
        x509.load_der_x509_certificate(der)
    except ValueError:
        raise UnreadableError(_what_instead(der)) from None
    return (der,), "it is a certificate without the PKCS #7 around it"


def _what_instead(der: bytes) -> str:
    """What DER that is no PKCS #7 is, as far as its outer length tells."""
    if der[:1] != b"\x30":
        return "it is no PKCS #7"
    size, header = der[1] if len(der) > 1 else 0, 2
    if size & 0x80:
        octets = size & 0x7F
        size, header = int.from_bytes(der[2 : 2 + octets], "big"), 2 + octets
    return "it is cut off" if len(der) < header + size else "it is no PKCS #7"


def attributes_of(der: bytes) -> tuple[str, ...]:
    """The OBJECT IDENTIFIERs that a csrattrs answer names, dotted (RFC 7030 4.5.2); those of attributes with values too.

    Raises
    ------
    UnreadableError
        It is no sequence of these.
    """
    if len(der) > _MOST_ATTRIBUTES:
        raise UnreadableError(f"it has {len(der):,} octets, more than {_MOST_ATTRIBUTES:,}")
    try:
        parsed = core.SequenceOf.load(der, strict=True, spec=core.Any)
        return tuple(_identifier(one.dump()) for one in parsed)
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
        raise UnreadableError("it is no list of attributes (RFC 7030 4.5.2)") from None


def _identifier(der: bytes) -> str:
    if der[:1] == b"\x30":
        first: core.ObjectIdentifier = core.Sequence.load(der, strict=True)[0]
        der = first.dump()
    if len(der) > _LONGEST_TYPE + 2:
        raise UnreadableError("it names an absurdly long attribute")
    return str(core.ObjectIdentifier.load(der, strict=True).dotted)


def attributes(identifiers: Iterable[str]) -> bytes:
    """A csrattrs answer that names these OBJECT IDENTIFIERs, DER."""
    content = b"".join(core.ObjectIdentifier(one).dump() for one in identifiers)
    return bytes(core.Sequence(contents=content).dump())
