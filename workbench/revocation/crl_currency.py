"""RFC 5280 6.3.3 (a): whether a CRL is the newest that there can be at a time: from thisUpdate until before nextUpdate."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.revocation.status_fault import StatusFault
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.revocation.crl import Crl

NONE = timedelta(0)


def currency_fault(crl: Crl, at: datetime, skew: timedelta = NONE) -> StatusFault | None:
    """What speaks against it: from the future, out of date, or it says not until when it holds, which must not mean for ever.

    Parameters
    ----------
    skew
        So far the clocks may differ.
    """
    since, until = crl.fields.this_update, crl.fields.next_update
    if since > at + skew:
        return StatusFault(
            code="revocation-stale",
            message=f"{{}} is from the future: it was issued on {rfc3339(since)}, after the time of judgement.",
            requirement="RFC 5280 5.1.2.4",
            observed=f"thisUpdate {rfc3339(since)}",
            expected=f"at most {rfc3339(at)}",
            remedy="Check the clock; to judge a time in the past, load the CRL of that time.",
        )
    if until is None:
        return StatusFault(
            code="revocation-stale",
            message="{} does not say until when it holds, so nobody can tell whether it is the newest one.",
            requirement="RFC 5280 5.1.2.5",
            observed="no nextUpdate",
            expected=f"a nextUpdate after {rfc3339(at)}",
            remedy="Have the CA issue its lists with nextUpdate, or ask its OCSP responder.",
        )
    if until <= at - skew:
        return StatusFault(
            code="revocation-stale",
            message=f"{{}} is out of date: the next one was due on {rfc3339(until)}.",
            requirement="RFC 5280 5.1.2.5",
            observed=f"nextUpdate {rfc3339(until)}",
            expected=f"after {rfc3339(at)}",
            remedy="Fetch the newest CRL; if that is it, the CA does not publish in time. Or check the clock.",
        )
    return None
