"""One clock for a station and its CSMS: the real one, or one that stands still until it is advanced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.errors import InputError
from workbench.net import clock


class Clock:
    """What the time is.

    Parameters
    ----------
    start
        A time, UTC-aware: the clock is simulated and begins there. None: it is the real one.

    Raises
    ------
    InputError
        The time has no time zone.
    """

    __slots__ = ("_now",)

    def __init__(self, start: datetime | None = None) -> None:
        self._now = None if start is None else _in_utc(start)

    @property
    def simulated(self) -> bool:
        """Whether it can be advanced."""
        return self._now is not None

    def now(self) -> datetime:
        """The time, UTC-aware, without fractions of a second."""
        return clock.now() if self._now is None else self._now

    def advance(self, by: timedelta | None = None, *, until: datetime | None = None) -> datetime:
        """Put a simulated clock forward, by a span or to a time; gives the new time.

        Raises
        ------
        InputError
            The clock is the real one, would run backwards, or neither or both are given.
        """
        if self._now is None:
            raise InputError("The real clock cannot be advanced.", hint="Give the station Clock(start), which is simulated.")
        if (by is None) == (until is None):
            raise InputError("The clock is advanced by a span or until a time.", hint="clock.advance(timedelta(days=300))")
        try:
            wanted = self._now + by if by is not None else _in_utc(until or self._now)
        except OverflowError:
            raise InputError("That time lies outside the years 1 to 9999.", hint="Advance the clock by less.") from None
        if wanted < self._now:
            raise InputError("The clock does not run backwards.", hint="station.undo() takes back what happened.")
        self._now = wanted.replace(microsecond=0)
        return self._now

    def __repr__(self) -> str:
        return f"Clock({self._now:%Y-%m-%d %H:%M:%S} UTC, simulated)" if self._now is not None else "Clock(real)"


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InputError("The time has no time zone.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    return moment.astimezone(UTC).replace(microsecond=0)
