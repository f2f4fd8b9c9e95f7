"""Which of several contracts comes first, and how many come at all (ISO 15118-20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.faults import fault
from workbench.contracts.keywrap.binding import plain
from workbench.contracts.standards import ISO_20
from workbench.findings import Severity
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.contracts.installation.asking import Asked
    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest


def order(emaids: Sequence[str], prioritized: Sequence[str], maximum: int | None) -> tuple[str, ...]:
    """The accounts to deliver: the prioritized ones as asked for, then the others as they are, at most ``maximum``.

    Prioritized accounts that the vehicle has no contract for are passed over.
    """
    by_plain = {plain(one): one for one in emaids}
    first = [by_plain[key] for key in dict.fromkeys(map(plain, prioritized)) if key in by_plain]
    rest = [one for one in emaids if one not in first]
    return tuple([*first, *rest][:maximum])


def judge(request: Get15118EVCertificateRequest, asked: Asked, version: Version) -> Iterator[Finding]:
    """Where OCPP's fields contradict the standard that the vehicle speaks, or the EXI (M01.FR.02, M01.FR.03)."""
    said = request.maximum_contract_certificate_chains
    if request.iso15118_schema_version != ISO_20:
        if said is not None:
            yield _conflict(
                "M01.FR.02",
                "maximumContractCertificateChains is ISO 15118-20's, and iso15118SchemaVersion says ISO 15118-2; it is ignored.",
                str(said),
                "no such field",
            )
        if request.prioritized_emaids:
            yield _conflict(
                "M01.FR.02",
                "prioritizedEMAIDs is ISO 15118-20's, and iso15118SchemaVersion says ISO 15118-2; it is ignored.",
                f"{len(request.prioritized_emaids)} eMAIDs",
                "no such field",
            )
        return
    if asked.maximum is None or version is Version.V201:
        return
    if said is None:
        yield _conflict(
            "M01.FR.03",
            "maximumContractCertificateChains is missing, though the vehicle speaks ISO 15118-20; the EXI's own is taken.",
            "no such field",
            str(asked.maximum),
        )
    elif said != asked.maximum:
        yield _conflict(
            "M01.FR.03",
            "maximumContractCertificateChains is not what the vehicle said; the vehicle's own is taken.",
            str(said),
            str(asked.maximum),
        )
    if tuple(map(plain, request.prioritized_emaids or ())) != tuple(map(plain, asked.prioritized)):
        yield _conflict(
            "M01.FR.03",
            "prioritizedEMAIDs is not what the vehicle said; the vehicle's own order is taken.",
            ", ".join(request.prioritized_emaids or ())[:60] or "none",
            ", ".join(asked.prioritized)[:60] or "none",
        )


def _conflict(requirement: str, message: str, observed: str, expected: str) -> Finding:
    return fault(
        "contracts-maximum-conflict",
        message,
        requirement=requirement,
        observed=observed,
        expected=expected,
        remedy="Have the station copy these fields from the vehicle's message, and only for ISO 15118-20.",
        severity=Severity.WARNING,
    )
