"""How loggers write the time: RFC 3339 and its near relatives, the date of web servers, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(
    r"(?<![\d.-])(\d{4})-(\d\d)-(\d\d)[T _]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z\b|UTC\b|[+-]\d\d:?\d\d(?!\d))?",
)
_WEB = re.compile(r"(?<!\d)(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? ?([+-]\d{4})?")
_EPOCH = re.compile(r"\s*(\d{10})(\d{3}|\d{6}|\d{9})?(?:\.(\d{1,9}))?\s*")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 80
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # 2000 and 2100: a number outside is no time of a log


def moment_of(value: object) -> datetime | None:
    """The moment that a field of a record says: a text, or seconds, milliseconds, microseconds or nanoseconds since 1970."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _since_1970(float(value)) if 0 < value < 1e20 else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    if (number := _EPOCH.fullmatch(value)) is not None:
        digits = number[1] + (number[2] or "")
        return _since_1970(float(f"{digits}.{number[3] or 0}"))
    return moment_in(value)


def moment_in(words: str) -> datetime | None:
    """The first moment that stands in the words before a frame."""
    if (found := _ISO.search(words)) is not None:
        year, month, day, hour, minute = (int(found[place]) for place in range(1, 6))
        return _moment((year, month, day), (hour, minute, int(found[6] or 0)), found[7], found[8])
    if (found := _WEB.search(words)) is not None and found[2] in _MONTHS:
        date = (int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
        return _moment(date, (int(found[4]), int(found[5]), int(found[6])), found[7], found[8])
    if (found := _EPOCH.match(words.lstrip(" [("))) is not None and found.end() > 10:
        return _since_1970(float(f"{found[1]}{found[2] or ''}.{found[3] or 0}"))
    return None


def _moment(date: tuple[int, int, int], time: tuple[int, int, int], fraction: str | None, zone: str | None) -> datetime | None:
    try:
        moment = datetime(*date, *time, int((fraction or "0")[:6].ljust(6, "0")), tzinfo=_zone(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(zone: str | None) -> timezone:
    """The zone as written; none is taken for UTC."""
    if zone is None or zone in {"Z", "UTC"}:
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timezone((-1 if zone[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _since_1970(number: float) -> datetime | None:
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if _EARLIEST <= number / unit < _LATEST:
            return datetime.fromtimestamp(number / unit, UTC)
    return None
