"""The entries of a CRL (RFC 5280 5.3), found by serial number.

A CRL may have a million entries, so they are walked once, and one entry is read only when it is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header, whole
from workbench.certs.names import dotted
from workbench.revocation.crl_values import ENUMERATED, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, TIMES, moment
from workbench.revocation.distribution_points import directory_names
from workbench.revocation.reasons import REASONS, UNSPECIFIED
from workbench.trust.certificate import raw_extensions

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from datetime import datetime

    from workbench.trust.certificate import RawExtension

CRL_REASON = bytes.fromhex("551d15")
INVALIDITY_DATE = bytes.fromhex("551d18")
CERTIFICATE_ISSUER = bytes.fromhex("551d1d")
_PROCESSED = frozenset({CRL_REASON, INVALIDITY_DATE, CERTIFICATE_ISSUER})
_MOST_OF_ONE_SERIAL = 16
_MOST_NAMED = 8
_SMALL = 2**30 - 1  # a number up to here takes 32 octets of memory, a serial number twice that; a list may have a million

# Whatever is critical holds this. Other octets may look so, those of a serial number; then all entries are read.
_CRITICAL = re.compile(rb"\x01\x01[^\x00]\x04", re.DOTALL)
_MOST_LIKENESSES = 1000
_REASON_ALONE = bytes.fromhex("300c300a0603551d1504030a01")  # an entry's extensions that are a reason only, but for its last octet
_REASON_LENGTH = len(_REASON_ALONE) + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes
    ----------
    reason
        A name of RFC 5280 5.3.1; an unknown number as ``"reason 7"``.
    issuers
        Folded names of certificateIssuer where it stands in this very entry.
    """

    serial: int
    revoked_at: datetime
    reason: str
    issuers: frozenset[Hashable] = frozenset()


