"""dateTime of OCPP: RFC 3339, with seconds and an offset. The schema names the format, validators do not check it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_RFC3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def moment_of(text: str) -> datetime | None:
    """The moment in UTC, to the microsecond, or None where the text is no RFC 3339 dateTime.

    A leap second is read as the second before it.

    >>> moment_of("2025-02-01T12:00:00Z"), moment_of("2025-02-01T12:00Z")
    (datetime.datetime(2025, 2, 1, 12, 0, tzinfo=datetime.timezone.utc), None)
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        return None
    day, minute, second, fraction, offset = found.groups()
    digits = (fraction or ".0")[1:7].ljust(6, "0")
    written = f"{day}T{minute}:{'59' if second == '60' else second}.{digits}{'+00:00' if offset in 'Zz' else offset}"
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
