"""Whether the time of judgement itself is in doubt: every certificate of a path is yet to begin, or all are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.times import rfc3339
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.trust.paths import Path


def judge(path: Path, at: datetime) -> Iterator[Finding]:
    """``clock-suspect``: an error where all are yet to begin, which no old pile explains; a warning where all are over."""
    since = [one.facts.not_before for one in path.certificates if one.facts.not_before is not None]
    until = [one.facts.not_after for one in path.certificates if one.facts.not_after is not None]
    if len(path.certificates) < 2 or len(since) < len(path.certificates) or len(until) < len(path.certificates):
        return
    count = "Both certificates" if len(since) == 2 else f"All {len(since)} certificates"
    leaf = path.certificates[0]
    if min(since) > at:
        yield fault(
            leaf,
            "clock-suspect",
            f"{count} on the path of {{}} begin after {rfc3339(at)}: the clock is wrong, not the certificates.",
            requirement="RFC 5280 4.1.2.5",
            observed=rfc3339(at),
            expected=f"a time from {rfc3339(max(since))} to {rfc3339(min(until))}",
            remedy="Set the clock: a station that starts without network time lives in 1970 or at its build date.",
        )
    elif max(until) < at:
        yield fault(
            leaf,
            "clock-suspect",
            f"{count} on the path of {{}} ended before {rfc3339(at)}: this is an old chain, or the clock is ahead.",
            requirement="RFC 5280 4.1.2.5",
            observed=rfc3339(at),
            expected=f"a time from {rfc3339(max(since))} to {rfc3339(min(until))}",
            remedy="Check the clock; to judge the chain as it was, give that time (`--at`).",
            severity=Severity.WARNING,
        )
