"""What is wrong with a year of renewals: times without a certificate, renewals that stopped, certificates cut short."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.findings import Finding, Severity
from workbench.lab.renewals_spans import CLIENT, CONTRACT, SECC_2, SECC_20, STAPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.lab.renewals_spans import Gap, Span
    from workbench.lab.renewals_told import Happening

_WITHOUT = {
    CLIENT: "the station cannot connect to its CSMS under security profile 3",
    SECC_2: "vehicles of ISO 15118-2 refuse the TLS handshake: no Plug & Charge, at most external payment without TLS",
    SECC_20: "vehicles of ISO 15118-20 refuse the TLS handshake, and have nothing without TLS",
    STAPLE: "the station has no OCSP response to show to vehicles, and those that ask for one may refuse it",
    CONTRACT: "the vehicle has no valid contract certificate: no Plug & Charge",
}
_REMEDIES = {
    CLIENT: "Trigger SignChargingStationCertificate while the old one is valid; later somebody has to go there.",
    SECC_2: "Trigger SignV2GCertificate, and see in the watch that the certificate came.",
    SECC_20: "Trigger SignV2G20Certificate, and see in the watch that the certificate came.",
    STAPLE: "Have the OCSP responder watched: the station asks a day before the end, and goes on asking.",
    CONTRACT: "Have the vehicle ask a month ahead; after the end it installs anew (M01) instead of updating (M02).",
}
_RULES = {CLIENT: "A03.FR.02", SECC_2: "A03.FR.02", SECC_20: "A03.FR.02", STAPLE: "M06.FR.10", CONTRACT: "M02.FR.01"}
_OFTEN = 4
"""So many new certificates of one kind within a month are a sign that each lasts a day or two."""


def judged(happenings: Sequence[Happening], spans: Sequence[Span], gaps: Sequence[Gap]) -> Iterator[Finding]:
    """The findings, the worst first."""
    yield from map(_gap, gaps)
    yield from _stopped(happenings)
    yield from _short(spans)


def _gap(gap: Gap) -> Finding:
    return Finding(
        code="renewal-gap",
        message=f"{_cap(gap.lane)}: from {gap.since:%Y-%m-%d} to {gap.until:%Y-%m-%d} there is no valid one. "
        f"For {counted(gap.days, 'day')} {_WITHOUT[gap.lane]}.",
        severity=Severity.ERROR,
        requirement=_RULES[gap.lane],
        observed=f"{counted(gap.days, 'day')} without",
        expected="a successor before the end",
        remedy=_REMEDIES[gap.lane],
    )


def _stopped(happenings: Sequence[Happening]) -> Iterator[Finding]:
    """Once for each time from the first stop to the next certificate."""
    for lane in dict.fromkeys(one.lane for one in happenings if one.lane):
        mine = [one for one in happenings if one.lane == lane]
        first: Happening | None = None
        for one in mine:
            if first is None and one.what in {"stopped", "invalid"}:
                first = one
            elif first is not None and one.what == "in use":
                yield _stop(lane, first, one)
                first = None
        if first is not None:
            yield _stop(lane, first, None)


def _stop(lane: str, first: Happening, came: Happening | None) -> Finding:
    why = "no certificate came in time" if first.what == "stopped" else "it refused the certificate that came"
    after = f"the next certificate came on {came.at:%Y-%m-%d}, triggered" if came is not None else "none has come since"
    return Finding(
        code="renewal-stopped",
        message=f"{_cap(lane)}: on {first.at:%Y-%m-%d} the station stopped asking, for {why}; {after}.",
        severity=Severity.WARNING,
        requirement=first.requirement or "A03.FR.19",
        observed="no certificate since" if came is None else f"{counted((came.at - first.at).days, 'day')} until the next",
        expected="a TriggerMessage as soon as the cause is mended",
        remedy="Watch what is overdue, and trigger its renewal (A02): by itself the station does not begin again.",
    )


def _short(spans: Sequence[Span]) -> Iterator[Finding]:
    months = Counter((one.lane, f"{one.since:%Y-%m}") for one in spans if one.lane in {SECC_2, SECC_20, CLIENT})
    for (lane, month), number in sorted(months.items()):
        if number > _OFTEN:
            yield Finding(
                code="renewal-short",
                message=f"{_cap(lane)}: {number} certificates in {month}: the CA is near its own end and issues none that lasts.",
                severity=Severity.WARNING,
                requirement="A03.FR.02",
                observed=f"{number} renewals in a month",
                expected="one",
                remedy="Renew the issuing sub-CA before the certificates that it issues would outlive it.",
            )


def _cap(lane: str) -> str:
    return lane[0].upper() + lane[1:]
