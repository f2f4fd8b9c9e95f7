"""The fields of a CRL as they are encoded (RFC 5280 5.1); its entries are not touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, Element, elements, read_header, whole
from workbench.revocation.crl_values import BIT_STRING, INTEGER, SEQUENCE, TIMES, moment
from workbench.trust.certificate import raw_extensions

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.trust.certificate import RawExtension


@dataclass(frozen=True, slots=True)
class CrlFields:
    """What stands in a CRL.

    Attributes
    ----------
    version
        1 or 2, as people count; any other number as it stands.
    algorithm, outer_algorithm
        The AlgorithmIdentifiers inside and outside what is signed.
    issuer
        The DER ``Name``.
    next_update
        None where it is left out.
    entries
        Bounds of the content of revokedCertificates; None where it is left out.
    signed
        Bounds of what is signed.
    """

    der: bytes = field(repr=False)
    version: int
    algorithm: bytes
    outer_algorithm: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    entries: tuple[int, int] | None
    extensions: tuple[RawExtension, ...]
    signed: tuple[int, int]


def read_fields(der: bytes) -> CrlFields:
    """The fields of a CRL.

    Raises
    ------
    DerError
        It is no CRL as RFC 5280 5.1 defines it.
    """
    outer = list(elements(der, *whole(der, SEQUENCE, "the CRL")))
    if [part[0] for part in outer] != [SEQUENCE, SEQUENCE, BIT_STRING]:
        raise DerError("it is not a list to be signed, an algorithm and a signature")
    (_, signed, start, end), (_, algorithm, _, algorithm_end), _ = outer
    parts = _Parts(list(elements(der, start, end)))
    version = parts.optional(INTEGER)
    inner = parts.needed(SEQUENCE, "signature algorithm")
    issuer = parts.needed(SEQUENCE, "issuer")
    this_update = parts.needed_of(TIMES, "thisUpdate")
    next_update = parts.optional(*TIMES)
    entries = parts.optional(SEQUENCE)
    extended = parts.optional(0xA0)
    parts.exhausted()
    return CrlFields(
        der=der,
        version=1 if version is None else int.from_bytes(der[version[2] : version[3]][:8], signed=True) + 1,
        algorithm=der[inner[1] : inner[3]],
        outer_algorithm=der[algorithm:algorithm_end],
        issuer=der[issuer[1] : issuer[3]],
        this_update=moment(this_update[0], der[this_update[2] : this_update[3]]),
        next_update=None if next_update is None else moment(next_update[0], der[next_update[2] : next_update[3]]),
        entries=None if entries is None else (entries[2], entries[3]),
        extensions=() if extended is None else _extensions(der, extended),
        signed=(signed, end),
    )


def _extensions(der: bytes, explicit: Element) -> tuple[RawExtension, ...]:
    tag, start, end = read_header(der, explicit[2])
    if tag != SEQUENCE or end != explicit[3]:
        raise DerError("the extensions are no SEQUENCE")
    return raw_extensions(der, start, end)


class _Parts:
    """The elements of a SEQUENCE with optional members, taken in their order."""

    def __init__(self, parts: list[Element]) -> None:
        self._parts = parts[::-1]

    def optional(self, *tags: int) -> Element | None:
        """The next element if it has one of these tags."""
        return self._parts.pop() if self._parts and self._parts[-1][0] in tags else None

    def needed(self, tag: int, name: str) -> Element:
        """The next element, which has this tag."""
        return self.needed_of(frozenset({tag}), name)

    def needed_of(self, tags: frozenset[int], name: str) -> Element:
        """The next element, which has one of these tags."""
        found = self.optional(*tags)
        if found is None:
            raise DerError(f"there is no {name} where it must stand")
        return found

    def exhausted(self) -> None:
        """Nothing may be left."""
        if self._parts:
            raise DerError(f"an element that no CRL has stands at byte {self._parts[-1][1]}")
