"""What a station has to ask now, and what later: M06 for a certificate that it staples, M07 for one that it checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.messages.certificate_status import CertificateStatusSource
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.revocation.cache import StatusCache


class StatusDuty(NamedTuple):
    """A certificate whose status is to be asked for.

    Attributes
    ----------
    moment
        From when on it is to be asked for, UTC-aware.
    why
        In words that complete "it is asked for: ", or before that moment "it is not asked for: ".
    requirement
        That demands it.
    """

    hash_data: CertificateHashData
    moment: datetime
    why: str
    requirement: str


def m06_duty(cache: StatusCache, hash_data: CertificateHashData, begin: datetime, at: datetime) -> StatusDuty:
    """For a certificate of the station's own V2G chain, its leaf or a sub-CA: an OCSP response to be stapled.

    Parameters
    ----------
    begin
        From when on a certificate is asked about that has no answer yet.
    """
    entry = cache.entries.get((hash_data, CertificateStatusSource.OCSP))
    if entry is None:
        return StatusDuty(hash_data, begin, "there is no answer", "M06.FR.06")
    if entry.refresh_at < cache.policy.refresh_at(entry.stored_at, entry.expires):
        return StatusDuty(hash_data, entry.refresh_at, "the chain was renewed", "M06.FR.07")
    why = "its answer ends soon" if entry.holds(at) else "its answer is over"
    return StatusDuty(hash_data, entry.refresh_at, why, "M06.FR.10")


def m07_duty(cache: StatusCache, hash_data: CertificateHashData, at: datetime) -> StatusDuty:
    """For a certificate of a chain that somebody presents: not while an answer from either source holds (M07.FR.10)."""
    held = cache.any_source(hash_data, at)
    if held is None:
        return StatusDuty(hash_data, at, "no cached answer holds", "M07.FR.11")
    why = f"a cached answer, {held.status.value}, holds until {rfc3339(held.expires)}"
    return StatusDuty(hash_data, held.expires, why, "M07.FR.10")
