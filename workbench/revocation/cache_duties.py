"""Whom a station has to ask now: M06 for the chain that it staples, M07 for a chain that it checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.messages.certificate_status import CertificateStatusSource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.cache import StatusCache


@dataclass(frozen=True, slots=True)
class Duty:
    """A certificate that is to be asked about.

    Attributes
    ----------
    why
        In words that complete "it is asked about: ".
    requirement
        That demands it.
    """

    hash_data: CertificateHashData
    why: str
    requirement: str


def m06_duties(cache: StatusCache, own: Iterable[CertificateHashData], at: datetime) -> tuple[Duty, ...]:
    """For the certificates of the station's own V2G chain, its leaf and each sub-CA: OCSP responses to be stapled."""
    duties = []
    for hash_data in own:
        entry = cache.get(hash_data, CertificateStatusSource.OCSP, at)
        if entry is None:
            stale = (hash_data, CertificateStatusSource.OCSP) in cache.entries
            why, requirement = ("its answer is over", "M06.FR.10") if stale else ("there is no answer", "M06.FR.06")
            duties.append(Duty(hash_data, why, requirement))
        elif at >= entry.refresh_at:
            anew = entry.refresh_at < cache.policy.refresh_at(entry.stored_at, entry.expires)
            why, requirement = ("the chain was renewed", "M06.FR.07") if anew else ("its answer ends soon", "M06.FR.10")
            duties.append(Duty(hash_data, why, requirement))
    return tuple(duties)


def m07_duties(cache: StatusCache, chain: Iterable[CertificateHashData], at: datetime) -> tuple[Duty, ...]:
    """For a chain that somebody presents: exactly those without an answer that holds; nobody is asked twice (M07.FR.10)."""
    missing = (one for one in chain if cache.any_source(one, at) is None)
    return tuple(Duty(one, "no cached answer holds", "M07.FR.11") for one in missing)
