"""The answer to "is it revoked?", whoever gives it: CRLs, OCSP responders, or both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding


class Status(StrEnum):
    """Whether a certificate is revoked."""

    GOOD = "good"
    """Nothing says so, and all that had to be asked was asked."""
    REVOKED = "revoked"
    """For good, or on hold."""
    UNKNOWN = "unknown"
    """It could not be judged; never taken for good."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What CRLs, OCSP responses or both say about a certificate.

    Attributes
    ----------
    status
        The answer.
    reason
        A name of RFC 5280 5.3.1 where it is revoked, ``"unspecified"`` where none is given; else None.
    revoked_at
        UTC-aware, where it is revoked.
    findings
        What is wrong with each CRL and response and why it was not used; where the status is not GOOD the last one is the answer in
        a sentence. Faults are errors only where the status is UNKNOWN: otherwise another one decided.
    used
        The CRLs and responses that decided; none where the status is UNKNOWN.
    why
        Where the status is UNKNOWN: what is missing, in words that complete "... cannot be said: ". Hostile text.
    """

    status: Status
    reason: str | None = None
    revoked_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    used: tuple[Item, ...] = ()
    why: str = ""
