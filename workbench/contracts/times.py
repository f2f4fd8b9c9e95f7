"""Times at the doors of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime


def aware(moment: datetime) -> datetime:
    """The same time.

    Raises
    ------
    InputError
        It has no time zone: certificates end at a time in UTC.
    """
    if moment.utcoffset() is None:
        raise InputError("The time has no time zone.", hint="Write datetime(2026, 6, 1, tzinfo=UTC).")
    return moment
