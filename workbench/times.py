"""How a moment is written: RFC 3339 in UTC, as OCPP and every JSON of this project has it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from datetime import datetime


@overload
def rfc3339(moment: datetime) -> str: ...
@overload
def rfc3339(moment: None) -> None: ...
@overload
def rfc3339(moment: datetime | None) -> str | None: ...
def rfc3339(moment: datetime | None) -> str | None:
    """``2026-11-21T00:00:00Z``; fractions of a second are cut off; None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
