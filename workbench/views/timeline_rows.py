"""The rows of a time line: one per certificate, or one per kind where there are too many to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.kinds import Pki
    from workbench.views.shown import Shown

MOST_ROWS = 40
"""So many certificates get a row each."""
_FEW_WORDS = {"expired": "expired", "not yet valid": "to come"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    Attributes
    ----------
    heading, name
        What is on it. The name is hostile text.
    start, end
        UTC-aware; both None where the dates cannot be read, or end before they begin. Of several certificates the first start and
        the next end: the first that has not passed, if there is one.
    last
        Of several certificates the last end; else the end.
    validity
        ``"valid"``, ``"expired"``, ``"not yet valid"``, or empty where it is not judged. Of several, the best.
    count
        How many certificates.
    """

    pki: Pki
    heading: str
    name: str
    start: datetime | None
    end: datetime | None
    last: datetime | None
    validity: str
    count: int = 1


def rows(certificates: Sequence[Shown]) -> list[Row]:
    """The rows, in the order of the certificates."""
    if len(certificates) <= MOST_ROWS:
        return [_row(one) for one in certificates]
    kinds: defaultdict[tuple[Pki, str], list[Shown]] = defaultdict(list)
    for one in certificates:
        kinds[one.pki, one.heading].append(one)
    return [_row(same[0]) if len(same) == 1 else _summed(same) for same in kinds.values()]


def _row(one: Shown) -> Row:
    start, end = _period(one) or (None, None)
    return Row(
        pki=one.pki, heading=one.heading, name=one.name, start=start, end=end, last=end, validity=one.validity if start else ""
    )


def _period(one: Shown) -> tuple[datetime, datetime] | None:
    start, end = one.facts.not_before, one.facts.not_after
    return (start, end) if start is not None and end is not None and start <= end else None


def _summed(same: Sequence[Shown]) -> Row:
    periods = [(period, one.validity) for one in same if (period := _period(one)) is not None]
    validities = Counter(validity for _, validity in periods)
    best = next((validity for validity in ("valid", "not yet valid", "expired") if validities[validity]), "")
    ends = [period[1] for period, validity in periods if validity == best]
    others = [f"{validities[other]:,} {_FEW_WORDS[other]}" for other in _FEW_WORDS if validities[other] and other != best]
    return Row(
        pki=same[0].pki,
        heading=same[0].heading,
        name=f"{len(same):,}: {', '.join(others)}" if others else f"{len(same):,} certificates",
        start=min((period[0] for period, _ in periods), default=None),
        end=min(ends, default=None),
        last=max((period[1] for period, _ in periods), default=None),
        validity=best,
        count=len(same),
    )
