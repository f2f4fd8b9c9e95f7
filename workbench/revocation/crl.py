"""One CRL with what its extensions say (RFC 5280 5.2), read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from workbench.certs.der import DerError, elements, whole
from workbench.certs.name_comparison import folded
from workbench.revocation.crl_entries import EntryIndex
from workbench.revocation.crl_faults import shown_name
from workbench.revocation.crl_structure import read_fields
from workbench.revocation.crl_values import SEQUENCE, whole_integer
from workbench.revocation.distribution_points import IssuingDistributionPoint, read_issuing_point

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.trust.certificate import RawExtension

AUTHORITY_KEY_IDENTIFIER = bytes.fromhex("551d23")
CRL_NUMBER = bytes.fromhex("551d14")
DELTA_CRL_INDICATOR = bytes.fromhex("551d1b")
ISSUING_DISTRIBUTION_POINT = bytes.fromhex("551d1c")
FRESHEST_CRL = bytes.fromhex("551d2e")
T = TypeVar("T")

_NAMES = {
    AUTHORITY_KEY_IDENTIFIER: "authorityKeyIdentifier",
    CRL_NUMBER: "cRLNumber",
    DELTA_CRL_INDICATOR: "deltaCRLIndicator",
    ISSUING_DISTRIBUTION_POINT: "issuingDistributionPoint",
}


class Crl:
    """A CRL that can be read.

    Attributes
    ----------
    unreadable
        Name and what is wrong, of each extension that cannot be read; its value is as if it were left out.
    number, base
        cRLNumber, and the number of the complete CRL that a delta CRL builds on; None where left out.
    key_identifier
        Of the key that signed, if it says so.
    point
        Its scope; a CRL without issuingDistributionPoint is about all that its issuer issued.

    Raises
    ------
    DerError
        Its outer structure is no CRL's.
    """

    def __init__(self, item: Item) -> None:
        self.item = item
        self.fields = read_fields(item.der)
        self.issuer: Hashable = folded(self.fields.issuer)
        self.unreadable: list[tuple[str, str]] = []
        self.number = self._read(CRL_NUMBER, lambda value: whole_integer(value, "cRLNumber"))
        self.base = self._read(DELTA_CRL_INDICATOR, lambda value: whole_integer(value, "deltaCRLIndicator"))
        self.key_identifier = self._read(AUTHORITY_KEY_IDENTIFIER, _key_identifier)
        point = self._read(ISSUING_DISTRIBUTION_POINT, lambda value: read_issuing_point(value, self.fields.issuer))
        self.point = point or IssuingDistributionPoint()

    @property
    def is_delta(self) -> bool:
        """Whether it only says what changed (RFC 5280 5.2.4)."""
        return self.extension(DELTA_CRL_INDICATOR) is not None

    @property
    def age(self) -> tuple[datetime, int]:
        """The larger the newer."""
        return self.fields.this_update, -1 if self.number is None else self.number

    @property
    def scope(self) -> Hashable:
        """Two CRLs of one scope are about the same certificates, so that the newer replaces the older."""
        return self.issuer, self.point, self.key_identifier

    @cached_property
    def entries(self) -> EntryIndex:
        """Its entries, indexed when they are first asked for."""
        return EntryIndex(self.fields.der, self.fields.entries or (0, 0), self.issuer, indirect=self.point.indirect)

    @cached_property
    def issuer_name(self) -> str:
        """Its issuer for people. Hostile text."""
        return shown_name(self.fields.issuer)

    @cached_property
    def called(self) -> str:
        """What it is within a sentence. Hostile text."""
        number = "" if self.number is None else f" with number {self.number}"
        return f"the {'delta ' if self.is_delta else ''}CRL{number} of {self.issuer_name}"

    def extension(self, oid: bytes) -> RawExtension | None:
        """The first extension of that type; duplicates are a fault of their own."""
        return next((one for one in self.fields.extensions if one.oid == oid), None)

    def _read(self, oid: bytes, read: Callable[[bytes], T]) -> T | None:
        extension = self.extension(oid)
        if extension is None:
            return None
        try:
            return read(extension.value)
        except DerError as error:
            self.unreadable.append((_NAMES[oid], str(error)))
            return None


def _key_identifier(value: bytes) -> bytes | None:
    parts = elements(value, *whole(value, SEQUENCE, "authorityKeyIdentifier"))
    return next((value[start:end] for tag, _, start, end in parts if tag == 0x80), None)
