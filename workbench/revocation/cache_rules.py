"""What may be kept, and for how long: OCPP 2.1 M06.FR.10, M07.FR.09 and M07.FR.10.

A week at most, never past nextUpdate, and an hour where an answer has no nextUpdate: newer information is then to be had at any
time (RFC 6960 4.2.2.1), so that the cache may only spare a burst of charging sessions its requests, and must not hide a revocation.

Kept is what is known: Good and Revoked. Not kept: Failed, for nothing is known (tryLater, unauthorized, what could not be read);
Unknown, for a responder may learn of a new certificate in a minute, and a driver would be refused for a week; and what nobody
verified, or one forged answer would last as long as a true one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.messages.certificate_status import CertificateStatusValue

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.verdict import Verdict

WEEK = timedelta(days=7)
WITHOUT_NEXT_UPDATE = timedelta(hours=1)
KEPT = frozenset({CertificateStatusValue.GOOD, CertificateStatusValue.REVOKED})


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How long answers are kept.

    Attributes
    ----------
    without_next_update
        For an answer without nextUpdate.
    refresh_ahead
        So long before the end a stapled answer is fetched anew, and never before half of its time has passed.
    """

    without_next_update: timedelta = WITHOUT_NEXT_UPDATE
    refresh_ahead: timedelta = timedelta(days=1)

    def expires(self, stored_at: datetime, next_update: datetime | None) -> datetime:
        """From when on it must not be used."""
        return min(stored_at + WEEK, next_update or stored_at + self.without_next_update)

    def refresh_at(self, stored_at: datetime, expires: datetime) -> datetime:
        """From when on it is fetched anew; a whole number of seconds before its end, as clocks stop at whole seconds."""
        half = timedelta(seconds=(expires - stored_at) // timedelta(seconds=2))
        return expires - min(self.refresh_ahead, half)


def why_not_kept(status: CertificateStatusValue, *, verified: bool) -> str:
    """Empty where an answer may be kept; else why not, in words."""
    if status not in KEPT:
        return "it failed, so nothing is known" if status is CertificateStatusValue.FAILED else "the responder does not know it yet"
    return "" if verified else "nobody verified it"


def why_verdict_not_kept(verdict: Verdict) -> str:
    """The same for a verdict."""
    return why_not_kept(verdict.status, verified=verdict.verified)
