"""What strikes an expert's eye at a first look at a pile: what cannot work as it is, and what does not fit together.

No chain is built and no profile is applied here; that is the diagnosis's and the lint's job. Nothing found does not mean that a
certificate is sound.
"""

from __future__ import annotations

import re
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

_BROKEN_HASHES = re.compile(r"md5|md2|sha-?1(?!\d)|sha1", re.IGNORECASE)
_RSA = re.compile(r"(?:RSA|DSA) (\d+)")
_SMALLEST_RSA = 2048
_SMALL_CURVES = frozenset({"secp160r1", "secp192r1", "sect163k1", "sect163r2", "sect233k1", "sect233r1", "secp192k1", "secp160k1"})
_LONGEST_SERIAL = 20
_NAMED = 4
"""So many names are listed in one sentence; the rest is counted."""


def of_certificate(item: Item, at: datetime | None) -> Iterator[Finding]:
    """What strikes in one certificate.

    Parameters
    ----------
    at
        The time to judge validity at, UTC-aware; None: validity is not judged.
    """
    facts = item.facts
    if facts is None:
        return
    for check in (_malformed, _version, _serial, _signature_algorithm, _key):
        for finding in check(facts):
            yield finding.at(source=str(item.source), subject=str(facts.subject), certificate=facts.sha256)
    if at is not None:
        for finding in _validity(facts, at):
            yield finding.at(source=str(item.source), subject=str(facts.subject), certificate=facts.sha256)


def of_pile(items: Sequence[Item], at: datetime | None) -> Iterator[Finding]:
    """What strikes in the pile as a whole."""
    certificates = {facts.sha256: facts for item in items if (facts := item.facts) is not None}.values()
    yield from _duplicates(items)
    yield from _equal_serials(certificates)
    yield from _keys(items)
    if at is not None:
        yield from _clock(certificates, at)


def validity(item: Item, at: datetime | None) -> str:
    """``"valid"``, ``"expired"``, ``"not yet valid"``; empty where there is nothing to judge or no time to judge at."""
    facts = item.facts
    if at is None or facts is None or facts.not_before is None or facts.not_after is None:
        return ""
    return "expired" if facts.not_after < at else "not yet valid" if facts.not_before > at else "valid"


def _finding(code: str, severity: Severity, message: str, **more: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, item="certificate", **more)  # type: ignore[arg-type]


def _malformed(facts: CertificateFacts) -> Iterator[Finding]:
    if facts.strict:
        return
    yield _finding(
        "malformed-certificate",
        Severity.ERROR,
        f"A strict parser refuses this certificate ({facts.problems[0] if facts.problems else 'no reason given'}); "
        "what is shown was read leniently.",
        requirement="RFC 5280 4.1",
        observed="; ".join(facts.problems),
        expected="DER as RFC 5280 defines it",
        remedy="Have it issued again with the encoding repaired; stations may or may not accept it.",
    )


def _version(facts: CertificateFacts) -> Iterator[Finding]:
    if facts.version != 3:
        yield _finding(
            "not-version-3",
            Severity.WARNING,
            f"The certificate is version {facts.version}: it can carry no extensions, so nothing says whether it is a CA.",
            requirement="RFC 5280 4.1.2.1",
            observed=f"version {facts.version}",
            expected="version 3",
            remedy="Have it issued again as version 3.",
        )


def _serial(facts: CertificateFacts) -> Iterator[Finding]:
    if facts.serial <= 0:
        yield _finding(
            "serial-number",
            Severity.WARNING,
            f"The serial number is {facts.serial}; it must be positive.",
            requirement="RFC 5280 4.1.2.2",
            observed=str(facts.serial),
            expected="1 or more",
            remedy="Have it issued again with a positive serial number.",
        )
    elif (facts.serial.bit_length() + 8) // 8 > _LONGEST_SERIAL:
        yield _finding(
            "serial-number",
            Severity.WARNING,
            "The serial number is longer than 20 octets; OCPP's serialNumber has room for 40 hexadecimal digits.",
            requirement="RFC 5280 4.1.2.2",
            observed=f"{(facts.serial.bit_length() + 8) // 8} octets",
            expected="at most 20 octets",
            remedy="Have it issued again with a shorter serial number.",
        )


def _signature_algorithm(facts: CertificateFacts) -> Iterator[Finding]:
    if not _BROKEN_HASHES.search(facts.signature_algorithm):
        return
    root = facts.self_issued
    yield _finding(
        "signature-algorithm",
        Severity.INFO if root else Severity.WARNING,
        f"It is signed with {facts.signature_algorithm}, whose hash is broken; "
        + (
            "verifiers do not check a root's own signature."
            if root
            else "many libraries refuse it, OpenSSL from security level 1 on."
        ),
        requirement="V2G2-006",
        observed=facts.signature_algorithm,
        expected="ecdsa-with-SHA256, or stronger in ISO 15118-20",
        remedy="Have it issued again, signed with SHA-256 or stronger.",
    )


def _key(facts: CertificateFacts) -> Iterator[Finding]:
    rsa = _RSA.fullmatch(facts.key)
    if (rsa and int(rsa.group(1)) < _SMALLEST_RSA) or facts.key in _SMALL_CURVES:
        yield _finding(
            "weak-key",
            Severity.WARNING,
            f"The key ({facts.key}) is too small: TLS libraries refuse it.",
            observed=facts.key,
            expected="P-256 or larger, RSA of 2048 bits or more",
            remedy="Make a new key pair and have a certificate issued for it.",
        )


def _validity(facts: CertificateFacts, at: datetime) -> Iterator[Finding]:
    if facts.not_after is not None and facts.not_after < at:
        yield _finding(
            "expired",
            Severity.ERROR,
            f"It expired on {facts.not_after.date()}, {_span((at - facts.not_after).days)} before {at.date()}.",
            requirement="RFC 5280 4.1.2.5",
            observed=f"notAfter {rfc3339(facts.not_after)}",
            expected=f"notAfter at or after {rfc3339(at)}",
            remedy="Renew it, or check the clock.",
        )
    elif facts.not_before is not None and facts.not_before > at:
        yield _finding(
            "not-yet-valid",
            Severity.ERROR,
            f"It becomes valid on {facts.not_before.date()}, {_span((facts.not_before - at).days)} after {at.date()}.",
            requirement="RFC 5280 4.1.2.5",
            observed=f"notBefore {rfc3339(facts.not_before)}",
            expected=f"notBefore at or before {rfc3339(at)}",
            remedy="Wait for that day, or check the clock: a station that starts without network time often lives in 1970.",
        )


def _span(days: int) -> str:
    if days < 1:
        return "less than a day"
    return f"{days} day{'s' * (days != 1)}" if days < 800 else f"{days // 365} years"


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
