"""What strikes in one certificate: what cannot work as it is, whatever its chain and its profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.certs.kinds import ISO_15118
from workbench.findings import Finding, Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.facts import CertificateFacts
    from workbench.certs.items import Item
    from workbench.certs.kinds import Pki

_BROKEN_HASHES = re.compile(r"md5|md2|sha-?1(?!\d)|sha1", re.IGNORECASE)
_RSA = re.compile(r"(?:RSA|DSA) (\d+)")
_SMALLEST_RSA = 2048
_SMALL_CURVES = frozenset({"secp160r1", "secp192r1", "sect163k1", "sect163r2", "sect233k1", "sect233r1", "secp192k1", "secp160k1"})
_LONGEST_SERIAL = 20


def of_certificate(item: Item, at: datetime | None, pki: Pki | None) -> Iterator[Finding]:
    """What strikes in one certificate.

    ``at`` and ``pki`` are those of :func:`workbench.certs.first_look.of_item`.
    """
    facts = item.facts
    if facts is None:
        return
    findings = [finding for check in (_malformed, _version, _serial, _key) for finding in check(facts)]
    findings += _signature_algorithm(facts, iso_15118=pki in ISO_15118)
    if at is not None:
        findings += _validity(facts, at)
    for finding in findings:
        yield finding.at(source=str(item.source), subject=str(facts.subject), certificate=facts.sha256)


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
            f"The serial number is {'negative' if facts.serial else 'zero'}; it must be positive.",
            requirement="RFC 5280 4.1.2.2",
            observed=f"{facts.serial:x}",
            expected="1 or more",
            remedy="Have it issued again with a positive serial number.",
        )
    elif (facts.serial.bit_length() + 8) // 8 > _LONGEST_SERIAL:
        yield _finding(
            "serial-number",
            Severity.WARNING,
            "The serial number takes more than 20 octets in DER"
            + (
                "; OCPP's serialNumber, at most 40 hexadecimal digits, cannot hold it."
                if facts.serial.bit_length() > 160
                else ", its sign octet included; it fits the 40 hexadecimal digits of OCPP's serialNumber."
            ),
            requirement="RFC 5280 4.1.2.2",
            observed=f"{(facts.serial.bit_length() + 8) // 8} octets",
            expected="at most 20 octets",
            remedy="Have it issued again with a shorter serial number.",
        )


def _signature_algorithm(facts: CertificateFacts, *, iso_15118: bool) -> Iterator[Finding]:
    if not _BROKEN_HASHES.search(facts.signature_algorithm):
        return
    root = facts.looks_self_signed
    yield _finding(
        "signature-algorithm",
        Severity.INFO if root else Severity.WARNING,
        f"It is signed with {facts.signature_algorithm}, whose hash is broken; "
        + (
            "verifiers do not check a root's own signature."
            if root
            else "many libraries refuse it, OpenSSL from security level 1 on."
        ),
        requirement="V2G2-006" if iso_15118 else "",
        observed=facts.signature_algorithm,
        expected="ecdsa-with-SHA256, or stronger in ISO 15118-20" if iso_15118 else "SHA-256 or stronger",
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
