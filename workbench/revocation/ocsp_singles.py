"""The single responses of an OCSP response (RFC 6960 4.2.1), found by serial number; one is read only when it is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header
from workbench.revocation.crl_values import ENUMERATED, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, moment
from workbench.revocation.ocsp_structure import GENERALIZED_TIME, inside, tags
from workbench.revocation.reasons import HOLD, REASONS, UNSPECIFIED
from workbench.revocation.status import Status
from workbench.trust.certificate import raw_extensions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.der import Element
    from workbench.trust.certificate import RawExtension

MOST_SINGLES = 5_000
"""So many single responses of one response are looked at; honest responders send one, or one for each certificate of a chain."""
_MOST_OF_ONE_SERIAL = 16
_GOOD, _REVOKED, _UNKNOWN = 0x80, 0xA1, 0x82
_SINGLE = re.compile(rb"\x30[\x80\xa1\x82]\x18\xa0?\xa1?")
"""certID, certStatus, thisUpdate, nextUpdate, singleExtensions; by their tags."""


@dataclass(frozen=True, slots=True)
class CertId:
    """Which certificate a single response is about (RFC 6960 4.1.1).

    Attributes
    ----------
    algorithm
        The content octets of the hash's OBJECT IDENTIFIER.
    """

    algorithm: bytes
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class Single:
    """One single response.

    Attributes
    ----------
    reason
        A name of RFC 5280 5.3.1, ``"unspecified"`` where none is given; empty where it is not revoked.
    revoked_at
        None where it is not revoked.
    next_update
        None where it is left out.
    """

    cert_id: CertId
    status: Status
    reason: str
    revoked_at: datetime | None
    this_update: datetime
    next_update: datetime | None
    extensions: tuple[RawExtension, ...]

    @property
    def final(self) -> bool:
        """Whether no later word takes it back: revoked for good."""
        return self.status is Status.REVOKED and self.reason != HOLD

    @property
    def gravity(self) -> tuple[bool, bool, bool, datetime]:
        """The largest of those about one certificate in one response counts."""
        return self.status is Status.REVOKED, self.final, self.status is Status.UNKNOWN, self.this_update


class SingleIndex:
    """The single responses of one response.

    Parameters
    ----------
    bounds
        Of the content of responses.

    Attributes
    ----------
    complete
        False where there are more of them than anybody should look at.

    Raises
    ------
    DerError
        They cannot be told apart.
    """

    def __init__(self, der: bytes, bounds: tuple[int, int]) -> None:
        self._der = der
        self._at: dict[int, list[Element]] = {}
        self.complete = True
        for count, element in enumerate(elements(der, *bounds)):
            if count == MOST_SINGLES:
                self.complete = False
                return
            same = self._at.setdefault(_serial(der, element), [])
            if len(same) < _MOST_OF_ONE_SERIAL:
                same.append(element)
            else:
                self.complete = False

    @property
    def serials(self) -> Iterable[int]:
        """Of the certificates that there is one about, each once."""
        return self._at.keys()

    @cached_property
    def count(self) -> int:
        """How many there are, up to the bound."""
        return sum(map(len, self._at.values()))

    def find(self, serial: int) -> tuple[Single, ...]:
        """Those about certificates with a serial number, whoever issued them.

        Raises
        ------
        DerError
            One of them cannot be read.
        """
        return tuple(_single(self._der, element) for element in self._at.get(serial, ()))

    def first(self) -> CertId | None:
        """Which certificate the first one is about; None where there is none, or it cannot be read."""
        try:
            return next((_single(self._der, element).cert_id for same in self._at.values() for element in same), None)
        except DerError:
            return None


def _serial(der: bytes, single: Element) -> int:
    tag, start, end = read_header(der, single[2])
    last = None
    if single[0] == SEQUENCE and tag == SEQUENCE and end <= single[3]:
        for last in elements(der, start, end):  # noqa: B007  # the last one is wanted
            pass
    if last is None or last[0] != INTEGER:
        raise DerError(f"no single response at byte {single[1]}")
    return int.from_bytes(der[last[2] : last[3]], signed=True)


def _single(der: bytes, single: Element) -> Single:
    parts = list(elements(der, single[2], single[3]))
    if not _SINGLE.fullmatch(tags(parts)):
        raise DerError(f"the single response at byte {single[1]} is not certID, status and times")
    cert_id, status, this_update, *rest = parts
    next_update = rest.pop(0) if rest and rest[0][0] == 0xA0 else None
    said, reason, revoked_at = _status(der, status)
    return Single(
        cert_id=_cert_id(der, cert_id),
        status=said,
        reason=reason,
        revoked_at=revoked_at,
        this_update=moment(GENERALIZED_TIME, der[this_update[2] : this_update[3]]),
        next_update=None
        if next_update is None
        else moment(GENERALIZED_TIME, der[slice(*inside(der, next_update, GENERALIZED_TIME, "nextUpdate"))]),
        extensions=raw_extensions(der, *inside(der, rest[0], SEQUENCE, "singleExtensions")) if rest else (),
    )


def _cert_id(der: bytes, outer: Element) -> CertId:
    parts = list(elements(der, outer[2], outer[3]))
    if tags(parts) != bytes((SEQUENCE, OCTET_STRING, OCTET_STRING, INTEGER)):
        raise DerError("a certID is not a hash algorithm, two hashes and a serial number")
    algorithm, name, key, serial = parts
    tag, start, end = read_header(der, algorithm[2])
    if tag != OBJECT_IDENTIFIER or end > algorithm[3]:
        raise DerError("a certID's hash algorithm is no algorithm")
    return CertId(
        der[start:end], der[name[2] : name[3]], der[key[2] : key[3]], int.from_bytes(der[serial[2] : serial[3]], signed=True)
    )


def _status(der: bytes, status: Element) -> tuple[Status, str, datetime | None]:
    tag, _, start, end = status
    if tag != _REVOKED:
        if start != end:
            raise DerError("a certStatus that says good or unknown says more than that")
        return (Status.GOOD if tag == _GOOD else Status.UNKNOWN), "", None
    parts = list(elements(der, start, end))
    if tags(parts) not in {b"\x18", b"\x18\xa0"}:
        raise DerError("a certStatus that says revoked is not a time, with or without a reason")
    revoked_at = moment(GENERALIZED_TIME, der[parts[0][2] : parts[0][3]])
    if len(parts) == 1:
        return Status.REVOKED, UNSPECIFIED, revoked_at
    number = int.from_bytes(der[slice(*inside(der, parts[1], ENUMERATED, "revocationReason"))][:4])
    return Status.REVOKED, REASONS.get(number, f"reason {number}"), revoked_at
