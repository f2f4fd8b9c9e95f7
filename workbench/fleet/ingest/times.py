"""Times as exports write them: RFC 3339, the same without a zone, seconds or milliseconds since 1970, dates of a sheet."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench.messages.log.moments import moment_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.tally import Tally

NAIVE = "Times without a zone: {n}. They were taken for UTC."
LEAP = "Leap seconds, as 23:59:60: {n}. Each was taken for the second after it, as computers count."
UNREADABLE = "The time cannot be read."
HINT = "Write it as RFC 3339: 2026-11-21T00:00:00Z; seconds and milliseconds since 1970 are read too."

_ZONE = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$", re.IGNORECASE)
_LIKE_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s?(?:[Zz]|UTC|[+-]\d\d:?\d\d)?)?")
_LEAP = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d):60(?=\D|$)")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LONGEST = 80


def when(value: Any, tally: Tally) -> datetime | None:
    """The moment that a value says, UTC-aware; None where it says none."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            tally.remark(NAIVE)
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)
    if isinstance(value, date):
        tally.remark(NAIVE)
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, str):
        return moment_of(value)
    return _of_text(value, tally, 1)


def _of_text(value: str, tally: Tally, times: int) -> datetime | None:
    text = value.strip()
    if len(text) > _LONGEST:
        return None
    found = _iso(text) if _LIKE_ISO.fullmatch(text) else moment_of(text)
    if found is None and _LEAP.match(text) is not None and (found := _after_leap(text)) is not None:
        tally.remark(LEAP, times)
    if found is not None and _ZONE.search(text) is None and not _NUMBER.fullmatch(text):
        tally.remark(NAIVE, times)
    return found


def _after_leap(text: str) -> datetime | None:
    """The second after a leap second, which ends a month in UTC (RFC 3339, 5.7); None where the time is none."""
    text = _LEAP.sub(r"\1:59", text)
    if not _LIKE_ISO.fullmatch(text) or (before := _iso(text)) is None:
        return None
    try:
        found = before + timedelta(seconds=1)
    except OverflowError:
        return None
    return found if (found.day, found.hour, found.minute, found.second) == (1, 0, 0, 0) else None


def _iso(text: str) -> datetime | None:
    text = text.replace(",", ".").replace(" UTC", "+00:00").replace("UTC", "+00:00")
    try:
        found = datetime.fromisoformat(text.upper().replace(" +", "+").replace(" -", "-"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return moment_of(text)


def moment_of_key(key: str, tally: Tally) -> datetime | None:
    """The moment that is the key of a map; None where the key is none."""
    return _of_text(key, tally, 1) if _LIKE_ISO.fullmatch(key.strip()) else None


def times_of(column: pd.Series, tally: Tally) -> pd.Series:
    """The moments of a column, each written form read once.

    Returns
    -------
    ``datetime64[us, UTC]``; NaT where the value is absent or cannot be read.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _in_utc(column.dt.tz_convert("UTC"))
    if pd.api.types.is_datetime64_dtype(column.dtype):
        tally.remark(NAIVE, int(column.notna().sum()))
        return _in_utc(column.dt.tz_localize("UTC"))
    codes, forms = pd.factorize(column)
    read = pd.Series(pd.NaT, index=range(len(forms) + 1), dtype="datetime64[us, UTC]")  # the last: what is absent
    texts = pd.Series([one if isinstance(one, str) else None for one in forms], dtype="str")
    strict = (
        texts.str.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)").fillna(value=False).astype(bool)
    )
    if strict.any():
        quick = pd.to_datetime(texts[strict], format="ISO8601", utc=True, errors="coerce").astype("datetime64[us, UTC]")
        read.loc[quick.index] = quick
    often = None
    for place, form in enumerate(forms):
        if strict[place] and not pd.isna(read[place]):
            continue
        if often is None:
            often = pd.Series(codes).value_counts()
        if isinstance(form, str):
            read[place] = _stamp(_of_text(form, tally, int(often[place])))
        else:
            read[place] = _stamp(when(form, tally))
    return pd.Series(read.array.take(codes), index=column.index)


def _in_utc(column: Any) -> pd.Series:
    found: pd.Series = column.astype("datetime64[us, UTC]")
    return found


def _stamp(moment: datetime | None) -> Any:
    import pandas as pd  # noqa: PLC0415  # see times_of

    return pd.NaT if moment is None else pd.Timestamp(moment).as_unit("us")
