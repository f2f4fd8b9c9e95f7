"""What strikes in a pile as a whole: things that do not fit together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.findings import Finding, Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item

_NAMED = 4
"""So many names are listed in one sentence; the rest is counted."""


def of_pile(items: Sequence[Item], at: datetime | None) -> Iterator[Finding]:
    """What strikes in the pile as a whole."""
    certificates = {facts.sha256: facts for item in items if (facts := item.facts) is not None}.values()
    yield from _duplicates(items)
    yield from _equal_serials(certificates)
    yield from _keys(items)
    if at is not None:
        yield from _clock(certificates, at)


def _duplicates(items: Sequence[Item]) -> Iterator[Finding]:
    places: dict[bytes, list[Item]] = defaultdict(list)
    for item in items:
        if item.type is ItemType.CERTIFICATE:
            places[item.der].append(item)
    for copies in places.values():
        facts = copies[0].facts
        if len(copies) > 1 and facts is not None:
            yield Finding(
                code="duplicate-certificate",
                severity=Severity.INFO,
                message=f"The certificate of {str(facts.subject) or 'an empty subject'} is here {len(copies)} times: "
                f"{_listed(str(item.source) for item in copies)}.",
                certificate=facts.sha256,
                subject=str(facts.subject),
                remedy="One copy is enough.",
            )


def _equal_serials(certificates: Iterable[CertificateFacts]) -> Iterator[Finding]:
    """Equal serial numbers below one issuer break a rule; below different issuers they only trip those who look at nothing else."""
    by_serial: dict[int, dict[bytes, list[CertificateFacts]]] = defaultdict(lambda: defaultdict(list))
    for facts in certificates:
        by_serial[facts.serial][facts.issuer_der].append(facts)
    for serial, by_issuer in by_serial.items():
        for same in by_issuer.values():
            if len(same) > 1:
                yield Finding(
                    code="serial-number",
                    severity=Severity.WARNING,
                    message=f"{len(same)} certificates of one issuer ({same[0].issuer}) carry the same serial number {serial:x}: "
                    f"{_listed(str(facts.subject) for facts in same)}. "
                    "Revocation and OCPP's CertificateHashData cannot tell them apart, unless the issuer's key differs.",
                    requirement="RFC 5280 4.1.2.2",
                    observed=f"serial number {serial:x} in {len(same)} certificates",
                    expected="a serial number of its own for each certificate of an issuer",
                    remedy="Have them issued again; until then compare fingerprints, not serial numbers.",
                )
        total = sum(len(same) for same in by_issuer.values())
        if len(by_issuer) > 1:
            yield Finding(
                code="serial-number",
                severity=Severity.INFO,
                message=f"{total} certificates of {len(by_issuer)} issuers carry the same serial number {serial:x}: "
                f"{_listed(str(facts.subject) for same in by_issuer.values() for facts in same)}. "
                "That is allowed, but software that finds certificates by serial number alone will take the wrong one.",
                requirement="RFC 5280 4.1.2.2",
                observed=f"serial number {serial:x} in {total} certificates",
                expected="unique per issuer; best random",
                remedy="Identify certificates by all four hash fields, or by fingerprint.",
            )


def _keys(items: Sequence[Item]) -> Iterator[Finding]:
    owners: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.facts is not None:
            owners[item.facts.public_key_sha256].append(str(item.facts.subject))
    requests = {item.public_key_sha256 for item in items if item.type is ItemType.CSR}
    for item in items:
        if item.type is not ItemType.PRIVATE_KEY:
            continue
        fingerprint = item.public_key_sha256
        if fingerprint in owners:
            yield Finding(
                code="private-key-exposed",
                severity=Severity.WARNING,
                item="key",
                source=str(item.source),
                subject=owners[fingerprint][0],
                message=f"The private key of {_listed(dict.fromkeys(owners[fingerprint]))} lies in this pile: "
                "whoever has the pile can pass for its owner.",
                remedy="Keep keys apart from certificates. If the pile was sent around, revoke the certificate and make a new key.",
            )
        elif fingerprint not in requests:
            yield Finding(
                code="private-key-mismatch",
                severity=Severity.INFO,
                item="key",
                source=str(item.source),
                message=f"This private key ({item.label}) fits no certificate and no CSR in the pile.",
                observed=f"public key SHA-256 {fingerprint[:16]}…",
                remedy="Find the certificate that was issued for it; a certificate of an older key pair looks the same by name.",
            )


def _clock(certificates: Iterable[CertificateFacts], at: datetime) -> Iterator[Finding]:
    periods = [(facts.not_before, facts.not_after) for facts in certificates if facts.not_before and facts.not_after]
    if len(periods) < 2:
        return
    expired = all(until < at for _, until in periods)
    future = all(since > at for since, _ in periods)
    if expired or future:
        yield Finding(
            code="clock-suspect",
            severity=Severity.WARNING,
            message=f"All {len(periods)} certificates are {'expired' if expired else 'not yet valid'} at {at:%Y-%m-%d %H:%M} UTC: "
            "is the clock right, or is this an old pile?",
            observed=f"{rfc3339(at)}",
            remedy="Check the clock, or judge at the time that matters: `--at 2020-01-01T00:00:00Z`.",
        )


def _listed(names: Iterable[str]) -> str:
    """The first few names, and how many more."""
    every = list(names)
    shown = "; ".join(name if len(name) <= 80 else name[:79] + "…" for name in every[:_NAMED])
    return shown if len(every) <= _NAMED else f"{shown} and {len(every) - _NAMED} more"
