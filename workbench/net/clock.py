"""The clock. Everything below the edge takes the time as a parameter."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, UTC-aware, without fractions of a second."""
    return datetime.now(UTC).replace(microsecond=0)
