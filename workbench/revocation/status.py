"""The three answers to "is it revoked?", whoever gives them: a CRL or an OCSP responder."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Whether a certificate is revoked."""

    GOOD = "good"
    """Nothing says so, and all that had to be asked was asked."""
    REVOKED = "revoked"
    """For good, or on hold."""
    UNKNOWN = "unknown"
    """It could not be judged; never taken for good."""