class EntryIndex:
    """The entries of one CRL.

    Parameters
    ----------
    bounds
        Of the content of revokedCertificates.
    issuer
        The CRL issuer's folded name, which holds until an entry of an indirect CRL names another one.
    """

    def __init__(self, der: bytes, bounds: tuple[int, int], issuer: Hashable, *, indirect: bool) -> None:
        self._der = der
        self._bounds = bounds
        self._issuer = issuer
        self._indirect = indirect
        self._again: dict[Hashable, list[int]] = {}
        self._unknown: dict[str, None] = {}

    @property
    def unknown_critical(self) -> tuple[str, ...]:
        """Dotted numbers of critical extensions that some entry has and nobody here knows; the first few.

        Raises
        ------
        DerError
            The entries cannot be told apart.
        """
        _ = self._places
        return tuple(self._unknown)

    def find(self, serial: int, issuer: Hashable) -> tuple[Entry, ...]:
        """The entries about a certificate: none, one, or a few in a CRL that repeats itself.

        Raises
        ------
        DerError
            The entries cannot be told apart, or one that was found cannot be read.
        """
        if not self._indirect and issuer != self._issuer:
            return ()
        octets = serial.to_bytes((serial if serial >= 0 else ~serial).bit_length() // 8 + 1, signed=True)
        key = (issuer, octets) if self._indirect else octets
        first = self._first(key, octets)
        return () if first is None else tuple(_entry(self._der, at) for at in (first, *self._again.get(key, ())))

    def _first(self, key: Hashable, octets: bytes) -> int | None:
        at = self._places.get(hash(octets) & _SMALL)
        return at if at is not None and _serial(self._der, at) == octets else self._places.get(key)

    @cached_property
    def _places(self) -> dict[Hashable, int]:
        """Where the first entry of each certificate starts; further ones stand in ``_again``.

        By a part of the hash of its serial number's octets, a number. By the octets themselves where another serial number has that
        part too, and where extensions were looked at; by the issuer and the octets in an indirect CRL.
        """
        try:
            thorough = self._indirect or _may_hold_critical(self._der, *self._bounds)
            return self._thorough() if thorough else self._serials()
        except IndexError:
            raise DerError("the last entry is cut off") from None

    def _serials(self) -> dict[Hashable, int]:
        """Nothing but serial numbers read. Done a million times: entries that begin alike have their ends in the same place."""
        der, (at, end) = self._der, self._bounds
        found: dict[Hashable, int] = {}
        known: dict[bytes, tuple[int, int]] = {}
        while at < end:
            beginning = der[at : at + 4]
            if beginning in known:
                after, length = known[beginning]
                serial, stop = der[at + 4 : at + after], at + length
            else:
                start, after, _, stop = _opening(der, at)
                serial = der[start:after]
                if start == at + 4:
                    known[beginning] = after - at, stop - at
            if stop > end:
                raise DerError(f"the entry at byte {at} is cut off")
            key = hash(serial) & _SMALL
            if key not in found:
                found[key] = at
            elif serial in found or _serial(der, found[key]) == serial:
                self._repeat(serial, at)
            else:
                found[serial] = at
            at = stop
        return found

    def _thorough(self) -> dict[Hashable, int]:
        found: dict[Hashable, int] = {}
        for key, at in self._with_extensions():
            if found.setdefault(key, at) != at:
                self._repeat(key, at)
        return found

    def _repeat(self, key: Hashable, at: int) -> None:
        again = self._again.setdefault(key, [])
        if len(again) < _MOST_OF_ONE_SERIAL:
            again.append(at)

    def _with_extensions(self) -> Iterator[tuple[Hashable, int]]:
        """The same with every entry's extensions looked at: certificateIssuer holds for the entries after it too (5.3.3)."""
        der, (at, end) = self._der, self._bounds
        issuers = frozenset({self._issuer})
        while at < end:
            start, after, rest, stop = _opening(der, at)
            if stop > end:
                raise DerError(f"the entry at byte {at} is cut off")
            if rest < stop and not (stop - rest == _REASON_LENGTH and der.startswith(_REASON_ALONE, rest)):
                found = _entry_extensions(der, rest, stop)
                self._remember_unknown(found)
                issuers = (_certificate_issuers(found) if self._indirect else frozenset()) or issuers
            serial = der[start:after]
            if self._indirect:
                yield from (((issuer, serial), at) for issuer in issuers)
            else:
                yield serial, at
            at = stop

    def _remember_unknown(self, found: tuple[RawExtension, ...]) -> None:
        for extension in found:
            if extension.critical and extension.oid not in _PROCESSED and len(self._unknown) < _MOST_NAMED:
                self._unknown[dotted(extension.oid[:63])] = None


def _may_hold_critical(der: bytes, at: int, end: int) -> bool:
    """Whether some octets look like a critical extension: a BOOLEAN TRUE between an OBJECT IDENTIFIER and an OCTET STRING."""
    for count, match in enumerate(_CRITICAL.finditer(der, at, end)):
        place = match.start()
        if count == _MOST_LIKENESSES or any(
            der[place - length - 1] == length and der[place - length - 2] == OBJECT_IDENTIFIER for length in range(1, 64)
        ):
            return True
    return False


def _opening(der: bytes, at: int) -> tuple[int, int, int, int]:
    """Where an entry's serial number begins and ends, where its extensions begin, and where it ends."""
    tag, body, stop = read_header(der, at)
    inner, start, after = read_header(der, body)
    date, _, rest = read_header(der, after)
    if tag != SEQUENCE or inner != INTEGER or date not in TIMES or rest > stop:
        raise DerError(f"no entry at byte {at}")
    return start, after, rest, stop


def _serial(der: bytes, at: int) -> bytes:
    """The octets of the serial number of the entry that starts there."""
    _, start, after = read_header(der, read_header(der, at)[1])
    return der[start:after]


def _entry(der: bytes, at: int) -> Entry:
    """The entry that starts there, read."""
    start, after, rest, stop = _opening(der, at)
    tag, date, _ = read_header(der, after)
    found = _entry_extensions(der, rest, stop) if rest < stop else ()
    reason = next((_reason(extension.value) for extension in found if extension.oid == CRL_REASON), UNSPECIFIED)
    return Entry(int.from_bytes(der[start:after], signed=True), moment(tag, der[date:rest]), reason, _certificate_issuers(found))


def _entry_extensions(der: bytes, at: int, stop: int) -> tuple[RawExtension, ...]:
    tag, start, end = read_header(der, at)
    if tag != SEQUENCE or end != stop:
        raise DerError(f"the extensions of the entry at byte {at} are no SEQUENCE")
    return raw_extensions(der, start, end)


def _reason(value: bytes) -> str:
    number = int.from_bytes(value[slice(*whole(value, ENUMERATED, "cRLReason"))][:4])
    return REASONS.get(number, f"reason {number}")


def _certificate_issuers(found: tuple[RawExtension, ...]) -> frozenset[Hashable]:
    for extension in found:
        if extension.oid == CERTIFICATE_ISSUER:
            return directory_names(extension.value, *whole(extension.value, SEQUENCE, "certificateIssuer"))
    return frozenset()
