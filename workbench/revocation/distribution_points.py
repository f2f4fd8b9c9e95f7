"""Distribution points: those of a certificate (RFC 5280 4.2.1.13) and the one of a CRL (5.2.5), their names ready to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header, whole
from workbench.certs.name_comparison import folded
from workbench.revocation.crl_values import SEQUENCE, SET, encode
from workbench.revocation.reasons import ALL_REASONS, reason_mask

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

NameKey = tuple[int, "Hashable"]
"""A GeneralName's tag, and what two equal names share: of a directoryName RFC 5280 7.1 decides, of others the octets."""

DIRECTORY_NAME = 0xA4
_GENERAL_NAMES = frozenset({0xA0, 0x81, 0x82, 0xA3, DIRECTORY_NAME, 0xA5, 0x86, 0x87, 0x88})
MOST_POINTS = 64


@dataclass(frozen=True, slots=True)
class DistributionPoint:
    """Where a certificate says that its CRL is.

    Attributes
    ----------
    names
        None where the point has no name.
    reasons
        Mask of those that the point's CRLs are for.
    crl_issuers
        Folded names of who signs them instead of the certificate's issuer; empty: that one does.
    """

    names: frozenset[NameKey] | None = None
    reasons: int = ALL_REASONS
    crl_issuers: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class IssuingDistributionPoint:
    """What a CRL says that it is about; two of the same value have the same scope.

    Attributes
    ----------
    names
        None where it is not bound to a distribution point.
    reasons
        Mask of onlySomeReasons; None where it is left out.
    """

    names: frozenset[NameKey] | None = None
    only_users: bool = False
    only_cas: bool = False
    only_attributes: bool = False
    reasons: int | None = None
    indirect: bool = False


def implied_point(certificate_issuer: bytes) -> DistributionPoint:
    """The point that every certificate has (RFC 5280 6.3.3, last paragraph): named like its issuer, signed by it."""
    return DistributionPoint(names=frozenset({(DIRECTORY_NAME, folded(certificate_issuer))}))


def read_points(value: bytes, certificate_issuer: bytes) -> tuple[list[DistributionPoint], bool]:
    """The points of a cRLDistributionPoints or freshestCRL extension.

    Returns
    -------
    points, complete
        At most :data:`MOST_POINTS`; False where there were more.

    Raises
    ------
    DerError
        It is no such extension.
    """
    found: list[DistributionPoint] = []
    for tag, _, start, end in elements(value, *whole(value, SEQUENCE, "cRLDistributionPoints")):
        if len(found) == MOST_POINTS:
            return found, False
        if tag != SEQUENCE:
            raise DerError("a distribution point is no SEQUENCE")
        found.append(_point(value, start, end, certificate_issuer))
    return found, True


def read_issuing_point(value: bytes, crl_issuer: bytes) -> IssuingDistributionPoint:
    """The value of an issuingDistributionPoint extension.

    Raises
    ------
    DerError
        It is no such extension, or limits the CRL to two kinds of certificates at once.
    """
    fields = _fields(value, *whole(value, SEQUENCE, "issuingDistributionPoint"), {0xA0, 0x81, 0x82, 0x83, 0x84, 0x85})
    names = _point_names(value, fields.get(0xA0), (folded(crl_issuer),))
    users, cas, indirect, attributes = (_flag(value, fields.get(tag)) for tag in (0x81, 0x82, 0x84, 0x85))
    if users + cas + attributes > 1:
        raise DerError("issuingDistributionPoint limits the CRL to two kinds of certificates at once")
    reasons = fields.get(0x83)
    return IssuingDistributionPoint(
        names, users, cas, attributes, None if reasons is None else reason_mask(value[slice(*reasons)]), indirect
    )


def directory_names(der: bytes, at: int, end: int) -> frozenset[Hashable]:
    """The folded directoryNames among GeneralNames.

    Raises
    ------
    DerError
        They are no GeneralNames.
    """
    return frozenset(key for tag, key in _general_names(der, at, end) if tag == DIRECTORY_NAME)


def _point(der: bytes, at: int, end: int, certificate_issuer: bytes) -> DistributionPoint:
    fields = _fields(der, at, end, {0xA0, 0x81, 0xA2})
    issuers = directory_names(der, *fields[0xA2]) if 0xA2 in fields else frozenset()
    reasons = fields.get(0x81)
    return DistributionPoint(
        _point_names(der, fields.get(0xA0), issuers or (folded(certificate_issuer),)) if 0xA0 in fields else None,
        ALL_REASONS if reasons is None else reason_mask(der[slice(*reasons)]),
        issuers,
    )


def _fields(der: bytes, at: int, end: int, known: set[int]) -> dict[int, tuple[int, int]]:
    """The members of a SEQUENCE whose members have context tags, each at most once."""
    found: dict[int, tuple[int, int]] = {}
    for tag, _, start, stop in elements(der, at, end):
        if tag not in known or tag in found:
            raise DerError(f"a member with tag {tag:#04x} does not belong into a distribution point, or not twice")
        found[tag] = (start, stop)
    return found


def _flag(der: bytes, bounds: tuple[int, int] | None) -> bool:
    return bounds is not None and der[slice(*bounds)] != b"\x00"


def _point_names(der: bytes, bounds: tuple[int, int] | None, issuers: Iterable[Hashable]) -> frozenset[NameKey] | None:
    """A DistributionPointName; one relative to the CRL's issuer is made whole."""
    if bounds is None:
        return None
    tag, start, end = read_header(der, bounds[0])
    if end != bounds[1] or tag not in {0xA0, 0xA1}:
        raise DerError("a distribution point's name is neither full nor relative")
    if tag == 0xA0:
        return frozenset(_general_names(der, start, end))
    relative = folded(encode(SEQUENCE, encode(SET, der[start:end])))
    if not isinstance(relative, tuple):
        raise DerError("a distribution point's relative name is no RelativeDistinguishedName")
    return frozenset((DIRECTORY_NAME, (*issuer, *relative)) for issuer in issuers if isinstance(issuer, tuple))


def _general_names(der: bytes, at: int, end: int) -> Iterator[NameKey]:
    for tag, _, start, stop in elements(der, at, end):
        if tag not in _GENERAL_NAMES:
            raise DerError(f"tag {tag:#04x} is no GeneralName's")
        yield tag, folded(der[start:stop]) if tag == DIRECTORY_NAME else der[start:stop]
