"""RFC 5280 6.1.3 (a)(2): the time lies in the validity period. Both ends belong to it (4.1.2.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.findings import Severity
from workbench.times import rfc3339
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate


def judge(certificate: PathCertificate, at: datetime) -> Iterator[Finding]:
    """``expired`` or ``not-yet-valid``; a period that cannot be read is malformed."""
    facts = certificate.facts
    if facts.not_before is None or facts.not_after is None:
        yield fault(
            certificate,
            "malformed-certificate",
            "The validity period of {} cannot be read.",
            requirement="RFC 5280 4.1.2.5",
            observed="; ".join(facts.problems) or "no two times",
            expected="two times, as UTCTime or GeneralizedTime in UTC",
            remedy="Have the certificate issued again.",
        )
        return
    if at.replace(microsecond=0) > facts.not_after:
        yield fault(
            certificate,
            "expired",
            f"{{}} expired on {rfc3339(facts.not_after)}, {_ago(at - facts.not_after)} before the time of judgement.",
            requirement="RFC 5280 4.1.2.5",
            observed=f"valid until {rfc3339(facts.not_after)}",
            expected=f"valid at {rfc3339(at)}",
            remedy="Replace it with a renewed certificate; if the date of judgement is wrong, set the clock.",
        )
    if at < facts.not_before:
        yield fault(
            certificate,
            "not-yet-valid",
            f"{{}} is valid from {rfc3339(facts.not_before)} only, {_ago(facts.not_before - at)} after the time of judgement.",
            requirement="RFC 5280 4.1.2.5",
            observed=f"valid from {rfc3339(facts.not_before)}",
            expected=f"valid at {rfc3339(at)}",
            remedy="Check the clock; or wait, or have it issued with an earlier start.",
        )


def judge_nesting(certificate: PathCertificate, issuer: PathCertificate) -> Iterator[Finding]:
    """A certificate that outlives its issuer ends with it, earlier than it says; RFC 5280 does not forbid it."""
    until, limit = certificate.facts.not_after, issuer.facts.not_after
    if until is not None and limit is not None and until > limit:
        yield fault(
            certificate,
            "outlives-issuer",
            f"{{}} is valid longer than its issuer {name_of(issuer.facts)}, which ends it on {rfc3339(limit)}.",
            requirement="RFC 5280 6.1.3",
            observed=f"valid until {rfc3339(until)}",
            expected=f"at most {rfc3339(limit)}",
            remedy="Plan its renewal for the issuer's last day, or have the issuer renewed first.",
            severity=Severity.WARNING,
        )


def _ago(span: timedelta) -> str:
    days = span // timedelta(days=1)
    if days:
        return f"{days:,} {'day' if days == 1 else 'days'}"
    hours = span // timedelta(hours=1)
    return f"{hours} {'hour' if hours == 1 else 'hours'}" if hours else "less than an hour"
