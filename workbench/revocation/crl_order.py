"""Several CRLs of one scope: the newest replaces the others, and numbers grow with time (RFC 5280 5.2.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.revocation.status_fault import StatusFault
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.revocation.crl import Crl


def faults(ordered: Sequence[Crl]) -> Iterator[tuple[Crl, StatusFault]]:
    """Numbers that do not grow with time: a CA must not give one number to two CRLs of one scope, nor count down."""
    by_age = sorted((crl for crl in ordered if crl.number is not None), key=lambda one: one.age)
    for older, newer in pairwise(by_age):
        if older.number is not None and newer.number is not None and newer.number <= older.number:
            how = "the same number as" if newer.number == older.number else "a lower number than"
            yield (
                newer,
                StatusFault(
                    code="crl-number",
                    severity=Severity.WARNING,
                    message=f"{{}} has {how} an older one, {older.number}.",
                    requirement="RFC 5280 5.2.3",
                    observed=f"number {newer.number} of {rfc3339(newer.fields.this_update)}, "
                    f"number {older.number} of {rfc3339(older.fields.this_update)}",
                    expected="numbers that grow",
                    remedy="Find out which one the CA publishes: one of the two may come from a CA that was restored or copied.",
                ),
            )


def superseded(by: Crl) -> StatusFault:
    """A CRL that is not the newest one of its scope."""
    number = "" if by.number is None else f"number {by.number} "
    return StatusFault(
        code="crl-superseded",
        severity=Severity.INFO,
        message=f"{{}} was not used: a newer one, {number}of {rfc3339(by.fields.this_update)}, replaces it.",
        requirement="RFC 5280 5.2.3",
        observed="an older CRL of the same scope",
        expected="the newest one",
        remedy="Nothing; drop it from the pile if you like.",
    )
