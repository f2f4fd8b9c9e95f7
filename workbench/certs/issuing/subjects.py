"""Distinguished names byte for byte: the attributes' order and each one's string type as asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import core

from workbench.certs.issuing.elements import object_identifier, sequence, set_of_one
from workbench.certs.names import SHORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

_OIDS = {short: oid for oid, short in SHORT_NAMES.items()}

STRING_TYPES = {
    kind.__name__: kind
    for kind in (core.UTF8String, core.PrintableString, core.IA5String, core.TeletexString, core.BMPString, core.UniversalString)
}
"""The ASN.1 string types that occur in names. What a type must not hold (``@`` in a PrintableString) is not refused."""


@dataclass(frozen=True, slots=True)
class NameAttribute:
    """One attribute, a relative distinguished name of its own.

    Attributes
    ----------
    type
        Short name of :data:`workbench.certs.names.SHORT_NAMES` (``"CN"``, ``"DC"``) or a dotted OID.
    string_type
        One of :data:`STRING_TYPES`. RFC 5280 4.1.2.4 and RFC 4519 want UTF8String or PrintableString, PrintableString for C and
        IA5String for DC.
    """

    type: str
    value: str
    string_type: str = "UTF8String"


def encode_name(attributes: Iterable[NameAttribute]) -> bytes:
    """The DER ``Name`` (RFC 5280 4.1.2.4) of the attributes in the order given, first encoded first.

    Raises
    ------
    ValueError
        A string type is unknown, or cannot hold the value's characters.
    """
    return sequence(*(_relative_name(attribute) for attribute in attributes))


def _relative_name(attribute: NameAttribute) -> bytes:
    if attribute.string_type not in STRING_TYPES:
        raise ValueError(f"{attribute.string_type!r} is none of the string types {', '.join(STRING_TYPES)}")
    value = STRING_TYPES[attribute.string_type](attribute.value).dump()
    return set_of_one(sequence(object_identifier(_OIDS.get(attribute.type, attribute.type)), value))
