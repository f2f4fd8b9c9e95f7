"""Is a station ready for a new CSMS root? Everything that its record tells, each with its requirement and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.csms.certificates import pem_of, read_certificates
from workbench.csms.current_root import current_root
from workbench.csms.decision import said
from workbench.csms.drift import Kind, drift
from workbench.csms.evidence import caution, evidence_of, no_go, refused_under_the_check
from workbench.csms.fitting import objections
from workbench.csms.limits import limits_of
from workbench.csms.policy import STRICT
from workbench.csms.record import CSMS_ROOT
from workbench.display import Readable, findings_table, terminal, view, visible
from workbench.findings import Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.current_root import CurrentRoot
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.display import Table
    from workbench.findings import Finding


class Verdict(StrEnum):
    """Whether a station can be rotated."""

    GO = "go"
    WAIT = "wait"
    """Something must be known, or done, first; then look again."""
    NO_GO = "no-go"
    """The station would refuse the new root, or be lost with it."""


@dataclass(frozen=True, slots=True)
class Readiness(Readable):
    """One station's verdict.

    Attributes
    ----------
    findings
        ``csms-rollout``: errors are why not, warnings what to know or to wait for.
    has_the_root
        Whether the station lists the new root already.
    """

    identity: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    has_the_root: bool = False

    def __repr__(self) -> str:
        return f"Readiness({terminal(self.identity)}: {self.verdict}, {len(self.findings)} findings)"

    def __str__(self) -> str:
        return self._table().to_text()

    def _repr_html_(self) -> str:
        return str(view(self._table().to_html()))

    def _table(self) -> Table:
        has = "; it lists the new root" if self.has_the_root else ""
        return findings_table(self.findings, f"{visible(self.identity, 60)}: {self.verdict}{has}")


def readiness(
    record: StationRecord,
    new_root: str,
    *,
    now: datetime,
    until: datetime | None = None,
    pile: Sequence[Item] = (),
    policy: Policy = STRICT,
) -> Readiness:
    """Go or no-go for one station.

    Parameters
    ----------
    new_root
        PEM of one certificate.
    until
        When the server is to switch; None: now.
    pile
        Certificates of the CSMS, the current roots above all.
    """
    read = read_certificates(new_root)
    if len(read) != 1:
        sentence = f"The new root's text holds {len(read)} certificates that can be read, not one."
        return Readiness(record.identity, Verdict.NO_GO, (no_go(sentence, "M05.FR.07", "Give one certificate in PEM."),))
    item, current = read[0], current_root(record, pile)
    there = any(one.item is not None and one.item.der == item.der for one in record.of_type(CSMS_ROOT)) and _certain(record)
    blocking = tuple(_blocking(record, item, new_root, now, policy, pile)) if not there else ()
    lost = tuple(_expiring(record, item, current, until or now))
    waiting = (*_waiting(record, current), *(refused_under_the_check(record) if not there else ()))
    evidence = tuple(evidence_of(record))
    findings = (*blocking, *lost, *waiting, *evidence)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    verdict = Verdict.NO_GO if errors else Verdict.WAIT if waiting else Verdict.GO
    return Readiness(record.identity, verdict, tuple(sorted(findings, key=lambda one: one.severity is not Severity.ERROR)), there)


def _certain(record: StationRecord) -> bool:
    listing = record.listing(CSMS_ROOT)
    missing = any(one.kind is Kind.MISSING for one in drift(record, types=[CSMS_ROOT]))
    return listing is not None and not listing.stale and not missing


def _blocking(
    record: StationRecord, item: Item, text: str, now: datetime, policy: Policy, pile: Sequence[Item]
) -> Iterator[Finding]:
    """What speaks against the install itself, told as part of the plan."""
    for one in objections(record, CSMS_ROOT, item, text or pem_of([item]), now, policy, pile):
        severity = one.severity if one.requirement != "M05.FR.09" else Severity.ERROR
        yield said(
            "csms-rollout", one.message, severity, requirement=one.requirement, about=item, observed=one.observed, remedy=one.remedy
        )
    if limits_of(record).root_check is False and current_root(record, pile).held:
        yield said(
            "csms-rollout",
            "The station has no AdditionalRootCertificateCheck: old and new root stay side by side until the old one is deleted.",
            Severity.INFO,
            requirement="M05.FR.09",
            remedy="Delete the old root with M04 after the switch.",
        )


def _expiring(record: StationRecord, item: Item, current: CurrentRoot, until: datetime) -> Iterator[Finding]:
    facts = item.facts
    if facts is not None and facts.not_after is not None and facts.not_after <= until:
        yield no_go("{} ends before the switch.", "M05.FR.07", "Use a root with a longer validity.", about=item)
    if facts is not None and facts.not_before is not None and facts.not_before > until:
        yield no_go("{} is not valid yet at the switch.", "M05.FR.07", "Switch later.", about=item)
    held = current.item
    if held is None or held.facts is None or held.facts.not_after is None or held.facts.not_after > until:
        return
    ends = rfc3339(held.facts.not_after)
    if record.connected:
        yield caution(
            f"{{}}, under which the station connects now, ends on {ends}: the new root must be there before, "
            "for then the station can verify neither server nor successor.",
            "M05.FR.10",
            "Rotate this station first, and switch before that day.",
            about=held,
        )
    else:
        yield no_go(
            f"{{}}, the station's root, ends on {ends}, and the station is not connected: it may never come back.",
            "M05.FR.10",
            "Keep a server under that root until the day; after it only a visit helps.",
            about=held,
        )


def _waiting(record: StationRecord, current: CurrentRoot) -> Iterator[Finding]:
    """What must be known or done first."""
    limits = limits_of(record)
    if not record.connected:
        yield caution("The station is not connected: nothing can be installed.", "M05.FR.01", "Wait for it, before the switch.")
    if limits.read_at is None:
        yield caution("Its limits were never read.", "M05.FR.06", "Read them (CertificateEntries, FieldLength, the root check).")
    elif limits.room is None:
        yield said(
            "csms-rollout",
            "How many certificates it takes is not known: whether there is room for two roots is not either.",
            Severity.INFO,
            requirement="M05.FR.06",
            remedy="Read the limit from a report of the device model.",
        )
    listing = record.listing(CSMS_ROOT)
    if listing is None or listing.stale:
        yield caution("Which CSMS roots it holds now is not known.", "M03.FR.04", "List them with M03.")
    elif current.held == 0:
        yield caution("It lists no CSMS root at all.", "M03.FR.04", "Find out by what it verifies the server, if by anything.")
    if limits.room == 1 and limits.root_check:
        yield said(
            "csms-rollout",
            "There is room for just one more certificate; whatever else is installed before the rotation takes it.",
            Severity.INFO,
            requirement="M05.FR.06",
            remedy="Install nothing else until the fallback is gone.",
        )
