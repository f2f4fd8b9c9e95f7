"""What a station's answers so far tell of its ways, before it is trusted with a new CSMS root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.decision import said
from workbench.csms.drift import Kind, drift
from workbench.csms.limits import limits_of
from workbench.csms.record import CSMS_ROOT
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.csms.seen import Remembered
    from workbench.findings import Finding

_REFUSED = {"Rejected", "Failed"}
_FIND_OUT = "Find out why on one station of this firmware before the others are tried."


def no_go(sentence: str, requirement: str, remedy: str, *, about: Item | None = None) -> Finding:
    """``csms-rollout``: why a station must not be rotated as it is."""
    return said("csms-rollout", sentence, Severity.ERROR, requirement=requirement, remedy=remedy, about=about)


def caution(sentence: str, requirement: str, remedy: str, *, about: Item | None = None) -> Finding:
    """``csms-rollout``: what to know, or to wait for."""
    return said("csms-rollout", sentence, Severity.WARNING, requirement=requirement, remedy=remedy, about=about)


def evidence_of(record: StationRecord) -> Iterator[Finding]:
    """What its answers so far tell of its ways."""
    for one in drift(record, types=[CSMS_ROOT]):
        if one.kind is Kind.MISSING:
            yield no_go(
                "It answered Accepted to a CSMS root, and does not list it.",
                "M05.FR.02",
                "Its Accepted cannot be relied on: try one such station by hand, ask the vendor.",
            )
        elif one.kind is Kind.MISTAKE:
            yield caution(
                f"It lists a CSMS root by wrong hash data ({', '.join(one.mistakes)}): its deletions may miss.",
                "M03.FR.04",
                "Delete by the hash data as listed, and list again after it.",
            )
    last = _last_install(record)
    if last is None or refused_under_the_check(record):
        return
    if last.status in _REFUSED:
        sentence = f"Its last answer to a CSMS root was {last.status} ({last.reason[:40] or 'no reason'})."
        yield caution(sentence, "M05.FR.12", _FIND_OUT)
    elif last.status != "Accepted":
        sentence = f"Its last install of a CSMS root ended with: {last.status}."
        yield caution(sentence, "M05.FR.01", "List with M03 first; then try it alone.")


def refused_under_the_check(record: StationRecord) -> tuple[Finding, ...]:
    """What a rotation must wait for: the root check is on, and the station refused the last CSMS root that it was sent."""
    last = _last_install(record)
    if last is None or last.status not in _REFUSED or not limits_of(record).root_check:
        return ()
    sentence = (
        f"Its last answer to a CSMS root was {last.status} ({last.reason[:40] or 'no reason'}), and AdditionalRootCertificateCheck "
        "is on: some stations reject every CSMS root then."
    )
    return (caution(sentence, "M05.FR.12", _FIND_OUT),)


def _last_install(record: StationRecord) -> Remembered | None:
    installs = [one for one in record.answers if one.action == "InstallCertificate" and one.about == CSMS_ROOT]
    return installs[-1] if installs else None
