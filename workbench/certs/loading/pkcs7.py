"""PKCS#7 and CMS bags of certificates (RFC 5652), as CAs and EST servers hand them out (RFC 7030 4.1.3)."""

from __future__ import annotations

from asn1crypto import cms

_LONGEST_TYPE = b"\x10"
"""Octets of the content type's OBJECT IDENTIFIER; asn1crypto takes quadratic time to decode one."""


def unpack(data: bytes) -> list[bytes]:
    """The certificates and CRLs of a SignedData, as they stand, in encoded order.

    Parameters
    ----------
    data
        ContentInfo in DER or BER (some CAs use indefinite lengths).

    Raises
    ------
    ValueError
        Not a SignedData, or not to be parsed; the message says which.
    """
    try:
        info = cms.ContentInfo.load(data)
        if info.contents[1:2] > _LONGEST_TYPE:
            raise ValueError("its content type is absurdly long")
        content_type: str = info["content_type"].native
        if content_type != "signed_data":
            raise ValueError(f"its content is {content_type.replace('_', ' ')}, which holds no certificates")
        signed = info["content"]
        certificates = [choice.chosen.dump() for choice in signed["certificates"] or ()]
        return certificates + [choice.chosen.dump() for choice in signed["crls"] or ()]
    except (TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
