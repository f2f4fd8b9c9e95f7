"""What a station keeps about revocation: answers of M06 and M07, what it asked and when it asks again, vehicles that wait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.revocation.cache import StatusCache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue

MOST_CACHED = 1000
"""Answers at most: vehicles come and go."""
MOST_VEHICLES = 64
"""Vehicles whose check is under way, at most: the oldest gives way."""


@dataclass(frozen=True, slots=True)
class AskedStatus:
    """A question of M06 that has no usable answer yet.

    Attributes
    ----------
    again_at
        Not asked again before, UTC-aware.
    times
        How often it was asked.
    """

    hash_data: CertificateHashData
    asked_at: datetime
    again_at: datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class VehicleCheck:
    """A vehicle's chain that waits for the CSMS's answers (M07).

    Attributes
    ----------
    leaf
        SHA-256 of its own certificate.
    name
        What people call that. Hostile text.
    certificates
        What is checked: it and its sub-CAs.
    unasked
        How many of its certificates nobody could be asked about.
    waiting
        What was asked and is not answered.
    found
        What was answered, in its order.
    until
        When an answer is not waited for any longer, UTC-aware.
    """

    leaf: str
    name: str
    certificates: tuple[CertificateHashData, ...]
    unasked: int
    waiting: tuple[tuple[CertificateHashData, CertificateStatusSource], ...]
    until: datetime
    found: tuple[tuple[CertificateHashData, CertificateStatusValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Statuses:
    """All of it, immutable.

    Attributes
    ----------
    cache
        Answers: OCSP responses for the station's own handshakes [M06.FR.06], statuses of vehicles' certificates [M07.FR.09].
    asked
        Questions of M06 without a usable answer, one for each certificate at most.
    vehicles
        Checks under way.
    """

    cache: StatusCache = field(default_factory=StatusCache)
    asked: tuple[AskedStatus, ...] = ()
    vehicles: tuple[VehicleCheck, ...] = ()

    def question(self, hash_data: Iterable[CertificateHashData]) -> AskedStatus | None:
        """The one about a certificate, named by any of these."""
        wanted = set(hash_data)
        return next((one for one in self.asked if one.hash_data in wanted), None)

    def with_question(self, new: AskedStatus) -> Statuses:
        """The same with a question; it takes the place of the former one about its certificate."""
        return replace(self, asked=(*(one for one in self.asked if one.hash_data != new.hash_data), new))

    def without_questions(self, hash_data: Iterable[CertificateHashData]) -> Statuses:
        """The same without questions about these."""
        gone = set(hash_data)
        return replace(self, asked=tuple(one for one in self.asked if one.hash_data not in gone))

    def with_vehicle(self, new: VehicleCheck) -> Statuses:
        """The same with a check; it takes the place of the former one of that vehicle."""
        others = tuple(one for one in self.vehicles if one.leaf != new.leaf)
        return replace(self, vehicles=(*others, new)[-MOST_VEHICLES:])

    def with_cache(self, cache: StatusCache, at: datetime) -> Statuses:
        """The same with other answers; where they are too many, what is over is dropped, then what ends first."""
        if len(cache) > MOST_CACHED:
            cache = cache.pruned(at)
        if len(cache) > MOST_CACHED:
            last = sorted(cache, key=lambda one: (bool(one.response), one.expires))[-MOST_CACHED:]
            cache = replace(cache, entries={one.key: one for one in last})
        return replace(self, cache=cache)
