"""What a watch says: findings, and what is odd about the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.lab.watching_rows import Watched


def about_the_clock(rows: tuple[Watched, ...], at: datetime) -> Iterator[str]:
    """What cannot be right, if these certificates are in use."""
    dated = [one for one in rows if one.begins is not None and one.ends is not None]
    early = [one for one in dated if one.begins is not None and one.begins > at]
    if dated and all(one.state in {"ended", "replaced"} for one in dated):
        yield f"All of it is over at {at:%Y-%m-%d}: is the clock right, or are these certificates kept for the record?"
    elif early:
        latest = max(one.begins for one in early if one.begins is not None)
        yield (
            f"{counted(len(early), 'certificate')} of {len(dated):,} begin after {at:%Y-%m-%d}, the last on {latest:%Y-%m-%d}: "
            "if they are in use, the clock is slow, and every day here is counted from the wrong one."
        )


def finding(one: Watched) -> Finding:
    """Of one that is urgent, or whose chain ends before it."""
    at_most = f" (its chain ends first, with {one.first_link})" if one.first_link else ""
    end = f"{one.chain_ends:%Y-%m-%d}" if one.chain_ends is not None else "no day"
    due = f"{one.due:%Y-%m-%d}" if one.due is not None else "no day"
    code, severity, words = {
        "ended": ("renewal-overdue", Severity.ERROR, f"is over since {end}"),
        "overdue": ("renewal-overdue", Severity.ERROR, f"ends on {end}, and should have been renewed on {due}"),
        "due": ("renewal-due", Severity.WARNING, f"ends on {end}, and its renewal is due on {due}"),
        "later": ("chain-ends-first", Severity.INFO, f"is of use until {end}"),
    }[one.state]
    return Finding(
        code=code,
        message=f"{one.what} {one.name} at {one.where} {words}{at_most}. If nobody acts: {one.otherwise}.",
        severity=severity,
        requirement=one.requirement,
        certificate=one.sha256 or None,
        item="certificate" if one.sha256 else "bundle",
        subject=one.name,
        source=one.where,
        observed=f"due {due}, ends {end}",
        expected="renewed before it is due",
        remedy=f"{one.who[0].upper()}{one.who[1:]}: {one.how}.",
    )
