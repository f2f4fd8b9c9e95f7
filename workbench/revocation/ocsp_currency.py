"""RFC 6960 4.2.2.1 and 3.2: whether a single response holds at a time: from thisUpdate to nextUpdate, and signed by then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.status_fault import StatusFault
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.revocation.ocsp_singles import Single

MOST_AGE = timedelta(days=7)
"""So long a response without nextUpdate is used; RFC 6960 leaves it open, OCPP lets no station keep one for longer (M06.FR.10)."""


NONE = timedelta(0)


def from_the_future(single: Single, produced_at: datetime, at: datetime, skew: timedelta = NONE) -> bool:
    """Whether nobody can have had it at that time, by a clock that differs by so much at most."""
    return max(single.this_update, produced_at) > at + skew


def judge(single: Single, produced_at: datetime, at: datetime, skew: timedelta = NONE) -> Iterator[StatusFault]:
    """What speaks against using it then: an error if it must not be used, else a warning.

    Parameters
    ----------
    skew
        So far the clocks may differ.
    """
    since, until, at = single.this_update, single.next_update, at.replace(microsecond=0)
    for name, moment in (("thisUpdate", since), ("producedAt", produced_at)):
        if moment > at + skew:
            yield _stale(
                f"{{}} is from the future: its {name} is {rfc3339(moment)}, after the time of judgement.",
                observed=f"{name} {rfc3339(moment)}",
                expected=f"at most {rfc3339(at)}",
                remedy="Check the clocks, the responder's too; to judge a time in the past, load the response of that time.",
            )
    if until is not None and until < at - skew:
        yield _stale(
            f"{{}} is out of date: it held until {rfc3339(until)}.",
            observed=f"nextUpdate {rfc3339(until)}",
            expected=f"at least {rfc3339(at)}",
            remedy="Ask the responder again; or check the clock.",
        )
    elif until is None and at - since > MOST_AGE:
        yield _stale(
            f"{{}} does not say until when it holds, and is too old to be used without: it is of {rfc3339(since)}.",
            observed=f"thisUpdate {rfc3339(since)}, no nextUpdate",
            expected=f"a thisUpdate of the last {MOST_AGE.days} days, or a nextUpdate",
            remedy="Ask the responder again; have it say nextUpdate.",
        )
    elif until is None and since <= at + skew:
        yield _stale(
            "{} does not say until when it holds: newer information is to be had at any time.",
            observed=f"thisUpdate {rfc3339(since)}, no nextUpdate",
            expected=f"a nextUpdate; without it the response is used for {MOST_AGE.days} days from thisUpdate on",
            remedy="Ask the responder again before you rely on it; have it say nextUpdate.",
            severity=Severity.WARNING,
        )
    if produced_at < since <= at:
        yield _stale(
            f"{{}} was signed on {rfc3339(produced_at)}, before the time as of which it says that it is right.",
            observed=f"producedAt {rfc3339(produced_at)}, thisUpdate {rfc3339(since)}",
            expected="a producedAt that is not before thisUpdate",
            remedy="Have the responder's clock checked.",
            severity=Severity.WARNING,
        )


def _stale(message: str, *, observed: str, expected: str, remedy: str, severity: Severity = Severity.ERROR) -> StatusFault:
    return StatusFault(
        code="revocation-stale",
        severity=severity,
        message=message,
        requirement="RFC 6960 4.2.2.1",
        observed=observed,
        expected=expected,
        remedy=remedy,
    )
